"""What does `due` list: from which instant to which, of which subjects, and on whose word?"""

import json
from typing import Any

import pytest

from cli.tables.due_table import draw
from ledger.sayings.language import LANGUAGES
from tests.desk import Desk
from tests.desk import unwrapped as told
from tests.drawn import drawn
from tests.outputs import fits

#: Two bans, of which the later one begins on 30 December, and a term that runs out within a day.
BANS = """format: policy-ledger/1
announcements:
- id: law
  source: {name: Parliament, authority: official}
  published: 2025-06-09
  changes:
  - {change: suspended, subjects: [market/coffee], effective: 2026-12-30}
  - {change: permitted, subjects: [market/coffee/small], effective: 2025-01-01}
  - {change: permitted, subjects: [market/cocoa], effective: 2025-01-01, until: 2026-12-29}
  - {change: permitted, subjects: [market/soy], effective: 2025-01-01, until: 2026-12-31}
  - {change: permitted, subjects: [market/palm], effective: 2025-01-01, until: "2026-12-30T12:00"}
  - {change: suspended, subjects: [market/wood], effective: ../2026-12-30, certainty: expected}
"""


@pytest.fixture
def bans(desk: Desk) -> Desk:
    desk.done("init --origin example.org/bans --zone Europe/Brussels")
    desk.done("announce -", BANS)
    return desk


def due(desk: Desk, line: str) -> list[dict[str, Any]]:
    found = json.loads(desk.done(f"due {line} --format json"))
    fits(found, "due")
    return list(found["due"])


def listed(desk: Desk, line: str) -> list[tuple[str, str]]:
    """What is due of which subject, but what is only expected."""
    return sorted((row["kind"], row["subject"]) for row in due(desk, line))


def test_what_starts_on_the_day_asked_about_is_due(bans: Desk) -> None:
    found = listed(bans, "2026-12-30 market/coffee --within 1d")
    assert ("starts", "market/coffee") in found
    assert ("starts", "market/coffee") in listed(bans, "2026-12-30 --within 0d")
    assert ("starts", "market/coffee") not in listed(bans, "2026-12-31 --within 1d")
    out = told(bans.done("due 2026-12-30 --within 1d"))
    assert "STARTS: 1 2026-12-30 on this day: suspended from 2026-12-30" in out


def test_the_answer_names_the_first_instant_that_it_covers(bans: Desk) -> None:
    found = json.loads(bans.done("due 2026-12-30 --within 1d --format json"))
    assert found["from"] == "2026-12-29T23:00:00Z"
    assert found["at"] == "2026-12-30T22:59:59.999999Z"
    assert found["to"] == "2026-12-31T22:59:59.999999Z"
    out = bans.done("due 2026-12-30 --within 1d")
    assert "What comes due on Wednesday 2026-12-30 and within 1 day after it" in out
    assert "  from      2026-12-30 00:00:00 +01:00 " in out


def test_an_instant_covers_itself_and_nothing_before_it(bans: Desk) -> None:
    start = "2026-12-30T00:00:00+01:00"
    assert ("starts", "market/coffee") in listed(bans, f"{start} --within 1h")
    assert listed(bans, "2026-12-30T00:00:00.000001+01:00 --within 1h") == []
    assert listed(bans, "2026-12-30T12:00+01:00 market/palm --within 0h") == [
        ("ends", "market/palm")
    ]
    assert listed(bans, "2026-12-30T12:01+01:00 market/palm --within 1h") == []


def test_a_term_ends_on_its_last_day_and_as_the_next_begins(bans: Desk) -> None:
    on = {
        day: [path for kind, path in listed(bans, f"{day} --within 0d") if kind == "ends"]
        for day in ("2026-12-28", "2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01")
    }
    assert on == {
        "2026-12-28": [],
        "2026-12-29": ["market/cocoa"],
        "2026-12-30": ["market/cocoa", "market/palm"],
        "2026-12-31": ["market/soy"],
        "2027-01-01": ["market/soy"],
    }
    assert "2026-12-29 the day before, the last day. From 2026-12-30 00:00:00 +01:00" in told(
        bans.done("due 2026-12-30 market/cocoa")
    )


