"""Does this dossier hold together? Needs Python and nothing else; read it before you run it.

    python3 check.py            hashes every entry, grows the tree (RFC 6962, section 2.1), compares
                                its root with the one in log/checkpoint and its hashes with those
                                in log/tile, and hashes the evidence; with --without-evidence that
                                need not be here; log/stamped, where that is here, must be of the
                                first of these entries
    python3 check.py --events   prints the events, one JSON text a line, byte for byte as they were
                                hashed; on a terminal as ASCII

Who signed log/checkpoint is checked with openssl, as README.md shows: Python's own library has no
Ed25519. The layout of log/ is that of https://c2sp.org/tlog-tiles. Whatever comes from a file is
printed as ASCII, so that nothing in it acts on a terminal; but --events gives to a pipe or a file
what sources wrote: look at that with what shows control characters.
"""

import base64
import hashlib
import io
import json
import os
import pathlib
import re
import stat
import sys
from collections.abc import Iterator

HERE = pathlib.Path(__file__).resolve().parent
LARGEST = 256 * (2 + 65535)
#: What is told, where it is not told in English.
WORDS: dict[str, str] = {}


class NotGoodError(Exception):
    """What is wrong, in words that can be printed anywhere."""


def tell(text: str, **places: object) -> str:
    return WORDS.get(text, text).format(**places)


def blocks(name: str) -> Iterator[bytes]:
    """What a regular file of this folder holds, as far as it went when it was opened."""
    path = (HERE / name).resolve()
    try:
        if not path.is_relative_to(HERE) or not stat.S_ISREG(path.stat().st_mode):
            raise NotGoodError(tell("{name} is no regular file of this folder", name=name))
        with path.open("rb") as file:
            left = os.fstat(file.fileno()).st_size
            while block := file.read(min(left, 1 << 20)):
                left -= len(block)
                yield block
    except OSError as fault:
        raise NotGoodError(
            tell("{name} cannot be read: {fault}", name=name, fault=fault.strerror)
        ) from None


def content(name: str, largest: int) -> bytes:
    data = bytearray()
    for block in blocks(name):
        data += block
        if len(data) > largest:
            break
    if len(data) > largest:
        raise NotGoodError(tell("{name} is larger than it can be", name=name))
    return bytes(data)


def checkpoint(name: str = "log/checkpoint") -> tuple[str, int, str]:
    """Whose log it is, how many entries it has, their root in base64."""
    try:
        lines = content(name, 1 << 20).decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise NotGoodError(tell("{name} is not UTF-8", name=name)) from None
    if len(lines) < 4:
        raise NotGoodError(tell("{name} does not begin with three lines", name=name))
    origin, size, root = lines[:3]
    if not re.fullmatch("0|[1-9][0-9]{0,15}", size):
        raise NotGoodError(tell("the second line of {name} is no size", name=name))
    return origin, int(size), root


def tile(kind: str, number: int, width: int) -> str:
    """Where a bundle of entries lies, or a tile of hashes by its level."""
    digits = f"{number:03d}"
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*("x" + group for group in groups[:-1]), groups[-1]])
    return f"log/tile/{kind}/{path}" + ("" if width == 256 else f".p/{width}")


