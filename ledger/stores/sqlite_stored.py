"""Which bytes of the log are proved, exported and verified, as they are stored? Standard library.

Read-only, and of one moment, as questions are; nothing is decoded and nothing is trusted.
"""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Final

from ledger.proofs.tree import HASH, where
from ledger.stores.sqlite_reading import connect

if TYPE_CHECKING:
    import sqlite3

#: seq, stream, version, type, state, recorded_at, hashes: a row of the log.
Stored = tuple[int, str, int, str, bytes, int, bytes]

_ROW: Final = "rowid, originator_id, originator_version, topic, state, recorded_at, hashes"


class SqliteStored:
    """The rows of a ledger in a SQLite file, in the one transaction that it was opened with."""

    def __init__(self, target: str, *, also: Collection[str] = ()) -> None:
        """LedgerFault: why it cannot be opened; `also`: see `connect`."""
        self.connection: sqlite3.Connection = connect(target, also=also)

    def close(self) -> None:
        """Ends the transaction and lets go of the file."""
        self.connection.close()

    def size(self) -> int:
        """The position of the last row."""
        found = self.connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
        return int(found[0] or 0)

    def rows(self, start: int, stop: int) -> Iterator[Stored]:
        """The rows of positions `start` to `stop`, both included, in order."""
        yield from self.connection.execute(
            f"SELECT {_ROW} FROM stored_events WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            (start, stop),
        )

    def hash(self, level: int, i: int) -> bytes:
        """The hash of a complete subtree (`proofs.tree.Load`); empty where it is not stored."""
        seq, start = where(level, i)
        found = self.connection.execute(
            "SELECT substr(hashes, ?, ?) FROM stored_events WHERE rowid = ?",
            (start + 1, HASH, seq),
        ).fetchone()
        return b"" if found is None else bytes(found[0])

    def keys_added(self) -> Iterator[tuple[int, bytes]]:
        """(seq, state) of each key that was added, in the log's order."""
        found = self.connection.execute(
            "SELECT rowid, state FROM stored_events WHERE originator_id = '#'"
            " AND topic = 'key_added' ORDER BY originator_version"
        )
        yield from found.fetchall()
