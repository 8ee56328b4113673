"""Does a replay tell of each step exactly what it changed in the answers?"""

from functools import partial

import pytest
from hypothesis import given, settings

from ledger.answers.settled import Cut
from ledger.answers.state import State
from ledger.history.boundary import turning
from ledger.history.clocks import published, recorded
from ledger.history.paths import Side
from ledger.history.replay import StepChanges, told
from ledger.history.timeline import Interval, boundaries, differing, segments, turned, turns
from tests.by_oracle import Seen, said, state
from tests.memory import Memory
from tests.test_timeline import logs
from tests.told_logs import Log, day

SHOP = "shop/links"
ALL = Cut(10**9, None, 1)


def replayed(log: Log, *, kept: int = 1000) -> list[StepChanges]:
    memory = Memory(log.records)
    return list(told(recorded(memory, memory, ALL), memory, kept=kept))


def at(log: Log, subject: str, instant: int, cut: Seen) -> State:
    return state(log.records, subject, instant, cut)


def whole(log: Log, subject: str, before: Seen, after: Seen) -> tuple[Interval, ...]:
    """What differs, by asking for every answer on either side over all of time."""
    edges = sorted({e for c in (before, after) for e in boundaries(said(log.records, c))})
    was, now = (
        turns(segments(partial(at, log, subject, cut=cut), edges), same=turned)
        for cut in (before, after)
    )
    return differing(was, now)


def plain(intervals: tuple[Interval, ...]) -> list[tuple[object, ...]]:
    """Intervals as far as they tell anything; a first one may begin anywhere before its start."""
    return [(i.start, i.end, turned(i.before), turned(i.after)) for i in intervals]


def story(told: StepChanges) -> list[tuple[str, int | None, int | None, str, str]]:
    return [
        (each.subject, i.start, i.end, i.before.effect, i.after.effect)
        for each in told.changed
        for i in each.intervals
    ]


def test_an_announced_change_is_told_for_the_time_from_its_start() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    found = replayed(log)
    assert [each.step.records[0].type for each in found] == ["opened", "announced", "suspended"]
    assert [story(each) for each in found[:2]] == [[], []]
    assert story(found[2]) == [(SHOP, day("2022-03-01"), None, "unknown", "suspended")]


def test_a_change_is_told_below_its_path_too_where_something_else_was_said_there() -> None:
    log = Log().announce(
        "a", ("suspended", "shop/links/x", {"effective": "2022-03-01"}), published="2022-02-22"
    )
    log.announce("b", ("noted", "shop/links/noted", {}), published="2022-02-22")
    log.announce("c", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28")
    assert story(replayed(log)[-1]) == [
        (SHOP, day("2022-10-28"), None, "unknown", "permitted"),
        ("shop/links/x", day("2022-10-28"), None, "suspended", "permitted"),
    ]


def test_a_named_subject_is_told_what_it_inherits_before_anything_is_said_of_it() -> None:
    log = Log().announce(
        "a", ("suspended", "shop", {"effective": "2022-03-01"}), published="2022-02-22"
    )
    log.announce("b", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28")
    memory = Memory(log.records)
    found = [story(each) for each in told(recorded(memory, memory, ALL), memory, named=[SHOP])]
    assert found[2] == [(SHOP, day("2022-03-01"), None, "unknown", "suspended")]
    assert found[4] == [(SHOP, day("2022-10-28"), None, "suspended", "permitted")]


def test_notes_and_expectations_change_no_answer() -> None:
    log = Log().announce(
        "a",
        ("noted", SHOP, {}),
        ("permitted", SHOP, {"effective": "2022-10-31", "certainty": "expected"}),
        published="2022-10-28",
    )
    assert [story(each) for each in replayed(log)] == [[], [], [], []]


def test_a_term_is_told_with_what_follows_it() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    log.announce(
        "b",
        ("permitted", SHOP, {"effective": "2022-10-28", "until": "2022-11-30"}),
        published="2022-10-28",
    )
    assert story(replayed(log)[-1]) == [
        (SHOP, day("2022-10-28"), day("2022-12-01"), "suspended", "permitted"),
        (SHOP, day("2022-12-01"), None, "suspended", "undetermined"),
    ]


def test_an_unknown_start_is_told_as_what_may_have_changed_before_it() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "../2022-10-28"}), published="2022-10-28"
    )
    (changed,) = replayed(log)[-1].changed
    first, second = changed.intervals
    assert (first.start, first.end) == (None, day("2022-10-29") - 1)
    assert first.after.may_have_changed == ("a#1",)
    assert (second.before.effect, second.after.effect) == ("unknown", "suspended")


def test_an_official_word_is_told_where_it_takes_the_ground_from_a_later_rumour() -> None:
    log = Log().announce(
        "rumour",
        ("suspended", SHOP, {"effective": "2022-01-01"}),
        published="2022-12-01",
        authority="insider",
    )
    log.announce("word", ("permitted", SHOP, {"effective": "2023-06-01"}), published="2022-06-01")
    # The official word of June speaks before the rumour of December about January.
    assert story(replayed(log)[-1])[0] == (
        SHOP,
        day("2022-01-01"),
        day("2023-06-01"),
        "suspended",
        "unknown",
    )


