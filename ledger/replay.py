"""What did each step of a clock change: for which stretch of time, and from what to what?

A stream: of all that came before it keeps a bounded number of settled paths, whatever the length
of the log. Pure but for `Source`, which reads rows. On the recorded clock a step is one event; on
the published clock all that came to be known at one instant, which nothing tells apart.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, Protocol

from ledger import fold
from ledger.records import Record
from ledger.rulings import Row, Rulings
from ledger.settled import Claim, Cut, Settled, settle
from ledger.state import State
from ledger.subjects import ancestors
from ledger.timeline import FIRST, LAST, Interval, Segment, boundaries, differing, segments

#: Statements kept, over all settled paths; one takes some 500 bytes.
KEPT: Final = 50_000


class Source(Protocol):
    """Where the rows of a path are read; `position` cuts them."""

    def rows(self, path: str, position: int) -> Iterable[Row]:
        """The rows of the path itself, as written, in any order."""

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


def told(steps: Iterable[Step], source: Source, *, kept: int = KEPT) -> Iterator[Told]:
    """Each step with what it changed, on its paths and on every path below them."""
    paths = _Paths(source, kept)
    for step in steps:
        yield Told(step, _changed(step, paths, source))


def _changed(step: Step, paths: "_Paths", source: Source) -> tuple[Changed, ...]:
    before, after = {}, {}
    for path in step.paths:
        before[path] = paths.settled(path, step.before)
        after[path] = paths.moved(path, step.after)
    moved = [path for path in before if before[path] != after[path]]
    position = step.after.cut.position
    subjects = {below for path in moved for below in source.below(path, position)}
    found = []
    for subject in sorted(subjects.union(moved)):
        names = ancestors(subject)
        own = before.get(subject) or paths.settled(subject, step.after)
        if not (own.listed or (subject in after and after[subject].listed)):
            continue  # nothing but a note names it: it has no answer of its own to change
        chain = [paths.settled(name, step.after) for name in names]
        was = [before.get(name, now) for name, now in zip(names, chain, strict=True)]
        found_here = intervals(subject, was, chain)
        if found_here:
            found.append(Changed(subject, found_here))
    return tuple(found)


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
    subject: str, before: Sequence[Settled], after: Sequence[Settled]
) -> tuple[Interval, ...]:
    """Where the subject's timeline differs between two settlings of its path and those above."""
    start = reach(before, after)
    if start is None or start > LAST:
        return ()
    first = None if start <= FIRST else start
    return tuple(
        differing(
            timeline(subject, before, start=first),
            timeline(subject, after, start=first),
            same=turned,
        )
    )


def timeline(
    subject: str, chain: Sequence[Settled], *, start: int | None = None
) -> Iterator[Segment]:
    """The subject's timeline from `start` on (None: all of it), by what `turned` tells."""
    heard = [path for path in chain if path.named]
    edges = boundaries(claim for path in heard for claim in path.stated)
    return segments(lambda at: fold.state(subject, heard, at), edges, start=start, same=turned)


def reach(before: Sequence[Settled], after: Sequence[Settled]) -> int | None:
    """The first instant whose answer can differ between two settlings; None: no answer can.

    A statement matters from its `earliest` on, an amendment that did not apply from its target's
    `latest`. Who speaks matters, whenever it holds, to the lesser claims of later publication
    that began by then (DESIGN 5.3), from their `latest` on.
    """
    starts: list[int] = []
    spoke = set()
    for was, now in zip(before, after, strict=True):
        if was is now or was == now:
            continue
        starts += [claim.earliest for claim in set(was.stated) ^ set(now.stated)]
        spoke |= set(was.voices) ^ set(now.voices)
        if was.unapplied != now.unapplied:
            targets = was.unapplied.keys() | now.unapplied.keys()
            starts += [
                claim.latest
                for claim in {*was.stated, *now.stated}
                if (claim.announcement, claim.n) in targets
            ]
    for claim in _stated(before, after) if spoke else ():
        if any(
            claim.authority < voice.authority and claim.latest <= voice.published < claim.published
            for voice in spoke
        ):
            starts.append(claim.latest)
    return min(starts, default=None)


def _stated(*chains: Sequence[Settled]) -> Iterator[Claim]:
    for chain in chains:
        for path in chain:
            yield from path.stated


class Boundary(NamedTuple):
    """An instant at which one subject's answer turns, and the answers on either side."""

    instant: int
    subject: str
    before: State
    after: State


def turns(subject: str, parts: Iterable[Segment]) -> Iterator[Boundary]:
    """Each boundary of one subject's timeline, in order."""
    before: Segment | None = None
    for segment in parts:
        if before is not None and segment.start is not None:
            yield Boundary(segment.start, subject, before.state, segment.state)
        before = segment
