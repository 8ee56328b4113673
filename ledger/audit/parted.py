"""At which position do the log and a history that somebody holds part?

Whoever holds a checkpoint alone can be told no more than between which positions. Where the folder
of the log lies beside it, as `ledger export tiles` makes one, its hashes tell which.
"""

from collections.abc import Iterable
from pathlib import Path

from ledger.faults import LedgerFault, Phrase
from ledger.proofs.checkpoint import Checkpoint
from ledger.proofs.parting import bounds, parting
from ledger.proofs.spelling import shown
from ledger.proofs.tree import Load, root
from ledger.signing.tile_folder import CHECKPOINT, stored_hash


def parted(
    held: Checkpoint, where: str, *, size: int, load: Load, agreed: Iterable[int]
) -> Phrase | None:
    """Where the log of `size` events parts from a checkpoint, in a file, that it does not go on
    from; `agreed`: the sizes of those that it goes on from. None where nothing tells."""
    file = shown(where)
    found = None
    if (theirs := _beside(Path(where), held)) is not None:
        try:
            found = parting(min(size, held.size), load, theirs)
        except LedgerFault:
            theirs = None
        if theirs is not None and found is None:
            return Phrase(
                "the {size} events of the log are the first of those of {file}: its end is "
                "missing, and nothing else differs",
                size=size,
                file=file,
            )
    elif held.size <= size:
        found = bounds(held.size, agreed)
    if found is None:
        return None
    if found.first == found.last:
        return Phrase(
            "the log and the history of {file} part at @{first}: what is before it is the same",
            file=file,
            first=found.first,
        )
    return Phrase(
        "the log and the history of {file} part at one of @{first} to @{last}: the folder of the "
        "log that it is of, with its checkpoint in it, would tell at which",
        file=file,
        first=found.first,
        last=found.last,
    )


def _beside(path: Path, held: Checkpoint) -> Load | None:
    """The hashes of the folder in which a checkpoint lies; None where it lies in none, or these are
    not of it."""
    if path.name != CHECKPOINT or not (path.parent / "tile").is_dir():
        return None
    load = stored_hash(path.parent, held.size)
    try:
        return load if root(held.size, load) == held.root else None
    except LedgerFault:
        return None
