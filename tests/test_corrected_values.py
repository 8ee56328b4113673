"""What the recorder corrected: is it told as it is now, with what was recorded first?"""

import pytest

from tests.desk import Desk
from tests.desk import unwrapped as told

LAW = """format: policy-ledger/1
announcements:
- id: law
  source: {name: Parliament, authority: official}
  published: 2023-06-09
  title: The law
  changes:
  - {change: suspended, subjects: [market/coffee, market/cocoa], effective: 2024-12-30, note: raw}
- id: late
  source: {name: Parliament, authority: official}
  published: 2024-12-23
  changes:
  - {change: rescheduled, of: "law#1", effective: 2025-12-03}
"""
NOTE = "CORRECTED by @9: effective 2025-12-30, recorded as 2025-12-03"


@pytest.fixture
def law(desk: Desk) -> Desk:
    desk.done("init --origin example.org/law --zone Europe/Brussels")
    desk.done("announce -", LAW)
    desk.done("correct 'late#1' effective=2025-12-30 --why 'read 30 as 03'")
    return desk


@pytest.mark.parametrize(
    "line", ["log", "show late", "show late#1", "show law", "explain 2025-01-01 market/coffee"]
)
def test_a_corrected_date_is_told_corrected_with_what_was_recorded(law: Desk, line: str) -> None:
    out = told(law.done(line))
    assert "put off to 2025-12-30 from 2024-12-30" in out
    assert NOTE in out
    assert "put off to 2025-12-03" not in out


@pytest.mark.parametrize(
    "line", ["log", "show late", "show law", "explain 2025-01-01 market/cocoa"]
)
def test_what_was_not_corrected_yet_is_told_as_it_was_recorded(law: Desk, line: str) -> None:
    out = told(law.done(f"{line} --recorded @8"))
    assert "put off to 2025-12-03 from 2024-12-30" in out
    assert "CORRECTED" not in out


def test_a_correction_tells_what_it_corrected(law: Desk) -> None:
    law.done("correct 'late#1' effective=2025-12-31 --why again")
    for line, lead in (("log", "corrected late#1:"), ("replay", "corrected late#1:")):
        out = told(law.done(line))
        assert f"{lead} effective=2025-12-30 (was 2025-12-03)" in out
        assert f"{lead} effective=2025-12-31 (was 2025-12-30)" in out
    assert "CORRECTED by @10: effective 2025-12-31, recorded as 2025-12-03" in told(law.done("log"))


def test_a_replay_tells_what_was_recorded_then_and_that_it_was_corrected_since(law: Desk) -> None:
    out = told(law.done("replay"))
    assert (
        "of law#1, put off to 2025-12-03 from 2024-12-30 CORRECTED by @9: effective 2025-12-30"
    ) in out
    assert "CORRECTED" not in law.done("replay --recorded @8")
    out = told(law.done("replay --clock published"))
    assert f"of law#1, put off to 2025-12-30 from 2024-12-30 {NOTE}" in out


def test_a_correction_that_was_taken_back_is_told_no_longer(law: Desk) -> None:
    law.done("retract @9 --why 'it was 03'")
    out = told(law.done("log"))
    assert "put off to 2025-12-03 from 2024-12-30" in out
    assert "CORRECTED" not in out


def test_what_was_corrected_for_one_subject_is_told_of_that_one(law: Desk) -> None:
    law.done("correct 'law#1' effective=2024-12-31 --subject market/cocoa --why misread")
    out = told(law.done("show law#1"))
    assert (
        "suspended from 2024-12-30 law#1 @4 market/coffee @5 market/cocoa CORRECTED by @10: "
        "effective 2024-12-31, recorded as 2024-12-30 effective 2024-12-30 note raw"
    ) in out
    out = told(law.done("log --announcement law"))
    assert "@4 suspended from 2024-12-30 law#1 market/coffee note: raw @5 suspended from" in out
    assert "@5 suspended from 2024-12-31 law#1 market/cocoa note: raw CORRECTED by @10" in out
    assert "put off to 2025-12-30 from 2024-12-31" in told(law.done("log --subject market/cocoa"))


def test_a_corrected_announcement_is_told_corrected(law: Desk) -> None:
    law.done("correct law source.authority=press title='' --why misread")
    expected = "source.authority press, recorded as official CORRECTED by @10: title (none), "
    for line in ("log --announcement law", "show law", "replay --clock published"):
        out = told(law.done(line))
        assert "Parliament, press" in out or "Parliament; press" in out
        assert f"CORRECTED by @10: {expected}recorded as The law" in out
    assert "source.authority=press (was official)" in told(law.done("log"))


def test_a_change_of_another_kind_is_told_by_that_kind(law: Desk) -> None:
    law.done("correct 'law#1' change=permitted --why misread")
    assert "permitted from 2024-12-30" in told(law.done("log"))
    assert "CORRECTED by @10: change permitted, recorded as suspended" in told(law.done("show law"))


def test_a_difference_that_a_correction_made_tells_what_it_corrected(law: Desk) -> None:
    out = told(law.done("diff @8 @9 --at 2025-12-10 market/coffee"))
    assert "corrects late#1: effective=2025-12-30 (was 2025-12-03) (@9, why: read 30 as 03)" in out


def test_an_explanation_tells_a_speaker_that_was_corrected(law: Desk) -> None:
    law.done("correct law source.authority=press --why misread")
    out = told(law.done("explain 2025-01-01 market/coffee"))
    assert (
        "Parliament, press; published 2023-06-09; on this path note: raw CORRECTED by @10: "
        "source.authority press, recorded as official"
    ) in out
