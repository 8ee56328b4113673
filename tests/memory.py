"""Where does a replay read a log that is in memory?"""

from collections.abc import Iterator, Sequence

from ledger.acts import TYPES, Acts, act_of
from ledger.answers.settled import Cut, settle
from ledger.answers.way import Way
from ledger.read_model import rows
from ledger.records import Record
from ledger.statements import Statement, statement
from ledger.subjects import ancestors, covers, particularity


class Memory:
    """Records with their read model; EventLog and ReadModel of ledger.history.clocks."""

    def __init__(self, records: Sequence[Record]) -> None:
        self._records = records
        self._rows = sorted(statement(row) for table, row in rows(records) if table == "changes")

    def events(self, start: int = 1, stop: int | None = None) -> Iterator[Record]:
        return iter(self._records[start - 1 : len(self._records) if stop is None else stop])

    def written(self, path: str, position: int) -> list[Statement]:
        return [row for row in self._rows if row.subject == path and row.seq <= position]

    def below(self, path: str) -> list[tuple[str, int]]:
        first: dict[str, int] = {}
        for row in sorted(self._rows, key=lambda row: row.seq):
            if row.subject != path and covers(path, row.subject):
                first.setdefault(row.subject, row.seq)
        return sorted(first.items())

    def covering(self, subject: str) -> list[str]:
        spoken = {row.subject for row in self._rows if covers(row.subject, subject)}
        return sorted({*ancestors(subject), *spoken}, key=particularity)

    def announced_at(self, ids: Sequence[str]) -> Iterator[int]:
        for record in self._records:
            if record.type == "announced" and record.data["id"] in ids:
                yield record.seq

    def way(self, subject: str, known: int | None = None) -> Way:
        """What is said on the way of a subject, known by an instant."""
        size = len(self._records)
        found = [act_of(record) for record in self._records if record.type in TYPES]
        cut, acts = Cut(size, known), Acts(found) if found else None
        paths = [settle(p, self.written(p, size), cut, acts) for p in self.covering(subject)]
        return Way(subject, paths)
