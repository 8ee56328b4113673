"""How is a ledger's SQLite file opened for reading, and which rows does a question need?

Nothing here writes: the file is opened read-only, and one transaction holds for as long as it is
open, so that all that is read is of one moment. Standard library alone.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from os import path as files
from typing import Final

from events.words import OPEN_LATEST
from ledger.acts import Act
from ledger.faults import LedgerFault
from ledger.statements import COLUMNS, Statement, by_path, statement
from ledger.stores.schema import DAMAGED, HEADER, older, standing, stranger
from ledger.stores.shapes import LAST, PAGE, SHAPES

_ORDER: Final = "ORDER BY subject, latest, published, authority, seq"
_BELOW: Final = "subject > ? AND subject < ? AND"
_ACTS: Final = ", ".join(Act._fields)


def connect(target: str, *, also: Collection[str] = ()) -> sqlite3.Connection:
    """A read-only connection in its one transaction. LedgerFault: why it cannot be opened.

    `also`: `older`, where the log alone is read, whatever was derived from it; and `newer`, of
    tables that are ours but for the number.
    """
    if not files.exists(target):
        raise LedgerFault(f"no ledger at {target}: `ledger init` makes one, --ledger names another")
    if files.isdir(target):
        raise LedgerFault(f"{target} is a folder: name the ledger's file, such as policy.ledger")
    try:
        with open(target, "rb") as file:
            header = file.read(HEADER)
    except OSError as fault:
        raise LedgerFault(f"{target} cannot be opened: {fault.strerror}") from fault
    if why := stranger(header):  # SQLite, let near it, would make files beside it
        raise LedgerFault(f"{target} {why}")
    try:
        connection = _open(target, "mode=ro")
        try:
            return _begun(connection, target, also)
        except sqlite3.OperationalError as fault:
            connection.close()
            if not _folder_is_closed(fault) or _waiting(target):
                raise
            # Nobody can write here but by the files that WAL needs, and there are none: it is at
            # rest, and SQLite may read it without making them.
            return _begun(_open(target, "mode=ro&immutable=1"), target, also)
    except sqlite3.Error as fault:
        raise LedgerFault(_why(target, fault)) from fault


def _open(target: str, mode: str) -> sqlite3.Connection:
    # All that SQLite's URIs make of a name; urllib.parse takes longer to import than to answer.
    name = files.abspath(target).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{name}?{mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)


def _begun(
    connection: sqlite3.Connection, target: str, also: Collection[str]
) -> sqlite3.Connection:
    """The connection, once its file is known to be ours and its transaction has begun."""
    connection.execute("BEGIN")
    found = standing(connection)
    if found.word in ("ours", "altered"):
        return connection
    if found.word in also and (found.word == "older" or not found.differences):
        return connection
    connection.close()
    if found.word == "older":
        raise older(target, found.version)
    raise LedgerFault(
        {
            "empty": f"{target} is an empty database, no ledger: `ledger init` makes one elsewhere",
            "foreign": f"{target} is a database of another program, not a ledger",
            "newer": f"{target} was made by a newer version of policy-ledger (its tables have "
            f"version {found.version}): read it with that one",
        }[found.word]
    )


def _folder_is_closed(fault: sqlite3.Error) -> bool:
    return getattr(fault, "sqlite_errorname", "") in (
        "SQLITE_CANTOPEN",
        "SQLITE_READONLY_DIRECTORY",
        "SQLITE_READONLY_CANTINIT",
    )


def _waiting(target: str) -> bool:
    """Whether a write-ahead log beside the file holds what the file does not."""
    beside = f"{target}-wal"
    return files.exists(beside) and files.getsize(beside) > 0


def _why(target: str, fault: sqlite3.Error) -> str:
    name = getattr(fault, "sqlite_errorname", "")
    if name.startswith("SQLITE_NOTADB"):
        return f"{target} is not a ledger: not an SQLite database, or a damaged one"
    if name.startswith("SQLITE_CORRUPT"):
        return f"{target} is a damaged database ({fault}): {DAMAGED}"
    if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
        return f"{target} is locked by another program: try again when it is done"
    if _folder_is_closed(fault) and _waiting(target):
        return (
            f"{target} cannot be read where it lies: {target}-wal holds events that are not yet in "
            "it, and nothing can be written beside it; copy both files to a folder of your own"
        )
    return f"{target} cannot be opened: {fault}"


class SqliteRows:
    """What questions read from a ledger's file, in the one transaction that it was opened with."""

    def __init__(self, target: str) -> None:
        """LedgerFault: why it cannot be opened."""
        self._connection = connect(target)

    def close(self) -> None:
        """Ends the transaction and lets go of the file."""
        self._connection.close()

    def last_event(self, position: int) -> int | None:
        """When the event at `position` was recorded; None for position 0."""
        found = self._connection.execute(
            "SELECT recorded_at FROM stored_events WHERE rowid = ?", (position,)
        ).fetchone()
        return None if found is None else int(found[0])

    def size(self) -> int:
        """How many events the log holds."""
        found = self._connection.execute("SELECT max(rowid) FROM stored_events").fetchone()[0]
        return int(found or 0)

    def events(self, start: int, stop: int) -> Iterator[tuple[int, int, str, bytes]]:
        """(seq, recorded_at, type, stored state) of positions `start` to `stop`, both included."""
        return self._connection.execute(
            "SELECT rowid, recorded_at, topic, state FROM stored_events "
            "WHERE rowid BETWEEN ? AND ? ORDER BY rowid",
            (start, stop),
        )

    def event(self, seq: int) -> tuple[int, int, str, bytes]:
        """The one at a position that is known to be there."""
        found: tuple[int, int, str, bytes] = self._connection.execute(
            "SELECT rowid, recorded_at, topic, state FROM stored_events WHERE rowid = ?", (seq,)
        ).fetchone()
        return found

    def changes_on(self, path: str, position: int) -> list[Statement]:
        """All rows of one path, in the order of DESIGN 5.2."""
        found = self._connection.execute(
            f"SELECT {COLUMNS} FROM changes WHERE subject = ? AND seq <= ? {_ORDER}",
            (path, position),
        )
        return list(map(statement, found))

    def changes_below(self, path: str | None, position: int) -> Iterator[Statement]:
        """The rows of all paths below one, or of all there are: path by path, in code points."""
        # "0" follows "/" in Unicode: what lies between begins with the path and a slash.
        within, bounds = ("", ()) if path is None else (_BELOW, (f"{path}/", f"{path}0"))
        return map(
            statement,
            self._connection.execute(
                f"SELECT {COLUMNS} FROM changes WHERE {within} seq <= ? {_ORDER}",
                (*bounds, position),
            ),
        )

    def visible_below(
        self, path: str | None, position: int, *, known: int | None, floor: int
    ) -> Iterator[tuple[str, list[Statement]]]:
        """Each path below with those rows of it that are visible as written: known, ranking
        enough."""
        within, bounds = ("", ()) if path is None else (_BELOW, (f"{path}/", f"{path}0"))
        return by_path(
            self._connection.execute(
                f"SELECT {COLUMNS} FROM changes WHERE {within} seq <= ? AND authority >= ? "
                f"AND (published <= ? OR recorded_at <= ?) {_ORDER}",
                (*bounds, position, floor, *(OPEN_LATEST if known is None else known,) * 2),
            )
        )

    def paths(self, position: int) -> Iterator[str]:
        """Every path that a change names, in code points."""
        for (path,) in self._connection.execute(
            "SELECT path FROM paths WHERE first_seq <= ? ORDER BY path", (position,)
        ):
            yield path

    def shapes(self) -> list[str]:
        """The shapes of the paths of which a segment stands for any, each found by a seek."""
        found = self._connection.execute(SHAPES)
        return [shape for (shape,) in found]

    def shaped(self, shape: str, begin: str, after: str, position: int) -> list[str]:
        """Of the paths of a shape that a change names, below `begin` if it is one and after
        `after`, the first few, in code points."""
        bounds = (f"{begin}/", f"{begin}0") if begin else ("", LAST)
        found = self._connection.execute(
            "SELECT path FROM paths WHERE shape = ? AND path > ? AND path > ? AND path < ?"
            f" AND first_seq <= ? ORDER BY path LIMIT {PAGE}",
            (shape, after, *bounds, position),
        )
        return [path for (path,) in found]

    def excepted(self, position: int) -> list[str]:
        """The paths that changes except, or corrections of them, in code points."""
        found = self._connection.execute(
            "SELECT DISTINCT path FROM exceptions WHERE seq <= ? ORDER BY path", (position,)
        )
        return [path for (path,) in found]

    def paths_below(self, path: str | None) -> list[tuple[str, int]]:
        """Each path below one that a change names, or each there is, with the position of the
        first, by path."""
        within, bounds = (
            ("", ()) if path is None else ("WHERE path > ? AND path < ?", (f"{path}/", f"{path}0"))
        )
        found = self._connection.execute(
            f"SELECT path, first_seq FROM paths {within} ORDER BY path", bounds
        )
        return found.fetchall()

    def sources(self, position: int) -> list[str]:
        """The names of the sources that had spoken by then, as written."""
        found = self._connection.execute(
            "SELECT DISTINCT name FROM sources WHERE first_seq <= ? ORDER BY name", (position,)
        )
        return [name for (name,) in found]

    def begins(self, segment: str, position: int) -> bool:
        """Whether a recorded path, named or described, has it as its first segment."""
        return any(
            self._connection.execute(
                f"SELECT 1 FROM {table} WHERE (path = ?1 OR path > ?1 || '/' AND path < ?1 || '0') "
                f"AND {column} <= ?2 LIMIT 1",
                (segment, position),
            ).fetchone()
            for table, column in (("paths", "first_seq"), ("subjects", "seq"))
        )

    def descriptions(
        self, position: int
    ) -> Iterator[tuple[str, str | None, str, str | None, str | None]]:
        """(path, title, aliases, titles, words; all but the title as JSON) by the latest
        description of each path."""
        yield from self._connection.execute(
            "SELECT path, title, aliases, titles, words FROM subjects AS s WHERE seq = "
            "(SELECT max(seq) FROM subjects WHERE path = s.path AND seq <= ?) ORDER BY path",
            (position,),
        )

    def ceilings(self, position: int) -> Iterator[tuple[str, str]]:
        """(name, greatest authority) of each source that was limited by then, by name."""
        yield from self._connection.execute(
            "SELECT name, ceiling FROM ceilings AS c WHERE seq = "
            "(SELECT max(seq) FROM ceilings WHERE name = c.name AND seq <= ?) ORDER BY name",
            (position,),
        )

    def aliased(self, alias: str, position: int) -> list[str]:
        """The paths whose latest description gives them this alias."""
        found = self._connection.execute(
            "SELECT path FROM aliases AS a WHERE alias = ? AND seq = "
            "(SELECT max(seq) FROM subjects WHERE path = a.path AND seq <= ?) ORDER BY path",
            (alias, position),
        )
        return [path for (path,) in found]

    def acts(self, position: int) -> list[Act]:
        """What the recorder corrected and retracted, up to a position."""
        found = self._connection.execute(f"SELECT {_ACTS} FROM acts WHERE seq <= ?", (position,))
        return list(map(Act._make, found))

    def announced_at(self, ids: Sequence[str]) -> Iterator[int]:
        """The positions of announcements."""
        for identifier in ids:
            for (seq,) in self._connection.execute(
                "SELECT seq FROM announcements WHERE id = ?", (identifier,)
            ):
                yield seq

    def naming(self, announcement: str, position: int) -> Iterator[int]:
        """The positions of what names changes of it by `of`: amendments, confirmations, and what
        the recorder told of their terms."""
        for (seq,) in self._connection.execute(
            "SELECT seq FROM changes WHERE of_announcement = ?1 AND seq <= ?2 UNION ALL "
            "SELECT seq FROM lapses WHERE of_announcement = ?1 AND seq <= ?2",
            (announcement, position),
        ):
            yield seq

    def of_recorder(self, type: str, position: int) -> Iterator[int]:
        """The positions of what the recorder did of one type, such as keys that were added."""
        for (seq,) in self._connection.execute(
            "SELECT rowid FROM stored_events WHERE originator_id = '#' AND topic = ? "
            "AND rowid <= ?",
            (type, position),
        ):
            yield seq

    def lapses(self, position: int) -> Iterator[tuple[str, int, str, int]]:
        """(announcement, n, subject, until) of the terms that were told to have run out."""
        return self._connection.execute(
            "SELECT of_announcement, of_n, subject, until FROM lapses WHERE seq <= ?", (position,)
        )
