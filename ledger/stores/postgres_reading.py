"""How is a ledger on PostgreSQL read, and which rows does a question need?

Nothing here writes: one read-only transaction holds for as long as it is open, so that all that is
read is of one moment. The same methods as ledger/stores/sqlite_reading.py, and the same rows.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, LiteralString

from events.words import OPEN_LATEST
from ledger.acts import Act
from ledger.statements import COLUMNS, Statement, by_path, statement
from ledger.stores import postgres_schema
from ledger.stores.postgres_server import Server, only
from ledger.stores.shapes import LAST, PAGE, SHAPES

if TYPE_CHECKING:
    import psycopg

_ORDER: Final = "ORDER BY subject, latest, published, authority, seq"
_BELOW: Final = "subject > %s AND subject < %s"
_ACTS: Final = ", ".join(Act._fields)
_EVENT: Final = "SELECT notification_id, recorded_at, topic, state FROM stored_events"
_READ: Final = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
#: Rows that a stream fetches at a time.
_FETCH: Final = 5_000


class PostgresRows:
    """What questions read from a ledger, in the one transaction that it was opened with."""

    def __init__(self, url: str, *, also: Collection[str] = ()) -> None:
        """LedgerFault: why it cannot be opened; `also`: see `postgres_schema.check`."""
        self._server = Server(url)
        self._connection = self._server.connect()
        self._streams = 0
        try:
            with self.asking():
                self._connection.execute(_READ)
                postgres_schema.check(
                    self._connection, self._server.schema, name=self._server.name, also=also
                )
        except BaseException:
            self.close()
            raise

    @property
    def connection(self) -> "psycopg.Connection[Any]":
        """The connection that holds the transaction."""
        return self._connection

    @property
    def schema(self) -> str:
        """The schema that holds the ledger."""
        return self._server.schema

    def close(self) -> None:
        """Ends the transaction and lets go of the server."""
        import psycopg

        with suppress(psycopg.Error):
            self._connection.close()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Around what asks the server: its refusals as LedgerFault."""
        import psycopg

        try:
            yield
        except psycopg.Error as error:
            raise self._server.fault(error) from error

    def one(self, statement: LiteralString, *values: object) -> tuple[Any, ...] | None:
        """The first row that a query finds."""
        with self.asking():
            found: tuple[Any, ...] | None = self._connection.execute(
                statement, values, binary=True
            ).fetchone()
            return found

    def all(self, statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
        """All rows that a query finds."""
        with self.asking():
            return self._connection.execute(statement, values, binary=True).fetchall()

    def stream(self, statement: LiteralString, *values: object) -> Iterator[tuple[Any, ...]]:
        """The rows that a query finds, in memory that does not grow with them."""
        self._streams += 1
        with (
            self.asking(),
            self._connection.cursor(f"stream_{self._streams}", withhold=False) as cursor,
        ):
            cursor.itersize = _FETCH
            cursor.execute(statement, values, binary=True)
            while rows := cursor.fetchmany(_FETCH):
                yield from rows
                if len(rows) < _FETCH:
                    return

    def last_event(self, position: int) -> int | None:
        """When the event at `position` was recorded; None for position 0."""
        found = self.one(
            "SELECT recorded_at FROM stored_events WHERE notification_id = %s", position
        )
        return None if found is None else int(found[0])

    def size(self) -> int:
        """How many events the log holds."""
        found = self.one("SELECT max(notification_id) FROM stored_events")
        return 0 if found is None else int(found[0] or 0)

    def events(self, start: int, stop: int) -> Iterator[tuple[int, int, str, bytes]]:
        """(seq, recorded_at, type, stored state) of positions `start` to `stop`, both included."""
        statement = f"{_EVENT} WHERE notification_id BETWEEN %s AND %s ORDER BY notification_id"
        if stop - start < _FETCH:
            yield from self.all(statement, start, stop)
        else:
            yield from self.stream(statement, start, stop)

    def event(self, seq: int) -> tuple[int, int, str, bytes]:
        """The one at a position that is known to be there."""
        seq, recorded_at, kind, state = only(self.one(f"{_EVENT} WHERE notification_id = %s", seq))
        return seq, recorded_at, kind, state

    def changes_on(self, path: str, position: int) -> list[Statement]:
        """All rows of one path, in the order of DESIGN 5.2."""
        found = self.all(
            f"SELECT {COLUMNS} FROM changes WHERE subject = %s AND seq <= %s {_ORDER}",
            path,
            position,
        )
        return list(map(statement, found))

    def changes_below(self, path: str | None, position: int) -> Iterator[Statement]:
        """The rows of all paths below one, or of all there are: path by path, in code points."""
        # "0" follows "/" in Unicode: what lies between begins with the path and a slash.
        within, bounds = ("TRUE", ()) if path is None else (_BELOW, (f"{path}/", f"{path}0"))
        return map(
            statement,
            self.stream(
                f"SELECT {COLUMNS} FROM changes WHERE {within} AND seq <= %s {_ORDER}",
                *bounds,
                position,
            ),
        )

    def visible_below(
        self, path: str | None, position: int, *, known: int | None, floor: int
    ) -> Iterator[tuple[str, list[Statement]]]:
        """Each path below with those rows of it that are visible as written: known, ranking
        enough."""
        within, bounds = ("TRUE", ()) if path is None else (_BELOW, (f"{path}/", f"{path}0"))
        until = OPEN_LATEST if known is None else known
        return by_path(
            self.stream(
                f"SELECT {COLUMNS} FROM changes WHERE {within} AND seq <= %s AND authority >= %s "
                f"AND (published <= %s OR recorded_at <= %s) {_ORDER}",
                *bounds,
                position,
                floor,
                until,
                until,
            )
        )

    def paths(self, position: int) -> Iterator[str]:
        """Every path that a change names, in code points."""
        for (path,) in self.stream(
            "SELECT path FROM paths WHERE first_seq <= %s ORDER BY path", position
        ):
            yield path

    def shapes(self) -> list[str]:
        """The shapes of the paths of which a segment stands for any, each found by a seek."""
        found = self.all(SHAPES)
        return [shape for (shape,) in found]

    def shaped(self, shape: str, begin: str, after: str, position: int) -> list[str]:
        """Of the paths of a shape that a change names, below `begin` if it is one and after
        `after`, the first few, in code points."""
        bounds = (f"{begin}/", f"{begin}0") if begin else ("", LAST)
        found = self.all(
            "SELECT path FROM paths WHERE shape = %s AND path > %s AND path > %s AND path < %s"
            " AND first_seq <= %s ORDER BY path LIMIT %s",
            *(shape, after, *bounds, position, PAGE),
        )
        return [path for (path,) in found]

    def excepted(self, position: int) -> list[str]:
        """The paths that changes except, or corrections of them, in code points."""
        found = self.all(
            "SELECT DISTINCT path FROM exceptions WHERE seq <= %s ORDER BY path", position
        )
        return [path for (path,) in found]

    def paths_below(self, path: str | None) -> list[tuple[str, int]]:
        """Each path below one that a change names, or each there is, with the position of the
        first, by path."""
        within, bounds = (
            ("", ())
            if path is None
            else ("WHERE path > %s AND path < %s", (f"{path}/", f"{path}0"))
        )
        return self.all(f"SELECT path, first_seq FROM paths {within} ORDER BY path", *bounds)

    def sources(self, position: int) -> list[str]:
        """The names of the sources that had spoken by then, as written."""
        found = self.all(
            "SELECT DISTINCT name FROM sources WHERE first_seq <= %s ORDER BY name", position
        )
        return [name for (name,) in found]

    def begins(self, segment: str, position: int) -> bool:
        """Whether a recorded path, named or described, has it as its first segment."""
        bounds = (segment, f"{segment}/", f"{segment}0", position)
        found = self.one(
            "SELECT 1 FROM paths WHERE (path = %s OR path > %s AND path < %s) AND first_seq <= %s"
            " UNION ALL "
            "SELECT 1 FROM subjects WHERE (path = %s OR path > %s AND path < %s) AND seq <= %s"
            " LIMIT 1",
            *bounds,
            *bounds,
        )
        return found is not None

    def descriptions(
        self, position: int
    ) -> Iterator[tuple[str, str | None, str, str | None, str | None]]:
        """(path, title, aliases, titles, words; all but the title as JSON) by the latest
        description of each path."""
        yield from self.all(
            "SELECT DISTINCT ON (path) path, title, aliases, titles, words FROM subjects "
            "WHERE seq <= %s ORDER BY path, seq DESC",
            position,
        )

    def ceilings(self, position: int) -> Iterator[tuple[str, str]]:
        """(name, greatest authority) of each source that was limited by then, by name."""
        yield from self.all(
            "SELECT DISTINCT ON (name) name, ceiling FROM ceilings WHERE seq <= %s "
            "ORDER BY name, seq DESC",
            position,
        )

    def aliased(self, alias: str, position: int) -> list[str]:
        """The paths whose latest description gives them this alias."""
        found = self.all(
            "SELECT path FROM aliases AS a WHERE alias = %s AND seq = "
            "(SELECT max(seq) FROM subjects WHERE path = a.path AND seq <= %s) ORDER BY path",
            alias,
            position,
        )
        return [path for (path,) in found]

    def acts(self, position: int) -> list[Act]:
        """What the recorder corrected and retracted, up to a position."""
        found = self.all(f"SELECT {_ACTS} FROM acts WHERE seq <= %s ORDER BY seq", position)
        return list(map(Act._make, found))

    def announced_at(self, ids: Sequence[str]) -> Iterator[int]:
        """The positions of announcements."""
        for (seq,) in self.all("SELECT seq FROM announcements WHERE id = ANY(%s)", list(ids)):
            yield seq

    def naming(self, announcement: str, position: int) -> Iterator[int]:
        """The positions of what names changes of it by `of`: amendments, confirmations, and what
        the recorder told of their terms."""
        for (seq,) in self.all(
            "SELECT seq FROM changes WHERE of_announcement = %s AND seq <= %s UNION ALL "
            "SELECT seq FROM lapses WHERE of_announcement = %s AND seq <= %s",
            *(announcement, position) * 2,
        ):
            yield seq

    def of_recorder(self, type: str, position: int) -> Iterator[int]:
        """The positions of what the recorder did of one type, such as keys that were added."""
        for (seq,) in self.all(
            "SELECT notification_id FROM stored_events WHERE originator_id = '#' "
            "AND topic = %s AND notification_id <= %s",
            *(type, position),
        ):
            yield seq

    def lapses(self, position: int) -> Iterator[tuple[str, int, str, int]]:
        """(announcement, n, subject, until) of the terms that were told to have run out."""
        yield from self.stream(
            "SELECT of_announcement, of_n, subject, until FROM lapses WHERE seq <= %s", position
        )


def is_empty(url: str) -> bool:
    """Whether no tables of a ledger, nor any of their names, are in the schema of this URL."""
    server = Server(url)
    connection = server.connect()
    try:
        return postgres_schema.standing(connection, server.schema).word == "empty"
    finally:
        connection.close()


def schema_of(url: str) -> str:
    """The schema that a URL leads to. LedgerFault where the server cannot be reached."""
    server = Server(url)
    server.connect().close()
    return server.schema
