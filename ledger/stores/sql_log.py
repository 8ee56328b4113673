"""What do the checks ask of a log, in the SQL that both stores understand?

Values stand as `?`; a store says how its statements are run, and what it calls a position.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar, Final

from ledger.acts import Act
from ledger.proofs.tree import HASH, where
from ledger.records import Record, decode
from ledger.statements import COLUMNS, Statement, statement
from ledger.stores.shapes import SHAPES
from ledger.subjects import ANY, ancestors, covering, fixed, meets

_CHANGES: Final = f"SELECT {COLUMNS} FROM changes"
#: What sorts just after a segment that stands for any, and after every path.
AFTER_ANY: Final = "+"
LAST: Final = "\U0010ffff"
_ACTS: Final = ", ".join(Act._fields)


class SqlLog(ABC):
    """The queries of `ledger.stores.Log`, within one transaction."""

    #: The column of `stored_events` that holds the position.
    POSITION: ClassVar[str]

    @abstractmethod
    def _one(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        """The first row, if there is one."""

    @abstractmethod
    def _all(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Every row."""

    @abstractmethod
    def records(self, start: int, stop: int) -> Iterator[Record]:
        """The events of positions start to stop, both included, streamed."""

    @property
    def size(self) -> int:
        found = self._one(f"SELECT max({self.POSITION}) FROM stored_events")
        return 0 if found is None else int(found[0] or 0)

    @property
    def _record(self) -> str:
        return f"SELECT {self.POSITION}, recorded_at, topic, state FROM stored_events"

    def record(self, seq: int) -> Record:
        found = self._one(f"{self._record} WHERE {self.POSITION} = ?", seq)
        if found is None:
            raise LookupError(f"there is no event @{seq}")
        return decode(*found)

    def of_recorder(self, type: str) -> Iterator[Record]:
        rows = self._all(
            f"{self._record} WHERE originator_id = '#' AND topic = ? ORDER BY originator_version",
            type,
        )
        for row in rows:
            yield decode(*row)

    def stored_hash(self, level: int, i: int) -> bytes:
        seq, start = where(level, i)
        found = self._one(
            f"SELECT substr(hashes, ?, ?) FROM stored_events WHERE {self.POSITION} = ?",
            start + 1,
            HASH,
            seq,
        )
        return b"" if found is None else bytes(found[0])

    def announcement(self, id: str) -> tuple[int, int] | None:
        found = self._one("SELECT seq, last_seq FROM announcements WHERE id = ?", id)
        return None if found is None else (found[0], found[1])

    def announced(self, id: str) -> Record:
        found = self.announcement(id)
        if found is None:
            raise LookupError(f"{id} is named in the read model, and no announcement has that id")
        return self.record(found[0])

    def told(self, announcement: str, n: int, *, subject: str | None = None) -> list[Statement]:
        return self._told("announcement = ? AND n = ?", announcement, n, subject)

    def naming(self, announcement: str, n: int, *, subject: str | None = None) -> list[Statement]:
        return self._told("of_announcement = ? AND of_n = ?", announcement, n, subject)

    def _told(self, named: str, announcement: str, n: int, subject: str | None) -> list[Statement]:
        on = "" if subject is None else " AND subject = ?"
        values = (announcement, n) if subject is None else (announcement, n, subject)
        return list(
            map(statement, self._all(f"{_CHANGES} WHERE {named}{on} ORDER BY seq", *values))
        )

    def acts(self, announcement: str) -> list[Act]:
        # Acts on acts are retractions of them, to any depth.
        rows = self._all(
            "WITH RECURSIVE found (seq) AS ("
            " SELECT seq FROM acts WHERE announcement = ?"
            " UNION SELECT acts.seq FROM acts JOIN found ON acts.act_seq = found.seq"
            f") SELECT {_ACTS} FROM acts WHERE seq IN (SELECT seq FROM found) ORDER BY seq",
            announcement,
        )
        return list(map(Act._make, rows))

    def description(self, path: str) -> Record | None:
        found = self._one("SELECT max(seq) FROM subjects WHERE path = ?", path)
        return None if found is None or found[0] is None else self.record(found[0])

    def knows_path(self, path: str) -> bool:
        found = self._one(
            "SELECT 1 FROM paths WHERE path = ?"
            " UNION ALL SELECT 1 FROM subjects WHERE path = ? LIMIT 1",
            path,
            path,
        )
        return found is not None

    def aliased(self, alias: str) -> list[str]:
        rows = self._all(
            "SELECT path FROM aliases AS a WHERE alias = ? AND seq = "
            "(SELECT max(seq) FROM subjects WHERE path = a.path) ORDER BY path",
            alias,
        )
        return [path for (path,) in rows]

    def begins(self, segment: str) -> bool:
        within = "(path = ? OR path > ? AND path < ?)"
        bounds = (segment, f"{segment}/", f"{segment}0")
        found = self._one(
            f"SELECT 1 FROM paths WHERE {within}"
            f" UNION ALL SELECT 1 FROM subjects WHERE {within} LIMIT 1",
            *bounds,
            *bounds,
        )
        return found is not None

    def knows_source(self, name: str) -> bool:
        return self._one("SELECT 1 FROM sources WHERE name = ? LIMIT 1", name) is not None

    def authorities(self, name: str) -> list[str]:
        rows = self._all("SELECT authority FROM sources WHERE name = ?", name)
        return [authority for (authority,) in rows]

    def ceiling(self, name: str) -> str | None:
        found = self._one(
            "SELECT ceiling FROM ceilings WHERE name = ? ORDER BY seq DESC LIMIT 1", name
        )
        return None if found is None else str(found[0])

    def paths(self) -> list[str]:
        rows = self._all("SELECT path FROM paths UNION SELECT path FROM subjects")
        return [path for (path,) in rows]

    def sources(self) -> list[str]:
        return [name for (name,) in self._all("SELECT DISTINCT name FROM sources")]

    def version(self, stream: str) -> int:
        found = self._one(
            "SELECT max(originator_version) FROM stored_events WHERE originator_id = ?", stream
        )
        return 0 if found is None else int(found[0] or 0)

    def may_lapse(self, now: int) -> Iterator[str]:
        # A confirmation takes its term from its target, on the same subject; a correction may
        # have given one to any change that it names.
        rows = self._all(
            "SELECT DISTINCT subject FROM changes WHERE until <= ?"
            " UNION SELECT changes.subject FROM acts JOIN changes USING (announcement, n)"
            " WHERE acts.kind = 'corrected' ORDER BY subject",
            now,
        )
        for (subject,) in rows:
            yield subject

    def meeting(self, subject: str, *, most: int) -> list[str]:
        shapes = [shape for (shape,) in self._all(SHAPES)]
        found = dict.fromkeys([*ancestors(subject), *covering(subject, shapes)])
        stretches = [(f"{above}/{ANY}", f"{above}/{AFTER_ANY}") for above in ancestors(subject)]
        prefix = fixed(subject)
        stretches.append(("", LAST) if prefix is None else (f"{prefix}/", f"{prefix}0"))
        for first, last in stretches:
            rows = self._all(
                "SELECT path FROM paths WHERE path >= ? AND path < ? ORDER BY path LIMIT ?",
                first,
                last,
                most,
            )
            found |= dict.fromkeys(path for (path,) in rows if meets(path, subject))
        return list(found)

    def written(self, subject: str) -> list[Statement]:
        rows = self._all(
            f"{_CHANGES} WHERE subject = ? ORDER BY latest, published, authority, seq", subject
        )
        return list(map(statement, rows))

    def lapse_told(self, announcement: str, n: int, *, subject: str, until: int) -> bool:
        found = self._one(
            "SELECT 1 FROM lapses WHERE of_announcement = ? AND of_n = ? AND subject = ?"
            " AND until = ?",
            announcement,
            n,
            subject,
            until,
        )
        return found is not None
