"""What do the checks ask of a log that is kept on PostgreSQL?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, LiteralString

from ledger.proofs.tree import HASH, where
from ledger.records import Record
from ledger.stores import Told
from ledger.stores.sqlite_log import decode

if TYPE_CHECKING:
    import psycopg

_RECORD: Final = "SELECT notification_id, recorded_at, topic, state FROM stored_events"
_TOLD: Final = "SELECT seq, subject, kind, earliest, latest, of_announcement, of_n FROM changes"
#: Rows fetched at a time.
_FETCH: Final = 2_000


class PostgresLog:
    """The queries of `ledger.stores.Log`, on a connection that holds a transaction."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection

    def _one(self, statement: LiteralString, *values: object) -> tuple[Any, ...] | None:
        found: tuple[Any, ...] | None = self.connection.execute(statement, values).fetchone()
        return found

    def _all(self, statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, values).fetchall()

    @property
    def size(self) -> int:
        found = self._one("SELECT max(notification_id) FROM stored_events")
        return 0 if found is None else int(found[0] or 0)

    def record(self, seq: int) -> Record:
        found = self._one(f"{_RECORD} WHERE notification_id = %s", seq)
        if found is None:
            raise LookupError(f"there is no event @{seq}")
        return decode(*found)

    def records(self, start: int, stop: int) -> Iterator[Record]:
        for first in range(start, stop + 1, _FETCH):
            rows = self._all(
                f"{_RECORD} WHERE notification_id BETWEEN %s AND %s ORDER BY notification_id",
                first,
                min(first + _FETCH - 1, stop),
            )
            for row in rows:
                yield decode(*row)

    def keys_added(self) -> Iterator[Record]:
        rows = self._all(
            f"{_RECORD} WHERE originator_id = '#' AND topic = 'key_added'"
            " ORDER BY originator_version"
        )
        for row in rows:
            yield decode(*row)

    def stored_hash(self, level: int, i: int) -> bytes:
        seq, start = where(level, i)
        found = self._one(
            "SELECT substr(hashes, %s, %s) FROM stored_events WHERE notification_id = %s",
            start + 1,
            HASH,
            seq,
        )
        return b"" if found is None else bytes(found[0])

    def announcement(self, id: str) -> tuple[int, int] | None:
        found = self._one("SELECT seq, last_seq FROM announcements WHERE id = %s", id)
        return None if found is None else (found[0], found[1])

    def told(self, announcement: str, n: int, *, subject: str | None = None) -> list[Told]:
        return self._told("announcement = %s AND n = %s", announcement, n, subject)

    def naming(self, announcement: str, n: int, *, subject: str | None = None) -> list[Told]:
        return self._told("of_announcement = %s AND of_n = %s", announcement, n, subject)

    def _told(
        self, where: LiteralString, announcement: str, n: int, subject: str | None
    ) -> list[Told]:
        if subject is None:
            rows = self._all(f"{_TOLD} WHERE {where} ORDER BY seq", announcement, n)
        else:
            rows = self._all(
                f"{_TOLD} WHERE {where} AND subject = %s ORDER BY seq", announcement, n, subject
            )
        return [Told(*row) for row in rows]

    def acts(self, announcement: str) -> list[Record]:
        # Acts on acts are retractions of them, to any depth.
        rows = self._all(
            "WITH RECURSIVE found (seq) AS ("
            " SELECT seq FROM acts WHERE announcement = %s"
            " UNION SELECT acts.seq FROM acts JOIN found ON acts.act_seq = found.seq"
            f") {_RECORD} WHERE notification_id IN (SELECT seq FROM found) ORDER BY 1",
            announcement,
        )
        return [decode(*row) for row in rows]

    def description(self, path: str) -> Record | None:
        found = self._one("SELECT max(seq) FROM subjects WHERE path = %s", path)
        return None if found is None or found[0] is None else self.record(found[0])

    def knows_path(self, path: str) -> bool:
        return (
            self._one(
                "SELECT 1 FROM paths WHERE path = %s UNION ALL "
                "SELECT 1 FROM subjects WHERE path = %s LIMIT 1",
                path,
                path,
            )
            is not None
        )

    def knows_source(self, name: str) -> bool:
        return self._one("SELECT 1 FROM sources WHERE name = %s", name) is not None

    def paths(self) -> list[str]:
        rows = self._all("SELECT path FROM paths UNION SELECT path FROM subjects")
        return [path for (path,) in rows]

    def sources(self) -> list[str]:
        return [name for (name,) in self._all("SELECT name FROM sources")]

    def version(self, stream: str) -> int:
        found = self._one(
            "SELECT max(originator_version) FROM stored_events WHERE originator_id = %s", stream
        )
        return 0 if found is None else int(found[0] or 0)

    def may_lapse(self, now: int) -> Iterator[str]:
        # A confirmation takes its term from its target, on the same subject; a correction may
        # have given one to any change that it names.
        rows = self._all(
            "SELECT DISTINCT subject FROM changes WHERE until <= %s"
            " UNION SELECT changes.subject FROM acts JOIN changes USING (announcement, n)"
            " WHERE acts.kind = 'corrected' ORDER BY subject",
            now,
        )
        for (subject,) in rows:
            yield subject

    def about(self, subject: str) -> list[Record]:
        rows = self._all("SELECT seq, announcement FROM changes WHERE subject = %s", subject)
        seqs = {seq for seq, _ in rows}
        acts: dict[int, Record] = {}
        for id in {id for _, id in rows}:
            found = self.announcement(id)
            assert found is not None, f"{id} has changes and no announcement"
            seqs.add(found[0])
            acts |= {record.seq: record for record in self.acts(id)}
        records = self._all(f"{_RECORD} WHERE notification_id = ANY(%s)", sorted(seqs))
        return sorted([*(decode(*row) for row in records), *acts.values()])

    def lapse_told(self, announcement: str, n: int, *, subject: str, until: int) -> bool:
        found = self._one(
            "SELECT 1 FROM lapses WHERE of_announcement = %s AND of_n = %s AND subject = %s"
            " AND until = %s",
            announcement,
            n,
            subject,
            until,
        )
        return found is not None
