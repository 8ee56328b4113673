"""At which position do two histories of one ledger part? Pure."""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.proofs.tree import Load, complete


class Parting(NamedTuple):
    """The first position at which two histories differ is one of `first` to `last`."""

    first: int
    last: int


def parting(size: int, ours: Load, theirs: Load) -> Parting | None:
    """Where two trees part, of which each has the hashes of its first `size` leaves; None where
    these are the same."""
    for level, i in complete(0, size):
        if ours(level, i) == theirs(level, i):
            continue
        while level:
            level, i = level - 1, 2 * i
            i += ours(level, i) == theirs(level, i)
        return Parting(i + 1, i + 1)
    return None


def bounds(size: int, agreed: Iterable[int]) -> Parting:
    """The same where of the other history no more is known than that its first `size` events are
    not ours, and that of so many as were `agreed` they are."""
    return Parting(max((each for each in agreed if each < size), default=0) + 1, size)
