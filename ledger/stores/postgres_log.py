"""How is a log that is kept on PostgreSQL asked?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ledger.records import Record, records
from ledger.stores.sql_log import SqlLog

if TYPE_CHECKING:
    import psycopg

#: Rows fetched at a time.
_FETCH: Final = 2_000


class PostgresLog(SqlLog):
    """A log, on a connection that holds a transaction."""

    POSITION = "notification_id"

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection

    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.connection.execute(_ours(statement), values).fetchone()
        return found

    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(_ours(statement), values).fetchall()

    def records(self, start: int, stop: int) -> Iterator[Record]:
        statement = f"{self._record} WHERE {self.POSITION} BETWEEN ? AND ? ORDER BY 1"
        for first in range(start, stop + 1, _FETCH):
            yield from records(self._all(statement, first, min(first + _FETCH - 1, stop)))


def _ours(statement: str) -> bytes:
    """The statement with values as the driver marks them."""
    return statement.replace("?", "%s").encode()
