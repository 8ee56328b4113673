"""What does a ledger's SQLite file hold, and is this one of ours? Standard library only."""

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ledger.faults import IntegrityFault

#: "PLDG": what `file` and `PRAGMA application_id` tell our files by.
APPLICATION_ID: Final = 0x504C4447
#: The version of the tables. Migrations only add; an older program refuses a newer file.
VERSION: Final = 2
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

NEVER_UPDATED: Final = """\
CREATE TRIGGER stored_events_are_never_updated BEFORE UPDATE ON stored_events
BEGIN
  SELECT RAISE(ABORT, 'a stored event is never changed');
END"""

NEVER_DELETED: Final = """\
CREATE TRIGGER stored_events_are_never_deleted BEFORE DELETE ON stored_events
BEGIN
  SELECT RAISE(ABORT, 'a stored event is never deleted');
END"""

# It fires before conflicts are resolved, so INSERT OR REPLACE does not get past it.
ONLY_THE_NEXT: Final = """\
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
END"""

LOG: Final = (STORED_EVENTS, NEVER_UPDATED, NEVER_DELETED, ONLY_THE_NEXT)

# One row a subject, clustered in the order of DESIGN 5.2, so that an answer is a seek. Rows are
# as written: corrections and amendments are applied by who reads. Open ends are the sentinels of
# events.words; a change without a window has latest open and has_window 0. What takes few values,
# and those together, is one JSON array (ledger/rows.py), since each column of a row costs whoever
# reads thousands of them: docs/read-model.md.
CHANGES: Final = """\
CREATE TABLE changes (
  subject TEXT NOT NULL,
  latest INTEGER NOT NULL,
  published INTEGER NOT NULL,
  authority INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  announcement TEXT NOT NULL,
  n INTEGER NOT NULL,
  earliest INTEGER NOT NULL,
  until INTEGER,
  of_announcement TEXT,
  of_n INTEGER,
  said TEXT NOT NULL,
  PRIMARY KEY (subject, latest, published, authority, seq)
) WITHOUT ROWID, STRICT"""

CHANGES_BY_ID: Final = "CREATE INDEX changes_by_id ON changes (announcement, n, subject)"
# What amends or confirms a change; statements cost nothing here.
CHANGES_BY_OF: Final = """\
CREATE INDEX changes_by_of ON changes (of_announcement, of_n, subject)
  WHERE of_announcement IS NOT NULL"""

# Positions seq to last_seq are the announcement and all its changes.
ANNOUNCEMENTS: Final = """\
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
) WITHOUT ROWID, STRICT"""

# What the recorder corrected and retracted: act_seq where the target is an earlier act (@SEQ),
# announcement and perhaps n where it is one of those; fields is canonical JSON.
ACTS: Final = """\
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
) STRICT"""
ACTS_BY_TARGET: Final = "CREATE INDEX acts_by_target ON acts (announcement, n)"

# Terms that ran out and were told of by `ledger expire`; one that is prolonged may lapse again.
LAPSES: Final = """\
CREATE TABLE lapses (
  of_announcement TEXT NOT NULL,
  of_n INTEGER NOT NULL,
  subject TEXT NOT NULL,
  until INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (of_announcement, of_n, subject, until)
) WITHOUT ROWID, STRICT"""

# Every description, so that a cut can be honoured: the one that counts is a path's latest at or
# before the position read; an alias counts where it stands in that one.
SUBJECTS: Final = """\
CREATE TABLE subjects (
  path TEXT NOT NULL,
  seq INTEGER NOT NULL,
  title TEXT,
  aliases TEXT NOT NULL,
  PRIMARY KEY (path, seq)
) WITHOUT ROWID, STRICT"""

ALIASES: Final = """\
CREATE TABLE aliases (
  alias TEXT NOT NULL,
  path TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (alias, path, seq)
) WITHOUT ROWID, STRICT"""

# What is known by name, with the position that said it first.
PATHS: Final = """\
CREATE TABLE paths (
  path TEXT NOT NULL PRIMARY KEY,
  first_seq INTEGER NOT NULL
) WITHOUT ROWID, STRICT"""

