"""Does a diff tell all in which two states differ, and name the word that decides?"""

import re

import pytest

from ledger.answers.answer import working
from ledger.answers.state import State
from ledger.history import causes
from ledger.history.diff import difference
from tests.desk import Desk
from tests.memory import Memory
from tests.told_logs import Log, day

SHOP = "shop/links"


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.done("init --origin example.org/test")
    return desk


def say(desk: Desk, id: str, options: str, *, published: str = "2022-01-01") -> None:
    desk.done(
        f"announce --id {id} --source {id.upper()} --authority official --published {published} "
        f"--subject x {options}"
    )


def test_another_share_of_a_grayscale_test_is_told(made: Desk) -> None:
    say(made, "a", "--change grayscale_started --effective 2022-01-01 --population 10%")
    say(made, "b", "--change grayscale_started --effective 2022-02-01 --population '15% or so'")
    out = made.told("diff 2022-01-15 2022-02-15")
    assert "CHANGED: 1" in out
    assert "differs 10% -> 15% or so; since 2022-01-01 -> since 2022-02-01" in out
    assert "decided by a#1 -> b#1" in out
    assert "because B, official" in out


def test_another_end_and_what_follows_it_are_told(made: Desk) -> None:
    say(made, "a", "--change permitted --effective 2022-01-01 --until 2022-06-30")
    made.done(
        "announce --id t --source A --authority official --published 2022-02-01 "
        "--change term_changed --of a#1 --until 2022-07-31 --afterwards suspended"
    )
    out = made.told("diff 2022-01-15 2022-02-15 --clock published --at 2022-03-01")
    assert "SAME STATE, OTHER GROUND: 1" in out
    assert "differs last day 2022-06-30 -> last day 2022-07-31; " in out
    assert "what follows is not determined -> suspended after that" in out
    assert "amended by nothing -> t#1" in out


def because(log: Log, first: str, second: str, clock: str = "effective") -> list[tuple[str, str]]:
    """What accounts for the difference of two moments: how, and by which change."""
    way = Memory(log.records).way(SHOP)
    said = way.visible

    def then(at: int) -> State:
        return working(way, at).state

    if clock == "effective":
        found = difference(then(day(first)), then(day(second)))
        told = causes.effective(found, (day(first), day(second)), said, then)
    else:

        def known(at: int) -> State:
            return working(Memory(log.records).way(SHOP, at), day("2022-06-01")).state

        found = difference(known(day(first)), known(day(second)))
        told = causes.published(found, (day(first), day(second)), said, known)
    return [(each.how, each.statement.change) for each in told if each.statement]


def test_another_ground_is_by_whose_word_now_decides_and_not_by_who_disputed_it_later() -> None:
    log = Log()
    log.announce("a", ("suspended", SHOP, {"effective": "2022-01-01"}), published="2022-01-01")
    log.announce("b", ("suspended", SHOP, {"effective": "2022-02-01"}), published="2022-01-01")
    log.announce(
        "c",
        (
            "suspended",
            SHOP,
            {"effective": "2021-12-01", "until": "2022-02-28", "afterwards": "permitted"},
        ),
        published="2022-01-20",
        authority="press",
        source="P",
    )
    assert because(log, "2022-01-15", "2022-02-15") == [("starts", "b#1")]
    assert because(log, "2022-01-15", "2022-03-15") == [("starts", "b#1")]
    assert because(log, "2022-02-15", "2022-03-15") == [("ends", "c#1")]


def test_the_end_of_a_test_that_leaves_nothing_is_named_as_its_end() -> None:
    log = Log()
    log.announce(
        "a",
        ("grayscale_started", SHOP, {"effective": "2022-01-01"}),
        published="2022-01-01",
    )
    log.announce(
        "b",
        ("grayscale_completed", SHOP, {"effective": "2022-02-01"}),
        published="2022-01-02",
    )
    assert because(log, "2022-01-15", "2022-02-15") == [("completes", "b#1")]


