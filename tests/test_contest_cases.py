"""What is contested, what is set aside, and what happens within a day?"""

from ledger.answers.state import Contest
from tests.asked import Asked, changes, closed, permitted, suspended
from tests.told_logs import Log, day

# 9: what is contested and what is set aside


def test_a_press_report_does_not_outrank_the_last_official_word_in_silence(ask: Asked) -> None:
    log = closed()
    report = permitted("a", "2026-02-10")
    log.announce("n2", report, published="2026-02-10", authority="press", source="B")
    state = ask(log, "a", "2026-02-15")
    assert state.effect == "permitted"
    assert state.contested_by == (
        Contest("n1#1", "suspended", "full", None, "official", "A", "claim"),
    )


def test_an_older_plan_does_not_silence_the_newer_word_of_its_own_source(ask: Asked) -> None:
    log = closed().announce("n2", permitted("a", "2026-02-10"), published="2026-01-04")
    state = ask(log, "a", "2026-02-15")
    assert (state.change, [contest.change for contest in state.contested_by]) == ("n2#1", ["n1#1"])


def test_who_says_two_things_at_once_supersedes_the_earlier_of_them(ask: Asked) -> None:
    log = closed().announce("n2", permitted("a", "2026-02-10"), published="2026-01-05")
    assert ask(log, "a", "2026-02-15").contested_by == ()


def test_another_of_equal_authority_supersedes_only_by_publishing_later(ask: Asked) -> None:
    log = closed()
    log.announce("n2", permitted("a", "2026-02-10"), published="2026-01-04", source="B")
    assert changes(ask(log, "a", "2026-02-15").contested_by) == [("n1#1", "claim")]
    log.announce("n3", permitted("a", "2026-02-12"), published="2026-02-10", source="C")
    assert ask(log, "a", "2026-02-15").contested_by == ()


def test_a_named_exception_that_a_general_word_overtakes_is_set_aside(ask: Asked) -> None:
    log = Log().announce("n1", permitted("a/b", "2026-02-01"), published="2026-01-05")
    log.announce("n2", suspended("a", "2026-02-10"), published="2026-02-09")
    state = ask(log, "a/b", "2026-02-15")
    assert (state.change, state.contested_by) == ("n2#1", ())
    assert state.set_aside == (
        Contest("n1#1", "permitted", "full", None, "official", "A", "superseded"),
    )


def test_a_lapsed_claim_contests_only_with_what_it_says_follows(ask: Asked) -> None:
    for afterwards, contested in (("permitted", ["n1#1"]), ("undetermined", [])):
        kept = suspended("a", "2026-02-01", until="2026-02-05", afterwards=afterwards)
        log = Log().announce("n1", kept, published="2026-01-05")
        later = suspended("a", "2026-02-03")
        log.announce("n2", later, published="2026-02-03", authority="press", source="B")
        state = ask(log, "a", "2026-02-10")
        assert [contest.change for contest in state.contested_by] == contested


# 10: within the day


def test_what_closed_or_lapsed_within_the_day_is_marked(ask: Asked) -> None:
    noon = {"text": "12:00", "earliest": "2026-02-10T12:00:00Z", "latest": "2026-02-10T12:00:00Z"}
    log = Log().announce("n1", ("suspended", "a", {"effective": noon}), published="2026-02-09")
    ended = {"until": {"text": "18:00", "instant": "2026-02-10T18:00:00Z"}}
    kept = permitted("a", "2026-02-10", afterwards="suspended")
    kept[2].update(ended)
    log.announce("n2", kept, published="2026-02-09")
    assert ask(log, "a", "2026-02-10").changed_during_day == ("n1#1", "n2#1")
    assert ask(log, "a", "2026-02-11").changed_during_day == ()


def test_what_begins_at_the_first_instant_of_a_day_has_not_changed_during_it(ask: Asked) -> None:
    assert ask(closed(), "a", "2026-02-01").changed_during_day == ()


# Lists


def test_a_list_holds_each_change_once_for_the_deepest_path(ask: Asked) -> None:
    hope = {"effective": "2026-02-10", "certainty": "expected"}
    log = Log().announce(
        "n1", ("permitted", "a", hope), ("permitted", "a/b", hope), published="2026-02-01"
    )
    # One change of two subjects.
    second = log.records[-1]
    log.records[-1] = second._replace(data={**second.data, "change": "n1#1"})
    log.act("corrected", "n1#1", effective="2026-02-12")
    log.records[-1].data["subject"] = "a/b"
    (expectation,) = ask(log, "a/b", "2026-02-20").expectations
    assert expectation.earliest == day("2026-02-12")


def test_lists_are_sorted_by_change_id_in_code_points(ask: Asked) -> None:
    later = [suspended(path, "2026-03-01") for path in ["a", "b"] * 5 + ["a"]]
    log = Log().announce("n1", *later, published="2026-01-05")
    assert ask(log, "a", "2026-02-01").scheduled == (
        "n1#1",
        "n1#11",
        "n1#3",
        "n1#5",
        "n1#7",
        "n1#9",
    )
