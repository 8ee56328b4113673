"""Who names what nothing is recorded of is told so, and what was perhaps meant."""

from pathlib import Path

import pytest

from tests.desk import Desk

COFFEE = """
format: policy-ledger/1
announcements:
- id: coffee-2024
  source: {name: Commission, authority: binding, party: regulator}
  published: 2024-01-01
  changes:
  - {change: permitted, subjects: [eu-market/coffee, eu-market/soya/oil], effective: 2024-01-01}
"""


@pytest.fixture
def market(desk: Desk) -> Desk:
    desk.done("init --origin example.org/market")
    Path("coffee.yaml").write_text(COFFEE)
    desk.done("announce coffee.yaml")
    return desk


@pytest.mark.parametrize(
    "line",
    [
        *("at coffee", "at today coffee", "explain coffee", "due coffee", "timeline coffee"),
        *("diff 2023-12-31 2024-01-01 coffee", "log --subject coffee", "replay coffee"),
        *("subjects coffee", "export dossier 2024-01-01 coffee -o dossier"),
    ],
)
def test_every_command_says_that_nothing_is_recorded_and_names_the_nearest(
    line: str, market: Desk
) -> None:
    words = "ledger: nothing is recorded of coffee; the nearest path is eu-market/coffee\n"
    assert market.ledger(line).err == words


@pytest.mark.parametrize(
    ("subject", "near"),
    [
        ("coffe", "eu-market/coffee"),
        ("oil", "eu-market/soya/oil"),
        ("soya", "eu-market/soya"),
        ("soya/oil", "eu-market/soya/oil"),
        ("europe/eu-market/soya", "eu-market/soya"),
        ("eu-markt/coffee", "eu-market/coffee"),
        ("tea", None),
        ("eu-market/tea", None),
        ("coffee/instant", None),
    ],
)
def test_a_path_is_looked_for_in_other_places_too(
    subject: str, near: str | None, market: Desk
) -> None:
    hint = f"; the nearest path is {near}" if near else ""
    assert market.ledger(f"at today {subject}").err == (
        f"ledger: nothing is recorded of {subject}{hint}\n"
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("4", "did you mean the event at that position, @4?"),
        ("eu-market", "it is a subject, whose events `ledger log --subject eu-market` lists"),
        ("eu-market/tee/x", "ledger log --kind announced lists them"),
        (
            "eu-market/soy",
            "an id has no slash; the nearest subject is eu-market/soya, whose events `ledger log "
            "--subject eu-market/soya` lists",
        ),
        ("99", "an event is named by its position, @1 to @5, or an announcement by its id"),
        (
            "soya",
            "the nearest subject is eu-market/soya, whose events `ledger log --subject "
            "eu-market/soya` lists",
        ),
    ],
)
def test_a_name_of_no_announcement_says_what_was_meant(name: str, words: str, market: Desk) -> None:
    for line in ("show NAME", "prove NAME -o proof", "log --announcement NAME"):
        outcome = market.ledger(line.replace("NAME", name))
        assert (outcome.code, outcome.out) == (1, "")
        assert outcome.err == f"ledger: no announcement {name!r} is recorded: {words}\n"
    for line in ("retract NAME --why slip", "correct NAME title=x --why slip"):
        outcome = market.ledger(line.replace("NAME", name))
        assert outcome.code == 1
        assert outcome.err.endswith(words + "\n")


def test_a_source_and_an_id_that_is_nearly_one_are_meant_too(market: Desk) -> None:
    assert "it is a source, whose events `ledger log --source Commission`" in (
        market.ledger("show Commission").err
    )
    for line in ("show cofee-2024", "prove cofee-2024#1 -o proof", "log --announcement cofee-2024"):
        assert market.ledger(line).err.endswith(": did you mean coffee-2024?\n")


def test_an_announcement_in_the_place_of_a_subject_is_told_as_one(market: Desk) -> None:
    for line in ("at coffee-2024", "timeline coffee-2024", "log --subject coffee-2024"):
        assert market.ledger(line).err == (
            "ledger: nothing is recorded of coffee-2024, which is an announcement: ledger show "
            "coffee-2024\n"
        )
