"""What does one writer do while it holds the lock on a ledger?

From the lock to the commit: positions, the one record time, the hashes and the rows of the read
model. All of it is there then, or nothing.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.instants import render
from ledger.entries import Entry, Heading, frame
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.read_model import Derivation, TableRow
from ledger.records import Cells, Record, records
from ledger.reports import KEPT
from ledger.stores import Derived, StoredRow
from ledger.stores.log import Log
from ledger.stores.stored import cut, missing

if TYPE_CHECKING:
    from eventsourcing.persistence import StoredEvent

    from ledger.stores.questions import Database

#: How far, in microseconds, the clock may be behind the last record time: five minutes.
PATIENCE: Final = 5 * 60 * 1_000_000
#: Rows of the read model that are inserted at a time when it is rebuilt.
_CHUNK: Final = 1_000
_LAST: Final = "SELECT rowid, recorded_at, hashes FROM stored_events ORDER BY rowid DESC LIMIT 1"


class Last(NamedTuple):
    """The last row of the log: seq 0 where there is none."""

    seq: int = 0
    recorded_at: int | None = None
    hashes: bytes = b""


#: The last row of the log, and the right edge of the hash tree that ends with it.
Edge = tuple[Last, Frontier]


class Turn(Log):
    """From taking the write lock to the commit. Positions and versions count what it appended."""

    def __init__(
        self, database: "Database", now: int, *, origin: str, behind: bool, edge: Edge | None
    ) -> None:
        """`now` by the clock of the store, in microseconds; `edge` as the turn before left it;
        `behind`: append also where the clock is minutes behind the last record time."""
        super().__init__(database)
        self._origin = origin
        self._undo: list[Callable[[], None]] = []
        found = self._one(_LAST)
        #: The last row of the log, with what this turn appended.
        self.last_row = last = Last() if found is None else Last(*found)
        self._now = now
        before = last.recorded_at
        #: The one record time of this transaction, strictly later than that of the one before.
        self.recorded_at = now if before is None else max(now, before + 1)
        self._checked = behind
        # The remembered edge of the tree is good where nobody has appended meanwhile.
        same = edge is not None and edge[0] == last
        self._frontier = edge[1] if edge is not None and same else None
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
        heading = Heading(self._origin, self.recorded_at)
        recorded_at, before = self.recorded_at, self.size
        rows: list[StoredRow] = []
        for seq, event in enumerate(events, before + 1):
            stream, version = str(event.originator_id), event.originator_version
            type, state = event.topic, event.state
            entry = frame(state, heading, seq=seq, stream=stream, type=type, version=version)
            rows.append((seq, stream, version, type, state, recorded_at, self._hashes(entry)))
        self._extend(rows)
        return list(range(before + 1, self.size + 1))

    def take(self, entries: Sequence[Entry]) -> None:
        """Append entries of another store, which are the next ones, with their record times."""
        rows: list[StoredRow] = []
        for entry in entries:
            state, _, recorded_at, seq, stream, type, version = entry
            hashes = self._hashes(entry.framed())
            rows.append((seq, stream, version, type, state, recorded_at, hashes))
        self._extend(rows)

    def _hashes(self, entry: bytes) -> bytes:
        """What the row of the next entry stores of the hash tree, which grows by it."""
        return b"".join(self._edge_of_tree().append(leaf_hash(entry)))

    def _extend(self, rows: Sequence[StoredRow]) -> None:
        if not rows:
            return
        told = list(
            records(
                (seq, recorded_at, type, state) for seq, _, _, type, state, recorded_at, _ in rows
            )
        )
        self.database.insert(
            rows, _by_table(row for record in told for row in self._derivation.of(record))
        )
        self.appended += told[: KEPT - len(self.appended)]
        seq, *_, recorded_at, hashes = rows[-1]
        self.last_row = Last(seq, recorded_at, hashes)

    def flush(self) -> None:
        """Complete the read model, after the last change of an announcement."""
        self.database.insert((), _by_table(self._derivation.end()))

    def edge(self) -> Edge | None:
        """The last row and the right edge of the tree that ends with it, to be remembered."""
        return None if self._frontier is None else (self.last_row, self._frontier)

    def root(self) -> bytes:
        """The root of the hash tree over all events, those appended in this turn included."""
        return self._edge_of_tree().root()

    def _edge_of_tree(self) -> Frontier:
        if self._frontier is None:
            self._frontier = Frontier(self.last_row.seq, self.stored_hash)
        return self._frontier

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> int:
        """Make the read model anew, of whatever version it was, and fill it from the stored bytes;
        the number of events. `told` is called with how many of them were read, of how many."""
        # what was cut from the log has left its trace in these rows alone
        if (known := self.reach()) > self.size:
            raise _not_whole(
                cut(known, self.size),
                "; or bring what is left of the log into a new ledger with `ledger copy`",
            )
        self.database.remake_read_model()
        derivation = Derivation()
        rows: list[TableRow] = []
        for seq, record in enumerate(self.records(1, self.size), 1):
            if record.seq != seq:
                raise _not_whole(f"{missing(seq, record.seq - 1)} from the log")
            rows += derivation.of(record)
            if len(rows) >= _CHUNK:
                self.database.insert((), _by_table(rows))
                rows = []
                if told is not None:
                    told(record.seq, self.size)
        self.database.insert((), _by_table([*rows, *derivation.end()]))
        return self.size

    def _check_clock(self) -> None:
        last = self.last_row.recorded_at
        if self._checked or last is None or last - self._now <= PATIENCE:
            return
        raise LedgerFault(
            f"{self.database.CLOCK} says {render(self._now)}, and the last event was recorded at "
            f"{render(last)}: set the clock, or append all the same with --behind"
        )


def _not_whole(words: str, otherwise: str = "") -> IntegrityFault:
    return IntegrityFault(
        f"{words}. Nothing was changed: keep this ledger as it is, with what the read model still "
        f"says of them, and restore a backup{otherwise}"
    )


def _by_table(rows: Iterable[TableRow]) -> Derived:
    tables: dict[str, list[Cells]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    return tables
