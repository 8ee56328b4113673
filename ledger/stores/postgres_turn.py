"""What does one writer do while it holds the lock on a ledger on PostgreSQL?"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from eventsourcing.persistence import StoredEvent

from ledger.claims import Claims, Row
from ledger.dates.instants import render
from ledger.entries import Entry, Place, frame
from ledger.faults import LedgerFault
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.records import Record
from ledger.reports import KEPT
from ledger.stores.postgres_differences import differences
from ledger.stores.postgres_log import PostgresLog
from ledger.stores.postgres_schema import READ_MODEL, remake
from ledger.stores.sqlite_log import decode
from ledger.stores.sqlite_turn import PATIENCE, Edge, Last

if TYPE_CHECKING:
    import psycopg

#: The server's clock in microseconds, and the last row of the log.
_BEGUN: Final = """\
SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,
  (SELECT max(version) FROM ledger_versions),
  last.notification_id, last.recorded_at, last.hashes
FROM (SELECT 1) AS one LEFT JOIN (
  SELECT notification_id, recorded_at, hashes FROM stored_events
  ORDER BY notification_id DESC LIMIT 1
) AS last ON true"""
_INSERT_EVENTS: Final = """\
INSERT INTO stored_events
  (notification_id, originator_id, originator_version, topic, state, recorded_at, hashes)
  SELECT * FROM unnest(
    %b::bigint[], %s::text[], %b::bigint[], %s::text[], %b::bytea[], %b::bigint[], %b::bytea[])"""
#: Who listens for the stock library's channel hears of every transaction.
_NOTIFY: Final = "NOTIFY stored_events"
#: What is known by name is kept with the position that said it first.
_INSERT_ONCE: Final = frozenset({"paths", "sources"})
#: Rows of the read model that are inserted at a time when it is rebuilt.
_CHUNK: Final = 1_000


class PostgresTurn(PostgresLog):
    """A writer's turn (`ledger.stores.Turn`): the write lock is held for as long as it lives."""

    def __init__(
        self,
        connection: "psycopg.Connection[Any]",
        *,
        origin: str,
        behind: bool,
        edge: Edge | None,
    ) -> None:
        super().__init__(connection)
        self._origin = origin
        self._undo: list[Callable[[], None]] = []
        found = self._one(_BEGUN)
        assert found is not None
        self._now: int = found[0]
        #: The tables' version, which a newer program may have changed since they were looked at.
        self.tables: int = found[1]
        self._last = Last(0, None, b"") if found[2] is None else Last(*found[2:])
        self._size = self._last.seq
        # The transaction's one record time, strictly later than that of the one before.
        before = self._last.recorded_at
        self._recorded_at: int = self._now if before is None else max(self._now, before + 1)
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
    def last(self) -> Last:
        """The last row of the log, with what this turn appended."""
        return self._last

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
        rows = []
        seq = before = self._size
        for event in events:
            seq += 1
            stream, version = str(event.originator_id), event.originator_version
            entry = frame(
                event.state, place, seq=seq, stream=stream, type=event.topic, version=version
            )
            hashes = b"".join(frontier.append(leaf_hash(entry)))
            rows.append((seq, stream, version, event.topic, event.state, self._recorded_at, hashes))
        self._extend(rows)
        return list(range(before + 1, seq + 1))

    def take(self, entries: Sequence[Entry]) -> None:
        """Append entries of another store, which are the next ones, with their record times."""
        frontier = self._edge_of_tree()
        self._extend(
            [
                (
                    entry.seq,
                    entry.stream,
                    entry.version,
                    entry.type,
                    entry.state,
                    entry.recorded_at,
                    b"".join(frontier.append(leaf_hash(entry.framed()))),
                )
                for entry in entries
            ]
        )

    def _extend(self, rows: Sequence[tuple[int, str, int, str, bytes, int, bytes]]) -> None:
        if not rows:
            return
        records = [
            decode(seq, recorded_at, topic, state)
            for seq, _, _, topic, state, recorded_at, _ in rows
        ]
        made = [row for record in records for row in self._claims.of(record)]
        with self.connection.pipeline():
            self.connection.execute(_NOTIFY)
            self.connection.execute(
                _INSERT_EVENTS, [list(column) for column in zip(*rows, strict=True)]
            )
            self._insert(made)
        self.appended += records[: KEPT - len(self.appended)]
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
        if any(not each.of_the_log for each in differences(self.connection, self._schema())):
            remake(self.connection)
        else:
            # not truncated, so that who is reading goes on reading what was
            for table in READ_MODEL:
                self.connection.execute(f"DELETE FROM {table}".encode())
        claims: Claims = Claims()
        rows: list[Row] = []
        for record in self.records(1, self._size):
            rows += claims.of(record)
            if len(rows) >= _CHUNK:
                self._insert(rows)
                rows = []
        self._insert([*rows, *claims.end()])
        return self._size

    def _schema(self) -> str:
        found = self._one("SELECT current_schema()")
        assert found is not None
        return str(found[0])

    def _insert(self, rows: Iterable[Row]) -> None:
        tables: dict[str, list[tuple[Any, ...]]] = {}
        for table, row in rows:
            tables.setdefault(table, []).append(row)
        for table, batch in tables.items():
            self.connection.execute(_insertion(table), [list(c) for c in zip(*batch, strict=True)])

    def _check_clock(self) -> None:
        last = self._last.recorded_at
        if self._checked or last is None or last - self._now <= PATIENCE:
            return
        raise LedgerFault(
            f"the server's clock says {render(self._now)}, and the last event was recorded at "
            f"{render(last)}: set the clock, or append all the same with --behind"
        )


@cache
def _insertion(table: str) -> bytes:
    """The statement that inserts rows given column by column."""
    columns = [line.split()[1] for line in READ_MODEL[table].split("\n")[1:-1] if line[2].islower()]
    kinds = ("text" if kind == "text" else "bigint" for kind in columns)
    once = " ON CONFLICT DO NOTHING" if table in _INSERT_ONCE else ""
    marks = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"INSERT INTO {table} SELECT * FROM unnest({marks}){once}".encode()
