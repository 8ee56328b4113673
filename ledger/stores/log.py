"""What do the checks of what is to be appended ask of a log?"""

from collections.abc import Iterator, Sequence
from typing import Final

from ledger.acts import Act, in_effect
from ledger.records import Record, decode, records
from ledger.statements import COLUMNS, Statement, statement
from ledger.stores import FoundRow
from ledger.stores.questions import ACTS, LAST
from ledger.stores.stored import StoredRows
from ledger.subjects import ANY, ancestors, covering, fixed, meets, stretch

#: What sorts just after a segment that stands for any.
AFTER_ANY: Final = "+"


class Log(StoredRows):
    """One unchanging view of a log; of a turn, with what it has appended."""

    @property
    def size(self) -> int:
        """The number of events."""
        return self.last()

    def record(self, seq: int) -> Record:
        """The event at a position, upcast. Raises LookupError."""
        return decode(*self.event(seq))

    def records(self, start: int, stop: int) -> Iterator[Record]:
        """The events of positions start to stop, both included, streamed."""
        return records(self.events(start, stop))

    def of_recorder(self, type: str) -> Iterator[Record]:
        """What the recorder did of one type, such as keys that were added, in the log's order."""
        return (decode(*row) for row in self.recorders(type))

    def announced(self, id: str) -> Record:
        """An announcement of which something else is recorded, so that it is too. LookupError."""
        found = self.announcement(id)
        if found is None:
            raise LookupError(f"{id} is named in the read model, and no announcement has that id")
        return self.record(found[0])

    def told(self, announcement: str, n: int, *, subject: str | None = None) -> list[Statement]:
        """The change ANNOUNCEMENT#N, once for each subject in the order written, or for one."""
        return self._told("announcement = ? AND n = ?", announcement, n, subject)

    def naming(self, announcement: str, n: int, *, subject: str | None = None) -> list[Statement]:
        """What names that change by `of`: amendments and confirmations, in the log's order."""
        return self._told("of_announcement = ? AND of_n = ?", announcement, n, subject)

    def _told(self, named: str, announcement: str, n: int, subject: str | None) -> list[Statement]:
        on, of = ("", ()) if subject is None else (" AND subject = ?", (subject,))
        sql = f"SELECT {COLUMNS} FROM changes WHERE {named}{on} ORDER BY seq"
        return list(map(statement, self._all(sql, announcement, n, *of)))

    def acts(self, announcement: str) -> list[Act]:
        """The acts on an announcement, on its changes and on those acts, in the log's order."""
        rows = self._all(
            "WITH RECURSIVE found (seq) AS ("
            " SELECT seq FROM acts WHERE announcement = ?"
            " UNION SELECT acts.seq FROM acts JOIN found ON acts.act_seq = found.seq"
            f") {ACTS} WHERE seq IN (SELECT seq FROM found) ORDER BY seq",
            announcement,
        )
        return list(map(Act._make, rows))

    def is_undone(self, seq: int) -> bool:
        """Whether an act that counts takes out what stands at a position."""
        acts = map(Act._make, self._all(f"{ACTS} WHERE act_seq IS NOT NULL"))
        return any(act.act_seq == seq for act in in_effect(acts))

    def description(self, path: str) -> Record | None:
        """The latest titles, aliases and words of a path."""
        (seq,) = self._column("SELECT max(seq) FROM subjects WHERE path = ?", path)
        return None if seq is None else self.record(seq)

    def knows_path(self, path: str) -> bool:
        """Whether a change or a description names exactly this path."""
        return self._has(
            "SELECT 1 FROM paths WHERE path = ?"
            " UNION ALL SELECT 1 FROM subjects WHERE path = ? LIMIT 1",
            *(path, path),
        )

    def knows_source(self, name: str) -> bool:
        """Whether an announcement's source has exactly this name."""
        return bool(self.authorities(name))

    def authorities(self, name: str) -> list[str]:
        """The authorities under which announcements of a source were recorded."""
        return self._column("SELECT authority FROM sources WHERE name = ?", name)

    def ceiling(self, name: str) -> str | None:
        """The greatest authority under which a source may speak, where it has been limited."""
        sql = "SELECT ceiling FROM ceilings WHERE name = ? ORDER BY seq DESC LIMIT 1"
        return next(iter(self._column(sql, name)), None)

    def paths(self) -> list[str]:
        """Every path that a change or a description names."""
        return self._column("SELECT path FROM paths UNION SELECT path FROM subjects")

    def version(self, stream: str) -> int:
        """The version of the last event of a stream, 0 where it has none."""
        sql = "SELECT max(originator_version) FROM stored_events WHERE originator_id = ?"
        return self._column(sql, stream)[0] or 0

    def may_lapse(self, now: int) -> list[str]:
        """The subjects, in order, of which a change may have a term that ended by `now`."""
        # A confirmation takes its term from its target, on the same subject; a correction may
        # have given one to any change that it names.
        return self._column(
            "SELECT DISTINCT subject FROM changes WHERE until <= ?"
            " UNION SELECT changes.subject FROM acts JOIN changes USING (announcement, n)"
            " WHERE acts.kind = 'corrected' ORDER BY subject",
            now,
        )

    def meeting(self, subject: str, *, most: int) -> list[str]:
        """Paths that changes name and that meet a subject, itself among them: what covers it, and
        of others, below it or with segments that stand for any, so many of each stretch."""
        found = dict.fromkeys([*ancestors(subject), *covering(subject, self.shapes())])
        stretches = [(f"{above}/{ANY}", f"{above}/{AFTER_ANY}") for above in ancestors(subject)]
        prefix = fixed(subject)
        stretches.append(("", LAST) if prefix is None else stretch(prefix))
        for first, last in stretches:
            sql = "SELECT path FROM paths WHERE path >= ? AND path < ? ORDER BY path LIMIT ?"
            paths = self._column(sql, first, last, most)
            found |= dict.fromkeys(path for path in paths if meets(path, subject))
        return list(found)

    def lapse_told(self, announcement: str, n: int, *, subject: str, until: int) -> bool:
        """Whether the recorder has told that this term ran out."""
        return self._has(
            "SELECT 1 FROM lapses WHERE of_announcement = ? AND of_n = ? AND subject = ?"
            " AND until = ?",
            *(announcement, n, subject, until),
        )

    def stream(self, name: str, *, above: int, upto: int, order: str, most: int) -> list[FoundRow]:
        """(version, type, state) of the events of a stream between two versions."""
        return self._all(
            "SELECT originator_version, topic, state FROM stored_events WHERE originator_id = ?"
            " AND originator_version > ? AND originator_version <= ?"
            f" ORDER BY originator_version {order} LIMIT ?",
            *(name, above, upto, most),
        )

    def section(self, start: int, stop: int, *, types: Sequence[str], most: int) -> list[FoundRow]:
        """(seq, stream, version, type, state) of the first events between two positions."""
        which = f" AND topic IN ({', '.join('?' * len(types))})" if types else ""
        return self._all(
            "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events"
            f" WHERE rowid >= ? AND rowid <= ?{which} ORDER BY rowid LIMIT ?",
            *(start, stop, *types, most),
        )
