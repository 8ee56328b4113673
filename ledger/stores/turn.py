"""What does one writer do while it holds the lock on a ledger?

From the lock to the commit: events with their positions and the one record time, and the rows of
the read model. All of it is there then, or nothing. What an event is stored with, of the hash tree
too, is for the store to say.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.instants import render
from ledger.entries import Entry
from ledger.faults import LedgerFault
from ledger.read_model import Derivation, TableRow
from ledger.records import Cells, Record, passing, records
from ledger.reports import KEPT
from ledger.stores import Derived
from ledger.stores.log import Log

if TYPE_CHECKING:
    from eventsourcing.persistence import StoredEvent

    from ledger.stores.questions import Database

#: How far, in microseconds, the clock may be behind the last record time: five minutes.
PATIENCE: Final = 5 * 60 * 1_000_000
#: Rows of the read model that are inserted at a time when it is rebuilt.
_CHUNK: Final = 1_000


class Appended(NamedTuple):
    """An event that is to be stored; `recorded_at` as its own log has it, None where it is new."""

    stream: str
    version: int
    type: str
    state: bytes
    recorded_at: int | None = None


class Last(NamedTuple):
    """The last row of the log: seq 0 where there is none."""

    seq: int = 0
    recorded_at: int | None = None
    hashes: bytes = b""


class Turn(Log):
    """From taking the write lock to the commit. Positions and versions count what it appended."""

    def __init__(self, database: "Database", now: int, last: Last, *, behind: bool) -> None:
        """`now` by the clock of the store, in microseconds; `last`: the last row of the log;
        `behind`: append also where the clock is minutes behind the last record time."""
        super().__init__(database)
        self._undo: list[Callable[[], None]] = []
        #: The last row of the log, with what this turn appended.
        self.last_row = last
        self._now = now
        before = last.recorded_at
        #: The one record time of this transaction, strictly later than that of the one before.
        self.recorded_at = now if before is None else max(now, before + 1)
        self._checked = behind
        self._derivation = Derivation()
        #: The events of this turn, the first 1,000 of them.
        self.appended: list[Record] = []

    @property
    def size(self) -> int:
        return self.last_row.seq

    def on_failure(self, undo: Callable[[], None]) -> None:
        """Have `undo` called, with the lock still held, if this turn comes to nothing."""
        self._undo.append(undo)

    def undo(self) -> None:
        """Take back, last first, what was done outside the database."""
        while self._undo:
            self._undo.pop()()

    def append(self, events: "Sequence[StoredEvent]") -> list[int]:
        """Append the next events: their positions. EntryFault for one that is too long,
        LedgerFault where the clock is behind."""
        self._check_clock()
        before = self.size
        self._extend(
            [
                Appended(
                    str(event.originator_id), event.originator_version, event.topic, event.state
                )
                for event in events
            ]
        )
        return list(range(before + 1, self.size + 1))

    def take(self, entries: Sequence[Entry]) -> None:
        """Append entries of another store, which are the next ones, with their record times."""
        self._extend(
            [
                Appended(each.stream, each.version, each.type, each.state, each.recorded_at)
                for each in entries
            ]
        )

    def _extend(self, events: Sequence[Appended]) -> None:
        if not events:
            return
        first = self.size + 1
        rows = (
            (seq, self.recorded_at if at is None else at, type, state)
            for seq, (_, _, type, state, at) in enumerate(events, first)
        )
        if events[0].recorded_at is None:
            told, derive = list(records(rows)), self._derivation.of
        else:  # a copy is of all that is there
            told, derive = list(passing(rows)), self._derivation.read
        derived = _by_table(row for record in told for row in derive(record))
        self.last_row = self._stored(events, derived)
        self.appended += told[: KEPT - len(self.appended)]

    @abstractmethod
    def _stored(self, events: Sequence[Appended], derived: Derived) -> Last:
        """Store the next events, if any, and rows of the read model: the last row of the log."""

    def flush(self) -> None:
        """Complete the read model, after the last change of an announcement."""
        if derived := _by_table(self._derivation.end()):
            self._stored((), derived)

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> int:
        """Make the read model anew, of whatever version it was, and fill it from the stored bytes;
        the number of events. `told` is called with how many of them were read, of how many."""
        self.database.remake_read_model()
        derivation = Derivation()
        rows: list[TableRow] = []
        for record in passing(self.events(1, self.size)):
            rows += derivation.read(record)
            if len(rows) >= _CHUNK:
                self.database.keep(_by_table(rows))
                rows = []
                if told is not None:
                    told(record.seq, self.size)
        self.database.keep(_by_table([*rows, *derivation.end()]))
        return self.size

    def _check_clock(self) -> None:
        last = self.last_row.recorded_at
        if self._checked or last is None or last - self._now <= PATIENCE:
            return
        raise LedgerFault(
            f"{self.database.CLOCK} says {render(self._now)}, and the last event was recorded at "
            f"{render(last)}: set the clock, or append all the same with --behind"
        )


def _by_table(rows: Iterable[TableRow]) -> Derived:
    tables: dict[str, list[Cells]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    return tables
