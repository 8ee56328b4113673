"""Can an auditor only read, a recorder only append, and an owner not edit what was recorded?"""

import json
from contextlib import closing
from typing import Any

import psycopg
import pytest

from ledger.application import init, open_for_writing
from ledger.faults import IntegrityFault, LedgerFault
from ledger.reading.reading import open_ledger
from ledger.stores.postgres_functions import FUNCTIONS, signature
from ledger.stores.postgres_grants import ROLES, Roles, statements, writers
from ledger.stores.postgres_store import PostgresFeed
from ledger.stores.schema import READ_MODEL
from tests.announcing import batch
from tests.desk import Desk
from tests.ledgers import HEAD, ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.servers import Server
from tests.stores import alter, stored, told

Urls = dict[str, str]


@pytest.fixture(scope="module")
def urls(postgres: Server) -> Urls:
    """A ledger of a superuser's, and its URL for a user in each role."""
    target = postgres.database()
    name = target.partition("?")[0].rpartition("/")[2]
    roles = Roles(f"{name}_auditor", f"{name}_recorder", f"{name} owner", f"{name}_analyst")
    init(target, origin=ORIGIN, zone="Asia/Shanghai")
    told(target, announcement("a", SUSPENDED))
    for _ in range(2):  # running it again changes nothing
        for statement in statements("public", roles):
            postgres.execute(statement, url=target)
    found = {"super": target}
    for role, group in roles._asdict().items():
        user = f"{name}_{role}_user"
        postgres.execute(f"CREATE ROLE {user} LOGIN PASSWORD 'x' IN ROLE \"{group}\"")
        postgres.made(f'ROLE {user}, "{group}"')
        found[role] = postgres.on(name, user=user, password="x")
    return found


ROW = (
    "INSERT INTO stored_events SELECT notification_id + {by}, originator_id,"
    " originator_version + 1, topic, state, recorded_at, hashes FROM stored_events"
    " ORDER BY notification_id DESC LIMIT 1"
)
EDITS = (
    "UPDATE stored_events SET topic = 'noted'",
    "UPDATE stored_events SET recorded_at = 0 WHERE notification_id = 1",
    "DELETE FROM stored_events",
    "TRUNCATE stored_events",
    "INSERT INTO stored_events SELECT * FROM stored_events LIMIT 1 ON CONFLICT (notification_id)"
    " DO UPDATE SET topic = 'noted'",
    "MERGE INTO stored_events USING (SELECT 1) AS x ON true WHEN MATCHED THEN DELETE",
    ROW.format(by=2),
)
DISMANTLINGS = (
    "ALTER TABLE stored_events DISABLE TRIGGER ALL",
    "DROP TRIGGER stored_events_are_never_edited ON stored_events",
    "DROP TABLE stored_events CASCADE",
    "ALTER TABLE stored_events ADD COLUMN x text",
    "ALTER TABLE stored_events RENAME TO other",
    "CREATE RULE r AS ON SELECT TO stored_events DO INSTEAD SELECT 1",
    "DROP FUNCTION take_only_the_next() CASCADE",
    "CREATE OR REPLACE FUNCTION take_only_the_next() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN RETURN NEW; END'",
    "SET session_replication_role = replica",
    "CREATE TABLE public.mine (x int)",
    "DELETE FROM ledger_versions",
    "UPDATE ledger_versions SET version = 99",
    "INSERT INTO ledger_versions VALUES (99)",
    "DROP SCHEMA public CASCADE",
    *(f"UPDATE {table} SET seq = 0" for table in ("changes", "announcements", "acts", "lapses")),
    *(f"DELETE FROM {table}" for table in READ_MODEL),
    *(f"TRUNCATE {table}" for table in READ_MODEL),
    "INSERT INTO write_turn VALUES (true)",
)
WRITES = (
    ROW.format(by=1),
    "INSERT INTO paths VALUES ('x', 1)",
    "INSERT INTO sources VALUES ('x', 'press', 1)",
    "SELECT take_turn()",
    "SELECT append_events('{}', '{}', '{}', '{}')",
    "LOCK TABLE write_turn IN EXCLUSIVE MODE",
    "LOCK TABLE write_turn IN ROW EXCLUSIVE MODE",
    "LOCK TABLE stored_events IN EXCLUSIVE MODE",
    "SELECT 1 FROM write_turn FOR UPDATE",
)


