"""How is a ledger's SQLite file opened, and how is it asked? Standard library alone.

A file is looked at before SQLite is let near it: opening somebody else's database could turn its
journal, make files beside it or recover them. To read, it is opened read-only, in one transaction
for as long as it is open, so that all that is read is of one moment.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, suppress
from operator import itemgetter
from os import path as files
from typing import Final

from ledger.faults import IntegrityFault, LedgerFault, said
from ledger.stores import Derived, FoundRow, StoredRow, schema

#: KiB of pages kept by who writes, or reads all there is: the same inner pages come again and
#: again. Taken only as it is used.
CACHE: Final = 64 * 1024
#: What an audit opens besides a ledger as this version makes it.
_AUDITED: Final = ("older", "newer")
#: Where the primary key of `changes` stands in its rows.
_KEY_OF_CHANGES: Final = itemgetter(5, 0, 2, 3, 4)
#: What SQLite puts beside a database, and takes for this one's.
BESIDE: Final = ("-wal", "-shm", "-journal")
_INSERT_EVENT: Final = """\
INSERT INTO stored_events
  (rowid, originator_id, originator_version, topic, state, recorded_at, hashes)
  VALUES (?, ?, ?, ?, ?, ?, ?)"""


class SqliteDatabase:
    """A connection in a transaction, and SQLite's way to say what a turn and an audit need."""

    CLOCK = "this machine's clock"
    IS_FILE = True
    standby = False
    #: Sorted after one pass, which is faster than a seek for each row by an index.
    SEQ = "+seq"

    def __init__(self, connection: sqlite3.Connection, target: str = "") -> None:
        """`target`: the file, for an audit."""
        self.connection, self._target = connection, target
        self.close = connection.close

    def one(self, sql: str, *values: object) -> FoundRow | None:
        """The first row that a question finds."""
        found: FoundRow | None = self.connection.execute(sql, values).fetchone()
        return found

    def all(self, sql: str, *values: object) -> list[FoundRow]:
        """Every row."""
        return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, *values: object) -> Iterator[FoundRow]:
        """The rows, in memory that does not grow with them."""
        return self.connection.execute(sql, values)

    #: The rows of positions start to stop, both included, likewise.
    between = stream

    def tried(self, sql: str) -> FoundRow | None:
        """The first row that a question finds; None also where its table cannot be asked."""
        with suppress(sqlite3.Error):
            return self.one(sql)
        return None

    def store(self, rows: Sequence[StoredRow]) -> None:
        """Insert rows of the log."""
        self.connection.executemany(_INSERT_EVENT, rows)

    def keep(self, derived: Derived) -> None:
        """Insert rows of the read model."""
        for table, batch in derived.items():
            once = "OR IGNORE " if table in schema.ONCE else ""
            marks = ", ".join("?" * len(batch[0]))
            # in the order of the key, so that the next one lies nearby
            ordered = sorted(batch, key=_KEY_OF_CHANGES if table == "changes" else None)
            self.connection.executemany(f"INSERT {once}INTO {table} VALUES ({marks})", ordered)

    def remake_read_model(self) -> None:
        """Leave the tables of the read model as this version makes them, empty, and say so."""
        for table in schema.DERIVED:
            for (kind,) in self.all(
                "SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')", table
            ):
                self.connection.execute(f"DROP {kind.upper()} {table}")
        from ledger.stores.views import VIEWS  # who answers does not wait for them

        for statement in (*schema.READ_MODEL.values(), *schema.INDEXES, *VIEWS.values()):
            self.connection.execute(statement)
        self.connection.execute(f"PRAGMA user_version={schema.VERSION}")

    def standing(self) -> schema.Standing:
        """Of which version its tables say they are, and what in the schema is not as we made it."""
        from ledger.stores.views import VIEWS

        return schema.standing(self.connection, VIEWS)

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in their order."""
        return [name for (name,) in self.all("SELECT name FROM pragma_table_info(?)", table)]

    def writers(self) -> list[str]:
        """The roles that may write rows otherwise than they should: a file has none."""
        return []

    def damage(self) -> list[str]:
        """What SQLite itself finds wrong in the file: pages, indexes against tables, types.

        On a connection of its own, so that it may run beside what is read here.
        """
        with closing(connect(self._target, also=_AUDITED)) as connection:
            found = connection.execute("PRAGMA integrity_check(20)").fetchall()
        return [] if found == [("ok",)] else [str(row[0]) for row in found]


def reading(target: str, *, also: Collection[str] = ()) -> SqliteDatabase:
    """The ledger's file, to be read: see `connect`."""
    return SqliteDatabase(connect(target, also=also))


def audited(target: str) -> SqliteDatabase:
    """The ledger's file, to be audited: all of it is read, some in another order than it lies in.
    IntegrityFault where it cannot be opened since it is damaged."""
    connection = connect(target, also=_AUDITED)
    connection.execute(f"PRAGMA cache_size=-{CACHE}")
    return SqliteDatabase(connection, target)


