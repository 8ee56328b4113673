"""What may be announced of an earlier change, on which subjects, and with which warnings?"""

from pathlib import Path

import pytest

from tests.ledgers import (
    BOUNDED,
    EXPECTED,
    SUSPENDED,
    announcement,
    log,
    made,
    refused,
    told,
)


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
    assert report.warnings[0].startswith(
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
    assert "b#1 leaves a#1 on k/live with a term that ends" in report.warnings[0]
