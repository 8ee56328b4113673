"""What in a ledger's schema on PostgreSQL is missing, changed or not ours?

Compared by the server's own catalogue: columns, keys, indexes, triggers and what they call, and
all that could make a table say something else than it holds. An index that only makes reading
faster is nobody's fault.
"""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from ledger.faults import Phrase
from ledger.sayings.language import message
from ledger.stores import FoundRow, postgres_functions, postgres_views
from ledger.stores import postgres_schema as ours
from ledger.stores.postgres_relations import INHERITS, RULE, SECURITY
from ledger.stores.schema import DERIVED, Alteration, changed, foreign, missing

if TYPE_CHECKING:
    from ledger.stores.postgres_server import Connection

#: Our tables, by their names, as `c`.
_OURS: Final = """\
WITH c AS MATERIALIZED (SELECT * FROM pg_class
  WHERE relnamespace = quote_ident(%(schema)s)::regnamespace AND relname = ANY(%(names)s))
"""
_COLUMNS: Final = """\
SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
  coalesce(l.collname, '') = 'C'
FROM c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_collation l ON l.oid = a.attcollation ORDER BY c.relname, a.attnum"""
_INDEXES: Final = """\
SELECT c.relname, i.indisunique,
  ARRAY(SELECT coalesce(a.attname, '') FROM unnest(i.indkey) WITH ORDINALITY AS k (n, at)
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n ORDER BY at)::text[],
  coalesce(pg_get_expr(i.indpred, i.indrelid), '')
FROM c JOIN pg_index i ON i.indrelid = c.oid WHERE i.indisvalid AND i.indisready"""
_TRIGGERS: Final = """\
SELECT c.relname, t.tgname, t.tgenabled::text, t.tgtype::integer, p.proname || '()',
  p.pronamespace = c.relnamespace AND t.tgqual IS NULL AND t.tgnargs = 0
FROM c JOIN pg_trigger t ON t.tgrelid = c.oid JOIN pg_proc p ON p.oid = t.tgfoid
WHERE NOT t.tgisinternal"""
_FUNCTIONS: Final = """\
SELECT p.proname, p.prosrc, coalesce(array_to_string(p.proconfig, ';'), ''), l.lanname,
  p.provolatile::text, p.prosecdef, p.proowner = (SELECT c.relowner FROM pg_class c
    WHERE c.relnamespace = p.pronamespace AND c.relname = 'stored_events')
FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = quote_ident(%(schema)s)::regnamespace AND p.proname = ANY(%(names)s)"""
# Views, rules, policies, parents and children, unlogged tables: what could stand in its place.
_STRANGE: Final = """\
SELECT relname, 'plain', '' FROM c WHERE relkind <> 'r' OR relpersistence <> 'p'
UNION ALL SELECT relname, 'security', '' FROM c WHERE relrowsecurity
UNION ALL SELECT relname, 'rule', r.rulename FROM c JOIN pg_rewrite r
  ON r.ev_class = c.oid AND r.rulename <> '_RETURN'
UNION ALL SELECT relname, 'inherits', '' FROM c JOIN pg_inherits h
  ON c.oid IN (h.inhrelid, h.inhparent)
UNION ALL SELECT relname, 'constraint', t.conname FROM c JOIN pg_constraint t
  ON t.conrelid = c.oid AND t.contype IN ('c', 'f', 'x')
  AND t.conname <> 'stored_events_hashes_check'"""
#: What is strange about a table, in words.
_STRANGELY: Final = {
    "plain": message("the table {table} is no plain, logged table"),
    "security": SECURITY,
    "rule": RULE,
    "inherits": INHERITS,
    "constraint": message("the table {table} has the constraint {name}"),
}
_UNLIKE: Final = message("the function {name} is missing, or not as the ledger made it")
_STRAY: Final = message("a unique index of {table}, on {on}, is not ours")
_SWITCHED: Final = message("the trigger {name} is not as the ledger made it, or is switched off")
#: (table, unique, columns, predicate)
_Index = tuple[str, bool, tuple[str, ...], str]
#: pg_trigger.tgtype: 1 for each row, 2 before, 4 insert, 8 delete, 16 update, 32 truncate.
_TYPES: Final = {
    "stored_events_are_never_edited": 2 + 8 + 16,
    "stored_events_are_never_emptied": 2 + 32,
    "stored_events_take_only_the_next": 1 + 2 + 4,
}


