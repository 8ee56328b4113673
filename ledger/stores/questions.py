"""What is a ledger asked, in SQL? What readers and writers share, and what answers need.

A question is written once, for every database: values stand as `?`, the position of an event is
`rowid`, and a database says how it is run. A cut is a position: what comes after it is not seen.
Standard library alone, and no more than a cold start needs.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from events.words import KEYS, OPEN_LATEST
from ledger.records import LogRow
from ledger.statements import COLUMNS, Statement, by_path, statement
from ledger.stores import FoundRow
from ledger.subjects import stretch

if TYPE_CHECKING:
    from ledger.acts import Act
    from ledger.stores.postgres_database import PostgresDatabase
    from ledger.stores.sqlite_database import SqliteDatabase

    Database = SqliteDatabase | PostgresDatabase

#: A position that no log reaches, for what is asked of all of it.
END: Final = 2**63 - 1
#: So many paths of a shape are read at a time.
PAGE: Final = 16
#: No path comes after it.
LAST: Final = "\U0010ffff"
_ORDER: Final = "ORDER BY subject, latest, published, authority, seq"
_BEGINS: Final = "(path = ? OR path > ? AND path < ?)"
#: The fields of ledger.acts.Act, which is loaded where there are any.
ACTS: Final = (
    "SELECT seq, recorded_at, kind, announcement, n, act_seq, subject, fields, why, recorder "
    "FROM acts"
)
EVENTS: Final = "SELECT rowid, recorded_at, topic, state FROM stored_events"
#: The shapes of the paths of which a segment stands for any, each found by a seek, however many
#: paths have it.
SHAPES: Final = (
    "WITH RECURSIVE found (shape) AS ("
    " SELECT min(shape) FROM paths WHERE shape IS NOT NULL"
    " UNION ALL SELECT (SELECT min(shape) FROM paths WHERE shape > found.shape) FROM found"
    " WHERE found.shape IS NOT NULL"
    ") SELECT shape FROM found WHERE shape IS NOT NULL"
)


def changes(where: str) -> str:
    """The question for rows of `changes`, in the order of DESIGN 5.2, path by path."""
    return f"SELECT {COLUMNS} FROM changes WHERE {where} {_ORDER}"


def below(path: str | None, column: str) -> tuple[str, tuple[str, ...]]:
    """What holds of the paths below one, or of all there are, and the values that it needs."""
    if path is None:
        return "TRUE", ()
    return f"{column} > ? AND {column} < ?", stretch(path)


class Questions:
    """What is asked of a log and of the rows made from it, within one transaction."""

    def __init__(self, database: "Database") -> None:
        self.database = database
        self._one, self._all = database.one, database.all
        self._stream, self._between = database.stream, database.between
        #: Closes the database.
        self.close = database.close
        #: The roles that may write rows of its tables without its functions.
        self.writers = database.writers

    def _column(self, sql: str, *values: object) -> list[Any]:
        """Every row of a question for one column."""
        return [value for (value,) in self._all(sql, *values)]

    def _has(self, sql: str, *values: object) -> bool:
        """Whether a question finds anything."""
        return self._one(sql, *values) is not None

    def last(self) -> int:
        """The position of the last event, 0 where there is none."""
        return self._column("SELECT max(rowid) FROM stored_events")[0] or 0

    def event(self, seq: int) -> LogRow:
        """(seq, recorded_at, type, stored state) of the event there. Raises LookupError."""
        found = self._one(f"{EVENTS} WHERE rowid = ?", seq)
        if found is None:
            raise LookupError(f"there is no event @{seq}")
        return found

    def events(self, start: int, stop: int) -> Iterator[LogRow]:
        """The same of positions `start` to `stop`, both included, in order."""
        sql = f"{EVENTS} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
        return self._between(sql, start, stop)

    def recorders(self, type: str, position: int = END) -> list[LogRow]:
        """The same of what the recorder did of one type, such as keys that were added."""
        return self._all(
            f"{EVENTS} WHERE originator_id = '#' AND topic = ? AND rowid <= ?"
            " ORDER BY originator_version",
            *(type, position),
        )

    def key_events(self) -> list[LogRow]:
        """The same of the keys, each of which counts from its event on, in the log's order."""
        return self._all(
            f"{EVENTS} WHERE originator_id = '#' AND topic IN (?, ?) ORDER BY originator_version",
            *KEYS,
        )

    def announcement(self, id: str) -> tuple[int, int] | None:
        """(position, position of its last change), None where there is no such announcement."""
        found = self._one("SELECT seq, last_seq FROM announcements WHERE id = ?", id)
        return None if found is None else (found[0], found[1])

    def changes_on(self, path: str, position: int = END) -> list[Statement]:
        """The statements of exactly this path, as written, in the order of DESIGN 5.2."""
        return list(map(statement, self._all(changes("subject = ? AND seq <= ?"), path, position)))

    def shapes(self) -> list[str]:
        return self._column(SHAPES)

    def aliased(self, alias: str, position: int = END) -> list[str]:
        """The paths whose latest description gives them this alias."""
        return self._column(
            "SELECT path FROM aliases AS a WHERE alias = ? AND seq = "
            "(SELECT max(seq) FROM subjects WHERE path = a.path AND seq <= ?) ORDER BY path",
            *(alias, position),
        )

    def begins(self, segment: str, position: int = END) -> bool:
        """Whether a path that a change or a description names has it as its first segment."""
        bounds = (segment, *stretch(segment), position)
        return self._has(
            f"SELECT 1 FROM paths WHERE {_BEGINS} AND first_seq <= ?"
            f" UNION ALL SELECT 1 FROM subjects WHERE {_BEGINS} AND seq <= ? LIMIT 1",
            *bounds * 2,
        )

    def sources(self, position: int = END) -> list[str]:
        """The names of the sources that had spoken by then, as written, sorted."""
        return self._column(
            "SELECT DISTINCT name FROM sources WHERE first_seq <= ? ORDER BY name", position
        )


