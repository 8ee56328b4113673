"""Which rows of the log are proved, exported, verified and fed on, as they are stored?

Nothing is decoded and nothing is trusted.
"""

from collections.abc import Iterator
from typing import Any, Final

from ledger.proofs.tree import HASH, where
from ledger.records import UNREADABLE
from ledger.stores import StoredRow
from ledger.stores.questions import Questions

_ROWS: Final = (
    "SELECT rowid, originator_id, originator_version, topic, state, recorded_at, hashes"
    " FROM stored_events WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
)


class StoredRows(Questions):
    """The log as it is stored, within one transaction."""

    def rows(self, start: int, stop: int) -> Iterator[StoredRow]:
        """The rows of positions `start` to `stop`, both included, in order."""
        yield from self._between(_ROWS, start, stop)

    def stored_hash(self, level: int, i: int) -> bytes:
        """The hash of a complete subtree (`proofs.tree.Load`); empty where it is not stored."""
        seq, start = where(level, i)
        found = self._one(
            "SELECT substr(hashes, ?, ?) FROM stored_events WHERE rowid = ?", start + 1, HASH, seq
        )
        return b"" if found is None else bytes(found[0])

    @property
    def standby(self) -> bool:
        """Whether what is read follows another server, and may be behind it."""
        return self.database.standby

    def unread(self) -> list[int]:
        """The positions of events that cannot be read, as far as the read model says so."""
        return self._column("SELECT seq FROM acts WHERE kind = ? ORDER BY seq", UNREADABLE)

    def keys_added(self) -> Iterator[tuple[int, Any]]:
        """(seq, state) of each key, in the log's order."""
        return ((seq, state) for seq, _, _, state in self.key_events())


def missing(first: int, last: int) -> str:
    """What to say of positions that a log does not have between those that it has."""
    return f"@{first} is missing" if first == last else f"@{first} to @{last} are missing"
