"""Which answers does a view give: as its ledger's projection has them, or evaluated?

The one place that decides it. A projection is asked where nothing cuts but a position that it does
not go beyond, and of the subjects that nothing touched since; the others are evaluated. So an
answer is the same with it and without. Where it turns out to be damaged, all the rest is evaluated.
"""

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from operator import attrgetter
from os.path import lexists
from typing import TYPE_CHECKING, Final, TypeVar

from events.words import OPEN_LATEST
from ledger.answers.state import State
from ledger.faults import LedgerFault
from ledger.once import once
from ledger.reading.view import worked
from ledger.stores import address
from ledger.subjects import ancestors, is_pattern

if TYPE_CHECKING:
    from ledger.answers.answer import Working
    from ledger.answers.way import Way
    from ledger.dates.moments import Moment
    from ledger.history.timeline import Segment
    from ledger.projections.projection import Projection
    from ledger.reading.reading import Reading
    from ledger.reading.view import View

    #: The rows of a subject's timeline, for each state the segments that tell it.
    Timeline = Sequence[Sequence[Segment]]

#: What reading one raises that is damaged, or holds what is no state.
_BROKEN: Final = (sqlite3.Error, ValueError, TypeError)
_Answer = TypeVar("_Answer")
_subject = attrgetter("subject")


class Answers:
    """The answers of a view of the ledger at a target."""

    def __init__(self, target: str, reading: "Reading", view: "View") -> None:
        self._target, self._reading, self._view = target, reading, view
        self._opened: Projection | None = None

    def close(self) -> None:
        """Lets go of the projection."""
        if self._opened is not None:
            self._opened.close()

    def states(self, subjects: Sequence[str] | None, at: "Moment") -> Iterator[State]:
        """As `View.states`."""
        projection = self.projection(subjects)
        if projection is None:
            return self._view.states(subjects, at)
        day = (at.day[0], at.instant) if at.day else None

        def found() -> Iterator[State]:
            gone, spoken = projection.gone(day)
            evaluated = (each.state for each in self._evaluated(subjects, spoken, at))
            kept = projection.states(at.instant, subjects)
            yield from _merged(kept, evaluated, gone.union(subjects or ()), _subject)

        return self._whole(subjects, found(), lambda way: worked(way, at).state, _subject)

    def workings(
        self,
        subjects: Sequence[str] | None,
        at: "Moment",
        wanted: Callable[[State], bool],
        *,
        picking: bool,
    ) -> "Iterator[Working]":
        """As `View.workings`, of the states that are `wanted`. Where that is `picking` some, only
        these have their steps worked out; where all are told, all are evaluated."""
        if not picking or self.projection(subjects) is None:
            return (each for each in self._view.workings(subjects, at) if wanted(each.state))
        found = filter(wanted, self.states(subjects, at))
        return (self._view.working(state.subject, at) for state in found)

    def coming(
        self, subjects: Sequence[str] | None, at: "Moment", span: tuple[int, int], *, later: bool
    ) -> "Iterator[Working]":
        """The same of the subjects for which something may come due in a time, of its first
        instant and its last, or `later`; and of others."""
        projection = self.projection(subjects)
        if projection is not None:
            gone, spoken = projection.gone(None)
            first, to = span
            try:
                latest = OPEN_LATEST if later else to + 1
                found = set(projection.coming(at.instant, (first, to + 1), latest, subjects))
            except _BROKEN:
                return self._view.workings(subjects, at)
            return self._evaluated(subjects, {*(found - gone), *spoken}, at)
        return self._view.workings(subjects, at)

    def timelines(self, subjects: Sequence[str] | None) -> "Iterator[Timeline]":
        """The rows of each subject's timeline; of all that are listed without subjects."""
        from ledger.history.timeline import rows, timeline

        projection = self.projection(None) if subjects is None else None
        if projection is None:
            ways = self._view.ways(None) if subjects is None else map(self._view.way, subjects)
            return (list(timeline(way)) for way in ways)

        def found() -> "Iterator[Timeline]":
            gone, spoken = projection.gone(None)
            evaluated = (list(timeline(way)) for way in self._listed(None, spoken))
            kept = (list(rows(parts)) for parts in projection.timelines())
            yield from _merged(kept, evaluated, gone, _told_of)

        return self._whole(None, found(), lambda way: list(timeline(way)), _told_of)

    @once
    def _kept(self) -> "Projection | None":
        """The ledger's projection, where it bears on the view."""
        view, file = self._view, address.projection(self._target)
        if view.known is not None or view.authority > 1 or not file or not lexists(file):
            return None  # before what else reading one takes is loaded
        from ledger.projections import projection

        try:
            self._opened = projection.opened(self._target, self._reading, view.position)
        except (LedgerFault, *_BROKEN):
            return None
        return self._opened

    def projection(self, subjects: Sequence[str] | None) -> "Projection | None":
        """The same, where it says what is asked of these subjects and those below them."""
        return None if any(map(is_pattern, subjects or ())) else self._kept

    def _evaluated(
        self, subjects: Sequence[str] | None, paths: Collection[str], at: "Moment"
    ) -> "Iterator[Working]":
        return (worked(way, at) for way in self._listed(subjects, paths))

    def _listed(self, subjects: Sequence[str] | None, paths: Collection[str]) -> "Iterator[Way]":
        """The ways of the subjects named, and of those of the paths that are listed, below them if
        any are named; by path."""
        named = frozenset(subjects or ())
        if subjects is not None:
            paths = [path for path in paths if not named.isdisjoint(ancestors(path))]
        for path in sorted({*named, *paths}):
            way = self._view.way(path)
            if path in named or way.listed:
                yield way

    def _whole(
        self,
        subjects: Sequence[str] | None,
        found: Iterator[_Answer],
        evaluate: "Callable[[Way], _Answer]",
        subject: Callable[[_Answer], str],
    ) -> Iterator[_Answer]:
        """What is found; from where that turns out to be damaged on, evaluated."""
        last = ""
        while True:
            try:
                each = next(found, None)
            except _BROKEN:
                break
            if each is None:
                return
            last = subject(each)
            yield each
        for way in self._view.ways(subjects):
            if way.subject > last:
                yield evaluate(way)


def _told_of(timeline: "Timeline") -> str:
    return timeline[0][0].state.subject


def _merged(
    kept: Iterator[_Answer],
    evaluated: Iterator[_Answer],
    without: Collection[str],
    subject: Callable[[_Answer], str],
) -> Iterator[_Answer]:
    """What is kept, `without` these subjects, and what was evaluated, by path."""
    from heapq import merge

    if without:
        kept = (each for each in kept if subject(each) not in without)
    return merge(kept, evaluated, key=subject)
