"""Which bytes of a log on PostgreSQL are proved, exported and verified, as they are stored?

Read-only, and of one moment, as questions are; nothing is decoded and nothing is trusted.
"""

from collections.abc import Collection, Iterator
from typing import Final

from ledger.proofs.tree import HASH, where
from ledger.stores.postgres_reading import PostgresRows
from ledger.stores.sqlite_stored import Stored

_ROW: Final = (
    "notification_id, originator_id, originator_version, topic, state, recorded_at, hashes"
)
#: So few rows are fetched at once, and more as a stream.
_FEW: Final = 1_000


class PostgresStored:
    """The rows of a ledger on PostgreSQL, in the one transaction that it was opened with."""

    def __init__(self, url: str, *, also: Collection[str] = ()) -> None:
        """LedgerFault: why it cannot be opened; `also`: see `postgres_schema.check`."""
        self.opened = PostgresRows(url, also=also)

    def close(self) -> None:
        """Ends the transaction and lets go of the server."""
        self.opened.close()

    def size(self) -> int:
        """The position of the last row."""
        return self.opened.size()

    def rows(self, start: int, stop: int) -> Iterator[Stored]:
        """The rows of positions `start` to `stop`, both included, in order."""
        fetch = self.opened.all if stop - start < _FEW else self.opened.stream
        yield from fetch(
            f"SELECT {_ROW} FROM stored_events WHERE notification_id BETWEEN %s AND %s "
            "ORDER BY notification_id",
            start,
            stop,
        )

    def hash(self, level: int, i: int) -> bytes:
        """The hash of a complete subtree (`proofs.tree.Load`); empty where it is not stored."""
        seq, start = where(level, i)
        found = self.opened.one(
            "SELECT substr(hashes, %s, %s) FROM stored_events WHERE notification_id = %s",
            start + 1,
            HASH,
            seq,
        )
        return b"" if found is None else bytes(found[0])

    def keys_added(self) -> Iterator[tuple[int, bytes]]:
        """(seq, state) of each key that was added, in the log's order."""
        yield from self.opened.all(
            "SELECT notification_id, state FROM stored_events WHERE originator_id = '#'"
            " AND topic = 'key_added' ORDER BY originator_version"
        )