def test_what_is_expected_by_the_end_of_the_day_has_a_day(bans: Desk) -> None:
    (row,) = due(bans, "2026-12-30 market/wood --within 0d")
    assert (row["kind"], row["when"]) == ("expected", "2026-12-30T22:59:59.999999Z")
    out = told(bans.done("due 2026-12-30 market/wood --within 0d"))
    assert "EXPECTED IN THIS TIME: 1 2026-12-30 on this day: suspended in full" in out
    assert "nobody named" not in out


def test_the_subject_that_inherits_what_comes_is_listed_as_in_a_diff(desk: Desk) -> None:
    desk.done("init --zone UTC")
    desk.done(
        "announce -",
        """format: policy-ledger/1
announcements:
- id: a
  source: {name: A, authority: official}
  published: 2025-01-01
  changes:
  - {change: noted, subjects: [p/noted], note: nothing}
  - {change: permitted, subjects: [p, p/own], effective: 2025-01-01, until: 2026-06-30}
  - change: suspended
    subjects: [p/ends]
    effective: 2025-02-01
    until: 2025-12-31
    afterwards: previous
  - {change: suspended, subjects: [p], effective: 2026-07-10, except: [p/free]}
  - {change: permitted, subjects: [p/new], effective: 2026-07-10}
  - {change: permitted, subjects: [p/free], effective: 2025-01-01}
  - {change: suspended, subjects: [p], effective: 2026-07-20/2026-07-25, value: all of it}
""",
    )
    found = {(row["what"], row["change"], row["subject"]) for row in due(desk, "2026-06-30")}
    changed = {"p", "p/ends", "p/new", "p/own"}
    differing = json.loads(desk.done("diff 2026-06-30 2026-07-05 --format json"))["differences"]
    assert {row["subject"] for row in differing if row["kind"] == "changed"} <= changed
    assert {path for what, _, path in found if what == "ends"} == changed
    # What begins on the path itself decides there; what begins above it is no news of it.
    assert {path for _, change, path in found if change == "a#4"} == {"p", "p/ends", "p/own"}
    assert {path for _, change, path in found if change == "a#5"} == {"p/new"}
    # By its last day it has begun everywhere.
    assert {path for _, change, path in found if change == "a#7"} == changed | {"p/free"}
    # Each once: p/own has both a word of its own and one above it of the same change.
    assert len([1 for row in due(desk, "2026-06-30 p/own") if row["change"] == "a#2"]) == 1


def test_a_path_of_which_nothing_is_said_is_due_as_what_covers_it(bans: Desk) -> None:
    rows = due(bans, "2026-12-30 market/coffee/espresso")
    assert [(row["kind"], row["subject"]) for row in rows] == [("starts", "market/coffee/espresso")]
    out = told(bans.done("due 2026-01-01 market/coffee/espresso"))
    assert "Later than 30 days: 1 start (2026-12-30, market/coffee/espresso)" in out
    out = told(bans.done("due 2026-01-01 market/coffee"))
    assert "Later than 30 days: 1 start (2026-12-30, market/coffee)" in out


def test_the_day_need_not_be_named(bans: Desk) -> None:
    """Today is 2026-11-24 at the desk."""
    for line in ("due", "due market/coffee", "due market/coffee market/cocoa"):
        found = json.loads(bans.done(f"{line} --within 60d --format json"))
        assert found["from"] == "2026-11-23T23:00:00Z"
        assert found["again"].startswith("ledger due 2026-11-24 ")
        assert "market/coffee" in {row["subject"] for row in found["due"]}
    outcome = bans.ledger("due 2026-12 market/coffee")
    assert (outcome.code, outcome.out) == (2, "")


