"""Is what was said later than the moment asked for told on the row that it changed?"""

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.answers.path import Path as Settled
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.grounds.hindsight import Hindsight, Then
from tests.desk import Desk
from tests.desk import unwrapped as told
from tests.read_model import read
from tests.strategies import INSTANTS, history

LISTS = (
    *("amended_by", "may_have_changed", "scheduled", "contested_by", "set_aside"),
    *("changed_during_day", "expectations"),
)

#: A permission, and a ban for a term, after which what held before holds again.
BASE = """format: policy-ledger/1
announcements:
- id: adcorp
  source: {name: AdCorp, authority: official, party: platform}
  published: 2025-01-10
  changes:
  - {change: permitted, subjects: [eu/ads/political], effective: 2025-01-15}
- id: bmr
  source: {name: Regulator, authority: binding}
  published: 2025-03-03
  changes:
  - {change: suspended, subjects: [eu/ads/political], effective: 2025-03-30, until: 2025-09-30,
     afterwards: previous}
"""


@pytest.fixture
def base(desk: Desk) -> Desk:
    desk.done("init --origin example.org/ads --zone Europe/Brussels")
    desk.done("announce -", BASE)
    return desk


def announced(
    desk: Desk,
    id: str,
    published: str,
    change: str,
    *,
    source: str = "{name: Regulator, authority: binding}",
) -> None:
    """An announcement of one change, of the regulator unless said."""
    desk.done(
        "announce -",
        f"format: policy-ledger/1\nannouncements:\n- id: {id}\n  source: {source}\n"
        f"  published: {published}\n  changes:\n  - {{{change}}}\n",
    )


#: The amendment and when it was published, the moment, the row, and what is told under it.
CASES = [
    (
        ("2025-04-05", 'change: rescheduled, of: "bmr#1", effective: 2025-05-01'),
        "2025-04-02",
        "political permitted, HINDSIGHT 2025-01-15",
        "HINDSIGHT published 2025-04-05, 3 days after the moment asked for: put off to 2025-05-01 "
        "from 2025-03-30, of bmr#1: Regulator, binding, later#1. Known by 2025-04-02 was: "
        "suspended (--known 2025-04-02)",
    ),
    (
        ("2025-06-10", 'change: withdrawn, of: "bmr#1"'),
        "2025-04-02",
        "political permitted, HINDSIGHT 2025-01-15",
        "HINDSIGHT published 2025-06-10, 69 days after the moment asked for: withdraws bmr#1 "
        "(suspended, from 2025-03-30): Regulator, binding, later#1. Known by 2025-04-02 was: "
        "suspended (--known 2025-04-02)",
    ),
    (
        ("2025-10-10", 'change: term_changed, of: "bmr#1", until: 2025-12-31'),
        "2025-10-05",
        "political suspended, HINDSIGHT 2025-03-30",
        "HINDSIGHT published 2025-10-10, 5 days after the moment asked for: term prolonged to last "
        "day 2025-12-31 from last day 2025-09-30, of bmr#1: Regulator, binding, later#1. Known by "
        "2025-10-05 was: permitted (--known 2025-10-05)",
    ),
    (
        ("2025-08-10", 'change: term_changed, of: "bmr#1", until: 2025-07-31'),
        "2025-08-05",
        "political permitted, HINDSIGHT 2025-08-01",
        "HINDSIGHT published 2025-08-10, 5 days after the moment asked for: term cut short to last "
        "day 2025-07-31 from last day 2025-09-30, of bmr#1: Regulator, binding, later#1. Known by "
        "2025-08-05 was: suspended (--known 2025-08-05)",
    ),
]


@pytest.mark.parametrize(("amendment", "moment", "row", "under"), CASES)
def test_what_an_amendment_of_later_made_of_the_answer_is_told_as_hindsight(
    base: Desk, amendment: tuple[str, str], moment: str, row: str, under: str
) -> None:
    line = f"at {moment} eu/ads/political"
    assert "HINDSIGHT" not in base.done(line)
    announced(base, "later", *amendment)
    for asked in (line, f"at {moment}"):
        out = told(base.done(asked))
        assert row in out
        assert under in out
        assert "1 known only in hindsight." in out
    out = told(base.done(f"explain {moment} eu/ads/political"))
    assert "HINDSIGHT. Said by" in out
    assert under in out
    assert "HINDSIGHT" not in base.done(f"{line} --known {moment}")


