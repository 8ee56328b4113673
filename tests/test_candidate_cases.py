"""Which statements may decide an answer, in which order, and as amended by whom?"""

from ledger.answers.state import Contest, Expectation
from tests.asked import Asked, amended, closed, permitted, suspended
from tests.told_logs import Log, day

# 1 and 2: candidates and their order


def test_a_window_counts_once_it_has_closed(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2026-02-01/2026-02-10"), published="2026-01-05")
    assert ask(log, "a", "2026-01-31").scheduled == ("n1#1",)
    assert ask(log, "a", "2026-02-09").may_have_changed == ("n1#1",)
    state = ask(log, "a", "2026-02-10")
    assert (state.effect, state.since) == ("suspended", day("2026-02-11") - 1)
    assert state.since_earliest == day("2026-02-01")


def test_a_start_that_nobody_stated_is_not_made_up(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "../2026-02-10"), published="2026-02-10")
    assert ask(log, "a", "2026-02-09").may_have_changed == ("n1#1",)
    state = ask(log, "a", "2026-02-10")
    assert (state.since, state.since_earliest) == (day("2026-02-11") - 1, None)


def test_what_began_not_before_a_day_never_begins_by_itself(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2026-02-01/.."), published="2026-01-05")
    assert ask(log, "a", "2027-01-01").effect == "unknown"
    assert ask(log, "a", "2027-01-01").may_have_changed == ("n1#1",)


def test_of_equal_starts_the_deeper_path_comes_last(ask: Asked) -> None:
    log = Log().announce("n1", permitted("a/b", "2026-02-01"), published="2026-01-05")
    log.announce("n2", suspended("a", "2026-02-01"), published="2026-01-06")
    assert ask(log, "a/b", "2026-02-01").change == "n1#1"


def test_of_equal_starts_and_paths_the_later_publication_comes_last(ask: Asked) -> None:
    log = Log().announce("n1", permitted("a", "2026-02-01"), published="2026-01-06")
    log.announce("n2", suspended("a", "2026-02-01"), published="2026-01-05")
    assert ask(log, "a", "2026-02-01").change == "n1#1"


def test_then_the_greater_authority_and_then_the_position_come_last(ask: Asked) -> None:
    log = Log().announce("n1", permitted("a", "2026-02-01"), published="2026-01-05")
    log.announce("n2", suspended("a", "2026-02-01"), published="2026-01-05", authority="press")
    assert ask(log, "a", "2026-02-01").change == "n1#1"
    log.announce("n3", suspended("a", "2026-02-01"), published="2026-01-05")
    assert ask(log, "a", "2026-02-01").change == "n3#1"


def test_a_term_that_ends_before_its_window_opens_is_left_out(ask: Asked) -> None:
    log = Log().announce(
        "n1", permitted("a", "2026-02-01", until="2026-02-10"), published="2026-01-05"
    )
    log.announce(
        "n2", amended("rescheduled", "a", "n1#1", effective="2026-02-20"), published="2026-01-10"
    )
    state = ask(log, "a", "2026-03-01")
    assert (state.effect, state.scheduled, state.named) == ("unknown", (), True)
    assert ask(log, "a", "2026-02-15").scheduled == ()


# Amendments


def test_the_last_rescheduling_by_publication_counts(ask: Asked) -> None:
    log = closed()
    moved = amended("rescheduled", "a", "n1#1", effective="2026-02-20")
    log.announce("n2", moved, published="2026-01-20")
    moved = amended("rescheduled", "a", "n1#1", effective="2026-02-10")
    log.announce("n3", moved, published="2026-01-10")
    state = ask(log, "a", "2026-03-01")
    assert (state.since, state.amended_by) == (day("2026-02-20"), ("n2#1",))
    assert ask(log, "a", "2026-03-01", known="2026-01-01").since == day("2026-02-20")


def test_put_off_to_an_unknown_day_it_is_only_expected(ask: Asked) -> None:
    log = closed().announce("n2", amended("rescheduled", "a", "n1#1"), published="2026-01-20")
    state = ask(log, "a", "2026-03-01")
    assert state.effect == "unknown"
    assert state.expectations == (
        Expectation(
            "n1#1", "suspended", "full", None, None, None, None, "expected", "official", "A", "open"
        ),
    )


def test_a_lesser_authority_does_not_amend_but_contests(ask: Asked) -> None:
    log = closed()
    gone = amended("withdrawn", "a", "n1#1")
    log.announce("n2", gone, published="2026-02-10", authority="press", source="B")
    state = ask(log, "a", "2026-03-01")
    assert state.effect == "suspended"
    assert state.contested_by == (Contest("n2#1", None, None, None, "press", "B", "amendment"),)


def test_a_withdrawal_takes_back_the_past_too_and_can_be_withdrawn(ask: Asked) -> None:
    log = closed().announce("n2", amended("withdrawn", "a", "n1#1"), published="2026-02-10")
    assert ask(log, "a", "2026-02-05").effect == "unknown"
    log.announce("n3", amended("withdrawn", "a", "n2#1"), published="2026-02-11")
    assert ask(log, "a", "2026-02-05").effect == "suspended"


def test_a_lifted_term_never_lapses(ask: Asked) -> None:
    log = Log().announce(
        "n1", permitted("a", "2026-02-01", until="2026-02-10"), published="2026-01-05"
    )
    assert ask(log, "a", "2026-02-10").until == day("2026-02-11")
    lifted = ("term_changed", "a", {"of": "n1#1", "until": {"text": ".."}})
    log.announce("n2", lifted, published="2026-02-05")
    state = ask(log, "a", "2026-03-01")
    assert (state.effect, state.until, state.amended_by) == ("permitted", None, ("n2#1",))


def test_a_confirmation_stands_by_itself_and_is_amended_by_what_it_confirms(ask: Asked) -> None:
    log = Log().announce(
        "n1", permitted("a", "2026-02-01", certainty="expected"), published="2026-01-05"
    )
    moved = amended("rescheduled", "a", "n1#1", effective="2026-02-03")
    log.announce("n2", moved, published="2026-01-10")
    log.announce("n3", amended("confirmed", "a", "n1#1"), published="2026-02-04", source="B")
    state = ask(log, "a", "2026-03-01")
    assert (state.effect, state.change, state.source) == ("permitted", "n3#1", "B")
    assert (state.since, state.amended_by) == (day("2026-02-03"), ("n2#1",))
    assert state.expectations == ()


def test_a_confirmation_stands_though_its_target_is_withdrawn_or_below_the_floor(
    ask: Asked,
) -> None:
    log = Log().announce(
        "n1", permitted("a", "2026-02-01"), published="2026-01-05", authority="insider"
    )
    log.announce("n2", amended("confirmed", "a", "n1#1"), published="2026-02-04")
    log.announce("n3", amended("withdrawn", "a", "n1#1"), published="2026-02-05")
    state = ask(log, "a", "2026-03-01", authority="official")
    assert (state.effect, state.change, state.authority) == ("permitted", "n2#1", "official")
