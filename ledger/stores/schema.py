"""What do a ledger's tables hold, and is this SQLite file one of ours? Standard library only.

The tables as SQLite has them; `ledger.stores.postgres_schema` says them in PostgreSQL's words.
"""

import sqlite3
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from ledger.faults import IntegrityFault, LedgerFault, OlderTables, Phrase, together
from ledger.sayings.language import message

#: "PLDG": what `file` and `PRAGMA application_id` tell our files by.
APPLICATION_ID: Final = 0x504C4447
#: The version of the tables. A file of another one is not read: what is older is derived anew from
#: its log, by `ledger rebuild`, and what is newer is left to a newer program.
VERSION: Final = 4
#: STRICT tables.
OLDEST_SQLITE: Final = (3, 37, 0)

# The column is named rowid so that the stock recorder of eventsourcing finds its notification id
# under that name, and so that VACUUM cannot renumber what is hashed and proved.
STORED_EVENTS: Final = """\
CREATE TABLE stored_events (
  rowid INTEGER PRIMARY KEY,
  originator_id TEXT NOT NULL,
  originator_version INTEGER NOT NULL,
  topic TEXT NOT NULL,
  state BLOB NOT NULL,
  recorded_at INTEGER NOT NULL,
  hashes BLOB NOT NULL CHECK (length(hashes) >= 32 AND length(hashes) % 32 = 0),
  seq INTEGER GENERATED ALWAYS AS (rowid) VIRTUAL,
  UNIQUE (originator_id, originator_version)
) STRICT"""

LOG: Final = (
    STORED_EVENTS,
    """\
CREATE TRIGGER stored_events_are_never_updated BEFORE UPDATE ON stored_events
BEGIN
  SELECT RAISE(ABORT, 'a stored event is never changed');
END""",
    """\
CREATE TRIGGER stored_events_are_never_deleted BEFORE DELETE ON stored_events
BEGIN
  SELECT RAISE(ABORT, 'a stored event is never deleted');
END""",
    # It fires before conflicts are resolved, so INSERT OR REPLACE does not get past it.
    """\
CREATE TRIGGER stored_events_take_only_the_next BEFORE INSERT ON stored_events
BEGIN
  SELECT RAISE(ABORT, 'not the next position of the log')
    WHERE NEW.rowid IS NOT (SELECT coalesce(max(rowid), 0) + 1 FROM stored_events);
  SELECT RAISE(ABORT, 'not the next version of its stream')
    WHERE NEW.originator_version IS NOT (
      SELECT coalesce(max(originator_version), 0) + 1 FROM stored_events
      WHERE originator_id = NEW.originator_id);
  SELECT RAISE(ABORT, 'recorded before the last event')
    WHERE NEW.recorded_at < (SELECT recorded_at FROM stored_events ORDER BY rowid DESC LIMIT 1);
END""",
)

