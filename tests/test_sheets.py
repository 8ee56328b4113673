"""What a spreadsheet reads: local dates, terms by their last day, whole answers, mere text."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.sheet import guarded
from ledger.dates import moments
from ledger.dates.instants import FIRST_INSTANT, LAST_INSTANT
from ledger.documents.log import written_window as window
from tests.desk import Desk
from tests.test_cli_formats import READINGS

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?Z")
#: Every reading command, on every clock that it has.
ALL = (
    *READINGS,
    "timeline kuaishou/live-cart/taobao-alliance",
    "diff 2022-10-27 2022-10-29",
    "diff 2022-10-27 2022-11-02 --clock published --at 2022-10-30",
    "diff @30 @40 --at 2022-10-30",
    "replay --clock recorded",
    "replay --clock published",
    "replay --clock effective",
)
#: A ban of Brussels with a term that a later notice prolongs, and a test that ends at an hour.
BAN = """
format: policy-ledger/1
zone: Europe/Brussels
announcements:
- id: notice
  source: {name: The Commission, authority: binding, party: regulator}
  published: 2026-09-01T09:30
  title: "=Notice on coffee"
  url: https://example.org/notice
  changes:
  - {change: suspended, subjects: [eu-market/coffee], effective: 2026-12-30, until: 2027-06-30}
  - {change: permitted, subjects: [eu-market/tea], effective: ../2026-12-30, note: since long,
     except: [eu-market/tea/green, eu-market/tea/white],
     until: "2027-01-01T12:00:00+01:00"}
  - {change: set, subjects: [eu-market/fee], effective: 2026-12, value: 6%, quote: "+6%"}
