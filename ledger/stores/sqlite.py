"""How is the log appended to in a SQLite file, so that all of a transaction is there or nothing?

Subclasses of the recorder of eventsourcing 9.5.6: all its methods go through the datastore's
`transaction`, so overriding that one lets `writing` hold the write lock around reads, checks and
`save`.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)
from eventsourcing.utils import Environment

from ledger.faults import LedgerFault
from ledger.stores import address, schema, sqlite_file
from ledger.stores.sql_store import SqlStore
from ledger.stores.sqlite_log import SQLiteLog
from ledger.stores.sqlite_turn import SQLiteTurn

if TYPE_CHECKING:
    from ledger.stores.turn import Edge

#: KiB of pages that a writer keeps: a long history touches the same inner pages again and again,
#: and with SQLite's own 2 MiB writes each of them many times. Taken only as it is used.
_CACHE: Final = 64 * 1024


class LedgerConnectionPool(SQLiteConnectionPool):
    """Connections to a ledger that is there already, with full durability."""

    def __init__(self, path: Path, *, lock_timeout: float, rebuild: bool) -> None:
        # The library looks for ":memory:" in the name; a path that has it is a path.
        super().__init__(db_name="", pool_size=2, pool_timeout=lock_timeout)
        self.path, self.seconds, self.rebuild = path, lock_timeout, rebuild

    def _create_connection(self) -> SQLiteConnection:
        connection = sqlite_file.connect(
            self.path, "rw", lock_timeout=self.seconds, rebuild=self.rebuild
        )
        try:
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(f"PRAGMA cache_size=-{_CACHE}")
        except sqlite3.Error as error:
            connection.close()
            raise sqlite_file.fault(error, self.path) from error
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(connection, max_age=None)


class LedgerDatastore(SQLiteDatastore):
    """The library's datastore, whose transactions join the writer's turn that is held."""

    def __init__(self, path: Path, *, lock_timeout: float, rebuild: bool) -> None:
        super().__init__(db_name=str(path), originator_id_type="text")
        self.path = path
        self.pool = LedgerConnectionPool(path, lock_timeout=lock_timeout, rebuild=rebuild)
        self.origin = ""
        self._lock = threading.RLock()
        self._held: SQLiteTurn | None = None
        #: Kept for this process's turns, which the lock tells apart.
        self._writer: SQLiteConnection | None = None
        self._edge: Edge | None = None

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """As the library's; within the turn that this thread holds, a part of that."""
        with self._lock:
            if self._held is not None:
                yield SQLiteCursor(self._held.connection.cursor())
            elif commit:
                with self.writing() as turn:
                    yield SQLiteCursor(turn.connection.cursor())
            else:
                with super().transaction(commit=False) as cursor:
                    yield cursor

    @contextmanager
    def writing(self, *, behind: bool = False, rebuild: bool = False) -> Iterator[SQLiteTurn]:
        """Hold the write lock (BEGIN IMMEDIATE) until the end; see `ledger.stores.Store`."""
        with self._lock:
            if self._held is not None:
                raise RuntimeError("a turn is held already: append within it")
            if self._writer is None:
                self._writer = self.pool.get_connection()
            raw = _below(self._writer)
            turn = None
            try:
                raw.execute("BEGIN IMMEDIATE")
                # A newer program may have rebuilt it since it was opened.
                (version,) = raw.execute("PRAGMA user_version").fetchone()
                if version > schema.VERSION:
                    raise sqlite_file.newer(self.path, version)
                if version < schema.VERSION and not rebuild:
                    raise schema.older(str(self.path), version)
                turn = SQLiteTurn(raw, origin=self.origin, behind=behind, edge=self._edge)
                self._held = turn
                yield turn
                turn.flush()
                raw.execute("COMMIT")
            except BaseException as error:
                self._edge = None
                try:
                    if turn is not None:
                        turn.undo()
                finally:
                    with suppress(sqlite3.Error):
                        raw.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise sqlite_file.fault(error, self.path) from error
                raise
            else:
                self._edge = turn.edge()
            finally:
                self._held = None

    def turn(self) -> SQLiteTurn:
        """The turn that is held: all appending goes through one."""
        if self._held is None:
            raise RuntimeError("nothing is appended but in a turn: with store.writing()")
        return self._held


