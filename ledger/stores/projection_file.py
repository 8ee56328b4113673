"""How does the file beside a ledger hold its projection?

It is thrown away at will, and nobody waits for it: what is no projection of this program is as if
it were not there. A new one is made beside its place; one that is there grows in one transaction.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from os import path as files
from pathlib import Path
from typing import Final

from ledger.faults import LedgerFault, Phrase
from ledger.stores import address
from ledger.stores import sqlite_database as sqlite
from ledger.stores.projection_rows import (
    FIELDS,
    FORMAT,
    INDEXES,
    TABLES,
    ProjectionRows,
    ProjectionStamp,
    SubjectCells,
)
from ledger.whole_file import settle

#: The mark of such a file, of 32 bits: what it is not shown by its name alone.
APPLICATION_ID: Final = 0x706C7072
#: Seconds that a reader waits for who writes just then, and a writer for who reads.
_READER: Final = 1.0
_WRITER: Final = 60.0
_STATEMENTS: Final = {**TABLES, **INDEXES}
_MARKS: Final = ", ".join("?" * (len(FIELDS) + 4))
_OF_SUBJECT: Final = "DELETE FROM {table} WHERE {column} = ?"


class ProjectionFault(LedgerFault):
    """Why a projection cannot be used: `absent`, `unreadable`, of another `version`, of an
    `other_log`, or of events `beyond` those that are read."""

    def __init__(self, why: str, text: Phrase | str = "") -> None:
        super().__init__(text or why)
        self.why = why


class ForeignFile(ProjectionFault):
    """What is there is no projection, `foreign`: nothing replaces it."""

    def __init__(self, text: Phrase) -> None:
        super().__init__("foreign", text)


class ProjectionTurn(ProjectionRows):
    """What is put into a projection."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        super().__init__(sqlite.SqliteDatabase(connection))
        self._connection = connection

    def put(self, found: Iterable[SubjectCells]) -> None:
        """Adds subjects that are not there."""
        execute, many = self._connection.execute, self._connection.executemany
        for path, intervals, moments in found:
            id = execute(
                "INSERT INTO projection_subjects (path, kept) VALUES (?, ?)",
                (path, int(intervals is not None)),
            ).lastrowid
            rows = ((id, *row) for row in intervals or ())
            many(f"INSERT INTO projection_intervals VALUES ({_MARKS})", rows)
            many("INSERT INTO projection_moments VALUES (?, ?)", ((id, at) for at in moments))

    def drop(self, paths: Iterable[str]) -> None:
        """Takes subjects out; those that are not there are none."""
        execute = self._connection.execute
        for path in paths:
            for (id,) in execute("SELECT id FROM projection_subjects WHERE path = ?", (path,)):
                for table in ("projection_intervals", "projection_moments"):
                    execute(_OF_SUBJECT.format(table=table, column="subject"), (id,))
                execute(_OF_SUBJECT.format(table="projection_subjects", column="id"), (id,))

    def mark(self, stamp: ProjectionStamp) -> None:
        """Says what it is of now."""
        self._connection.execute("DELETE FROM projection")
        self._connection.execute("INSERT INTO projection VALUES (?, ?, ?, ?)", stamp)


def place(target: str) -> Path:
    """The file of the projection of a ledger's file."""
    return Path(address.projection(target) or "")


def size(target: str) -> int:
    """How many bytes it takes; 0 where there is none."""
    with suppress(OSError):
        return files.getsize(place(target))
    return 0


def reading(target: str) -> ProjectionRows:
    """The projection of a ledger's file, to be read, as of now. ProjectionFault: why it cannot."""
    return ProjectionRows(sqlite.SqliteDatabase(_opened(place(target), "mode=ro", _READER)))


@contextmanager
def growing(target: str) -> Iterator[ProjectionTurn]:
    """The same, to be added to: all of it, once the block has ended well, or nothing."""
    path = place(target)
    with _told(path), closing(_opened(path, "mode=rw", _WRITER)) as connection:
        yield ProjectionTurn(connection)
        connection.execute("COMMIT")


@contextmanager
def making(target: str) -> Iterator[ProjectionTurn]:
    """A new one, which takes the place of any other once the block has ended well. ForeignFile
    where something else has its name."""
    path = place(target)
    try:
        _look(path)
    except ForeignFile:
        raise
    except ProjectionFault:
        pass  # of which the place is taken
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with _told(path):
            os.close(os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            # nobody else sees it before it is whole
            with closing(_connection(fresh, "mode=rw", _WRITER)) as connection:
                for pragma in ("journal_mode=OFF", "synchronous=OFF"):
                    connection.execute(f"PRAGMA {pragma}")
                connection.execute(f"PRAGMA cache_size=-{sqlite.CACHE}")
                connection.execute("BEGIN")
                for statement in TABLES.values():
                    connection.execute(statement)
                yield ProjectionTurn(connection)
                for statement in INDEXES.values():
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version={FORMAT}")
                connection.execute("COMMIT")
            _settle(fresh, path, target)
    finally:
        fresh.unlink(missing_ok=True)


def _settle(fresh: Path, path: Path, target: str) -> None:
    """Gives a file its name, to be read by whoever may read the ledger, once it is on the disk."""
    handle = os.open(fresh, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
    fresh.chmod(os.stat(target).st_mode & 0o666)
    fresh.replace(path)
    settle(path.absolute().parent)


def _look(path: Path) -> None:
    """Raises ProjectionFault unless a file is there that SQLite may open, marked as ours."""
    if not files.lexists(path):
        raise ProjectionFault("absent")
    for each in (path, *(path.with_name(path.name + suffix) for suffix in sqlite.BESIDE)):
        if files.lexists(each) and not files.isfile(each):
            raise ForeignFile(
                Phrase("{file} is not a regular file: look what it is", file=str(each))
            )
    try:
        with closing(_connection(path, "mode=ro&immutable=1", 0)) as probe:
            probe.execute("PRAGMA writable_schema=ON")
            (mark,) = probe.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorname", "") != "SQLITE_NOTADB":
            raise _fault(error, path) from error
        mark = None
    if mark != APPLICATION_ID:
        raise ForeignFile(
            Phrase("{file} is no projection of a ledger: move it away", file=str(path))
        )


def _opened(path: Path, mode: str, timeout: float) -> sqlite3.Connection:
    """A connection in its one transaction, to tables that are as this program makes them."""
    _look(path)
    connection = None
    try:
        connection = _connection(path, mode, timeout)
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute("BEGIN" if mode == "mode=ro" else "BEGIN IMMEDIATE")
        found = dict(
            connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL")
        )
        if found != _STATEMENTS:
            raise ProjectionFault("version")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise _fault(error, path) from error
        raise
    return connection


def _connection(path: Path, mode: str, timeout: float) -> sqlite3.Connection:
    return sqlite3.connect(
        sqlite.uri(str(path), mode), uri=True, isolation_level=None, timeout=timeout
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """What goes wrong within is told of the file."""
    try:
        yield
    except sqlite3.Error as error:
        raise _fault(error, path) from error
    except OSError as error:
        text = Phrase(
            "{file} cannot be used: {error}", file=str(path), error=error.strerror or error
        )
        raise LedgerFault(text) from error


def _fault(error: sqlite3.Error, path: Path) -> ProjectionFault:
    text = Phrase("{file} cannot be used: {error}", file=str(path), error=error)
    return ProjectionFault("unreadable", text)
