"""How do a turn's rows get into a ledger on PostgreSQL?"""

from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from typing import Any, Final

import psycopg

from ledger.stores.postgres_differences import differences
from ledger.stores.postgres_log import PostgresLog
from ledger.stores.postgres_schema import READ_MODEL, remake
from ledger.stores.postgres_server import only
from ledger.stores.schema import VERSION
from ledger.stores.sqlite_stored import Stored
from ledger.stores.turn import INSERT_ONCE, Derived, Edge, Last, SqlTurn

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


class PostgresTurn(SqlTurn, PostgresLog):
    """A turn on a connection whose transaction holds the write lock."""

    CLOCK = "the server's clock"

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        *,
        origin: str,
        behind: bool,
        edge: Edge | None,
    ) -> None:
        PostgresLog.__init__(self, connection)
        now, tables, *row = only(self._one(_BEGUN))
        #: The tables' version, which a newer program may have changed since they were looked at.
        self.tables = int(tables or 0)
        last = Last(0, None, b"") if row[0] is None else Last(*row)
        SqlTurn.__init__(self, last, now, origin=origin, behind=behind, edge=edge)

    def _store(self, rows: Sequence[Stored], derived: Derived) -> None:
        if not rows and not derived:
            return
        with self.connection.pipeline():
            if rows:
                self.connection.execute(_NOTIFY)
                self.connection.execute(_INSERT_EVENTS, _columns(rows))
            for table, batch in derived.items():
                self.connection.execute(_insertion(table), _columns(batch))

    def _asked(self, statement: str) -> Any:
        # in a savepoint: the turn goes on where a table is missing
        with suppress(psycopg.Error), self.connection.transaction():
            return self._one(statement)
        return None

    def _remake_read_model(self) -> None:
        (schema,) = only(self._one("SELECT current_schema()"))
        altered = any(not each.of_the_log for each in differences(self.connection, str(schema)))
        if altered or self.tables != VERSION:
            remake(self.connection)
        else:
            # not truncated, so that who is reading goes on reading what was
            for table in READ_MODEL:
                self.connection.execute(f"DELETE FROM {table}".encode())


def _columns(rows: Sequence[tuple[Any, ...]]) -> list[list[Any]]:
    return [list(column) for column in zip(*rows, strict=True)]


@cache
def _insertion(table: str) -> bytes:
    """The statement that inserts rows given column by column."""
    columns = [line.split()[1] for line in READ_MODEL[table].split("\n")[1:-1] if line[2].islower()]
    kinds = ("text" if kind == "text" else "bigint" for kind in columns)
    once = " ON CONFLICT DO NOTHING" if table in INSERT_ONCE else ""
    marks = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"INSERT INTO {table} SELECT * FROM unnest({marks}){once}".encode()
