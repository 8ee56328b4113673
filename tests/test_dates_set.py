"""Wherever a date or a term is told: is it told who set it last, and what it was before?"""

import json

import pytest

from ledger.dates.zones import zone
from ledger.documents.brief import window
from ledger.sayings.language import Words
from ledger.sayings.provenance import moved
from ledger.statements import Statement
from tests.desk import Desk
from tests.desk import unwrapped as told
from tests.memory import Memory
from tests.outputs import fits
from tests.told_logs import Log

#: A ban that is put off twice, and a permission that is prolonged with it; the second time as the
#: recorder misread it.
LAW = """format: policy-ledger/1
announcements:
- id: law
  source: {name: Parliament, authority: binding, party: legislator}
  published: 2023-06-09
  changes:
  - {change: suspended, subjects: [market/coffee, market/cocoa], effective: 2024-12-30}
  - {change: permitted, subjects: [market/coffee], effective: 2020-01-01, until: 2024-12-29}
  - {change: suspended, subjects: [market/soy], certainty: expected, effective: 2024-12-30}
- id: first
  source: {name: Parliament, authority: binding, party: legislator}
  published: 2024-12-23
  changes:
  - {change: rescheduled, of: "law#1", effective: 2025-12-30}
  - {change: term_changed, of: "law#2", until: 2025-12-29}
  - {change: rescheduled, of: "law#3", effective: 2025-12-30}
- id: second
  source: {name: Council, authority: binding, party: legislator}
  published: 2025-12-23
  changes:
  - {change: rescheduled, of: "law#1", effective: 2026-12-03}
  - {change: term_changed, of: "law#2", until: 2026-12-29}
"""
START = (
    "put off from 2025-12-30 by Council, binding legislator, published 2025-12-23, second#1 "
    "(at first 2024-12-30, law#1)"
)
TERM = (
    "term prolonged from last day 2025-12-29 by Council, binding legislator, published 2025-12-23, "
    "second#2 (at first last day 2024-12-29, law#2)"
)


@pytest.fixture
def law(desk: Desk) -> Desk:
    desk.done("init --origin example.org/law --zone Europe/Brussels")
    desk.done("announce -", LAW)
    desk.done("correct 'second#1' effective=2026-12-30 --why 'read 30 as 03'")
    return desk


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "at 2026-11-30 market/coffee",
            "scheduled: suspended, from 2026-12-30: Parliament, binding legislator, law#1; "
            + START,
        ),
        ("at 2026-11-30 market/coffee", f"what follows is not determined {TERM}"),
        ("at 2027-01-01 market/cocoa", START),
        ("at 2025-06-01 market/soy", "law#3; put off from 2024-12-30 by Parliament,"),
        ("due 2026-12-30", f"Parliament, binding legislator, law#1; {START}"),
        ("due 2026-12-29 market/coffee", f"Parliament, binding legislator, law#2; {TERM}"),
        ("due 2025-12-30 market/soy", "law#3; put off from 2024-12-30 by Parliament,"),
        (
            "diff 2026-12-29 2026-12-30 market/coffee",
            "because Parliament, binding legislator, 2023-06-09: suspended from 2026-12-30, law#1; "
            + START,
        ),
        (
            "diff 2025-12-01 2026-01-01 --clock published --at 2026-12-30 market/cocoa",
            "because Council, binding legislator, 2025-12-23: put off to 2026-12-30 from "
            "2025-12-30, of law#1, second#1",
        ),
        ("timeline market/coffee", f"law#2, published 2023-06-09; last day 2026-12-29 {TERM}"),
        ("timeline market/coffee", f"law#1, published 2023-06-09 {START}"),
        ("timeline market/soy", "(put off from 2024-12-30 by first#3)"),
        (
            "explain 2026-11-30 market/coffee",
            "suspended from 2026-12-30 (put off from 2025-12-30 by second#1), no end said law#1",
        ),
        (
            "explain 2026-11-30 market/coffee",
            "last day 2026-12-29 (term prolonged from last day 2025-12-29 by second#2) law#2",
        ),
        ("explain 2026-11-30 market/coffee", f"Its end: last day 2026-12-29 T{TERM[1:]}"),
        (
            "explain 2026-11-30 market/coffee",
            "Scheduled after it: b, from 2026-12-30 (put off from 2025-12-30 by second#1)",
        ),
        (
            "replay --clock effective market/cocoa",
            "Parliament, binding legislator, law#1 (put off from 2025-12-30 by second#1)",
        ),
    ],
)
def test_who_set_a_date_last_is_named_and_what_it_was(law: Desk, line: str, expected: str) -> None:
    assert expected in told(law.done(line))


def test_a_term_that_ran_out_is_told_with_who_set_it(law: Desk) -> None:
    law.done("correct 'second#2' until=2026-03-31 --why misread")
    expected = "(term prolonged from last day 2025-12-29 by second#2)"
    assert f"law#2, market/coffee: until 2026-03-31 {expected}" in told(law.done("expire"))
    for line in ("log", "replay"):
        found = told(law.done(line))
        assert f"market/coffee: the term of law#2, 2026-03-31 {expected}, has run out" in found
    assert f"its term ended {expected}, law#2" in told(law.done("replay --clock effective"))


