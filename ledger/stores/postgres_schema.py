"""What does a ledger's schema on PostgreSQL hold, and is this one of ours?

One ledger has one schema. The tables are those of ledger/stores/schema.py, column for column: text
is compared by code points everywhere (COLLATE "C"), and the position of an event has the name
under which the stock recorder of eventsourcing looks for it.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Final

from ledger.faults import LedgerFault
from ledger.stores.schema import DERIVED, VERSION, Standing, older

if TYPE_CHECKING:
    import psycopg

#: Of each ledger the versions that its tables have had: what tells a schema of ours by.
VERSIONS: Final = """\
CREATE TABLE ledger_versions (
  version integer PRIMARY KEY,
  made_at timestamptz NOT NULL DEFAULT clock_timestamp()
)"""

# Empty for ever. Who may lock it may append: a reader cannot, so none can keep writers waiting.
TURN: Final = "CREATE TABLE write_turn (held boolean)"

STORED_EVENTS: Final = """\
CREATE TABLE stored_events (
  notification_id bigint PRIMARY KEY,
  originator_id text COLLATE "C" NOT NULL,
  originator_version bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  state bytea NOT NULL,
  recorded_at bigint NOT NULL,
  hashes bytea NOT NULL CHECK (length(hashes) >= 32 AND length(hashes) % 32 = 0),
  UNIQUE (originator_id, originator_version)
)"""

CHANGES: Final = """\
CREATE TABLE changes (
  latest bigint NOT NULL,
  particularity integer NOT NULL,
  published bigint NOT NULL,
  authority integer NOT NULL,
  seq bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  recorded_at bigint NOT NULL,
  announcement text COLLATE "C" NOT NULL,
  n integer NOT NULL,
  earliest bigint NOT NULL,
  until bigint,
  of_announcement text COLLATE "C",
  of_n integer,
  said text COLLATE "C" NOT NULL,
  PRIMARY KEY (subject, latest, published, authority, seq)
)"""

ANNOUNCEMENTS: Final = """\
CREATE TABLE announcements (
  id text COLLATE "C" PRIMARY KEY,
  seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  recorded_at bigint NOT NULL,
  source text COLLATE "C" NOT NULL,
  authority text COLLATE "C" NOT NULL,
  party text COLLATE "C",
  published bigint NOT NULL,
  published_text text COLLATE "C" NOT NULL,
  title text COLLATE "C",
  url text COLLATE "C",
  language text COLLATE "C",
  zone text COLLATE "C" NOT NULL
)"""

ACTS: Final = """\
CREATE TABLE acts (
  seq bigint PRIMARY KEY,
  recorded_at bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  announcement text COLLATE "C",
  n integer,
  act_seq bigint,
  subject text COLLATE "C",
  fields text COLLATE "C",
  why text COLLATE "C" NOT NULL,
  recorder text COLLATE "C"
)"""

LAPSES: Final = """\
CREATE TABLE lapses (
  of_announcement text COLLATE "C" NOT NULL,
  of_n integer NOT NULL,
  subject text COLLATE "C" NOT NULL,
  until bigint NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (of_announcement, of_n, subject, until)
)"""

SUBJECTS: Final = """\
CREATE TABLE subjects (
  path text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  title text COLLATE "C",
  aliases text COLLATE "C" NOT NULL,
  titles text COLLATE "C",
  words text COLLATE "C",
  PRIMARY KEY (path, seq)
)"""

ALIASES: Final = """\
CREATE TABLE aliases (
  alias text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  path text COLLATE "C" NOT NULL,
  PRIMARY KEY (alias, seq)
)"""

PATHS: Final = """\
CREATE TABLE paths (
  path text COLLATE "C" PRIMARY KEY,
  first_seq bigint NOT NULL,
  shape text COLLATE "C"
)"""

EXCEPTIONS: Final = """\
CREATE TABLE exceptions (
  path text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  PRIMARY KEY (path, seq)
)"""

SOURCES: Final = """\
CREATE TABLE sources (
  name text COLLATE "C" NOT NULL,
  authority text COLLATE "C" NOT NULL,
  first_seq bigint NOT NULL,
  PRIMARY KEY (name, authority)
)"""

CEILINGS: Final = """\
CREATE TABLE ceilings (
  name text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  ceiling text COLLATE "C" NOT NULL,
  PRIMARY KEY (name, seq)
)"""

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
    "ceilings": CEILINGS,
    "exceptions": EXCEPTIONS,
}
INDEXES: Final = {
    "changes_by_id": "CREATE INDEX changes_by_id ON changes (announcement, n, subject)",
    "changes_by_seq": "CREATE UNIQUE INDEX changes_by_seq ON changes (seq)",
    "changes_by_of": "CREATE INDEX changes_by_of ON changes (of_announcement, of_n, subject)"
    " WHERE of_announcement IS NOT NULL",
    "acts_by_target": "CREATE INDEX acts_by_target ON acts (announcement, n)",
    "paths_by_shape": "CREATE INDEX paths_by_shape ON paths (shape) WHERE shape IS NOT NULL",
}

# The functions see only their own schema, whatever the session's search_path puts before it.
REFUSE: Final = """\
CREATE FUNCTION refuse_what_edits_the_log() RETURNS trigger LANGUAGE plpgsql
SET search_path = {schema}, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a stored event is never changed or deleted' USING ERRCODE = 'PL001';
END $$"""

ONLY_THE_NEXT: Final = """\
CREATE FUNCTION take_only_the_next() RETURNS trigger LANGUAGE plpgsql
SET search_path = {schema}, pg_temp AS $$
DECLARE
  position bigint := 0;
  recorded bigint;
  version bigint;
