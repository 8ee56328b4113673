"""Of the events of one instant, is one alone told of what it certainly changed, and of no more?"""

import csv
import io

from ledger.history.clocks import published
from ledger.history.credit import Credit, credits
from ledger.history.replay import told
from tests.desk import Desk
from tests.memory import Memory
from tests.test_replay import ALL, SHOP
from tests.told_logs import Log, day

BAN = "suspended", SHOP, {"effective": "2025-05-01", "until": "2025-09-30"}
PUT_OFF = "rescheduled", SHOP, {"of": "ban#1", "effective": "2025-10-15"}
PROLONGED = "term_changed", SHOP, {"of": "ban#1", "until": "2026-03-31"}


def last(log: Log) -> list[Credit]:
    """By which events the last instant of the published clock changed what."""
    memory = Memory(log.records)
    *_, step = told(published(memory, memory, ALL), memory)
    return credits(step)


def story(log: Log) -> list[tuple[list[str], str, int | None, str]]:
    return [
        ([record.data["change"] for record in credit.records], changed.subject, i.start, state)
        for credit in last(log)
        for changed in credit.changed
        for i in changed.intervals
        for state in [f"{i.before.effect} {i.after.effect}"]
    ]


def test_what_a_putting_off_and_a_new_term_changed_together_is_told_of_both() -> None:
    log = Log().announce("ban", BAN, published="2025-03-01")
    log.announce("both", PUT_OFF, PROLONGED, published="2025-04-28")
    both = ["both#1", "both#2"]
    assert story(log) == [
        (both, SHOP, day("2025-05-01"), "suspended unknown"),
        (both, SHOP, day("2025-10-01"), "undetermined unknown"),
        (both, SHOP, day("2025-10-15"), "undetermined suspended"),
        (both, SHOP, day("2026-04-01"), "undetermined undetermined"),
    ]


def test_two_announcements_of_one_instant_are_told_together() -> None:
    log = Log().announce("ban", BAN, published="2025-03-01")
    log.announce("one", PUT_OFF, published="2025-04-28")
    log.announce("two", PROLONGED, published="2025-04-28")
    assert {tuple(each[0]) for each in story(log)} == {("one#1", "two#1")}


def test_what_bears_on_another_path_has_no_part_in_it() -> None:
    log = Log().announce("ban", BAN, published="2025-03-01")
    other = "permitted", "shop/other", {"effective": "2025-05-01"}
    log.announce("b", PUT_OFF, other, PROLONGED, published="2025-04-28")
    assert [each[0] for each in story(log) if each[1] == "shop/other"] == [["b#2"]]
    assert {tuple(each[0]) for each in story(log) if each[1] == SHOP} == {("b#1", "b#3")}


def test_a_note_and_an_expectation_beside_it_have_no_part_in_it() -> None:
    log = Log().announce("ban", BAN, published="2025-03-01")
    note: tuple[str, str, dict[str, object]] = "noted", SHOP, {}
    hope = "permitted", SHOP, {"effective": "2025-12-01", "certainty": "expected"}
    log.announce("b", note, PROLONGED, hope, published="2025-04-28")
    assert {tuple(each[0]) for each in story(log)} == {("b#2",)}


def test_of_plain_claims_of_one_speaker_that_which_decides_is_told_alone() -> None:
    log = Log().announce(
        "a",
        ("suspended", SHOP, {"effective": "2025-05-01"}),
        ("permitted", SHOP, {"effective": "2025-10-01/2025-10-31"}),
        ("suspended", SHOP, {"effective": "2025-12-01"}),
        published="2025-04-28",
    )
    found = sorted((each[2] or 0, each[0]) for each in story(log) if each[1] == SHOP)
    assert found == [
        (day("2025-05-01"), ["a#1"]),
        (day("2025-10-01"), ["a#1", "a#2"]),  # suspended, and may be permitted already
        (day("2025-11-01") - 1, ["a#2"]),
        (day("2025-12-01"), ["a#3"]),
    ]


def test_a_claim_that_takes_the_place_of_others_or_comes_back_is_not_told_alone() -> None:
    for field, value in (("replaces", ["ban#1"]), ("afterwards", "previous")):
        log = Log().announce("ban", BAN, published="2025-03-01")
        one = "permitted", SHOP, {"effective": "2025-06-01", "until": "2025-06-30", field: value}
        two = "suspended", SHOP, {"effective": "2025-07-15"}
        log.announce("b", one, two, published="2025-04-28")
        late = [each for each in story(log) if (each[2] or 0) >= day("2025-07-15")]
        assert {tuple(each[0]) for each in late} == {("b#1", "b#2")}


def test_what_begins_later_has_no_part_in_what_changed_before_it() -> None:
    log = Log().announce(
        "test", ("grayscale_started", SHOP, {"effective": "2025-05-01"}), published="2025-04-01"
    )
    over = "grayscale_completed", SHOP, {"effective": "2025-06-01"}
    open_ = "rollout_started", SHOP, {"effective": "2025-06-10"}
    log.announce("b", over, open_, published="2025-04-28")
    assert sorted((each[2], each[0]) for each in story(log)) == [
        (day("2025-06-01"), ["b#1"]),
        (day("2025-06-10"), ["b#1", "b#2"]),
    ]


FILE = """format: policy-ledger/1
announcements:
- id: ban
  source: {name: Ministry, authority: official}
  published: 2025-03-01
  changes:
  - {change: suspended, subjects: [shop/links], effective: 2025-05-01, until: 2025-09-30}
- id: both
  source: {name: Ministry, authority: official}
  published: 2025-04-28
  changes:
  - {change: rescheduled, of: "ban#1", effective: 2025-10-15}
  - {change: term_changed, of: "ban#1", until: 2026-03-31}
"""


def test_a_prolonged_ban_is_not_said_to_have_been_lifted_by_that(desk: Desk) -> None:
    desk.done("init --origin example.org/bans --zone Europe/Berlin")
    desk.done("announce -", FILE)
    _, _, told = desk.done("replay --clock published").partition("@5    announced")
    events, _, changed = told.partition("@6 and @7 together:")
    assert "->" not in events
    lines = [" ".join(line.split()) for line in changed.splitlines()]
    assert "2025-05-01 to 2025-09-30 suspended -> UNKNOWN" in lines
    assert "2025-10-15 to 2026-03-31 undetermined, LAPSED -> suspended" in lines


def test_a_line_of_csv_names_all_that_changed_its_stretch(desk: Desk) -> None:
    desk.done("init --origin example.org/bans --zone Europe/Berlin")
    desk.done("announce -", FILE)
    out = desk.done("replay --clock published --format csv")
    rows = [r for r in csv.DictReader(io.StringIO(out)) if "both" in r["announcement"]]
    assert [(r["seq"], r["type"], r["change"], r["from"]) for r in rows[:4]] == [
        ("5", "announced", "", ""),
        ("6", "rescheduled", "both#1", ""),
        ("7", "term_changed", "both#2", ""),
        ("6 7", "rescheduled term_changed", "both#1 both#2", "2025-05-01"),
    ]
    assert {r["announcement"] for r in rows} == {"both"}