#: Table -> its statement: all that `ledger rebuild` empties and fills again.
READ_MODEL: Final = {
    # One row a subject, clustered in the order of DESIGN 5.2, so that an answer is a seek. Rows are
    # as written: who reads applies corrections and amendments. Open ends are the sentinels of
    # events.words; a change without a window has latest open. What takes few values, and those
    # together, is one JSON object (ledger/statements.py), since each column of a row costs whoever
    # reads thousands of them: docs/read-model.md.
    "changes": """\
CREATE TABLE changes (
  latest INTEGER NOT NULL,
  particularity INTEGER NOT NULL,
  published INTEGER NOT NULL,
  authority INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  subject TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  announcement TEXT NOT NULL,
  n INTEGER NOT NULL,
  earliest INTEGER NOT NULL,
  until INTEGER,
  of_announcement TEXT,
  of_n INTEGER,
  said TEXT NOT NULL,
  PRIMARY KEY (subject, latest, published, authority, seq)
) WITHOUT ROWID, STRICT""",
    # Positions seq to last_seq are the announcement and all its changes.
    "announcements": """\
CREATE TABLE announcements (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  last_seq INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  source TEXT NOT NULL,
  authority TEXT NOT NULL,
  party TEXT,
  published INTEGER NOT NULL,
  published_text TEXT NOT NULL,
  title TEXT,
  url TEXT,
  language TEXT,
  zone TEXT NOT NULL
) WITHOUT ROWID, STRICT""",
    # What the recorder corrected and retracted: act_seq where the target is an earlier act (@SEQ),
    # announcement and perhaps n where it is one of those; fields is canonical JSON.
    "acts": """\
CREATE TABLE acts (
  seq INTEGER PRIMARY KEY,
  recorded_at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  announcement TEXT,
  n INTEGER,
  act_seq INTEGER,
  subject TEXT,
  fields TEXT,
  why TEXT NOT NULL,
  recorder TEXT
) STRICT""",
    # Terms that ran out and were told of by `ledger expire`; one that is prolonged may lapse again.
    "lapses": """\
CREATE TABLE lapses (
  of_announcement TEXT NOT NULL,
  of_n INTEGER NOT NULL,
  subject TEXT NOT NULL,
  until INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (of_announcement, of_n, subject, until)
) WITHOUT ROWID, STRICT""",
    # Every description, so that a cut can be honoured: the one that counts is a path's latest at or
    # before the position read; an alias counts where it stands in that one. Titles by language and
    # words by effect are canonical JSON, null where there are none.
    "subjects": """\
CREATE TABLE subjects (
  path TEXT NOT NULL,
  seq INTEGER NOT NULL,
  title TEXT,
  aliases TEXT NOT NULL,
  titles TEXT,
  words TEXT,
  PRIMARY KEY (path, seq)
) WITHOUT ROWID, STRICT""",
    # An event gives aliases to one path, which is in no key beside an alias: an index row of
    # PostgreSQL has no room for both at their longest.
    "aliases": """\
CREATE TABLE aliases (
  alias TEXT NOT NULL,
  seq INTEGER NOT NULL,
  path TEXT NOT NULL,
  PRIMARY KEY (alias, seq)
) WITHOUT ROWID, STRICT""",
    # What is known by name, with the position that said it first.
    "paths": """\
CREATE TABLE paths (
  path TEXT NOT NULL PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  shape TEXT
) WITHOUT ROWID, STRICT""",
    # With every authority under which a source spoke.
    "sources": """\
CREATE TABLE sources (
  name TEXT NOT NULL,
  authority TEXT NOT NULL,
  first_seq INTEGER NOT NULL,
  PRIMARY KEY (name, authority)
) WITHOUT ROWID, STRICT""",
    # Every limit of a source, as descriptions: its latest counts.
    "ceilings": """\
CREATE TABLE ceilings (
  name TEXT NOT NULL,
  seq INTEGER NOT NULL,
  ceiling TEXT NOT NULL,
  PRIMARY KEY (name, seq)
) WITHOUT ROWID, STRICT""",
    # Paths that changes except, and that corrections of such lists name.
    "exceptions": """\
CREATE TABLE exceptions (
  path TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (path, seq)
) WITHOUT ROWID, STRICT""",
}
INDEXES: Final = (
    "CREATE INDEX changes_by_id ON changes (announcement, n, subject)",
    # What amends or confirms a change; statements cost nothing here.
    """\
CREATE INDEX changes_by_of ON changes (of_announcement, of_n, subject)
  WHERE of_announcement IS NOT NULL""",
    "CREATE INDEX acts_by_target ON acts (announcement, n)",
    # Which segments of a path stand for any, where one does: so those that cover a subject are
    # looked up by the shapes that there are.
    "CREATE INDEX paths_by_shape ON paths (shape) WHERE shape IS NOT NULL",
)
#: Tables in which the first of a name stays: of what is known by name, and of announcements, of
#: which a recorder on a server may have appended one twice.
ONCE: Final = frozenset({"paths", "sources", "announcements"})
STATEMENTS: Final = (*LOG, *READ_MODEL.values(), *INDEXES)
#: What whoever asks in SQL has besides (ledger/stores/views.py); nothing of ours reads it.
VIEW_NAMES: Final = ("view_said", "view_log", "view_announcements", "view_subjects")
#: The names that tables and views of the read model have, or had in an earlier version: those that
#: `ledger rebuild` drops, whatever is in them. One that a version gives up stays here.
DERIVED: Final = frozenset((*READ_MODEL, *VIEW_NAMES))
#: What to do with a damaged file: what it still shows is evidence, so nothing is put over it.
DAMAGED: Final = Phrase(
    "keep it as it is, with what lies beside it, and work with a backup (`ledger restore`), in "
    "another place"
)
_CLAIMED: Final = message("it says that its tables are of version {version}, and {really}")
#: What a schema holds.
KINDS: Final = {
    str(each): each
    for each in (Phrase("table"), Phrase("index"), Phrase("trigger"), Phrase("view"))
}


