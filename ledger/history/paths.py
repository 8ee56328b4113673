"""What do the paths of a ledger say at one step of its history after another?

Of all that came before, a bounded number of statements is kept, whatever the length of the log.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from ledger.answers.course import Course
from ledger.answers.settled import Cut, settle
from ledger.history.kept import Kept
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
        self._courses = Kept[Course](kept)
        self._below = Kept[Sequence[tuple[str, int]]](kept)

    def course(self, path: str, side: Side) -> Course:
        """As it stands; where it was forgotten, as it does on that side of a step."""
        found = self._courses.get(path)
        if found is None:
            rows = self._source.rows(path, side.cut.position)
            found = self._keep(path, Course(settle(path, rows, side.cut, side.rulings), rows))
        return found

    def grown(self, row: Fields, before: Side, after: Side) -> Course:
        """Its path with the row with which a step goes on."""
        path = row[SUBJECT]
        return self._keep(path, self.course(path, before).with_row(row, after.cut, after.rulings))

    def moved(self, path: str, after: Side) -> Course:
        """Settled anew on the other side of a step that adds no row to it."""
        rows = self.course(path, after).written
        return self._keep(path, Course(settle(path, rows, after.cut, after.rulings), rows))

    def below(self, path: str, side: Side) -> list[str]:
        """The paths below it that have rows there."""
        found = self._below.get(path)
        if found is None:
            found = self._source.below(path)
            self._below.put(path, found, weight=1 + len(found))
        position = side.cut.position
        return [below for below, first in found if first <= position]

    def _keep(self, path: str, course: Course) -> Course:
        self._courses.put(path, course, weight=1 + len(course.written))
        return course