SOURCES: Final = """\
CREATE TABLE sources (
  name TEXT NOT NULL PRIMARY KEY,
  first_seq INTEGER NOT NULL
) WITHOUT ROWID, STRICT"""

#: Table -> its statement: all that `ledger rebuild` empties and fills again.
READ_MODEL: Final = {
    "changes": CHANGES,
    "announcements": ANNOUNCEMENTS,
    "acts": ACTS,
    "lapses": LAPSES,
    "subjects": SUBJECTS,
    "aliases": ALIASES,
    "paths": PATHS,
    "sources": SOURCES,
}
INDEXES: Final = (CHANGES_BY_ID, CHANGES_BY_OF, ACTS_BY_TARGET)
STATEMENTS: Final = (*LOG, *READ_MODEL.values(), *INDEXES)


# Version 2 made one column, `said`, of twelve; nobody read `condition`.
_CHANGES_OF_1: Final = """\
CREATE TABLE changes (
  subject TEXT NOT NULL,
  latest INTEGER NOT NULL,
  published INTEGER NOT NULL,
  authority INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  announcement TEXT NOT NULL,
  n INTEGER NOT NULL,
  kind TEXT NOT NULL,
  effect TEXT,
  extent TEXT,
  percent TEXT,
  words TEXT,
  earliest INTEGER NOT NULL,
  qualifier TEXT,
  has_window INTEGER NOT NULL,
  until INTEGER,
  has_term INTEGER NOT NULL,
  afterwards TEXT,
  certainty TEXT,
  condition TEXT,
  of_announcement TEXT,
  of_n INTEGER,
  source TEXT NOT NULL,
  party TEXT,
  PRIMARY KEY (subject, latest, published, authority, seq)
) WITHOUT ROWID, STRICT"""
_SHOWN_OF_1: Final = """\
SELECT subject, latest, published, authority, seq, recorded_at, announcement, n, earliest, until,
  of_announcement, of_n,
  json_array(kind, effect, extent, afterwards, certainty, source, party, percent, words, qualifier,
    has_window, has_term) AS said
FROM main.changes"""

#: Earlier version -> table -> how that one made it, where it is made otherwise now.
EARLIER: Final[Mapping[int, Mapping[str, str]]] = {1: {"changes": _CHANGES_OF_1}}
#: Earlier version -> the statements by which a connection that may not write sees the tables as
#: they are now.
SHOWN: Final[Mapping[int, Sequence[str]]] = {1: (f"CREATE TEMP VIEW changes AS {_SHOWN_OF_1}",)}
#: Version -> the statements that bring the tables there from the version before it. They leave the
#: log alone, and what the read model says. Where one is added, STATEMENTS has what it makes too.
MIGRATIONS: Final[Mapping[int, Sequence[str]]] = {
    2: (
        f"CREATE TEMP TABLE changes_as_now AS {_SHOWN_OF_1}",
        "DROP TABLE main.changes",
        CHANGES,
        "INSERT INTO main.changes SELECT * FROM changes_as_now",
        CHANGES_BY_ID,
        CHANGES_BY_OF,
        "DROP TABLE temp.changes_as_now",
    ),
}


#: What to do with a damaged file: what it still shows is evidence, so nothing is put over it.
DAMAGED: Final = (
    "keep it as it is, with what lies beside it, and work with a backup (`ledger restore`), in "
    "another place"
)
#: So many bytes, from the beginning of a file, tell whose it is (sqlite.org/fileformat2.html).
HEADER: Final = 100
_MAGIC: Final = b"SQLite format 3\x00"
_MARK: Final = slice(68, 72)


def columns(table: str) -> list[str]:
    """The names of a table's columns, in order, from the statement that makes it."""
    lines = map(str.split, table.splitlines()[1:-1])
    return [words[0] for words in lines if words[0] not in ("PRIMARY", "UNIQUE")]


