"""How is a ledger's SQLite file appended to, and how is a new one made?"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Final

from ledger.dates import instants
from ledger.faults import LedgerFault
from ledger.stores import address, schema
from ledger.stores import sqlite_database as sqlite
from ledger.stores.log import Log
from ledger.stores.sqlite_turn import Edge, SqliteTurn
from ledger.stores.store import LOCK_TIMEOUT, Store
from ledger.stores.turn import Turn
from ledger.stores.views import VIEWS
from ledger.whole_file import settle

#: Prepared statements kept by a connection that writes.
_STATEMENTS: Final = 128


class SqliteStore(Store):
    """A ledger in a SQLite file."""

    def __init__(
        self,
        target: str,
        *,
        lock_timeout: float = LOCK_TIMEOUT,
        rebuild: bool = False,
        opening: tuple[str, str] | None = None,
    ) -> None:
        self._target = target
        #: What a turn left for the next one, which is good where nobody else has appended.
        self._edge: Edge | None = None
        self._also = ("older",) if rebuild else ()
        self._connection = connect_to_write(
            self._target, lock_timeout=lock_timeout, rebuild=rebuild
        )
        super().__init__(self._target, address.evidence(self._target, {}), opening)

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def reading(self) -> Iterator[Log]:
        log = Log(sqlite.reading(self._target, also=self._also))
        try:
            yield log
        except sqlite3.Error as error:
            raise sqlite.fault(error, self._target) from error
        finally:
            log.close()

    def _begun(self, *, behind: bool) -> tuple[Turn, int]:
        self._connection.execute("BEGIN IMMEDIATE")
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        database = sqlite.SqliteDatabase(self._connection)
        edge, self._edge = self._edge, None
        turn = SqliteTurn(database, instants.now(), origin=self.origin, behind=behind, edge=edge)
        return turn, version

    def _commit(self, turn: Turn) -> None:
        self._connection.execute("COMMIT")
        if isinstance(turn, SqliteTurn):
            self._edge = turn.edge()

    def _roll_back(self) -> None:
        with suppress(sqlite3.Error):
            self._connection.execute("ROLLBACK")

    def _fault(self, error: BaseException) -> LedgerFault | None:
        return sqlite.fault(error, self._target) if isinstance(error, sqlite3.Error) else None


def connect_to_write(
    target: str, *, lock_timeout: float, rebuild: bool = False
) -> sqlite3.Connection:
    """A connection, in autocommit mode and with full durability, to the ledger that is there.

    Raises LedgerFault: as `schema.check_to_write`, read-only, locked.
    """
    _check_version()
    connection = None
    try:
        sqlite.inspect(target)
        if not os.access(target, os.W_OK):
            raise LedgerFault(f"{target} is read-only: it can be read, and not added to")
        connection = sqlite3.connect(
            sqlite.uri(target, "mode=rw"),
            uri=True,
            timeout=lock_timeout,
            isolation_level=None,
            cached_statements=_STATEMENTS,
            check_same_thread=False,
        )
        found = schema.standing(connection, VIEWS)
        schema.check_to_write(found, target, place=f"at {target}", rebuild=rebuild)
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA cache_size=-{sqlite.CACHE}")
    except BaseException as error:
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.Error):
            raise sqlite.fault(error, target) from error
        raise
    return connection


@contextmanager
def making(target: str, *, origin: str, zone: str) -> Iterator[SqliteStore]:
    """A new store, which is there only once the block has ended well, and else nowhere."""
    path = Path(target)
    _check_free(path)
    fresh = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident():x}.new")
    try:
        try:
            make(fresh).close()
            with closing(SqliteStore(str(fresh), opening=(origin, zone))) as store:
                yield store
            _put(fresh, path)
        except sqlite3.Error as error:
            raise sqlite.fault(error, str(path)) from error
        except OSError as error:
            raise LedgerFault(f"{path} cannot be made: {error.strerror or error}") from error
    finally:
        for suffix in ("", *sqlite.BESIDE):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)


def make(path: Path) -> sqlite3.Connection:
    """A new database with our tables and nothing in them, in WAL mode, where no file is."""
    _check_version()
    connection = sqlite3.connect(
        sqlite.uri(str(path), "mode=rwc"),
        uri=True,
        isolation_level=None,
        cached_statements=_STATEMENTS,
    )
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("BEGIN IMMEDIATE")
    for statement in (*schema.STATEMENTS, *VIEWS.values()):
        connection.execute(statement)
    # before the journal turns to WAL, so that the marks are in the file itself
    connection.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={schema.VERSION}")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def gather(path: Path) -> bool:
    """Take what lies beside a ledger's file into it: no file is left there that is not needed.

    False where another reads it: what that one needs stays beside it. Nobody is waited for.
    """
    with (
        suppress(sqlite3.Error, LedgerFault),
        closing(connect_to_write(str(path), lock_timeout=0)) as own,
    ):
        (busy, _, _) = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    return False


def _check_version() -> None:
    """Raises LedgerFault where this Python's SQLite is too old to make or fill our tables."""
    if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
        needed = ".".join(map(str, schema.OLDEST_SQLITE))
        raise LedgerFault(
            f"this Python has SQLite {sqlite3.sqlite_version}, and a ledger needs {needed}: use a "
            "newer Python"
        )


def _check_free(path: Path) -> None:
    """Raises LedgerFault where something is there, or lies beside it for SQLite to take up."""
    if path.is_symlink() and not path.exists():
        raise LedgerFault(f"no ledger can be made at {path}: it is a link that leads nowhere")
    if path.exists():
        try:
            sqlite.inspect(str(path))
        except (LedgerFault, sqlite3.Error) as refused:
            raise LedgerFault(f"no ledger can be made at {path}: {refused}") from None
        raise LedgerFault(f"there is a ledger at {path} already, and nothing replaces it")
    if not path.absolute().parent.is_dir():
        raise LedgerFault(f"no ledger can be made at {path}: there is no such folder")
    for suffix in sqlite.BESIDE:
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
    settle(path.absolute().parent)
