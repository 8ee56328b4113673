"""Do the views of a ledger tell whoever asks in SQL what was recorded, on both stores alike?"""

import json
import os
import re
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from ledger.application import init
from ledger.audit.integrity import verify
from ledger.audit.verdict import FAILED, OK, AuditRequest
from ledger.dates.moments import instant
from ledger.stores import postgres_views
from ledger.stores.address import on_server
from ledger.stores.postgres_grants import Roles, statements
from ledger.stores.schema import VIEW_NAMES
from ledger.stores.views import SQLITE, VIEWS, columns
from tests.desk import Desk
from tests.ledgers import ORIGIN, SUSPENDED, announcement
from tests.servers import Server
from tests.stores import Place, acted, alter, rows, told

PAGE = Path(__file__).parent.parent / "docs" / "views.md"


@pytest.fixture
def target(place: Place, desk: Desk) -> str:
    """A ledger with what is hard: open windows, amendments, acts, parts, lists, years far off."""
    made = place.made()
    for name in ("kuaishou-2022", "kuaishou-2022-11-02", "grayscale-withdrawn", "prolonged-term"):
        assert desk.run("--ledger", made, "announce", f"examples/{name}.yaml").code == 0
    far = (
        "change: suspended, subjects: [k/far], effective: 1969-12-31T23:59:59.999999Z,"
        " until: 2401-02-03T04:05:06.789012Z, value: six, except: [k/far/x],"
        " population: {percent: 10, words: some}"
    )
    told(made, announcement("far", far))
    acted(made, lambda ledger: ledger.correct("far#1", {"value": "7"}, why="misread"))
    acted(made, lambda ledger: ledger.retract("kuaishou-2022-02-22", why="not theirs"))
    return made


def plain(value: Any) -> Any:
    """A value as DESIGN 8 writes it, whatever the store gives."""
    if isinstance(value, datetime):
        text = value.strftime("%Y-%m-%dT%H:%M:%S")
        return text + (f".{value.microsecond:06d}Z" if value.microsecond else "Z")
    if isinstance(value, str) and value[:1] in "[{":
        return json.loads(value)
    return bool(value) if value in (0, 1) and value is not None else value


def view(target: str, name: str) -> list[dict[str, Any]]:
    names = list(columns(SQLITE)[name])
    ordered = f"SELECT * FROM {name} ORDER BY 1, 2, 6"
    return [dict(zip(names, map(plain, row), strict=True)) for row in rows(target, ordered)]


def test_the_log_is_told_as_ledger_log_tells_it(target: str, desk: Desk) -> None:
    logged = map(json.loads, desk.done(f"--ledger '{target}' log --format jsonl").splitlines())
    for found, event in zip(view(target, "view_log"), logged, strict=True):
        for name in ("recorded_at", "type", "announcement", "change", "subject"):
            assert found[name] == event[name], event
        data = {name: value for name, value in found["data"].items() if name != "format"}
        assert data == event["data"]
        assert found["note"] == event["data"].get("note")


def test_what_was_said_is_told_as_it_is_exported(target: str, desk: Desk) -> None:
    found = {(row["seq"]): row for row in view(target, "view_said")}
    logged = map(json.loads, desk.done(f"--ledger '{target}' log --format jsonl").splitlines())
    changes = {event["seq"]: event for event in logged if event["seq"] in found}
    assert len(changes) == len(found) > 30
    for seq, event in changes.items():
        row, data = found[seq], event["data"]
        assert (row["kind"], row["change"], row["subject"]) == (
            event["type"],
            event["change"],
            event["subject"],
        )
        window = data.get("effective") or {}
        assert row["earliest"] == window.get("earliest")
        assert row["latest"] == window.get("latest")
        assert row["until"] == (data.get("until") or {}).get("instant")
        for name in ("afterwards", "certainty", "condition", "value", "replaces"):
            assert row[name] == data.get(name), (name, event)
        assert row["excepts"] == data.get("except")
        assert row["of_change"] == data.get("of")


