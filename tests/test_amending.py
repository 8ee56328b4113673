"""What may be announced of an earlier change, on which subjects, and with which warnings?"""

from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import InputFault
from ledger.reports import Taken
from tests.announcing import batch
from tests.ledgers import (
    BOUNDED,
    EXPECTED,
    HEAD,
    SUSPENDED,
    announcement,
    log,
    made,
    refused,
    told,
)
from tests.stores import Place, acted
from tests.stores import told as told_there
from tests.warned import worded

TERM = "change: term_changed, of: a#1, until: 2022-12-31"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("change: withdrawn, of: nothing#1", "no announcement nothing is recorded or told before"),
        ("change: withdrawn, of: a#3", "a#3 names nothing: a has 2 changes"),
        ("change: term_changed, of: a#2, until: ..", "a#2 is noted, which cannot be term_changed"),
        ("change: rescheduled, of: a#2", "a#2 is noted, which cannot be rescheduled"),
        ("change: confirmed, of: a#2", "a#2 is noted, which cannot be confirmed"),
        (
            "change: withdrawn, of: a#1, subjects: [k]",
            "k is not a subject of a#1; expected one of k/live, k/detail",
        ),
    ],
)
def test_an_amendment_of_what_it_cannot_amend_is_refused(
    tmp_path: Path, change: str, message: str
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED, "change: noted, subjects: [k], note: x"))
    found = refused(path, announcement("b", change))
    assert message in found
    assert "f.yaml:7: announcements[1].changes[1]." in found


def test_of_many_subjects_that_an_amendment_may_name_some_are_told(tmp_path: Path) -> None:
    path = made(tmp_path)
    many = ", ".join(f"k/{n}" for n in range(8))
    told(path, announcement("a", f"change: suspended, subjects: [{many}], effective: 2022-03-01"))
    found = refused(path, announcement("b", "change: withdrawn, of: a#1, subjects: [k]"))
    assert "expected one of k/0, k/1, k/2, k/3, k/4 and 3 more" in found


