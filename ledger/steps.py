"""Which steps does a clock take through the log, in which order, and which paths does each touch?

The recorded clock goes event by event. The published clock goes by the moments at which something
came to be known: an announcement from its publication, as corrected, or from its recording where
that is earlier (DESIGN 3).
"""

from collections.abc import Iterator
from itertools import groupby, takewhile
from typing import Protocol

from events.words import CHANGES
from ledger.claims import act_row, change_row
from ledger.records import Record
from ledger.replay import Side, Step
from ledger.rulings import Act, Row, Rulings
from ledger.settled import Cut, visible

_CHANGES = frozenset(CHANGES)


class Events(Protocol):
    """The log as a stream."""

    def events(self, start: int = 1, stop: int | None = None) -> Iterator[Record]:
        """The events of positions `start` to `stop`, both included."""


class Announced(Protocol):
    """Where the positions of announcements are looked up."""

    def announced_at(self, ids: list[str]) -> Iterator[int]:
        """The positions of the announcements with these ids."""


def recorded(log: Events, where: Announced, cut: Cut) -> Iterator[Step]:
    """Every event up to the cut's position, in order, and what is visible on either side of it."""
    acts = _Acts(log, where)
    rulings: Rulings | None = None
    for record in log.events(1, cut.position):
        before = Side(cut._replace(position=record.seq - 1), rulings)
        paths = _own(record)
        if record.type in ("corrected", "retracted"):
            paths = acts.take(record)
            rulings = acts.rulings()
        yield Step((record,), paths, before, Side(cut._replace(position=record.seq), rulings))


def published(log: Events, where: Announced, cut: Cut) -> Iterator[Step]:
    """All that came to be known, moment by moment, up to the cut on each clock.

    What is not visible is left out. Acts of the recorder are no steps: they are visible by
    recorded alone, and count from the start. Two integers an announcement are kept, to put them
    in order.
    """
    acts = _Acts(log, where)
    for record in log.events(1, cut.position):
        if record.type in ("corrected", "retracted"):
            acts.take(record)
    rulings = acts.rulings()
    order = sorted(_known(log, cut, rulings))
    for known, group in groupby(order, key=lambda each: each[0]):
        records = tuple(r for _, seq in group for r in _visible(log, seq, cut, rulings))
        paths = tuple(dict.fromkeys(path for record in records for path in _own(record)))
        before, after = cut._replace(known=known - 1), cut._replace(known=known)
        yield Step(records, paths, Side(before, rulings), Side(after, rulings))


def announcement(log: Events, seq: int, stop: int | None = None) -> Iterator[Record]:
    """The announcement at a position, and its changes after it."""
    stream = log.events(seq, stop)
    announced = next(stream)
    yield announced
    yield from takewhile(lambda record: is_of(record, announced), stream)


def is_of(record: Record, announced: Record) -> bool:
    """Whether a record is a change of that announcement: the recorder's `expired` has no id."""
    change = record.data.get("change") if record.type in _CHANGES else None
    return change is not None and change.rpartition("#")[0] == announced.data["id"]


def _known(log: Events, cut: Cut, rulings: Rulings | None) -> Iterator[tuple[int, int]]:
    """(when it came to be known, position) of each announcement that has something visible."""
    announced: Record | None = None
    for record in log.events(1, cut.position):
        if record.type == "announced":
            announced = record
        elif announced is not None and is_of(record, announced):
            row = _seen(record, announced, cut, rulings)
            if row is not None:
                yield min(row.published, row.recorded_at), announced.seq
                announced = None  # one visible change is enough


def _visible(log: Events, seq: int, cut: Cut, rulings: Rulings | None) -> Iterator[Record]:
    """The announcement at a position with its visible changes."""
    stream = announcement(log, seq, cut.position)
    announced = next(stream)
    yield announced
    for record in stream:
        if _seen(record, announced, cut, rulings) is not None:
            yield record


def _seen(record: Record, announced: Record, cut: Cut, rulings: Rulings | None) -> Row | None:
    """The change as corrected, or None where it is not visible."""
    cells = change_row(record, announced)
    row = Row._make(cells[:20] + cells[21:])
    if rulings is not None and row.announcement in rulings.touched:
        if rulings.retracted(row):
            return None
        row = rulings.corrected(row)
    return row if visible(row, cut) else None


def _own(record: Record) -> tuple[str, ...]:
    """The path that a change is of; the recorder's `expired` is of none: it changes no answer."""
    return (record.data["subject"],) if "change" in record.data else ()


class _Acts:
    """The recorder's acts so far, and the paths that each may touch."""

    def __init__(self, log: Events, where: Announced) -> None:
        self._log = log
        self._where = where
        self._acts: list[Act] = []
        self._paths: dict[int, tuple[str, ...]] = {}

    def take(self, record: Record) -> tuple[str, ...]:
        """Adds an act; gives the paths of what it corrects or retracts."""
        row = act_row(record)
        act = Act(row[0], *row[2:8])
        self._acts.append(act)
        if act.act_seq is not None:
            paths = self._paths.get(act.act_seq, ())
        elif act.subject is not None:
            paths = (act.subject,)
        else:
            paths = tuple(self._paths_of(act))
        self._paths[act.seq] = paths
        return paths

    def rulings(self) -> Rulings | None:
        return Rulings(self._acts) if self._acts else None

    def _paths_of(self, act: Act) -> dict[str, None]:
        found: dict[str, None] = {}
        for seq in self._where.announced_at([act.announcement or ""]):
            for record in announcement(self._log, seq):
                if "change" in record.data and act.n in (None, _number(record)):
                    found[record.data["subject"]] = None
        return found


def _number(record: Record) -> int:
    return int(record.data["change"].rpartition("#")[2])
