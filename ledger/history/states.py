"""Which states has a subject from an instant on, and which were they before a step?

What comes after one step is what comes before the next on the same paths: it is asked once, and
kept for a bounded number of states and of what they list.
"""

from bisect import bisect_left
from collections.abc import Sequence
from operator import is_
from typing import Final, NamedTuple

from ledger.answers.answer import working
from ledger.answers.path import Path
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.history.memory import Memory
from ledger.history.timeline import LAST, Turns, turned

#: States kept of one subject from before the last step: the next one may go back as far.
_EARLIER: Final = 16


class _StatesOnWay(NamedTuple):
    """The states of a subject while the paths on its way are these, settled as they were."""

    paths: Sequence[Path]
    turns: Turns


class LaterStates:
    """The states of subjects as they were last asked for."""

    def __init__(self, kept: int) -> None:
        self._states = Memory[_StatesOnWay](kept)

    def either_side(self, was: Way, now: Way, start: int) -> tuple[Turns, Turns]:
        """The states from `start` on as a subject's way stood before a step, and as it stands."""
        known = self._states.get(was.subject)
        earlier: Turns = []
        if known is None or not _same(known.paths, was.paths):
            before = _asked(was, start)
        else:
            place = bisect_left(known.turns, (start,))
            earlier = known.turns[max(0, place - _EARLIER) : place]
            before = known.turns[place:]
            if not before or before[0][0] != start:
                # It stood since before then; where that was forgotten, it is asked anew.
                before = [(start, earlier[-1][1]), *before] if earlier else _asked(was, start)
        after = _asked(now, start)
        self._keep(now, earlier, after)
        return before, after

    def _keep(self, way: Way, earlier: Turns, after: Turns) -> None:
        if earlier and earlier[-1][1] == after[0][1]:
            after = after[1:]
        turns = [*earlier, *after]
        weight = sum([_weight(state) for _, state in turns])
        self._states.put(way.subject, _StatesOnWay(way.paths, turns), weight=weight)


def _asked(way: Way, start: int) -> Turns:
    """The states from `start` on, each once."""
    state = _at(way, start)
    found = [(start, state)]
    for edge in way.edges(start, LAST):
        following = _at(way, edge)
        if following != state:
            state = following
            found.append((edge, state))
    return found


def _at(way: Way, instant: int) -> State:
    return turned(working(way, instant, coming=False, held=False).state)


def _weight(state: State) -> int:
    """What it lists may be more than it says by itself."""
    listed = len(state.contested_by) + len(state.set_aside) + len(state.may_have_changed)
    return 1 + listed


def _same(some: Sequence[Path], others: Sequence[Path]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))
