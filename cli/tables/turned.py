"""What do new events change in the answers: for which stretch of time, and from what to what?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.tables import wording
from cli.tables.stretches import ground, when
from cli.text import columns, escape, wrap
from events.words import CHANGES
from ledger.answers.answer import working
from ledger.answers.state import State
from ledger.answers.visible import Cut, Statement, statements, written
from ledger.dates.moments import render
from ledger.history.timeline import Interval, Turns, boundaries, differing, segments, turns
from ledger.records import Record
from ledger.subjects import ancestors

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.reading import Reading

#: So many subjects are told one by one.
_TOLD = 50
#: Where no answer of today changes, so many earlier states of knowledge
#: are looked into, for so many subjects.
_EARLIER = 16


class Turned(NamedTuple):
    """One subject, and the stretches of its timeline that change."""

    subject: str
    intervals: tuple[Interval, ...]


class Comparison:
    """The answers without some events and with them: of every path that they are about, and of
    every path below those."""

    def __init__(
        self,
        reading: "Reading",
        before: int,
        added: Sequence[Record],
        *,
        rehearsed: Sequence[Record] = (),
    ) -> None:
        """`added` are appended after the first `before` events; `rehearsed` come between those,
        and are not in the log either."""
        self._view = view = reading.cut(None, before)
        self._rehearsed, self._added = rehearsed, added
        about = {path for record in added for path in _about(reading, record, added)}
        told = (record.data["subject"] for record in rehearsed if "subject" in record.data)
        below = (
            path
            for path in {*view.paths(), *told}
            if path not in about and any(each in about for each in ancestors(path)[:-1])
        )
        self._paths = sorted({*about, *below})

    def turned(self, known: int | None = None) -> list[Turned]:
        """What changes on each path, by all that is known, or known by an instant; by path."""
        return list(self._turned(self._paths, known))

    def unlike(self) -> list[str]:
        """The paths on which, or above which, anything is told otherwise, whatever comes of it."""
        return [path for path in self._paths if next(self._moved(path), None) is not None]

    def earlier(self, paths: Sequence[str]) -> tuple[int, list[Turned]] | None:
        """The last state of knowledge of the past whose answers on these paths change, by the
        instant from which on it was known; None where none of the last few does, nor the first."""
        first = min(at for path in paths for at in self._moved(path))
        ever = {
            w.known_from
            for path in paths
            for told in self._told(path)
            for w in written(told, Cut())
        }
        moments = sorted((at for at in ever if at >= first), reverse=True)
        for at in [*moments[1:_EARLIER], *moments[_EARLIER:][-1:]]:
            if found := list(self._turned(paths, at)):
                return at, found
        return None

    def _moved(self, path: str) -> Iterator[int]:
        """From when on what is told otherwise could be known, before and now."""
        was, now = ({w.record.seq: w for w in written(told, Cut())} for told in self._told(path))
        for seq in {*was, *now}:
            before, after = was.get(seq), now.get(seq)
            if not before or not after or before.ground != after.ground:
                yield from (each.known_from for each in (before, after) if each)

    def _turned(self, paths: Iterable[str], known: int | None) -> Iterator[Turned]:
        for path in paths:
            was, now = self._said(path, known)
            if was != now:
                intervals = differing(_timeline(path, was), _timeline(path, now))
                if intervals:
                    yield Turned(path, intervals)

    def _said(self, path: str, known: int | None = None) -> tuple[list[Statement], list[Statement]]:
        """How what is said on a path and above it stands, before and after."""
        was, now = (statements(told, Cut(known)) for told in self._told(path))
        return was, now

    def _told(self, path: str) -> tuple[list[Record], list[Record]]:
        """The events that can matter for a path, before and after; of a file that tells of others
        too, only what is said on it and above it: what the rest names is not among them."""
        chain = ancestors(path)
        old, new = (
            [r for r in some if r.type not in CHANGES or r.data["subject"] in chain]
            for some in (self._rehearsed, self._added)
        )
        was = [*self._view.records(path), *old]
        return was, [*was, *new]


def _timeline(path: str, standing: Sequence[Statement]) -> Turns:
    def answer(at: int) -> State:
        return working(standing, path, at).state

    return turns(segments(answer, boundaries(s for s in standing if s.speaks)))


def _about(reading: "Reading", record: Record, added: Sequence[Record]) -> Iterator[str]:
    """The paths that an event is about: of an act, those of what it corrects or retracts."""
    if record.type in CHANGES and "subject" in record.data:
        yield record.data["subject"]
        return
    target = record.data.get("target")
    if target is None:
        return
    if record.data.get("subject"):
        yield record.data["subject"]
    elif target.startswith("@"):
        act = next(reading.events(int(target[1:]), int(target[1:])))
        yield from _about(reading, act, added)
    else:
        name, _, number = target.partition("#")
        for each in reading.told(name):
            if each.type in CHANGES and (not number or each.data["change"] == target):
                yield each.data["subject"]


def lines(compared: Comparison, zone: "ZoneInfo") -> Iterator[str]:
    """The changes in the answers, subject by subject: `from ... to ...  BEFORE -> AFTER`.

    Where none changes by all that is known, those by what was known at an earlier instant.
    """
    if found := compared.turned():
        yield "What changes in the answers:"
        yield from _listed(found, zone)
    elif unlike := compared.unlike():
        yield "No answer changes where all that is known counts."
        if earlier := compared.earlier(unlike[:_EARLIER]):
            at, found = earlier
            yield f"With --known {render(at)} these change:"
            yield from _listed(found, zone)
    else:
        yield "No answer changes."


def _listed(found: Sequence[Turned], zone: "ZoneInfo") -> Iterator[str]:
    for each in found[:_TOLD]:
        yield f"  {escape(each.subject)}"
        for interval in each.intervals:
            before, after = phrase(interval.before, zone), phrase(interval.after, zone)
            states = f"{before} -> {after}"
            if before == after:
                states = f"{before} -> the same, {ground(interval.before, interval.after, zone)}"
            text = f"{when(interval.start, interval.end, zone)}: {states}"
            yield from wrap(text, columns(), first=" " * 4, rest=" " * 8)
    if len(found) > _TOLD:
        yield f"  and {len(found) - _TOLD} more subjects"


def phrase(state: State, zone: "ZoneInfo") -> str:
    """A state with its ground, so that two that are worded alike can be told apart."""
    text = wording.phrase(state, only=("LAPSED", "CONTESTED", "INHERITED"))
    if state.since is None:
        return text
    since = wording.since_when(state.since, state.since_earliest, zone)
    end = "" if state.until is None else f", {wording.term(state.until, zone)}"
    return f"{text} ({since}{end}, {wording.said_by(state)})"