"""


def table(desk: Desk, line: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(desk.done(f"{line} --format csv"))))


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml examples/grayscale-withdrawn.yaml")
    desk.done("correct kuaishou-2022-02-22 title= --why test")
    desk.done("expire")
    return desk


@pytest.fixture
def ban(desk: Desk) -> Desk:
    desk.done("init --origin example.org/eu --zone Europe/Brussels")
    (desk.folder / "ban.yaml").write_text(BAN, encoding="utf-8")
    desk.done("announce ban.yaml")
    return desk


def instants(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """The instants of a line of JSON Lines, by the names of their columns."""
    for name, value in row.items():
        if isinstance(value, str) and _INSTANT.fullmatch(value):
            yield name, value
        if name in ("before", "after") and isinstance(value, dict):
            yield from ((f"{name}_{field}", each) for field, each in instants(value))


def expected(instant: str, zone: ZoneInfo) -> str:
    shown = datetime.fromisoformat(instant).astimezone(zone).replace(tzinfo=None)
    return shown.isoformat(" ").removesuffix(" 00:00:00")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_each_instant_has_a_local_column_and_one_in_utc(case: Desk, zone: str) -> None:
    rules, seen = ZoneInfo(zone), set()
    for line in ALL:
        lines = case.done(f"{line} --zone {zone} --format jsonl").splitlines()
        rows = table(case, f"{line} --zone {zone}")
        for found in rows:
            for column in found:
                if found.get(f"{column}_utc"):
                    assert found[column] == expected(found[f"{column}_utc"], rules), (line, column)
        if line in ("replay --clock recorded", "replay --clock published"):
            continue  # of these a row is a stretch, of which a step may have several
        for found, row in zip(rows, map(json.loads, lines), strict=True):
            for column, instant in instants(row):
                assert found[f"{column}_utc"] == instant, (line, column)
                seen.add(column)
    assert {"since", "until", "published", "at", "recorded", "from", "recorded_at"} <= seen
    assert {"known", "when", "earliest", "latest", "first_published", "after_since"} <= seen


def test_a_ban_from_a_day_in_brussels_is_told_by_that_day(ban: Desk) -> None:
    coffee, fee, tea, *_ = table(ban, "at 2027-01-01")
    assert (coffee["since"], coffee["since_utc"]) == ("2026-12-30", "2026-12-29T23:00:00Z")
    assert (coffee["until"], coffee["until_utc"]) == ("2027-07-01", "2027-06-30T22:00:00Z")
    assert coffee["last_day"] == "2027-06-30"
    assert (coffee["published"], coffee["at"]) == (
        "2026-09-01 09:30:00",
        "2027-01-01 23:59:59.999999",
    )
    assert (fee["since"], fee["last_day"]) == ("2026-12-31 23:59:59.999999", "")
    assert table(ban, "at 2027-01-01 eu-market/coffee --zone UTC")[0]["since"] == (
        "2026-12-29 23:00:00"
    )
    assert (tea["until"], tea["last_day"], tea["lapsed"]) == ("", "", "true")


def test_a_term_that_ends_within_a_day_has_no_last_day(ban: Desk) -> None:
    (tea,) = (row for row in table(ban, "at 2026-12-31") if row["subject"] == "eu-market/tea")
    assert (tea["until"], tea["until_utc"], tea["last_day"]) == (
        *("2027-01-01 12:00:00", "2027-01-01T11:00:00Z", ""),
    )


def test_a_path_has_a_line_of_its_own_in_a_cell(ban: Desk) -> None:
    for line in ("at 2026-12-31 eu-market/tea", "timeline eu-market/tea", "log --kind permitted"):
        assert "eu-market/tea/green\neu-market/tea/white" in [
            row["except"] for row in table(ban, line)
        ]


def test_every_row_says_what_it_is_of_and_how_to_get_it_again(case: Desk) -> None:
    for line in ALL:
        whole = json.loads(case.done(f"{line} --format json"))
        for row in table(case, line):
            assert row["origin"] == "example.org/links", line
            assert (row["again"], row["size"]) == (whole["again"], str(whole["size"]))
            assert row["recorded_utc"] == (whole["recorded"] or "")
            assert row["known_utc"] == (whole["known"] or "")


def test_a_state_names_the_announcement_that_decides_as_it_was_corrected(ban: Desk) -> None:
    lines = (
        *("at 2027-01-01 eu-market/coffee", "timeline eu-market/coffee"),
        *("explain 2027-01-01 eu-market/coffee", "due 2026-12-29 eu-market/coffee"),
    )
    for title in ("'=Notice on coffee", "Notice on coffee", ""):
        for line in lines:
            row = table(ban, line)[-1]
            assert (row["title"], row["url"]) == (title, "https://example.org/notice"), line
        row = table(ban, "diff 2026-12-01 2027-01-01 eu-market/coffee")[0]
        assert (row["before_title"], row["after_title"]) == ("", title)
        new = {"'=Notice on coffee": "Notice on coffee"}.get(title, "")
        ban.run("correct", "notice", f"title={new}", "--why", "test")
    (then,) = table(ban, "at 2027-01-01 eu-market/coffee --recorded @5")
    assert then["title"] == "'=Notice on coffee"


def test_the_log_has_from_when_who_says_what_and_the_note(ban: Desk) -> None:
    ban.done("correct notice#1 effective=2026-12-31 --why slip")
    *_, announced, coffee, tea, fee, corrected = table(ban, "log")
    assert (announced["type"], announced["title"]) == ("announced", "'=Notice on coffee")
    for row in (announced, coffee, tea, fee):
        assert (row["source"], row["authority"], row["published"]) == (
            *("The Commission", "binding", "2026-09-01 09:30:00"),
        )
    assert (coffee["effective"], coffee["earliest_utc"], coffee["last_day"]) == (
        *("2026-12-30", "2026-12-29T23:00:00Z", "2027-06-30"),
    )
    assert (tea["effective"], tea["note"]) == ("../2026-12-30", "since long")
    assert (fee["effective"], fee["value"], fee["quote"]) == (
        *("2026-12-01/2026-12-31", "6%", "'+6%"),
    )
    assert (corrected["effective"], corrected["why"], corrected["source"]) == (
        *("2026-12-31", "slip", ""),
    )


def test_a_mark_stands_before_csv_alone(ban: Desk) -> None:
    for line in (*("at", "log", "subjects", "sources", "status"), "diff 2026-12-01 2027-01-01"):
        plain = ban.done(f"{line} --format csv --zone UTC").partition("\n")[0]
        assert ban.done(f"{line} --format csv --bom --zone UTC").startswith(f"\ufeff{plain}\n")
        for form in ("table", "json", "jsonl"):
            outcome = ban.ledger(f"{line} --format {form} --bom")
            assert (outcome.code, outcome.out) == (2, "")
            assert "--bom is the mark before csv: expected --format csv with it" in outcome.err
    assert ban.ledger("verify --format csv --bom").out.startswith("\ufeffrow,check")


@pytest.mark.parametrize("sign", "=+-@＝＋－＠﹦﹢﹣﹫")
def test_no_sign_of_a_formula_begins_a_cell(sign: str) -> None:
    assert guarded(f"{sign}1+1") == f"'{sign}1+1"
    assert guarded(f"1{sign}") == f"1{sign}"


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"earliest": "2026-12-29T23:00:00Z", "latest": "2026-12-29T23:00:00Z"}, "2026-12-30"),
        ({"earliest": "2026-12-29T23:00:00Z"}, "2026-12-30/.."),
        ({"latest": "2026-12-30T22:59:59.999999Z"}, "../2026-12-30"),
        (
            {"earliest": "2026-12-29T23:30:00Z", "latest": "2026-12-30T11:00:00Z"},
            "2026-12-30 00:30:00/2026-12-30 12:00:00",
        ),
        ({"latest": "9999-12-31T23:59:59.999999Z"}, "../9999-12-31T23:59:59.999999Z"),
    ],
)
def test_a_window_is_told_in_local_dates(said: dict[str, str], shown: str) -> None:
    assert window(said, ZoneInfo("Europe/Brussels")) == shown


def test_only_the_first_of_two_midnights_begins_a_day_and_is_told_by_it() -> None:
    havana = ZoneInfo("America/Havana")  # 2022-11-06: the clocks went back from 01:00 to 00:00
    first = moments.instant("2022-11-06T04:00:00Z")
    assert moments.date_or_time(first, havana) == "2022-11-06"
    assert moments.date_or_time(first + 3_600_000_000, havana) == "2022-11-06 00:00:00"
    assert moments.last_day(first, havana) == "2022-11-05"
    assert moments.last_day(first + 3_600_000_000, havana) is None


def test_what_no_local_date_can_be_written_of_is_told_in_utc() -> None:
    assert moments.date_or_time(FIRST_INSTANT, ZoneInfo("America/New_York")) == (
        "0001-01-01T00:00:00Z"
    )
    assert moments.date_or_time(LAST_INSTANT, ZoneInfo("Asia/Tokyo")) == (
        "9999-12-31T23:59:59.999999Z"
    )


@pytest.fixture
def retitled(desk: Desk) -> Desk:
    """The ban, of which the recorder corrected the title and a start."""
    desk.done("init --origin example.org/bans --zone Europe/Brussels")
    desk.done("announce -", BAN)
    desk.done("correct notice title=Coffee url=https://example.org/coffee --why mistyped")
    desk.done("correct 'notice#1' effective=2026-12-31 --why misread")
    return desk


@pytest.mark.parametrize(
    "line",
    [
        "at 2027-01-02 eu-market/coffee",
        "explain 2027-01-02 eu-market/coffee",
        "due 2026-12-31 eu-market/coffee --within 1d",
    ],
)
def test_an_answer_has_the_title_as_corrected(line: str, retitled: Desk) -> None:
    found = {(row["title"], row["url"]) for row in table(retitled, line) if row["title"]}
    assert found == {("Coffee", "https://example.org/coffee")}


@pytest.mark.parametrize("line", ["log --announcement notice", "show notice", "show @4"])
def test_an_event_has_all_of_it_as_it_is_stored(line: str, retitled: Desk) -> None:
    rows = table(retitled, line)
    own = [row for row in rows if row["change"] == "notice#1" and row["type"] == "suspended"]
    assert [(row["title"], row["url"], row["effective"]) for row in own] == [
        ("'=Notice on coffee", "https://example.org/notice", "2026-12-30")
    ]
    corrected = [row for row in rows if row["type"] == "corrected"]
    assert [row["title"] for row in corrected if not row["effective"]] == ["Coffee"]
    assert [row["effective"] for row in corrected if not row["title"]] == ["2026-12-31"]
    events = json.loads(retitled.done(f"{line} --format json"))["events"]
    (stored,) = [each["data"] for each in events if each["type"] == "suspended"]
    assert stored["effective"]["text"] == "2026-12-30"


def test_a_row_names_the_files_of_its_event(retitled: Desk) -> None:
    for name in ("one.html", "two.html"):
        (retitled.folder / name).write_text(name)
    retitled.done("evidence add notice one.html two.html --why 'found later'")
    digests = [sha256(name.encode()).hexdigest() for name in ("one.html", "two.html")]
    for line in ("log --kind evidence_added", "show notice"):
        rows = table(retitled, line)
        assert [row["evidence"] for row in rows if row["evidence"]] == [" ".join(digests)]


def test_the_files_of_an_announcement_stand_on_its_row(desk: Desk) -> None:
    desk.done("init --origin example.org/bans --zone Europe/Brussels")
    (desk.folder / "notice.html").write_text("one")
    (desk.folder / "ban.yaml").write_text(
        BAN.replace("  url:", "  evidence: [notice.html]\n  url:")
    )
    desk.done("announce ban.yaml")
    rows = table(desk, "log --announcement notice")
    assert [row["type"] for row in rows if row["evidence"]] == ["announced"]
    assert rows[0]["evidence"] == sha256(b"one").hexdigest()
