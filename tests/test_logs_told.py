"""Does the document of a log, or of a thing shown whole, have all that its table tells?"""

import json

import pytest

from cli.tables import log_table, show_table
from ledger.sayings.language import LANGUAGES
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.drawn import drawn
from tests.outputs import fits
from tests.test_documents import MORE, ODD

MENDED = """
format: policy-ledger/1
zone: Asia/Shanghai
subjects:
- {path: shop, title: Shop, titles: {zh-Hans: 商店}, aliases: [store], words: {permitted: open}}
sources: [{name: The Office, ceiling: official}]
announcements:
- id: shop
  source: {name: The Office, authority: official}
  published: 2020-01
  language: zh
  via: {name: The Paper, published: 2020-02-01, url: "https://example.org/paper"}
  changes:
  - {change: permitted, subjects: [shop/a, shop/b], effective: 2020-01-01, until: 2020-06-30,
     note: as the notice says, population: 10%}
  - {change: permitted, subjects: [shop/a], effective: 2021-01-01~, certainty: conditional,
     condition: if the board agrees, afterwards: previous, until: 2021-12-31}
  - {change: fully_recovered, subjects: [shop/b], effective: ../2022-01-31, certainty: expected}
  - {change: grayscale_started, subjects: [shop/b], effective: 2022-01, effect: suspended}
  - {change: noted, subjects: [shop], quote: it is so}
  - {change: set, subjects: [shop], effective: "2022-01-01T08:00", value: 6%, except: [shop/a],
     replaces: ["shop#1"], until: "2022-02-01T08:00"}
- id: moved
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-02-02
  changes:
  - {change: term_changed, of: "shop#1", until: 2020-07-31}
  - {change: rescheduled, of: "shop#2", effective: 2021-02-01/..}
  - {change: rescheduled, of: "shop#3"}
  - {change: term_changed, of: "shop#2", until: ..}
- id: rumour
  source: {name: Somebody, authority: third-party, party: other}
  published: 2020-02-03
  changes:
  - {change: term_changed, of: "shop#1", until: 2020-08-31}
  - {change: withdrawn, of: "moved#2"}
"""
LINES = (
    "log",
    "log --recorded @1",
    "log --kind expired",
    "log --subject shop --clock effective --since 2020-01-01 --zone Europe/Berlin",
    "log --kind withdrawn --source Somebody --known 2019-01-01",
    *(
        f"show {id}"
        for id in ("shop", "shop#1", "shop#2", "moved", "moved#3", "rumour", "@1", "odd")
    ),
    *("show kuaishou-2022-02-22", "show the-paper-2022-10-28", "show fees --zone UTC"),
)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml examples/grayscale-withdrawn.yaml")
    for text in (MORE, ODD, MENDED):
        desk.done("announce -", typed=text)
    for line in (
        "correct kuaishou-2022-02-22 title= --why test --recorder me",
        "correct 'odd#5' effective=2020-02-02 --why slip",
        "correct 'shop#1' effective=2020-01-02 note= --why slip",
        "correct 'shop#1' effective=2020-01-03 --subject shop/b --why slip",
        "correct shop source.party=court --why slip",
        "retract 'the-paper-2022-10-28#4' --subject douyin/private-message --why test",
        "retract 'moved#4' --why test --recorder me",
        "evidence add shop examples/prolonged-term.yaml --why later --recorder me",
    ):
        desk.done(line)
    size = json.loads(desk.done("status --format json"))["size"]
    desk.done(f"retract @{size - 3} --why undone")
    desk.done("expire")
    return desk


@pytest.mark.usefixtures("strict")
def test_the_tables_are_drawn_from_their_documents_alone(case: Desk) -> None:
    size = json.loads(case.done("status --format json"))["size"]
    for line in (*LINES, *(f"show @{seq}" for seq in range(size - 12, size + 1))):
        document = json.loads(case.done(f"{line} --format json"))
        fits(document, line.split()[0])
        draw = {"log": log_table, "show": show_table}[line.split()[0]].draw
        for tag in LANGUAGES:
            assert drawn(draw, document, tag) == case.done(f"{line} --lang {tag}")


def test_a_line_of_a_log_is_the_event_as_it_is_stored(case: Desk) -> None:
    names = ["seq", "recorded_at", "type", "announcement", "change", "subject", "data"]
    rows = json.loads(case.done("log --format json"))["events"]
    for text, row in zip(case.done("log --format jsonl").splitlines(), rows, strict=True):
        found = json.loads(text)
        assert list(found) == names
        assert found == {name: row[name] for name in names}
    for text in case.done("show shop --format jsonl").splitlines():
        assert not {"reading", "corrected", "part", "whole"} & set(json.loads(text))


def test_what_a_row_of_a_log_says_is_as_it_is_corrected(case: Desk) -> None:
    rows = json.loads(case.done("log --format json"))["events"]
    first, second = (row for row in rows if row["change"] == "shop#1" and "change" in row["data"])
    assert first["data"]["effective"]["text"] == "2020-01-01"
    assert first["reading"]["data"]["effective"]["text"] == "2020-01-02"
    assert second["reading"]["data"]["effective"]["text"] == "2020-01-03"
    assert [each["name"] for each in first["corrected"]] == ["effective", "note"]
    (retracted,) = (row for row in rows if row["retracted_by"] and row["change"] == "moved#4")
    assert rows[retracted["retracted_by"] - 1]["type"] == "retracted"
    (replaced,) = (
        row["replaced"]
        for row in rows
        if row["data"].get("subject") == "shop/b" and row["type"] == "corrected"
    )
    assert [each["was"]["text"] for each in replaced] == ["2020-01-02"]
    expiries = [row for row in rows if row["type"] == "expired" and row["change"] == "shop#1"]
    assert {row["term_set"]["by"] for row in expiries} == {"moved#1"}
    assert {row["term_set"]["was"]["change"] for row in expiries} == {"shop#1"}


def test_what_is_shown_says_which_part_it_is_and_whether_it_counts(case: Desk) -> None:
    rows = json.loads(case.done("show shop#1 --format json"))["events"]
    parts = [(row["part"], row["type"]) for row in rows]
    assert parts[:3] == [("announcement", "announced"), *[("change", "permitted")] * 2]
    (alone,) = (row for row in rows if row["whole"])
    assert alone["subject"] == "shop/b"
    assert alone["whole"]["data"]["effective"]["text"] == "2020-01-02"
    why = {row["change"]: row["unapplied"] for row in rows if row["announcement"] == "rumour"}
    assert why == {"rumour#1": {"why": "outranked", "by": None}}
    assert [row["part"] for row in json.loads(case.done("show @1 --format json"))["events"]] == [
        "event"
    ]


def test_a_log_is_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-log.md", case, golden=golden)
