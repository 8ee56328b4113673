"""How does a test read a log, and the rows that it makes, without a store?"""

from collections.abc import Iterator, Sequence

from events.words import CHANGES
from ledger.claims import change_row
from ledger.records import Record
from ledger.rows import Row, widened


class Memory:
    """A log in memory: its events, its rows, and where its announcements stand."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._rows: list[Row] = []
        for record in records:
            if record.type == "announced":
                announced = record
            elif record.type in CHANGES and "change" in record.data:
                self._rows.append(Row._make(widened(change_row(record, announced))))

    def events(self, start: int = 1, stop: int | None = None) -> Iterator[Record]:
        return (r for r in self._records if start <= r.seq <= (stop or len(self._records)))

    def announced_at(self, ids: list[str]) -> Iterator[int]:
        return (r.seq for r in self._records if r.type == "announced" and r.data["id"] in ids)

    def rows(self, path: str, position: int) -> list[Row]:
        return sorted(row for row in self._rows if row.subject == path and row.seq <= position)

    def below(self, path: str) -> list[tuple[str, int]]:
        found = {r.subject for r in self._rows if r.subject.startswith(f"{path}/")}
        return sorted((p, min(r.seq for r in self._rows if r.subject == p)) for p in found)
