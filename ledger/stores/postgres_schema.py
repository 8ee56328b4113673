"""What does a ledger's schema on PostgreSQL hold, and is this one of ours?

One ledger has one schema. The tables of the read model are those of ledger/stores/schema.py, column
for column: text is compared by code points everywhere (COLLATE "C"). The position of an event has
the name under which the stock recorder of eventsourcing looks for it.
"""

import re
from typing import TYPE_CHECKING, Final

from ledger.faults import Phrase
from ledger.stores import postgres_views, schema
from ledger.stores.postgres_functions import FUNCTIONS, identifier, signature
from ledger.stores.schema import Standing

if TYPE_CHECKING:
    from ledger.stores.postgres_server import Connection

#: Who can rebuild a ledger on a server, for messages.
KEEPER: Final = Phrase("the owner of its tables")

#: Columns of numbers that are small everywhere.
_SMALL: Final = ("particularity", "n", "of_n")
_KINDS: Final = {"TEXT": 'text COLLATE "C"', "INTEGER": "bigint", "BLOB": "bytea"}


def _rendered(statement: str) -> str:
    """A table of the read model as PostgreSQL has it."""

    def kind(column: re.Match[str]) -> str:
        small = column[1] in _SMALL or column.groups() == ("authority", "INTEGER")
        return f"  {column[1]} {'integer' if small else _KINDS[column[2]]}"

    columns, _, _ = statement.rpartition(")")
    return re.sub(r"^  (\w+) (TEXT|INTEGER)", kind, columns, flags=re.MULTILINE) + ")"


#: Table -> its statement: all that `ledger rebuild` empties and fills again.
READ_MODEL: Final = {name: _rendered(text) for name, text in schema.READ_MODEL.items()}
INDEXES: Final = (
    *(" ".join(statement.split()) for statement in schema.INDEXES),
    "CREATE UNIQUE INDEX changes_by_seq ON changes (seq)",
)

#: Trigger -> when it fires, for what, and which function it calls.
TRIGGERS: Final = {
    "stored_events_are_never_edited": "BEFORE UPDATE OR DELETE ON stored_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_what_edits_the_log()",
    "stored_events_are_never_emptied": "BEFORE TRUNCATE ON stored_events"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_what_edits_the_log()",
    "stored_events_take_only_the_next": "BEFORE INSERT ON stored_events"
    " FOR EACH ROW EXECUTE FUNCTION take_only_the_next()",
}
#: The functions that those call. They see only their own schema, whatever the session's search_path
#: puts before it.
GUARDS: Final = {
    "refuse_what_edits_the_log": """\
CREATE FUNCTION refuse_what_edits_the_log() RETURNS trigger LANGUAGE plpgsql
SET search_path = {schema}, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'a stored event is never changed or deleted' USING ERRCODE = 'PL001';
END $$""",
    "take_only_the_next": """\
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
END $$""",
}
#: Every table, in the order in which they are made.
TABLES: Final = {
    #: Of each ledger the versions that its tables have had: what tells a schema of ours by.
    "ledger_versions": """\
CREATE TABLE ledger_versions (
  version integer PRIMARY KEY,
  made_at timestamp with time zone NOT NULL DEFAULT clock_timestamp()
)""",
    # Empty for ever. Who may lock it may append: a reader cannot, so none can keep writers waiting.
    "write_turn": """\
CREATE TABLE write_turn (
  held boolean
)""",
    "stored_events": """\
CREATE TABLE stored_events (
  notification_id bigint PRIMARY KEY,
  originator_id text COLLATE "C" NOT NULL,
  originator_version bigint NOT NULL,
  topic text COLLATE "C" NOT NULL,
  state bytea NOT NULL,
  recorded_at bigint NOT NULL,
  hashes bytea NOT NULL CHECK (length(hashes) >= 32 AND length(hashes) % 32 = 0),
  UNIQUE (originator_id, originator_version)
)""",
    **READ_MODEL,
}


