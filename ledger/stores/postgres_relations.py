"""What in a schema on PostgreSQL could run somebody's code, or speak for a table, when it is read?

Who reads a table runs what its owner put in its place or hung on it: a view with a function in it,
a rule, a policy, a column that is computed, an index or statistics on an expression, a function or
an operator that fits a question of ours better than the server's own. So it is asked first, of the
catalogues alone, while names mean the server's own and nothing else; and what is found is refused.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ledger.faults import Phrase
from ledger.sayings.language import message
from ledger.stores.schema import READ_MODEL

if TYPE_CHECKING:
    import psycopg

#: The tables that a ledger on a server has besides those that are derived from its log.
_NAMES: Final = ("ledger_versions", "write_turn", "stored_events", *READ_MODEL)
#: Before it the server's own objects are numbered.
_FIRST: Final = 16_384
#: A name for the schema that holds the ledger, among the settings of the session.
PLACE: Final = "policy_ledger.schema"
# Asked while names mean pg_catalog alone; from then on they mean the ledger's schema too.
_ASKED: Final = f"""\
WITH place AS MATERIALIZED (
  SELECT oid, nspname FROM pg_namespace WHERE nspname = current_setting('{PLACE}')),
t AS MATERIALIZED (
  SELECT c.* FROM pg_class c JOIN place p ON p.oid = c.relnamespace WHERE c.relname = ANY(%s)),
foreigner AS MATERIALIZED (
  SELECT oid FROM pg_roles WHERE NOT rolsuper AND rolname <> current_user)
SELECT set_config('search_path', quote_ident(nspname) || ', pg_temp', false),
  has_schema_privilege(p.oid, 'USAGE'),
  ARRAY(SELECT relname::text FROM t WHERE relkind = 'r'
    AND NOT has_table_privilege(oid, 'SELECT') ORDER BY 1),
  EXISTS (SELECT FROM t WHERE relname = 'ledger_versions'),
  ARRAY(
    SELECT ARRAY[relname::text, 'plain', ''] FROM t WHERE relkind <> 'r'
    UNION ALL SELECT ARRAY[relname::text, 'owner', ''] FROM t
      WHERE relowner <> (SELECT relowner FROM t WHERE relname = 'stored_events')
    UNION ALL SELECT ARRAY[relname::text, 'security', ''] FROM t WHERE relrowsecurity
    UNION ALL SELECT ARRAY[relname::text, 'rule', rulename::text] FROM t
      JOIN pg_rewrite ON ev_class = t.oid WHERE relkind = 'r'
    UNION ALL SELECT ARRAY[relname::text, 'inherits', ''] FROM t
      JOIN pg_inherits ON inhparent = t.oid OR inhrelid = t.oid
    UNION ALL SELECT ARRAY[relname::text, 'column', attname::text] FROM t
      JOIN pg_attribute ON attrelid = t.oid AND attnum > 0 AND NOT attisdropped
        AND (attgenerated <> '' OR atttypid >= {_FIRST} OR attcollation >= {_FIRST})
      WHERE relkind = 'r'
    UNION ALL SELECT ARRAY[relname::text, 'statistics', ''] FROM t
      JOIN pg_statistic_ext ON stxrelid = t.oid AND stxexprs IS NOT NULL
    UNION ALL SELECT ARRAY[relname::text, 'calls', '']
      FROM t JOIN (
        SELECT indrelid, indexrelid, 'pg_class'::regclass FROM pg_index
        UNION ALL SELECT conrelid, oid, 'pg_constraint'::regclass FROM pg_constraint
          WHERE contype = 'c') AS o (relation, oid, kind) ON o.relation = t.oid
      WHERE EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.kind AND d.objid = o.oid
        AND d.refobjid >= {_FIRST} AND d.refclassid IN ('pg_proc'::regclass,
          'pg_operator'::regclass, 'pg_opclass'::regclass, 'pg_type'::regclass,
          'pg_collation'::regclass))
    UNION ALL SELECT ARRAY['', 'function', proname::text]
      FROM pg_proc f WHERE pronamespace = p.oid AND proowner IN (SELECT oid FROM foreigner)
      AND EXISTS (SELECT FROM pg_proc o WHERE o.proname = f.proname
        AND o.pronamespace = 'pg_catalog'::regnamespace)
    UNION ALL SELECT ARRAY['', 'operator', oprname::text]
      FROM pg_operator WHERE oprnamespace = p.oid AND oprowner IN (SELECT oid FROM foreigner))
FROM place p"""


#: What a table has that an audit tells of too.
SECURITY: Final = message("the table {table} has row security")
RULE: Final = message("the table {table} has the rule {name}")
INHERITS: Final = message("the table {table} inherits or is inherited from")
_PLANTED: Final = {
    "plain": message("the table {table} is no plain table"),
    "owner": message("the table {table} is not of the owner of stored_events"),
    "security": SECURITY,
    "rule": RULE,
    "inherits": INHERITS,
    "column": message(
        "the table {table} has the column {name}, which is computed or of a type, or an order, "
        "that is not the server's"
    ),
    "statistics": message("the table {table} has statistics on expressions"),
    "calls": message("the table {table} has an index, or a constraint, that calls a function"),
    "function": message("the function {name} is named as the server's"),
    "operator": message("the operator {name} is not the server's"),
}


class Relations(NamedTuple):
    """What was found in a schema before anything in it is read."""

    #: Whether this role may use the schema.
    usable: bool = False
    #: Tables that it may not read.
    closed: Sequence[str] = ()
    #: Whether there is a ledger.
    ours: bool = False
    #: (table, or "" of the schema; what could run there, or speak for it; its name).
    planted: Sequence[tuple[str, str, str]] = ()

    def refused(self, *, mending: bool) -> list[Phrase]:
        """Why nothing here is read; `mending`: but for what a rebuild drops unread."""
        return [
            Phrase(_PLANTED[what], table=table, name=name)
            for table, what, name in self.planted
            if not (mending and table in READ_MODEL)
        ]


def asked(connection: "psycopg.Connection[Any]") -> Relations:
    """Look, and have names mean the ledger's schema from now on."""
    found = connection.execute(_ASKED.encode(), (list(_NAMES),)).fetchall()
    if not found:
        return Relations()
    ((_, usable, closed, ours, planted),) = found
    return Relations(usable, closed, ours, planted)