def attempt(url: str, statement: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection, connection.transaction():
        return connection.execute(statement.encode())


def refused(url: str, statement: str) -> None:
    with pytest.raises(psycopg.Error) as fault:
        attempt(url, statement)
    assert fault.value.sqlstate in ("42501", "PL001", "23505"), statement


@pytest.mark.parametrize("statement", [*EDITS, *DISMANTLINGS, *WRITES])
def test_an_auditor_can_do_nothing_but_read(urls: Urls, statement: str) -> None:
    before = stored(urls["super"])
    refused(urls["auditor"], statement)
    assert stored(urls["super"]) == before


def test_an_auditor_reads_everything(urls: Urls) -> None:
    assert stored(urls["auditor"]) == stored(urls["super"])
    with open_ledger(urls["auditor"]) as reading:
        assert reading.size >= 4
    with pytest.raises(LedgerFault, match=r"your role may not do this.*grant-sql"):
        told(urls["auditor"], announcement("x", SUSPENDED))


@pytest.mark.parametrize("statement", [*EDITS, *DISMANTLINGS])
def test_a_recorder_can_edit_nothing(urls: Urls, statement: str) -> None:
    before = stored(urls["super"])
    refused(urls["recorder"], statement)
    assert stored(urls["super"]) == before


def test_who_keeps_the_turn_stops_no_reader_and_writers_until_the_server_ends_it(
    urls: Urls,
) -> None:
    before = stored(urls["super"])
    with (
        closing(psycopg.connect(urls["recorder"])) as keeper,
        open_for_writing(urls["owner"], lock_timeout=0.05) as ledger,
    ):
        keeper.execute("SELECT take_turn()")
        assert stored(urls["auditor"]) == before
        with pytest.raises(LedgerFault, match="is being written to by another process"):
            ledger.announce(batch(HEAD + announcement("waited", PERMITTED)))
        alter(urls["super"], f"SELECT pg_terminate_backend({keeper.info.backend_pid})")
        assert told(urls["owner"], announcement("waited", PERMITTED)).new == 1


def test_who_is_called_though_nothing_was_appended_finds_nothing(urls: Urls) -> None:
    with closing(PostgresFeed(urls["auditor"])) as feed:
        size = feed.size()
        alter(urls["auditor"], "NOTIFY stored_events, '99'")
        feed.wait(9, lambda seconds: None)
        assert (feed.size(), feed.rows(size + 1, size + 99)) == (size, [])


def test_a_temporary_table_does_not_fool_what_guards_the_log(urls: Urls) -> None:
    refused(
        urls["recorder"],
        "CREATE TEMPORARY TABLE stored_events (LIKE public.stored_events);"
        f"SET search_path = pg_temp, public; {ROW.format(by=5)}".replace(
            "INTO stored_events", "INTO public.stored_events"
        ).replace("FROM stored_events", "FROM public.stored_events"),
    )


def test_a_recorder_appends(urls: Urls) -> None:
    report = told(urls["recorder"], announcement("b", PERMITTED))
    assert report.new == 1
    with open_for_writing(urls["recorder"]) as ledger:
        assert ledger.correct("b#1", {"note": "x"}, why="misread").size == report.size + 1
        with pytest.raises(LedgerFault, match="your role may not do this"):
            ledger.rebuild()


@pytest.mark.parametrize("statement", EDITS)
def test_an_owner_does_not_edit_the_log_either(urls: Urls, statement: str) -> None:
    before = stored(urls["super"])
    refused(urls["owner"], statement)
    assert stored(urls["super"]) == before


def test_an_owner_rebuilds(urls: Urls) -> None:
    with open_for_writing(urls["owner"]) as ledger:
        assert ledger.rebuild() == len(stored(urls["super"]))
    assert told(urls["recorder"], announcement("c", PERMITTED)).new == 1


def test_a_ledger_from_before_there_were_functions_gets_them_by_a_rebuild(
    desk: Desk, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    for name in FUNCTIONS:
        alter(target, f"DROP FUNCTION {signature(name)}")
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    desk.done("at", "2022-10-29")
    assert "functions" not in desk.run("verify")[1]
    with pytest.raises(LedgerFault, match="has no functions to append with: `ledger rebuild`, run"):
        told(target, announcement("a", SUSPENDED))
    desk.done("rebuild")
    assert told(target, announcement("a", SUSPENDED)).new == 1


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER FUNCTION take_turn() SECURITY INVOKER",
        "ALTER FUNCTION take_turn() SET search_path = public",
        "ALTER FUNCTION canonical_json(jsonb, integer) STABLE",
        "CREATE OR REPLACE FUNCTION is_of_turn(seq bigint, at bigint) RETURNS boolean"
        " LANGUAGE plpgsql STABLE AS 'BEGIN RETURN true; END'",
        "CREATE FUNCTION append_events(text) RETURNS text LANGUAGE sql AS 'SELECT $1'",
        "DROP FUNCTION keep_rows(jsonb, bigint)",
    ],
)
def test_a_function_that_was_altered_is_told_of_and_mended(
    postgres: Server, statement: str
) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    alter(target, statement)
    with pytest.raises(IntegrityFault, match="not as the ledger made it: `ledger rebuild` mends"):
        told(target, announcement("a", SUSPENDED))
    if "CREATE FUNCTION" in statement:
        alter(target, "DROP FUNCTION append_events(text)")
    with open_for_writing(target, rebuild=True) as ledger:
        ledger.rebuild()
    assert told(target, announcement("a", SUSPENDED)).new == 1


def test_a_role_may_have_any_name(postgres: Server) -> None:
    text = "\n".join(statements('a"b', Roles("o'x", 'p"q', "r s", "t")))
    assert '"a""b"' in text
    assert "'o''x'" in text
    with pytest.raises(LedgerFault):
        statements("public", Roles("", "b", "c", "d"))


