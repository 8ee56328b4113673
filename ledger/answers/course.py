"""Which statements of one path can matter, at whichever instant it is asked about?

A settled path, with what finds its answers without going through all of it, and which takes in
one statement more without being settled anew: the log grows by one at a time.
"""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate, islice
from operator import itemgetter
from typing import Final

from events.words import OPEN_EARLIEST
from ledger.answers.settled import Cut, Settled, inserted, settle, visible
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    EXTENT,
    KIND,
    LATEST,
    OF,
    PUBLISHED,
    UNTIL,
    Fields,
    lapsed,
)
from ledger.rulings import Rulings

_GREATEST: Final = 5
_published = itemgetter(PUBLISHED)
_latest = itemgetter(LATEST)


class Course:
    """One path, its statements in the order of DESIGN 5.2; never altered.

    `written`: its rows as written, from which it was settled. `closes`: when the window of each
    statement has closed, in order. `newest`: at N the last publication among the first N. `vague`:
    those whose window is no instant. `terms`: their ends. `doubtful`: those told after their start
    by who can be overruled, which may be claims after the fact (5.3). `completions`: those that end
    a grayscale test.
    """

    __slots__ = (
        "closes",
        "completions",
        "doubtful",
        "mark",
        "newest",
        "settled",
        "stated",
        "terms",
        "vague",
        "written",
    )

    def __init__(self, settled: Settled, written: Sequence[Fields]) -> None:
        stated = settled.stated
        #: What no other course has: as long as it is met again, the path stands as it did.
        self.mark = object()
        self.settled = settled
        self.written = written
        self.stated: Sequence[Fields] = stated
        self.closes: Sequence[int] = list(map(_latest, stated))
        self.newest = list(accumulate(map(_published, stated), max, initial=OPEN_EARLIEST))
        self.vague: Sequence[Fields] = [row for row in stated if _is_vague(row)]
        self.terms: Sequence[int] = sorted(row[UNTIL] for row in stated if row[UNTIL] is not None)
        self.doubtful: Sequence[Fields] = [row for row in stated if _is_doubtful(row)]
        self.completions: Sequence[Fields] = (
            [row for row in stated if row[KIND] == "grayscale_completed"] if settled.piloted else ()
        )

    def with_row(self, row: Fields, cut: Cut, rulings: Rulings | None) -> "Course":
        """The same path with the row that the log goes on with, under the cut and the acts there.

        No act is about it and no amendment is of it yet: both come later in the log.
        """
        written = inserted(self.written, row)
        if row[OF] is not None or not self.settled.listed:
            return Course(settle(row[0], written, cut, rulings), written)
        grown = Course.__new__(Course)
        for name in Course.__slots__:
            setattr(grown, name, getattr(self, name))
        grown.written = written
        if row[KIND] == "noted" or not visible(row, cut):
            return grown
        grown.mark = object()
        settled = grown.settled = self.settled.with_statement(row)
        if settled.stated is not self.stated:
            stated = grown.stated = settled.stated
            grown.closes = inserted(self.closes, row[LATEST])
            place = bisect_left(stated, row)
            later = accumulate(map(_published, stated[place:]), max, initial=self.newest[place])
            grown.newest = [*self.newest[: place + 1], *islice(later, 1, None)]
            if _is_vague(row):
                grown.vague = inserted(self.vague, row)
            if row[UNTIL] is not None:
                grown.terms = inserted(self.terms, row[UNTIL])
            if _is_doubtful(row):
                grown.doubtful = inserted(self.doubtful, row)
            if row[KIND] == "grayscale_completed":
                grown.completions = inserted(self.completions, row)
        return grown

    def edges(self, start: int) -> list[int]:
        """The instants from `start` on at which an answer can turn, in no order."""
        closes, terms = self.closes, self.terms
        found = [*closes[bisect_left(closes, start) :], *terms[bisect_left(terms, start) :]]
        if self.vague:
            found += [row[EARLIEST] for row in self.vague if row[EARLIEST] >= start]
        return found

    def gave_way(self, row: Fields, at: int) -> bool:
        """Whether a candidate gave way, a claim after the fact apart (5.3)."""
        if row[AFTERWARDS] == "previous" and lapsed(row, at):
            return True
        return bool(self.completions) and (
            row[KIND] == "grayscale_completed"
            or (row[EXTENT] == "grayscale" and self._completed(row, at))
        )

    def _completed(self, row: Fields, at: int) -> bool:
        return any(
            each[AUTHORITY_RANK] >= row[AUTHORITY_RANK] and each > row and each[LATEST] <= at
            for each in self.completions
        )


def _is_vague(row: Fields) -> bool:
    return bool(row[EARLIEST] < row[LATEST])


def _is_doubtful(row: Fields) -> bool:
    return bool(row[PUBLISHED] > row[LATEST] and row[AUTHORITY_RANK] < _GREATEST)
