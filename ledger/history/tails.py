"""Which states has a subject from an instant on, and which were they before a step?

What comes after one step is what comes before the next on the same paths: it is asked once, and
kept for a bounded number of states and of what they list.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.answers.course import Course
from ledger.answers.state import State
from ledger.answers.succession import Succession
from ledger.history.timeline import LAST, Turns

#: States kept of one subject from before the last step: the next one may go back as far.
_EARLIER: Final = 16


class _Tail(NamedTuple):
    """The states of a subject while its paths, by their marks, stand as they did."""

    marks: tuple[object, ...]
    turns: Turns
    weight: int


class Tails:
    """The states of subjects as they were last asked for."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._size = 0
        self._tails: OrderedDict[str, _Tail] = OrderedDict()

    def before(self, subject: str, chain: Sequence[Course], start: int) -> Turns:
        """The states from `start` on, as its paths stand there: kept from a step before, or not."""
        tail = self._tails.get(subject)
        if tail is None or tail.marks != _marks(chain) or tail.turns[0][0] > start:
            return _asked(subject, chain, start)
        last = _at(tail.turns, start)
        return [(start, tail.turns[last][1]), *tail.turns[last + 1 :]]

    def after(
        self, subject: str, was: Sequence[Course], chain: Sequence[Course], start: int
    ) -> Turns:
        """The states from `start` on once the paths have moved; before it they are as they were."""
        found = _asked(subject, chain, start)
        tail = self._tails.pop(subject, None)
        earlier: Turns = []
        if tail is not None:
            self._size -= tail.weight
            if tail.marks == _marks(was):
                end = bisect_left(tail.turns, (start,))
                earlier = tail.turns[max(0, end - _EARLIER) : end]
        own = found[1:] if earlier and earlier[-1][1] == found[0][1] else found
        kept = [*earlier, *own]
        weight = sum([_weight(state) for _, state in kept])
        self._tails[subject] = _Tail(_marks(chain), kept, weight)
        self._size += weight
        while self._size > self._kept and len(self._tails) > 1:
            self._size -= self._tails.popitem(last=False)[1].weight
        return found


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


def _at(found: Turns, instant: int) -> int:
    """The place of the state that holds at an instant, the first one's or later."""
    return bisect_right(found, instant, key=_start) - 1


def _start(turn: tuple[int, State]) -> int:
    return turn[0]