def test_the_documents_of_due_and_diff_have_the_window_and_the_amendments(law: Desk) -> None:
    found = json.loads(law.done("due 2026-12-30 market/coffee --within 0d --format json"))
    fits(found, "due")
    rows = {row["change"]: row for row in found["due"]}
    window = ("earliest", "latest", "qualifier", "until", "amended_by")
    assert {id: [row[name] for name in window] for id, row in rows.items()} == {
        "law#1": ["2026-12-29T23:00:00Z", "2026-12-29T23:00:00Z", None, None, ["second#1"]],
        "law#2": [*["2019-12-31T23:00:00Z"] * 2, None, "2026-12-29T23:00:00Z", ["second#2"]],
    }
    line = "diff 2026-12-29 2026-12-30 market/coffee --format json"
    found = json.loads(law.done(line))
    fits(found, "diff")
    (cause,) = found["differences"][0]["because"]
    assert [cause[name] for name in window] == [rows["law#1"][name] for name in window]
    acted = json.loads(law.done("diff @16 @17 --at 2026-12-30 market/coffee --format json"))
    fits(acted, "diff")
    cause = acted["differences"][0]["because"][0]
    assert [cause[name] for name in ("how", *window)] == ["acted", None, None, None, None, []]


def test_a_confirmation_that_says_its_own_start_was_not_put_off(law: Desk) -> None:
    law.done(
        "announce --id yes --source Agency --authority official --published 2026-01-10 "
        "--change confirmed --of law#1 --effective 2026-12-31"
    )
    out = told(law.done("at 2027-01-01 market/cocoa"))
    assert "what it confirms, law#1, was amended by second#1" in out
    assert "put off" not in out
    law.done(
        "announce --id also --source Agency --authority official --published 2026-01-11 "
        "--change confirmed --of law#1"
    )
    out = told(law.done("explain 2027-01-01 market/cocoa"))
    assert (
        "confirmed, of law#1: suspended from 2026-12-30 (put off from 2025-12-30 by second#1)"
        in out
    )


def test_an_amendment_that_does_not_count_names_the_one_that_does(law: Desk) -> None:
    out = told(law.done("explain 2026-11-30 market/coffee"))
    assert (
        "put off to 2025-12-30 from 2024-12-30, of law#1; does not count: second#1, the last of "
        "its kind, does first#1"
    ) in out
    assert (
        "term prolonged to last day 2025-12-29 from last day 2024-12-29, of law#2; does not count: "
        "second#2, the last of its kind, does first#2"
    ) in out


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("2025-12-30", "2026-12-30", "put off to 2026-12-30 from 2025-12-30"),
        ("2026-12-30", "2025-12-30", "brought forward to 2025-12-30 from 2026-12-30"),
        ("2025-12-30", "2025-12-30", "left at 2025-12-30"),
        ("2025-12-30", None, "put off from 2025-12-30 to a day not said"),
        (None, "2025-12-30", "dated 2025-12-30, before: a day not said"),
        ("2025-01-01/..", "2025-12-30", "dated 2025-12-30, before: 2025-01-01 at the earliest"),
        ("../2025-12-31", "2025-06-01", "dated 2025-06-01, before: some time up to 2025-12-31"),
        ("2025-12-30", "2025-12-30/..", "put off to 2025-12-30 at the earliest from 2025-12-30"),
        (
            "../2025-12-31",
            "../2025-06-30",
            "brought forward to some time up to 2025-06-30 from some time up to 2025-12-31",
        ),
        ("2025-12-30", "2025-01-01/2026-06-30", "moved to some time from 2025-01-01 to 2026-06-30"),
    ],
)
def test_where_a_start_was_moved_to_is_told_by_what_it_was(
    was: str | None, now: str | None, expected: str
) -> None:
    log = Log()
    windows = {"a": was, "b": now}
    for id, text in windows.items():
        fields = {"effective": text} if text else {"certainty": "expected"}
        log.announce(id, ("suspended", "x", fields), published="2024-01-01")
    found = Memory(log.records).way("x")
    stood, stands = found.of("a#1"), found.of("b#1")
    assert isinstance(stood, Statement)
    assert isinstance(stands, Statement)
    words = Words("en", zone("UTC"))
    assert moved(window(stood), window(stands), words).startswith(expected)


def test_who_says_otherwise_is_told_with_who_set_that_date(law: Desk) -> None:
    law.done(
        "announce --id paper --source Daily --authority press --published 2026-01-10 "
        "--change permitted --subject market/cocoa --effective 2027-02-01"
    )
    out = told(law.done("at 2027-03-01 market/cocoa"))
    assert "says suspended since 2026-12-30 (put off from 2025-12-30 by second#1), law#1" in out


def test_what_changes_by_an_act_is_told_with_the_amendments(law: Desk) -> None:
    out = told(law.done("retract second --why 'told twice' --dry-run"))
    assert "(since 2026-12-30, Parliament, binding legislator, amended by second#1)" in out
    assert "(since 2025-12-30, Parliament, binding legislator, amended by first#1)" in out
