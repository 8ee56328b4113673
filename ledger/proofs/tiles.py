"""Where do a log's hashes and entries lie, as files that anybody can mirror?

The layout of c2sp.org/tlog-tiles, pure: tiles of 256 hashes, eight levels of the tree apart, and
bundles of 256 entries. What is not full is partial, `.p/W`; nothing is ever empty.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from ledger.proofs.spelling import other_size, shown
from ledger.proofs.tree import HASH, Load, ProofFault, node_hash

WIDTH: Final = 256
#: Levels of the tree from one level of tiles to the next.
HEIGHT: Final = 8
ENTRIES: Final = "entries"
LONGEST_ENTRY: Final = 65_535

_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)


class TileFault(ProofFault):
    """A tile or bundle that is not what its place says."""


class Tile(NamedTuple):
    """A tile of hashes at a level from 0, or with level None a bundle of entries.

    `n` is its index in its level, `width` how many hashes or entries it has, 1 to 256.
    """

    level: int | None
    n: int
    width: int

    def path(self) -> str:
        """`tile/<L>/<N>[.p/<W>]`, such as `tile/0/x001/x234/067.p/12`."""
        digits = f"{self.n:03d}"
        digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        number = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = ENTRIES if self.level is None else str(self.level)
        return f"tile/{level}/{number}" + ("" if self.width == WIDTH else f".p/{self.width}")

    def full(self) -> "Tile":
        """The tile that this one becomes: partial ones are its beginnings."""
        return self._replace(width=WIDTH)


def tile_at(path: str) -> Tile:
    """Read the path of a tile or bundle; TileFault unless it is the one spelling of it."""
    match = _PATH.fullmatch(path)
    if match:
        level, number, width = match.groups()
        n = int(number.replace("x", "").replace("/", ""))
        found = Tile(None if level == ENTRIES else int(level), n, int(width or WIDTH))
        if found.path() == path and (found.level or 0) <= 63:
            return found
    raise TileFault("this is not the path of a tile: {path}", path=shown(path))


def tiles(size: int, *, since: int = 0) -> Iterator[Tile]:
    """Bundles and tiles of a tree of `size` that one of `since` leaves did not have yet.

    Bundles come first, then level after level.
    """
    for level in (None, *range(64)):
        shift = HEIGHT * (level or 0)
        count, had = size >> shift, since >> shift
        if count == 0:
            return
        for n in range(had // WIDTH, -(-count // WIDTH)):
            width = min(WIDTH, count - n * WIDTH)
            if n * WIDTH + width > had:
                yield Tile(level, n, width)


def hashes(tile: Tile, load: Load) -> bytes:
    """The content of a tile of hashes: MTH(D[(n * 256 + i) * 256**l : ...]), `width` of them."""
    if tile.level is None:
        raise ValueError("a bundle has entries")
    first, level = tile.n * WIDTH, tile.level * HEIGHT
    return b"".join(load(level, i) for i in range(first, first + tile.width))


def split(data: bytes) -> list[bytes]:
    """The hashes in the content of a tile; TileFault where it ends within one."""
    if len(data) % HASH:
        raise TileFault("{size} bytes are no hashes of {expected}", size=len(data), expected=HASH)
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def over(row: Sequence[bytes]) -> bytes:
    """The hash over a row of 1, 2, 4, ... or 256 of them that belong together."""
    while len(row) > 1:
        row = [node_hash(row[at], row[at + 1]) for at in range(0, len(row), 2)]
    return row[0]


def bundled(entries: Iterable[bytes]) -> bytes:
    """The content of a bundle: of each entry its length, uint16 big-endian, and its bytes."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise TileFault("an entry of {size} bytes does not fit in a bundle", size=len(entry))
        parts += [len(entry).to_bytes(2, "big"), entry]
    return b"".join(parts)


def unbundled(data: bytes, tile: Tile) -> Sequence[bytes]:
    """The entries of a bundle; TileFault unless they are exactly as many as its width."""
    entries, at = [], 0
    while at < len(data):
        start = at + 2
        at = start + int.from_bytes(data[at:start], "big")
        if start > len(data) or at > len(data):
            raise TileFault("{tile} ends within an entry", tile=tile.path())
        entries.append(data[start:at])
    if len(entries) != tile.width:
        raise TileFault(
            "{tile} has {count} entries, not {expected}",
            tile=tile.path(),
            count=len(entries),
            expected=tile.width,
        )
    return entries


def hash_in(data: bytes, tile: Tile, i: int) -> bytes:
    """Hash `i` of a tile's content, which has exactly as many as its width."""
    if len(data) != tile.width * HASH:
        raise TileFault(other_size(tile.path(), len(data), tile.width * HASH))
    return data[i * HASH : (i + 1) * HASH]