BEGIN
  SELECT notification_id, recorded_at INTO position, recorded
    FROM stored_events ORDER BY notification_id DESC LIMIT 1;
  IF NEW.notification_id IS DISTINCT FROM coalesce(position, 0) + 1 THEN
    RAISE EXCEPTION 'not the next position of the log' USING ERRCODE = 'PL001';
  END IF;
  IF NEW.recorded_at < recorded THEN
    RAISE EXCEPTION 'recorded before the last event' USING ERRCODE = 'PL001';
  END IF;
  SELECT max(originator_version) INTO version
    FROM stored_events WHERE originator_id = NEW.originator_id;
  IF NEW.originator_version IS DISTINCT FROM coalesce(version, 0) + 1 THEN
    RAISE EXCEPTION 'not the next version of its stream' USING ERRCODE = 'PL001';
  END IF;
  RETURN NEW;
END $$"""

#: Trigger -> when it fires, for what, and which function it calls.
TRIGGERS: Final = {
    "stored_events_are_never_edited": "BEFORE UPDATE OR DELETE ON stored_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_what_edits_the_log()",
    "stored_events_are_never_emptied": "BEFORE TRUNCATE ON stored_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_what_edits_the_log()",
    "stored_events_take_only_the_next": "BEFORE INSERT ON stored_events"
    " FOR EACH ROW EXECUTE FUNCTION take_only_the_next()",
}
FUNCTIONS: Final = {"refuse_what_edits_the_log": REFUSE, "take_only_the_next": ONLY_THE_NEXT}
#: Every table, in the order in which they are made.
TABLES: Final = {
    "ledger_versions": VERSIONS,
    "write_turn": TURN,
    "stored_events": STORED_EVENTS,
    **READ_MODEL,
}


def standing(connection: "psycopg.Connection[Any]", schema: str) -> Standing:
    """Whose tables a schema holds, by their names and version alone; reads only."""
    row = connection.execute("SELECT to_regclass('ledger_versions') IS NOT NULL").fetchone()
    if row is None or not row[0]:
        found = connection.execute(
            "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = %s AND c.relname = ANY(%s) LIMIT 1",
            (schema, list(TABLES)),
        ).fetchone()
        return Standing("empty" if found is None else "foreign", 0)
    row = connection.execute("SELECT max(version) FROM ledger_versions").fetchone()
    version = int(row[0] or 0) if row is not None else 0
    if version != VERSION:
        return Standing("newer" if version > VERSION else "older", version)
    return Standing("ours", version)


def newer(name: str, version: int) -> LedgerFault:
    """Why an older program leaves a ledger alone."""
    return LedgerFault(
        f"{name} is of a newer version of policy-ledger (its tables are version {version}, this "
        f"program knows {VERSION}): upgrade the program"
    )


def older_on_server(name: str, version: int) -> LedgerFault:
    """What to raise where the tables are of an older version."""
    return older(name, version, by="the owner of its tables")


def check(
    connection: "psycopg.Connection[Any]", schema: str, *, name: str, also: Collection[str] = ()
) -> None:
    """Raises LedgerFault unless the schema holds a ledger that this program knows.

    `also`: `older`, where nothing is asked but the log.
    """
    found = standing(connection, schema)
    if found.word == "ours" or found.word in also:
        return
    if found.word == "newer":
        raise newer(name, found.version)
    if found.word == "older":
        raise older_on_server(name, found.version)
    where = f"the schema {schema} of {name}"
    raise LedgerFault(
        {
            "empty": f"there is no ledger in {where}: make one with `ledger init`, or name "
            "yours with --ledger or POLICY_LEDGER_URL",
            "foreign": f"{where} holds tables of another program, not a ledger's",
        }[found.word]
    )


def make(connection: "psycopg.Connection[Any]", schema: str) -> None:
    """Make all tables, within the transaction that is open; `schema` is the current one."""
    from psycopg.sql import SQL, Identifier

    for statement in (*TABLES.values(), *INDEXES.values()):
        connection.execute(statement.encode())
    for statement in FUNCTIONS.values():
        connection.execute(SQL(statement).format(schema=Identifier(schema)))
    for name, rest in TRIGGERS.items():
        connection.execute(f"CREATE TRIGGER {name} {rest}".encode())
        # also in a session that plays the part of a replica
        connection.execute(f"ALTER TABLE stored_events ENABLE ALWAYS TRIGGER {name}".encode())
    connection.execute("INSERT INTO ledger_versions (version) VALUES (%s)", (VERSION,))


# Whose a table is, and what was granted on it to others.
_GRANTS: Final = """\
SELECT c.relname, c.relowner::regrole::text,
  CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
  string_agg(a.privilege_type, ', ')
FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) a ON a.grantee <> c.relowner
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)
GROUP BY 1, 2, 3"""


def remake(connection: "psycopg.Connection[Any]") -> None:
    """Make the read model's tables anew and empty, of whatever version they were.

    Each stays whose it was, with what was granted on it; one that was not there is like the others.
    """
    held: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for table, *rights in connection.execute(_GRANTS, (sorted(DERIVED),)).fetchall():
        owner, grantee, privileges = map(_text, rights)
        held.setdefault(_text(table) or "", []).append((owner or "", grantee, privileges))
    for table in DERIVED:
        found = connection.execute(
            "SELECT relkind FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
            "AND relname = %s",
            (table,),
        ).fetchone()
        if found is not None:
            kind = {"v": "VIEW", "m": "MATERIALIZED VIEW", "f": "FOREIGN TABLE"}.get(
                _text(found[0]) or "", "TABLE"
            )
            connection.execute(f"DROP {kind} {table}".encode())
    for statement in (*READ_MODEL.values(), *INDEXES.values()):
        connection.execute(statement.encode())
    others = next(iter(held.values()), [])
    for table in READ_MODEL:
        for owner, grantee, privileges in held.get(table, others):
            connection.execute(f"ALTER TABLE {table} OWNER TO {owner}".encode())
            if grantee is not None:
                connection.execute(f"GRANT {privileges} ON {table} TO {grantee}".encode())
    connection.execute(
        "INSERT INTO ledger_versions (version) VALUES (%s) ON CONFLICT DO NOTHING", (VERSION,)
    )


def _text(value: str | bytes | None) -> str | None:
    return value.decode() if isinstance(value, bytes) else value
