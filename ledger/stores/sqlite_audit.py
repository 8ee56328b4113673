"""What does an audit read in a SQLite file, beyond the rows of the log?"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any, ClassVar, Final

from ledger.faults import IntegrityFault, LedgerFault
from ledger.records import Cells
from ledger.stores import reach, schema
from ledger.stores.schema import Standing
from ledger.stores.sqlite_reading import connect
from ledger.stores.sqlite_stored import SqliteStored
from ledger.subjects import shape

#: KiB of pages kept in memory, whatever the size of the file.
_CACHE: Final = 64 * 1024
#: What an audit opens besides a ledger as this version makes it.
_AUDITED: Final = ("older", "newer")
#: Primary keys, the first columns of their tables.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "aliases": ("alias", "seq"),
    "exceptions": ("path", "seq"),
}
#: What is known by name must be what another table says, with the first position.
FIRST: Final = {
    "paths": (
        "changes",
        "SELECT path, first_seq, shape FROM paths ORDER BY path",
        "SELECT subject, min(seq) FROM changes GROUP BY subject ORDER BY subject",
    ),
    "sources": (
        "announcements",
        "SELECT name, authority, first_seq FROM sources ORDER BY name, authority",
        "SELECT source, authority, min(seq) FROM announcements GROUP BY source, authority"
        " ORDER BY source, authority",
    ),
}


class SqliteAudit(SqliteStored):
    """A ledger in a SQLite file, read-only, in one transaction, as an audit reads it."""

    FILE: ClassVar[str | None] = "the database file: its pages, and each index against its table"

    def __init__(self, target: str) -> None:
        """LedgerFault: why it cannot be opened; IntegrityFault where that is damage."""
        self._target = target
        try:
            super().__init__(target, also=_AUDITED)
        except LedgerFault as fault:
            if getattr(fault.__cause__, "sqlite_errorname", "").startswith("SQLITE_CORRUPT"):
                raise IntegrityFault(str(fault)) from fault
            raise
        self._standing = schema.standing(self.connection)
        # All of the file is read, some of it in another order than it lies in.
        self.connection.execute(f"PRAGMA cache_size=-{_CACHE}")

    def standing(self) -> Standing:
        """Of which version its tables say they are, and what in the schema is not as we made it."""
        return self._standing

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong in the file: pages, indexes against tables, types.

        On a connection of its own, so that it may run beside what is read here.
        """
        with closing(connect(self._target, also=_AUDITED)) as connection:
            found = connection.execute("PRAGMA integrity_check(20)").fetchall()
        return [] if found == [("ok",)] else [str(row[0]) for row in found]

    def streams(self) -> Iterator[tuple[str, int, int]]:
        """(stream, version, seq) of every row, by stream and version."""
        yield from self.connection.execute(
            "SELECT originator_id, originator_version, rowid FROM stored_events"
            " ORDER BY originator_id, originator_version"
        )

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order; none where they are not ours."""
        if self._standing.outdated():
            return []
        found = [row[1] for row in self.connection.execute(f"PRAGMA table_info({table})")]
        return found if found == schema.columns(schema.READ_MODEL[table]) else []

    def ordered(self, table: str, low: int, high: int) -> Iterator[Cells]:
        """The rows of a table from position `low` to `high`, by position."""
        # +seq: sorted after one pass, which is faster than a seek for each row by the index
        yield from self.connection.execute(
            f"SELECT * FROM {table} WHERE +seq BETWEEN ? AND ? ORDER BY +seq", (low, high)
        )

    def found(self, table: str, row: Cells) -> Cells | None:
        """The row that stands in a table of the read model under the key of this one."""
        where = " AND ".join(f"{column} = ?" for column in KEYS[table])
        key = row[: len(KEYS[table])]
        found: Cells | None = self.connection.execute(
            f"SELECT * FROM {table} WHERE {where}", key
        ).fetchone()
        return found

    def reach(self) -> int:
        """The last position that the read model knows of, as far as it can be read."""
        return reach.reach(self._asked)

    def _asked(self, statement: str) -> Any:
        with suppress(sqlite3.Error):
            return self.connection.execute(statement).fetchone()
        return None

    def count(self, table: str, low: int, high: int) -> int:
        """How many rows a table of the read model has from position `low` to `high`."""
        found = self.connection.execute(
            f"SELECT count(*) FROM {table} WHERE seq BETWEEN ? AND ?", (low, high)
        )
        return int(found.fetchone()[0])

    def firsts(self) -> Iterator[tuple[str, Iterator[Cells], Iterator[Cells]]]:
        """(table, its rows, the rows that it should have), both by name."""
        for table, (other, rows, expected) in FIRST.items():
            if self.columns(table) and self.columns(other):
                found = self.connection.execute(expected)
                yield table, self.connection.execute(rows), shaped(table, found)


def shaped(table: str, expected: Iterator[Cells]) -> Iterator[Cells]:
    """Rows that are expected of a table, those of `paths` with the shapes of the paths."""
    return ((*row, shape(str(row[0]))) for row in expected) if table == "paths" else expected


#: What reading can raise where a file is damaged or its schema is not ours.
Damaged: Final = sqlite3.Error
