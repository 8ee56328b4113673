"""What does an audit read on PostgreSQL, beyond the rows of the log?"""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any, ClassVar, Final

from ledger.faults import LedgerFault
from ledger.records import Cells
from ledger.stores import reach
from ledger.stores.postgres_differences import columns, differences
from ledger.stores.postgres_schema import READ_MODEL, standing
from ledger.stores.postgres_stored import PostgresStored
from ledger.stores.schema import Standing
from ledger.stores.sqlite_audit import FIRST, KEYS, shaped

_COLUMNS: Final = """\
SELECT attname::text FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
  WHERE relnamespace = quote_ident(%s)::regnamespace AND relname = %s
  AND attnum > 0 AND NOT attisdropped ORDER BY attnum"""


class PostgresAudit(PostgresStored):
    """A ledger on PostgreSQL, read-only, in one transaction, as an audit reads it."""

    FILE: ClassVar[str | None] = None

    def __init__(self, url: str) -> None:
        """LedgerFault: why it cannot be opened."""
        super().__init__(url, also=("older",))
        opened = self.opened
        try:
            with opened.asking():
                found = differences(opened.connection, opened.schema)
                self._standing = standing(opened.connection, opened.schema)._replace(
                    differences=found
                )
        except LedgerFault:
            self.close()
            raise

    def standing(self) -> Standing:
        """Of which version its tables say they are, and what in the schema is not as we made it."""
        return self._standing

    def damage(self) -> list[str]:
        """Nothing: the server checks its own pages (data checksums) as it reads them."""
        return []

    def streams(self) -> Iterator[tuple[str, int, int]]:
        """(stream, version, seq) of every row, by stream and version."""
        yield from self.opened.stream(
            "SELECT originator_id, originator_version, notification_id FROM stored_events"
            " ORDER BY originator_id, originator_version"
        )

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order; none where they are not ours."""
        if self._standing.outdated():
            return []
        found = [name for (name,) in self.opened.all(_COLUMNS, self.opened.schema, table)]
        return found if found == [name for name, *_ in columns(READ_MODEL[table])] else []

    def ordered(self, table: str, low: int, high: int) -> Iterator[Cells]:
        """The rows of a table from position `low` to `high`, by position."""
        yield from self.opened.stream(
            f"SELECT * FROM {table} WHERE seq BETWEEN %s AND %s ORDER BY seq", low, high
        )

    def found(self, table: str, row: Cells) -> Cells | None:
        """The row that stands in a table of the read model under the key of this one."""
        where = " AND ".join(f"{column} = %s" for column in KEYS[table])
        key = row[: len(KEYS[table])]
        return self.opened.one(f"SELECT * FROM {table} WHERE {where}", *key)

    def reach(self) -> int:
        """The last position that the read model knows of, as far as it can be read."""
        return reach.reach(self._asked)

    def _asked(self, statement: str) -> Any:
        with suppress(LedgerFault), self.opened.connection.transaction():
            return self.opened.one(statement)
        return None

    def count(self, table: str, low: int, high: int) -> int:
        """How many rows a table of the read model has from position `low` to `high`."""
        found = self.opened.one(
            f"SELECT count(*) FROM {table} WHERE seq BETWEEN %s AND %s", low, high
        )
        return 0 if found is None else int(found[0])

    def firsts(self) -> Iterator[tuple[str, Iterator[Cells], Iterator[Cells]]]:
        """(table, its rows, the rows that it should have), both by name."""
        for table, (other, rows, expected) in FIRST.items():
            if self.columns(table) and self.columns(other):
                expected_rows = shaped(table, self.opened.stream(expected))
                yield table, self.opened.stream(rows), expected_rows
