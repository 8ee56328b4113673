"""Which states has a subject, each from when to when, and which instants does its own path name?

Pure, over the one evaluator.
"""

from collections.abc import Iterator
from typing import Final

from events.words import OPEN_EARLIEST
from ledger.answers.answer import working
from ledger.answers.path import Path
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.grounds.provenance import abandoned
from ledger.history.timeline import FIRST, LAST, Segment, boundaries, segments
from ledger.projections.cells import cells
from ledger.records import Cells
from ledger.stores.projection_rows import SubjectCells

#: Characters that the intervals of one subject may take, about: each lists all that is scheduled,
#: so that those of n changes take n times n. Who asks evaluates a subject that takes more.
MOST: Final = 1 << 18
#: Those of an interval without what it lists as scheduled.
_ROW: Final = 256


def intervals(way: Way) -> Iterator[Segment]:
    """The whole states of a subject in order, as no bare date asks for them; neighbours differ."""
    edges = {*way.edges(FIRST, LAST), *boundaries(way.expected)}

    def answer(at: int) -> State:
        return working(way, at).state

    return segments(answer, sorted(edges), same=_whole)


def moments(path: Path) -> set[int]:
    """The instants at which what is said on a path begins or ends, or was to before an amendment
    moved it or it was taken back; an open end too, which comes after every instant."""
    said = [*path.spoken, *(left.was for _, _, left in abandoned(path))]
    found = {at for each in said for at in (each.earliest, each.latest, each.until)}
    return {at for at in found if at is not None and at != OPEN_EARLIEST}


def _whole(state: State) -> State:
    return state


def kept(way: Way, most: int = MOST) -> SubjectCells:
    """All that is kept of a subject."""
    own = way.path(way.subject)
    return SubjectCells(way.subject, _rows(way, most), sorted(moments(own)) if own else ())


def _rows(way: Way, most: int) -> list[Cells] | None:
    """Its intervals; None where they take too much."""
    found: list[Cells] = []
    taken, before = 0, None
    for start, stop, state in intervals(way):
        row = cells(state)
        rest = row[:-1]
        found.append((FIRST if start is None else start, stop, int(rest != before), *row))
        before = rest
        taken += sum(map(len, state.scheduled), _ROW)
        if taken > most:
            return None
    return found
