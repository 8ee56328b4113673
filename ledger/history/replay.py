"""What did each step of a clock change: for which stretch of time, and from what to what?

A stream: of all that came before it keeps a bounded number of statements and of states, whatever
the length of the log. On the recorded clock a step is one event; on the published clock all that
came to be known at one instant, which nothing tells apart.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ledger.answers.path import Path
from ledger.answers.way import Way
from ledger.grounds.provenance import START, TERM, stood
from ledger.history.paths import KEPT, Paths, Side, StatementSource
from ledger.history.reach import Move, move, reach
from ledger.history.states import LaterStates
from ledger.history.timeline import FIRST, LAST, Interval, differing
from ledger.records import Record
from ledger.statements import Statement
from ledger.subjects import covers


class Step(NamedTuple):
    """One step of a clock: what it brought, and the paths whose own statements it may change.

    `added`: where all that it does is to add one, the last of the log up to there.
    """

    records: tuple[Record, ...]
    paths: tuple[str, ...]
    before: Side
    after: Side
    added: Statement | None = None


class Changed(NamedTuple):
    """The stretches of one subject's timeline that a step changed."""

    subject: str
    intervals: tuple[Interval, ...]


_NOTHING: Final[Mapping[int, Statement]] = {}


class StepChanges(NamedTuple):
    """What a step brought and what it changed, by subject in code points; () where no answer.

    `was`: where it adds an amendment, whose start or term stood until then, if that was seen. Where
    it brought several events, `standing`: what their changes say after it, by position; `ahead`:
    the subjects of which something is known that is published later.
    """

    step: Step
    changed: tuple[Changed, ...]
    was: Statement | None = None
    standing: Mapping[int, Statement] = _NOTHING
    ahead: Collection[str] = ()


def told(
    steps: Iterable[Step], source: StatementSource, *, named: Sequence[str] = (), kept: int = KEPT
) -> Iterator[StepChanges]:
    """Each step with what it changed, on its paths and on every path below them.

    Where subjects are `named`, only theirs and those below: of a named one also what it inherits
    while nothing is said of it. `kept`: so many statements, and as many states with what they list.
    """
    telling = _Replay(source, named, kept)
    for step in steps:
        was = telling.stood(step)
        changed = telling.changed(step) if step.paths else ()
        if changed and len(step.records) > 2:  # an announcement and several changes
            found = telling.standing(step), telling.ahead(step, changed)
            yield StepChanges(step, changed, was, *found)
        else:
            yield StepChanges(step, changed, was)


def within(path: str, roots: Iterable[str]) -> bool:
    """Whether a path is one of these or below one of them."""
    return any(covers(root, path) for root in roots)


class _Replay:
    """A replay under way: its paths and its subjects' states as they last stood."""

    def __init__(self, source: StatementSource, named: Sequence[str], kept: int) -> None:
        self._named = named
        self._paths = Paths(source, kept)
        self._states = LaterStates(kept)

    def stood(self, step: Step) -> Statement | None:
        """What an amendment amends, before it; to be asked for before what it changed."""
        added = step.added
        if added is None or added.kind not in (START, TERM):
            return None
        return stood(self._paths.path(added.subject, step.before), added)

    def changed(self, step: Step) -> tuple[Changed, ...]:
        """What a step changed; each is to be asked for once, in order."""
        before: dict[str, Path] = {}
        moves: dict[str, Move] = {}
        for path in step.paths:
            before[path] = was = self._paths.path(path, step.before)
            found = move(was, self._moved(path, step), step.added)
            if not found.nothing:
                moves[path] = found
        subjects = {below for path in moves for below in self._paths.below(path, step.after)}
        subjects.update(moves)
        if self._named:
            subjects = {each for each in subjects if within(each, self._named)}
            subjects.update(each for each in self._named if any(within(each, [p]) for p in moves))
        changed = []
        for subject in sorted(subjects):
            names = self._paths.covering(subject)
            now = [self._paths.path(name, step.after) for name in names]
            was_paths = [before.get(name, path) for name, path in zip(names, now, strict=True)]
            own = before.get(subject), self._paths.path(subject, step.after)
            if subject not in self._named and not any(path and path.listed for path in own):
                continue  # nothing but a note names it: it has no answer of its own to change
            here = [moves[name] for name in names if name in moves]
            intervals = self._intervals(here, Way(subject, was_paths), Way(subject, now))
            if intervals:
                changed.append(Changed(subject, intervals))
        return tuple(changed)

    def standing(self, step: Step) -> dict[int, Statement]:
        """What the changes that a step brought say on its other side, by position."""
        own = {record.seq for record in step.records}
        paths = (self._paths.path(path, step.after) for path in step.paths)
        return {each.seq: each for path in paths for each in path.visible if each.seq in own}

    def ahead(self, step: Step, changed: Iterable[Changed]) -> frozenset[str]:
        """The subjects on whose way something stands that is published after the step's instant:
        recorded before it was published, it may yet turn out to be a claim after the fact."""
        known, late = step.after.cut.known, dict[str, bool]()
        found = set()
        for subject in (each.subject for each in changed):
            for name in self._paths.covering(subject):
                if name not in late:
                    stated = self._paths.path(name, step.after).stated
                    late[name] = known is not None and any(s.published > known for s in stated)
                if late[name]:
                    found.add(subject)
        return frozenset(found)

    def _moved(self, path: str, step: Step) -> Path:
        if step.added is not None:
            return self._paths.grown(step.added, step.before, step.after)
        return self._paths.moved(path, step.after)

    def _intervals(self, moves: Iterable[Move], was: Way, now: Way) -> tuple[Interval, ...]:
        """Where a subject's timeline differs between its way as it stood and as it does."""
        start = reach(moves, was, now)
        if start is None or start > LAST:
            return ()
        return differing(*self._states.either_side(was, now, max(start, FIRST)))
