"""Does a ledger on PostgreSQL say what is wrong, keep secrets, and outlast a broken connection?"""

import multiprocessing
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import psycopg
import pytest
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg.conninfo import conninfo_to_dict

from ledger.application import init, open_for_writing
from ledger.faults import LedgerFault
from ledger.reading.reading import open_ledger
from ledger.stores import postgres_database, postgres_server
from ledger.stores.schema import READ_MODEL, columns
from tests.announcing import batch
from tests.ledgers import HEAD, ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.servers import OwnServer, Server, within
from tests.stores import Place, stored, told

SECRET = "s3cr3t-Pässw0rd"


@pytest.fixture
def target(postgres: Server, tmp_path: Path) -> str:
    return Place(tmp_path, postgres).made()


@pytest.fixture
def database(postgres: Server) -> str:
    url = postgres.database()
    init(url, origin=ORIGIN, zone="Asia/Shanghai")
    return url


def refusal(url: str) -> str:
    """What opening this URL says; whatever Python would print of it has no secret."""
    with pytest.raises(LedgerFault) as refused:
        open_ledger(url)
    fault = refused.value
    for text in (str(fault), repr(fault), "".join(traceback.format_exception(fault))):
        assert SECRET not in text
        assert "s3cr3t" not in text
    return str(fault)


# what cannot be opened


@pytest.fixture(scope="module")
def guarded(postgres: Server) -> Iterator[str]:
    """The name of a database that a user needs a password for."""
    if not isinstance(postgres, OwnServer):
        pytest.skip("needs a server whose pg_hba.conf can be written")
    postgres.execute(f"CREATE ROLE guarded LOGIN PASSWORD '{SECRET}'")
    postgres.demand_password("guarded")
    target = postgres.database()
    init(target, origin=ORIGIN)
    postgres.execute("GRANT USAGE ON SCHEMA public TO guarded", url=target)
    postgres.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guarded", url=target)
    yield target.partition("?")[0].rpartition("/")[2]
    postgres.execute("DROP OWNED BY guarded; DROP ROLE guarded", url=target)


def test_a_wrong_password_is_told_without_it(postgres: Server, guarded: str) -> None:
    wrong = postgres.on(guarded, user="guarded", password=SECRET + "x")
    assert "the user or the password is wrong" in refusal(wrong)


def test_a_missing_password_is_told_with_the_place_for_it(postgres: Server, guarded: str) -> None:
    assert "put it into ~/.pgpass" in refusal(postgres.on(guarded, user="guarded"))


def test_a_password_is_read_from_pgpass_and_a_service_file(
    postgres: Server, guarded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pgpass").write_text(f"*:*:*:guarded:{SECRET}\n", encoding="utf-8")
    (tmp_path / "pgpass").chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "pgpass"))
    with open_ledger(postgres.on(guarded, user="guarded")) as reading:
        assert reading.origin == ORIGIN
    host = conninfo_to_dict(postgres.url)["host"]
    (tmp_path / "services").write_text(
        f"[team]\nhost={host}\ndbname={guarded}\nuser=guarded\n", encoding="utf-8"
    )
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    with open_ledger("postgresql://?service=team") as reading:
        assert reading.origin == ORIGIN
    monkeypatch.setenv("PGSERVICE", "team")
    with open_ledger("postgresql://") as reading:
        assert reading.origin == ORIGIN
    monkeypatch.setenv("PGSERVICE", "nothing")
    assert "pg_service.conf" in refusal("postgresql://")


def test_no_such_database_user_or_server(postgres: Server) -> None:
    assert "`ledger init` then makes the ledger" in refusal(postgres.on("nothing"))
    assert "name a user" in refusal(postgres.on("postgres", user="nobody", password=SECRET))
    nowhere = f"postgresql://u:{SECRET}@/x?host=/no/such/folder"
    assert "is the server running?" in refusal(nowhere)
    assert "is the server running?" in refusal(f"postgresql://u:{SECRET}@127.0.0.1:9/x")


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ('could not translate host name "db" to address', True),
        ("FATAL: sorry, too many clients already", True),
        ("connection timeout expired", True),
        ("something that nobody has heard of", True),
        ('FATAL: password authentication failed for user "u"', False),
        ("fe_sendauth: no password supplied", False),
        ('FATAL: database "x" does not exist', False),
        ('FATAL: role "u" does not exist', False),
        ('FATAL: no pg_hba.conf entry for host "h"', False),
        ('definition of service "x" not found', False),
        ("server does not support SSL, but SSL was required", False),
    ],
)
def test_only_a_refusal_that_may_pass_by_itself_is_tried_again(said: str, gone: bool) -> None:
    server = postgres_server.Server("postgresql://u@h/x")
    found = server.unreachable(psycopg.OperationalError(said))
    assert isinstance(found, postgres_server.ServerGone) is gone, found


