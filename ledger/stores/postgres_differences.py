"""What in a ledger's schema on PostgreSQL is missing, changed or not ours?

Compared by the server's own catalogue: columns, keys, indexes, triggers and what they call, and
all that could make a table say something else than it holds. An index that only makes reading
faster is nobody's fault.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ledger.stores import postgres_schema as ours
from ledger.stores.schema import DERIVED, Difference

if TYPE_CHECKING:
    import psycopg

    Connection = psycopg.Connection[Any]

_COLUMNS: Final = """\
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  coalesce(l.collname, '') = 'C'
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_collation l ON l.oid = a.attcollation
WHERE n.nspname = %s AND c.relname = ANY(%s) ORDER BY c.relname, a.attnum"""
_INDEXES: Final = """\
SELECT c.relname, i.indisunique, i.indisvalid AND i.indisready, coalesce(t.conname, ''),
  ARRAY(SELECT coalesce(a.attname, '') FROM unnest(i.indkey) WITH ORDINALITY AS k (n, at)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY at)::text[],
  coalesce(pg_get_expr(i.indpred, i.indrelid), '')
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_constraint t ON t.conindid = i.indexrelid AND t.contype IN ('p', 'u')
WHERE n.nspname = %s AND c.relname = ANY(%s)"""
_TRIGGERS: Final = """\
SELECT c.relname, t.tgname, t.tgenabled::text, t.tgtype::integer, p.proname,
  p.pronamespace = c.relnamespace AND t.tgqual IS NULL AND t.tgnargs = 0
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_proc p ON p.oid = t.tgfoid
WHERE n.nspname = %s AND c.relname = ANY(%s) AND NOT t.tgisinternal"""
_FUNCTIONS: Final = """\
SELECT p.proname, p.prosrc, coalesce(array_to_string(p.proconfig, ';'), ''), l.lanname,
  p.provolatile::text, p.prosecdef
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname = %s AND p.proname = ANY(%s)"""
# Views, rules, policies, parents and children, unlogged tables: what could stand in its place.
_STRANGE: Final = """\
SELECT c.relname, 'is no plain, logged table' FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s)
    AND (c.relkind <> 'r' OR c.relpersistence <> 'p')
UNION ALL SELECT c.relname, 'has row security' FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s) AND c.relrowsecurity
UNION ALL SELECT tablename, 'has the rule ' || rulename FROM pg_rules
  WHERE schemaname = %(schema)s AND tablename = ANY(%(tables)s)
