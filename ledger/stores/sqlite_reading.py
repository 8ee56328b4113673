"""What do answers read from a ledger's SQLite file?"""

from ledger.stores.questions import Rows
from ledger.stores.sqlite_database import reading


class SqliteRows(Rows):
    """The rows of a file, in the one transaction that it was opened with."""

    def __init__(self, target: str) -> None:
        """LedgerFault: why it cannot be opened."""
        super().__init__(reading(target))
