"""What is said, and what of it is seen under which cut?"""

from ledger.answers.state import State
from tests.asked import Asked, closed, permitted, suspended
from tests.told_logs import Log, day


def test_nothing_said_is_unknown_and_the_deciding_fields_are_null(ask: Asked) -> None:
    state = ask(closed(), "b", "2026-03-01")
    assert state == State(
        subject="b",
        effect="unknown",
        extent=None,
        population=None,
        value=None,
        excepted=(),
        otherwise=None,
        since=None,
        since_earliest=None,
        held_since=None,
        qualifier=None,
        until=None,
        afterwards=None,
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