def test_a_row_says_its_effect_its_extent_and_what_was_done_to_it(target: str) -> None:
    by_id = {(row["change"], row["subject"]): row for row in view(target, "view_said")}
    far = by_id["far#1", "k/far"]
    assert (far["effect"], far["extent"], far["value"]) == ("suspended", "partial", "six")
    assert (far["percent"], far["population"]) == ("10", "some")
    assert (far["earliest"], far["until"]) == (
        "1969-12-31T23:59:59.999999Z",
        "2401-02-03T04:05:06.789012Z",
    )
    assert (far["acted_on"], far["amended"], far["authority"]) == (True, False, "official")
    paper = by_id["the-paper-2022-10-28#1", "kuaishou/live-cart/taobao-alliance"]
    assert (paper["effect"], paper["extent"]) == ("permitted", "gradual")
    assert (paper["acted_on"], paper["source"]) == (False, "The Paper")
    withdrawn = by_id["vidora-2023-09-12#1", "vidora/comments/outbound-links"]
    assert withdrawn["amended"] is True
    by = by_id["vidora-2023-10-05#1", "vidora/comments/outbound-links"]
    assert (by["effect"], by["of_change"]) == (None, "vidora-2023-09-12#1")
    retracted = {row["id"]: row["acted_on"] for row in view(target, "view_announcements")}
    assert (retracted["kuaishou-2022-02-22"], retracted["the-paper-2022-10-28"]) == (True, False)
    paths = {row["path"]: row for row in view(target, "view_subjects")}
    assert paths["kuaishou"]["aliases"] == ["快手"]
    assert paths["k/far"]["title"] is None


def test_timestamps_are_the_instants_that_are_stored(target: str) -> None:
    stored = rows(target, "SELECT id, published, recorded_at FROM announcements ORDER BY id")
    found = sorted(view(target, "view_announcements"), key=lambda row: row["id"])
    for row, (id, published, recorded) in zip(found, stored, strict=True):
        assert (row["id"], instant(row["published"])) == (id, published)
        assert instant(row["recorded_at"]) == recorded


def test_an_event_that_cannot_be_read_has_no_data_and_the_others_are_told(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    size = len(view(target, "view_log"))
    column = "notification_id" if on_server(target) else "rowid"
    bytes_ = "'\\xff'" if on_server(target) else "x'ff'"
    alter(target, f"INSERT INTO stored_events ({column}, originator_id, originator_version, topic,"
          f" state, recorded_at, hashes) SELECT {column} + 1, 'x', 1, 'noted', {bytes_},"
          f" recorded_at, hashes FROM stored_events ORDER BY {column} DESC LIMIT 1")  # fmt: skip
    acted(target, lambda ledger: ledger.rebuild())
    found = view(target, "view_log")
    assert len(found) == size + 1
    assert [row["data"] is None for row in found] == [False] * size + [True]


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_that_was_altered_is_told_and_mended(place: Place, desk: Desk, name: str) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    assert verify(target, AuditRequest(), os.environ).verdict == OK
    text = (postgres_views.VIEWS if on_server(target) else VIEWS)[name]
    changed = re.sub(r"^  (?:c|e)\.(seq|path|id)\b", r"  NULL AS \1", text, flags=re.M)
    table = text.rpartition("FROM ")[2].split()[0]
    for other in (None, changed, f"{text} WHERE 1 = 0", f"CREATE TABLE {name} (x text)"):
        assert other != text
        alter(target, f"DROP VIEW {name}")
        if other:
            alter(target, other)
        found = verify(target, AuditRequest(), os.environ)
        assert found.verdict == FAILED, other
        assert all(each.derived for each in found.findings)
        assert name in " ".join(map(str, found.findings))
        assert desk.run("--ledger", target, "rebuild").code == 0, table
        assert verify(target, AuditRequest(), os.environ).verdict == OK


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER VIEW view_said SET (security_invoker = on)",
        "CREATE TABLE other AS SELECT * FROM paths; CREATE OR REPLACE VIEW view_subjects AS"
        " SELECT c.path, c.first_seq, s.seq AS described_seq, s.title, s.titles::jsonb #> '{}' AS"
        " titles, s.aliases::jsonb #> '{}' AS aliases, s.words::jsonb #> '{}' AS words FROM other c"
        " LEFT JOIN subjects s ON s.path = c.path AND s.seq = (SELECT max(d.seq) AS max FROM"
        " subjects d WHERE d.path = c.path)",
    ],
)
def test_what_makes_a_view_say_something_else_is_told(postgres: Server, statement: str) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    alter(target, statement)
    assert verify(target, AuditRequest(), os.environ).verdict == FAILED


@pytest.mark.parametrize(
    ("name", "written", "instead"),
    [
        (
            "view_said",
            "AND (a.n IS NULL OR a.n = c.n) AND (a.subject IS NULL OR a.subject = c.subject)",
            "AND a.n IS NULL OR (a.n = c.n AND a.subject IS NULL OR a.subject = c.subject)",
        ),
        ("view_said", "a.of_n = c.n", "a.of_n = a.n"),
        (
            "view_said",
            "(c.recorded_at / 1000000)::double",
            "(c.recorded_at / 1000000)::real::double",
        ),
        ("view_log", "e.topic AS type", "e.topic::char(4)::text AS type"),
        ("view_announcements", "a.announcement = c.id", "a.announcement = a.announcement"),
        ("view_subjects", "d.path = c.path", "d.path = d.path"),
    ],
)
def test_brackets_casts_and_names_of_tables_are_compared(
    postgres: Server, name: str, written: str, instead: str
) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    altered = postgres_views.VIEWS[name].replace(written, instead)
    assert altered != postgres_views.VIEWS[name]
    alter(target, altered.replace("CREATE VIEW", "CREATE OR REPLACE VIEW"))
    found = verify(target, AuditRequest(), os.environ)
    assert found.verdict == FAILED
    assert f"the view {name} is missing, or not as the ledger made it" in str(
        [each.words for each in found.findings]
    )


