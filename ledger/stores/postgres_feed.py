"""What has been appended on PostgreSQL since, and when is it worth asking again?"""

import time
from collections.abc import Callable
from typing import Final

import psycopg

from ledger.stores import postgres_schema
from ledger.stores.postgres_server import Server
from ledger.stores.sqlite_stored import Stored

_ROWS: Final = (
    "SELECT notification_id, originator_id, originator_version, topic, state, recorded_at, hashes "
    "FROM stored_events WHERE notification_id BETWEEN %s AND %s ORDER BY notification_id"
)
#: Seconds after which it asks though nobody called: a proxy may have swallowed the call.
_LONGEST: Final = 5.0


class PostgresFeed:
    """One connection that is called (LISTEN) whenever a turn has been committed."""

    def __init__(self, url: str) -> None:
        """LedgerFault: why it cannot be opened; ServerGone: try again."""
        self._server = Server(url)
        self._connection = self._server.connect()
        try:
            postgres_schema.check(self._connection, self._server.schema, name=self._server.name)
            self._connection.execute(b"LISTEN stored_events")
        except psycopg.Error as error:
            self.close()
            raise self._server.fault(error) from error
        except BaseException:
            self.close()
            raise

    def size(self) -> int:
        """The position of the last event."""
        try:
            found = self._connection.execute(
                "SELECT max(notification_id) FROM stored_events"
            ).fetchone()
        except psycopg.Error as error:
            raise self._server.fault(error) from error
        return 0 if found is None else int(found[0] or 0)

    def rows(self, start: int, stop: int) -> list[Stored]:
        """The rows of positions `start` to `stop`, both included."""
        try:
            return self._connection.execute(_ROWS, (start, stop), binary=True).fetchall()
        except psycopg.Error as error:
            raise self._server.fault(error) from error

    def wait(self, seconds: float, rest: Callable[[float], None]) -> None:
        """Until something is appended, or for a while; in between it rests for no time at all, and
        what that raises ends it."""
        until = time.monotonic() + max(seconds, _LONGEST)
        try:
            while time.monotonic() < until:
                rest(0)
                for _ in self._connection.notifies(timeout=seconds, stop_after=1):
                    return
        except psycopg.Error as error:
            raise self._server.fault(error) from error

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()
