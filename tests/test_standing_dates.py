"""Of what an amendment moved, is told what was known then, or what was corrected since?"""

import pytest

from tests.desk import Desk

BAN = """format: policy-ledger/1
zone: Europe/Berlin
announcements:
- id: ban
  source: {name: Ministry, authority: official}
  published: 2025-03-03
  changes:
  - {change: suspended, subjects: [shop/links], effective: 2025-03-30, until: 2025-09-30}
- id: later
  source: {name: Ministry, authority: official}
  published: 2025-03-20
  changes:
  - {change: rescheduled, of: "ban#1", effective: 2025-05-01}
  - {change: term_changed, of: "ban#1", until: 2025-12-31}
"""
BETWEEN = """format: policy-ledger/1
zone: Europe/Berlin
announcements:
- id: between
  source: {name: Ministry, authority: official}
  published: 2025-03-10
  changes:
  - {change: rescheduled, of: "ban#1", effective: 2025-04-15}
"""
#: @3 and @4 are the ban, @5 to @7 what moved it.
MOVED = "put off to 2025-05-01 from"
PROLONGED = "term prolonged to last day 2025-12-31 from last day"


@pytest.fixture
def ban(desk: Desk) -> Desk:
    desk.done("init --origin example.org/bans --zone Europe/Berlin")
    desk.done("announce -", BAN)
    return desk


@pytest.fixture
def corrected(ban: Desk) -> Desk:
    ban.done("correct 'ban#1' effective=2025-03-29 until=2025-10-31 --why misread")
    return ban


def test_the_recorded_clock_tells_what_stood_then(corrected: Desk) -> None:
    out = corrected.told("replay")
    assert f"of ban#1, {MOVED} 2025-03-30 CORRECTED by @8, in ban#1: effective 2025-03-2" in out
    assert f"{PROLONGED} 2025-09-30 CORRECTED by @8, in ban#1: until 2025-10-31" in out
    assert "2025-03-30 to 2025-04-30 suspended -> UNKNOWN" in out


def test_the_recorded_clock_leaves_out_what_was_recorded_later(ban: Desk) -> None:
    ban.done("announce -", BETWEEN)
    assert f"{MOVED} 2025-03-30" in ban.told("replay")
    assert f"{MOVED} 2025-04-15" in ban.told("replay --clock published")
    assert f"{MOVED} 2025-04-15" in ban.told("log")


def test_what_is_corrected_after_a_second_putting_off_is_that_of_the_first(ban: Desk) -> None:
    ban.done("announce -", BETWEEN.replace("between", "third").replace("03-10", "04-20"))
    ban.done("correct 'later#1' effective=2025-05-02 --why misread")
    assert "brought forward to 2025-04-15 from 2025-05-01" in ban.told("replay")
    out = ban.told("log --announcement third")
    assert "brought forward to 2025-04-15 from 2025-05-02" in out
    assert "CORRECTED by @10, in later#1: effective 2025-05-02, recorded as 2025-05-01" in out


@pytest.mark.parametrize(
    "line", ["log --announcement later", "show later", "show later#1", "replay --clock published"]
)
def test_a_corrected_date_is_marked_where_an_amendment_moved_it(line: str, corrected: Desk) -> None:
    out = corrected.told(line)
    assert f"{MOVED} 2025-03-29" in out
    assert "CORRECTED by @8, in ban#1: effective 2025-03-29, recorded as 2025-03-30" in out


@pytest.mark.parametrize("line", ["log --announcement later", "show later"])
def test_a_corrected_term_is_marked_where_an_amendment_changed_it(
    line: str, corrected: Desk
) -> None:
    out = corrected.told(line)
    assert f"{PROLONGED} 2025-10-31" in out
    assert "CORRECTED by @8, in ban#1: until 2025-10-31, recorded as 2025-09-30" in out


def test_what_became_of_an_event_marks_it_too(corrected: Desk) -> None:
    out = corrected.told("show ban")
    assert out.count("CORRECTED by @8, in ban#1: effective 2025-03-29") == 1


def test_another_field_that_was_corrected_marks_nothing_that_moved(ban: Desk) -> None:
    ban.done("correct 'ban#1' note=Seen --why forgotten")
    assert "in ban#1" not in ban.told("log")


def test_what_was_retracted_is_marked_where_it_is_told(ban: Desk) -> None:
    ban.done("announce -", BETWEEN)
    ban.done("retract between --why 'not theirs'")
    assert "RETRACTED by @10" in ban.told("replay")
    for line in ("log --announcement between", "show ban", "show @4"):
        out = ban.told(line)
        assert (
            "put off to 2025-04-15 from 2025-03-30 between#1 shop/links of: ban#1 RETRACTED by"
            in out
        )
    ban.done("retract @10 --why 'theirs after all'")
    assert "between#1 shop/links of: ban#1 RETRACTED" not in ban.told("log")
    assert "RETRACTED" not in ban.told("replay").partition("@10")[0]
    # The retraction itself is what was taken out now.
    assert "retracted between; why: not theirs RETRACTED by @11" in ban.told("log")


def test_a_correction_that_was_taken_back_is_marked(corrected: Desk) -> None:
    corrected.done("retract @8 --why 'was right'")
    assert "why: misread RETRACTED by @9" in corrected.told("log")
    assert "why: misread RETRACTED by @9" in corrected.told("replay")


def test_a_retraction_for_one_subject_marks_that_alone(desk: Desk) -> None:
    desk.done("init --origin example.org/bans --zone Europe/Berlin")
    desk.done("announce -", BAN.replace("[shop/links]", "[shop/links, shop/ads]"))
    desk.done("retract 'ban#1' --subject shop/ads --why misread")
    out = desk.told("log --announcement ban")
    assert "shop/ads RETRACTED by @11" in out
    assert "shop/links RETRACTED" not in out
    out = desk.told("show ban").partition("WHAT BECAME OF IT")[0]
    assert "@5 shop/ads RETRACTED by @11" in out
    assert out.count("RETRACTED") == 1


def test_an_amendment_that_was_withdrawn_is_told_so_of_what_it_amended(ban: Desk) -> None:
    back = BETWEEN.replace("between", "back").replace("03-10", "03-22")
    start = back.index("  - {change")
    ban.done("announce -", back[:start] + '  - {change: withdrawn, of: "later#1"}\n')
    out = ban.told("show ban").partition("WHAT BECAME OF IT")[2]
    assert (
        "put off to 2025-05-01 from 2025-03-30 later#1 shop/links of: ban#1 withdrawn by back"
        in out
    )
    assert "from last day 2025-09-30 later#2 shop/links of: ban#1 Again" in out
