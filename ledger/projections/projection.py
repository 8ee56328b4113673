"""What does a projection still say of the log up to a position?"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from ledger.answers.state import State
from ledger.history.timeline import FIRST, Segment, lasting
from ledger.once import once
from ledger.projections.age import affected, covered, fitting
from ledger.projections.cells import state
from ledger.stores import projection_file
from ledger.stores.projection_rows import WHOLE, Bounds, ProjectionRows
from ledger.subjects import ancestors, stretch

if TYPE_CHECKING:
    from ledger.reading.reading import Reading


def opened(target: str, reading: "Reading", position: int) -> "Projection":
    """The projection of a ledger's file, where it is of no more than its first events, up to a
    position. ProjectionFault: why there is none that is."""
    rows = projection_file.reading(target)
    try:
        return Projection(rows, reading, position)
    except BaseException:
        rows.close()
        raise


class Projection:
    """A projection, of which what was touched since is gone."""

    def __init__(self, rows: ProjectionRows, reading: "Reading", position: int) -> None:
        self._rows, self._reading = rows, reading
        #: Up to where it is of the log, and up to where that is read.
        self.own, self.position = fitting(rows, reading, position), position
        self.close = rows.close

    @once
    def _touched(self) -> tuple[set[str], set[str]]:
        listed, spoken = affected(self._rows, self._reading, self.own, self.position)
        left_out = self._rows.left_out()
        return listed.union(left_out), spoken.union(left_out)

    def gone(self, day: tuple[int, int] | None) -> tuple[set[str], set[str]]:
        """The subjects of which it says nothing, and these with the paths that may be listed by
        now. `day`: within which what changed is asked for too, of which it says nothing either."""
        listed, spoken = self._touched
        if day is None:
            return listed, spoken
        moved = covered(self._rows, set(self._rows.moved(*day)))
        return listed | moved, spoken | moved

    def states(self, at: int, subjects: Sequence[str] | None) -> Iterator[State]:
        """The states at an instant, by path: of all, or of those below the subjects."""
        for bounds in _bounds(subjects):
            yield from map(state, self._rows.states(at, bounds))

    def coming(
        self, at: int, span: tuple[int, int], latest: int, subjects: Sequence[str] | None
    ) -> Iterator[str]:
        """The paths of the subjects that turn, or name an instant, in a span, both ends included,
        or name one up to the `latest`; or of which something is expected at an instant."""
        for bounds in _bounds(subjects):
            yield from self._rows.coming(at, span, latest, bounds)

    def timelines(self) -> Iterator[list[Segment]]:
        """The segments of each subject, as a timeline has them: without what is scheduled."""
        for _, found in groupby(self._rows.intervals(WHOLE), lambda row: row[3]):
            parts: list[Segment] = []
            for start, stop, _, *cells in found:
                standing = lasting(state(cells))
                if parts and parts[-1].state == standing:
                    parts[-1] = parts[-1]._replace(end=stop)
                else:
                    parts.append(Segment(None if start == FIRST else start, stop, standing))
            yield parts


def _bounds(subjects: Sequence[str] | None) -> Sequence[Bounds]:
    """Between what lie all paths, or those below the subjects, each once, in order."""
    if subjects is None:
        return (WHOLE,)
    wanted = set(subjects)
    outermost = (path for path in wanted if wanted.isdisjoint(ancestors(path)[:-1]))
    return sorted(map(stretch, outermost))