def test_a_document_says_no_more_than_before(base: Desk) -> None:
    line = "at 2025-04-02 --format json"
    before = json.loads(base.done(line))["states"][0]
    announced(base, "later", "2025-06-10", 'change: withdrawn, of: "bmr#1"')
    after = json.loads(base.done(line))["states"][0]
    assert list(after) == list(before)
    assert "HINDSIGHT" not in json.dumps(after)


def test_what_was_known_by_then_is_no_hindsight(base: Desk) -> None:
    announced(
        base, "later", "2025-04-05", 'change: rescheduled, of: "bmr#1", effective: 2025-05-01'
    )
    for moment in ("2025-04-05", "2025-04-20", "2025-05-02", "2025-10-01"):
        assert "HINDSIGHT" not in base.done(f"at {moment}")


def test_a_term_that_was_set_later_is_hindsight_while_it_runs_too(base: Desk) -> None:
    announced(base, "later", "2025-09-20", 'change: term_changed, of: "bmr#1", until: 2025-12-31')
    out = told(base.done("at 2025-09-10"))
    assert "suspended, HINDSIGHT" in out
    assert (
        "Known by 2025-09-10 was: suspended since 2025-03-30, last day 2025-09-30, Regulator, "
        "binding, bmr#1 (--known 2025-09-10)"
    ) in out


def test_a_withdrawal_of_an_amendment_is_hindsight_of_what_that_had_done(base: Desk) -> None:
    announced(
        base, "first", "2025-03-20", 'change: rescheduled, of: "bmr#1", effective: 2025-05-01'
    )
    announced(base, "later", "2025-04-10", 'change: withdrawn, of: "first#1"')
    out = told(base.done("at 2025-04-02"))
    assert "suspended, HINDSIGHT" in out
    assert "withdraws first#1 (put off to 2025-05-01 from 2025-03-30, of bmr#1)" in out
    assert "Known by 2025-04-02 was: permitted (--known 2025-04-02)" in out


def test_what_is_unknown_since_all_was_taken_back_later_is_hindsight(base: Desk) -> None:
    announced(base, "later", "2025-06-10", 'change: withdrawn, of: "adcorp#1"')
    out = told(base.done("at 2025-02-01"))
    assert "UNKNOWN, HINDSIGHT" in out
    assert "withdraws adcorp#1 (permitted, from 2025-01-15): Regulator, binding, later#1" in out
    assert "Known by 2025-02-01 was: permitted (--known 2025-02-01)" in out


def test_what_a_later_word_replaces_is_hindsight(base: Desk) -> None:
    announced(
        base,
        "later",
        "2025-04-10",
        "change: permitted, subjects: [eu/ads], effective: 2025-03-01, "
        'replaces: ["bmr#1", "adcorp#1"]',
    )
    out = told(base.done("at 2025-04-02 eu/ads/political"))
    assert "permitted, INHERITED, HINDSIGHT" in out
    assert "published 2025-04-10, 8 days after the moment asked for: later#1." in out
    assert "Known by 2025-04-02 was: suspended (--known 2025-04-02)" in out


def test_a_row_below_says_so_too(base: Desk) -> None:
    announced(base, "later", "2025-06-10", 'change: withdrawn, of: "bmr#1"')
    out = told(base.done("at 2025-04-02 eu/ads/political/charity"))
    assert "charity permitted, INHERITED, HINDSIGHT" in out
    assert "withdraws bmr#1 (suspended, from 2025-03-30)" in out


def test_a_later_word_that_changes_nothing_is_no_hindsight(base: Desk) -> None:
    announced(base, "note", "2025-06-10", "change: noted, subjects: [eu/ads/political], note: seen")
    announced(
        base,
        "lesser",
        "2025-06-11",
        'change: withdrawn, of: "bmr#1"',
        source="{name: The Paper, authority: press}",
    )
    out = base.done("at 2025-04-02")
    assert (
        "CONTESTED withdrawn, by The Paper, press, published 2025-06-11, after the moment asked "
        "for: does not apply"
    ) in told(out)
    assert "HINDSIGHT" not in out


def test_what_was_recorded_before_the_moment_was_known_by_it(base: Desk) -> None:
    announced(
        base,
        "ahead",
        "2027-02-01",
        "change: suspended, subjects: [eu/ads/political], effective: 2027-01-01",
    )
    assert "HINDSIGHT" not in base.done("at 2027-01-15")


