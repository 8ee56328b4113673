"""Which rows of the log are proved, exported, verified and fed on, as they are stored?

Nothing is decoded and nothing is trusted.
"""

from collections.abc import Iterator
from typing import Any, Final

from ledger.proofs.tree import HASH, where
from ledger.stores.questions import Questions

#: seq, stream, version, type, state, recorded_at, hashes: a row of the log.
LogRow = tuple[int, str, int, str, bytes, int, bytes]
_ROWS: Final = (
    "SELECT rowid, originator_id, originator_version, topic, state, recorded_at, hashes"
    " FROM stored_events WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
)


class StoredRows(Questions):
    """The log as it is stored, within one transaction."""

    def rows(self, start: int, stop: int) -> Iterator[LogRow]:
        """The rows of positions `start` to `stop`, both included, in order."""
        yield from self._between(_ROWS, start, stop)

    def stored_hash(self, level: int, i: int) -> bytes:
        """The hash of a complete subtree (`proofs.tree.Load`); empty where it is not stored."""
        seq, start = where(level, i)
        found = self._one(
            "SELECT substr(hashes, ?, ?) FROM stored_events WHERE rowid = ?", start + 1, HASH, seq
        )
        return b"" if found is None else bytes(found[0])

    def keys_added(self) -> Iterator[tuple[int, Any]]:
        """(seq, state) of each key that was added, in the log's order."""
        return ((seq, state) for seq, _, _, state in self.recorders("key_added"))
