"""Is the read model what the log makes it, row by row? Memory does not grow with either."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final, Protocol

from ledger.claims import Row
from ledger.findings import Findings
from ledger.spelling import shown

#: Tables that are compared with the tables they are made from, once those are known to be right.
_FIRSTS: Final = frozenset({"paths", "sources"})


class ReadModel(Protocol):
    """What a store gives of its read model."""

    def columns(self, table: str) -> list[str]: ...

    def changes(self) -> Iterator[tuple[Any, ...]]: ...

    def found(self, table: str, row: Sequence[Any]) -> tuple[Any, ...] | None: ...

    def count(self, table: str) -> int: ...

    def firsts(self) -> Iterator[tuple[str, Iterator[Any], Iterator[Any]]]: ...


class AuditedRows:
    """Compares the rows that a rebuild would make, as they come, with those that are there."""

    def __init__(self, model: ReadModel, tables: Iterable[str], findings: Findings) -> None:
        self._model, self._findings = model, findings
        self._columns = {table: model.columns(table) for table in tables}
        self._seq = self._columns["changes"].index("seq")
        self._changes = model.changes()
        self._next = next(self._changes, None)
        self._expected: Counter[str] = Counter()

    def rows(self, rows: Iterable[Row]) -> None:
        """The rows that the next event completes."""
        for table, row in rows:
            if table == "changes":
                if self._next == row:
                    self._next = next(self._changes, None)
                else:
                    self._change(row)
            elif table not in _FIRSTS:
                self._expected[table] += 1
                found = self._model.found(table, row)
                if found != row:
                    self._differs(table, row, found)

    def _change(self, row: tuple[Any, ...]) -> None:
        seq: int = row[self._seq]
        while self._next is not None and self._next[self._seq] < seq:
            self._findings.add(
                "read model", "a row of changes that no event makes", seq=self._next[self._seq]
            )
            self._next = next(self._changes, None)
        if self._next is None or self._next[self._seq] > seq:
            self._differs("changes", row, None, seq=seq)
            return
        if self._next != row:
            self._differs("changes", row, self._next, seq=seq)
        self._next = next(self._changes, None)

    def _differs(
        self,
        table: str,
        row: tuple[Any, ...],
        found: tuple[Any, ...] | None,
        *,
        seq: int | None = None,
    ) -> None:
        if found is None:
            words = f"a row of {table} is missing"
        else:
            names = [
                name
                for name, wanted, there in zip(self._columns[table], row, found, strict=True)
                if wanted != there
            ]
            words = f"a row of {table} is not what the log says: {', '.join(names)}"
        if seq is None and table != "changes" and "seq" in self._columns[table]:
            seq = row[self._columns[table].index("seq")]
        self._findings.add("read model", words, seq=seq)

    def end(self) -> None:
        """The log has ended: nothing else may be in the tables."""
        while self._next is not None:
            words = "a row of changes that no event makes"
            self._findings.add("read model", words, seq=self._next[self._seq])
            self._next = next(self._changes, None)
        for table in self._columns:
            if table in _FIRSTS or table == "changes":
                continue
            more = self._model.count(table) - self._expected[table]
            if more > 0:
                self._findings.add("read model", f"{more} rows of {table} that no event makes")
        for table, rows, expected in self._model.firsts():
            for row, wanted in zip_longest(rows, expected):
                if row != wanted:
                    name = shown(str((wanted or row)[0]))
                    self._findings.add("read model", f"{table} is not what the log says, at {name}")
                    break
