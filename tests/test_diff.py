"""Is a difference told as what it is, and by the step that made it?"""

from ledger.answers.state import State
from ledger.history.diff import (
    CHANGED,
    EXPECTATION,
    FIRST_STATED,
    OTHER_GROUND,
    SAME,
    difference,
    last_step,
    same_by,
)
from tests.by_oracle import Seen, state
from tests.told_logs import Log, day

SHOP = "shop/links"


def at(log: Log, when: str, position: int | None = None) -> State:
    return state(log.records, SHOP, day(when), Seen(position=position))


def march() -> Log:
    return Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )


def kind(log: Log, first: str, second: str) -> str:
    return difference(at(log, first), at(log, second)).kind


def test_what_nothing_was_said_of_before_is_first_stated_and_did_not_change() -> None:
    assert kind(march(), "2022-02-28", "2022-03-01") == FIRST_STATED


def test_another_effect_or_extent_is_a_change() -> None:
    log = march().announce(
        "b", ("rollout_started", SHOP, {"effective": "2022-10-28"}), published="2022-10-28"
    )
    log.announce("c", ("permitted", SHOP, {"effective": "2022-11-02"}), published="2022-11-02")
    assert kind(log, "2022-10-27", "2022-10-28") == CHANGED
    assert kind(log, "2022-11-01", "2022-11-02") == CHANGED


def test_a_term_that_lapses_is_a_change() -> None:
    log = Log().announce(
        "a",
        ("permitted", SHOP, {"effective": "2022-10-28", "until": "2022-11-30"}),
        published="2022-10-28",
    )
    assert kind(log, "2022-11-30", "2022-12-01") == CHANGED


def test_what_is_no_longer_stated_is_a_change() -> None:
    log = march()
    before = at(log, "2022-04-01")
    log.act("retracted", "a")
    assert difference(before, at(log, "2022-04-01")).kind == CHANGED


def test_the_same_state_by_another_change_is_other_ground() -> None:
    log = march().announce(
        "b", ("suspended", SHOP, {"effective": "2022-10-28"}), published="2022-10-28"
    )
    assert kind(log, "2022-10-27", "2022-10-28") == OTHER_GROUND


def test_a_longer_term_of_the_same_state_is_other_ground() -> None:
    log = Log().announce(
        "a",
        ("permitted", SHOP, {"effective": "2022-10-28", "until": "2022-11-30"}),
        published="2022-10-28",
    )
    before = at(log, "2022-11-01")
    log.announce(
        "b",
        ("term_changed", SHOP, {"of": "a#1", "until": "2022-12-31"}),
        published="2022-11-15",
    )
    assert difference(before, at(log, "2022-11-01")).kind == OTHER_GROUND


def test_an_expectation_that_falls_due_is_neither_a_change_nor_the_same() -> None:
    log = march().announce(
        "b",
        ("permitted", SHOP, {"effective": "2022-10-29/..", "certainty": "expected"}),
        published="2022-10-28",
    )
    assert kind(log, "2022-10-28", "2022-10-29") == EXPECTATION
    assert kind(log, "2022-10-29", "2022-10-30") == SAME


def test_what_is_only_scheduled_still_makes_no_difference() -> None:
    log = march().announce(
        "b", ("permitted", SHOP, {"effective": "2023-01-01"}), published="2022-10-28"
    )
    log.announce("c", ("permitted", SHOP, {"effective": "2022-12-01"}), published="2022-10-28")
    assert kind(log, "2022-06-01", "2022-06-02") == SAME


def steps(log: Log, *, kind: str) -> int | None:
    """The position after which the answer of 2022-12-01 was what it is at the end."""
    after = at(log, "2022-12-01")
    positions = [record.seq for record in log.records]
    return last_step(positions, after, lambda n: at(log, "2022-12-01", n - 1), same=same_by(kind))


def test_the_step_that_counts_is_the_last_one_that_made_it_so() -> None:
    log = march()
    log.announce("b", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28")
    made = len(log.records)
    log.announce("c", ("permitted", SHOP, {"effective": "2022-11-01"}), published="2022-11-01")
    assert steps(log, kind=CHANGED) == made
    assert steps(log, kind=OTHER_GROUND) == len(log.records)


def test_a_retraction_is_the_step_where_it_brings_the_rule_before_back() -> None:
    log = march()
    log.announce("b", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28")
    log.act("retracted", "b")
    assert steps(log, kind=CHANGED) == len(log.records)


def test_without_a_step_that_made_a_difference_there_is_none() -> None:
    after = at(march(), "2022-04-01")
    assert last_step([1, 2], after, lambda _: after, same=same_by(CHANGED)) is None
