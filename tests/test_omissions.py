"""Is what was said and does not show in a state told under its row?"""

import json

import pytest

from tests.desk import Desk
from tests.desk import unwrapped as told
from tests.test_hindsight import BASE, announced

#: A permission, and a ban for a term that spares charities, after which what held holds again.
SAID = BASE.replace("previous}", "previous, except: [eu/ads/political/charity]}")


@pytest.fixture
def said(desk: Desk) -> Desk:
    desk.done("init --origin example.org/ads --zone Europe/Brussels")
    desk.done("announce -", SAID)
    return desk


BACK = (
    "suspended until the last day, 2025-09-30: Regulator, binding, bmr#1; then what held before it "
    "was to hold again, permitted, from 2025-01-15, adcorp#1"
)


def test_a_state_that_came_back_names_the_term_that_ended(said: Desk) -> None:
    out = told(said.done("at 2025-10-01 eu/ads/political"))
    assert f"political permitted 2025-10-01 AdCorp, official returned {BACK}" in out
    assert BACK in told(said.done("timeline eu/ads/political"))
    for moment in ("2025-03-01", "2025-09-30"):
        assert "was to hold again" not in said.done(f"at {moment} eu/ads/political")


def test_a_row_below_names_whose_term_ended(said: Desk) -> None:
    out = told(said.done("at 2025-10-01 eu/ads/political/party"))
    assert (
        "returned suspended until the last day, 2025-09-30, of all of political: Regulator" in out
    )


def test_a_term_that_was_moved_is_told_with_who_moved_it(said: Desk) -> None:
    announced(said, "later", "2025-08-01", 'change: term_changed, of: "bmr#1", until: 2025-10-15')
    out = told(said.done("at 2025-11-01 eu/ads/political"))
    assert (
        "until the last day, 2025-10-15 (term prolonged from last day 2025-09-30 by later#1)"
    ) in out


def test_a_new_word_after_the_term_is_no_return(said: Desk) -> None:
    announced(
        said,
        "new",
        "2025-10-05",
        "change: permitted, subjects: [eu/ads/political], effective: 2025-10-10",
    )
    assert "was to hold again" not in said.done("at 2025-11-01 eu/ads/political")


SPARED = (
    "suspended, from 2025-03-30, of all of political, except eu/ads/political/charity: Regulator, "
    "binding, published 2025-03-03, bmr#1"
)


def test_a_path_that_is_excepted_says_by_what(said: Desk) -> None:
    for path in ("eu/ads/political/charity", "eu/ads/political/charity/food"):
        out = told(said.done(f"at 2025-04-02 {path}"))
        assert f"spared {SPARED}" in out
        assert SPARED in told(said.done(f"timeline {path}"))
    out = told(said.done("at 2025-04-02"))
    assert "charity permitted, INHERITED" in out
    assert "INHERITED of charity itself nothing is said but that it is excepted; this is" in out
    assert "nothing is said of charity" not in out
    assert out.count("spared") == 1


def test_what_spares_a_path_is_told_before_it_starts_and_no_more_once_its_term_ended(
    said: Desk,
) -> None:
    assert "spared" in said.done("at 2025-03-10 eu/ads/political/charity")
    assert "spared" not in said.done("at 2025-10-01 eu/ads/political/charity")


NEVER = (
    "suspended, from 2025-11-01, never holds, for its term ends before that: last day 2025-09-30: "
    "Regulator, binding, bmr#1; put off from 2025-03-30 by Regulator, binding, published "
    "2025-03-20, later#1"
)


def put_off_too_far(desk: Desk) -> None:
    announced(
        desk, "later", "2025-03-20", 'change: rescheduled, of: "bmr#1", effective: 2025-11-01'
    )


def test_what_is_put_off_beyond_its_own_term_never_holds_and_says_so(said: Desk) -> None:
    put_off_too_far(said)
    out = told(said.done("at 2025-11-02 eu/ads/political"))
    assert f"political permitted 2025-01-15 AdCorp, official {NEVER}" in out
    assert NEVER in told(said.done("timeline eu/ads/political"))
    below = told(said.done("at 2025-11-02 eu/ads/political/party"))
    assert "suspended, from 2025-11-01, of all of political, never holds" in below
    assert "never holds" not in said.done("at 2025-11-02 eu/ads/political/charity")


