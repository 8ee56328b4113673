"""Does reading a ledger on a server run nothing that its owner planted?"""

import psycopg
import pytest

from ledger.application import init
from ledger.stores.postgres_grants import Roles, statements
from tests.desk import Desk
from tests.ledgers import ORIGIN, SUSPENDED, announcement
from tests.servers import Server
from tests.stores import alter, rows, told

#: Says who runs it, where the owner may look.
EVIL = """\
CREATE TABLE ran (who text);
CREATE FUNCTION evil(text) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
  INSERT INTO public.ran VALUES (current_user); RETURN $1;
EXCEPTION WHEN OTHERS THEN RAISE WARNING 'ran by %', current_user; RETURN $1; END $$;
GRANT ALL ON ran TO PUBLIC"""
MOVED = "ALTER TABLE paths RENAME TO moved; "
VIEW = MOVED + "CREATE VIEW paths AS SELECT evil(path) AS path, first_seq, shape FROM moved"


class Planted:
    """A ledger of an owner, who plants things in it, and the URLs of those who ask."""

    def __init__(self, postgres: Server) -> None:
        self.super = postgres.database()
        name = self.super.partition("?")[0].rpartition("/")[2]
        init(self.super, origin=ORIGIN, zone="Asia/Shanghai")
        told(self.super, announcement("a", SUSPENDED))
        roles = Roles(f"{name}_auditor", f"{name}_recorder", f"{name}_owner", f"{name}_analyst")
        for statement in statements("public", roles):
            postgres.execute(statement, url=self.super)
        postgres.made(f"ROLE {', '.join(roles)}")
        found = {}
        for role, group in roles._asdict().items():
            user = f"{group}_user"
            postgres.execute(f"CREATE ROLE {user} LOGIN IN ROLE {group}")
            postgres.execute(f"ALTER ROLE {user} SET role = {group}")
            postgres.made(f"ROLE {user}")
            found[role] = postgres.on(name, user=user, password="x")
        self.owner, self.auditor, self.recorder = (
            found["owner"],
            found["auditor"],
            found["recorder"],
        )
        self.name, self.postgres, self.roles = name, postgres, roles
        self.user = f"{roles.owner}_user"
        alter(self.owner, EVIL)

    def ran(self) -> list[tuple[str]]:
        return rows(self.super, "SELECT who FROM ran")


@pytest.fixture
def planted(postgres: Server) -> Planted:
    return Planted(postgres)


