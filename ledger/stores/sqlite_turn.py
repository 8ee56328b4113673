"""How does a turn store events in a SQLite file, framed and hashed into the tree?"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ledger.entries import Heading, frame
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.stores import Derived, StoredRow
from ledger.stores.turn import Appended, Last, Turn

if TYPE_CHECKING:
    from ledger.stores.sqlite_database import SqliteDatabase

#: The last row of the log, and the right edge of the hash tree that ends with it.
Edge = tuple[Last, Frontier]
_LAST: Final = "SELECT rowid, recorded_at, hashes FROM stored_events ORDER BY rowid DESC LIMIT 1"


class SqliteTurn(Turn):
    """A turn on a file, whose writer does all of it."""

    def __init__(
        self,
        database: "SqliteDatabase",
        now: int,
        *,
        origin: str,
        behind: bool,
        edge: Edge | None = None,
    ) -> None:
        """`edge`: as the turn before left it."""
        found = database.one(_LAST)
        last = Last() if found is None else Last(*found)
        super().__init__(database, now, last, behind=behind)
        self._file, self._origin = database, origin
        # The remembered edge of the tree is good where nobody has appended meanwhile.
        same = edge is not None and edge[0] == last
        self._frontier = edge[1] if edge is not None and same else None

    def _stored(self, events: Sequence[Appended], derived: Derived) -> Last:
        rows: list[StoredRow] = []
        heading: Heading | None = None
        last = self.last_row
        for seq, (stream, version, type, state, at) in enumerate(events, self.size + 1):
            recorded_at = self.recorded_at if at is None else at
            if heading is None or heading.recorded_at != recorded_at:
                heading = Heading(self._origin, recorded_at)
            entry = frame(state, heading, seq=seq, stream=stream, type=type, version=version)
            hashes = self._hashes(entry)
            rows.append((seq, stream, version, type, state, recorded_at, hashes))
            last = Last(seq, recorded_at, hashes)
        if rows:
            self._file.store(rows)
        self._file.keep(derived)
        return last

    def _hashes(self, entry: bytes) -> bytes:
        """What the row of the next entry stores of the hash tree, which grows by it."""
        return b"".join(self._edge_of_tree().append(leaf_hash(entry)))

    def edge(self) -> Edge | None:
        """The last row and the right edge of the tree that ends with it, to be remembered."""
        return None if self._frontier is None else (self.last_row, self._frontier)

    def _edge_of_tree(self) -> Frontier:
        if self._frontier is None:
            self._frontier = Frontier(self.last_row.seq, self.stored_hash)
        return self._frontier