#: A ban that was put off twice and prolonged, one that was taken back, and expectations.
MOVED = """format: policy-ledger/1
announcements:
- id: ban
  source: {name: Ministry, authority: official}
  published: 2025-03-03
  changes:
  - {change: suspended, subjects: [shop/links], effective: 2025-03-30, until: 2025-09-30}
  - {change: suspended, subjects: [shop/ads], effective: 2025-03-30, until: 2025-09-30}
  - change: permitted
    subjects: [shop/food]
    effective: 2025-10-26/2025-11-15
    certainty: expected
  - change: permitted
    subjects: [shop/wine]
    effective: 2025-10-26/2025-11-15
    certainty: expected
- id: later
  source: {name: Ministry, authority: official}
  published: 2025-03-20
  changes:
  - {change: rescheduled, of: "ban#1", effective: 2025-05-01}
  - {change: withdrawn, of: "ban#2"}
  - {change: rescheduled, of: "ban#4", effective: 2025-12-01}
- id: latest
  source: {name: Ministry, authority: official}
  published: 2025-04-25
  changes:
  - {change: rescheduled, of: "ban#1", effective: 2025-10-15}
  - {change: term_changed, of: "ban#1", until: 2026-03-31}
"""
HEAD = "MOVED TO ANOTHER DAY OR WITHDRAWN: "
BY_LATEST = "by Ministry, official, published 2025-04-25, latest#"


@pytest.fixture
def moved(desk: Desk) -> Desk:
    desk.done("init --origin example.org/bans --zone Europe/Berlin")
    desk.done("announce -", MOVED)
    return desk


def left(desk: Desk, line: str) -> str:
    return told(desk.done(f"due {line}")).partition(HEAD)[2].partition("Later than")[0]


def test_a_window_of_what_is_due_does_not_read_as_the_term_of_a_rule(moved: Desk) -> None:
    out = told(moved.done("due 2025-10-26 shop/food --within 0d"))
    assert "DUE since this day: permitted in full, between 2025-10-26 and 2025-11-15 shop" in out
    at = told(moved.done("at 2025-10-26 shop/food"))
    assert "DUE permitted in full, between 2025-10-26 and 2025-11-15, not confirmed" in at


def test_the_day_from_which_something_was_put_off_says_so(moved: Desk) -> None:
    for day in ("2025-03-30", "2025-05-01"):
        assert left(moved, f"{day} shop/links --within 0d").startswith(
            f"1 {day} was to start on this day: suspended; put off to 2025-10-15 {BY_LATEST}1 "
            "shop/links stands: UNKNOWN Ministry, official, ban#1 "
        )
    assert HEAD not in moved.done("due 2025-03-31 shop/links --within 10d")
    assert HEAD not in moved.done("due 2025-10-15 shop/links --within 0d")


def test_it_is_told_by_what_was_known_then(moved: Desk) -> None:
    assert HEAD not in moved.done("due 2025-03-30 --within 0d --known 2025-03-04")
    out = left(moved, "2025-03-30 shop/links --within 0d --known 2025-03-21")
    assert "put off to 2025-05-01 by Ministry, official, published 2025-03-20, later#1" in out


def test_the_day_on_which_a_term_was_to_end_says_what_became_of_it(moved: Desk) -> None:
    ends = (
        "1 2025-09-30 was to end on this day: suspended; term prolonged to last day 2026-03-31 "
        f"{BY_LATEST}2"
    )
    assert left(moved, "2025-09-30 shop/links --within 0d").startswith(ends)
    assert left(moved, "2025-10-01 shop/links --within 0d").startswith(ends)
    assert HEAD not in moved.done("due 2026-03-31 shop/links --within 0d")


def test_the_day_from_which_something_was_taken_back_says_so(moved: Desk) -> None:
    by = "suspended; withdrawn by Ministry, official, published 2025-03-20, later#2"
    assert f"was to start on this day: {by}" in left(moved, "2025-03-30 shop/ads --within 0d")
    assert f"was to end on this day: {by}" in left(moved, "2025-09-30 shop/ads --within 0d")


def test_what_was_expected_and_put_off_is_told_as_expected(moved: Desk) -> None:
    by = "put off to 2025-12-01 by Ministry, official, published 2025-03-20, later#3"
    out = left(moved, "2025-10-26 shop/wine --within 0d")
    assert f"was expected to start on this day at the earliest: permitted; {by}" in out
    out = left(moved, "2025-11-15 shop/wine --within 0d")
    assert f"was expected to start by this day: permitted; {by}" in out


def test_it_is_told_of_the_path_itself_and_of_what_is_named_below_it(moved: Desk) -> None:
    assert "shop/links/x stands: UNKNOWN" in left(moved, "2025-03-30 shop/links/x --within 0d")
    out = left(moved, "2025-03-30 --within 0d")
    assert out.startswith("2 2025-03-30 was to start")
    assert "shop/links/x" not in out