def test_a_url_that_libpq_cannot_read_is_not_quoted() -> None:
    assert "parameters are those of libpq" in refusal(f"postgresql://u:{SECRET}@h/x?sslmod=no")
    assert "%XX" in refusal("postgresql://u:s3cr3t%zz@h/x")


def test_a_database_without_a_ledger(postgres: Server) -> None:
    url = postgres.database()
    assert "`ledger init` makes one" in refusal(url)
    postgres.execute("CREATE TABLE stored_events (x int)", url=url)
    assert "tables of another program" in refusal(url)
    with pytest.raises(LedgerFault, match="tables of another program"):
        init(url)


def test_an_old_server_and_another_encoding(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "needs UTF8" in refusal(postgres.database("ENCODING 'SQL_ASCII' LOCALE 'C'"))
    monkeypatch.setattr(postgres_server, "OLDEST", 990_000)
    assert "needs 15 or later" in refusal(postgres.url)


def test_psycopg_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("ledger.stores.postgres_store", "ledger.stores.postgres_database"):
        monkeypatch.delitem(sys.modules, module, raising=False)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "python -m pip install '.[postgres]'" in refusal("postgresql://h/x")
    with (
        pytest.raises(LedgerFault, match="pip install"),
        open_for_writing("postgresql://h/x"),
    ):
        pass


# schemas


def test_each_schema_has_a_ledger_of_its_own(postgres: Server) -> None:
    url = postgres.database()
    for name in ("one", "Two "):
        postgres.execute(f'CREATE SCHEMA "{name}"', url=url)
    one = within(url, "one")
    two = within(url, "%22Two%5C%20%22")
    init(one, origin="example.org/one")
    init(two, origin="example.org/two")
    told(one, announcement("a", SUSPENDED))
    told(two, announcement("b", PERMITTED))
    assert [len(stored(each)) for each in (one, two)] == [4, 3]
    assert "no ledger in the schema public" in refusal(url)
    missing = refusal(within(url, "three"))
    assert "CREATE SCHEMA" in missing


def test_a_users_own_schema_or_temporary_table_is_not_taken_for_the_ledger(
    postgres: Server, database: str
) -> None:
    user = conninfo_to_dict(database)["user"]
    postgres.execute(f'CREATE SCHEMA "{user}" CREATE TABLE stored_events (x int)', url=database)
    assert told(database, announcement("a", SUSPENDED)).new == 1


# connections that break


def terminate(postgres: Server, target: str) -> None:
    """End every other connection to the ledger's database, which no other test may be using, as an
    administrator may."""
    postgres.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
        url=target,
    )


def test_a_connection_that_broke_between_turns_is_made_again(
    postgres: Server, database: str
) -> None:
    with open_for_writing(database) as ledger:
        ledger.announce(batch(HEAD + announcement("a", SUSPENDED)))
        terminate(postgres, database)
        assert ledger.announce(batch(HEAD + announcement("b", SUSPENDED))).new == 1
    assert len(stored(database)) == 7


def test_a_connection_that_breaks_in_a_turn_leaves_nothing(postgres: Server, database: str) -> None:
    with open_for_writing(database) as ledger:

        def announce_meanwhile() -> None:
            with ledger.store.writing() as turn:
                terminate(postgres, database)
                turn.last()

        with pytest.raises(LedgerFault, match="nothing was appended: try again"):
            announce_meanwhile()
        assert ledger.announce(batch(HEAD + announcement("a", SUSPENDED))).new == 1
    assert len(stored(database)) == 4


class LostAnswer(psycopg.Connection[Any]):
    """Breaks once when told to commit: after it was done, or before."""

    after: ClassVar[bool | None] = None

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        if query == b"COMMIT" and self.after is not None:
            if self.after:
                super().execute(query)
            LostAnswer.after = None
            self.close()
            raise psycopg.OperationalError("the connection is lost")
        return super().execute(query, *args, **kwargs)


