"""How is a ledger's SQLite file opened, and how is it asked? Standard library alone.

A file is looked at before SQLite is let near it: opening somebody else's database could turn its
journal, make files beside it or recover them. To read, it is opened read-only, in one transaction
for as long as it is open, so that all that is read is of one moment.
"""

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from operator import itemgetter
from os import path as files
from typing import TYPE_CHECKING, Final

from ledger.faults import IntegrityFault, LedgerFault
from ledger.stores import schema

if TYPE_CHECKING:
    from ledger.records import Cells
    from ledger.stores.questions import Row
    from ledger.stores.stored import LogRow

#: Seconds to wait for another process that is writing.
LOCK_TIMEOUT: Final = 30.0
#: Prepared statements kept by a connection that writes.
STATEMENTS: Final = 128
#: KiB of pages kept by who writes, or reads all there is: the same inner pages come again and
#: again. Taken only as it is used.
_CACHE: Final = 64 * 1024
#: What an audit opens besides a ledger as this version makes it.
_AUDITED: Final = ("older", "newer")
#: Where the primary key of `changes` stands in its rows.
_KEY_OF_CHANGES: Final = itemgetter(5, 0, 2, 3, 4)
_INSERT_EVENT: Final = """\
INSERT INTO stored_events
  (rowid, originator_id, originator_version, topic, state, recorded_at, hashes)
  VALUES (?, ?, ?, ?, ?, ?, ?)"""


class SqliteDatabase:
    """A connection in a transaction, and SQLite's way to say what a turn and an audit need."""

    CLOCK = "this machine's clock"
    FILE: str | None = "the database file: its pages, and each index against its table"
    #: Sorted after one pass, which is faster than a seek for each row by an index.
    SEQ = "+seq"

    def __init__(self, connection: sqlite3.Connection, target: str = "") -> None:
        """`target`: the file, for an audit."""
        self.connection, self._target = connection, target
        self.close = connection.close

    def one(self, sql: str, *values: object) -> "Row | None":
        found: Row | None = self.connection.execute(sql, values).fetchone()
        return found

    def all(self, sql: str, *values: object) -> "list[Row]":
        return self.connection.execute(sql, values).fetchall()

    def stream(self, sql: str, *values: object) -> "Iterator[Row]":
        return self.connection.execute(sql, values)

    between = stream

    def tried(self, sql: str) -> "Row | None":
        with suppress(sqlite3.Error):
            return self.one(sql)
        return None

    def insert(self, rows: "Sequence[LogRow]", derived: "Mapping[str, Sequence[Cells]]") -> None:
        if rows:
            self.connection.executemany(_INSERT_EVENT, rows)
        for table, batch in derived.items():
            once = "OR IGNORE " if table in schema.ONCE else ""
            marks = ", ".join("?" * len(batch[0]))
            # in the order of the key, so that the next one lies nearby
            ordered = sorted(batch, key=_KEY_OF_CHANGES if table == "changes" else None)
            self.connection.executemany(f"INSERT {once}INTO {table} VALUES ({marks})", ordered)

    def remake_read_model(self) -> None:
        for table in schema.DERIVED:
            for (kind,) in self.all(
                "SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')",
                table,
            ):
                self.connection.execute(f"DROP {kind.upper()} {table}")
        for statement in (*schema.READ_MODEL.values(), *schema.INDEXES):
            self.connection.execute(statement)
        self.connection.execute(f"PRAGMA user_version={schema.VERSION}")

    def standing(self) -> schema.Standing:
        return schema.standing(self.connection)

    def columns(self, table: str) -> list[str]:
        return [name for (name,) in self.all("SELECT name FROM pragma_table_info(?)", table)]

    def damage(self) -> list[str]:
        # on a connection of its own, so that it may run beside what is read here
        with closing(connect(self._target, also=_AUDITED)) as connection:
            found = connection.execute("PRAGMA integrity_check(20)").fetchall()
        return [] if found == [("ok",)] else [str(row[0]) for row in found]


def reading(target: str, *, also: Collection[str] = ()) -> SqliteDatabase:
    """The ledger's file, to be read: see `connect`."""
    return SqliteDatabase(connect(target, also=also))


def audited(target: str) -> SqliteDatabase:
    """The ledger's file, to be audited: all of it is read, some in another order than it lies in.

    LedgerFault: why it cannot be opened; IntegrityFault where that is damage.
    """
    try:
        connection = connect(target, also=_AUDITED)
    except LedgerFault as refused:
        if isinstance(refused.__cause__, sqlite3.Error):
            raise fault(refused.__cause__, target) from refused
        raise
    connection.execute(f"PRAGMA cache_size=-{_CACHE}")
    return SqliteDatabase(connection, target)