def columns(table: str) -> list[str]:
    """The names of a table's columns, in order, from the statement that makes it."""
    lines = map(str.split, table.splitlines()[1:-1])
    return [words[0] for words in lines if words[0] not in ("PRIMARY", "UNIQUE")]


class Alteration(NamedTuple):
    """One thing in the schema that is not as we made it; `of_the_log`: not of the read model."""

    words: Phrase
    of_the_log: bool


class Standing(NamedTuple):
    """Whose database it is: `ours`, `empty`, `foreign`, `newer`, `older` or `altered`.

    `version` is that of its tables, by its own word; `differences` says what is not as this
    version makes it: of one that is newer or older there is something, unless the number alone is
    another.
    """

    word: str
    version: int
    differences: tuple[Alteration, ...] = ()

    def of_the_log(self) -> tuple[Alteration, ...]:
        """What is not as it should be, and cannot be derived from anything."""
        return tuple(each for each in self.differences if each.of_the_log)

    def outdated(self) -> bool:
        """Whether its read model is laid out as in an older version."""
        return self.word == "older" and self.edited() is None

    def edited(self) -> Alteration | None:
        """What to say of a version that its tables do not have; None where they may have it."""
        if self.version == VERSION:
            return None
        if not self.differences:
            really = Phrase("they are those of version {ours}", ours=VERSION)
        elif self.version < 1:
            really = Phrase("no version has them")
        else:
            return None
        words = Phrase(_CLAIMED, version=self.version, really=really)
        return Alteration(words, of_the_log=self.version > VERSION)


def of_version(version: int, found: tuple[Alteration, ...] = ()) -> Standing:
    """How tables of a version stand, of which this is not as ours."""
    if version == VERSION:
        return Standing("altered" if found else "ours", version, found)
    return Standing("newer" if version > VERSION else "older", version, found)


def nowhere(place: str) -> LedgerFault:
    """What to raise where there is no ledger; `place`: such as `at FILE`."""
    return LedgerFault(f"no ledger {place}: `ledger init` makes one, --ledger names another")


def check(
    found: Standing,
    where: str,
    *,
    place: str = "",
    also: Collection[str] = (),
    by: Phrase | str = "",
) -> None:
    """Raises LedgerFault unless it is a ledger that this program may read.

    `also`: `older`, where the log alone is read, whatever was derived from it; and `newer`, of
    tables that are ours but for the number; `by`: whom it can be rebuilt.
    """
    if found.word == "empty":
        raise nowhere(place)
    if found.word == "foreign":
        _, _, there = place.partition(" ")
        raise LedgerFault(f"{there} holds tables of another program, not a ledger's")
    if found.word == "newer" and (found.differences or found.word not in also):
        raise LedgerFault(
            f"{where} is of a newer version of policy-ledger (its tables are version "
            f"{found.version}, this program knows {VERSION}): upgrade the program"
        )
    if found.word == "older" and found.word not in also:
        rebuilt = Phrase("`ledger rebuild` makes them anew from the log")
        if by:
            rebuilt = Phrase("`ledger rebuild`, run by {who}, makes them anew from the log", who=by)
        raise OlderTables(
            "{where} has tables of version {version}, older than this program's {ours}: {rebuilt}",
            where=where,
            version=found.version,
            ours=VERSION,
            rebuilt=rebuilt,
        )


