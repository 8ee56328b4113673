"""Is a ledger with tables of another version left alone, and derived anew by `ledger rebuild`?"""

import os
from pathlib import Path

import pytest

from cli.catalogue import COMMANDS
from ledger.application import open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.faults import IntegrityFault, LedgerFault, OlderTables
from ledger.reading.reading import open_ledger
from ledger.stores import schema
from ledger.stores.address import on_server
from ledger.stores.schema import READ_MODEL, VERSION
from ledger.teams.backups import LEDGER, backup, restore
from ledger.teams.copying import copy
from tests import deaths
from tests.announcing import batch
from tests.desk import Desk
from tests.ledgers import HEAD, SUSPENDED, announcement
from tests.servers import Server
from tests.stores import Place, aged, alter, numbered, rows, stored, table, told, version_of

ALIAS = "subjects:\n- {path: k, aliases: [快手]}\n"

#: Every command that reads or writes the ledger in use, but for those of DONE.
REFUSED = (
    *(
        "at 2022-10-29",
        "at 2022-10-29 k/live",
        "explain 2022-10-29 k/live",
        "timeline k/live",
        "replay",
    ),
    *("diff 2022-10-27 2022-10-29", "due", "log", "show a", "subjects", "sources", "status"),
    *("announce examples/kuaishou-2022.yaml", "announce --dry-run examples/kuaishou-2022.yaml"),
    *(
        "correct a#1 note=x --why y",
        "retract a --why y",
        "evidence add a old --why y",
        "expire",
        "checkpoint",
        "prove @1 -o x",
    ),
    *("export tiles t", "export dossier 2022-10-29 -o d", "key show", "key adopt"),
    *("watch --limit 1", "consistency old new", "project"),
)
#: What works on one of an older version, or reads no ledger in use.
DONE = {
    *("rebuild", "verify", "backup", "copy", "restore", "init", "demo", "witness", "verify-proof"),
    *("grant-sql", "schema", "completion"),
}


def rebuilt(target: str) -> int:
    with open_for_writing(target, rebuild=True) as ledger:
        return ledger.rebuild()


def read_model(target: str) -> dict[str, list[object]]:
    return {name: list(table(target, name)) for name in READ_MODEL}


@pytest.fixture
def target(place: Place) -> str:
    made = place.made()
    with open_for_writing(made) as ledger:
        ledger.announce(
            batch(
                HEAD.replace("announcements", f"{ALIAS}announcements")
                + announcement("a", SUSPENDED)
            )
        )
    return made