def test_a_correction_is_told_for_every_path_of_the_announcement() -> None:
    log = Log().announce(
        "a",
        ("suspended", SHOP, {"effective": "2022-03-01"}),
        ("suspended", "shop/other", {"effective": "2022-03-01"}),
        published="2022-02-22",
    )
    log.act("corrected", "a", **{"source.authority": "press"})
    found = replayed(log)[-1]
    assert [each.subject for each in found.changed] == [SHOP, "shop/other"]
    assert [i.after.authority for each in found.changed for i in each.intervals] == ["press"] * 2


def test_a_retraction_and_its_own_retraction_are_told() -> None:
    log = Log().announce(
        "a", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22"
    )
    log.act("retracted", "a#1").act("retracted", f"@{len(log.records)}")
    assert [story(each) for each in replayed(log)[-2:]] == [
        [(SHOP, day("2022-03-01"), None, "suspended", "unknown")],
        [(SHOP, day("2022-03-01"), None, "unknown", "suspended")],
    ]


def test_on_the_published_clock_what_was_recorded_last_may_be_told_first() -> None:
    log = Log().announce(
        "late", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28"
    )
    log.announce("early", ("suspended", SHOP, {"effective": "2022-03-01"}), published="2022-02-22")
    memory = Memory(log.records)
    found = list(told(published(memory, memory, ALL), memory))
    assert [each.step.records[0].data["id"] for each in found] == ["early", "late"]
    assert story(found[1]) == [(SHOP, day("2022-10-28"), None, "suspended", "permitted")]


def test_what_is_published_at_one_instant_is_one_step() -> None:
    log = Log().announce(
        "a", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28"
    )
    log.announce("b", ("permitted", "shop/x", {"effective": "2022-10-28"}), published="2022-10-28")
    memory = Memory(log.records)
    (step,) = told(published(memory, memory, ALL), memory)
    assert [each.subject for each in step.changed] == [SHOP, "shop/x"]


def test_what_was_retracted_is_no_step_of_the_published_clock() -> None:
    log = Log().announce(
        "a", ("permitted", SHOP, {"effective": "2022-10-28"}), published="2022-10-28"
    )
    log.act("retracted", "a")
    memory = Memory(log.records)
    assert not list(published(memory, memory, ALL))


@settings(max_examples=60, deadline=None)
@given(logs())
@pytest.mark.parametrize("kept", [1, 3, 1000])
def test_each_event_is_told_as_the_difference_of_the_answers_on_either_side(
    kept: int, log: Log
) -> None:
    for each in replayed(log, kept=kept):
        seq = each.step.records[0].seq
        expected = {
            subject: plain(whole(log, subject, Seen(position=seq - 1), Seen(position=seq)))
            for subject in ("shop", SHOP)
        }
        named = {r.data["subject"] for r in log.records[:seq] if "subject" in r.data}
        found = {changed.subject: plain(changed.intervals) for changed in each.changed}
        assert found == {s: i for s, i in expected.items() if i and s in named}


@settings(max_examples=40, deadline=None)
@given(logs())
def test_each_moment_is_told_as_the_difference_of_what_was_known_on_either_side(log: Log) -> None:
    memory = Memory(log.records)
    for each in told(published(memory, memory, ALL), memory):
        known = each.step.after.cut.known
        assert known is not None
        for changed in each.changed:
            expected = whole(log, changed.subject, Seen(known=known - 1), Seen(known=known))
            assert plain(changed.intervals) == plain(expected)


def turned_at(log: Log) -> list[tuple[int, str, str, str]]:
    memory = Memory(log.records)
    found = turning(["shop", SHOP], memory, Side(ALL, None))
    return [(each.instant, each.subject, each.before.effect, each.after.effect) for each in found]


def test_boundaries_are_told_in_order_with_the_states_on_either_side() -> None:
    log = Log().announce(
        "a",
        ("suspended", SHOP, {"effective": "2022-03-01"}),
        ("permitted", "shop", {"effective": "2022-02-01", "until": "2022-02-28"}),
        published="2022-02-22",
    )
    assert turned_at(log) == [
        (day("2022-02-01"), "shop", "unknown", "permitted"),
        (day("2022-02-01"), SHOP, "unknown", "permitted"),
        (day("2022-03-01"), "shop", "permitted", "undetermined"),
        (day("2022-03-01"), SHOP, "permitted", "suspended"),
    ]


def test_an_expectation_that_falls_due_is_a_boundary() -> None:
    log = Log().announce(
        "a",
        ("permitted", SHOP, {"effective": "2022-03-01", "certainty": "expected"}),
        published="2022-02-22",
    )
    assert [at for at, *_ in turned_at(log)] == [day("2022-03-01")]
