"""How does a turn hand its events to a server, which stores them: see `postgres_functions`?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import psycopg

from ledger.entries import EntryFault, too_long
from ledger.stores import Derived
from ledger.stores.postgres_database import named
from ledger.stores.postgres_functions import TOO_LONG
from ledger.stores.turn import Appended, Last, Turn

if TYPE_CHECKING:
    from ledger.stores.postgres_database import PostgresDatabase

_APPEND: Final = """\
SELECT seq, recorded_at, hashes
  FROM append_events(%s::text[], %s::text[], %b::bytea[], %s::jsonb)"""
_COPY: Final = """\
SELECT seq, recorded_at, hashes
  FROM extend_log(%s::text[], %s::text[], %b::bytea[], %s::bigint[], %s::jsonb)"""


class PostgresTurn(Turn):
    """A turn on a server, which is sent bytes, streams, types and rows of the read model."""

    def __init__(self, database: "PostgresDatabase", now: int, last: Last, *, behind: bool) -> None:
        super().__init__(database, now, last, behind=behind)
        self._server = database
        #: Whether it takes a log from elsewhere, with its times.
        self._copies = False

    def version(self, stream: str) -> int:
        """0: the server counts."""
        return 0

    def _stored(self, events: Sequence[Appended], derived: Derived) -> Last:
        if events:
            self._copies = events[0].recorded_at is not None
        sent = [each.stream for each in events], [each.type for each in events]
        states = [each.state for each in events]
        try:
            if self._copies:
                times = [each.recorded_at for each in events]
                return Last(*self._server.called(_COPY, *sent, states, times, named(derived)))
            last = Last(*self._server.called(_APPEND, *sent, states, named(derived)))
        except psycopg.Error as fault:
            if fault.sqlstate != TOO_LONG:
                raise
            raise EntryFault(too_long(int(fault.diag.message_detail or 0))) from None
        self.recorded_at = last.recorded_at or self.recorded_at
        return last