COMMANDS = (
    *("verify", "at 2022-10-29", "log", "status", "subjects", "show a", "copy URL there.ledger"),
    *(
        "backup there",
        "announce examples/kuaishou-2022.yaml",
        "retract a --why x",
        "watch --limit 1",
    ),
    *("export tiles there", "key show"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_view_in_place_of_a_table_is_refused_unread_by_every_command(
    planted: Planted, desk: Desk, command: str
) -> None:
    alter(planted.owner, VIEW)
    for url in (planted.super, planted.auditor):
        words = command.replace("URL", url).split()
        outcome = desk.run("--ledger", url, *words)
        assert outcome.code == 3, outcome
        assert "the table paths is no plain table" in outcome.err
    assert planted.ran() == []


PLANTED = {
    "is no plain table": (VIEW, MOVED + "CREATE MATERIALIZED VIEW paths AS SELECT * FROM moved"),
    "has row security": (
        "ALTER TABLE paths ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY p ON paths USING (evil(path) = path)",
    ),
    "has the rule": ("CREATE RULE r AS ON INSERT TO paths DO ALSO SELECT evil('x')",),
    "inherits or is inherited from": (
        "CREATE TABLE child () INHERITS (paths)",
        'CREATE TABLE parent (path text COLLATE "C"); ALTER TABLE paths INHERIT parent',
    ),
    "which is computed": (
        "ALTER TABLE paths ADD COLUMN x text GENERATED ALWAYS AS (evil(path)) STORED",
        'CREATE DOMAIN d AS text COLLATE "C" CHECK (evil(VALUE) IS NOT NULL);'
        "DROP VIEW view_subjects; ALTER TABLE paths ALTER COLUMN path TYPE d",
        "CREATE COLLATION mine (provider = libc, locale = 'C');"
        "DROP VIEW view_subjects;"
        "ALTER TABLE paths ALTER COLUMN path TYPE text COLLATE mine",
    ),
    "has statistics on expressions": ("CREATE STATISTICS s ON (evil('x')), path FROM paths",),
    "has an index, or a constraint, that calls a function": (
        "CREATE INDEX i ON paths (evil(path))",
        "CREATE INDEX i ON paths (path) WHERE evil(path) = 'x'",
        "ALTER TABLE paths ADD CHECK (evil(path) <> '')",
    ),
    "is not of the owner of stored_events": ("ALTER TABLE paths OWNER TO USER",),
    "the function quote_ident is named as the server's": (
        "CREATE FUNCTION quote_ident(varchar) RETURNS text LANGUAGE sql AS 'SELECT evil($1)'",
    ),
    "the operator = is not the server's": (
        "CREATE FUNCTION same(oid, regnamespace) RETURNS boolean LANGUAGE sql"
        " AS $$ SELECT evil('x') = 'x' AND $1 = $2::oid $$;"
        "CREATE OPERATOR = (LEFTARG = oid, RIGHTARG = regnamespace, FUNCTION = same)",
    ),
}


@pytest.mark.parametrize(
    ("words", "statement"), [(words, each) for words, found in PLANTED.items() for each in found]
)
def test_what_could_run_when_a_table_is_read_is_refused_unread(
    planted: Planted, desk: Desk, words: str, statement: str
) -> None:
    by = planted.super if "USER" in statement else planted.owner
    alter(by, statement.replace("USER", planted.user))
    alter(planted.super, "DELETE FROM ran")
    for command in ("verify", "at 2022-10-29"):
        for url in (planted.super, planted.auditor):
            outcome = desk.run("--ledger", url, *command.split())
            assert outcome.code == 3, (command, outcome)
            assert words in outcome.err
    assert planted.ran() == []


def test_names_of_the_server_mean_its_own_whatever_the_database_says(
    planted: Planted, desk: Desk
) -> None:
    """An owner of the database has names looked up in a schema before the server's."""
    planted.postgres.execute(f"ALTER DATABASE {planted.name} OWNER TO {planted.roles.owner}")
    for statement in (
        "CREATE SCHEMA before",
        "GRANT USAGE ON SCHEMA before TO PUBLIC",
        "CREATE FUNCTION before.current_setting(text) RETURNS text LANGUAGE sql"
        " AS 'SELECT public.evil(pg_catalog.current_setting($1))'",
        "CREATE FUNCTION before.set_config(text, text, boolean) RETURNS text LANGUAGE sql"
        " AS 'SELECT public.evil(pg_catalog.set_config($1, $2, $3))'",
        "CREATE FUNCTION before.same(text, text) RETURNS boolean LANGUAGE sql"
        " AS 'SELECT public.evil($1) OPERATOR(pg_catalog.=) $2'",
        "CREATE OPERATOR before.= (LEFTARG = text, RIGHTARG = text, FUNCTION = before.same)",
        f"ALTER DATABASE {planted.name} SET search_path = public, before, pg_catalog",
    ):
        alter(planted.owner, statement)
    assert desk.run("--ledger", planted.super, "verify").code in (0, 4)
    assert desk.run("--ledger", planted.auditor, "at", "2022-10-29").code == 0
    assert planted.ran() == []


def test_functions_of_ones_own_beside_the_ledger_are_nobodys_business(
    planted: Planted, desk: Desk
) -> None:
    alter(planted.super, "CREATE FUNCTION lower(int) RETURNS int LANGUAGE sql AS 'SELECT $1'")
    alter(planted.owner, "CREATE VIEW of_their_own AS SELECT evil(path) AS path FROM paths")
    assert desk.run("--ledger", planted.auditor, "at", "2022-10-29").code == 0
    assert planted.ran() == []


def test_a_view_that_comes_after_the_look_is_refused_by_the_server(planted: Planted) -> None:
    from ledger.faults import LedgerFault
    from ledger.reading.reading import open_ledger

    known = "SELECT count(*) FROM pg_settings WHERE name = 'restrict_nonsystem_relation_kind'"
    if rows(planted.super, known) == [(0,)]:
        pytest.skip("a server without that setting")
    from ledger.stores.postgres_server import Server as Place

    with Place(planted.super).connect() as connection:
        alter(planted.owner, VIEW)
        with pytest.raises(psycopg.Error, match="non-system view"):
            connection.execute("SELECT * FROM paths")
    assert planted.ran() == []
    with pytest.raises(LedgerFault):
        open_ledger(planted.super)


def test_a_row_policy_that_comes_after_the_look_is_refused_by_the_server(planted: Planted) -> None:
    from ledger.stores.postgres_server import Server as Place

    with Place(planted.auditor).connect() as connection:
        alter(
            planted.owner,
            "CREATE POLICY p ON paths USING (evil(path) = path);"
            " ALTER TABLE paths ENABLE ROW LEVEL SECURITY",
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="row-level security"):
            connection.execute("SELECT * FROM paths")
    assert planted.ran() == []


def test_a_rebuild_by_the_owner_mends_what_was_put_in_place_of_what_is_derived(
    planted: Planted, desk: Desk
) -> None:
    alter(planted.owner, "DROP TABLE paths CASCADE; CREATE VIEW paths AS SELECT evil('x') AS path")
    assert desk.run("--ledger", planted.auditor, "at", "2022-10-29").code == 3
    outcome = desk.run("--ledger", planted.owner, "rebuild")
    assert outcome.code == 0, outcome
    assert desk.run("--ledger", planted.owner, "at", "2022-10-29").code == 0
    alter(planted.owner, "ALTER TABLE stored_events ENABLE ROW LEVEL SECURITY")
    assert desk.run("--ledger", planted.owner, "rebuild").code == 3


def test_a_superuser_is_warned_once_and_nobody_else(planted: Planted, desk: Desk) -> None:
    for command in ("at 2022-10-29", "announce examples/kuaishou-2022.yaml"):
        warned = desk.run("--ledger", planted.super, *command.split()).err
        assert warned.count("is a superuser of") == 1, warned
        assert warned.count("warning: ") >= 1
        assert "grant-sql" in warned
        assert "superuser" not in desk.run("--ledger", planted.recorder, *command.split()).err


def test_a_role_without_a_grant_is_told_which_one_is_missing(planted: Planted, desk: Desk) -> None:
    user = f"{planted.name}_guest"
    planted.postgres.execute(f"CREATE ROLE {user} LOGIN")
    planted.postgres.made(f"ROLE {user}")
    url = planted.postgres.on(planted.name, user=user, password="x")

    def said(code: int = 1) -> str:
        outcome = desk.run("--ledger", url, "at", "2022-10-29")
        assert outcome.code == code, outcome
        return outcome.err

    assert f"the role {user} may not read the ledger" in said()
    assert "it lacks the right USAGE on the schema public" in said()
    alter(planted.super, f"GRANT USAGE ON SCHEMA public TO {user}")
    assert "it lacks the right SELECT on the tables " in said()
    alter(planted.super, f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {user}")
    alter(planted.super, f"REVOKE SELECT ON changes FROM {user}")
    assert "it lacks the right SELECT on the table changes, which `ledger grant-sql`" in said()
    alter(planted.super, f"GRANT SELECT ON changes TO {user}")
    assert said(0) == ""
    outcome = desk.run("--ledger", url, "announce", "examples/kuaishou-2022.yaml")
    assert outcome.code == 1
    assert "permission denied for function take_turn" in outcome.err
    alter(planted.super, f"DROP OWNED BY {user}")
