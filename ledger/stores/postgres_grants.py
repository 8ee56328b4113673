"""Who may do what to a ledger on PostgreSQL: as SQL that its owner runs, and as it stands?

Four roles: an analyst reads the views alone; an auditor reads the tables too; a recorder does, and
appends by the functions of the owner; the owner's are the tables, so that it can rebuild them.
Nobody else is granted a right to write a row.
An owner can still switch off what guards the log, as any superuser can: `ledger verify` notices,
and a checkpoint that somebody else holds shows what came of it.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.faults import LedgerFault
from ledger.stores.postgres_functions import FUNCTIONS, identifier, signature
from ledger.stores.postgres_schema import GUARDS, TABLES
from ledger.stores.postgres_views import VIEWS

if TYPE_CHECKING:
    from ledger.stores.postgres_server import Connection


class Roles(NamedTuple):
    """The names of the four roles."""

    auditor: str
    recorder: str
    owner: str
    analyst: str


ROLES: Final = Roles("ledger_auditor", "ledger_recorder", "ledger_owner", "ledger_analyst")
#: PostgreSQL cuts longer names.
_LONGEST: Final = 63
_RELATIONS: Final = (*TABLES, *VIEWS)
_NAMES: Final = ", ".join(f"'{name}'" for name in _RELATIONS)
_CALLED: Final = ", ".join(f"'{name}'" for name in (*GUARDS, *FUNCTIONS))
#: Takes back whatever was granted before, under other names too.
_TAKEN_BACK: Final = f"""\
DECLARE was record; BEGIN FOR was IN \
SELECT 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE ' || c.oid::regclass \
AS what, a.grantee FROM pg_class c, LATERAL (SELECT grantee FROM aclexplode(c.relacl) UNION \
SELECT x.grantee FROM pg_attribute t, aclexplode(t.attacl) x WHERE t.attrelid = c.oid) a \
WHERE c.relnamespace = {{schema}}::regnamespace AND c.relname IN ({_NAMES}) \
AND a.grantee NOT IN (0, c.relowner) \
UNION ALL SELECT 'EXECUTE ON FUNCTION ' || p.oid::regprocedure, a.grantee \
FROM pg_proc p, aclexplode(p.proacl) a WHERE p.pronamespace = {{schema}}::regnamespace \
AND p.proname IN ({_CALLED}) AND a.grantee NOT IN (0, p.proowner) \
UNION ALL SELECT 'CREATE ON SCHEMA ' || n.oid::regnamespace, a.grantee \
FROM pg_namespace n, aclexplode(n.nspacl) a WHERE n.oid = {{schema}}::regnamespace \
AND a.grantee NOT IN (0, n.nspowner, {{owner}}::regrole) AND a.privilege_type = 'CREATE' \
LOOP EXECUTE format('REVOKE %s FROM %s CASCADE', was.what, was.grantee::regrole); END LOOP"""
_WRITERS: Final = """\
SELECT DISTINCT r.rolname::text FROM pg_roles r, pg_class c
WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s)
  AND NOT r.rolsuper AND r.rolname !~ '^pg_' AND NOT pg_has_role(r.oid, c.relowner, 'MEMBER')
  AND (has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE')
    OR has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE'))
UNION SELECT 'PUBLIC' FROM pg_class c, LATERAL (SELECT * FROM aclexplode(c.relacl) UNION
    SELECT x.* FROM pg_attribute t, aclexplode(t.attacl) x WHERE t.attrelid = c.oid) a
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(%s) AND a.grantee = 0
    AND a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
ORDER BY 1"""


def statements(schema: str, roles: Roles = ROLES) -> list[str]:
    """SQL, to be run by the owner of the tables or a superuser; running it again changes nothing.

    LedgerFault for a name that cannot be a role's, or is given to several.
    """
    auditor, recorder, owner, analyst = (quoted(role) for role in roles)
    if len(set(roles)) < len(roles):
        raise LedgerFault(
            f"{auditor} and {analyst} read, {recorder} appends, {owner} owns the tables: these are "
            "four roles, with a name each"
        )
    place = quoted(schema)
    tables = [f"{place}.{table}" for table in TABLES]
    views = [f"{place}.{view}" for view in VIEWS]
    functions = [f"{place}.{name}()" for name in GUARDS]
    functions += [f"{place}.{signature(name)}" for name in FUNCTIONS]
    called = [
        f"{place}.{signature(name)}" for name, each in FUNCTIONS.items() if each.for_recorders
    ]
    every, all_functions = ", ".join((*tables, *views)), ", ".join(functions)
    found = [_role(role) for role in roles]
    # tables are given away only to a role that whoever runs this has: a superuser has every one
    found.append(_joined(roles.owner))
    found += [
        f"GRANT USAGE, CREATE ON SCHEMA {place} TO {owner}",
        *(f"ALTER TABLE {table} OWNER TO {owner}" for table in tables),
        *(f"ALTER VIEW {view} OWNER TO {owner}" for view in views),
        *(f"ALTER FUNCTION {function} OWNER TO {owner}" for function in functions),
        f"REVOKE ALL ON SCHEMA {place} FROM PUBLIC",
        f"REVOKE ALL ON TABLE {every} FROM PUBLIC, {auditor}, {recorder}, {analyst}",
        f"REVOKE ALL ON FUNCTION {all_functions} FROM PUBLIC, {auditor}, {recorder}, {analyst}",
        _block(_TAKEN_BACK.format(schema=_literal(place), owner=_literal(owner))),
        f"GRANT USAGE ON SCHEMA {place} TO {auditor}, {recorder}, {analyst}",
        f"GRANT SELECT ON TABLE {every} TO {auditor}, {recorder}",
        f"GRANT SELECT ON TABLE {', '.join(views)} TO {analyst}",
        f"GRANT EXECUTE ON FUNCTION {', '.join(called)} TO {recorder}",
    ]
    taken = (
        f"-- Takes from PUBLIC, that is from every role: the schema {place}, also for what else is "
        "in it; the ledger's tables and functions. From each role but the owner: to write a row of "
        "these tables, to call these functions, to make anything in this schema."
    )
    return [taken, *(f"{statement};" for statement in found)]


def writers(connection: "Connection") -> list[str]:
    """The roles that may write rows of the ledger's tables and not by its functions alone: neither
    superusers nor who has the owner's rights; `PUBLIC` where everybody may."""
    found = [name for (name,) in connection.execute(_WRITERS, (list(_RELATIONS),) * 2).fetchall()]
    return ["PUBLIC"] if "PUBLIC" in found else found


def quoted(name: str) -> str:
    """An SQL identifier."""
    if not name or "\0" in name or len(name.encode()) > _LONGEST:
        raise LedgerFault(f"{name!r} cannot be a role's name: 1 to {_LONGEST} bytes")
    return identifier(name)


def _role(name: str) -> str:
    create = f"CREATE ROLE {quoted(name)} NOLOGIN".replace("'", "''")
    return _block(
        f"IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = {_literal(name)}) "
        f"THEN EXECUTE '{create}'; END IF"
    )


def _joined(name: str) -> str:
    return _block(
        f"IF NOT pg_has_role({_literal(name)}, 'USAGE') "
        f"THEN GRANT {quoted(name)} TO CURRENT_USER; END IF"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _block(code: str) -> str:
    """What is done at once; between dollars, which read better, unless they stand within."""
    block = f"{code}; END" if code.startswith("DECLARE") else f"BEGIN {code}; END"
    return f"DO {_literal(block)}" if "$" in block else f"DO $$ {block} $$"
