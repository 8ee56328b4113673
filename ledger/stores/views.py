"""Which views has a ledger for whoever asks it in SQL: in words and timestamps, as recorded?

Both stores have the same views with the same columns; what SQL says otherwise on each is in
`Dialect`. A row is what was said, as it was written: docs/views.md tells what each column means,
and what a reader has to apply. Their names begin with `view_`, since tables have the plain ones.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

from events.words import AUTHORITY, CLAIMS, PARTED, STARTS

_NO_YEAR: Final = 9_000_000_000_000_000_000


class Dialect(NamedTuple):
    """How SQL says it."""

    #: Microseconds as a timestamp.
    instant: Callable[[str], str]
    #: A text within JSON, by its path: `population.percent`.
    cell: Callable[[str, str], str]
    #: A list or an object within JSON.
    part: Callable[[str, str], str]
    #: The bytes of an event as JSON.
    state: str
    #: What stands before the last `#`, of an id; and whether it has one.
    before: Callable[[str], str]
    names: Callable[[str], str]
    #: The column in which the position stands.
    position: str


def _sqlite_instant(column: str) -> str:
    return (
        f"strftime('%Y-%m-%dT%H:%M:%S', ({column} - ({column} % 1000000 + 1000000) % 1000000)"
        f" / 1000000, 'unixepoch') || CASE WHEN {column} % 1000000 = 0 THEN 'Z' ELSE"
        f" printf('.%06dZ', ({column} % 1000000 + 1000000) % 1000000) END"
    )


def _sqlite_cell(column: str, path: str) -> str:
    return f"json_extract({column}, '$.{path}')" if path else column


SQLITE: Final = Dialect(
    instant=_sqlite_instant,
    cell=_sqlite_cell,
    part=_sqlite_cell,
    state="CAST(e.state AS TEXT)",
    before=lambda id: f"substr({id}, 1, instr({id}, '#') - 1)",
    names=lambda id: f"instr({id}, '#') > 0",
    position="rowid",
)


def _case(of: str, words: dict[str, str]) -> str:
    found = " ".join(f"WHEN {one} THEN {other}" for one, other in words.items())
    return f"CASE {of} {found} ELSE NULL END"


def columns(sql: Dialect) -> dict[str, dict[str, str]]:
    """View -> column -> what it is, in that SQL; the tables are named as in `SOURCES`."""
    instant, cell, part = sql.instant, sql.cell, sql.part
    kind = cell("c.said", "kind")
    authority = {str(rank): f"'{word}'" for rank, word in AUTHORITY.items()}
    effects, extents = {}, {}
    for word, (effect, extent) in CLAIMS.items():
        if effect is not None:
            chosen = f"COALESCE({cell('c.said', 'effect')}, '{effect}')"
            effects[f"'{word}'"] = chosen if word in STARTS else f"'{effect}'"
            few = f"CASE WHEN {part('c.said', 'population')} IS NULL THEN 'full' ELSE 'partial' END"
            extents[f"'{word}'"] = few if word in PARTED else f"'{extent}'"
    meant = f"COALESCE({', '.join(cell('e.data', each) for each in ('change', 'target', 'of'))})"
    return {
        "view_said": {
            "seq": "c.seq",
            "recorded_at": instant("c.recorded_at"),
            "announcement": "c.announcement",
            "change": "c.announcement || '#' || c.n",
            "kind": kind,
            "subject": "c.subject",
            "effect": _case(kind, effects),
            "extent": _case(kind, extents),
            "value": cell("c.said", "value"),
            "percent": cell("c.said", "population.percent"),
            "population": cell("c.said", "population.words"),
            # before and after every year that there is: open
            "earliest": _case("", {f"c.earliest > -{_NO_YEAR}": instant("c.earliest")}),
            "latest": _case("", {f"c.latest < {_NO_YEAR}": instant("c.latest")}),
            "qualifier": cell("c.said", "effective.qualifier"),
            "until": instant("c.until"),
            "afterwards": cell("c.said", "afterwards"),
            "certainty": cell("c.said", "certainty"),
            "condition": cell("c.said", "condition"),
            "of_change": "c.of_announcement || '#' || c.of_n",
            "excepts": part("c.said", "except"),
            "replaces": part("c.said", "replaces"),
            "source": cell("c.said", "source"),
            "authority": _case("c.authority", authority),
            "party": cell("c.said", "party"),
            "published": instant("c.published"),
            "amended": "EXISTS (SELECT 1 FROM changes a WHERE a.of_announcement = c.announcement"
            " AND a.of_n = c.n AND a.subject = c.subject)",
            "acted_on": "EXISTS (SELECT 1 FROM acts a WHERE a.announcement = c.announcement"
            " AND (a.n IS NULL OR a.n = c.n) AND (a.subject IS NULL OR a.subject = c.subject))",
        },
        "view_log": {
            "seq": "e.seq",
            "recorded_at": instant("e.recorded_at"),
            "type": "e.topic",
            "announcement": f"CASE WHEN e.topic = 'announced' THEN {cell('e.data', 'id')}"
            f" WHEN {sql.names(meant)} THEN {sql.before(meant)}"
            f" WHEN substr({cell('e.data', 'target')}, 1, 1) <> '@'"
            f" THEN {cell('e.data', 'target')} ELSE NULL END",
            "change": f"CASE WHEN {sql.names(meant)} THEN {meant} ELSE NULL END",
            "subject": f"COALESCE({cell('e.data', 'subject')}, {cell('e.data', 'path')})",
            "note": cell("e.data", "note"),
            "quote": cell("e.data", "quote"),
            "why": cell("e.data", "why"),
            "recorder": cell("e.data", "recorder"),
            "role": cell("e.data", "role"),
            "data": "e.data",
        },
        "view_announcements": {
            "id": "c.id",
            "seq": "c.seq",
            "last_seq": "c.last_seq",
            "recorded_at": instant("c.recorded_at"),
            "source": "c.source",
            "authority": "c.authority",
            "party": "c.party",
            "published": instant("c.published"),
            "published_text": "c.published_text",
            "title": "c.title",
            "url": "c.url",
            "language": "c.language",
            "zone": "c.zone",
            "acted_on": "EXISTS (SELECT 1 FROM acts a WHERE a.announcement = c.id)",
        },
        "view_subjects": {
            "path": "c.path",
            "first_seq": "c.first_seq",
            "described_seq": "s.seq",
            "title": "s.title",
            "titles": part("s.titles", ""),
            "aliases": part("s.aliases", ""),
            "words": part("s.words", ""),
        },
    }


def statements(sql: Dialect) -> dict[str, str]:
    """View -> the statement that makes it."""
    sources = {
        "view_said": "changes c",
        # an event that cannot be read has no data, once a rebuild has written down which it is
        "view_log": f"(SELECT l.{sql.position} AS seq, l.recorded_at, l.topic, CASE WHEN EXISTS"
        f" (SELECT 1 FROM acts a WHERE a.seq = l.{sql.position} AND a.kind = 'unreadable')"
        f" THEN NULL ELSE {sql.state.replace('e.', 'l.')} END AS data FROM stored_events l) e",
        "view_announcements": "announcements c",
        "view_subjects": "paths c LEFT JOIN subjects s ON s.path = c.path AND s.seq ="
        " (SELECT max(d.seq) AS max FROM subjects d WHERE d.path = c.path)",
    }
    return {
        view: f"CREATE VIEW {view} AS SELECT\n"
        + ",\n".join(
            f"  {what}" if what[1:] == f".{name}" else f"  {what} AS {name}"
            for name, what in found.items()
        )
        + f"\nFROM {sources[view]}"
        for view, found in columns(sql).items()
    }


#: View -> its statement on SQLite.
VIEWS: Final = statements(SQLITE)
