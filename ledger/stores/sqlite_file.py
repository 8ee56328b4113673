"""Is there a ledger in this file, and may it be opened? Standard library only.

A file is looked at before SQLite is let near it: opening somebody else's database could turn its
journal, make files beside it or recover them.
"""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, Literal

from ledger.faults import IntegrityFault, LedgerFault
from ledger.stores import schema

Mode = Literal["ro", "rw"]

#: What SQLite puts beside a database, and would take for this one's.
BESIDE: Final = ("-wal", "-shm", "-journal")
#: Prepared statements kept by a connection; the library keeps one.
STATEMENTS: Final = 128
#: Seconds to wait for another process that is writing.
LOCK_TIMEOUT: Final = 30.0


def connect(
    path: Path, mode: Mode, *, lock_timeout: float = LOCK_TIMEOUT, rebuild: bool = False
) -> sqlite3.Connection:
    """A connection, in autocommit mode, to the ledger at `path`; nothing is made or changed.

    `rebuild` lets pass what `ledger rebuild` can mend: a read model that is not as we made it, or
    was made by an older version. Raises LedgerFault: nothing there, no ledger, another version,
    read-only, locked; and IntegrityFault where the log's own tables or triggers are not as we made
    them.
    """
    _check_version()
    inspect(path)
    if mode == "rw" and not os.access(path, os.W_OK):
        raise LedgerFault(f"{path} is read-only: it can be read, and not added to")
    try:
        connection = sqlite3.connect(
            uri(path, mode),
            uri=True,
            timeout=lock_timeout,
            isolation_level=None,
            cached_statements=STATEMENTS,
            check_same_thread=False,
        )
    except sqlite3.Error as error:
        raise fault(error, path) from error
    try:
        _check(schema.standing(connection), path, rebuild=rebuild)
    except sqlite3.Error as error:
        connection.close()
        raise fault(error, path) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _check_version() -> None:
    if sqlite3.sqlite_version_info < schema.OLDEST_SQLITE:
        needed = ".".join(map(str, schema.OLDEST_SQLITE))
        raise LedgerFault(
            f"this Python has SQLite {sqlite3.sqlite_version}, and a ledger needs {needed}: use a "
            "newer Python"
        )


def inspect(path: Path) -> None:
    """Raises LedgerFault unless the file's first bytes are those of a ledger of ours."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise LedgerFault(f"{path} is a folder, not a ledger: name the file in it")
        if not stat.S_ISREG(found.st_mode):
            raise LedgerFault(f"{path} is not a regular file, so it is not a ledger")
        with path.open("rb") as file:
            header = file.read(schema.HEADER)
    except FileNotFoundError:
        raise LedgerFault(
            f"there is no ledger at {path}: make one with `ledger init`, or name yours with "
            "--ledger or POLICY_LEDGER_URL"
        ) from None
    except (OSError, ValueError) as error:
        raise LedgerFault(f"{path} cannot be opened: {_reason(error)}") from None
    if why := schema.stranger(header):
        raise LedgerFault(f"{path} {why}")


def _check(found: schema.Standing, path: Path, *, rebuild: bool) -> None:
    if found.word == "newer":
        raise newer(path, found.version)
    if found.word in ("empty", "foreign"):
        raise LedgerFault(f"{path} is the database of another program, not a ledger")
    broken = found.of_the_log() if rebuild or found.word == "older" else found.differences
    if broken:
        raise schema.altered(str(path), broken)
    if found.word == "older" and not rebuild:
        raise schema.older(str(path), found.version)


def newer(path: Path, version: int) -> LedgerFault:
    """Why an older program leaves a ledger alone."""
    return LedgerFault(
        f"{path} is of a newer version of policy-ledger (its tables are version {version}, this "
        f"program knows {schema.VERSION}): upgrade the program"
    )


def uri(path: Path, mode: Mode | Literal["rwc"]) -> str:
    """The file as SQLite's URI: whatever is in its name (`?`, `#`, `%`, blanks) is only a name."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def fault(error: sqlite3.Error, path: Path) -> LedgerFault:
    """What an error of SQLite means for this ledger, and what to do."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        message = "is being written to by another process, which did not finish: try again"
    elif name.startswith("SQLITE_READONLY"):
        message = "is read-only, or the folder it is in: it can be read, and not added to"
    elif name == "SQLITE_FULL":
        message = "cannot be written: the disk is full; nothing was appended"
    elif name.startswith("SQLITE_IOERR"):
        message = f"cannot be read or written ({name}): is the disk full, or gone?"
    elif name.startswith("SQLITE_CANTOPEN"):
        message = "cannot be opened, or no file can be made beside it: check the folder's rights"
    elif name == "SQLITE_NOTADB":
        message = "is not a ledger, nor any SQLite database"
    elif name.startswith("SQLITE_CORRUPT"):
        return IntegrityFault(f"{path} is damaged ({error}): {schema.DAMAGED}")
    else:
        message = f"cannot be used: {error}"
    return LedgerFault(f"{path} {message}")


def make(path: Path, synchronous: str = "FULL") -> sqlite3.Connection:
    """A new database with our tables and nothing in them, in WAL mode. The file must not be there.

    The marks go in before the journal turns to WAL, so that they are in the file itself.
    """
    _check_version()
    connection = sqlite3.connect(
        uri(path, "rwc"), uri=True, isolation_level=None, cached_statements=STATEMENTS
    )
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("BEGIN IMMEDIATE")
    for statement in schema.STATEMENTS:
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version={schema.VERSION}")
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL")
    return connection


def gather(path: Path) -> bool:
    """Take what lies beside a ledger's file into it: no file is left there that is not needed.

    False where another reads it: what that one needs stays beside it. Nobody is waited for.
    """
    with suppress(sqlite3.Error, LedgerFault), closing(connect(path, "rw", lock_timeout=0)) as own:
        (busy, _, _) = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    return False


def sync_folder(folder: Path) -> None:
    """Make sure that the names in a folder outlast a power cut, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
