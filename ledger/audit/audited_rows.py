"""Is the read model what the log makes it, row by row? Memory does not grow with either."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final

from ledger.audit.findings import Findings
from ledger.proofs.spelling import shown
from ledger.read_model import TableRow
from ledger.records import Cells
from ledger.stores.audit import AuditedStore

#: An event makes any number of its rows: each is looked up, and they are counted.
_LOOKED_UP: Final = ("aliases", "exceptions")


class AuditedRows:
    """Compares the rows that a rebuild would make, as they come, with those that are there.

    `low` and `high` bound the positions of the rows that are to be there.
    """

    def __init__(
        self,
        model: AuditedStore,
        tables: Iterable[str],
        findings: Findings,
        *,
        low: int,
        high: int,
    ) -> None:
        self._model, self._findings = model, findings
        self._low, self._high = low, high
        self._columns = {table: model.columns(table) for table in tables}
        self._ordered = {
            table: _Ordered(table, columns, model.ordered(table, low, high), findings)
            for table, columns in self._columns.items()
            if "seq" in columns and table not in _LOOKED_UP
        }
        # what is not there, or has lost its columns, is found in the schema
        self._looked_up = [table for table in _LOOKED_UP if "seq" in self._columns.get(table, ())]
        self._expected: Counter[str] = Counter()
        self._passed = False

    def rows(self, rows: Iterable[TableRow]) -> None:
        """The rows that the next event completes."""
        for table, row in rows:
            ordered = self._ordered.get(table)
            if ordered is not None:
                if ordered.next == row:
                    ordered.next = next(ordered.rows, None)
                else:
                    ordered.differs(row)
            elif table in self._looked_up:
                self._expected[table] += 1
                if self._model.found(table, row) != row:
                    place = row[self._columns[table].index("seq")]
                    seq = place if isinstance(place, int) else None
                    self._findings.add("read model", "no_row", seq=seq, table=table)

    def pass_over(self, seq: int, unsure: TableRow | None) -> None:
        """The next event is not known: its rows are not judged, nor the `last_seq` of `unsure`,
        the row of an announcement that it may belong to."""
        self._passed = True
        if unsure is not None:
            table, row = unsure
            if ordered := self._ordered.get(table):
                ordered.differs(row, but="last_seq")
        for ordered in self._ordered.values():
            ordered.pass_over(seq)

    def end(self) -> None:
        """The log has ended: nothing else may be in the tables."""
        for ordered in self._ordered.values():
            ordered.end()
        for table in self._looked_up:
            more = self._model.count(table, self._low, self._high) - self._expected[table]
            if more > 0 and not self._passed:
                self._findings.add("read model", "stray_rows", rows=more, table=table)


def check_end(model: AuditedStore, findings: Findings, *, size: int) -> None:
    """No row may be of a position that a log of `size` events does not have. It is no evidence that
    the log had it: who may append may write such a row."""
    if (known := model.reach()) > size:
        findings.add("read model", "beyond", known=known, size=size)


def check_firsts(model: AuditedStore, findings: Findings) -> None:
    """What is known by name, against the tables that it is made from, where those are right."""
    if findings.count("read model"):
        return
    for table, rows, expected in model.firsts():
        for row, wanted in zip_longest(rows, expected):
            if row != wanted:
                name = shown(str((wanted or row)[0]))
                findings.add("read model", "other_first", table=table, name=name)
                break


class _Ordered:
    """A table of which each event makes at most one row, read in the order of the log."""

    __slots__ = ("_columns", "_findings", "_seq", "_table", "next", "rows")

    def __init__(
        self, table: str, columns: list[str], rows: Iterator[Cells], findings: Findings
    ) -> None:
        self._table, self._columns, self._findings = table, columns, findings
        self._seq = columns.index("seq")
        self.rows = rows
        self.next: Cells | None = next(rows, None)

    def pass_over(self, seq: int) -> None:
        """Whatever is there at a position is not judged."""
        while (there := self.next) is not None and self._position(there) <= seq:
            if self._position(there) < seq:
                self._stray(there)
            else:
                self.next = next(self.rows, None)

    def differs(self, row: Cells, *, but: str = "") -> None:
        """The next row there is not this one, which should be: say how, and go on.

        `but`: the column that may be another.
        """
        seq = self._position(row)
        while (there := self.next) is not None and self._position(there) < seq:
            self._stray(there)
        if there is None or self._position(there) > seq:
            self._findings.add("read model", "no_row", seq=seq, table=self._table)
            return
        names = [
            name
            for name, wanted, found in zip(self._columns, row, there, strict=True)
            if wanted != found and name != but
        ]
        if names:
            self._findings.add(
                *("read model", "other_row"), seq=seq, table=self._table, columns=names
            )
        self.next = next(self.rows, None)

    def end(self) -> None:
        """What is left is too much."""
        while (there := self.next) is not None:
            self._stray(there)

    def _stray(self, there: Cells) -> None:
        seq = self._position(there)
        self._findings.add("read model", "stray_row", seq=seq, table=self._table)
        self.next = next(self.rows, None)

    def _position(self, row: Cells) -> int:
        """Of the event that makes it. ValueError where a column of numbers holds none."""
        seq = row[self._seq]
        if not isinstance(seq, int):
            raise ValueError(f"a row of {self._table} has no position")
        return seq
