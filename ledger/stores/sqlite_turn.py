"""What does one writer do while it holds the lock on a ledger in SQLite?"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

from eventsourcing.persistence import StoredEvent

from ledger import clock
from ledger.claims import Claims, Row
from ledger.dates.instants import render
from ledger.entries import Entry, Place, frame
from ledger.faults import LedgerFault
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.records import Record
from ledger.reports import KEPT
from ledger.stores import schema
from ledger.stores.sqlite_log import SQLiteLog, decode

#: How far, in microseconds, the clock may be behind the last record time: five minutes.
PATIENCE: Final = 5 * 60 * 1_000_000

_INSERT_EVENT: Final = """\
INSERT INTO stored_events
  (rowid, originator_id, originator_version, topic, state, recorded_at, hashes)
  VALUES (?, ?, ?, ?, ?, ?, ?)"""
#: What is known by name is kept with the position that said it first.
_INSERT_ONCE: Final = frozenset({"paths", "sources"})
#: Rows of the read model that are inserted at a time when it is rebuilt.
_CHUNK: Final = 1_000


class Last(NamedTuple):
    """The last row of the log: seq 0 where there is none."""

    seq: int
    recorded_at: int | None
    hashes: bytes


#: The last row of the log, and the right edge of the hash tree that ends with it.
Edge = tuple[Last, Frontier]


class SQLiteTurn(SQLiteLog):
    """A writer's turn (`ledger.stores.Turn`): the write lock is held for as long as it lives."""

    def __init__(
        self, connection: sqlite3.Connection, *, origin: str, behind: bool, edge: Edge | None
    ) -> None:
        super().__init__(connection)
        self._origin = origin
        self._undo: list[Callable[[], None]] = []
        found = connection.execute(
            "SELECT rowid, recorded_at, hashes FROM stored_events ORDER BY rowid DESC LIMIT 1"
        ).fetchone()
        self._last = Last(0, None, b"") if found is None else Last(*found)
        self._size = self._last.seq
        # The transaction's one record time, strictly later than that of the one before.
        self._now = clock.now()
        before = self._last.recorded_at
        self._recorded_at = self._now if before is None else max(self._now, before + 1)
        self._checked = behind
        # The remembered edge of the tree is good where nobody has appended meanwhile.
        same = edge is not None and edge[0] == self._last
        self._frontier = edge[1] if edge is not None and same else None
        self._claims = Claims()
        self.appended: list[Record] = []

    @property
    def size(self) -> int:
        return self._size

    @property
    def recorded_at(self) -> int:
        return self._recorded_at

    def on_failure(self, undo: Callable[[], None]) -> None:
        self._undo.append(undo)

    def undo(self) -> None:
        """Take back, last first, what was done outside the database."""
        while self._undo:
            self._undo.pop()()

    def append(self, events: Sequence[StoredEvent]) -> list[int]:
        self._check_clock()
        frontier = self._edge_of_tree()
        place = Place(self._origin, self._recorded_at)
        rows, records = [], []
        seq = self._size
        for event in events:
            seq += 1
            stream, version = str(event.originator_id), event.originator_version
            entry = frame(
                event.state, place, seq=seq, stream=stream, type=event.topic, version=version
            )
            hashes = b"".join(frontier.append(leaf_hash(entry)))
            rows.append((seq, stream, version, event.topic, event.state, self._recorded_at, hashes))
            records.append(decode(seq, self._recorded_at, event.topic, event.state))
        self.connection.executemany(_INSERT_EVENT, rows)
        self._insert(row for record in records for row in self._claims.of(record))
        self.appended += records[: KEPT - len(self.appended)]
        appended = list(range(self._size + 1, seq + 1))
        self._size = seq
        if rows:
            self._last = Last(seq, self._recorded_at, rows[-1][-1])
        return appended

    def take(self, entries: Sequence[Entry]) -> None:
        frontier = self._edge_of_tree()
        rows, records = [], []
        for entry in entries:
            hashes = b"".join(frontier.append(leaf_hash(entry.framed())))
            _, _, recorded_at, seq, stream, type, version = entry
            rows.append((seq, stream, version, type, entry.state, recorded_at, hashes))
            records.append(decode(seq, recorded_at, type, entry.state))
        self.connection.executemany(_INSERT_EVENT, rows)
        self._insert(row for record in records for row in self._claims.of(record))
        if rows:
            self._size = rows[-1][0]
            self._last = Last(self._size, rows[-1][5], rows[-1][6])

    def flush(self) -> None:
        self._insert(self._claims.end())

    def edge(self) -> Edge | None:
        """The last row and the right edge of the tree that ends with it, to be remembered."""
        return None if self._frontier is None else (self._last, self._frontier)

    def root(self) -> bytes:
        return self._edge_of_tree().root()

    def _edge_of_tree(self) -> Frontier:
        if self._frontier is None:
            self._frontier = Frontier(self._last.seq, self.stored_hash)
        return self._frontier

    def rebuild(self) -> int:
        for table in schema.READ_MODEL:
            for (kind,) in self.connection.execute(
                "SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')",
                (table,),
            ).fetchall():
                self.connection.execute(f"DROP {kind.upper()} {table}")
        for statement in (*schema.READ_MODEL.values(), *schema.INDEXES):
            self.connection.execute(statement)
        claims, rows = Claims(), []
        for record in self.records(1, self._size):
            rows += claims.of(record)
            if len(rows) >= _CHUNK:
                self._insert(rows)
                rows = []
        self._insert([*rows, *claims.end()])
        return self._size

    def _insert(self, rows: Iterable[Row]) -> None:
        tables: dict[str, list[tuple[Any, ...]]] = {}
        for table, row in rows:
            tables.setdefault(table, []).append(row)
        for table, batch in tables.items():
            once = "OR IGNORE " if table in _INSERT_ONCE else ""
            marks = ", ".join("?" * len(batch[0]))
            self.connection.executemany(f"INSERT {once}INTO {table} VALUES ({marks})", batch)

    def _check_clock(self) -> None:
        last = self._last.recorded_at
        if self._checked or last is None or last - self._now <= PATIENCE:
            return
        raise LedgerFault(
            f"this machine's clock says {render(self._now)}, and the last event was recorded at "
            f"{render(last)}: set the clock, or append all the same with --behind"
        )
