"""What has been appended on PostgreSQL since, and when is it worth asking again?"""

import time
from collections.abc import Callable
from typing import Final

import psycopg

from ledger.stores.postgres_database import opened
from ledger.stores.postgres_server import Server
from ledger.stores.stored import LogRow, StoredRows

#: Seconds after which it asks though nobody called: a proxy may have swallowed the call.
_LONGEST: Final = 5.0


class PostgresFeed:
    """One connection that is called (LISTEN) whenever a turn has been committed."""

    def __init__(self, url: str) -> None:
        """LedgerFault: why it cannot be opened; ServerGone: try again."""
        self._server = Server(url)
        self._database = opened(self._server, begin=b"LISTEN stored_events")
        self._stored = StoredRows(self._database)
        self.close, self.size = self._stored.close, self._stored.last

    def rows(self, start: int, stop: int) -> list[LogRow]:
        """The rows of positions `start` to `stop`, both included."""
        return list(self._stored.rows(start, stop))

    def wait(self, seconds: float, rest: Callable[[float], None]) -> None:
        """Until something is appended, or for a while; in between it rests for no time at all, and
        what that raises ends it."""
        until = time.monotonic() + max(seconds, _LONGEST)
        try:
            while time.monotonic() < until:
                rest(0)
                for _ in self._database.connection.notifies(timeout=seconds, stop_after=1):
                    return
        except psycopg.Error as error:
            raise self._server.fault(error) from error
