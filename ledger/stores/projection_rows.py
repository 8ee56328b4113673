"""How does a projection lie in a database, and what is it asked, in SQL?

A file beside a ledger has these tables, or a server beside the ledger's. An interval is
`[start, stop)`, in microseconds; the first begins where time does, the last has no stop. Its other
columns are the fields of a state, in their order.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.records import Cells
from ledger.stores import FoundRow

if TYPE_CHECKING:
    from ledger.stores.questions import Database

#: Of what is in the tables: another one is made anew.
FORMAT: Final = 1
#: The fields of a state, see ledger.projections.cells.
FIELDS: Final = (
    *("effect", "extent", "population", "value", "excepted", "otherwise", "since"),
    *("since_earliest", "held_since", "qualifier", "until", "afterwards", "lapsed", "authority"),
    *("source", "party", "published", "change", "seq", "inherited_from", "amended_by"),
    *("may_have_changed", "contested_by", "set_aside", "expectations", "scheduled"),
)
TABLES: Final[Mapping[str, str]] = {
    # One row: of which log it is, up to which position; `entry` is the hash of what stands there.
    "projection": """\
CREATE TABLE projection (
  format INTEGER NOT NULL,
  origin TEXT NOT NULL,
  position INTEGER NOT NULL,
  entry BLOB NOT NULL
) STRICT""",
    # Every subject that is listed; those that are not `kept` have too many intervals.
    "projection_subjects": """\
CREATE TABLE projection_subjects (
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  kept INTEGER NOT NULL
) STRICT""",
    # `turned`: whether more turns at its start than what is scheduled.
    "projection_intervals": """\
CREATE TABLE projection_intervals (
  subject INTEGER NOT NULL,
  start INTEGER NOT NULL,
  stop INTEGER,
  turned INTEGER NOT NULL,
  effect TEXT NOT NULL,
  extent TEXT,
  population TEXT,
  value TEXT,
  excepted TEXT,
  otherwise TEXT,
  since INTEGER,
  since_earliest INTEGER,
  held_since INTEGER,
  qualifier TEXT,
  until INTEGER,
  afterwards TEXT,
  lapsed INTEGER NOT NULL,
  authority TEXT,
  source TEXT,
  party TEXT,
  published INTEGER,
  change TEXT,
  seq INTEGER,
  inherited_from TEXT,
  amended_by TEXT,
  may_have_changed TEXT,
  contested_by TEXT,
  set_aside TEXT,
  expectations TEXT,
  scheduled TEXT,
  PRIMARY KEY (subject, start)
) WITHOUT ROWID, STRICT""",
    # The instants that what is said on a subject's own path names.
    "projection_moments": """\
CREATE TABLE projection_moments (
  subject INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (subject, at)
) WITHOUT ROWID, STRICT""",
}
#: Made once the tables are filled, which is faster.
INDEXES: Final[Mapping[str, str]] = {
    "projection_turns": """\
CREATE INDEX projection_turns ON projection_intervals (start) WHERE turned = 1""",
    "projection_expectations": """\
CREATE INDEX projection_expectations ON projection_intervals (start, stop)
  WHERE expectations IS NOT NULL""",
    "projection_by_moment": """\
CREATE INDEX projection_by_moment ON projection_moments (at, subject)""",
    "projection_left_out": """\