def standing(connection: "Connection", place: str) -> Standing:
    """Whose tables a schema holds, by their names and version alone; reads only."""
    ((ours, others),) = connection.execute(
        "SELECT to_regclass('ledger_versions') IS NOT NULL, EXISTS (SELECT FROM pg_class c"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = %s AND c.relname = ANY(%s))",
        (place, list(TABLES)),
    ).fetchall()
    if not ours:
        return Standing("foreign" if others else "empty", 0)
    ((found,),) = connection.execute("SELECT max(version) FROM ledger_versions").fetchall()
    return schema.of_version(int(found or 0))


def make(connection: "Connection", place: str) -> None:
    """Make all tables, within the transaction that is open; `place` is the current schema."""
    from psycopg.sql import SQL, Identifier

    for statement in (*TABLES.values(), *INDEXES):
        connection.execute(statement.encode())
    for statement in GUARDS.values():
        connection.execute(SQL(statement).format(schema=Identifier(place)))
    postgres_views.make(connection)
    for name, rest in TRIGGERS.items():
        connection.execute(f"CREATE TRIGGER {name} {rest}".encode())
        # also in a session that plays the part of a replica
        connection.execute(f"ALTER TABLE stored_events ENABLE ALWAYS TRIGGER {name}".encode())
    install(connection, place)
    connection.execute("INSERT INTO ledger_versions (version) VALUES (%s)", (schema.VERSION,))


_OWNER: Final = "SELECT relowner::regrole::text FROM pg_class WHERE oid = 'stored_events'::regclass"


def install(connection: "Connection", place: str) -> None:
    """Make them, or make them anew, as the owner of the tables has them; what is new is nobody's to
    call but the owner's."""
    ((owner,),) = connection.execute(_OWNER).fetchall()
    for name, function in FUNCTIONS.items():
        connection.execute(function.made(name, place).encode())
        called = f"{identifier(place)}.{signature(name)}"
        connection.execute(f"ALTER FUNCTION {called} OWNER TO {owner}".encode())
        connection.execute(f"REVOKE ALL ON FUNCTION {called} FROM PUBLIC".encode())


# Whose a table is, and what was granted on it to others.
_GRANTS: Final = """\
SELECT c.relname::text, c.relowner::regrole::text,
  CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END,
  string_agg(a.privilege_type, ', ')
FROM pg_class c LEFT JOIN LATERAL aclexplode(c.relacl) a ON a.grantee <> c.relowner
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)
GROUP BY 1, 2, 3"""
_KINDS_THERE: Final = """\
SELECT relname::text, CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
  WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END
FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY(%s)
ORDER BY relkind <> 'v'"""


def remake(connection: "Connection") -> None:
    """Make the read model's tables anew and empty, of whatever version they were, and the views.

    Each stays whose it was, with what was granted on it; one that was not there is like the others.
    """
    derived = (sorted(schema.DERIVED),)
    held: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for table, *rights in connection.execute(_GRANTS, derived).fetchall():
        held.setdefault(table, []).append(tuple(rights))
    for table, kind in connection.execute(_KINDS_THERE, derived).fetchall():
        connection.execute(f"DROP {kind} {table}".encode())
    for statement in (*READ_MODEL.values(), *INDEXES):
        connection.execute(statement.encode())
    postgres_views.make(connection)
    others = next((held[table] for table in READ_MODEL if table in held), [])
    for table in (*READ_MODEL, *postgres_views.VIEWS):
        for owner, grantee, privileges in held.get(table, others):
            connection.execute(f"ALTER TABLE {table} OWNER TO {owner}".encode())
            if grantee is not None:
                connection.execute(f"GRANT {privileges} ON {table} TO {grantee}".encode())
    connection.execute(
        "INSERT INTO ledger_versions (version) VALUES (%s) ON CONFLICT DO NOTHING",
        (schema.VERSION,),
    )
