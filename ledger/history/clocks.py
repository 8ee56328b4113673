"""Which steps does a clock take through the log, in which order, and which paths does each touch?

The recorded clock goes event by event. The published clock goes by the moments at which something
came to be known: an announcement from its publication, as corrected, or from its recording where
that is earlier (DESIGN 3).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile
from typing import NamedTuple, Protocol

from events.words import RANK
from ledger.acts import TYPES, Act, Acts, act_of
from ledger.answers.settled import Cut
from ledger.dates.instants import instant
from ledger.history.paths import Side, StatementSource
from ledger.history.replay import Step
from ledger.read_model import change_row, is_of
from ledger.records import Record
from ledger.statements import Statement, statement


class EventLog(Protocol):
    """The log as a stream."""

    def events(self, start: int = 1, stop: int | None = None) -> Iterator[Record]:
        """The events of positions `start` to `stop`, both included."""


class ReadModel(StatementSource, Protocol):
    """The read model, as far as steps need it."""

    def announced_at(self, ids: Sequence[str]) -> Iterator[int]:
        """The positions of the announcements with these ids."""


def recorded(log: EventLog, rows: ReadModel, cut: Cut) -> Iterator[Step]:
    """Every event up to the cut's position, in order, and what is visible on either side of it."""
    told = _TouchedPaths(log, rows)
    acts: Acts | None = None
    announced: Record | None = None
    known, floor = cut.known, cut.floor
    after = Side(Cut(0, known, floor), None)
    for record in log.events(1, cut.position):
        before, added = after, None
        paths: tuple[str, ...] = ()
        if record.type == "announced":
            announced = record
        elif record.type in TYPES:
            paths = told.take(record)
            acts = told.acts()
        elif announced is not None and (paths := _own(record)):
            added = statement(change_row(record, announced))
        after = Side(Cut(record.seq, known, floor), acts)
        yield Step((record,), paths, before, after, added)


def published(log: EventLog, rows: ReadModel, cut: Cut) -> Iterator[Step]:
    """All that came to be known, moment by moment, up to the cut on each clock.

    What is not visible is left out. Acts of the recorder are no steps: they are visible by
    recorded alone, and count from the start. Two integers an announcement are kept, to put them
    in order.
    """
    told = _TouchedPaths(log, rows)
    for record in log.events(1, cut.position):
        if record.type in TYPES:
            told.take(record)
    acts = told.acts()
    seen = _Visible(rows, cut, acts)
    order = sorted(_known(log, seen))
    for known, group in groupby(order, key=lambda each: each[0]):
        records = tuple(r for _, seq in group for r in _visible(log, seq, seen))
        paths = tuple(dict.fromkeys(path for record in records for path in _own(record)))
        before, after = cut._replace(known=known - 1), cut._replace(known=known)
        yield Step(records, paths, Side(before, acts), Side(after, acts))


def announcement(log: EventLog, seq: int, stop: int | None = None) -> Iterator[Record]:
    """The announcement at a position, and its changes after it."""
    stream = log.events(seq, stop)
    announced = next(stream)
    yield announced
    yield from takewhile(lambda record: is_of(record, announced), stream)


def _known(log: EventLog, seen: "_Visible") -> Iterator[tuple[int, int]]:
    """(when it came to be known, position) of each announcement that has something visible."""
    announced: Record | None = None
    for record in log.events(1, seen.cut.position):
        if record.type == "announced":
            announced = record
        elif announced is not None and is_of(record, announced):
            known = seen.known(record, announced)
            if known is not None:
                yield known, announced.seq
                announced = None  # one visible change is enough


def _visible(log: EventLog, seq: int, seen: "_Visible") -> Iterator[Record]:
    """The announcement at a position with its visible changes."""
    stream = announcement(log, seq, seen.cut.position)
    announced = next(stream)
    yield announced
    for record in stream:
        if seen.known(record, announced) is not None:
            yield record


class _Visible(NamedTuple):
    """From when a change could be known, under a cut and the acts of the recorder."""

    rows: ReadModel
    cut: Cut
    acts: Acts | None

    def known(self, record: Record, announced: Record) -> int | None:
        """That instant; None where it is not visible at all."""
        said = announced.data
        published = instant(said["published"]["instant"])
        rank = RANK[said["source"]["authority"]]
        if self.acts is not None and said["id"] in self.acts.touched:
            written = self._written(record)
            if self.acts.retracted(written):
                return None
            written = self.acts.corrected(written)
            published, rank = written.published, written.authority
        known = min(published, record.recorded_at)
        if rank < self.cut.floor or (self.cut.known is not None and known > self.cut.known):
            return None
        return known

    def _written(self, record: Record) -> Statement:
        written = self.rows.written(record.data["subject"], record.seq)
        return next(each for each in written if each.seq == record.seq)


def _own(record: Record) -> tuple[str, ...]:
    """The path that a change is of; the recorder's `expired` is of none: it changes no answer."""
    return (record.data["subject"],) if "change" in record.data else ()


class _TouchedPaths:
    """The recorder's acts so far, and the paths that each may touch."""

    def __init__(self, log: EventLog, rows: ReadModel) -> None:
        self._log = log
        self._rows = rows
        self._acts: list[Act] = []
        self._counting: Acts | None = None
        self._paths: dict[int, tuple[str, ...]] = {}

    def take(self, record: Record) -> tuple[str, ...]:
        """Adds an act; gives the paths of what it corrects or retracts."""
        act = act_of(record)
        self._acts.append(act)
        if act.act_seq is None and self._counting is not None:
            self._counting = self._counting.grown(act)
        else:
            self._counting = Acts(self._acts)
        if act.act_seq is not None:
            paths = self._paths.get(act.act_seq, ())
        elif act.subject is not None:
            paths = (act.subject,)
        else:
            paths = tuple(self._paths_of(act))
        self._paths[act.seq] = paths
        return paths

    def acts(self) -> Acts | None:
        return self._counting

    def _paths_of(self, act: Act) -> dict[str, None]:
        found: dict[str, None] = {}
        for seq in self._rows.announced_at([act.announcement or ""]):
            for record in announcement(self._log, seq):
                if "change" in record.data and act.n in (None, _number(record)):
                    found[record.data["subject"]] = None
        return found


def _number(record: Record) -> int:
    return int(record.data["change"].rpartition("#")[2])
