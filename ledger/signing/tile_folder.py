"""What does a folder hold that `tile_export` or another program wrote, and is it what it signs?"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from ledger import regular_file
from ledger.faults import LedgerFault, said
from ledger.proofs.checkpoint import Checkpoint
from ledger.proofs.note import LARGEST, Note
from ledger.proofs.spelling import shown
from ledger.proofs.tiles import (
    HEIGHT,
    LONGEST_ENTRY,
    WIDTH,
    Tile,
    TileFault,
    bundled,
    over,
    split,
    tiles,
    unbundled,
)
from ledger.proofs.tree import HASH, Frontier, Load, leaf_hash
from ledger.signing.heads import parsed

CHECKPOINT: Final = "checkpoint"
#: In bytes.
LARGEST_TILE: Final = WIDTH * (2 + LONGEST_ENTRY)


def checkpoint_in(folder: Path) -> bytes:
    """The signed checkpoint of a folder; LedgerFault where there is none."""
    try:
        return read_within(folder, CHECKPOINT, LARGEST)
    except OSError as fault:
        why = f"{CHECKPOINT}: {fault.strerror}"
        raise LedgerFault(f"{shown(str(folder))} holds no checkpoint: {why}") from None


def head_in(folder: Path) -> tuple[Checkpoint, Note]:
    """The same, parsed. HeadFault where it is none."""
    return parsed(checkpoint_in(folder), folder / CHECKPOINT)


def read_within(folder: Path, name: str, largest: int) -> bytes:
    """The bytes of a file in a folder that a stranger may have made; of one that is larger than
    `largest` so many that it is refused. OSError."""
    return regular_file.content(folder / name, largest, within=folder)


def content(folder: Path, tile: Tile) -> bytes:
    """What the file of a tile holds. Where it is gone, the full tile it has become stands in."""
    for place in (tile, tile.full()):
        try:
            data = read_within(folder, place.path(), LARGEST_TILE)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as fault:
            raise TileFault(
                "{tile} cannot be read: {why}", tile=place.path(), why=said(fault)
            ) from None
        if len(data) > LARGEST_TILE:
            raise TileFault("{tile} is larger than any tile", tile=place.path())
        if place == tile:
            return data
        if tile.level is None:
            return bundled(unbundled(data, place)[: tile.width])
        return data[: tile.width * HASH]
    raise TileFault("{tile} is missing", tile=tile.path())


def entries_of(folder: Path, size: int) -> Iterator[bytes]:
    """The entries of the first `size` leaves, bundle by bundle. Nothing is verified."""
    for tile in tiles(size):
        if tile.level is not None:
            return
        yield from unbundled(content(folder, tile), tile)


def stored_hash(folder: Path, size: int) -> Load:
    """The hashes of a tree of `size`, from the tiles alone; what they hold is not verified."""

    def load(level: int, i: int) -> bytes:
        row, above = divmod(level, HEIGHT)
        n, first = divmod(i << above, WIDTH)
        width = min(WIDTH, (size >> row * HEIGHT) - n * WIDTH)
        data = content(folder, Tile(row, n, width))
        return over(split(data)[first : first + (1 << above)])

    return load


def checked(folder: Path, *, on_entry: Callable[[int, bytes], None] | None = None) -> Checkpoint:
    """Read the whole folder again: the checkpoint, whose root is that of the entries in it.

    Every tile is compared with what the entries hash to. Who signed the checkpoint is a question
    to `checkpoint.check_signed`. `on_entry` is called with each leaf's index and its entry,
    before it is known whether the tree fits.
    """
    head, _ = head_in(folder)
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
        raise TileFault(
            "the {size} entries do not hash to the root of the checkpoint", size=head.size
        )
    return head


def _compare(folder: Path, tile: Tile, expected: bytearray) -> None:
    if content(folder, tile) != expected:
        raise TileFault("{tile} does not hold the hashes of the entries below it", tile=tile.path())
