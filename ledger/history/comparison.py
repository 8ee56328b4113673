"""What do new events change in the answers: for which stretch of time, and from what to what?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from events.words import CHANGES
from ledger.acts import Act, Acts, act_of
from ledger.answers.answer import working
from ledger.answers.settled import Cut, settle
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.descriptions import Description
from ledger.history.replay import Changed
from ledger.history.timeline import Turns, boundaries, differing, segments, turns
from ledger.read_model import rows
from ledger.records import Record
from ledger.statements import Statement, statement
from ledger.subjects import covers, particularity

if TYPE_CHECKING:
    from ledger.reading.reading import Reading
    from ledger.reading.view import View

#: Where no answer of today changes, so many earlier states of knowledge
#: are looked into, for so many subjects.
EARLIER = 16


class Differences(NamedTuple):
    """What some events change in the answers by all that is known, by path; where nothing, in the
    last earlier state of knowledge that changes, by the instant from which on it was known; and
    whether they say anything otherwise at all."""

    changed: list[Changed]
    earlier: tuple[int, list[Changed]] | None
    otherwise: bool


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
        self._was = _GrownLog(view, rehearsed)
        self._now = _GrownLog(view, [*rehearsed, *added])
        about = {path for record in added for path in _about(reading, record)}
        below = (
            path
            for path in {*view.paths(), *self._was.paths}
            if path not in about and any(covers(each, path) for each in about)
        )
        self._paths = sorted({*about, *below})

    def descriptions(self) -> dict[str, Description]:
        """What paths are given, with the events."""
        return {**self._view.descriptions(), **self._now.described}

    def differences(self) -> Differences:
        """What changes, as a receipt tells it."""
        if found := self.turned():
            return Differences(found, None, True)
        unlike = self.unlike()
        earlier = self.earlier(unlike[:EARLIER]) if unlike else None
        return Differences([], earlier, bool(unlike))

    def turned(self, known: int | None = None) -> list[Changed]:
        """What changes on each path, by all that is known, or known by an instant; by path."""
        return list(self._turned(self._paths, known))

    def unlike(self) -> list[str]:
        """The paths on which, or above which, anything is told otherwise, whatever comes of it."""
        return [path for path in self._paths if next(self._moved(path), None) is not None]

    def earlier(self, paths: Sequence[str]) -> tuple[int, list[Changed]] | None:
        """The last state of knowledge of the past whose answers on these paths change, by the
        instant from which on it was known; None where none of the last few does, nor the first."""
        first = min(at for path in paths for at in self._moved(path))
        ever = {
            _known_from(each)
            for path in paths
            for told in (self._was, self._now)
            for each in told.corrected(path).values()
        }
        moments = sorted((at for at in ever if at >= first), reverse=True)
        for at in [*moments[1:EARLIER], *moments[EARLIER:][-1:]]:
            if found := list(self._turned(paths, at)):
                return at, found
        return None

    def _moved(self, path: str) -> Iterator[int]:
        """From when on what is told otherwise could be known, before and now."""
        was, now = self._was.corrected(path), self._now.corrected(path)
        for key in {*was, *now}:
            before, after = was.get(key), now.get(key)
            if before != after:
                yield from (_known_from(each) for each in (before, after) if each)

    def _turned(self, paths: Iterable[str], known: int | None) -> Iterator[Changed]:
        for path in paths:
            was, now = self._was.way(path, known), self._now.way(path, known)
            if was.visible != now.visible:
                intervals = differing(_timeline(was), _timeline(now))
                if intervals:
                    yield Changed(path, intervals)


class _GrownLog:
    """What the log says with some events more, which it does not hold."""

    def __init__(self, view: "View", records: Sequence[Record]) -> None:
        self._view = view
        #: What the events say of each path.
        self.paths: dict[str, list[Statement]] = {}
        #: What paths were given.
        self.described = {
            each.data["path"]: Description(
                each.data.get("title"),
                tuple(each.data["aliases"]),
                each.data.get("titles") or {},
                each.data.get("words") or {},
            )
            for each in records
            if each.type == "subject_described"
        }
        acts = [*view.all_acts]
        for table, row in rows(records):
            if table == "changes":
                said = statement(row)
                self.paths.setdefault(said.subject, []).append(said)
            elif table == "acts":
                acts.append(Act._make(row))
        self._acts = Acts(acts)

    def way(self, subject: str, known: int | None) -> Way:
        """What is said on the way of a subject, known by then."""
        cut = Cut(self._view.position, known)
        paths = [settle(p, self._written(p), cut, self._acts) for p in self._covering(subject)]
        return Way(subject, paths)

    def corrected(self, subject: str) -> dict[int, Statement]:
        """What is said there by position, corrected and not retracted, whatever amends it."""
        return {
            each.seq: self._acts.corrected(each)
            for path in self._covering(subject)
            for each in self._written(path)
            if not self._acts.retracted(each)
        }

    def _covering(self, subject: str) -> list[str]:
        """The paths that cover a subject, also those that only the events speak of."""
        known = self._view.covering(subject)
        new = (path for path in self.paths if path not in known and covers(path, subject))
        return sorted([*known, *new], key=particularity)

    def _written(self, path: str) -> list[Statement]:
        return sorted([*self._view.written(path), *self.paths.get(path, ())])


def _known_from(statement: Statement) -> int:
    """Known once it was published, or recorded where that is earlier (DESIGN 3)."""
    return min(statement.published, statement.recorded_at)


def _timeline(way: Way) -> Turns:
    def answer(at: int) -> State:
        return working(way, at).state

    return turns(segments(answer, boundaries(way.spoken)))


def _about(reading: "Reading", record: Record) -> Iterator[str]:
    """The paths that an event is about: of an act, those of what it corrects or retracts."""
    if record.type in CHANGES and "subject" in record.data:
        yield record.data["subject"]
    elif record.type in ("corrected", "retracted"):
        yield from reading.growth.about(act_of(record))
