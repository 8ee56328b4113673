"""How is a log kept as a folder that stock tools read?

Written file by file, each whole or not at all, and `checkpoint` last: a folder that is being
written, or was left in the middle, still holds the tree of the checkpoint in it. Partial tiles
of earlier checkpoints are left where they are, for whoever is reading by one of those.
"""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, CheckpointFault, read
from ledger.proofs.note import LARGEST
from ledger.proofs.spelling import shown
from ledger.proofs.tiles import (
    HEIGHT,
    WIDTH,
    Tile,
    TileFault,
    bundled,
    hashes,
    over,
    split,
    tiles,
    unbundled,
)
from ledger.proofs.tree import Load, leaf_hash, root
from ledger.signing.heads import parsed
from ledger.signing.tile_folder import CHECKPOINT, LARGEST_TILE, read_within
from ledger.whole_file import put

Entries = Callable[[int, int], Iterable[bytes]]
"""The entries at the indexes [start, stop), in order."""


def export(
    folder: Path,
    checkpoint: bytes,
    *,
    entries: Entries,
    load: Load,
    before: Callable[[], object] = lambda: None,
    alone: AbstractContextManager[object] | None = None,
) -> tuple[int, int]:
    """Bring the folder to this signed checkpoint; (files written, entries that are new).

    What is there already is read, and written again where it is not what the tree says. `before`
    is called when all is there that the checkpoint covers, and before it is put; `alone` is held
    while it takes the place of another. A folder that holds another ledger, a larger tree, or one
    that is not the beginning of this is refused with CheckpointFault, and nothing is written.
    LedgerFault where another export was ahead meanwhile.
    """
    head, _ = read(checkpoint)
    since = _before(folder, head, load)
    written = 0
    for tile in tiles(head.size):
        start = tile.n * WIDTH
        old = since >> HEIGHT * (tile.level or 0) >= start + tile.width
        if old and _intact(folder, tile, load):
            continue
        if tile.level is None:
            data = bundled(entries(start, start + tile.width))
            unbundled(data, tile)
        else:
            data = hashes(tile, load)
        put(folder / tile.path(), data)
        written += 1
    before()
    with alone or nullcontext():
        if (now := _size(folder)) > head.size:
            raise LedgerFault(
                f"{shown(str(folder))} has a checkpoint of {now} entries by now, and keeps it: "
                f"another export was ahead of this one, of {head.size}"
            )
        put(folder / CHECKPOINT, checkpoint)
    return written, head.size - since


def _size(folder: Path) -> int:
    """Of how many entries the checkpoint in the folder is, 0 where there is none."""
    try:
        return parsed(read_within(folder, CHECKPOINT, LARGEST), folder / CHECKPOINT)[0].size
    except FileNotFoundError:
        return 0


def _before(folder: Path, head: Checkpoint, load: Load) -> int:
    """How many entries the folder holds already, and has in common with this tree."""
    try:
        old, _ = parsed(read_within(folder, CHECKPOINT, LARGEST), folder / CHECKPOINT)
    except FileNotFoundError:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / "tile").is_dir():
            raise CheckpointFault(
                "{folder} holds other things than a log; name a new folder",
                folder=shown(str(folder)),
            ) from None
        return 0
    if old.origin != head.origin:
        raise CheckpointFault("the folder holds another ledger, {origin}", origin=shown(old.origin))
    if old.size > head.size or root(old.size, load) != old.root:
        raise CheckpointFault(
            "the folder holds a checkpoint of {old} entries that is no beginning of this ledger of "
            "{size}: one of the two was rolled back or rewritten. Nothing was written",
            old=old.size,
            size=head.size,
        )
    return old.size


def _intact(folder: Path, tile: Tile, load: Load) -> bool:
    """Whether the file of a tile is there, and holds what the tree says: a full one by the hash
    over it, a partial one hash by hash."""
    path, level = folder / tile.path(), HEIGHT * (tile.level or 0)
    if path.is_symlink():
        return False
    try:
        data = read_within(folder, tile.path(), LARGEST_TILE)
        entries = tile.level is None
        held = list(map(leaf_hash, unbundled(data, tile))) if entries else split(data)
    except (OSError, TileFault):
        return False
    if len(held) != tile.width:
        return False
    if tile.width == WIDTH:
        return over(held) == load(level + HEIGHT, tile.n)
    first = tile.n * WIDTH
    return all(each == load(level, first + at) for at, each in enumerate(held))
