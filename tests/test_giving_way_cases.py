"""What gives way to what when a term ends, a test is over, or a rumour comes late?"""

from ledger.answers.state import Otherwise
from ledger.contents import Share
from tests.asked import Asked, changes, closed, permitted, suspended
from tests.told_logs import Log, day

# 3: what gives way


def test_a_lapsed_term_does_not_restore_the_rule_before_it(ask: Asked) -> None:
    log = closed()
    log.announce("n2", permitted("a", "2026-02-10", until="2026-02-20"), published="2026-02-09")
    state = ask(log, "a", "2026-02-21")
    assert (state.effect, state.extent, state.lapsed) == ("undetermined", "full", True)
    assert (state.since, state.since_earliest) == (day("2026-02-21"), day("2026-02-21"))
    assert (state.until, state.contested_by) == (None, ())


def test_what_leaves_it_to_previous_gives_way_and_since_is_its_end(ask: Asked) -> None:
    log = closed()
    kept = permitted("a", "2026-02-10", until="2026-02-20", afterwards="previous")
    log.announce("n2", kept, published="2026-02-09")
    state = ask(log, "a", "2026-02-25")
    assert (state.effect, state.change) == ("suspended", "n1#1")
    assert (state.since, state.since_earliest, state.lapsed) == (
        day("2026-02-21"),
        day("2026-02-21"),
        False,
    )


def test_what_follows_a_term_is_what_its_source_said(ask: Asked) -> None:
    kept = permitted("a", "2026-02-10", until="2026-02-20", afterwards="suspended")
    log = Log().announce("n1", kept, published="2026-02-09")
    state = ask(log, "a", "2026-02-21")
    assert (state.effect, state.lapsed, state.change) == ("suspended", True, "n1#1")


def test_a_completion_ends_the_pilot_and_opens_nothing(ask: Asked) -> None:
    log = closed()
    log.announce("n2", ("grayscale_started", "a", {"effective": "2026-02-10", "population": {
        "percent": "10"}}), published="2026-02-09")  # fmt: skip
    state = ask(log, "a", "2026-02-15")
    assert (state.effect, state.extent) == ("permitted", "grayscale")
    assert state.population == Share("10", None)
    assert state.otherwise == Otherwise("suspended", "full", None, "n1#1")
    log.announce(
        "n3", ("grayscale_completed", "a", {"effective": "2026-02-20"}), published="2026-02-20"
    )
    assert ask(log, "a", "2026-02-25").change == "n1#1"


def test_a_completion_by_a_lesser_authority_only_contests_the_pilot(ask: Asked) -> None:
    log = Log().announce(
        "n1", ("grayscale_started", "a", {"effective": "2026-02-10"}), published="2026-02-09"
    )
    done = ("grayscale_completed", "a", {"effective": "2026-02-20"})
    log.announce("n2", done, published="2026-02-20", authority="press", source="B")
    state = ask(log, "a", "2026-02-25")
    assert (state.change, changes(state.contested_by)) == ("n1#1", [("n2#1", "completion")])


def test_a_rumour_does_not_overrule_what_was_said_in_between(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2026-02-10"), published="2026-02-09")
    log.announce("n2", suspended("a", "2026-02-20"), published="2026-02-20")
    rumour = permitted("a", "2026-02-21")
    log.announce("n3", rumour, published="2026-03-20", authority="press", source="B")
    # Nothing official between its start and its publication: it decides.
    assert ask(log, "a", "2026-03-25").change == "n3#1"
    log.announce("n4", suspended("a", "2026-03-01"), published="2026-02-25")
    state = ask(log, "a", "2026-02-25")
    assert state.change == "n2#1"
    assert changes(state.contested_by) == [("n3#1", "after_the_fact")]


def test_one_who_says_the_same_in_between_speaks_not_against_it(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2026-02-10"), published="2026-02-09")
    rumour = permitted("a", "2026-02-21")
    log.announce("n2", rumour, published="2026-03-20", authority="press", source="B")
    log.announce("n3", permitted("a", "2026-04-01"), published="2026-02-25")
    assert ask(log, "a", "2026-03-25").change == "n2#1"


def test_even_an_expectation_speaks_against_a_claim_after_the_fact(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2026-02-10"), published="2026-02-09")
    rumour = permitted("a", "2026-02-21")
    log.announce("n2", rumour, published="2026-03-20", authority="press", source="B")
    hope = permitted("a", "2026-04-01", certainty="expected")
    log.announce("n3", hope, published="2026-02-25")
    assert ask(log, "a", "2026-03-25").change == "n1#1"


def test_one_above_the_claim_does_not_speak_of_it_but_one_below_does(ask: Asked) -> None:
    rumour = permitted("a/b", "2026-02-21")
    log = Log().announce("n1", rumour, published="2026-03-20", authority="press", source="B")
    log.announce("n2", suspended("a", "2026-02-20"), published="2026-02-25")
    assert ask(log, "a/b", "2026-03-25").change == "n1#1"
    log.announce("n3", suspended("a/b/c", "2026-04-01"), published="2026-02-25")
    assert ask(log, "a/b/c", "2026-03-25").change == "n2#1"
    assert ask(log, "a/b", "2026-03-25").change == "n1#1"


# 6: otherwise


def test_otherwise_passes_over_what_claims_the_same_by_lesser_authority(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2026-01-10"), published="2026-01-09")
    log.announce("n2", permitted("a", "2026-02-01"), published="2026-02-01", authority="press")
    started = ("rollout_started", "a", {"effective": "2026-02-05"})
    log.announce("n3", started, published="2026-02-05")
    state = ask(log, "a", "2026-02-10")
    assert (state.extent, state.otherwise) == (
        "gradual",
        Otherwise("suspended", "full", None, "n1#1"),
    )


def test_otherwise_is_unknown_where_nothing_else_is_left(ask: Asked) -> None:
    started = ("rollout_started", "a", {"effective": "2026-02-05"})
    log = Log().announce("n1", started, published="2026-02-05")
    assert ask(log, "a", "2026-02-10").otherwise == Otherwise("unknown", None, None, None)
    assert ask(closed(), "a", "2026-02-10").otherwise is None