def test_what_is_only_expected_and_excepts_a_path_is_said_of_it_too(said: Desk) -> None:
    announced(said, "later", "2025-03-20", 'change: rescheduled, of: "bmr#1"')
    out = said.done("at 2025-04-02 eu/ads/political/charity")
    assert "nothing is said of charity" not in out


def test_of_what_spares_a_path_the_last_is_told_where_it_would_decide(said: Desk) -> None:
    for year in (2022, 2023):
        announced(
            said,
            f"old-{year}",
            f"{year}-01-01",
            f"change: suspended, subjects: [eu/ads], effective: {year}-01-01, "
            "except: [eu/ads/political/charity]",
        )
    out = said.done("at 2025-04-02 eu/ads/political/charity")
    assert out.count("spared") == 1
    assert "spared" not in said.done("at 2025-02-01 eu/ads/political/charity --known 2025-02-01")
    assert out.count("old-") == 0


def test_a_row_without_anything_left_out_stays_one_line(said: Desk) -> None:
    out = said.done("at 2025-02-01 eu/ads/political --known 2025-02-01")
    assert "political           permitted                       2025-01-15       AdCorp" in out
    assert "returned" not in out


def test_what_never_holds_is_due_on_the_day_on_which_it_would_start(said: Desk) -> None:
    put_off_too_far(said)
    out = told(said.done("due 2025-10-30 --within 3d"))
    assert (
        "NEVER HOLDS: 1 2025-11-01 in 2 days: suspended from 2025-11-01, but its term ends before "
        "that: last day 2025-09-30 eu/ads/political stands: permitted Regulator, binding, bmr#1; "
        "put off from 2025-03-30 by Regulator, binding, published 2025-03-20, later#1"
    ) in out
    assert "STARTS: 0" in out
    for line in ("due 2025-11-02 --within 3d", "due 2025-10-01 --within 3d"):
        assert "NEVER HOLDS" not in said.done(line)
    assert "NEVER HOLDS: 1" in said.done("due 2025-11-01 eu/ads/political/party")
    found = json.loads(said.done("due 2025-10-30 --within 3d --format json"))
    assert found["due"] == []


def test_of_what_never_holds_and_what_changed_within_the_day_five_are_told(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    within = [
        f"{{change: {kind}, subjects: [k], effective: 2022-06-01T0{n}:00Z}}"
        for n, kind in enumerate(("permitted", "suspended") * 4)
    ]
    planned = [
        f"{{change: suspended, subjects: [k], effective: 2022-0{n}-01}}" for n in range(2, 9)
    ]
    cut = [f"{{change: term_changed, of: 'b#{n}', until: 2022-01-15}}" for n in range(1, 8)]
    head = "source: {name: A, authority: official}, published: 2022-01-01, changes: "
    said = zip("abc", (within, planned, cut), strict=True)
    announcements = (f"- {{id: {id}, {head}[{', '.join(each)}]}}\n" for id, each in said)
    desk.done("announce -", f"format: policy-ledger/1\nannouncements:\n{''.join(announcements)}")
    out = desk.done("at 2022-06-01 k")
    assert out.count("never holds, for its term ends before that: last day 2022-01-15") == 5
    assert "      2 more never hold (--format json has all)\n" in out
    assert out.count("CHANGED    during the day: ") == 6
    assert "      CHANGED    during the day: 2 more (--format json has all)\n" in out


def test_a_word_on_a_path_that_a_later_one_above_it_covers_is_set_aside(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    one = "announce --source K --authority official --published 2022-01-01"
    desk.done(f"{one} --id c --change permitted --subject k/x --effective 2022-01-01")
    desk.done(f"{one} --id d --change suspended --subject k --effective 2022-02-01")
    assert (
        "SET ASIDE K, official, says permitted. A later word of no less authority covers it, "
        "though it does not name x, c#1"
    ) in desk.told("at 2022-03-01 k/x")