def stranger(header: bytes) -> str | None:
    """Why a file that begins so is no ledger of ours; None where it may be one.

    Asked before SQLite is let near it, which could turn its journal, make files beside it or
    recover them.
    """
    if not header:
        return "is an empty file, not a ledger"
    if not header.startswith(_MAGIC):
        return "is not a ledger, nor any SQLite database; it is left untouched"
    if int.from_bytes(header[_MARK], "big") != APPLICATION_ID:
        return "is the database of another program, not a ledger; it is left untouched"
    return None


class Difference(NamedTuple):
    """One thing in the schema that is not as we made it; `of_the_log`: not of the read model."""

    words: str
    of_the_log: bool


def altered(where: str, found: Sequence[Difference]) -> IntegrityFault:
    """What to raise where a ledger's schema is not as we made it, and what to do about it."""
    mended = not any(each.of_the_log for each in found)
    advice = (
        "`ledger rebuild` mends it"
        if mended
        else "keep it as it is, and restore a backup that is whole"
    )
    words = "; ".join(each.words for each in found)
    return IntegrityFault(f"{where} has been altered: {words}: {advice}")


class Standing(NamedTuple):
    """Whose database it is: `ours`, `empty`, `foreign`, `newer`, `older` or `altered`.

    `version` is its user_version; `differences` says what is not as this version makes it: of one
    that is newer or older there is something, unless the number alone is another.
    """

    word: str
    version: int
    differences: tuple[Difference, ...] = ()


def standing(connection: sqlite3.Connection) -> Standing:
    """Compares the whole schema with ours; reads only. sqlite3.DatabaseError: not a database."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if application != APPLICATION_ID:
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        unmarked = application == 0 and version == 0 and tables == 0
        return Standing("empty" if unmarked else "foreign", version)
    found = differences(connection)
    if version != VERSION:
        return Standing("newer" if version > VERSION else "older", version, found)
    return Standing("altered" if found else "ours", version, found)


def migrate(connection: sqlite3.Connection) -> None:
    """Bring older tables to this program's version, in one transaction: all of it, or nothing.

    Whoever else did so meanwhile did it whole. Where all tables are those of this version, the
    number was edited and is put right; a version that never was is left alone. sqlite3.Error: the
    file cannot be written.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        steps = range(version + 1, VERSION + 1)
        if steps and not differences(connection):
            connection.execute(f"PRAGMA user_version={VERSION}")
        elif all(step in MIGRATIONS for step in steps):
            _take(steps, connection)
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _take(steps: range, connection: sqlite3.Connection) -> None:
    for step in steps:
        for statement in MIGRATIONS[step]:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version={step}")


#: What ANALYZE makes, as SQLite writes it; there is no data in it.
_OF_ANALYZE: Final = (
    ("table", "sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"),
    ("table", "sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)"),
)


def differences(connection: sqlite3.Connection, version: int = VERSION) -> tuple[Difference, ...]:
    """What in the schema is missing, or not as that version made it; () where nothing is."""
    made = (*STATEMENTS, *EARLIER.get(version, {}).values())
    expected = {_named(statement): statement for statement in made}
    found: list[Difference] = []
    rows = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid")
    for kind, name, table, sql in rows.fetchall():
        if sql is None and kind == "index" and name.startswith(f"sqlite_autoindex_{table}_"):
            continue  # comes with a UNIQUE of a table that is itself compared
        if (kind, name, sql) in _OF_ANALYZE:
            continue
        wanted = expected.pop((kind, name), None)
        of_the_log = table not in READ_MODEL
        if wanted is None:
            found.append(Difference(f"the {kind} {name} is not the ledger's", of_the_log))
        elif wanted != sql:
            found.append(Difference(f"the {kind} {name} is not as the ledger made it", of_the_log))
    for (kind, name), statement in expected.items():
        found.append(Difference(f"the {kind} {name} is missing", statement in LOG))
    return tuple(found)


def _named(statement: str) -> tuple[str, str]:
    """Kind and name that a CREATE statement makes."""
    words = statement.replace("CREATE UNIQUE", "CREATE", 1).split(maxsplit=3)
    return words[1].lower(), words[2]