UNION ALL SELECT c.relname, 'inherits or is inherited from' FROM pg_inherits h
  JOIN pg_class c ON c.oid IN (h.inhrelid, h.inhparent)
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s)
UNION ALL SELECT c.relname, 'has the constraint ' || t.conname FROM pg_constraint t
  JOIN pg_class c ON c.oid = t.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = %(schema)s AND c.relname = ANY(%(tables)s)
    AND t.contype IN ('c', 'f', 'x') AND t.conname <> 'stored_events_hashes_check'"""
#: pg_trigger.tgtype: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
_TYPES: Final = {
    "stored_events_are_never_edited": 2 + 8 + 16,
    "stored_events_are_never_emptied": 2 + 32,
    "stored_events_take_only_the_next": 1 + 2 + 4,
}


def differences(connection: "Connection", schema: str) -> tuple[Difference, ...]:
    """What is not as `postgres_schema.make` makes it; () where nothing is."""
    return tuple(
        Difference(words, table not in DERIVED)
        for table, words in (
            *_tables(connection, schema),
            *_indexes(connection, schema),
            *_triggers(connection, schema),
            *_strange(connection, schema),
        )
    )


def _tables(connection: "Connection", schema: str) -> Iterator[tuple[str, str]]:
    found: dict[str, list[tuple[str, str, bool, bool]]] = {}
    for table, name, kind, required, in_order in connection.execute(
        _COLUMNS, (schema, list(ours.TABLES))
    ).fetchall():
        found.setdefault(table, []).append((name, kind, required, in_order))
    for table, statement in ours.TABLES.items():
        if table not in found:
            yield table, f"the table {table} is missing"
        elif found[table] != columns(statement):
            yield table, f"the table {table} is not as the ledger made it"


def _indexes(connection: "Connection", schema: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(_INDEXES, (schema, list(ours.TABLES))).fetchall()
    found = {
        (table, bool(unique), tuple(names), predicate)
        for table, unique, valid, _, names, predicate in rows
        if valid
    }
    expected = {key for table, text in ours.TABLES.items() for key in keys(table, text)}
    expected |= {_index(statement) for statement in ours.INDEXES}
    for index in sorted(expected - found, key=str):
        yield index[0], f"an index of {index[0]}, on {', '.join(index[2])}, is missing"
    for index in sorted(found - expected, key=str):
        if index[1]:
            yield index[0], f"a unique index of {index[0]}, on {', '.join(index[2])}, is not ours"


def _triggers(connection: "Connection", schema: str) -> Iterator[tuple[str, str]]:
    expected = dict(_TYPES)
    for table, name, enabled, kind, function, plain in connection.execute(
        _TRIGGERS, (schema, list(ours.TABLES))
    ).fetchall():
        wanted = expected.pop(name, None)
        if wanted is None:
            yield table, f"the trigger {name} is not the ledger's"
            continue
        calls = ours.TRIGGERS[name].rpartition(" ")[2] == f"{function}()"
        if (table, enabled, kind) != ("stored_events", "A", wanted) or not plain or not calls:
            yield table, f"the trigger {name} is not as the ledger made it, or is switched off"
    for name in expected:
        yield "stored_events", f"the trigger {name} is missing"
    found = {
        name: (body, settings, language, volatile, definer)
        for name, body, settings, language, volatile, definer in connection.execute(
            _FUNCTIONS, (schema, list(ours.FUNCTIONS))
        ).fetchall()
    }
    for name, statement in ours.FUNCTIONS.items():
        body = statement.split("$$")[1]
        settings = (f"search_path={schema}, pg_temp", f'search_path="{schema}", pg_temp')
        if not any(found.get(name) == (body, each, "plpgsql", "v", False) for each in settings):
            yield "stored_events", f"the function {name} is missing, or not as the ledger made it"


def _strange(connection: "Connection", schema: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(_STRANGE, {"schema": schema, "tables": list(ours.TABLES)})
    for table, words in rows.fetchall():
        yield table, f"the table {table} {words}"


def columns(statement: str) -> list[tuple[str, str, bool, bool]]:
    """(name, type, not null, compared by code points) of each column of a CREATE TABLE."""
    found = []
    lines = [line.strip().rstrip(",") for line in _lines(statement)]
    primary = {
        name
        for line in lines
        if line.startswith("PRIMARY KEY")
        for name in line.partition("(")[2].rstrip(")").split(", ")
    }
    for line in lines:
        if line[0].isupper():
            continue
        name, kind = line.split()[:2]
        kind = {"timestamptz": "timestamp with time zone"}.get(kind, kind)
        required = "NOT NULL" in line or "PRIMARY KEY" in line or name in primary
        found.append((name, kind, required, 'COLLATE "C"' in line))
    return found


def keys(table: str, statement: str) -> Iterator[tuple[str, bool, tuple[str, ...], str]]:
    """(table, unique, columns, predicate) of the indexes that a CREATE TABLE brings with it."""
    for line in _lines(statement):
        line = line.strip().rstrip(",")
        if line.startswith(("PRIMARY KEY", "UNIQUE")):
            yield table, True, tuple(line.partition("(")[2].rstrip(")").split(", ")), ""
        elif "PRIMARY KEY" in line:
            yield table, True, (line.split()[0],), ""


def _lines(statement: str) -> list[str]:
    inside = statement.partition("(")[2].rpartition(")")[0].strip("\n")
    return [line for line in inside.split("\n") if line.strip()]


def _index(statement: str) -> tuple[str, bool, tuple[str, ...], str]:
    table, _, rest = statement.partition(" ON ")[2].partition(" (")
    names, _, predicate = rest.partition(")")
    predicate = predicate.removeprefix(" WHERE ")
    return (
        table,
        "UNIQUE" in statement,
        tuple(names.split(", ")),
        f"({predicate})" if predicate else "",
    )
