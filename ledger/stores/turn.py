"""What does one writer do while it holds the lock on a ledger, whichever the store?

From the lock to the commit: positions, the one record time, the hashes and the rows of the read
model. How rows get into its tables, each store says for itself.
"""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, ClassVar, Final, NamedTuple

from eventsourcing.persistence import StoredEvent

from ledger.claims import Claims, Row
from ledger.dates.instants import render
from ledger.entries import Entry, Heading, frame
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.records import Cells, Record, records
from ledger.reports import KEPT
from ledger.stores import reach
from ledger.stores.sql_log import SqlLog
from ledger.stores.sqlite_stored import Stored

#: How far, in microseconds, the clock may be behind the last record time: five minutes.
PATIENCE: Final = 5 * 60 * 1_000_000
#: Tables of what is known by name, kept with the position that said it first.
INSERT_ONCE: Final = frozenset({"paths", "sources"})
#: Where the primary key of `changes` stands in its rows.
_KEY_OF_CHANGES: Final = itemgetter(5, 0, 2, 3, 4)
#: Rows of the read model that are inserted at a time when it is rebuilt.
_CHUNK: Final = 1_000


class Last(NamedTuple):
    """The last row of the log: seq 0 where there is none."""

    seq: int
    recorded_at: int | None
    hashes: bytes


#: The last row of the log, and the right edge of the hash tree that ends with it.
Edge = tuple[Last, Frontier]
#: Rows of the read model by their table, in the order of its columns.
Derived = Mapping[str, Sequence[Cells]]


class SqlTurn(SqlLog):
    """A writer's turn (`ledger.stores.Turn`): the write lock is held for as long as it lives."""

    #: Whose clock gives the record times, for messages.
    CLOCK: ClassVar[str]

    def __init__(
        self, last: Last, now: int, *, origin: str, behind: bool, edge: Edge | None
    ) -> None:
        """`now` by the store's clock, in microseconds; `edge` as the turn before left it."""
        self._origin = origin
        self._undo: list[Callable[[], None]] = []
        #: The last row of the log, with what this turn appended.
        self.last = last
        self._now = now
        # The transaction's one record time, strictly later than that of the one before.
        before = last.recorded_at
        self._recorded_at = now if before is None else max(now, before + 1)
        self._checked = behind
        # The remembered edge of the tree is good where nobody has appended meanwhile.
        same = edge is not None and edge[0] == last
        self._frontier = edge[1] if edge is not None and same else None
        self._claims = Claims()
        self.appended: list[Record] = []

    @abstractmethod
    def _store(self, rows: Sequence[Stored], derived: Derived) -> None:
        """Insert rows of the log, which are the next ones, and rows of the read model."""

    @abstractmethod
    def _remake_read_model(self) -> None:
        """Leave the tables of the read model as this version makes them, empty, and say so."""

    @abstractmethod
    def _asked(self, statement: str) -> Any:
        """The first row that a query finds; None also where its table cannot be asked."""

    @property
    def size(self) -> int:
        return self.last.seq

    @property
    def recorded_at(self) -> int:
        return self._recorded_at

    def on_failure(self, undo: Callable[[], None]) -> None:
        self._undo.append(undo)

    def undo(self) -> None:
        """Take back, last first, what was done outside the database."""
        while self._undo:
            self._undo.pop()()

    def append(self, events: Sequence[StoredEvent]) -> list[int]:
        self._check_clock()
        heading = Heading(self._origin, self._recorded_at)
        recorded_at, before = self._recorded_at, self.size
        rows: list[Stored] = []
        for seq, event in enumerate(events, before + 1):
            stream, version = str(event.originator_id), event.originator_version
            type, state = event.topic, event.state
            entry = frame(state, heading, seq=seq, stream=stream, type=type, version=version)
            rows.append((seq, stream, version, type, state, recorded_at, self._hashes(entry)))
        self._extend(rows)
        return list(range(before + 1, self.size + 1))

    def take(self, entries: Sequence[Entry]) -> None:
        """Append entries of another store, which are the next ones, with their record times."""
        rows: list[Stored] = []
        for entry in entries:
            state, _, recorded_at, seq, stream, type, version = entry
            hashes = self._hashes(entry.framed())
            rows.append((seq, stream, version, type, state, recorded_at, hashes))
        self._extend(rows)

    def _hashes(self, entry: bytes) -> bytes:
        """What the row of the next entry stores of the hash tree, which grows by it."""
        return b"".join(self._edge_of_tree().append(leaf_hash(entry)))

    def _extend(self, rows: Sequence[Stored]) -> None:
        if not rows:
            return
        told = list(
            records(
                (seq, recorded_at, type, state) for seq, _, _, type, state, recorded_at, _ in rows
            )
        )
        self._store(rows, _by_table(row for record in told for row in self._claims.of(record)))
        self.appended += told[: KEPT - len(self.appended)]
        seq, *_, recorded_at, hashes = rows[-1]
        self.last = Last(seq, recorded_at, hashes)

    def flush(self) -> None:
        self._store((), _by_table(self._claims.end()))

    def edge(self) -> Edge | None:
        """The last row and the right edge of the tree that ends with it, to be remembered."""
        return None if self._frontier is None else (self.last, self._frontier)

    def root(self) -> bytes:
        return self._edge_of_tree().root()

    def _edge_of_tree(self) -> Frontier:
        if self._frontier is None:
            self._frontier = Frontier(self.last.seq, self.stored_hash)
        return self._frontier

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> int:
        # what was cut from the log has left its trace in these rows alone
        if (known := reach.reach(self._asked)) > self.size:
            raise _not_whole(
                reach.cut(known, self.size),
                "; or bring what is left of the log into a new ledger with `ledger copy`",
            )
        self._remake_read_model()
        claims: Claims = Claims()
        rows: list[Row] = []
        for seq, record in enumerate(self.records(1, self.size), 1):
            if record.seq != seq:
                raise _not_whole(f"{reach.missing(seq, record.seq - 1)} from the log")
            rows += claims.of(record)
            if len(rows) >= _CHUNK:
                self._store((), _by_table(rows))
                rows = []
                if told is not None:
                    told(record.seq, self.size)
        self._store((), _by_table([*rows, *claims.end()]))
        return self.size

    def _check_clock(self) -> None:
        last = self.last.recorded_at
        if self._checked or last is None or last - self._now <= PATIENCE:
            return
        raise LedgerFault(
            f"{self.CLOCK} says {render(self._now)}, and the last event was recorded at "
            f"{render(last)}: set the clock, or append all the same with --behind"
        )


def in_order(table: str, rows: Sequence[Cells]) -> list[Cells]:
    """Rows of a table in the order of its key, so that the next one lies nearby."""
    return sorted(rows, key=_KEY_OF_CHANGES if table == "changes" else None)


def _not_whole(words: str, otherwise: str = "") -> IntegrityFault:
    return IntegrityFault(
        f"{words}. Nothing was changed: keep this ledger as it is, with what the read model still "
        f"says of them, and restore a backup{otherwise}"
    )


def _by_table(rows: Iterable[Row]) -> Derived:
    tables: dict[str, list[Cells]] = {}
    for table, row in rows:
        tables.setdefault(table, []).append(row)
    return tables
