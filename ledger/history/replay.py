"""What did each step of a clock change: for which stretch of time, and from what to what?

A stream: of all that came before it keeps a bounded number of settled paths, whatever the length
of the log. Pure but for `Source`, which reads rows. On the recorded clock a step is one event; on
the published clock all that came to be known at one instant, which nothing tells apart.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain as chained
from typing import Final, NamedTuple, Protocol

from ledger.answers import fold
from ledger.answers.settled import Cut, Settled, settle
from ledger.answers.state import State
from ledger.history.reach import Move, edges, move, reach
from ledger.history.timeline import FIRST, LAST, Interval, Segment, boundaries, differing, segments
from ledger.history.timeline import told as without_outlook
from ledger.records import Record
from ledger.rows import Fields, Row
from ledger.rulings import Rulings
from ledger.subjects import ancestors

#: Statements kept, over all settled paths; one takes some 500 bytes.
KEPT: Final = 50_000


class Source(Protocol):
    """Where the rows of a path are read; `position` cuts them."""

    def rows(self, path: str, position: int) -> Sequence[Fields]:
        """The rows of the path itself, as written, in the order of DESIGN 5.2."""

    def below(self, path: str, position: int) -> Iterable[str]:
        """The paths below it that have rows, sorted by code points."""


class Side(NamedTuple):
    """One side of a step: how much is visible, and the acts of the recorder that count there."""

    cut: Cut
    rulings: Rulings | None


class Step(NamedTuple):
    """One step of a clock: what it brought, and the paths whose own rows it may change."""

    records: tuple[Record, ...]
    paths: tuple[str, ...]
    before: Side
    after: Side


class Changed(NamedTuple):
    """The stretches of one subject's timeline that a step changed."""

    subject: str
    intervals: tuple[Interval, ...]


class Told(NamedTuple):
    """What a step brought and what it changed, by subject in code points; () where no answer."""

    step: Step
    changed: tuple[Changed, ...]


def told(
    steps: Iterable[Step], source: Source, *, named: Sequence[str] = (), kept: int = KEPT
) -> Iterator[Told]:
    """Each step with what it changed, on its paths and on every path below them.

    Where subjects are `named`, only theirs and those below: of a named one also what it inherits
    while nothing is said of it.
    """
    paths = _Paths(source, kept)
    for step in steps:
        yield Told(step, _changed(step, paths, source, named))


def _changed(
    step: Step, paths: "_Paths", source: Source, named: Sequence[str]
) -> tuple[Changed, ...]:
    before, after = {}, {}
    moves: dict[str, Move] = {}
    for path in step.paths:
        before[path] = paths.settled(path, step.before)
        after[path] = paths.moved(path, step.after)
        moves[path] = move(before[path], after[path])
    moved = [path for path in moves if not moves[path].nothing]
    position = step.after.cut.position
    subjects = {below for path in moved for below in source.below(path, position)}
    subjects.update(moved)
    if named:
        subjects = {each for each in subjects if within(each, named)}
        subjects.update(each for each in named if any(within(each, [path]) for path in moved))
    found = []
    for subject in sorted(subjects):
        names = ancestors(subject)
        own = before.get(subject) or paths.settled(subject, step.after)
        listed = own.listed or (subject in after and after[subject].listed)
        if not listed and subject not in named:
            continue  # nothing but a note names it: it has no answer of its own to change
        chain = [paths.settled(name, step.after) for name in names]
        was = [before.get(name, now) for name, now in zip(names, chain, strict=True)]
        here = [moves[name] for name in names if name in moves]
        found_here = intervals(subject, here, was, chain)
        if found_here:
            found.append(Changed(subject, found_here))
    return tuple(found)


def within(path: str, roots: Iterable[str]) -> bool:
    """Whether a path is one of these or below one of them."""
    return any(path == root or path.startswith(f"{root}/") for root in roots)


class _Paths:
    """Paths as last settled, the least lately used forgotten; a path stands until it is moved."""

    def __init__(self, source: Source, kept: int) -> None:
        self._source = source
        self._kept = kept
        self._size = 0
        self._settled: OrderedDict[str, Settled] = OrderedDict()

    def settled(self, path: str, side: Side) -> Settled:
        found = self._settled.get(path)
        if found is None:
            return self.moved(path, side)
        self._settled.move_to_end(path)
        return found

    def moved(self, path: str, side: Side) -> Settled:
        """Settled anew from its rows, on another side of a step."""
        rows = self._source.rows(path, side.cut.position)
        found = settle(path, rows, side.cut, side.rulings)
        old = self._settled.pop(path, None)
        self._size += _weight(found) - (_weight(old) if old else 0)
        self._settled[path] = found
        while self._size > self._kept and len(self._settled) > 1:
            self._size -= _weight(self._settled.popitem(last=False)[1])
        return found


def _weight(path: Settled) -> int:
    return 1 + len(path.stated) + len(path.expected)


def turned(state: State) -> State:
    """What a step is said to change: all but what is expected, which a step tells by itself."""
    return state._replace(scheduled=(), changed_during_day=(), expectations=(), named=True)


def intervals(
    subject: str, moves: Iterable[Move], before: Sequence[Settled], after: Sequence[Settled]
) -> tuple[Interval, ...]:
    """Where the subject's timeline differs between two settlings of its path and those above."""
    start = reach(moves, before, after)
    if start is None or start > LAST:
        return ()
    first = max(start, FIRST)

    def timeline(chain: Sequence[Settled]) -> Iterator[Segment]:
        answer = partial(fold.state, subject, chain)
        turning = [edge for edge in edges(chain, first) if edge <= LAST]
        return segments(answer, turning, start=first, same=turned)

    found = differing(timeline(before), timeline(after), same=turned)
    # What differs from the first instant on differs as far back as can be asked.
    return tuple(each._replace(start=None) if each.start == FIRST else each for each in found)


class Boundary(NamedTuple):
    """An instant at which one subject's answer turns, and the answers on either side."""

    instant: int
    subject: str
    before: State
    after: State


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
    source: Source,
    side: Side,
    *,
    named: Sequence[str] = (),
    kept: int = KEPT,
) -> Iterator[Boundary]:
    """The boundaries of all subjects' timelines, by instant and subject.

    A subject of which nothing but notes is said is left out, unless it is named. Of each boundary
    an integer and its subject are kept, to put them in order.
    """
    paths = _Paths(source, kept)

    def chain(subject: str) -> list[Settled]:
        return [paths.settled(name, side) for name in ancestors(subject)]

    found: list[tuple[int, str]] = []
    for subject in dict.fromkeys(chained(subjects, named)):
        settled = chain(subject)
        if settled[-1].listed or subject in named:
            said = (row for path in settled for row in (*path.stated, *path.expected))
            answer = partial(fold.state, subject, settled)
            parts = segments(answer, boundaries(map(Row._make, said)), same=dated)
            found += [(part.start, subject) for part in parts if part.start is not None]
    found.sort()
    for instant, subject in found:
        answer = partial(fold.state, subject, chain(subject))
        yield Boundary(instant, subject, answer(instant - 1), answer(instant))
