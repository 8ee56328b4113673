"""What does each sentence of section 5 come to, in a history small enough to read?

Every case is asked of both answers: the one over events and the one from the read model.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from events.words import RANK
from ledger.answers import answer, visible
from ledger.answers.state import Contest, Expectation, Otherwise, Population, State
from ledger.dates.moments import Moment
from ledger.records import Record
from tests.read_model import read
from tests.told_logs import DAY, Log, day

#: (records, path, WHEN, known, position, floor) -> the answer at the end of that day.
Asked = Callable[..., State]


def from_events(
    records: list[Record], path: str, at: Moment, cut: visible.Cut, folder: Path
) -> State:
    first = at.day[0] if at.day else None
    return answer.state(records, path, at.instant, day=first, cut=cut)


def from_rows(
    records: list[Record], path: str, at: Moment, cut: visible.Cut, folder: Path
) -> State:
    with read(records, folder) as reading:
        return reading.cut(cut.known, cut.position, cut.authority).state(path, at)


@pytest.fixture(params=[from_events, from_rows])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Asked:
    def asked(
        log: Log,
        path: str,
        when: str,
        *,
        known: str | None = None,
        position: int | None = None,
        authority: str = "third-party",
    ) -> State:
        first, last = day(when), day(when) + DAY - 1
        cut = visible.Cut(
            None if known is None else day(known) + DAY - 1, position, RANK[authority]
        )
        return request.param(log.records, path, Moment(when, last, (first, last)), cut, tmp_path)

    return asked


def suspended(path: str, effective: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return "suspended", path, {"effective": effective, **fields}


def permitted(path: str, effective: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return "permitted", path, {"effective": effective, **fields}


def amended(kind: str, path: str, of: str, **fields: Any) -> tuple[str, str, dict[str, Any]]:
    return kind, path, {"of": of, **fields}


def closed() -> Log:
    """`a` is suspended from 1 February, said officially on 5 January."""
    return Log().announce("n1", suspended("a", "2026-02-01"), published="2026-01-05")


def changes(contests: tuple[Contest, ...]) -> list[tuple[str, str]]:
    return [(contest.change, contest.reason) for contest in contests]


# What is visible


def test_nothing_said_is_unknown_and_the_deciding_fields_are_null(ask: Asked) -> None:
    state = ask(closed(), "b", "2026-03-01")
    assert state == State(
        subject="b",
        effect="unknown",
        extent=None,
        population=None,
        otherwise=None,
        since=None,
        since_earliest=None,
        qualifier=None,
        until=None,
        lapsed=False,
        authority=None,
        source=None,
        party=None,
        published=None,
        change=None,
        seq=None,
        inherited_from=None,
        amended_by=(),
        named=False,
        may_have_changed=(),
        scheduled=(),
        contested_by=(),
        set_aside=(),
        changed_during_day=(),
        expectations=(),
    )


def test_a_statement_covers_every_path_below(ask: Asked) -> None:
    state = ask(closed(), "a/b/c", "2026-03-01")
    assert (state.effect, state.inherited_from, state.change) == ("suspended", "a", "n1#1")


def test_a_path_that_begins_alike_is_not_below(ask: Asked) -> None:
    assert ask(closed(), "a-b", "2026-03-01").named is False


def test_named_looks_above_and_below_and_counts_notes(ask: Asked) -> None:
    log = Log().announce("n1", ("noted", "a/b", {}), published="2026-01-05")
    assert [ask(log, path, "2026-03-01").named for path in ("a", "a/b", "a/b/c", "a/c")] == [
        True,
        True,
        True,
        False,
    ]


def test_known_cuts_what_was_published_and_recorded_later(ask: Asked) -> None:
    log = Log().announce("n1", suspended("a", "2025-02-01"), published="2025-01-05")
    assert ask(log, "a", "2025-03-01", known="2025-01-04").effect == "unknown"
    assert ask(log, "a", "2025-03-01", known="2025-01-05").effect == "suspended"


def test_what_is_recorded_is_known_though_published_later(ask: Asked) -> None:
    # Recorded on 1 January, dated 5 January.
    assert ask(closed(), "a", "2026-03-01", known="2025-12-31").effect == "unknown"
    assert ask(closed(), "a", "2026-03-01", known="2026-01-01").effect == "suspended"


def test_a_position_cuts_the_log(ask: Asked) -> None:
    assert ask(closed(), "a", "2026-03-01", position=2).named is False
    assert ask(closed(), "a", "2026-03-01", position=3).effect == "suspended"


def test_the_floor_cuts_lesser_authorities(ask: Asked) -> None:
    log = closed().announce(
        "n2", permitted("a", "2026-02-10"), published="2026-02-10", authority="press"
    )
    assert ask(log, "a", "2026-03-01").effect == "permitted"
    assert ask(log, "a", "2026-03-01", authority="official").effect == "suspended"


def test_what_is_retracted_is_gone_and_comes_back_when_that_is_retracted(ask: Asked) -> None:
    log = closed().act("retracted", "n1")
    assert ask(log, "a", "2026-03-01").named is False
    assert ask(log.act("retracted", "@4"), "a", "2026-03-01").effect == "suspended"


def test_the_last_correction_of_a_field_counts_and_can_be_undone(ask: Asked) -> None:
    log = closed().act("corrected", "n1#1", effective="2026-02-05")
    log.act("corrected", "n1#1", effective="2026-02-07")
    assert ask(log, "a", "2026-03-01").since == day("2026-02-07")
    assert ask(log.act("retracted", "@5"), "a", "2026-03-01").since == day("2026-02-05")
    assert ask(log, "a", "2026-03-01", position=3).since == day("2026-02-01")


def test_a_corrected_authority_counts_for_every_change_of_the_announcement(ask: Asked) -> None:
    log = closed().act("corrected", "n1", **{"source.authority": "press"})
    state = ask(log, "a", "2026-03-01")
    assert (state.authority, state.source) == ("press", "A")


def test_a_corrected_word_says_what_it_now_is_and_can_be_undone(ask: Asked) -> None:
    log = closed().act("corrected", "n1#1", change="permitted")
    assert ask(log, "a", "2026-03-01").effect == "permitted"
    log.act("retracted", "@4")
    assert ask(log, "a", "2026-03-01").effect == "suspended"


def test_a_rule_corrected_to_a_note_holds_no_more(ask: Asked) -> None:
    log = closed().act("corrected", "n1#1", change="noted", until=None, afterwards=None)
    state = ask(log, "a", "2026-03-01")
    assert (state.effect, state.named) == ("unknown", True)


def test_a_rollout_corrected_to_a_test_keeps_its_effect_but_a_rule_has_its_own(ask: Asked) -> None:
    start = ("rollout_started", "a", {"effective": "2026-02-01", "effect": "suspended"})
    log = Log().announce("n1", start, published="2026-01-05")
    log.act("corrected", "n1#1", change="grayscale_started")
    state = ask(log, "a", "2026-03-01")
    assert (state.effect, state.extent) == ("suspended", "grayscale")
    log.act("corrected", "n1#1", change="permitted", effect=None)
    state = ask(log, "a", "2026-03-01")
    assert (state.effect, state.extent) == ("permitted", "full")


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
        Expectation("n1#1", "suspended", "full", None, None, "expected", "official", "A", "open"),
    )


def test_a_lesser_authority_does_not_amend_but_contests(ask: Asked) -> None:
    log = closed()
    gone = amended("withdrawn", "a", "n1#1")
    log.announce("n2", gone, published="2026-02-10", authority="press", source="B")
    state = ask(log, "a", "2026-03-01")
    assert state.effect == "suspended"
    assert state.contested_by == (Contest("n2#1", None, None, "press", "B", "amendment"),)


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
    assert state.population == Population("10", None)
    assert state.otherwise == Otherwise("suspended", "n1#1")
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
    assert (state.extent, state.otherwise) == ("gradual", Otherwise("suspended", "n1#1"))


def test_otherwise_is_unknown_where_nothing_else_is_left(ask: Asked) -> None:
    started = ("rollout_started", "a", {"effective": "2026-02-05"})
    log = Log().announce("n1", started, published="2026-02-05")
    assert ask(log, "a", "2026-02-10").otherwise == Otherwise("unknown", None)
    assert ask(closed(), "a", "2026-02-10").otherwise is None


# 8: expectations


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


# 9: what is contested and what is set aside


def test_a_press_report_does_not_outrank_the_last_official_word_in_silence(ask: Asked) -> None:
    log = closed()
    report = permitted("a", "2026-02-10")
    log.announce("n2", report, published="2026-02-10", authority="press", source="B")
    state = ask(log, "a", "2026-02-15")
    assert state.effect == "permitted"
    assert state.contested_by == (Contest("n1#1", "suspended", "full", "official", "A", "claim"),)


def test_who_speaks_again_supersedes_himself(ask: Asked) -> None:
    log = closed().announce("n2", permitted("a", "2026-02-10"), published="2026-01-04")
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
    assert state.set_aside == (Contest("n1#1", "permitted", "full", "official", "A", "superseded"),)


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
