"""What is told under a row of a timeline, of all that `ledger at` tells in it?

What was said is told in the row in which it begins, and not in each after that.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from events.words import OPEN_LATEST
from ledger.answers.answer import working
from ledger.documents.facts import Fact, amended, ground, listed, spared
from ledger.grounds.omissions import omissions, sparing
from ledger.history.timeline import FIRST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.answers.way import Way
    from ledger.documents.brief import Briefs
    from ledger.history.timeline import Segment
    from ledger.statements import Statement

    Segments = Sequence[Segment]


class Facts:
    """Those of one subject, row after row; the statements that they refer to are taken into
    `briefs`."""

    def __init__(self, way: Way, briefs: Briefs) -> None:
        self._way = way
        self._briefs = briefs
        self._take = partial(briefs.take, way)
        #: What rows before have already said may have changed.
        self._noted: set[str] = set()

    def of(self, row: Segments) -> Iterator[Fact]:
        """Those of the next row."""
        start = row[0].start
        found = working(self._way, FIRST if start is None else start, coming=False)
        state, deciding = found.state, found.deciding
        if deciding is not None:
            self._take(deciding)
        yield from ground(found, self._take)
        if state.until is not None and state.afterwards is not None:
            yield {"kind": "ends"}
        if deciding is not None and deciding.amended_by:
            yield from amended(deciding, self._briefs, self._take)
        for kind, changes in (
            ("contested", [each.change for each in state.contested_by]),
            ("set_aside", [each.change for each in state.set_aside]),
        ):
            yield from listed(kind, changes, self._way, self._take)
        for said in self._possible(row):
            yield {"kind": "may_have_changed", "said": self._take(said)}
        yield from listed("expected", self._expected(row), self._way, self._take)
        ended, _, never = omissions(self._way, state, deciding, found.at)
        if ended is not None:
            yield {"kind": "returned" if deciding else "ended", "said": self._take(ended)}
        for each in sparing(self._way):
            if _begins(each, row):
                yield spared(each, state.subject, self._take)
        for each in never:
            if _begins(each, row):
                yield {"kind": "never_holds", "said": self._take(each)}

    def _possible(self, row: Segments) -> Iterator[Statement]:
        """What may have begun: throughout the row, or in part of it and in no row before."""
        for change in dict.fromkeys(id for part in row for id in part.state.may_have_changed):
            throughout = all(change in part.state.may_have_changed for part in row)
            said = self._way.of(change)
            if said is not None and (throughout or change not in self._noted):
                self._noted.add(change)
                yield said

    def _expected(self, row: Segments) -> Iterator[str]:
        """What is due or overdue; and what lies ahead at the end of the row, where somebody had
        said so by then."""
        last: dict[str, tuple[str, int | None]] = {}
        for part in row:
            for each in part.state.expectations:
                last[each.change] = each.status, part.end
        for change, (status, end) in last.items():
            said = self._way.of(change)
            ahead = end == row[-1].end and (end is None or not said or end > said.published)
            if said is not None and (status != "open" or ahead):
                yield change


def _begins(said: Statement, row: Segments) -> bool:
    """Whether something begins in a row: for certain, where it is said when."""
    start, end = row[0].start, row[-1].end
    begins = said.earliest if said.latest == OPEN_LATEST else said.latest
    return (start is None or start <= begins) and (end is None or begins < end)
