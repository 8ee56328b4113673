"""How do a turn's rows get into a SQLite file?"""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, Final

from ledger import clock
from ledger.stores import schema
from ledger.stores.sqlite_log import SQLiteLog
from ledger.stores.sqlite_stored import Stored
from ledger.stores.turn import INSERT_ONCE, Derived, Edge, Last, SqlTurn, in_order

_LAST: Final = "SELECT rowid, recorded_at, hashes FROM stored_events ORDER BY rowid DESC LIMIT 1"
_INSERT_EVENT: Final = """\
INSERT INTO stored_events
  (rowid, originator_id, originator_version, topic, state, recorded_at, hashes)
  VALUES (?, ?, ?, ?, ?, ?, ?)"""


class SQLiteTurn(SqlTurn, SQLiteLog):
    """A turn on a connection that holds the write lock."""

    CLOCK = "this machine's clock"

    def __init__(
        self, connection: sqlite3.Connection, *, origin: str, behind: bool, edge: Edge | None
    ) -> None:
        SQLiteLog.__init__(self, connection)
        found = self._one(_LAST)
        last = Last(0, None, b"") if found is None else Last(*found)
        SqlTurn.__init__(self, last, clock.now(), origin=origin, behind=behind, edge=edge)

    def _store(self, rows: Sequence[Stored], derived: Derived) -> None:
        if rows:
            self.connection.executemany(_INSERT_EVENT, rows)
        for table, batch in derived.items():
            once = "OR IGNORE " if table in INSERT_ONCE else ""
            marks = ", ".join("?" * len(batch[0]))
            statement = f"INSERT {once}INTO {table} VALUES ({marks})"
            self.connection.executemany(statement, in_order(table, batch))

    def _asked(self, statement: str) -> Any:
        with suppress(sqlite3.Error):
            return self._one(statement)
        return None

    def _remake_read_model(self) -> None:
        for table in schema.DERIVED:
            for (kind,) in self._all(
                "SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')",
                table,
            ):
                self.connection.execute(f"DROP {kind.upper()} {table}")
        for statement in (*schema.READ_MODEL.values(), *schema.INDEXES):
            self.connection.execute(statement)
        self.connection.execute(f"PRAGMA user_version={schema.VERSION}")
