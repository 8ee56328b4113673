"""May the recorder mend the ledger's own mistakes, and is what is left valid?"""

from pathlib import Path
from typing import Any

import pytest

from ledger.application import PolicyLedger, open_for_writing
from ledger.faults import InputFault, LedgerFault
from ledger.reports import ActReport
from tests.ledgers import BOUNDED, EXPECTED, SUSPENDED, announcement, made, table, told
from tests.warned import worded


class Told:
    """A ledger with a few announcements, and the acts on it."""

    def __init__(self, path: Path, *items: str) -> None:
        self.path = path
        told(path, *items)

    def correct(self, target: str, fields: dict[str, str], **settings: Any) -> ActReport:
        with open_for_writing(str(self.path)) as ledger:
            return ledger.correct(target, fields, why="test", **settings)

    def retract(self, target: str, **settings: Any) -> ActReport:
        with open_for_writing(str(self.path)) as ledger:
            return ledger.retract(target, why="test", **settings)

    def refused(self, act: str, target: str, *rest: Any, **settings: Any) -> str:
        before = table(self.path, "stored_events")
        with open_for_writing(str(self.path)) as ledger, pytest.raises(LedgerFault) as fault:
            getattr(ledger, act)(target, *rest, why="test", **settings)
        assert table(self.path, "stored_events") == before
        return str(fault.value)


@pytest.fixture
def ledger(tmp_path: Path) -> Told:
    return Told(made(tmp_path), announcement("a", SUSPENDED, EXPECTED), announcement("b", BOUNDED))


def test_a_correction_stores_the_value_as_a_file_would_have_it(ledger: Told) -> None:
    report = ledger.correct("b#1", {"until": "2022-12-31", "note": "x"}, recorder="me")
    (record,) = report.records
    assert record.type == "corrected"
    assert record.data == {
        "target": "b#1",
        "fields": {"until": {"text": "2022-12-31", "instant": "2022-12-31T16:00:00Z"}, "note": "x"},
        "why": "test",
        "recorder": "me",
    }


def test_a_value_is_read_in_the_zone_of_its_announcement(tmp_path: Path) -> None:
    ledger = Told(made(tmp_path), announcement("a", SUSPENDED, more="zone: America/New_York"))
    (record,) = ledger.correct("a#1", {"effective": "2022-03-02"}).records
    assert record.data["fields"]["effective"]["latest"] == "2022-03-02T05:00:00Z"
    (record,) = ledger.correct("a#1", {"effective": "2022-03-02T00:00Z"}).records
    assert record.data["fields"]["effective"]["latest"] == "2022-03-02T00:00:00Z"


def test_an_empty_value_clears(ledger: Told) -> None:
    (record,) = ledger.correct("b#1", {"until": ""}).records
    assert record.data["fields"] == {"until": None}


def test_an_announcement_is_corrected_too(ledger: Told) -> None:
    fields = {
        "source.authority": "press",
        "source.party": "press",
        "title": "T",
        "published": "2022-02-23",
    }
    (record,) = ledger.correct("a", fields).records
    assert record.data["fields"]["source.authority"] == "press"
    assert record.data["fields"]["published"]["instant"] == "2022-02-23T15:59:59Z"


def test_a_correction_that_changes_nothing_appends_nothing(ledger: Told) -> None:
    assert not ledger.correct("b#1", {"until": "2022-11-30"}).records
    ledger.correct("b#1", {"until": "2022-12-31"})
    report = ledger.correct("b#1", {"until": "2022-12-31"})
    assert not report.records
    assert "says so already" in worded(report.warnings)[0]


def test_a_dry_run_says_what_would_be_and_appends_nothing(ledger: Told) -> None:
    before = table(ledger.path, "stored_events")
    report = ledger.correct("b#1", {"until": ""}, dry_run=True)
    assert report.records[0].seq == len(before) + 1
    assert ledger.retract("a", dry_run=True).records
    assert table(ledger.path, "stored_events") == before


