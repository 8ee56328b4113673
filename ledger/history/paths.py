"""What do the paths of a ledger say at one step of its history after another?

Of all that came before, a bounded number of statements is kept, whatever the length of the log.
"""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from ledger.answers.course import Course
from ledger.answers.settled import Cut, settle
from ledger.rows import SUBJECT, Fields
from ledger.rulings import Rulings

#: Statements kept, over all paths, and as many states with what they list; each takes some 500
#: bytes.
KEPT: Final = 50_000


class Source(Protocol):
    """Where the rows of a path are read; `position` cuts them."""

    def rows(self, path: str, position: int) -> Sequence[Fields]:
        """The rows of the path itself, as written, in the order of DESIGN 5.2."""

    def below(self, path: str) -> Sequence[tuple[str, int]]:
        """The paths below it that ever get rows, and the position of the first of each."""


class Side(NamedTuple):
    """One side of a step: how much is visible, and the acts of the recorder that count there."""

    cut: Cut
    rulings: Rulings | None


class Paths:
    """Paths as they last stood, the least lately used forgotten; one stands until it is moved."""

    def __init__(self, source: Source, kept: int) -> None:
        self._source = source
        self._kept = kept
        self._size = 0
        self._courses: OrderedDict[str, Course] = OrderedDict()
        self._below: OrderedDict[str, Sequence[tuple[str, int]]] = OrderedDict()
        self._listed = 0

    def course(self, path: str, side: Side) -> Course:
        """As it stands; where it was forgotten, as it does on that side of a step."""
        found = self._courses.get(path)
        if found is None:
            rows = self._source.rows(path, side.cut.position)
            found = Course(settle(path, rows, side.cut, side.rulings), rows)
            self._keep(path, found)
        else:
            self._courses.move_to_end(path)
        return found

    def grown(self, row: Fields, before: Side, after: Side) -> Course:
        """Its path with the row with which a step goes on."""
        path = row[SUBJECT]
        found = self.course(path, before).with_row(row, after.cut, after.rulings)
        self._keep(path, found)
        return found

    def moved(self, path: str, after: Side) -> Course:
        """Settled anew on the other side of a step that adds no row to it."""
        rows = self.course(path, after).written
        found = Course(settle(path, rows, after.cut, after.rulings), rows)
        self._keep(path, found)
        return found

    def below(self, path: str, side: Side) -> list[str]:
        """The paths below it that have rows there."""
        found = self._below.get(path)
        if found is None:
            found = self._below[path] = self._source.below(path)
            self._listed += 1 + len(found)
            while self._listed > self._kept and len(self._below) > 1:
                self._listed -= 1 + len(self._below.popitem(last=False)[1])
        position = side.cut.position
        return [below for below, first in found if first <= position]

    def _keep(self, path: str, course: Course) -> None:
        old = self._courses.pop(path, None)
        self._courses[path] = course
        self._size += _weight(course) - (_weight(old) if old else 0)
        while self._size > self._kept and len(self._courses) > 1:
            self._size -= _weight(self._courses.popitem(last=False)[1])


def _weight(course: Course) -> int:
    return 1 + len(course.written)
