"""Which statement set a start or a term last, and what was it before?"""

from ledger.answers.way import Way
from ledger.grounds.provenance import START, TERM, before, overtaking, setting
from ledger.statements import Statement
from tests.memory import Memory
from tests.told_logs import Log, day

PATH = "market/coffee"


def law() -> Log:
    log = Log()
    log.announce("law", ("suspended", PATH, {"effective": "2024-12-30"}), published="2023-06-09")
    return log.announce(
        "first",
        ("rescheduled", PATH, {"of": "law#1", "effective": "2025-12-30"}),
        published="2024-12-23",
    )


def way(log: Log) -> Way:
    return Memory(log.records).way(PATH)


def of(found: Way, change: str) -> Statement:
    statement = found.of(change)
    assert statement is not None
    return statement


def set_by(log: Log, change: str, kind: str = START) -> tuple[str, str, str] | None:
    """By which change it was set, of which was what it was before, and of which what it was
    first."""
    found = way(log)
    told = setting(found, of(found, change), kind)
    return told and (told.by.change, told.was.change, told.first.change)


def test_what_nothing_amends_was_set_by_itself() -> None:
    log = Log()
    log.announce("a", ("permitted", PATH, {"effective": "2022-01-01"}), published="2022-01-01")
    assert (set_by(log, "a#1"), set_by(log, "a#1", TERM)) == (None, None)


def test_the_last_rescheduling_by_publication_set_the_start() -> None:
    log = law()
    assert set_by(log, "law#1") == ("first#1", "law#1", "law#1")
    log.announce(
        "third",
        ("rescheduled", PATH, {"of": "law#1", "effective": "2026-12-30"}),
        published="2025-12-20",
    )
    log.announce(  # recorded last, and published between
        "second",
        ("rescheduled", PATH, {"of": "law#1", "effective": "2026-06-30"}),
        published="2025-09-01",
    )
    assert set_by(log, "law#1") == ("third#1", "second#1", "law#1")
    assert set_by(log, "law#1", TERM) is None
    found = way(log)
    chain = {id: before(found, of(found, id)) for id in ("first#1", "second#1", "third#1")}
    assert {id: each and each.change for id, each in chain.items()} == {
        "first#1": "law#1",
        "second#1": "first#1",
        "third#1": "second#1",
    }
    counts = overtaking(found, of(found, "first#1"))
    assert counts is not None
    assert counts.change == "third#1"
    assert overtaking(found, of(found, "third#1")) is None


def test_what_it_was_is_told_as_it_was_written_and_corrected() -> None:
    log = law().act("corrected", "law#1", effective="2024-12-31")
    found = way(log)
    told = setting(found, of(found, "law#1"), START)
    assert told is not None
    assert told.was.latest == day("2024-12-31")
    assert of(found, "law#1").latest == told.by.latest == day("2025-12-30")


def test_what_does_not_apply_or_was_taken_back_set_nothing() -> None:
    log = law()
    log.announce(
        "paper",
        ("rescheduled", PATH, {"of": "law#1", "effective": "2027-01-01"}),
        published="2025-01-01",
        authority="press",
    )
    log.announce(
        "late",
        ("rescheduled", PATH, {"of": "law#1", "effective": "2028-01-01"}),
        published="2025-02-01",
    )
    log.announce("back", ("withdrawn", PATH, {"of": "late#1"}), published="2025-03-01")
    assert set_by(log, "law#1") == ("first#1", "law#1", "law#1")
    found = way(log)
    for id in ("paper#1", "late#1"):
        was = before(found, of(found, id))
        assert was is not None
        assert was.change == "first#1"
    assert overtaking(found, of(found, "back#1")) is None


def test_a_confirmation_has_the_start_and_the_term_that_were_set_for_what_it_confirms() -> None:
    log = law()
    log.announce("yes", ("confirmed", PATH, {"of": "law#1"}), published="2025-01-01")
    log.announce(
        "ends",
        ("term_changed", PATH, {"of": "yes#1", "until": "2030-12-31"}),
        published="2025-02-01",
    )
    assert set_by(log, "yes#1") == ("first#1", "law#1", "law#1")
    assert set_by(log, "yes#1", TERM) == ("ends#1", "law#1", "law#1")
    log.announce(
        "own",
        ("confirmed", PATH, {"of": "law#1", "effective": "2025-12-31"}),
        published="2025-04-01",
    )
    assert set_by(log, "own#1") is None