def test_programs_are_told_of_what_comes_alone(moved: Desk) -> None:
    assert due(moved, "2025-03-30 shop/links --within 0d") == []


def test_who_lacked_the_authority_is_not_said_to_have_withdrawn_it(moved: Desk) -> None:
    moved.done(
        "announce -",
        """format: policy-ledger/1
announcements:
- id: paper
  source: {name: Paper, authority: press}
  published: 2025-03-25
  changes:
  - {change: withdrawn, of: "ban#2"}
  - {change: withdrawn, of: "ban#1"}
""",
    )
    assert "withdrawn by Ministry" in left(moved, "2025-03-30 shop/ads --within 0d")
    assert "suspended; put off to" in left(moved, "2025-03-30 shop/links --within 0d")
    assert "Paper" not in left(moved, "2025-03-30 --within 0d")


#: Questions whose answers have of everything that a table of what is due tells.
DRAWN = (
    "2025-03-30 --within 400d",
    "2025-10-01T12:00 --within 8w",
    "2025-10-26 shop/food --within 0d --recorded 2026-11-25",
    "2025-04-01 --within 12h --known 2025-03-04",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", DRAWN)
def test_the_table_is_drawn_from_the_document_alone(moved: Desk, line: str, language: str) -> None:
    document = json.loads(moved.done(f"due {line} --format json"))
    assert drawn(draw, document, language) == moved.done(f"due {line} --lang {language}")


def test_the_document_has_what_does_not_come_and_what_comes_later(moved: Desk) -> None:
    found = json.loads(moved.done("due 2025-03-30 --within 30d --format json"))
    fits(found, "due")
    row = next(each for each in found["moved"] if each["subject"] == "shop/links")
    assert (row["what"], row["when"]) == ("starts", "2025-03-29T23:00:00Z")
    assert (row["was"]["change"], row["certainty"]) == ("ban#1", "stated")
    assert found["said"][str(row["said"])]["change"] == "ban#1"
    assert found["said"][str(row["by"])]["change"] == "latest#1"
    later = [(each["what"], each["change"], each["subject"]) for each in found["later"]]
    assert later == [
        ("starts", "ban#1", "shop/links"),
        ("expected", "ban#3", "shop/food"),
        ("expected", "ban#4", "shop/wine"),
        ("ends", "ban#1", "shop/links"),
    ]


def test_what_rows_refer_to_is_in_the_document(moved: Desk) -> None:
    for line in DRAWN:
        found = json.loads(moved.done(f"due {line} --format json"))
        for row in (*found["due"], *found["moved"], *found["never"]):
            assert {str(row["said"]), str(row.get("by", row["said"]))} <= set(found["said"])


def test_lines_are_without_what_only_the_document_has(moved: Desk) -> None:
    (line,) = moved.done("due 2025-10-26 shop/food --within 0d --format jsonl").splitlines()
    row = json.loads(line)
    fits(row, "due", part="line")
    assert set(row["stands"]) == {"effect", "extent", "value", "change"}
    assert not {"said", "within", "moved", "titles"} & set(row)


def test_of_what_comes_later_three_are_named(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    for n in (1, 2, 3, 4):
        desk.done(
            f"announce --id a-{n} --source K --authority official --published 2022-01-01 "
            f"--change suspended --subject k/{n} --effective 2022-12-0{n}"
        )
        named = ", ".join(f"2022-12-0{each}, k/{each}" for each in (1, 2, 3)[:n]).replace(
            ", 2", "; 2"
        )
        more = "; ..." if n > 3 else ""
        starts = "1 start" if n == 1 else f"{n} starts"
        assert f"Later than 30 days: {starts} ({named}{more})" in told(desk.done("due 2022-06-01"))


def test_the_time_asked_about_may_reach_to_the_last_instant_and_not_past_it(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    assert desk.done("due 9999-12-31T22:59:59.999999Z --within 1h")
    outcome = desk.ledger("due 9999-12-31T23:00:00Z --within 1h")
    assert outcome.code == 2
    assert "'1h' reaches past the year 9999" in outcome.err