@pytest.mark.parametrize(
    ("target", "fields", "message"),
    [
        ("a#1", {"subjects": "k"}, "retract a#1, and announce it under a new id"),
        ("a#1", {"efective": "2022"}, "did you mean effective"),
        ("a#1", {"effective": "2022-02-30"}, "a#1: effective:"),
        ("a#1", {"effective": ""}, "effective is missing: a stated suspended needs it"),
        ("a#1", {"certainty": "conditional"}, "condition is missing"),
        ("a#1", {"effect": "permitted"}, "'effect' is no field of suspended"),
        ("b#1", {"until": "2022-02-01"}, "is not after the start"),
        ("b#1", {"effective": "2022-12-01"}, "is not after the start"),
        ("a", {"source.name": ""}, "cannot be cleared"),
        ("a", {"published": ""}, "cannot be cleared"),
        ("a", {"effective": "2022"}, "is no field of announced"),
        ("a", {"id": "x"}, "announce it under a new id"),
        ("a#9", {"note": "x"}, "a has changes #1 to #2"),
        ("c#1", {"note": "x"}, "no announcement c is recorded"),
        ("@2", {"note": "x"}, "is a position"),
        ("a#x", {"note": "x"}, "names nothing"),
        ("a#1", {}, "nothing to correct"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    ledger: Told, target: str, fields: dict[str, str], message: str
) -> None:
    assert message in ledger.refused("correct", target, fields)


def test_a_change_of_several_subjects_may_be_corrected_for_one(ledger: Told) -> None:
    (record,) = ledger.correct("a#1", {"note": "x"}, subject="k/live").records
    assert record.data["subject"] == "k/live"
    assert "is not a subject of a#1" in ledger.refused(
        "correct", "a#1", {"note": "x"}, subject="k/none"
    )
    assert "goes with a change" in ledger.refused("correct", "a", {"title": "x"}, subject="k/live")


def test_what_a_confirmation_stands_on_is_not_corrected_away(ledger: Told) -> None:
    told(ledger.path, announcement("c", "change: confirmed, of: b#1"))
    message = ledger.refused(
        "correct", "b#1", {"effective": "2022-03-01/..", "certainty": "expected"}
    )
    assert "c#1: effective is missing" in message
    ledger.retract("c")
    ledger.correct("b#1", {"effective": "2022-03-01/..", "certainty": "expected"})
    # Reinstating the confirmation would leave it without a start.
    position = max(seq for seq, *_ in table(ledger.path, "acts")) - 1
    assert "c#1: effective is missing" in ledger.refused("retract", f"@{position}")


def test_retracting_a_correction_must_leave_what_is_valid(ledger: Told) -> None:
    (first,) = ledger.correct("b#1", {"effective": "2022-01-01"}).records
    ledger.correct("b#1", {"until": "2022-02-01"})
    assert "is not after the start" in ledger.refused("retract", f"@{first.seq}")


def test_retracting_a_correction_reinstates_what_it_corrected(ledger: Told) -> None:
    (first,) = ledger.correct("b#1", {"until": "2022-12-31"}).records
    ledger.retract(f"@{first.seq}")
    assert ledger.correct("b#1", {"until": "2022-12-31"}).records


def test_a_retraction_can_be_retracted_once(ledger: Told) -> None:
    (first,) = ledger.retract("a").records
    assert f"retracted already, by @{first.seq}" in ledger.refused("retract", "a")
    assert f"retracted already, by @{first.seq}" in ledger.refused("retract", "a#1")
    assert "retracted already" in ledger.refused("correct", "a#1", {"note": "x"})
    ledger.retract(f"@{first.seq}")
    assert "retracted already" in ledger.refused("retract", f"@{first.seq}")
    assert ledger.retract("a").records


def test_a_change_may_be_retracted_for_one_subject(ledger: Told) -> None:
    ledger.retract("a#1", subject="k/live")
    assert "on k/live is retracted already" in ledger.refused("retract", "a#1", subject="k/live")
    assert ledger.correct("a#1", {"note": "x"}, subject="k/detail").records
    ledger.retract("a#1", subject="k/detail")
    assert "retracted already" in ledger.refused("retract", "a#1")


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("@1", "only corrections and retractions go by @SEQ"),
        ("@2", "of a: retract it by that name"),
        ("@3", "of a#1: retract it by that name"),
        ("@99", "there is no event @99"),
        ("@x", "there is no event @x"),
        ("@0", "there is no event @0"),
        ("none", "no announcement none is recorded"),
    ],
)
def test_a_retraction_of_what_is_no_act_is_refused(ledger: Told, target: str, message: str) -> None:
    assert message in ledger.refused("retract", target)


