"""What did each step of a clock change: for which stretch of time, and from what to what?

A stream: of all that came before it keeps a bounded number of statements and of states, whatever
the length of the log. On the recorded clock a step is one event; on the published clock all that
came to be known at one instant, which nothing tells apart.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ledger.answers.course import Course
from ledger.answers.state import State
from ledger.history.paths import KEPT, Paths, Side, Source
from ledger.history.reach import Move, move, reach
from ledger.history.tails import Tails
from ledger.history.timeline import FIRST, LAST, Interval, differing
from ledger.records import Record
from ledger.rows import Fields
from ledger.subjects import ancestors


class Step(NamedTuple):
    """One step of a clock: what it brought, and the paths whose own rows it may change.

    `row`: where all that it does is to add one, the last of the log up to there.
    """

    records: tuple[Record, ...]
    paths: tuple[str, ...]
    before: Side
    after: Side
    row: Fields | None = None


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
    while nothing is said of it. `kept`: so many statements, and as many states with what they list.
    """
    telling = _Telling(source, named, kept)
    for step in steps:
        yield Told(step, telling.changed(step) if step.paths else ())


def within(path: str, roots: Iterable[str]) -> bool:
    """Whether a path is one of these or below one of them."""
    return any(path == root or path.startswith(f"{root}/") for root in roots)


def turned(state: State) -> State:
    """What a step is said to change: all but what is expected, which a step tells by itself."""
    return state._replace(scheduled=(), changed_during_day=(), expectations=(), named=True)


class _Telling:
    """A replay under way: its paths and its subjects' states as they last stood."""

    def __init__(self, source: Source, named: Sequence[str], kept: int) -> None:
        self._named = named
        self._paths = Paths(source, kept)
        self._tails = Tails(kept)

    def changed(self, step: Step) -> tuple[Changed, ...]:
        """What a step changed; each is to be asked for once, in order."""
        before: dict[str, Course] = {}
        after: dict[str, Course] = {}
        moves: dict[str, Move] = {}
        for path in step.paths:
            before[path] = was = self._paths.course(path, step.before)
            after[path] = now = self._moved(path, step)
            found = move(was, now, step.row)
            if not found.nothing:
                moves[path] = found
        subjects = {below for path in moves for below in self._paths.below(path, step.after)}
        subjects.update(moves)
        if self._named:
            subjects = {each for each in subjects if within(each, self._named)}
            subjects.update(each for each in self._named if any(within(each, [p]) for p in moves))
        changed = []
        for subject in sorted(subjects):
            names = ancestors(subject)
            chain = [self._paths.course(name, step.after) for name in names]
            was_chain = [before.get(name, now) for name, now in zip(names, chain, strict=True)]
            listed = was_chain[-1].settled.listed or chain[-1].settled.listed
            if not listed and subject not in self._named:
                continue  # nothing but a note names it: it has no answer of its own to change
            here = [moves[name] for name in names if name in moves]
            intervals = self._intervals(subject, here, was_chain, chain)
            if intervals:
                changed.append(Changed(subject, intervals))
        return tuple(changed)

    def _moved(self, path: str, step: Step) -> Course:
        if step.row is not None:
            return self._paths.grown(step.row, step.before, step.after)
        return self._paths.moved(path, step.after)

    def _intervals(
        self, subject: str, moves: Iterable[Move], was: Sequence[Course], now: Sequence[Course]
    ) -> tuple[Interval, ...]:
        """Where the subject's timeline differs between its paths as they stood and as they do."""
        start = reach(moves, was, now)
        if start is None or start > LAST:
            return ()
        first = max(start, FIRST)
        return differing(*self._tails.either_side(subject, was, now, first))
