"""Who says otherwise, and what did not apply? DESIGN 5.9 for the read model."""

from collections.abc import Sequence
from operator import itemgetter
from typing import TypeVar

from events.words import AUTHORITY, OPEN_EARLIEST
from ledger.answers.settled import Settled
from ledger.answers.shortcut import Heard
from ledger.answers.state import Contest, Expectation
from ledger.rows import (
    ANNOUNCEMENT,
    AUTHORITY_RANK,
    EXTENT,
    KIND,
    LATEST,
    PUBLISHED,
    SOURCE,
    SUBJECT,
    Claim,
    Fields,
    N,
    claimed,
    depth,
    identifier,
    order,
)

#: Contests with the depth of the path on which they are, in no order.
Found = list[tuple[int, Contest]]
_Entry = TypeVar("_Entry", Contest, Expectation)

#: Authorities rank from 1 to 5.
_RANKS = 6
_depth = itemgetter(0)


class Later:
    """What is left and comes later in the order, as far as it may supersede what comes before."""

    __slots__ = ("_newest", "_ranks")

    def __init__(self) -> None:
        self._newest = [OPEN_EARLIEST] * _RANKS
        self._ranks: dict[str, int] = {}

    def supersedes(self, row: Fields) -> bool:
        """One of at least its authority, published after it or by the same source."""
        rank: int = row[AUTHORITY_RANK]
        published: int = row[PUBLISHED]
        return self._ranks.get(row[SOURCE], 0) >= rank or max(self._newest[rank:]) > published

    def add(self, row: Fields) -> None:
        """The next one before those that are in it."""
        rank, source = row[AUTHORITY_RANK], row[SOURCE]
        if row[PUBLISHED] > self._newest[rank]:
            self._newest[rank] = row[PUBLISHED]
        if rank > self._ranks.get(source, 0):
            self._ranks[source] = rank


def disputes(answer: Claim, heard: Heard, at: int) -> tuple[Found, Found]:
    """(contested_by, set_aside): what is left, and the claims after the fact, that say otherwise.

    The first of what is left is the deciding change.
    """
    contests: Found = []
    asides: Found = []
    left = heard.left
    later: Later | None = None
    told = 0
    for index in range(1, len(left)):
        _, length, row, said = left[index]
        if said is None or said == answer:
            continue
        deciding = left[0][2]
        # Most of what is superseded the deciding change supersedes.
        if row[AUTHORITY_RANK] > deciding[AUTHORITY_RANK] or (
            row[PUBLISHED] >= deciding[PUBLISHED] and row[SOURCE] != deciding[SOURCE]
        ):
            later = later or Later()
            for each in left[told:index]:
                later.add(each[2])
            told = index
            if not later.supersedes(row):
                contests.append((depth(row), contest(row, "claim", said)))
                continue
        if length > left[0][1]:
            asides.append((depth(row), contest(row, "superseded", said)))
    for _, _, row, said in heard.rumours:
        if said is not None and said != answer:
            contests.append((depth(row), contest(row, "after_the_fact", said)))
    for rows in heard.overtaken:
        if len(rows[0][SUBJECT]) > left[0][1]:
            for row in rows:
                said = claimed(row, at)
                if said is not None and said != answer:
                    asides.append((depth(row), contest(row, "superseded", said)))
    return contests, asides


def unapplied(deciding: Fields, path: Settled, at: int) -> Found:
    """What did not apply to the deciding change, which is of that path, for want of authority."""
    amendments = path.unapplied.get((deciding[ANNOUNCEMENT], deciding[N]), ())
    found = [(depth(row), contest(row, "amendment", (None, None))) for row in amendments]
    if deciding[EXTENT] == "grayscale":
        found += [
            (depth(row), contest(row, "completion", (None, None)))
            for row in path.stated
            if row[KIND] == "grayscale_completed"
            and row[LATEST] <= at
            and order(row) > order(deciding)
        ]
    return found


def contest(row: Fields, reason: str, said: Claim) -> Contest:
    """The entry of a list for one change."""
    return Contest(identifier(row), *said, AUTHORITY[row[AUTHORITY_RANK]], row[SOURCE], reason)


def deepest(found: list[tuple[int, _Entry]]) -> tuple[_Entry, ...]:
    """Sorted by change id in code points, each once, for the deepest path (DESIGN 5)."""
    if not found:
        return ()
    found.sort(key=_depth)
    by_id = {entry.change: entry for _, entry in found}
    return tuple(by_id[change] for change in sorted(by_id))


def same_path(chain: Sequence[Settled], row: Fields) -> Settled:
    """The settled path of a row."""
    for path in chain:
        if path.path == row[SUBJECT]:
            return path
    return chain[-1]