def differences(connection: "Connection", schema: str) -> tuple[Alteration, ...]:
    """What is not as `postgres_schema.make` makes it; () where nothing is."""

    def asked(sql: str, names: Iterable[str] = ours.TABLES) -> list[FoundRow]:
        return connection.execute(sql, {"schema": schema, "names": list(names)}).fetchall()

    found = (
        *_tables(asked(_OURS + _COLUMNS)),
        *_indexes(asked(_OURS + _INDEXES)),
        *_triggers(asked(_OURS + _TRIGGERS)),
        *_guards(asked(_FUNCTIONS, ours.GUARDS), schema),
        *_functions(asked(_FUNCTIONS, postgres_functions.FUNCTIONS), schema),
        *(
            (table, Phrase(_STRANGELY[what], table=table, name=name))
            for table, what, name in asked(_OURS + _STRANGE)
        ),
        *postgres_views.differences(connection, schema),
    )
    derived = DERIVED | set(postgres_functions.FUNCTIONS)
    return tuple(Alteration(words, name not in derived) for name, words in found)


def _tables(rows: Iterable[FoundRow]) -> Iterator[tuple[str, Phrase]]:
    found: dict[str, list[FoundRow]] = {}
    for table, *column in rows:
        found.setdefault(table, []).append(tuple(column))
    for table, statement in ours.TABLES.items():
        if table not in found:
            yield table, missing("table", table)
        elif found[table] != columns(statement):
            yield table, changed("table", table)


def _indexes(rows: Iterable[FoundRow]) -> Iterator[tuple[str, Phrase]]:
    found = {(table, unique, tuple(names), where) for table, unique, names, where in rows}
    expected = {key for table, text in ours.TABLES.items() for key in _keys(table, text)}
    expected |= {_index(statement) for statement in ours.INDEXES}
    for table, _, names, _ in sorted(expected - found):
        on = ", ".join(names)
        yield table, Phrase("an index of {table}, on {on}, is missing", table=table, on=on)
    for table, unique, names, _ in sorted(found - expected):
        if unique:
            on = ", ".join(names)
            yield table, Phrase(_STRAY, table=table, on=on)


def _triggers(rows: Iterable[FoundRow]) -> Iterator[tuple[str, Phrase]]:
    expected = dict(_TYPES)
    for table, name, *as_made in rows:
        if name not in expected:
            yield table, foreign("trigger", name)
            continue
        wanted = ["A", expected.pop(name), ours.TRIGGERS[name].rpartition(" ")[2], True]
        if table != "stored_events" or as_made != wanted:
            yield table, Phrase(_SWITCHED, name=name)
    for name in expected:
        yield "stored_events", missing("trigger", name)


def _guards(rows: Iterable[FoundRow], schema: str) -> Iterator[tuple[str, Phrase]]:
    found = {name: as_made[:5] for name, *as_made in rows}
    for name, statement in ours.GUARDS.items():
        body = statement.split("$$")[1]
        settings = (f"search_path={schema}, pg_temp", f'search_path="{schema}", pg_temp')
        if all(found.get(name) != [body, each, "plpgsql", "v", False] for each in settings):
            yield "stored_events", Phrase(_UNLIKE, name=name)


def _functions(rows: Iterable[FoundRow], schema: str) -> Iterator[tuple[str, Phrase]]:
    """What appends, which `ledger rebuild` makes anew. A ledger of an earlier version has nothing
    of it, and is not accused: who would append is told."""
    found: dict[str, list[list[Any]]] = {}
    for name, *as_made in rows:
        found.setdefault(name, []).append(as_made)
    for name, function in postgres_functions.FUNCTIONS.items() if found else ():
        body = function.made(name, schema).split("$$")[1]
        definer, kept = function.for_recorders, function.volatility[0].lower()
        sees = ("",) if not definer else (schema, postgres_functions.identifier(schema))
        settings = (each and f"search_path=pg_catalog, {each}, pg_temp" for each in sees)
        wanted = ([body, each, "plpgsql", kept, definer, True] for each in settings)
        if all(found.get(name) != [each] for each in wanted):
            yield name, Phrase(_UNLIKE, name=name)


def columns(statement: str) -> list[FoundRow]:
    """(name, type, not null, compared by code points) of each column of a CREATE TABLE."""
    return [
        (name, kind, "NOT NULL" in rest or "PRIMARY KEY" in rest, 'COLLATE "C"' in rest)
        for name, kind, rest in re.findall(
            r"^  ([a-z_]+) (timestamp with time zone|[a-z]+)(.*)$", statement, re.MULTILINE
        )
    ]


def _keys(table: str, statement: str) -> Iterator[_Index]:
    """The indexes that a CREATE TABLE brings with it."""
    for names, name in re.findall(
        r"^  (?:(?:PRIMARY KEY|UNIQUE) \((.+)\)|(\w+) .*PRIMARY KEY)", statement, re.MULTILINE
    ):
        yield table, True, tuple((names or name).split(", ")), ""


def _index(statement: str) -> _Index:
    """What a CREATE INDEX makes."""
    ((unique, table, names, where),) = re.findall(
        r"^CREATE (UNIQUE )?INDEX \w+ ON (\w+) \((.+?)\)(?: WHERE (.+))?$", statement
    )
    return table, bool(unique), tuple(names.split(", ")), f"({where})" if where else ""