def test_what_was_published_together_with_the_end_of_a_test_is_not_its_cause() -> None:
    log = Log()
    log.announce(
        "a", ("grayscale_started", SHOP, {"effective": "2022-01-01"}), published="2022-01-01"
    )
    log.announce(
        "b",
        ("grayscale_completed", SHOP, {"effective": "2022-02-01"}),
        ("permitted", SHOP, {"effective": "2023-01-01"}),
        published="2022-02-01",
    )
    log.announce(
        "c",
        ("withdrawn", SHOP, {"of": "a#1"}),
        published="2022-02-01",
        authority="third-party",
        source="R",
    )
    assert because(log, "2022-01-15", "2022-02-15", "published") == [("said", "b#1")]


@pytest.mark.parametrize(
    ("afterwards", "said"),
    [("permitted", "permitted after that"), ("previous", "after that what held before it holds")],
)
def test_what_follows_a_term_is_not_told_as_from_its_last_day_on(
    made: Desk, afterwards: str, said: str
) -> None:
    say(made, "b", "--change permitted --effective 2021-01-01")
    say(
        made,
        "a",
        f"--change suspended --effective 2022-01-01 --until 2022-06-30 --afterwards {afterwards}",
    )
    for line in ("at 2022-06-01", "timeline x", "log", "show a"):
        assert re.search(f"last day 2022-06-30[;,] {said}", made.told(line)), line


def test_what_is_expected_no_more_and_may_have_changed_no_more_is_told(made: Desk) -> None:
    say(made, "a", "--change permitted --effective 2021-01-01")
    say(made, "b", "--change suspended --certainty expected --effective 2022-03-01")
    say(made, "c", "--change suspended --effective 2022-03-01/2022-06-30 --until 2022-12-31")
    for of in ("b", "c"):
        made.done(
            f"announce --id no-{of} --source {of.upper()} --authority official "
            f"--published 2022-02-01 --change withdrawn --of {of}#1"
        )
    out = made.done("diff 2022-01-15 2022-02-15 --clock published --at 2022-03-15")
    assert "    because  B, official, 2022-02-01: withdraws b#1, no-b#1\n" in out
    assert "    no longer  OVERDUE: suspended in full, b#1\n" in out
    assert "    no longer  that it may have changed, c#1\n" in out


def test_the_heading_of_what_was_first_said_tells_by_which_clock(made: Desk) -> None:
    say(made, "a", "--change permitted --effective 2021-01-01")
    published = made.done("diff 2021-12-01 2022-02-15 --clock published --at 2022-03-15")
    assert "FIRST STATED: 1   (nothing was known of it before)\n" in published
    recorded = made.done("diff @2 @4 --at 2022-03-15")
    assert "FIRST STATED: 1   (nothing was recorded of it before)\n" in recorded


def test_a_term_that_ends_within_a_day_is_told_by_its_instant_and_what_follows(made: Desk) -> None:
    say(
        made,
        "t",
        "--change suspended --effective 2022-01-10 --until 2022-02-10T12:00 --afterwards permitted",
    )
    assert (
        "because T, official, 2022-01-01: suspended, ended 2022-02-10 12:00:00 +00:00; permitted "
        "follows, as the source said, t#1"
    ) in made.told("diff 2022-02-01 2022-03-01")


def test_what_is_expected_or_conditional_says_so_as_a_reason(made: Desk) -> None:
    say(made, "a", "--change permitted --effective 2021-01-01")
    plan = "--change suspended --certainty"
    for id, how in (("e", "conditional --condition 'if so'"), ("f", "expected")):
        say(made, id, f"{plan} {how} --effective 2022-06-01", published="2022-03-15")
    out = made.told("diff 2022-03-10 2022-03-20 --clock published --at 2022-08-01")
    start = "official, 2022-03-15: suspended from 2022-06-01"
    assert f"because E, {start}, on condition: if so, e#1" in out
    assert f"because F, {start}, expected, f#1" in out
