"""How is a log that is kept in SQLite asked?"""

import sqlite3
from collections.abc import Iterator
from typing import Any

from ledger.records import Record, records
from ledger.stores.sql_log import SqlLog


class SQLiteLog(SqlLog):
    """A log, on a connection that holds a transaction."""

    POSITION = "rowid"

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.connection.execute(statement, values).fetchone()
        return found

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()

    def records(self, start: int, stop: int) -> Iterator[Record]:
        return records(
            self.connection.execute(
                f"{self._record} WHERE rowid BETWEEN ? AND ? ORDER BY rowid", (start, stop)
            )
        )