CREATE INDEX projection_left_out ON projection_subjects (path) WHERE kept = 0""",
}
#: From one path on, up to another that is no longer meant.
Bounds = tuple[str, str]
#: No path is outside.
WHOLE: Final[Bounds] = ("", "\U0010ffff")
_WITHIN: Final = "s.path >= ? AND s.path < ?"
_CELLS: Final = ", ".join(f"i.{name}" for name in FIELDS)
# Seeks, for each subject two: one for the last start, one for what begins there.
_STATES: Final = (
    f"SELECT s.path, {_CELLS} FROM projection_subjects AS s CROSS JOIN projection_intervals AS i"
    " WHERE i.subject = s.id AND i.start = (SELECT max(start) FROM projection_intervals"
    f" WHERE subject = s.id AND start <= ?) AND {_WITHIN} ORDER BY s.path"
)
_COLUMNS: Final = f"start, stop, turned, {', '.join(FIELDS)} FROM projection_intervals"
_INTERVALS: Final = (
    f"SELECT i.start, i.stop, i.turned, s.path, {_CELLS} FROM projection_subjects AS s"
    " CROSS JOIN projection_intervals AS i WHERE i.subject = s.id"
)
_MOMENTS: Final = "SELECT subject FROM projection_moments WHERE at >= ? AND at <= ?"
_TURNS: Final = (
    "SELECT subject FROM projection_intervals WHERE turned = 1 AND start >= ? AND start <= ?"
)
_EXPECTING: Final = (
    "SELECT subject FROM projection_intervals WHERE expectations IS NOT NULL AND start <= ?"
    " AND (stop > ? OR stop IS NULL)"
)


class ProjectionStamp(NamedTuple):
    """Of which log a projection is, up to which position, and the hash of the entry there."""

    format: int
    origin: str
    position: int
    entry: bytes


class SubjectCells(NamedTuple):
    """All that is kept of one subject: its intervals, None where they are too many, and the
    instants that its own path names."""

    path: str
    intervals: Sequence[Cells] | None
    moments: Sequence[int]


class ProjectionRows:
    """What is asked of a projection, and what is put into it, within one transaction."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._all, self._stream = database.all, database.stream
        #: Lets go of it.
        self.close = database.close

    def stamp(self) -> ProjectionStamp | None:
        """What it is of; None where that is not said once."""
        found = self._all("SELECT format, origin, position, entry FROM projection LIMIT 2")
        return ProjectionStamp._make(found[0]) if len(found) == 1 else None

    def count(self) -> int:
        """How many subjects are listed."""
        return int(self._all("SELECT count(*) FROM projection_subjects")[0][0])

    def states(self, at: int, bounds: Bounds) -> Iterator[FoundRow]:
        """(path, the fields of its state at an instant) of each that is kept, by path."""
        return self._stream(_STATES, at, *bounds)

    def intervals(self, bounds: Bounds) -> Iterator[FoundRow]:
        """(start, stop, turned, path, fields) of every interval, by path and start."""
        return self._stream(f"{_INTERVALS} AND {_WITHIN} ORDER BY s.path, i.start", *bounds)

    def subjects(self, bounds: Bounds) -> list[str]:
        """The paths that are listed, in code points."""
        sql = f"SELECT s.path FROM projection_subjects AS s WHERE {_WITHIN} ORDER BY s.path"
        return [path for (path,) in self._all(sql, *bounds)]

    def kept(self, path: str) -> SubjectCells | None:
        """All that is kept of one subject; None where it is not listed."""
        found = self._all("SELECT id, kept FROM projection_subjects WHERE path = ?", path)
        if not found:
            return None
        ((id, is_kept),) = found
        intervals = self._all(f"SELECT {_COLUMNS} WHERE subject = ? ORDER BY start", id)
        moments = self._all("SELECT at FROM projection_moments WHERE subject = ? ORDER BY at", id)
        return SubjectCells(path, intervals if is_kept else None, [at for (at,) in moments])

    def left_out(self) -> list[str]:
        """The paths of which the intervals are not kept."""
        return [
            path for (path,) in self._all("SELECT path FROM projection_subjects WHERE kept = 0")
        ]

    def moved(self, first: int, last: int) -> list[str]:
        """The paths that name an instant from one up to another, both included."""
        sql = f"SELECT path FROM projection_subjects WHERE id IN ({_MOMENTS})"
        return [path for (path,) in self._all(sql, first, last)]

    def coming(self, at: int, span: tuple[int, int], latest: int, bounds: Bounds) -> Iterator[str]:
        """The paths that name an instant from the first of a span up to the `latest`, of which the
        state turns within it, both ends included, or of which something is expected at `at`."""
        found = self._stream(
            f"SELECT s.path FROM projection_subjects AS s WHERE s.id IN ({_MOMENTS} UNION {_TURNS}"
            f" UNION {_EXPECTING}) AND {_WITHIN}",
            *(span[0], latest, *span, at, at, *bounds),
        )
        return (path for (path,) in found)
