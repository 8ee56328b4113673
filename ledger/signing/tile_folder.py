"""How is a log kept as a folder that stock tools read, and does a folder hold what it signs?

Written file by file, each whole or not at all, and `checkpoint` last: a folder that is being
written, or was left in the middle, still holds the tree of the checkpoint in it. Partial tiles
of earlier checkpoints are left where they are, for whoever is reading by one of those.
"""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, CheckpointFault, read
from ledger.proofs.note import LARGEST
from ledger.proofs.spelling import shown
from ledger.proofs.tiles import (
    HEIGHT,
    LONGEST_ENTRY,
    WIDTH,
    Tile,
    TileFault,
    bundled,
    hashes,
    tiles,
    unbundled,
)
from ledger.proofs.tree import HASH, Frontier, Load, leaf_hash, root
from ledger.whole_file import put

CHECKPOINT: Final = "checkpoint"
_LARGEST: Final = WIDTH * (2 + LONGEST_ENTRY)

Entries = Callable[[int, int], Iterable[bytes]]
"""The entries at the indexes [start, stop), in order."""


def export(folder: Path, checkpoint: bytes, *, entries: Entries, load: Load) -> tuple[int, int]:
    """Bring the folder to this signed checkpoint; (files written, entries that are new).

    A folder that holds another ledger, a larger tree, or one that is not the beginning of this
    is refused with CheckpointFault, and nothing is written.
    """
    head, _ = read(checkpoint)
    since = _before(folder, head, load)
    written = 0
    for tile in tiles(head.size):
        start = tile.n * WIDTH
        old = since >> HEIGHT * (tile.level or 0) >= start + tile.width
        if old and (folder / tile.path()).is_file():
            continue
        if tile.level is None:
            data = bundled(entries(start, start + tile.width))
            unbundled(data, tile)
        else:
            data = hashes(tile, load)
        put(folder / tile.path(), data)
        written += 1
    put(folder / CHECKPOINT, checkpoint)
    return written, head.size - since


def _before(folder: Path, head: Checkpoint, load: Load) -> int:
    """How many entries the folder holds already, and has in common with this tree."""
    try:
        old, _ = read((folder / CHECKPOINT).read_bytes())
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / "tile").is_dir():
            raise CheckpointFault(
                f"{shown(str(folder))} holds other things than a log; name a new folder"
            ) from None
        return 0
    if old.origin != head.origin:
        raise CheckpointFault(f"the folder holds another ledger, {shown(old.origin)}")
    if old.size > head.size or root(old.size, load) != old.root:
        raise CheckpointFault(
            f"the folder holds a checkpoint of {old.size} entries that is no beginning of this "
            f"ledger of {head.size}: one of the two was rolled back or rewritten. Nothing was "
            "written"
        )
    return old.size


def checkpoint_in(folder: Path) -> bytes:
    """The signed checkpoint of a folder; LedgerFault where there is none."""
    try:
        with (folder / CHECKPOINT).open("rb") as file:
            return file.read(LARGEST + 1)
    except OSError as fault:
        raise LedgerFault(f"{shown(str(folder))} holds no checkpoint: {fault.strerror}") from None


def content(folder: Path, tile: Tile) -> bytes:
    """What the file of a tile holds. Where it is gone, the full tile it has become stands in."""
    for place in (tile, tile.full()):
        path = folder / place.path()
        if path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size > _LARGEST:
            raise TileFault(f"{place.path()} is larger than any tile")
        data = path.read_bytes()
        if place == tile:
            return data
        if tile.level is None:
            return bundled(unbundled(data, place)[: tile.width])
        return data[: tile.width * HASH]
    raise TileFault(f"{tile.path()} is missing")


def entries_of(folder: Path, size: int) -> Iterator[bytes]:
    """The entries of the first `size` leaves, bundle by bundle. Nothing is verified."""
    for tile in tiles(size):
        if tile.level is not None:
            return
        yield from unbundled(content(folder, tile), tile)


def checked(folder: Path, *, on_entry: Callable[[int, bytes], None] | None = None) -> Checkpoint:
    """Read the whole folder again: the checkpoint, whose root is that of the entries in it.

    Every tile is compared with what the entries hash to. Who signed the checkpoint is a question
    to `checkpoint.check_signed`. `on_entry` is called with each leaf's index and its entry,
    before it is known whether the tree fits.
    """
    head, _ = read(checkpoint_in(folder))
    frontier = Frontier()
    rows: dict[int, bytearray] = {}
    for entry in entries_of(folder, head.size):
        if on_entry:
            on_entry(frontier.size, entry)
        done = frontier.append(leaf_hash(entry))
        for level, value in enumerate(done[::HEIGHT]):
            row = rows.setdefault(level, bytearray())
            row += value
            n, rest = divmod((frontier.size >> level * HEIGHT) - 1, WIDTH)
            if rest == WIDTH - 1:
                _compare(folder, Tile(level, n, WIDTH), row)
                row.clear()
    for level, row in rows.items():
        if row:
            n = (frontier.size >> level * HEIGHT) // WIDTH
            _compare(folder, Tile(level, n, len(row) // HASH), row)
    if frontier.root() != head.root:
        raise TileFault(f"the {head.size} entries do not hash to the root of the checkpoint")
    return head


def _compare(folder: Path, tile: Tile, expected: bytearray) -> None:
    if content(folder, tile) != expected:
        raise TileFault(f"{tile.path()} does not hold the hashes of the entries below it")