def test_what_names_a_retracted_change_stays_valid(ledger: Told) -> None:
    told(ledger.path, announcement("c", "change: term_changed, of: b#1, until: 2022-12-31"))
    assert ledger.retract("b").records
    assert ledger.correct("c#1", {"until": "2023-01-31"}).records


def test_an_act_says_why(ledger: Told) -> None:
    with open_for_writing(str(ledger.path)) as opened:
        assert isinstance(opened, PolicyLedger)
        with pytest.raises(LedgerFault, match="say why"):
            opened.retract("a", why=" ")


def test_a_kind_is_corrected_with_the_fields_that_it_may_have(ledger: Told) -> None:
    report = ledger.correct("a#1", {"change": "expired"})
    assert report.records[0].data["fields"] == {"afterwards": None, "change": "expired"}
    assert "b#1: until" in ledger.refused("correct", "b#1", {"change": "expired"})


def test_what_amends_a_confirmation_must_still_have_a_place(ledger: Told) -> None:
    told(
        ledger.path,
        announcement(
            "c", "change: confirmed, of: b#1", "change: term_changed, of: c#1, until: 2022-12-31"
        ),
    )
    message = ledger.refused("correct", "b#1", {"change": "expired", "until": ""})
    assert "c#2: of c#1 is expired, which has no term" in message


def test_a_confirmation_corrected_for_one_subject_is_asked_for_each(ledger: Told) -> None:
    told(ledger.path, announcement("c", "change: confirmed, of: a#1, effective: 2022-03-05"))
    ledger.correct("c#1", {"effective": ""}, subject="k/detail")
    message = ledger.refused(
        "correct", "a#1", {"effective": "2022-03-01/..", "certainty": "expected"}
    )
    assert "c#1: effective is missing" in message


def test_what_a_confirmation_confirms_is_asked_on_each_subject(ledger: Told) -> None:
    confirmed = announcement("c", "change: confirmed, of: a#1, effective: 2022-03-05")
    told(ledger.path, confirmed)
    # from here on it confirms, on one subject, what has no term
    ledger.correct("a#1", {"change": "expired", "afterwards": ""}, subject="k/live")
    term = "change: term_changed, of: c#1, until: 2022-12-31"
    assert told(ledger.path, announcement("d", f"{term}, subjects: [k/detail]")).events == 2
    for subjects in ("[k/live]", "[k/detail, k/live]"):
        with pytest.raises(InputFault, match="c#1 is expired, which has no term"):
            told(ledger.path, announcement("e", f"{term}, subjects: {subjects}"))


def test_a_kind_corrected_on_a_later_subject_counts_for_its_confirmation(ledger: Told) -> None:
    told(ledger.path, announcement("c", "change: confirmed, of: a#1, effective: 2022-03-05"))
    ledger.correct("a#1", {"change": "expired", "afterwards": ""}, subject="k/detail")
    with pytest.raises(InputFault, match="c#1 is expired, which has no term"):
        told(ledger.path, announcement("d", "change: term_changed, of: c#1, until: 2022-12-31"))