def check_to_write(
    found: Standing, where: str, *, place: str, rebuild: bool, by: Phrase | str = ""
) -> None:
    """Raises LedgerFault unless it may be appended to; IntegrityFault where it was altered.

    `rebuild` lets pass what `ledger rebuild` can mend: a read model that is not as we made it, or
    was made by an older version.
    """
    mended = rebuild or found.word == "older"
    broken = found.of_the_log() if mended else found.differences
    if broken and found.word in ("ours", "older", "altered"):
        advice = Phrase("keep it as it is, and restore a backup that is whole")
        if not any(each.of_the_log for each in broken):
            advice = Phrase("`ledger rebuild` mends it")
        raise IntegrityFault(
            "{where} has been altered: {words}: {advice}",
            where=where,
            words=together([each.words for each in broken]),
            advice=advice,
        )
    check(found, where, place=place, also=("older",) if rebuild else (), by=by)


def standing(connection: sqlite3.Connection, views: Mapping[str, str] | None = None) -> Standing:
    """Compares the whole schema with ours; reads only. sqlite3.DatabaseError: not a database.

    Without the `views` as this version makes them, ours are passed over: who answers does not read
    them.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        return Standing("foreign", version)
    return of_version(version, differences(connection, views))


#: What ANALYZE makes, as SQLite writes it; there is no data in it.
_OF_ANALYZE: Final = (
    ("table", "sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    ("table", "sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
)


def differences(
    connection: sqlite3.Connection, views: Mapping[str, str] | None = None
) -> tuple[Alteration, ...]:
    """What in the schema is missing, or not as this version makes it; () where nothing is. Without
    `views` ours are passed over."""
    statements = (*STATEMENTS, *(() if views is None else views.values()))
    expected = {_named(statement): statement for statement in statements}
    found: list[Alteration] = []
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid")
    for kind, name, table, sql in rows.fetchall():
        if sql is None and kind == "index" and name.startswith(f"sqlite_autoindex_{table}_"):
            continue  # comes with a UNIQUE of a table that is itself compared
        if (kind, name, sql) in _OF_ANALYZE:
            continue
        if views is None and kind == "view" and name in VIEW_NAMES:
            continue
        wanted = expected.pop((kind, name), None)
        of_the_log = table not in DERIVED
        if wanted is None:
            found.append(Alteration(foreign(kind, name), of_the_log))
        elif wanted != sql:
            found.append(Alteration(changed(kind, name), of_the_log))
    for (kind, name), statement in expected.items():
        found.append(Alteration(missing(kind, name), statement in LOG))
    return tuple(found)


def foreign(kind: str, name: str) -> Phrase:
    """That something in a schema is none of ours."""
    return Phrase("the {kind} {name} is not the ledger's", kind=KINDS.get(kind, kind), name=name)


def changed(kind: str, name: str) -> Phrase:
    """That something in a schema is ours no more."""
    return Phrase("the {kind} {name} is not as the ledger made it", kind=KINDS[kind], name=name)


def missing(kind: str, name: str) -> Phrase:
    """That something of ours is not in a schema."""
    return Phrase("the {kind} {name} is missing", kind=KINDS[kind], name=name)


def _named(statement: str) -> tuple[str, str]:
    """Kind and name that a CREATE statement makes."""
    words = statement.replace("CREATE UNIQUE", "CREATE", 1).split(maxsplit=3)
    return words[1].lower(), words[2]