@pytest.mark.parametrize("after", [True, False])
def test_a_lost_answer_to_a_commit_is_settled_by_asking(
    target: str, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    monkeypatch.setattr(psycopg, "connect", LostAnswer.connect)
    with open_for_writing(target) as ledger:
        monkeypatch.setattr(LostAnswer, "after", after)
        announced = batch(HEAD + announcement("a", SUSPENDED))
        if after:
            assert ledger.announce(announced).new == 1
        else:
            with pytest.raises(LedgerFault, match="nothing was appended: try again"):
                ledger.announce(announced)
        assert ledger.announce(announced).unchanged == after
    assert len(stored(target)) == 4


def test_what_is_acknowledged_is_on_disk_whatever_the_servers_default(
    postgres: Server, database: str
) -> None:
    name = conninfo_to_dict(database)["dbname"]
    postgres.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with open_for_writing(database) as ledger, ledger.store.writing() as turn:
        found = turn.database.connection.execute("SHOW synchronous_commit").fetchone()
    assert found == ("on",)


def test_a_full_disk_leaves_nothing_and_is_told(postgres: Server, target: str) -> None:
    with open_for_writing(target) as ledger:
        postgres.execute(
            "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            " RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100';"
            " END $$; CREATE TRIGGER full_disk BEFORE INSERT ON announcements"
            " FOR EACH STATEMENT EXECUTE FUNCTION full_disk()",
            url=target,
        )
        with pytest.raises(LedgerFault, match=r"no room left.*nothing was appended"):
            ledger.announce(batch(HEAD + announcement("a", SUSPENDED)))
        postgres.execute("DROP TRIGGER full_disk ON announcements", url=target)
        assert len(stored(target)) == 1
        assert ledger.announce(batch(HEAD + announcement("a", SUSPENDED))).new == 1
    assert len(stored(target)) == 4


def test_record_times_are_the_servers_and_strictly_later(
    target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time_ns", lambda: 0)
    for id in "abc":
        told(target, announcement(id, SUSPENDED))
    times = [row[5] for row in stored(target)]
    assert times[0] > 1_600_000_000_000_000
    assert sorted(set(times)) == sorted([times[0], times[1], times[4], times[7]])


# many processes


def _start(url: str, number: int, results: "multiprocessing.Queue[str]") -> None:
    try:
        results.put(init(url, origin=f"example.org/{number}").origin)
    except LedgerFault as fault:
        results.put(f"refused: {fault}")
    with open_ledger(url) as reading:
        results.put(f"open {reading.origin} {reading.size}")


def test_six_processes_that_start_on_an_empty_database_at_once(postgres: Server) -> None:
    url = postgres.database()
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    starting = [context.Process(target=_start, args=(url, n, results)) for n in range(6)]
    for process in starting:
        process.start()
    said = [results.get(timeout=60) for _ in range(12)]
    for process in starting:
        process.join()
    (made,) = (words for words in said if words.startswith("example.org"))
    assert sum("already" in words for words in said) == 5
    assert said.count(f"open {made} 1") == 6


# the stock library


def test_the_stock_recorder_cannot_append(target: str) -> None:
    given = conninfo_to_dict(target)
    store = PostgresDatastore(
        str(given["dbname"]),
        str(given.get("host") or ""),
        str(given.get("port") or ""),
        str(given["user"]),
        str(given.get("password") or ""),
        schema=str(given["options"]).rpartition("=")[2],
        originator_id_type="text",
    )
    recorder = PostgresApplicationRecorder(store)
    recorder.create_table()
    event = StoredEvent(originator_id="#x", originator_version=1, topic="noted", state=b"{}")
    with pytest.raises(Exception, match=r"null value|not the next"):
        recorder.insert_events([event])
    store.close()
    assert len(stored(target)) == 1
    assert os.environ.get("POSTGRES_DBNAME") is None


def test_what_a_server_refuses_is_told_in_words() -> None:
    server = postgres_server.Server("postgresql://u@h/d")
    for error, words in (
        (psycopg.errors.ProgramLimitExceeded("x"), "cannot keep a name this long (x): PostgreSQL"),
        (psycopg.errors.ReadOnlySqlTransaction("x"), "is a read-only server: it can be read, not"),
    ):
        assert words in str(server.fault(error))


def test_a_schema_of_another_program_is_left_alone(postgres: Server) -> None:
    target = postgres.schema()
    postgres.execute("CREATE TABLE stored_events (x int)", url=target)
    with pytest.raises(LedgerFault, match="holds tables of another program, not a ledger's"):
        open_ledger(target)


# what is asked of the catalogue


def test_the_columns_of_a_table_are_found_by_its_number_whatever_else_a_server_holds(
    target: str,
) -> None:
    """By its name it took minutes on a server of some thousand tables and no statistics."""
    asked = postgres_database.COLUMNS.replace("?", "$1")
    with psycopg.connect(target, autocommit=True) as connection:
        connection.execute(f"PREPARE asked (text) AS {asked}".encode())
        connection.execute("SET plan_cache_mode = force_generic_plan")
        found = connection.execute("EXPLAIN EXECUTE asked ('changes')").fetchall()
        plan = "\n".join(line for (line,) in found)
        assert "pg_class" not in plan, plan
        assert "pg_attribute_relid_attnum_index" in plan, plan
        rows = connection.execute("EXECUTE asked ('changes')").fetchall()
    assert [name for (name,) in rows] == columns(READ_MODEL["changes"])
