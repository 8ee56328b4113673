"""What do the views of a ledger say on PostgreSQL, and what does each column mean there?

A view is compared by what the server shows of it, to the letter, since a bracket, a cast or the
name of a table before a column changes what it says; and by what it needs: tables of the ledger and
nothing that is not the server's own. What a server newer than these shows is not compared.
"""

from collections.abc import Iterator
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

from ledger.faults import Phrase
from ledger.stores import views
from ledger.stores.views import Dialect

if TYPE_CHECKING:
    import psycopg


def _instant(column: str) -> str:
    return (
        f"to_timestamp(({column} / 1000000)::double precision)"
        f" + make_interval(secs => ({column} % 1000000)::double precision"
        " / 1000000::double precision)"
    )


def _path(path: str) -> str:
    return "{" + path.replace(".", ",") + "}"


DIALECT: Final = Dialect(
    instant=_instant,
    cell=lambda column, path: f"({column}::jsonb #>> '{_path(path)}'::text[])",
    part=lambda column, path: f"({column}::jsonb #> '{_path(path)}'::text[])",
    state="convert_from(e.state, 'UTF8'::name)::jsonb",
    before=lambda id: f"split_part({id}, '#', 1)",
    names=lambda id: f"strpos({id}, '#') > 0",
    position="notification_id",
)
#: View -> its statement.
VIEWS: Final = views.statements(DIALECT)
_TAKEN_IN: Final = "When the ledger took it in."
_ACTED_ON: Final = (
    "Whether an act of the recorder names it: it was corrected or retracted, perhaps given back. "
    "The row is as it was recorded; ledger show tells what counts."
)
_OF_JSON: Final = "as JSON; null where there is none."
#: View -> column -> what it means; the view itself under "".
MEANINGS: Final = {
    "view_said": {
        "": "What was said: a row for each change, amendment or confirmation and each subject, as "
        "it was recorded. What amends a row is a row of its own, and what the recorder corrected "
        "or retracted is not applied: ledger at gives what held.",
        "seq": "Its position in the log.",
        "recorded_at": _TAKEN_IN,
        "announcement": "The id of the announcement that said it.",
        "change": "Its id, ANNOUNCEMENT#N.",
        "kind": "The word of the change: permitted, suspended, withdrawn …",
        "subject": "The path that it is about; what is below that path is meant too.",
        "effect": "What it claims: permitted, suspended, set, undetermined; null of what amends or "
        "confirms, ends a test, or is a note.",
        "extent": "On how many: full, partial, gradual, grayscale; null where there is no effect.",
        "value": "What it is set, permitted or suspended to, in the words of the source.",
        "percent": "Whom it reaches, in percent; null where that was not said.",
        "population": "Whom it reaches, in words; null where that was not said.",
        "earliest": "The first instant at which it may begin to hold; null: no first one is known.",
        "latest": "The last instant at which it begins to hold; null: no last one is known.",
        "qualifier": "The ~, ? or % of its date.",
        "until": "The end of its term, exclusive; null where it has none.",
        "afterwards": "What the source says follows the term.",
        "certainty": "stated, expected or conditional; null of what amends or confirms.",
        "condition": "On what it depends, where it is conditional.",
        "of_change": "The id of the change that it amends or confirms.",
        "excepts": f"Paths to which it does not apply, {_OF_JSON}",
        "replaces": f"Ids of changes whose place it takes, {_OF_JSON}",
        "source": "Who says it.",
        "authority": "Under which authority: binding, official, press, insider, third-party.",
        "party": "On whose side the source is; null where that was not said.",
        "published": "When it could be known; a day counts from its last second.",
        "amended": "Whether another row amends or confirms it for this subject.",
        "acted_on": _ACTED_ON,
    },
    "view_log": {
        "": "Every event of the log, as it is stored.",
        "seq": "Its position.",
        "recorded_at": _TAKEN_IN,
        "type": "What it is: announced, a change, an act of the recorder.",
        "announcement": "The id of the announcement that it is, belongs to or is about.",
        "change": "The id of the change that it is, or is about.",
        "subject": "The path that it is about.",
        "note": "What the recorder notes.",
        "quote": "What the source says, literally.",
        "why": "Why the recorder corrected or retracted.",
        "recorder": "Who recorded it; asserted.",
        "role": "The role of the server that appended it; null of older events.",
        "data": "All that is stored, as JSON; null where it cannot be read.",
    },
    "view_announcements": {
        "": "Every announcement, as it was recorded.",
        "id": "Its id.",
        "seq": "The position of the announcement itself.",
        "last_seq": "The position of the last of its changes.",
        "recorded_at": _TAKEN_IN,
        "source": "Who speaks.",
        "authority": "Under which authority: binding, official, press, insider, third-party.",
        "party": "On whose side the source is; null where that was not said.",
        "published": "When it could be known; a day counts from its last second.",
        "published_text": "The same as the source has it.",
        "title": "Its title.",
        "url": "Where it stands.",
        "language": "In which language it is.",
        "zone": "The time zone in which its bare dates are read.",
        "acted_on": _ACTED_ON,
    },
    "view_subjects": {
        "": "Every path that is known by name, with the latest description of each.",
        "path": "The path.",
        "first_seq": "The position at which it was named first.",
        "described_seq": "The position of its latest description; null where there is none.",
        "title": "What it is called.",
        "titles": f"What it is called by language, {_OF_JSON}",
        "aliases": f"Other names, {_OF_JSON}",
        "words": f"What its effects are called, {_OF_JSON}",
    },
}
#: View -> SHA-256 of what a server of version 15 shows of it, and one from 16 on, which leaves out
#: the table's name where there is one table alone.
SHOWN: Final = {
    "view_said": (
        "dbcaf1a467690dbedb87fa972d652c2e704735bef7ecbc59d1e79d6e46a17d23",
        "749d8c89c64c0f980efebd10062316c3eb2708017b795caedc6ea13386ae018c",
    ),
    "view_log": (
        "96f11fb3f7e471a748c25ab611a86538e7e73e430f6cf65b7820ce5b2af6f986",
        "0dcf014b41142edf70d9e6c1ab5cbdefe3d94ee8406d0e68a5ce436b3a3d0814",
    ),
    "view_announcements": (
        "930583f7eb982fad64248acef23caab99806cc72ce9f99515cc50d7f10b9684e",
        "2f6f4432516e896447dc667815c2794370eedeac9a9ceeb178c5a521577094cd",
    ),
    "view_subjects": (
        "aadfdb7e44276da581ec12fdd9e042fbcf35ed128acdc23019fbe36e90a6892d",
        "aadfdb7e44276da581ec12fdd9e042fbcf35ed128acdc23019fbe36e90a6892d",
    ),
}
#: The first server_version_num of which it is not known how it shows a view.
UNKNOWN: Final = 190_000
_FOUND: Final = """\
SELECT c.relname::text, coalesce(pg_get_viewdef(c.oid), ''),
  c.relkind = 'v' AND c.reloptions IS NULL AND c.relowner = (SELECT relowner FROM pg_class o
      WHERE o.relnamespace = c.relnamespace AND o.relname = 'stored_events'),
  EXISTS (SELECT FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass
    AND d.objid = r.oid AND d.refobjid >= 16384 LEFT JOIN pg_class t ON t.oid = d.refobjid
    AND d.refclassid = 'pg_class'::regclass
    WHERE r.ev_class = c.oid AND (d.refclassid <> 'pg_class'::regclass
      OR t.relnamespace <> c.relnamespace))
FROM pg_class c WHERE c.relnamespace = quote_ident(%s)::regnamespace AND c.relname = ANY(%s)"""


def differences(connection: "psycopg.Connection[Any]", place: str) -> Iterator[tuple[str, Phrase]]:
    """(view, what is not as the ledger made it)."""
    known = connection.info.server_version < UNKNOWN
    found = {
        name: (whole, foreign, not known or sha256(text.encode()).hexdigest() in SHOWN[name])
        for name, text, whole, foreign in connection.execute(_FOUND, (place, list(VIEWS)))
    }
    for view in VIEWS:
        if found.get(view) != (True, False, True):
            yield (
                view,
                Phrase("the view {name} is missing, or not as the ledger made it", name=view),
            )


def make(connection: "psycopg.Connection[Any]") -> None:
    """Make them, in the schema that is current, where there are none."""
    for view, statement in VIEWS.items():
        connection.execute(statement.encode())
        for column, words in MEANINGS[view].items():
            what = f"COLUMN {view}.{column}" if column else f"VIEW {view}"
            connection.execute(f"COMMENT ON {what} IS {_literal(words)}".encode())


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
