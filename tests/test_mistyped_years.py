"""Who is told of a date whose year looks mistyped?"""

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.ledgers import announcement, made, told
from tests.warned import worded

NOTED = "change: noted, subjects: [k]"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger on 24 November 2026."""
    monkeypatch.setattr("ledger.dates.instants.now", lambda: 1_795_478_400_000_000)
    return made(tmp_path)


def test_what_is_published_after_it_is_recorded_warns_by_more_than_a_day(path: Path) -> None:
    report = told(path, announcement("a", NOTED, published="2032-12-01"))
    assert report.new == 1
    assert worded(report.warnings) == (
        "f.yaml:5: announcements[1].published: 2032-12-01 is more than a day after this is "
        "recorded: is the year as meant?",
    )
    assert not told(path, announcement("a", NOTED, published="2032-12-01")).warned, "told already"
    assert not told(path, announcement("b", NOTED, published="2026-11-24")).warned


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("effective: 2222-03-01", "effective: 2222-03-01 is more than 100 years after"),
        ("effective: 0202-03-01", "effective: 0202-03-01 is more than 100 years before"),
        ("effective: ../2122-03-01", "effective: ../2122-03-01 is more than 100 years after"),
        (
            "effective: 2022-03-01, until: 2122-02-23",
            "until: 2122-02-23 is more than 100 years after",
        ),
    ],
)
def test_what_holds_a_hundred_years_from_its_publication_warns(
    path: Path, change: str, said: str
) -> None:
    report = told(path, announcement("a", f"change: permitted, subjects: [k], {change}"))
    assert report.new == 1
    assert worded(report.warnings) == (
        f"f.yaml:7: announcements[1].changes[1].{said} the publication, 2022-02-22: is the year as "
        "meant?",
    )


@pytest.mark.parametrize(
    "change",
    [
        "effective: 2122-02-20",
        "effective: 1922-02-24",
        "effective: ../2022-03-01, until: ..",
        "effective: 2022-03-01/.., certainty: expected",
    ],
)
def test_what_holds_within_a_hundred_years_does_not_warn(path: Path, change: str) -> None:
    assert not told(path, announcement("a", f"change: permitted, subjects: [k], {change}")).warned


def test_a_mistyped_year_names_its_option(desk: Desk) -> None:
    desk.done("init --origin example.org/test")
    outcome = desk.ledger(
        "announce --id b --source A --authority press --published 2032-10-28 --change permitted "
        "--effective 2022-10-28 --until 2222-10-28 --subject k"
    )
    assert outcome.code == 0
    assert [line.split(" is ")[0] for line in outcome.err.splitlines()] == [
        "warning: the command line: --until: 2222-10-28",
        "warning: the command line: --published: 2032-10-28",
    ]
