"""Does a row of a timeline say what `at` says for every moment in it?"""

import pytest

from tests.desk import Desk
from tests.desk import unwrapped as told


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.done("init --origin example.org/test --zone Europe/Brussels")
    return desk


def expecting(desk: Desk, effective: str) -> None:
    desk.done(
        "announce --id plan --source Ministry --authority official --published 2025-09-01 "
        f"--change permitted --subject x --certainty expected --effective {effective}"
    )


@pytest.mark.parametrize(
    ("effective", "asked", "said"),
    [
        (
            "2025-10-26/2025-11-15",
            {"2025-10-26": "DUE", "2025-11-15": "DUE", "2025-11-16": "OVERDUE"},
            "DUE since 2025-10-26, OVERDUE after 2025-11-15, not confirmed: permitted in full",
        ),
        (
            "2025-11-15",
            {"2025-11-14": "EXPECTED", "2025-11-15": "OVERDUE"},
            "OVERDUE from 2025-11-15 on, not confirmed: permitted in full",
        ),
        (
            "2025-11-15T08:00",
            {"2025-11-15T07:59": "EXPECTED", "2025-11-15T08:01": "OVERDUE"},
            "OVERDUE after 2025-11-15 08:00:00 +01:00, not confirmed: permitted in full",
        ),
        (
            "2025-10-26/..",
            {"2025-10-25": "EXPECTED", "2025-10-26": "DUE"},
            "DUE since 2025-10-26, not confirmed: permitted in full",
        ),
        (
            "../2025-11-15",
            {"2025-11-15": "EXPECTED", "2025-11-16": "OVERDUE"},
            "OVERDUE after 2025-11-15, not confirmed: permitted in full",
        ),
    ],
)
def test_a_timeline_tells_when_an_expectation_is_due_and_overdue_as_at_does(
    made: Desk, effective: str, asked: dict[str, str], said: str
) -> None:
    expecting(made, effective)
    for moment, mark in asked.items():
        assert f"{mark} permitted in full" in told(made.done(f"at {moment} x")), moment
    out = told(made.done("timeline x"))
    assert said in out
    assert out.count("UNKNOWN") == 1


def test_the_day_from_which_on_it_is_overdue_is_told_alike(made: Desk) -> None:
    expecting(made, "2025-10-26/2025-11-15")
    assert "2025-11-15 OVERDUE" in told(made.done("due 2025-12-01"))
    assert "after 2025-11-15 it counts as OVERDUE" in told(made.done("replay"))
    assert "OVERDUE since" not in made.done("timeline x")
