"""At which instants do answers turn, and what holds on either side?

Pure but for `Source`, which reads rows.
"""

from collections.abc import Generator, Iterable, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from ledger.answers.answer import working
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.grounds.provenance import START, TERM, Setting, setting
from ledger.history.memory import Memory
from ledger.history.paths import KEPT, Paths, Side, StatementSource
from ledger.history.replay import within
from ledger.history.timeline import boundaries, segments
from ledger.history.timeline import told as without_outlook


class Boundary(NamedTuple):
    """An instant at which one subject's answer turns, and the answers on either side, without what
    is scheduled; `began`: the ids of what is no longer; `way`: what is said on its way."""

    instant: int
    subject: str
    before: State
    after: State
    began: tuple[str, ...]
    way: Way

    @property
    def started(self) -> Setting | None:
        """What set the start of what decides after it."""
        return self._set(self.after, START)

    @property
    def ended(self) -> Setting | None:
        """What set the term of what decided before it."""
        return self._set(self.before, TERM)

    def _set(self, state: State, kind: str) -> Setting | None:
        of = (path.by_id.get(state.change or "") for path in self.way.paths)
        said = next((each for each in of if each is not None and each.seq == state.seq), None)
        return said and setting(self.way, said, kind)


def dated(state: State) -> tuple[State, tuple[tuple[str, str], ...]]:
    """What turns at a boundary: what is told of a state, and what falls due or overdue.

    What is expected for an instant is overdue just after it fell due: that is told once.
    """
    late = (
        (each.change, "due" if each.earliest == each.latest else each.status)
        for each in state.expectations
        if each.status != "open"
    )
    return without_outlook(state), tuple(late)


def turning(
    subjects: Iterable[str],
    source: StatementSource,
    side: Side,
    *,
    named: Sequence[str] = (),
    kept: int = KEPT,
) -> Generator[Boundary, None, None]:
    """The boundaries of all subjects' timelines, by instant and subject; where some are `named`, of
    these and those below them.

    A subject of which nothing but notes is said is left out, unless it is named. Of each boundary
    an integer and its subject are kept, to put them in order.
    """
    paths = Paths(source, kept)
    ways = Memory[Way](kept)

    def way(subject: str) -> Way:
        found = ways.get(subject)
        if found is None:
            found = Way(subject, [paths.path(name, side) for name in paths.covering(subject)])
            ways.put(subject, found, weight=1 + len(found.stated))
        return found

    if named:
        subjects = (path for path in subjects if within(path, named))
    found: list[tuple[int, str]] = []
    for subject in dict.fromkeys(chain(subjects, named)):
        if paths.path(subject, side).listed or subject in named:
            asked = way(subject)
            edges = boundaries(chain(asked.stated, asked.expected))
            parts = segments(partial(_at, asked), edges, same=dated)
            found += [(part.start, subject) for part in parts if part.start is not None]
    found.sort()
    for instant, subject in found:
        turning = way(subject)
        before, after = _at(turning, instant - 1), _at(turning, instant)
        began = tuple(turning.begins.get(instant, ()))
        yield Boundary(instant, subject, before, after, began, turning)


def _at(way: Way, instant: int) -> State:
    return working(way, instant, coming=False, held=False).state
