"""Who may do what to a ledger on PostgreSQL, as SQL that its owner runs?

Three roles: an auditor reads; a recorder appends as well, and can edit nothing; the owner's are
the tables, so that it can rebuild them. Nobody is granted UPDATE, DELETE or TRUNCATE of the
log. An owner can still switch off what guards it, as any superuser can: `ledger verify` notices,
and a checkpoint that somebody else holds shows what came of it.
"""

from typing import Final, NamedTuple

from ledger.faults import LedgerFault
from ledger.stores.postgres_schema import FUNCTIONS, READ_MODEL, TABLES


class Roles(NamedTuple):
    """The names of the three roles."""

    auditor: str
    recorder: str
    owner: str


ROLES: Final = Roles("ledger_auditor", "ledger_recorder", "ledger_owner")
#: PostgreSQL cuts longer names.
_LONGEST: Final = 63


def statements(schema: str, roles: Roles = ROLES) -> list[str]:
    """SQL, to be run by the owner of the tables or a superuser; running it again changes nothing.

    LedgerFault for a name that cannot be a role's.
    """
    auditor, recorder, owner = (quoted(role) for role in roles)
    place = quoted(schema)
    every = [f"{place}.{table}" for table in TABLES]
    found = [_role(role) for role in roles]
    # tables are given away only to a role that whoever runs this has: a superuser has every one
    found.append(_joined(roles.owner))
    found += [
        f"REVOKE ALL ON SCHEMA {place} FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA {place} TO {auditor}, {recorder}",
        f"GRANT USAGE, CREATE ON SCHEMA {place} TO {owner}",
        f"REVOKE ALL ON TABLE {', '.join(every)} FROM PUBLIC, {auditor}, {recorder}",
        f"GRANT SELECT ON TABLE {', '.join(every)} TO {auditor}, {recorder}",
        f"GRANT INSERT ON TABLE {place}.stored_events, "
        f"{', '.join(f'{place}.{table}' for table in READ_MODEL)} TO {recorder}",
        # an empty table, which can only be locked: with it comes the turn to write
        f"GRANT UPDATE ON TABLE {place}.write_turn TO {recorder}",
        *(f"ALTER TABLE {table} OWNER TO {owner}" for table in every),
        *(f"ALTER FUNCTION {place}.{name}() OWNER TO {owner}" for name in FUNCTIONS),
    ]
    return [f"{statement};" for statement in found]


def quoted(name: str) -> str:
    """An SQL identifier."""
    if not name or "\0" in name or len(name.encode()) > _LONGEST:
        raise LedgerFault(f"{name!r} cannot be a role's name: 1 to {_LONGEST} bytes")
    return '"' + name.replace('"', '""') + '"'


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
    block = f"BEGIN {code}; END"
    return f"DO {_literal(block)}" if "$" in block else f"DO $$ {block} $$"
