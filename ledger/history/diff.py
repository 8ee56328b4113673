"""What differs between two answers for one subject, and which step between them made it so?

Pure. The two answers are of two moments on one clock; `last_step` walks back over the steps
between them, whichever clock they are on.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, Final, NamedTuple, TypeVar

from ledger.answers.state import State
from ledger.history.timeline import told

CHANGED: Final = "changed"
FIRST_STATED: Final = "first_stated"
OTHER_GROUND: Final = "other_ground"
EXPECTATION: Final = "expectation"
SAME: Final = "same"
#: In the order in which they are told.
KINDS: Final = (CHANGED, FIRST_STATED, OTHER_GROUND, EXPECTATION, SAME)

ClockStep = TypeVar("ClockStep")


class Difference(NamedTuple):
    """Two answers for one subject; `kind` is one of KINDS."""

    subject: str
    kind: str
    before: State
    after: State


def held(state: State) -> Hashable:
    """What holds, whoever says so: for whom a change reaches, and for those it does not."""
    other = state.otherwise
    beyond = (other.effect, other.extent, other.value) if other else None
    return state.effect, state.extent, state.value, state.population, state.excepted, beyond


def expected(state: State) -> Hashable:
    """What may be or is expected, with where each expectation stands."""
    return state.may_have_changed, state.expectations


def beside(state: State) -> Hashable:
    """All of it but since when it has held."""
    return state._replace(held_since=None)


def difference(before: State, after: State) -> Difference:
    """What kind of difference it is.

    From `unknown` nothing *changed*, as far as anybody said: it was first stated. The same state
    on another ground: another change decides it, its term is another, or others contest it. Any
    field but since when it has held makes a difference (DESIGN 9).
    """
    if held(before) != held(after):
        kind = FIRST_STATED if before.effect == "unknown" else CHANGED
    elif told(before) != told(after):
        kind = OTHER_GROUND
    elif beside(before) != beside(after):
        kind = EXPECTATION
    else:
        kind = SAME
    return Difference(after.subject, kind, before, after)


def same_by(kind: str) -> Callable[[State], Any]:
    """What must be the same for two answers not to differ in this kind."""
    if kind in (CHANGED, FIRST_STATED):
        return held
    return told if kind == OTHER_GROUND else expected


def same_as(found: Difference) -> Callable[[State], Any]:
    """What must be the same for two answers not to differ as these do: of another ground first
    which change decides, then the rest of it."""
    if found.kind == OTHER_GROUND and found.before.seq != found.after.seq:
        return decided_by
    return same_by(found.kind)


def decided_by(state: State) -> Hashable:
    """Which change decides, by its position."""
    return state.seq


def last_step(
    steps: Sequence[ClockStep],
    after: State,
    before: Callable[[ClockStep], State],
    *,
    same: Callable[[State], Any],
) -> ClockStep | None:
    """The step after which the answer was, in what `same` looks at, what it is in the end.

    `steps` are in the order of their clock and lead to `after`; `before(step)` is the answer just
    before one of them. None where no step made a difference.
    """
    for step in reversed(steps):
        if same(before(step)) != same(after):
            return step
    return None
