"""What do answers read from a ledger on PostgreSQL?"""

from ledger.stores.choice import driver
from ledger.stores.questions import Rows


class PostgresRows(Rows):
    """The rows of a ledger on a server, in the one transaction that it was opened with."""

    def __init__(self, url: str) -> None:
        """LedgerFault: why it cannot be opened."""
        with driver():
            from ledger.stores.postgres_database import reading
        super().__init__(reading(url))
