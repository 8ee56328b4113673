"""Where is kept meanwhile what does not fit the memory? In a file of SQLite's, without a name."""

import os
import sqlite3
import tempfile
from typing import Any, Final

from ledger.faults import LedgerFault

#: How SQLite's names begin of what goes wrong with a file.
_OF_A_FILE: Final = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")


class TemporaryDatabase(sqlite3.Connection):
    """Gone when it is closed. LedgerFault, which names the folder, where it has no room."""

    def __init__(self) -> None:
        # the empty name is SQLite's for a temporary file
        super().__init__("", isolation_level=None)

    def execute(self, sql: str, values: Any = (), /) -> sqlite3.Cursor:
        try:
            return super().execute(sql, values)
        except sqlite3.OperationalError as fault:
            raise _meant(fault) from None

    def executemany(self, sql: str, values: Any, /) -> sqlite3.Cursor:
        try:
            return super().executemany(sql, values)
        except sqlite3.OperationalError as fault:
            raise _meant(fault) from None


def _meant(fault: sqlite3.OperationalError) -> Exception:
    if not fault.sqlite_errorname.startswith(_OF_A_FILE):
        return fault
    folder = os.environ.get("SQLITE_TMPDIR") or os.environ.get("TMPDIR")
    if not folder:
        folder = "/var/tmp" if os.path.isdir("/var/tmp") else tempfile.gettempdir()
    return LedgerFault(
        f"the temporary folder {folder} is full, or cannot be written to ({fault}): what does not "
        "fit the memory is kept there meanwhile. SQLITE_TMPDIR names another"
    )