def _below(connection: SQLiteConnection) -> sqlite3.Connection:
    """The standard library's connection, below the one of eventsourcing."""
    with connection.cursor() as cursor:
        return cursor.connection


class LedgerSQLiteRecorder(SQLiteApplicationRecorder):
    """The library's recorder, which gives each event its position, record time and hashes."""

    datastore: LedgerDatastore

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """Within the turn that is held, which is what makes a transaction here."""
        self.datastore.turn().append(stored_events)
        return None  # nobody asks `save` for recordings, and they cost as much as the entries


class LedgerSQLiteFactory(SQLiteFactory):
    """Makes the recorder; no table is ever made in passing."""

    application_recorder_class = LedgerSQLiteRecorder

    def __init__(self, env: Environment, datastore: LedgerDatastore) -> None:
        needed = {self.SQLITE_DBNAME: str(datastore.path), self.CREATE_TABLE: "no"}
        super().__init__(Environment(env.name, {**env, **needed}))
        self.datastore = datastore


class SQLiteStore(SqlStore[LedgerDatastore]):
    """A ledger in a SQLite file (`ledger.stores.Store`)."""

    def __init__(
        self,
        path: Path,
        *,
        lock_timeout: float = sqlite_file.LOCK_TIMEOUT,
        rebuild: bool = False,
        opening: tuple[str, str] | None = None,
    ) -> None:
        self.path = path
        datastore = LedgerDatastore(path, lock_timeout=lock_timeout, rebuild=rebuild)
        super().__init__(datastore, opening)

    @property
    def name(self) -> str:
        return str(self.path)

    @property
    def evidence_folder(self) -> Path | None:
        return address.evidence(str(self.path), {})

    def factory(self, env: Environment) -> LedgerSQLiteFactory:
        return LedgerSQLiteFactory(env, self._datastore)

    @contextmanager
    def reading(self) -> Iterator[SQLiteLog]:
        """One unchanging view of the log."""
        with self._datastore.get_connection(commit=False) as connection:
            raw = _below(connection)
            try:
                raw.execute("BEGIN")
                yield SQLiteLog(raw)
            except sqlite3.Error as error:
                raise sqlite_file.fault(error, self.path) from error
            finally:
                with suppress(sqlite3.Error):
                    raw.execute("ROLLBACK")


@contextmanager
def making(path: Path, *, origin: str, zone: str) -> Iterator[SQLiteStore]:
    """A new store, which is at `path` only once the block has ended well, and else nowhere.

    Raises LedgerFault where there is anything at `path`, or beside it what SQLite would take for
    a part of it.
    """
    _check_free(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident():x}.new")
    try:
        try:
            sqlite_file.make(fresh).close()
            store = SQLiteStore(fresh, opening=(origin, zone))
            try:
                yield store
            finally:
                store.close()
            _put(fresh, path)
        except sqlite3.Error as error:
            raise sqlite_file.fault(error, path) from error
        except OSError as error:
            raise LedgerFault(f"{path} cannot be made: {error.strerror or error}") from error
    finally:
        for suffix in ("", *sqlite_file.BESIDE):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def _check_free(path: Path) -> None:
    if path.is_symlink() and not path.exists():
        raise LedgerFault(f"no ledger can be made at {path}: it is a link that leads nowhere")
    if path.exists():
        try:
            sqlite_file.inspect(path)
        except LedgerFault as fault:
            raise LedgerFault(f"no ledger can be made at {path}: {fault}") from None
        raise LedgerFault(f"there is a ledger at {path} already, and nothing replaces it")
    if not path.absolute().parent.is_dir():
        raise LedgerFault(f"no ledger can be made at {path}: there is no such folder")
    for suffix in sqlite_file.BESIDE:
        left = path.with_name(path.name + suffix)
        if left.exists():
            raise LedgerFault(
                f"no ledger can be made at {path}: {left.name} is left beside it from another "
                "database: move it away"
            )


def _put(fresh: Path, path: Path) -> None:
    """Give the finished file its name, unless something has got that name meanwhile."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        raise LedgerFault(f"there is a file at {path} already, and nothing replaces it") from None
    except OSError:  # a file system without links
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        fresh.replace(path)
    sqlite_file.sync_folder(path.absolute().parent)
