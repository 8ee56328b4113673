"""Does this dossier hold together? Needs Python and nothing else; read it before you run it.

    python3 check.py            hashes every entry, grows the tree (RFC 6962, section 2.1), compares
                                its root with the one in log/checkpoint, and hashes the evidence
    python3 check.py --events   prints the events, one JSON text a line, as they were hashed

Who signed log/checkpoint is checked with openssl, as README.md shows: Python's own library has no
Ed25519. The layout of log/ is that of https://c2sp.org/tlog-tiles.
"""

import base64
import hashlib
import json
import pathlib
import sys
from collections.abc import Iterable, Iterator


def bundle(number: int, width: int) -> pathlib.Path:
    digits = f"{number:03d}"
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
    return HERE / "log/tile/entries" / (path + ("" if width == 256 else f".p/{width}"))


def entries(size: int) -> Iterator[bytes]:
    for start in range(0, size, 256):
        width = min(256, size - start)
        data, at = bundle(start // 256, width).read_bytes(), 0
        for _ in range(width):
            length = int.from_bytes(data[at : at + 2], "big")
            yield data[at + 2 : at + 2 + length]
            at += 2 + length
        assert at == len(data), "a bundle holds other than it should"


def tree_root(leaves: Iterable[bytes]) -> bytes:
    """MTH of RFC 6962: whole subtrees are joined as soon as two of one size stand side by side."""
    peaks: list[tuple[int, bytes]] = []
    for leaf in leaves:
        level, value = 0, hashlib.sha256(b"\x00" + leaf).digest()
        while peaks and peaks[-1][0] == level:
            value = hashlib.sha256(b"\x01" + peaks.pop()[1] + value).digest()
            level += 1
        peaks.append((level, value))
    if not peaks:
        return hashlib.sha256().digest()
    value = peaks.pop()[1]
    while peaks:
        value = hashlib.sha256(b"\x01" + peaks.pop()[1] + value).digest()
    return value


HERE = pathlib.Path(__file__).resolve().parent


def main() -> int:
    origin, size, root = (HERE / "log/checkpoint").read_text("utf-8").split("\n")[:3]
    if "--events" in sys.argv:
        for entry in entries(int(size)):
            sys.stdout.write(json.dumps(json.loads(entry)) + "\n")
        return 0
    found = base64.b64encode(tree_root(entries(int(size)))).decode()
    print(f"{size} entries hash to {found}")
    good = found == root
    print("which is the root in log/checkpoint" if good else f"and log/checkpoint says {root}")
    for number, entry in enumerate(entries(int(size)), 1):
        told = json.loads(entry)
        if (told["seq"], told["origin"]) != (number, origin):
            print(f"entry {number} says that it is {told['seq']} of {told['origin']!a}")
            good = False
        for named in told["data"].get("evidence", ()):
            path = HERE / "evidence" / named["sha256"][:2] / named["sha256"]
            if not path.is_file():
                print(f"evidence {named['sha256']} is not here")
                good = False
            elif hashlib.sha256(path.read_bytes()).hexdigest() != named["sha256"]:
                print(f"evidence {named['sha256']} is another file")
                good = False
    print("GOOD: now check the signature, as README.md shows" if good else "NOT GOOD")
    return 0 if good else 3


if __name__ == "__main__":
    sys.exit(main())