def entries(size: int) -> Iterator[bytes]:
    for start in range(0, size, 256):
        width = min(256, size - start)
        name = tile("entries", start // 256, width)
        try:
            data, at = content(name, LARGEST), 0
        except NotGoodError as fault:
            raise NotGoodError(
                tell("{fault}; log/checkpoint has {size} entries", fault=fault, size=size)
            ) from None
        for _ in range(width):
            length = int.from_bytes(data[at : at + 2], "big")
            yield data[at + 2 : at + 2 + length]
            at += 2 + length
        if at != len(data):
            raise NotGoodError(
                tell(
                    "the bundle {name} does not hold {width} entries and no more",
                    name=name,
                    width=width,
                )
            )


class Tree:
    """The tree of RFC 6962 as entries come. `rows` has, for each level of tiles, the hashes of its
    last one, which is not full; `full` how many were."""

    def __init__(self) -> None:
        self.rows: list[list[bytes]] = []
        self.full: list[int] = []

    def append(self, entry: bytes) -> Iterator[tuple[str, bytes]]:
        """Each tile that an entry fills: where it lies, and what it must hold."""
        value = hashlib.sha256(b"\x00" + entry).digest()
        for level in range(len(self.rows) + 1):
            if level == len(self.rows):
                self.rows.append([])
                self.full.append(0)
            row = self.rows[level]
            row.append(value)
            if len(row) < 256:
                return
            yield tile(str(level), self.full[level], 256), b"".join(row)
            value = joined(row)
            self.full[level] += 1
            row.clear()

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """The same of those that the last entry left unfilled."""
        for level, row in enumerate(self.rows):
            if row:
                yield tile(str(level), self.full[level], len(row)), b"".join(row)

    def root(self) -> bytes:
        last: list[bytes] = []
        for row in self.rows:
            if row or last:
                last = [joined([*row, *last])]
        return last[0] if last else hashlib.sha256().digest()


def joined(hashes: list[bytes]) -> bytes:
    """The hash over subtrees of one size, of which the last may be smaller: whole ones are joined
    as soon as two of one size stand side by side, the rest from the right."""
    peaks: list[tuple[int, bytes]] = []
    for value in hashes:
        level = 0
        while peaks and peaks[-1][0] == level:
            value = hashlib.sha256(b"\x01" + peaks.pop()[1] + value).digest()
            level += 1
        peaks.append((level, value))
    value = peaks.pop()[1]
    while peaks:
        value = hashlib.sha256(b"\x01" + peaks.pop()[1] + value).digest()
    return value


def grown(size: int) -> Tree:
    tree = Tree()
    for entry in entries(size):
        for _ in tree.append(entry):
            pass
    return tree


def said(entry: bytes, number: int, origin: str) -> tuple[str, list[str]]:
    """The type of an entry, and the digests of the files that it names."""
    try:
        told = json.loads(entry)
        seq, name, kind = told["seq"], told["origin"], told["type"]
        found = [named["sha256"] for named in told["data"].get("evidence", ())]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotGoodError(tell("entry {number} is no event of a ledger", number=number)) from None
    if (seq, name) != (number, origin):
        raise NotGoodError(
            tell(
                "entry {number} says that it is {seq} of {name}",
                number=number,
                seq=ascii(seq),
                name=ascii(name),
            )
        )
    for digest in found:
        if not isinstance(digest, str) or not re.fullmatch("[0-9a-f]{64}", digest):
            raise NotGoodError(
                tell(
                    "entry {number} names evidence by what is no SHA-256: {digest}",
                    number=number,
                    digest=ascii(digest),
                )
            )
    return kind, found


def sha256(name: str) -> str:
    found = hashlib.sha256()
    for block in blocks(name):
        found.update(block)
    return found.hexdigest()


def events() -> None:
    """Print every entry, once they are known to be those of log/checkpoint."""
    _, size, root = checkpoint()
    if base64.b64encode(grown(size).root()).decode() != root:
        raise NotGoodError(tell("the entries do not hash to the root in log/checkpoint"))
    for number, entry in enumerate(entries(size), 1):
        told = json.loads(entry)
        if any(byte < 0x20 for byte in entry):
            raise NotGoodError(tell("entry {number} is no JSON on one line", number=number))
        if sys.stdout.isatty():
            entry = json.dumps(told, separators=(",", ":")).encode()
        sys.stdout.buffer.write(entry + b"\n")


def problems() -> Iterator[str]:
    """What is wrong with the files of this folder."""
    origin, size, root = checkpoint()
    tree, tiles = Tree(), 0
    stamped = checkpoint("log/stamped") if (HERE / "log/stamped").exists() else None
    agrees = False
    for number, entry in enumerate(entries(size), 1):
        for name, expected in tree.append(entry):
            tiles += 1
            yield from misfits(name, expected)
        if stamped and number == stamped[1]:
            agrees = stamped == (origin, number, base64.b64encode(tree.root()).decode())
    for name, expected in tree.rest():
        tiles += 1
        yield from misfits(name, expected)
    found = base64.b64encode(tree.root()).decode()
    print(tell("{size} entries hash to {root}", size=size, root=found))
    if found == root:
        print(tell("which is the root in log/checkpoint"))
    else:
        yield tell("log/checkpoint has the root {root}", root=ascii(root))
    if stamped and agrees:
        print(tell("log/stamped is of the first {size} of them", size=stamped[1]))
    elif stamped:
        yield tell("log/stamped is not of the first of these entries")
    print(
        tell(
            "{tiles} files of hashes belong in log/tile: each was looked for and compared",
            tiles=tiles,
        )
    )
    bare, missing = "--without-evidence" in sys.argv, 0
    for number, entry in enumerate(entries(size), 1):
        kind, digests = said(entry, number, origin)
        if kind == "key_lost":
            print(
                tell(
                    "entry {number} says that the ledger's key was lost, and lets another take "
                    "over for which nothing was signed",
                    number=number,
                )
            )
        for digest in digests:
            name = f"evidence/{digest[:2]}/{digest}"
            if not os.path.lexists(HERE / name) or (HERE / name).is_dir():
                missing += 1
                if not bare:
                    yield tell("evidence {digest} is not here", digest=digest)
                continue
            if sha256(name) != digest:
                yield tell("evidence {digest} is another file", digest=digest)
    if bare:
        print(tell("evidence: {missing} of the files that are named not here", missing=missing))


def misfits(name: str, expected: bytes) -> Iterator[str]:
    """What is wrong with a tile of hashes, which are those of the entries."""
    try:
        if content(name, LARGEST) != expected:
            yield tell("{name} does not hold the hashes of the entries below it", name=name)
    except NotGoodError as fault:
        yield str(fault)


def main() -> int:
    if sys.stdout is None:
        print(tell("standard output is closed: nothing was checked"), file=sys.stderr)
        return 1
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        code = run()
        sys.stdout.flush()
    except OSError as fault:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(fault, BrokenPipeError):  # nobody reads on (`| head`)
            return 141
        print(fault, file=sys.stderr)
        return 1
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
        print(tell("an entry is no JSON"))
        good = False
    if good:
        print(tell("GOOD: now check the signature, as README.md shows"))
    else:
        print(
            tell("NOT GOOD: whether log/checkpoint is as it was signed, openssl tells (README.md)")
        )
    return 0 if good else 3


if __name__ == "__main__":
    sys.exit(main())
