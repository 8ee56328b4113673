"""Does this dossier hold together? Needs Python and nothing else; read it before you run it.

    python3 check.py            hashes every entry, grows the tree (RFC 6962, section 2.1), compares
                                its root with the one in log/checkpoint, and hashes the evidence;
                                with --without-evidence that need not be here
    python3 check.py --events   prints the events, one JSON text a line, byte for byte as they were
                                hashed; on a terminal as ASCII

Who signed log/checkpoint is checked with openssl, as README.md shows: Python's own library has no
Ed25519. The layout of log/ is that of https://c2sp.org/tlog-tiles. Whatever comes from a file is
printed as ASCII, so that nothing in it acts on a terminal; but --events gives to a pipe or a file
what sources wrote: look at that with what shows control characters.
"""

import base64
import hashlib
import json
import os
import pathlib
import re
import sys
from collections.abc import Iterable, Iterator

HERE = pathlib.Path(__file__).resolve().parent
LARGEST = 256 * (2 + 65535)


class NotGoodError(Exception):
    """What is wrong, in words that can be printed anywhere."""


def content(name: str, largest: int) -> bytes:
    try:
        with (HERE / name).open("rb") as file:
            data = file.read(largest + 1)
    except OSError as fault:
        raise NotGoodError(f"{name} cannot be read: {fault.strerror}") from None
    if len(data) > largest:
        raise NotGoodError(f"{name} is larger than it can be")
    return data


def checkpoint() -> tuple[str, int, str]:
    """Whose log it is, how many entries it has, their root in base64."""
    try:
        lines = content("log/checkpoint", 1 << 20).decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise NotGoodError("log/checkpoint is not UTF-8") from None
    if len(lines) < 4:
        raise NotGoodError("log/checkpoint does not begin with three lines")
    origin, size, root = lines[:3]
    if not re.fullmatch("0|[1-9][0-9]{0,15}", size):
        raise NotGoodError("the second line of log/checkpoint is no size")
    return origin, int(size), root


def bundle(number: int, width: int) -> str:
    digits = f"{number:03d}"
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
    return f"log/tile/entries/{path}" + ("" if width == 256 else f".p/{width}")


def entries(size: int) -> Iterator[bytes]:
    for start in range(0, size, 256):
        width = min(256, size - start)
        name = bundle(start // 256, width)
        data, at = content(name, LARGEST), 0
        for _ in range(width):
            length = int.from_bytes(data[at : at + 2], "big")
            yield data[at + 2 : at + 2 + length]
            at += 2 + length
        if at != len(data):
            raise NotGoodError(f"the bundle {name} does not hold {width} entries and no more")


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


def evidence(entry: bytes, number: int, origin: str) -> list[str]:
    """The digests of the files that an entry names."""
    try:
        told = json.loads(entry)
        seq, name = told["seq"], told["origin"]
        found = [named["sha256"] for named in told["data"].get("evidence", ())]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotGoodError(f"entry {number} is no event of a ledger") from None
    if (seq, name) != (number, origin):
        raise NotGoodError(f"entry {number} says that it is {seq!a} of {name!a}")
    for digest in found:
        if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
            raise NotGoodError(f"entry {number} names evidence by what is no SHA-256: {digest!a}")
    return found


def sha256(path: pathlib.Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found.update(block)
    return found.hexdigest()


def events() -> None:
    """Print every entry, once they are known to be those of log/checkpoint."""
    _, size, root = checkpoint()
    if base64.b64encode(tree_root(entries(size))).decode() != root:
        raise NotGoodError("the entries do not hash to the root in log/checkpoint")
    for number, entry in enumerate(entries(size), 1):
        told = json.loads(entry)
        if any(byte < 0x20 for byte in entry):
            raise NotGoodError(f"entry {number} is no JSON on one line")
        if sys.stdout.isatty():
            entry = json.dumps(told, separators=(",", ":")).encode()
        sys.stdout.buffer.write(entry + b"\n")


def problems() -> Iterator[str]:
    """What is wrong with the files of this folder."""
    origin, size, root = checkpoint()
    found = base64.b64encode(tree_root(entries(size))).decode()
    print(f"{size} entries hash to {found}")
    if found == root:
        print("which is the root in log/checkpoint")
    else:
        yield f"log/checkpoint has the root {root!a}"
    bare, missing = "--without-evidence" in sys.argv, 0
    for number, entry in enumerate(entries(size), 1):
        for digest in evidence(entry, number, origin):
            path = HERE / "evidence" / digest[:2] / digest
            if not path.is_file():
                missing += 1
                if not bare:
                    yield f"evidence {digest} is not here"
                continue
            if sha256(path) != digest:
                yield f"evidence {digest} is another file"
    if bare:
        print(f"evidence: {missing} of the files that are named not here")


def main() -> int:
    try:
        code = run()
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads on (`| head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return code


def run() -> int:
    good = True
    try:
        if "--events" in sys.argv:
            events()
            return 0
        for problem in problems():
            print(problem)
            good = False
    except NotGoodError as fault:
        print(fault)
        good = False
    except (ValueError, RecursionError):
        print("an entry is no JSON")
        good = False
    print("GOOD: now check the signature, as README.md shows" if good else "NOT GOOD")
    return 0 if good else 3


if __name__ == "__main__":
    sys.exit(main())
