"""What do the checks ask of a log that is kept in SQLite?"""

import sqlite3
from collections.abc import Iterator
from typing import Final

from events.upcasts import upcast
from ledger.proofs.tree import HASH, where
from ledger.records import Record, decoded
from ledger.stores import Told

_RECORD: Final = "SELECT rowid, recorded_at, topic, state FROM stored_events"
_TOLD: Final = "SELECT seq, subject, kind, earliest, latest, of_announcement, of_n FROM changes"


def decode(seq: int, recorded_at: int, topic: str, state: bytes) -> Record:
    """A row of the log as a record, upcast. Raises events.upcasts.UnknownEvent."""
    return Record(seq, recorded_at, topic, upcast(topic, decoded(state)))


class SQLiteLog:
    """The queries of `ledger.stores.Log`, on a connection that holds a transaction."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @property
    def size(self) -> int:
        found = self.connection.execute("SELECT max(rowid) FROM stored_events").fetchone()
        return int(found[0] or 0)

    def record(self, seq: int) -> Record:
        found = self.connection.execute(f"{_RECORD} WHERE rowid = ?", (seq,)).fetchone()
        if found is None:
            raise LookupError(f"there is no event @{seq}")
        return decode(*found)

    def records(self, start: int, stop: int) -> Iterator[Record]:
        rows = self.connection.execute(
            f"{_RECORD} WHERE rowid BETWEEN ? AND ? ORDER BY rowid", (start, stop)
        )
        for row in rows:
            yield decode(*row)

    def keys_added(self) -> Iterator[Record]:
        rows = self.connection.execute(
            f"{_RECORD} WHERE originator_id = '#' AND topic = 'key_added'"
            " ORDER BY originator_version"
        )
        for row in rows:
            yield decode(*row)

    def stored_hash(self, level: int, i: int) -> bytes:
        seq, start = where(level, i)
        found = self.connection.execute(
            "SELECT substr(hashes, ?, ?) FROM stored_events WHERE rowid = ?",
            (start + 1, HASH, seq),
        ).fetchone()
        return b"" if found is None else bytes(found[0])

    def announcement(self, id: str) -> tuple[int, int] | None:
        found = self.connection.execute(
            "SELECT seq, last_seq FROM announcements WHERE id = ?", (id,)
        ).fetchone()
        return None if found is None else (found[0], found[1])

    def told(self, announcement: str, n: int, *, subject: str | None = None) -> list[Told]:
        return self._told("announcement = ? AND n = ?", announcement, n, subject)

    def naming(self, announcement: str, n: int, *, subject: str | None = None) -> list[Told]:
        return self._told("of_announcement = ? AND of_n = ?", announcement, n, subject)

    def _told(self, where: str, announcement: str, n: int, subject: str | None) -> list[Told]:
        on = "" if subject is None else " AND subject = ?"
        values = (announcement, n) if subject is None else (announcement, n, subject)
        rows = self.connection.execute(f"{_TOLD} WHERE {where}{on} ORDER BY seq", values)
        return [Told(*row) for row in rows]

    def acts(self, announcement: str) -> list[Record]:
        found = [
            self.record(seq)
            for (seq,) in self.connection.execute(
                "SELECT seq FROM acts WHERE announcement = ?", (announcement,)
            ).fetchall()
        ]
        pending = [record.seq for record in found]
        while pending:
            rows = self.connection.execute(
                "SELECT seq FROM acts WHERE act_seq = ?", (pending.pop(),)
            ).fetchall()
            found += [self.record(seq) for (seq,) in rows]
            pending += [seq for (seq,) in rows]
        return sorted(found)

    def description(self, path: str) -> Record | None:
        found = self.connection.execute(
            "SELECT max(seq) FROM subjects WHERE path = ?", (path,)
        ).fetchone()
        return None if found[0] is None else self.record(found[0])

    def knows_path(self, path: str) -> bool:
        return self._one("SELECT 1 FROM paths WHERE path = ?", path) or self._one(
            "SELECT 1 FROM subjects WHERE path = ? LIMIT 1", path
        )

    def knows_source(self, name: str) -> bool:
        return self._one("SELECT 1 FROM sources WHERE name = ?", name)

    def _one(self, statement: str, value: str) -> bool:
        return self.connection.execute(statement, (value,)).fetchone() is not None

    def paths(self) -> list[str]:
        rows = self.connection.execute("SELECT path FROM paths UNION SELECT path FROM subjects")
        return [path for (path,) in rows]

    def sources(self) -> list[str]:
        return [name for (name,) in self.connection.execute("SELECT name FROM sources")]

    def version(self, stream: str) -> int:
        found = self.connection.execute(
            "SELECT max(originator_version) FROM stored_events WHERE originator_id = ?", (stream,)
        ).fetchone()
        return int(found[0] or 0)

    def may_lapse(self, now: int) -> Iterator[str]:
        # A confirmation takes its term from its target, on the same subject; a correction may
        # have given one to any change that it names.
        rows = self.connection.execute(
            "SELECT DISTINCT subject FROM changes WHERE until <= ?1"
            " UNION SELECT changes.subject FROM acts JOIN changes USING (announcement, n)"
            " WHERE acts.kind = 'corrected' ORDER BY subject",
            (now,),
        )
        for (subject,) in rows.fetchall():
            yield subject

    def about(self, subject: str) -> list[Record]:
        rows = self.connection.execute(
            "SELECT seq, announcement FROM changes WHERE subject = ?", (subject,)
        ).fetchall()
        seqs = {seq for seq, _ in rows}
        ids = {id for _, id in rows}
        acts: dict[int, Record] = {}
        for id in ids:
            found = self.announcement(id)
            assert found is not None, f"{id} has changes and no announcement"
            seqs.add(found[0])
            acts |= {record.seq: record for record in self.acts(id)}
        return sorted([*map(self.record, seqs), *acts.values()])

    def lapse_told(self, announcement: str, n: int, *, subject: str, until: int) -> bool:
        return (
            self.connection.execute(
                "SELECT 1 FROM lapses WHERE of_announcement = ? AND of_n = ? AND subject = ?"
                " AND until = ?",
                (announcement, n, subject, until),
            ).fetchone()
            is not None
        )
