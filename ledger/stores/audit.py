"""What does an audit ask of a ledger, beyond the rows of the log?"""

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ledger.records import Cells
from ledger.stores import FoundRow, schema
from ledger.stores.stored import StoredRows
from ledger.subjects import shape

if TYPE_CHECKING:
    from ledger.stores.questions import Database

#: What reading can raise where a file is damaged or its schema is not ours.
Damaged: Final = sqlite3.Error
#: What tables call the position of the event that a row is made from, the last of them first.
_POSITIONS: Final = ("last_seq", "seq", "first_seq")
#: What is known by name must be what another table says, with the first position.
_FIRST: Final = {
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


class AuditedStore(StoredRows):
    """A ledger, read-only, in one transaction, as an audit reads it."""

    def __init__(self, database: "Database") -> None:
        super().__init__(database)
        try:
            standing = database.standing()
        except BaseException:
            database.close()
            raise
        #: Of which version its tables say they are, and what is not as we made it.
        self.standing = standing
        #: Whether it is a file, at which `damage` looks; of a server that is left to it.
        self.is_file = database.IS_FILE
        #: What the database itself finds wrong in its pages; may run beside what is read here.
        self.damage = database.damage

    def streams(self) -> Iterator[FoundRow]:
        """(stream, version, seq) of every row, by stream and version."""
        return self._stream(
            "SELECT originator_id, originator_version, rowid FROM stored_events"
            " ORDER BY originator_id, originator_version"
        )

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order; none where they are not ours."""
        if self.standing.outdated():
            return []
        found = self.database.columns(table)
        return found if found == schema.columns(schema.READ_MODEL[table]) else []

    def ordered(self, table: str, low: int, high: int) -> Iterator[Cells]:
        """The rows of a table from position `low` to `high`, by position."""
        seq = self.database.SEQ
        sql = f"SELECT * FROM {table} WHERE {seq} BETWEEN ? AND ? ORDER BY {seq}"
        return self._stream(sql, low, high)

    def found(self, table: str, row: Cells) -> Cells | None:
        """The row that stands in `aliases` or `exceptions` under the key of this one."""
        first, second, *_ = schema.columns(schema.READ_MODEL[table])
        return self._one(f"SELECT * FROM {table} WHERE {first} = ? AND {second} = ?", *row[:2])

    def count(self, table: str, low: int, high: int) -> int:
        """How many rows a table of the read model has from position `low` to `high`."""
        sql = f"SELECT count(*) FROM {table} WHERE seq BETWEEN ? AND ?"
        return int(self._column(sql, low, high)[0])

    def reach(self) -> int:
        """The last position that a row of the read model is of, as far as it can be read."""
        found = []
        for table, text in schema.READ_MODEL.items():
            column = next(each for each in _POSITIONS if each in schema.columns(text))
            found.append(self.database.tried(f"SELECT max({column}) FROM {table}"))
        # a table that is not as we made it may hold anything
        return max((row[0] for row in found if row and isinstance(row[0], int)), default=0)

    def firsts(self) -> Iterator[tuple[str, Iterator[Cells], Iterator[Cells]]]:
        """(table, its rows, the rows that it should have), both by name."""
        for table, (other, rows, expected) in _FIRST.items():
            if self.columns(table) and self.columns(other):
                wanted: Iterator[Cells] = self._stream(expected)
                if table == "paths":
                    wanted = ((*row, shape(str(row[0]))) for row in wanted)
                yield table, self._stream(rows), wanted
