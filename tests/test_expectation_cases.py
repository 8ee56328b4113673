"""When is an expectation open, due, overdue or met?"""

from ledger.answers.state import State
from tests.asked import Asked, amended, closed, permitted, suspended
from tests.told_logs import Log


def expected(effective: str) -> Log:
    hope = permitted("a", effective, certainty="expected")
    return closed().announce("n2", hope, published="2026-02-05")


def statuses(state: State) -> list[tuple[str, str]]:
    return [(expectation.change, expectation.status) for expectation in state.expectations]


def test_passing_the_date_makes_no_fact_of_an_expectation(ask: Asked) -> None:
    log = expected("2026-02-10/2026-02-12")
    assert statuses(ask(log, "a", "2026-02-09")) == [("n2#1", "open")]
    assert statuses(ask(log, "a", "2026-02-11")) == [("n2#1", "due")]
    state = ask(log, "a", "2026-02-13")
    assert (state.effect, statuses(state)) == ("suspended", [("n2#1", "overdue")])


def test_open_ends_are_neither_due_nor_overdue(ask: Asked) -> None:
    assert statuses(ask(expected("2026-02-10/.."), "a", "2027-01-01")) == [("n2#1", "due")]
    assert statuses(ask(expected("../2026-02-10"), "a", "2026-02-10")) == [("n2#1", "open")]


def test_an_expectation_is_met_by_whoever_brings_it_about(ask: Asked) -> None:
    log = expected("2026-02-10")
    log.announce("n3", permitted("a", "2026-02-20"), published="2026-02-20", authority="press")
    assert statuses(ask(log, "a", "2026-02-15")) == [("n2#1", "overdue")]
    assert statuses(ask(log, "a", "2026-02-20")) == []


def test_met_for_good_it_stays_met_when_the_answer_changes_again(ask: Asked) -> None:
    log = expected("2026-02-10")
    log.announce("n3", permitted("a", "2026-02-20"), published="2026-02-20")
    log.announce("n4", suspended("a", "2026-03-01"), published="2026-03-01")
    assert statuses(ask(log, "a", "2026-03-05")) == []


def test_a_lesser_confirmation_settles_nothing_but_stands(ask: Asked) -> None:
    log = expected("2026-02-10/2026-02-12")
    done = amended("confirmed", "a", "n2#1", effective="2026-03-01")
    log.announce("n3", done, published="2026-02-20", authority="press", source="B")
    assert statuses(ask(log, "a", "2026-02-25")) == [("n2#1", "overdue")]
    assert ask(log, "a", "2026-03-01").change == "n3#1"


def test_an_expected_completion_has_neither_effect_nor_extent(ask: Asked) -> None:
    done = ("grayscale_completed", "a", {"effective": "2026-02-10", "certainty": "expected"})
    log = Log().announce("n1", done, published="2026-02-01")
    (expectation,) = ask(log, "a", "2026-02-15").expectations
    assert (expectation.effect, expectation.extent, expectation.status) == (None, None, "overdue")
    done = ("grayscale_completed", "a", {"effective": "2026-02-20"})
    log.announce("n2", done, published="2026-02-20")
    assert ask(log, "a", "2026-02-25").expectations == ()
