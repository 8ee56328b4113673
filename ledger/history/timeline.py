"""What held over time for one subject: each state with its `[start, end)` on the effective clock?

Pure. An answer can change only where a window or a term of what is said begins or ends; between
two such instants it is asked once. Instants are integer microseconds.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from events.words import OPEN_EARLIEST, OPEN_LATEST
from ledger.answers.answer import working
from ledger.answers.state import State

if TYPE_CHECKING:
    from ledger.answers.way import Way

#: The first instant of the year 1 and the last of 9999, in UTC: all that can be asked about.
FIRST = -62_135_596_800_000_000
LAST = 253_402_300_799_999_999

StateAt = Callable[[int], State]


#: (from when on, which state), in order; neighbours differ.
Turns = list[tuple[int, State]]


class Dated(Protocol):
    """What has a window and perhaps a term: a statement, or a row of the read model."""

    @property
    def earliest(self) -> int: ...
    @property
    def latest(self) -> int: ...
    @property
    def until(self) -> int | None: ...


class Segment(NamedTuple):
    """What held from `start` (None: as far back as can be asked) up to, not including, `end`."""

    start: int | None
    end: int | None
    state: State


def over_time(way: "Way") -> StateAt:
    """The state at an instant, without what is `scheduled`: of that a long history has very much,
    and what comes later has a time of its own."""
    return lambda at: working(way, at, coming=False).state


def timeline(way: "Way") -> Iterator[list[Segment]]:
    """All rows of a subject, for each state the segments that tell it."""
    return rows(segments(over_time(way), boundaries(way.spoken)))


def boundaries(said: Iterable[Dated]) -> list[int]:
    """The instants at which an answer can differ from the one just before, in order, each once.

    `latest + 1` is where an expectation becomes overdue (DESIGN 5.8: `at > latest`).
    """
    found: set[int] = set()
    for each in said:
        if each.earliest != OPEN_EARLIEST:
            found.add(each.earliest)
        if each.latest != OPEN_LATEST:
            found.add(each.latest)
            found.add(each.latest + 1)
        if each.until is not None:
            found.add(each.until)
    return sorted(each for each in found if FIRST < each <= LAST)


def lasting(state: State) -> State:
    """The state without what only counts down to what a timeline shows as its next rows.

    `scheduled` is what comes later, and `changed_during_day` belongs to a bare date.
    """
    return state._replace(scheduled=(), changed_during_day=())


def turned(state: State) -> State:
    """What a step is said to change: all but what is expected, which a step tells by itself."""
    if state.named and not (
        state.scheduled or state.changed_during_day or state.expectations or state.held_since
    ):
        return state  # as most are that were asked for without what is left out here
    return state._replace(
        scheduled=(), changed_during_day=(), expectations=(), named=True, held_since=None
    )


def told(state: State) -> State:
    """What one row of a table tells: `lasting`, without what may be and what is expected."""
    state = turned(state)
    return state._replace(may_have_changed=()) if state.may_have_changed else state


def segments(
    answer: StateAt,
    edges: Iterable[int],
    *,
    start: int | None = None,
    same: Callable[[State], Any] = lasting,
) -> Iterator[Segment]:
    """The states in order, each told once: neighbours that are the same by `same` are one.

    `edges` are in order (see `boundaries`); those at or before `start` are left out.
    """
    asked = FIRST if start is None else start
    state = answer(asked)
    mark = same(state)
    for edge in edges:
        if edge <= asked:
            continue
        following = answer(edge)
        if (found := same(following)) != mark:
            yield Segment(start, edge, state)
            start, state, mark = edge, following, found
    yield Segment(start, None, state)


def rows(parts: Iterable[Segment]) -> Iterator[list[Segment]]:
    """Neighbours that tell the same state, differing at most in what is expected of them."""
    row: list[Segment] = []
    for part in parts:
        if row and told(row[-1].state) != told(part.state):
            yield row
            row = []
        row.append(part)
    if row:
        yield row


class Interval(NamedTuple):
    """A stretch `[start, end)` of the effective clock in which two tellings differ."""

    start: int | None
    end: int | None
    before: State
    after: State


def turns(parts: Iterable[Segment], same: Callable[[State], State] = told) -> Turns:
    """The states of a timeline as `same` leaves them, neighbours that are alike then as one."""
    found: Turns = []
    for part in parts:
        state = same(part.state)
        if not found or found[-1][1] != state:
            found.append((FIRST if part.start is None else part.start, state))
    return found


def differing(before: Turns, after: Turns) -> tuple[Interval, ...]:
    """Where two timelines differ that begin at the same instant; neighbours alike are one.

    What differs from the first instant on differs as far back as can be asked.
    """
    found: list[Interval] = []
    earlier, later = dict(before), dict(after)
    (start, was), (_, now) = before[0], after[0]
    for instant in sorted({*earlier, *later}):
        if was != now and start < instant:
            found.append(Interval(None if start == FIRST else start, instant, was, now))
        was, now, start = earlier.get(instant, was), later.get(instant, now), instant
    if was != now:
        found.append(Interval(None if start == FIRST else start, None, was, now))
    return tuple(found)