def test_a_confirmation_needs_a_start_where_its_target_has_an_open_one(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", EXPECTED))
    assert "effective: is missing" in refused(path, announcement("b", "change: confirmed, of: a#1"))
    assert told(path, announcement("b", "change: confirmed, of: a#1, effective: 2022-10-29")).new


def test_an_amendment_without_subjects_is_of_all_its_targets_in_its_order(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    told(path, announcement("b", "change: withdrawn, of: a#1"))
    assert [stream for _, stream, _, topic in log(path) if topic == "withdrawn"] == [
        "k/live",
        "k/detail",
    ]


def test_an_amendment_may_name_what_the_file_tells_before_it(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(
        path,
        announcement("a", BOUNDED, "change: term_changed, of: a#1, until: 2022-12-31"),
        announcement("b", "change: withdrawn, of: a#2"),
    )
    assert [topic for *_, topic in log(path)][1:] == [
        *("announced", "permitted", "term_changed", "announced", "withdrawn"),
    ]


def test_a_withdrawal_of_a_rule_in_force_warns(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    noted = "change: noted, subjects: [k/live], effective: 2022-03-01"
    withdrawn = "change: withdrawn, of: a#1"
    report = told(path, announcement("b", noted, withdrawn, published="2022-06-01"))
    assert report.warned == 1
    assert worded(report.warnings)[0].startswith(
        "f.yaml:8: b#2 withdraws a#1, a rule that was in force on k/live"
    )


def test_a_withdrawal_before_the_rule_begins_does_not_warn(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", SUSPENDED))
    report = told(path, announcement("b", "change: withdrawn, of: a#1", published="2022-02-25"))
    assert report.warned == 0


def test_a_term_that_an_amendment_ends_before_it_begins_is_taken_in_with_a_warning(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    report = told(path, announcement("b", "change: term_changed, of: a#1, until: 2022-02-01"))
    assert report.new == 1
    assert "b#1 leaves a#1 on k/live with a term that ends" in worded(report.warnings)[0]


@pytest.mark.parametrize(
    ("amendment", "message"),
    [
        ("change: withdrawn", "b#1 withdraws a#1"),
        ("change: rescheduled, effective: 2022-05-01", "b#1 reschedules a#1"),
        ("change: term_changed, until: 2022-12-31", "b#1 changes the term of a#1"),
    ],
)
def test_an_amendment_of_lesser_authority_is_said_not_to_apply(
    tmp_path: Path, amendment: str, message: str
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED, authority="official"))
    report = told(path, announcement("b", f"{amendment}, of: a#1", authority="press"))
    assert worded(report.warnings) == (
        f"f.yaml:7: {message}, of official authority, with that of press: it does not apply, and "
        "only contests it",
    )
    assert told(path, announcement("c", f"{amendment}, of: a#1")).warned <= 1
    low = announcement("l", BOUNDED, authority="insider")
    same = announcement("s", f"{amendment}, of: l#1", authority="insider", published="2022-02-23")
    assert not told(path, low, same).warned


def test_a_confirmation_of_lesser_authority_is_said_to_settle_nothing(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", EXPECTED, BOUNDED))
    said = ("change: confirmed, of: a#1, effective: 2022-11-01", "change: confirmed, of: a#2")
    report = told(path, announcement("b", *said, authority="press", published="2022-11-02"))
    assert worded(report.warnings) == (
        "f.yaml:7: b#1 confirms a#1, of official authority, with that of press: it stands by "
        "itself, and settles no expectation",
    )
    assert not told(path, announcement("c", *said, published="2022-11-02")).warned


@pytest.mark.parametrize(
    "amendment",
    [
        "change: withdrawn",
        "change: rescheduled, effective: 2022-05-01",
        "change: term_changed, until: 2022-12-31",
    ],
)
@pytest.mark.parametrize("together", [False, True])
def test_an_amendment_of_what_is_withdrawn_is_said_to_change_nothing(
    tmp_path: Path, amendment: str, together: bool
) -> None:
    path = made(tmp_path)
    changes = ["change: withdrawn, of: a#1", f"{amendment}, of: a#1"]
    told(path, announcement("a", BOUNDED))
    if together:
        report = told(path, announcement("b", *changes))
        line, id = 8, "b#2"
    else:
        told(path, announcement("b", changes[0]))
        report = told(path, announcement("c", changes[1]))
        line, id = 7, "c#1"
    (warning,) = worded(report.warnings)
    assert warning.startswith(f"f.yaml:{line}: {id} ")
    assert warning.endswith(" a#1, which is withdrawn already: no answer changes by it")


def test_what_withdraws_a_withdrawal_or_confirms_what_was_withdrawn_is_not_warned_of(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED), announcement("b", "change: withdrawn, of: a#1"))
    assert not told(path, announcement("c", "change: confirmed, of: a#1")).warned
    assert not told(path, announcement("d", "change: withdrawn, of: b#1")).warned
    assert not told(path, announcement("e", "change: term_changed, of: a#1, until: ..")).warned


def test_withdrawing_an_expectation_that_was_settled_is_said_to_leave_its_confirmation(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", EXPECTED))
    said = announcement("c", "change: confirmed, of: a#1, effective: 2022-11-01")
    withdrawal = "change: withdrawn, of: a#1"
    report = told(path, said, announcement("b", withdrawal, published="2022-11-05"))
    assert worded(report.warnings) == (
        "f.yaml:12: b#1 withdraws a#1, an expectation that c#1 has settled: what that states still "
        "holds (to take it back too, withdraw c#1)",
    )


def test_withdrawing_an_expectation_that_nothing_settles_any_more_is_not_warned_of(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", EXPECTED, EXPECTED))
    assert not told(path, announcement("b", "change: withdrawn, of: a#2")).warned
    told(path, announcement("c", "change: confirmed, of: a#1, effective: 2022-11-01"))
    told(path, announcement("d", "change: withdrawn, of: c#1", published="2022-11-03"))
    assert not told(path, announcement("e", "change: withdrawn, of: a#1")).warned


def test_a_withdrawal_of_what_many_confirm_warns_as_of_what_nobody_does(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", EXPECTED))
    confirmed = [f"change: confirmed, of: a#1, effective: 2022-11-01, note: {n}" for n in range(99)]
    told(path, announcement("c", *confirmed, *confirmed))
    assert "an expectation that c#198 has settled" in str(
        worded(told(path, announcement("d", "change: withdrawn, of: a#1")).warnings)
    )
    assert "which is withdrawn already" in str(
        worded(told(path, announcement("e", "change: withdrawn, of: a#1")).warnings)
    )


@pytest.mark.parametrize(("before", "warned"), [(97, 1), (110, 0)])
def test_a_change_that_very_much_amends_is_not_looked_at(
    tmp_path: Path, before: int, warned: int
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    told(path, announcement("b", *(f"{TERM}, note: {n}" for n in range(before))))
    withdrawn = announcement("c", "change: withdrawn, of: a#1", published="2022-06-01")
    assert told(path, withdrawn).warned == warned


def test_what_another_writer_does_between_two_transactions_of_a_call_counts(place: Place) -> None:
    target = place.made()
    told_there(target, announcement("a", BOUNDED, BOUNDED))
    term = "change: term_changed, of: a#2, until: 2023-12-31"
    items = (announcement("b", TERM, term), announcement("c", "change: withdrawn, of: a#1"))

    def withdrawn(taken: Taken) -> None:
        if taken.id == "b":
            told_there(target, announcement("x", "change: withdrawn, of: a#1"))

    with open_for_writing(target) as ledger:
        report = ledger.announce(batch(HEAD + "".join(items)), each=True, told=withdrawn)
    assert "c#1 withdraws a#1, which is withdrawn already" in str(worded(report.warnings))


def test_a_correction_between_two_transactions_of_a_call_counts(place: Place) -> None:
    target = place.made()
    told_there(target, announcement("a", BOUNDED))

    items = (announcement("b", "change: confirmed, of: a#1"), announcement("c", TERM))

    def noted(taken: Taken) -> None:
        if taken.id == "b":
            acted(target, lambda ledger: ledger.retract("b", why="a slip"))
            fields = {"change": "noted", "until": ""}
            acted(target, lambda ledger: ledger.correct("a#1", fields, why="a slip"))

    with (
        open_for_writing(target) as ledger,
        pytest.raises(InputFault, match="a#1 is noted, which cannot be term_changed"),
    ):
        ledger.announce(batch(HEAD + "".join(items)), each=True, told=noted)


ENDS_FIRST = "a#1 on k/live with a term that ends, last day 2022-11-30, before it begins"


def test_a_term_that_ends_first_is_told_by_its_last_day(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    report = told(path, announcement("b", "change: rescheduled, of: a#1, effective: 2023-01-01"))
    assert (
        f"b#1 leaves {ENDS_FIRST}: it is taken in as the source said it"
        in worded(report.warnings)[0]
    )


def test_a_correction_or_a_retraction_that_leaves_a_term_ending_first_warns_too(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    told(path, announcement("a", BOUNDED))
    moved = ("change: rescheduled, of: a#1, effective: 2022-05-01", "until: 2023-06-30")
    told(path, announcement("b", moved[0], f"change: term_changed, of: a#1, {moved[1]}"))
    with open_for_writing(str(path)) as ledger:
        late = {"effective": "2023-01-01"}
        assert worded(ledger.correct("b#1", late, why="misread").warnings) == ()
        (warning,) = worded(ledger.retract("b#2", why="never said", dry_run=True).warnings)
        assert warning.endswith(f"leaves {ENDS_FIRST}: it never holds")
        (warning,) = worded(ledger.retract("b#2", why="never said").warnings)
        assert warning.endswith(f"leaves {ENDS_FIRST}: it never holds")
        # No act warns of what was so before it.
        assert worded(ledger.correct("a#1", {"note": "x"}, why="left out").warnings) == ()
        undone = (
            f"@{ledger.correct('b#1', {'effective': '2022-06-01'}, why='wrong').records[0].seq}"
        )
        (warning,) = worded(ledger.retract(undone, why="right after all").warnings)
        assert warning.endswith(f"leaves {ENDS_FIRST}: it never holds")