def test_a_role_whose_name_has_dollars_is_made(postgres: Server) -> None:
    roles = Roles("a$$; b", "$$", "o'$$", "d")
    *made, _ = (each for each in statements("public", roles) if each.startswith("DO "))
    for statement in made:
        postgres.execute(statement)
    postgres.made("ROLE " + ", ".join(f'"{role}"' for role in roles))
    for role in roles:
        assert postgres.execute(f"SELECT 1 FROM pg_roles WHERE rolname = $r${role}$r$") == [(1,)]


def test_who_owns_the_tables_and_is_no_superuser_can_run_it(postgres: Server) -> None:
    target = postgres.database()
    name = target.partition("?")[0].rpartition("/")[2]
    maker, roles = f"{name}_maker", Roles(f"{name}_a", f"{name}_r", f"{name} o", f"{name}_n")
    postgres.execute(f"CREATE ROLE {maker} LOGIN CREATEROLE PASSWORD 'x'")
    postgres.execute(f"ALTER DATABASE {name} OWNER TO {maker}")
    mine = postgres.on(name, user=maker, password="x")
    init(mine, origin=ORIGIN, zone="Asia/Shanghai")
    for _ in range(2):
        for statement in statements("public", roles):
            postgres.execute(statement, url=mine)
    postgres.made("ROLE " + ", ".join(f'"{role}"' for role in (maker, *roles)))
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert postgres.execute(owners, url=mine) == [(roles.owner,)]
    assert told(mine, announcement("a", SUSPENDED)).new == 1


def test_one_name_for_several_roles_is_refused() -> None:
    for roles in (Roles(*"xxon"), Roles(*"axxn"), Roles(*"xrxn"), Roles(*"aroa")):
        with pytest.raises(LedgerFault, match="these are four roles, with a name each"):
            statements("public", roles)


def test_what_was_granted_before_is_taken_back_whatever_its_name(postgres: Server) -> None:
    target = postgres.database()
    name = target.partition("?")[0].rpartition("/")[2]
    init(target, origin=ORIGIN)
    old, reader = f"{name} old", f"{name}_reader"
    for role in (old, reader):
        postgres.execute(f'CREATE ROLE "{role}" LOGIN')
    granted = (
        f'GRANT ALL ON stored_events, changes, write_turn TO "{old}" WITH GRANT OPTION',
        f'GRANT UPDATE (said) ON changes TO "{reader}"',
        f'GRANT SELECT ON changes TO "{reader}"',
        f'GRANT EXECUTE ON FUNCTION take_turn() TO "{reader}"',
        f'GRANT CREATE ON SCHEMA public TO "{reader}"',
        "GRANT INSERT ON paths TO PUBLIC",
    )
    for statement in granted[:-1]:
        postgres.execute(statement, url=target)
    assert written_by(target) == [old, reader]
    postgres.execute(granted[-1], url=target)
    assert written_by(target) == ["PUBLIC"]
    roles = Roles(f"{name}_a", f"{name}_r", f"{name}_o", f"{name}_n")
    for statement in statements("public", roles):
        postgres.execute(statement, url=target)
    postgres.made("ROLE " + ", ".join(f'"{role}"' for role in roles))
    postgres.made(f'OWNED BY "{old}", "{reader}"')
    assert written_by(target) == []
    may = (
        "SELECT has_table_privilege(r, 'changes', 'SELECT'), has_function_privilege(r,"
        " 'take_turn()', 'EXECUTE'), has_schema_privilege(r, 'public', 'CREATE')"
        " FROM unnest(ARRAY[%s, %s]) AS r"
    )
    # who may make a function beside the ledger's could have them call it, as the owner
    found = postgres.execute(may, reader, roles.owner, url=target)
    assert found == [(True, False, False), (True, True, True)]


def test_status_and_verify_name_the_roles_that_may_write_rows(
    desk: Desk, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    role = f"writer_{target.rpartition('%3D')[2]}"
    assert json.loads(desk.done("status --format json"))["status"][0]["writers"] == []
    assert "without their functions" not in desk.done("status")
    postgres.execute(f"CREATE ROLE {role}")
    postgres.made(f"ROLE {role}")
    for right in ("INSERT ON stored_events", "UPDATE (said) ON changes", "TRUNCATE ON paths"):
        alter(target, f"GRANT {right} TO {role}")
        assert json.loads(desk.done("status --format json"))["status"][0]["writers"] == [role]
        assert role in desk.done("status")
        assert role in " ".join(desk.run("verify").out.split())
        alter(target, f"REVOKE {right} FROM {role}")


def written_by(target: str) -> list[str]:
    with psycopg.connect(target) as connection:
        return writers(connection)


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 64])
def test_what_cannot_be_a_role_is_refused(name: str) -> None:
    with pytest.raises(LedgerFault, match="cannot be a role's name: 1 to 63 bytes"):
        statements("public", Roles(name, "recorder", "owner", "analyst"))


def test_what_an_owner_is_to_run_is_printed(
    desk: Desk, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    for role in ROLES:
        assert f'"{role}"' in desk.done("grant-sql")