def test_hindsight_is_counted_from_within_the_cuts_asked_for(base: Desk) -> None:
    announced(base, "later", "2025-06-10", 'change: withdrawn, of: "bmr#1"')
    announced(base, "again", "2025-06-20", 'change: withdrawn, of: "later#1"')
    assert "HINDSIGHT" not in base.done("at 2025-04-02")
    out = told(base.done("at 2025-04-02 --known 2025-06-15"))
    assert "permitted, HINDSIGHT" in out
    assert "later#1" in out
    assert "again#1" not in out


@pytest.mark.parametrize(
    ("change", "gone"),
    [
        ('change: withdrawn, of: "bmr#1"', "scheduled: bmr#1"),
        ('change: withdrawn, of: "plan#1"', "expected: plan#1"),
        ('change: rescheduled, of: "plan#1", effective: 2027-06-01', "expected: plan#1"),
        ('change: withdrawn, of: "perhaps#1"', "may have changed already: perhaps#1"),
    ],
)
def test_what_was_to_come_and_was_taken_back_later_is_hindsight(
    base: Desk, change: str, gone: str
) -> None:
    subjects = "subjects: [eu/ads/political]"
    announced(
        base,
        "plan",
        "2025-02-01",
        f"change: suspended, {subjects}, certainty: expected, effective: 2025-03-01",
    )
    announced(
        base,
        "perhaps",
        "2025-02-01",
        f"change: suspended, {subjects}, effective: 2025-02-01/2025-09-09",
    )
    assert "HINDSIGHT" not in base.done("at 2025-03-10")
    announced(base, "later", "2025-06-10", change)
    out = told(base.done("at 2025-03-10"))
    assert "HINDSIGHT published 2025-06-10, 92 days after the moment asked for:" in out
    assert ", later#1. Known by 2025-03-10 was: permitted since 2025-01-15, no end said" in out
    assert f"AdCorp, official, adcorp#1; {gone} (--known 2025-03-10)" in out


def test_of_very_much_that_was_said_later_the_last_is_told(base: Desk) -> None:
    for day in range(10, 18):
        announced(
            base,
            f"d{day}",
            f"2025-04-{day}",
            f'change: rescheduled, of: "bmr#1", effective: 2025-05-{day}',
        )
    out = told(base.done("at 2025-04-02"))
    assert "HINDSIGHT 3 more before these" in out
    assert out.count("HINDSIGHT published") == 5
    assert out.count("Known by") == 1


def test_what_was_known_then_is_what_a_cut_at_the_moment_answers(tmp_path: Path) -> None:
    found = list(asked_twice(tmp_path))
    assert sum(hindsight is None for *_, hindsight in found) > 100
    assert sum(hindsight is not None for *_, hindsight in found) > 100
    for at, now, known, hindsight in found:
        if hindsight is None:
            assert decided(now) == decided(known)
            assert {e.change for e in known.contested_by} <= {e.change for e in now.contested_by}
        else:
            assert hindsight.known._replace(held_since=None, named=True) == known
            assert hindsight.later
            assert all(each.known > at for each in hindsight.later)


def test_the_property_catches_a_cut_of_what_stands_by_later_amendments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(path: Settled, known: int) -> Settled:
        return Settled(path.path, [each for each in path.visible if each.known <= known])

    monkeypatch.setattr("ledger.grounds.hindsight.known_by", broken)
    assert any(
        hindsight is not None and hindsight.known._replace(held_since=None, named=True) != known
        for *_, known, hindsight in asked_twice(tmp_path)
    )


def asked_twice(folder: Path) -> Iterator[tuple[int, State, State, Hindsight | None]]:
    """Of random histories: the moment, the answer, that by what was known then, the hindsight."""
    for seed in range(40):
        chance = random.Random(seed)
        records = history(chance, chance.randint(5, 40), plain=chance.random() < 0.25)
        with read(records, folder) as reading:
            for floor in (1, 3):
                view = reading.cut(None, None, floor)
                for at in chance.sample(INSTANTS, 3):
                    cut, then = reading.cut(at, None, floor), Then(at)
                    for answer in view.workings(None, Moment("", at, None)):
                        known = cut.state(answer.state.subject, Moment("", at, None))
                        yield (
                            at,
                            answer.state,
                            known._replace(held_since=None, named=True),
                            then.hindsight(answer),
                        )


def decided(state: State) -> State:
    """What decides, and what that says."""
    lists: dict[str, Any] = dict.fromkeys(LISTS, ())
    return state._replace(held_since=None, named=True, **lists)