class Rows(Questions):
    """What answers are made from."""

    #: Whether what cannot be read is passed over, as by who lists the log.
    passed = False

    def size(self) -> int:
        """How many events the log holds."""
        return self.last()

    def last_event(self, position: int) -> int | None:
        """When the event at `position` was recorded; None for position 0."""
        sql = "SELECT recorded_at FROM stored_events WHERE rowid = ?"
        return next(iter(self._column(sql, position)), None)

    def changes_below(self, path: str | None, position: int) -> Iterator[Statement]:
        """The rows of all paths below one, or of all there are: path by path, in code points."""
        within, bounds = below(path, "subject")
        return map(statement, self._stream(changes(f"{within} AND seq <= ?"), *bounds, position))

    def visible_below(
        self, path: str | None, position: int, *, known: int | None, floor: int
    ) -> Iterator[tuple[str, list[Statement]]]:
        """Each path below, with those rows of it that are known and rank enough."""
        within, bounds = below(path, "subject")
        until = OPEN_LATEST if known is None else known
        seen = "seq <= ? AND authority >= ? AND (published <= ? OR recorded_at <= ?)"
        return by_path(
            self._stream(changes(f"{within} AND {seen}"), *bounds, position, floor, until, until)
        )

    def paths(self, position: int) -> Iterator[str]:
        """Every path that a change names, in code points."""
        sql = "SELECT path FROM paths WHERE first_seq <= ? ORDER BY path"
        return (path for (path,) in self._stream(sql, position))

    def paths_below(self, path: str | None) -> list[FoundRow]:
        """(path, position of the first) of each path below one that a change names, by path."""
        within, bounds = below(path, "path")
        return self._all(f"SELECT path, first_seq FROM paths WHERE {within} ORDER BY path", *bounds)

    def shaped(self, shape: str, begin: str, after: str, position: int) -> list[str]:
        """The next few paths of a shape after `after`, below `begin` if it is one, by path."""
        bounds = stretch(begin) if begin else ("", LAST)
        return self._column(
            "SELECT path FROM paths WHERE shape = ? AND path > ? AND path > ? AND path < ?"
            f" AND first_seq <= ? ORDER BY path LIMIT {PAGE}",
            *(shape, after, *bounds, position),
        )

    def excepted(self, position: int) -> list[str]:
        """The paths that changes except, or corrections of them, in code points."""
        return self._column(
            "SELECT DISTINCT path FROM exceptions WHERE seq <= ? ORDER BY path", position
        )

    def descriptions(self, position: int) -> list[FoundRow]:
        """(path, title, aliases, titles, words) by the latest description of each path."""
        return self._all(
            "SELECT path, title, aliases, titles, words FROM subjects AS s WHERE seq = "
            "(SELECT max(seq) FROM subjects WHERE path = s.path AND seq <= ?) ORDER BY path",
            position,
        )

    def ceilings(self, position: int) -> list[FoundRow]:
        """(name, greatest authority) of each source that was limited by then, by name."""
        return self._all(
            "SELECT name, ceiling FROM ceilings AS c WHERE seq = "
            "(SELECT max(seq) FROM ceilings WHERE name = c.name AND seq <= ?) ORDER BY name",
            position,
        )

    def acts(self, position: int) -> "list[Act]":
        """What the recorder corrected and retracted, up to a position. IntegrityFault where an
        event up to there cannot be read, and nobody has retracted it, unless those are `passed`."""
        found = self._all(f"{ACTS} WHERE seq <= ? ORDER BY seq", position)
        if not found:
            return []
        from ledger.acts import Act, readable

        return readable(map(Act._make, found), passed=self.passed)

    def announced_at(self, ids: Sequence[str]) -> Iterator[int]:
        """The positions of announcements."""
        return (found[0] for id in ids if (found := self.announcement(id)) is not None)

    def naming(self, announcement: str, position: int) -> list[int]:
        """The positions of what names its changes by `of`, and of what was told of their terms."""
        return self._column(
            "SELECT seq FROM changes WHERE of_announcement = ? AND seq <= ? UNION ALL"
            " SELECT seq FROM lapses WHERE of_announcement = ? AND seq <= ?",
            *(announcement, position) * 2,
        )

    def of_recorder(self, type: str, position: int) -> list[int]:
        """The positions of what the recorder did of one type."""
        return [seq for seq, *_ in self.recorders(type, position)]

    def lapses(self, position: int) -> Iterator[FoundRow]:
        """(announcement, n, subject, until) of the terms that were told to have run out."""
        return self._stream(
            "SELECT of_announcement, of_n, subject, until FROM lapses WHERE seq <= ?", position
        )