def connect(target: str, *, also: Collection[str] = ()) -> sqlite3.Connection:
    """A read-only connection in its one transaction. LedgerFault: why it cannot be opened; `also`:
    see `schema.check`."""
    try:
        inspect(target)
        try:
            return _begun(target, "mode=ro", also)
        except sqlite3.OperationalError as error:
            if not _folder_is_closed(error) or _waiting(target):
                raise
            # Nobody can write here but by the files that WAL needs, and there are none: it is at
            # rest, and SQLite may read it without making them.
            return _begun(target, "mode=ro&immutable=1", also)
    except sqlite3.Error as error:
        found = fault(error, target)
        raise found if also == _AUDITED else LedgerFault(found.phrase) from error


def _begun(target: str, mode: str, also: Collection[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri(target, mode), uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("BEGIN")
        found = schema.standing(connection)
        schema.check(found, target, place=f"at {target}", also=also)
    except BaseException:
        connection.close()
        raise
    return connection


def inspect(target: str) -> None:
    """Raises LedgerFault unless the file is marked as a ledger of ours."""
    if files.isdir(target):
        raise LedgerFault(f"{target} is a folder, not a ledger: name the file in it")
    if not files.exists(target):
        raise schema.nowhere(f"at {target}")
    if not files.isfile(target):
        raise LedgerFault(f"{target} is not a regular file, so it is not a ledger")
    for suffix in BESIDE:  # SQLite would open it, and wait for who writes into a pipe
        if files.lexists(beside := f"{target}{suffix}") and not files.isfile(beside):
            raise LedgerFault(f"{beside} is no file that SQLite may open: look what it is")
    if not os.access(target, os.R_OK):
        raise LedgerFault(f"{target} cannot be opened: Permission denied")
    if files.getsize(target) == 0:
        raise LedgerFault(f"{target} is an empty file, not a ledger")
    try:
        # Immutable: nothing but the file is looked at, and nothing is made or recovered. By SQLite,
        # since a file that is closed by anybody else takes the locks of this process with it. And
        # what a power cut left in the file does not matter here: what lies beside it mends that.
        with closing(sqlite3.connect(uri(target, "mode=ro&immutable=1"), uri=True)) as probe:
            probe.execute("PRAGMA writable_schema=ON")
            (mark,) = probe.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise
        words = "is not a ledger, nor any SQLite database; it is left untouched"
        raise LedgerFault(f"{target} {words}") from None
    if mark != schema.APPLICATION_ID:
        words = "is the database of another program, not a ledger; it is left untouched"
        raise LedgerFault(f"{target} {words}")


def uri(target: str, mode: str) -> str:
    """The file as SQLite's URI: whatever is in its name (`?`, `#`, `%`, blanks) is only a name."""
    # all that SQLite makes of a name; urllib.parse takes longer to import than to answer
    name = files.abspath(target).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{name}?{mode}"


def _folder_is_closed(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorname", "") in (
        "SQLITE_CANTOPEN",
        "SQLITE_READONLY_DIRECTORY",
        "SQLITE_READONLY_CANTINIT",
    )


def _waiting(target: str) -> bool:
    """Whether a write-ahead log beside the file holds what the file does not."""
    beside = f"{target}-wal"
    return files.exists(beside) and files.getsize(beside) > 0


def fault(error: sqlite3.Error, target: str) -> LedgerFault:
    """What an error of SQLite means for this ledger, and what to do."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_CORRUPT"):
        return IntegrityFault(
            "{target} is damaged ({fault}): {advice}",
            target=target,
            fault=said(error),
            advice=schema.DAMAGED,
        )
    if _folder_is_closed(error) and _waiting(target):
        return LedgerFault(
            f"{target} cannot be read where it lies: {target}-wal holds events that are not yet in "
            "it, and nothing can be written beside it; copy both files to a folder of your own"
        )
    words = (words for begin, words in _MEANINGS.items() if name.startswith(begin))
    meant = next(words, "cannot be used: {error}")
    return LedgerFault(f"{target} {meant.format(name=name, error=error)}")


_LOCKED: Final = "is being written to by another process, which did not finish: try again"
#: How SQLite's names of errors begin -> what that means for a ledger, and what to do.
_MEANINGS: Final = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": "is read-only, or the folder it is in: it can be read, and not added to",
    "SQLITE_FULL": "cannot be written: the disk is full; nothing was appended",
    "SQLITE_IOERR": "cannot be read or written ({name}): is the disk, or a quota, full, or is it "
    "gone?",
    "SQLITE_CANTOPEN": "cannot be opened, or no file can be made beside it: check the folder's "
    "rights",
    "SQLITE_NOTADB": "is not a ledger: not an SQLite database, or a damaged one",
}
