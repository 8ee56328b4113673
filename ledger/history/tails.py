"""Which states has a subject from an instant on, and which were they before a step?

What comes after one step is what comes before the next on the same paths: it is asked once, and
kept for a bounded number of states and of what they list.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.answers.course import Course
from ledger.answers.state import State
from ledger.answers.succession import Succession
from ledger.history.kept import Kept
from ledger.history.timeline import LAST, Turns

#: States kept of one subject from before the last step: the next one may go back as far.
_EARLIER: Final = 16


class _Tail(NamedTuple):
    """The states of a subject while its paths, by their marks, stand as they did."""

    marks: tuple[object, ...]
    turns: Turns


class Tails:
    """The states of subjects as they were last asked for."""

    def __init__(self, kept: int) -> None:
        self._tails = Kept[_Tail](kept)

    def either_side(
        self, subject: str, was: Sequence[Course], now: Sequence[Course], start: int
    ) -> tuple[Turns, Turns]:
        """The states from `start` on as its paths stood before a step, and as they stand now."""
        tail = self._tails.get(subject)
        earlier: Turns = []
        if tail is None or tail.marks != _marks(was):
            before = _asked(subject, was, start)
        else:
            place = bisect_left(tail.turns, (start,))
            earlier = tail.turns[max(0, place - _EARLIER) : place]
            before = tail.turns[place:]
            if not before or before[0][0] != start:
                # It stood since before then; where that was forgotten, it is asked anew.
                before = (
                    [(start, earlier[-1][1]), *before] if earlier else _asked(subject, was, start)
                )
        after = _asked(subject, now, start)
        self._keep(subject, now, earlier, after)
        return before, after

    def _keep(self, subject: str, chain: Sequence[Course], earlier: Turns, after: Turns) -> None:
        if earlier and earlier[-1][1] == after[0][1]:
            after = after[1:]
        turns = [*earlier, *after]
        weight = sum([_weight(state) for _, state in turns])
        self._tails.put(subject, _Tail(_marks(chain), turns), weight=weight)


def _asked(subject: str, chain: Sequence[Course], start: int) -> Turns:
    """The states from `start` on, each once."""
    succession = Succession(subject, chain)
    state = succession.at(start)
    found = [(start, state)]
    for edge in succession.edges(start, LAST):
        following = succession.at(edge)
        if following != state:
            state = following
            found.append((edge, state))
    return found


def _weight(state: State) -> int:
    """What it lists may be more than it says by itself."""
    listed = len(state.contested_by) + len(state.set_aside) + len(state.may_have_changed)
    return 1 + listed


def _marks(chain: Sequence[Course]) -> tuple[object, ...]:
    return tuple([course.mark for course in chain])