def test_it_is_known_what_the_server_shows_of_each_view(postgres: Server) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    for name in VIEWS:
        ((text,),) = rows(target, f"SELECT pg_get_viewdef('{name}'::regclass)")
        assert sha256(text.encode()).hexdigest() in postgres_views.SHOWN[name]


def test_a_view_on_a_server_that_is_not_known_is_compared_by_what_it_needs(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    monkeypatch.setattr(postgres_views, "UNKNOWN", 0)
    monkeypatch.setattr(postgres_views, "SHOWN", dict.fromkeys(VIEWS, ()))
    assert verify(target, AuditRequest(), os.environ).verdict == OK
    alter(target, "DROP VIEW view_log")
    assert verify(target, AuditRequest(), os.environ).verdict == FAILED


def test_every_column_has_a_comment_and_stands_on_the_page(postgres: Server) -> None:
    target = postgres.schema()
    init(target, origin=ORIGIN)
    page = PAGE.read_text(encoding="utf-8")
    for name in VIEWS:
        names = list(columns(SQLITE)[name])
        found = rows(
            target,
            "SELECT attname::text, col_description(attrelid, attnum) FROM pg_attribute"
            f" WHERE attrelid = '{name}'::regclass AND attnum > 0 ORDER BY attnum",
        )
        assert [column for column, _ in found] == names
        ((whole,),) = rows(target, f"SELECT obj_description('{name}'::regclass)")
        assert {"": whole, **dict(found)} == postgres_views.MEANINGS[name]
        section = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        assert whole in " ".join(section.split())
        assert re.findall(r"^\| `(\w+)` \| (.*) \|$", section, re.M) == found


@pytest.fixture
def users(postgres: Server) -> dict[str, str]:
    """A URL for a user in each role, and for the superuser."""
    target = postgres.database()
    name = target.partition("?")[0].rpartition("/")[2]
    init(target, origin=ORIGIN)
    told(target, announcement("a", SUSPENDED))
    roles = Roles(f"{name}_a", f"{name}_r", f"{name}_o", f"{name}_n")
    for statement in statements("public", roles):
        postgres.execute(statement, url=target)
    postgres.made("ROLE " + ", ".join(roles))
    found = {"super": target}
    for role, group in roles._asdict().items():
        postgres.execute(f"CREATE ROLE {group}_user LOGIN IN ROLE {group}")
        postgres.made(f"ROLE {group}_user")
        found[role] = postgres.on(name, user=f"{group}_user", password="x")
    return found


def test_an_analyst_reads_the_views_and_nothing_else(users: dict[str, str], desk: Desk) -> None:
    for name in VIEWS:
        for role in ("analyst", "auditor", "recorder", "owner"):
            assert rows(users[role], f"SELECT * FROM {name}") == rows(
                users["super"], f"SELECT * FROM {name}"
            )
        for statement in (f"DELETE FROM {name}", f"UPDATE {name} SET seq = 1"):
            for role in ("analyst", "auditor", "recorder"):
                with pytest.raises(psycopg.Error, match=r"permission denied|cannot|does not exist"):
                    alter(users[role], statement)
    for table in ("stored_events", "changes", "paths", "ledger_versions"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            rows(users["analyst"], f"SELECT * FROM {table}")
    outcome = desk.run("--ledger", users["analyst"], "at", "2022-10-29")
    assert outcome.code == 1
    assert "it lacks the right SELECT on the tables " in outcome.err


def test_the_views_stay_whose_they_were_and_readable_after_a_rebuild(
    users: dict[str, str], desk: Desk
) -> None:
    alter(users["super"], "DROP INDEX changes_by_of")  # so that all is made anew
    assert desk.run("--ledger", users["owner"], "rebuild").code == 0
    assert len(rows(users["analyst"], "SELECT * FROM view_said")) == 2
    assert verify(users["auditor"], AuditRequest(evidence=False), os.environ).verdict == OK


def test_who_reads_passes_over_the_views_that_there_are_and_no_others() -> None:
    assert tuple(VIEWS) == VIEW_NAMES