def connect(target: str, *, also: Collection[str] = ()) -> sqlite3.Connection:
    """A read-only connection in its one transaction. LedgerFault: why it cannot be opened.

    `also`: `older`, where the log alone is read, whatever was derived from it; and `newer`, of
    tables that are ours but for the number.
    """
    inspect(target)
    try:
        try:
            return _begun(target, "mode=ro", also)
        except sqlite3.OperationalError as error:
            if not _folder_is_closed(error) or _waiting(target):
                raise
            # Nobody can write here but by the files that WAL needs, and there are none: it is at
            # rest, and SQLite may read it without making them.
            return _begun(target, "mode=ro&immutable=1", also)
    except sqlite3.Error as error:
        raise LedgerFault(str(fault(error, target))) from error


def _begun(target: str, mode: str, also: Collection[str]) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri(target, mode), uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("BEGIN")
        found = schema.standing(connection)
        if not (found.word == "newer" and found.word in also and not found.differences):
            _check(found, target, also)
    except BaseException:
        connection.close()
        raise
    return connection


def connect_to_write(
    target: str, *, lock_timeout: float = LOCK_TIMEOUT, also: Collection[str] = ()
) -> sqlite3.Connection:
    """A connection, in autocommit mode and with full durability, to the ledger that is there.

    `also`: `older`, to let pass what `ledger rebuild` can mend: a read model that is not as we made
    it, or was made by an older version. Raises LedgerFault: as `connect`, read-only, locked; and
    IntegrityFault where it was altered.
    """
    check_version()
    inspect(target)
    if not os.access(target, os.W_OK):
        raise LedgerFault(f"{target} is read-only: it can be read, and not added to")
    connection = None
    try:
        connection = sqlite3.connect(
            uri(target, "mode=rw"),
            uri=True,
            timeout=lock_timeout,
            isolation_level=None,
            cached_statements=STATEMENTS,
            check_same_thread=False,
        )
        found = schema.standing(connection)
        mended = "older" in also or found.word == "older"
        broken = found.of_the_log() if mended else found.differences
        if broken and found.word in ("older", "altered"):
            raise schema.altered(target, broken)
        _check(found, target, also)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA cache_size=-{_CACHE}")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise fault(error, target) from error
        raise
    return connection


def check_version() -> None:
    """Raises LedgerFault where this Python's SQLite is too old to make or fill our tables."""
    if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
        needed = ".".join(map(str, schema.OLDEST_SQLITE))
        raise LedgerFault(
            f"this Python has SQLite {sqlite3.sqlite_version}, and a ledger needs {needed}: use a "
            "newer Python"
        )


def inspect(target: str) -> None:
    """Raises LedgerFault unless the file is marked as a ledger of ours."""
    if files.isdir(target):
        raise LedgerFault(f"{target} is a folder: name the ledger's file, such as policy.ledger")
    if not files.exists(target):
        raise schema.nowhere(f"at {target}")
    if not files.isfile(target):
        raise LedgerFault(f"{target} is not a regular file, so it is not a ledger")
    if not os.access(target, os.R_OK):
        raise LedgerFault(f"{target} cannot be opened: you may not read it")
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
            raise LedgerFault(str(fault(error, target))) from error
        words = "is not a ledger, nor any SQLite database; it is left untouched"
        raise LedgerFault(f"{target} {words}") from None
    if mark != schema.APPLICATION_ID:
        words = "is the database of another program, not a ledger; it is left untouched"
        raise LedgerFault(f"{target} {words}")


def _check(found: schema.Standing, target: str, also: Collection[str]) -> None:
    if found.word == "newer":
        raise schema.newer(target, found.version)
    if found.word == "foreign":
        raise LedgerFault(f"{target} is the database of another program, not a ledger")
    if found.word == "older" and "older" not in also:
        raise schema.older(target, found.version)


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
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        message = "is being written to by another process, which did not finish: try again"
    elif _folder_is_closed(error) and _waiting(target):
        message = (
            f"cannot be read where it lies: {target}-wal holds events that are not yet in it, and "
            "nothing can be written beside it; copy both files to a folder of your own"
        )
    elif name.startswith("SQLITE_READONLY"):
        message = "is read-only, or the folder it is in: it can be read, and not added to"
    elif name == "SQLITE_FULL":
        message = "cannot be written: the disk is full; nothing was appended"
    elif name.startswith("SQLITE_IOERR"):
        message = f"cannot be read or written ({name}): is the disk full, or gone?"
    elif name.startswith("SQLITE_CANTOPEN"):
        message = "cannot be opened, or no file can be made beside it: check the folder's rights"
    elif name == "SQLITE_NOTADB":
        message = "is not a ledger: not an SQLite database, or a damaged one"
    elif name.startswith("SQLITE_CORRUPT"):
        return IntegrityFault(f"{target} is damaged ({error}): {schema.DAMAGED}")
    else:
        message = f"cannot be used: {error}"
    return LedgerFault(f"{target} {message}")
