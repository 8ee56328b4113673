"""Which rows of the log are proved, exported, verified and fed on, as they are stored?

Nothing is decoded and nothing is trusted.
"""

from collections.abc import Iterator
from typing import Any, Final

from ledger.proofs.tree import HASH, where
from ledger.stores import StoredRow
from ledger.stores.questions import Questions
from ledger.stores.schema import READ_MODEL, columns

#: What tables call the position of the event that a row is made from, the last of them first.
_POSITIONS: Final = ("last_seq", "seq", "first_seq")
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

    def keys_added(self) -> Iterator[tuple[int, Any]]:
        """(seq, state) of each key, in the log's order."""
        return ((seq, state) for seq, _, _, state in self.key_events())

    def reach(self) -> int:
        """The last position that a row of the read model is made from, as far as it can be read:
        beyond the log's end, where that was cut."""
        found = []
        for table, text in READ_MODEL.items():
            column = next(each for each in _POSITIONS if each in columns(text))
            found.append(self.database.tried(f"SELECT max({column}) FROM {table}"))
        # a table that is not as we made it may hold anything
        return max((row[0] for row in found if row and isinstance(row[0], int)), default=0)


def cut(known: int, size: int) -> str:
    """What it means that the read model goes up to `known`, and a log of `size` events does not."""
    return (
        f"the read model knows of @{known}, and the log ends at @{size}: events were cut from its "
        "end"
    )


def missing(first: int, last: int) -> str:
    """What to say of positions that a log does not have between those that it has."""
    return f"@{first} is missing" if first == last else f"@{first} to @{last} are missing"