def test_every_command_says_in_one_line_that_the_tables_are_older(
    desk: Desk, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    desk.done("key adopt")
    desk.done("checkpoint -o old")
    told(target, announcement("b", SUSPENDED), behind=True)
    desk.done("checkpoint -o new")
    aged(target)
    before = stored(target)
    assert {line.split()[0] for line in REFUSED} == set(COMMANDS) - DONE
    by = ", run by the owner of its tables," if on_server(target) else ""
    for line in REFUSED:
        outcome = desk.ledger(line)
        assert (outcome.code, outcome.out) == (1, ""), (line, outcome)
        (said,) = (each for each in outcome.err.splitlines() if "is a superuser of" not in each)
        assert said.endswith(
            f" has tables of version 1, older than this program's {VERSION}: `ledger rebuild`{by} "
            "makes them anew from the log"
        ), line
    assert stored(target) == before
    assert version_of(target) == 1


def test_a_rebuild_makes_older_tables_anew_whatever_their_columns(target: str) -> None:
    log, derived = stored(target), read_model(target)
    assert derived["aliases"]
    aged(target)
    with pytest.raises(OlderTables):
        told(target, announcement("b", SUSPENDED))
    assert rebuilt(target) == len(log)
    assert (stored(target), read_model(target), version_of(target)) == (log, derived, VERSION)
    assert verify(target, AuditRequest(), os.environ).verdict == "ok"
    assert told(target, announcement("b", SUSPENDED)).new == 1


def test_what_is_opened_to_be_rebuilt_takes_nothing_before_it_is(target: str) -> None:
    aged(target)
    before = stored(target)
    with open_for_writing(target, rebuild=True) as ledger:
        with pytest.raises(OlderTables):
            ledger.retract("a", why="test")
        ledger.rebuild()
        ledger.retract("a", why="test")
    assert stored(target)[:-1] == before


@pytest.mark.parametrize("version", [-5, 0, 1, VERSION - 1])
def test_a_number_that_alone_was_edited_is_told_and_mended(target: str, version: int) -> None:
    derived = read_model(target)
    numbered(target, version)
    report = verify(target, AuditRequest(), os.environ)
    assert report.verdict == "failed"
    (found,) = report.findings
    assert found.words == (
        f"it says that its tables are of version {version}, and they are those of version "
        f"{VERSION} (ledger rebuild mends it)"
    )
    with pytest.raises(OlderTables, match=f"version {version}, older"):
        open_ledger(target)
    with pytest.raises(OlderTables, match=f"version {version}, older"):
        told(target, announcement("b", SUSPENDED))
    rebuilt(target)
    assert (read_model(target), version_of(target)) == (derived, VERSION)


def test_an_audit_says_that_older_tables_were_not_compared_and_reads_the_log(
    target: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    aged(target)
    report = verify(target, AuditRequest(), os.environ)
    assert (report.verdict, report.size) == ("unverified", len(stored(target)))
    (found,) = report.findings
    assert (found.check, found.failed) == ("read model", False)
    assert f"of version 1, older than this program's {VERSION}, and were not" in found.words
    assert not any("row by row" in checked for checked in report.checked)
    outcome = desk.ledger("verify")
    assert outcome.code == 4
    assert "of an older version and was not compared; ledger rebuild" in " ".join(
        outcome.out.split()
    )


def test_an_audit_of_older_tables_finds_what_is_wrong_with_the_log(target: str) -> None:
    aged(target)
    column = "notification_id" if on_server(target) else "rowid"
    triggers = (
        ("ALTER TABLE stored_events DISABLE TRIGGER ALL",)
        if on_server(target)
        else tuple(f"DROP TRIGGER {text.split()[2]}" for text in schema.LOG[1:])
    )
    for statement in (*triggers, f"DELETE FROM stored_events WHERE {column} = 3"):
        alter(target, statement)
    report = verify(target, AuditRequest(), os.environ)
    assert report.verdict == "failed"
    assert {"positions", "schema"} <= {each.check for each in report.findings if each.failed}
    with pytest.raises(IntegrityFault, match="restore a backup that is whole"):
        rebuilt(target)


def test_tables_of_a_version_that_never_was_fail_and_are_mended(target: str) -> None:
    aged(target, version=0)
    report = verify(target, AuditRequest(), os.environ)
    assert report.verdict == "failed"
    assert "of version 0, and no version has them" in " ".join(map(str, report.findings))
    rebuilt(target)
    assert verify(target, AuditRequest(), os.environ).verdict == "ok"


def test_a_ledger_of_older_tables_is_copied_backed_up_and_restored(
    target: str, place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_EVIDENCE", str(tmp_path / "evidence"))
    folder = tmp_path / "backup"
    aged(target)
    assert not backup(target, folder, os.environ).rebuilt
    again = place.free()
    copy(target, again, os.environ)
    assert stored(str(folder / LEDGER)) == stored(again) == stored(target)
    assert read_model(again) == read_model(str(folder / LEDGER))
    aged(str(folder / LEDGER))
    back = place.free()
    restore(folder, back, os.environ)
    assert verify(back, AuditRequest(), os.environ).verdict == "ok"


def test_a_backup_of_older_tables_is_made_anew_and_goes_on(
    desk: Desk, target: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_LEDGER_URL", target)
    folder = tmp_path / "backup"
    backup(target, folder, os.environ)
    aged(str(folder / LEDGER))
    told(target, announcement("b", SUSPENDED))
    said = desk.done(f"backup '{folder}'")
    assert "tables  were of an older version, and were made anew from the log" in said
    assert stored(str(folder / LEDGER)) == stored(target)
    assert verify(str(folder / LEDGER), AuditRequest(), os.environ).verdict == "ok"
    assert not backup(target, folder, os.environ).rebuilt


def test_a_copy_is_not_continued_in_one_of_older_tables(target: str, place: Place) -> None:
    again = place.free()
    copy(target, again, os.environ)
    aged(again)
    told(target, announcement("b", SUSPENDED))
    with pytest.raises(OlderTables, match="ledger rebuild"):
        copy(target, again, os.environ)


class NextVersion:
    """The program's next version, as long as a test's monkeypatch lasts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._context = monkeypatch.context

    def __enter__(self) -> None:
        self._patch = self._context()
        self._patch.__enter__().setattr(schema, "VERSION", VERSION + 1)

    def __exit__(self, *found: object) -> None:
        self._patch.__exit__(None, None, None)


def test_an_older_program_refuses_a_newer_ledger_also_where_it_has_it_open(
    target: str, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    next_version = NextVersion(monkeypatch)
    with open_for_writing(target) as older:
        older.announce(batch(HEAD + announcement("b", SUSPENDED)))
        with next_version:
            rebuilt(target)
            told(target, announcement("c", SUSPENDED))
        with pytest.raises(LedgerFault, match=r"newer version .* upgrade the program"):
            older.announce(batch(HEAD + announcement("d", SUSPENDED)))
        with pytest.raises(LedgerFault, match=r"newer version .* upgrade the program"):
            older.rebuild()
    free = place.free()
    for act in (
        lambda: told(target, announcement("d", SUSPENDED)),
        lambda: rebuilt(target),
        lambda: open_ledger(target),
        lambda: copy(target, free, os.environ),
    ):
        with pytest.raises(LedgerFault, match="newer version"):
            act()
    with next_version:
        assert told(target, announcement("d", SUSPENDED)).new == 1


def test_a_rebuild_that_is_killed_is_whole_or_absent(target: str) -> None:
    derived = read_model(target)

    def rebuild(acknowledge: deaths.Acknowledge) -> None:
        rebuilt(target)
        acknowledge("rebuilt")

    aged(target)
    steps = deaths.run(rebuild).steps
    assert version_of(target) == VERSION
    aged(target)
    seen = set()
    for step in deaths.spread(steps, 12):
        death = deaths.run(rebuild, die_at=step)
        found = version_of(target)
        assert not death.acknowledged or found == VERSION
        if found == VERSION:
            assert read_model(target) == derived
            aged(target)
        seen.add(found)
        assert rows(target, "SELECT words FROM aliases") == [("once",)]
    assert 1 in seen
    rebuilt(target)
    assert read_model(target) == derived


def test_a_rebuild_on_a_server_leaves_each_table_to_whose_it_was(postgres: Server) -> None:
    target = postgres.database()
    name = target.partition("?")[0].rpartition("/")[2]
    from ledger.application import init
    from ledger.stores.postgres_grants import Roles, statements

    init(target, origin="example.org/links")
    told(target, announcement("a", SUSPENDED))
    roles = Roles(f"{name}_auditor", f"{name}_recorder", f"{name} owner", f"{name}_analyst")
    for statement in statements("public", roles):
        postgres.execute(statement, url=target)
    users = {}
    for role, group in roles._asdict().items():
        users[role] = f"{name}_{role}_user"
        postgres.execute(f"CREATE ROLE {users[role]} LOGIN PASSWORD 'x' IN ROLE \"{group}\"")
        postgres.made(f'ROLE {users[role]}, "{group}"')
    urls = {role: postgres.on(name, user=user, password="x") for role, user in users.items()}
    alter(target, "DROP TABLE aliases")  # as of a version that had none
    numbered(target, 1)
    with pytest.raises(LedgerFault, match="your role may not do this"):
        rebuilt(urls["recorder"])
    rebuilt(urls["owner"])
    owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
    assert rows(target, owners) == [(roles.owner,)]
    assert told(urls["recorder"], announcement("b", SUSPENDED)).new == 1
    assert verify(urls["auditor"], AuditRequest(evidence=False), os.environ).verdict == "ok"
