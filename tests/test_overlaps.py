"""Is who records asked whether a new statement was meant to leave an older one standing?"""

from pathlib import Path
from typing import Any

import pytest

from events.words import OPEN_LATEST
from ledger.contents import Claim, Share, said_of
from ledger.recording.overlaps import overlaps
from ledger.statements import Statement
from ledger.stores.log import Log
from ledger.subjects import particularity
from tests.ledgers import announcement, made, told
from tests.test_corrections import Told
from tests.warned import worded

DAY = 24 * 60 * 60 * 1_000_000


def said(change: str, **fields: Any) -> Statement:
    """A statement, official, of the day 6 and said on it, unless told otherwise; in days."""
    whole = {
        "subject": "k/live",
        "effect": "suspended",
        "extent": "full",
        "value": None,
        "population": (None, None),
        "latest": 6,
        "until": None,
        "afterwards": "undetermined",
        "authority": 4,
        "published": 6,
        "seq": 1,
        **fields,
    }
    for name in ("latest", "until", "published"):
        if whole[name] not in (None, OPEN_LATEST):
            whole[name] *= DAY
    announcement, _, n = change.partition("#")
    few = Share(*whole.pop("population"))
    claim = Claim(whole.pop("effect"), whole.pop("extent"), whole.pop("value"))
    own = said_of({"kind": "permitted", "source": "S", "afterwards": whole.pop("afterwards")})
    confirms = whole.pop("confirms", None)
    saying = own.but(
        claim=claim,
        population=None if few == (None, None) else few,
        excepts=whole.pop("excepted", ()),
        replaces=whole.pop("replaces", ()),
    )
    return Statement(
        announcement=announcement,
        n=int(n),
        particularity=particularity(whole["subject"]),
        recorded_at=0,
        earliest=whole["latest"],
        of_announcement=None,
        of_n=None,
        said=saying,
        confirms=None if confirms is None else said(confirms),
        **whole,
    )


def found(new: Statement, *others: Statement) -> list[tuple[str, str]]:
    return [(each.kind, each.said["other"]) for each in overlaps(new, others)]


NEW = said("new#1", seq=9)
#: Said on the 2nd, from the 9th.
PLAN: dict[str, Any] = {"effect": "permitted", "latest": 9, "published": 2}


@pytest.mark.parametrize(
    ("new", "plan", "asked"),
    [
        ({}, {}, True),
        ({"until": 12}, {}, True),
        ({}, {"subject": "k"}, True),
        ({}, {"subject": "k/live/jd"}, True),
        ({}, {"subject": "k/*/jd"}, True),
        ({"published": 20}, {}, True),  # the plan has begun by now, and decides all the same
        ({"effect": "set", "value": "6%"}, {"effect": "set", "value": "8%"}, True),
        ({"extent": "partial", "population": ("10", None)}, {"effect": "suspended"}, True),
        ({"authority": 5}, {}, True),
        ({"until": 9}, {}, False),  # it ends where the plan begins
        ({}, {"effect": "suspended"}, False),
        ({"effect": "set", "value": "6%"}, {"effect": "set"}, False),
        ({"latest": 9}, {}, False),
        ({"latest": 10}, {}, False),
        ({}, {"published": 6}, False),
        ({}, {"published": 9}, False),
        ({"published": 20}, {"published": 9}, False),  # no plan: it was said when it began
        ({}, {"latest": OPEN_LATEST}, False),
        ({}, {"authority": 5}, False),  # nothing of lesser authority takes its place
        ({}, {"subject": "k/shop"}, False),
        ({"excepted": ("k/live/jd",)}, {"subject": "k/live/jd"}, False),
        ({"excepted": ("k/live/tb",)}, {"subject": "k/live/jd"}, True),
        ({}, {"subject": "k", "excepted": ("k/live",)}, False),
        ({"replaces": ("old#1",)}, {}, False),
        ({"replaces": ("root#1",)}, {"confirms": "root#1"}, False),
    ],
)
def test_a_newer_word_that_begins_before_an_older_plan_is_asked_about(
    new: dict[str, Any], plan: dict[str, Any], asked: bool
) -> None:
    word = said("new#1", **{"seq": 9, **new})
    assert found(word, said("old#1", **PLAN | plan)) == [("older plan", "old#1")] * asked


def test_a_plan_that_something_else_replaces_is_not_asked_about() -> None:
    plan = said("old#1", **PLAN)
    assert found(NEW, plan, said("b#1", seq=2, replaces=("old#1",))) == []
    assert found(NEW, plan, said("b#1", seq=2, replaces=("old#1",), authority=3)) == [
        ("older plan", "old#1")
    ]
    elsewhere = said("b#1", subject="k/shop", replaces=("old#1",))
    assert found(NEW, plan, elsewhere) == [("older plan", "old#1")]


#: Said on the 6th, until the 12th, and then as before.
TERM: dict[str, Any] = {"until": 12, "afterwards": "previous", "seq": 9}


@pytest.mark.parametrize(
    ("new", "old", "asked"),
    [
        ({}, {}, True),
        ({}, {"subject": "k"}, True),
        ({}, {"until": 13}, True),
        ({"value": "6%"}, {}, True),
        ({}, {"until": 12}, False),
        ({}, {"until": 11}, False),
        ({"afterwards": "undetermined"}, {}, False),
        ({}, {"effect": "permitted"}, False),
        ({"value": "6%"}, {"value": "8%"}, False),
        ({}, {"subject": "k/live/jd"}, False),
        ({}, {"subject": "k", "excepted": ("k/live",)}, False),
        ({"replaces": ("old#1",)}, {}, False),
        ({}, {"latest": 8}, False),  # it decides already, and nothing is brought back
        ({}, {"published": 7}, False),
    ],
)
def test_a_term_that_would_bring_back_the_same_is_asked_about(
    new: dict[str, Any], old: dict[str, Any], asked: bool
) -> None:
    word = said("new#1", **TERM | new)
    older = said("old#1", **{"latest": 1, "published": 1, **old})
    assert found(word, older) == [("the same before it", "old#1")] * asked


def test_only_the_last_of_what_runs_then_is_brought_back() -> None:
    first, last = (said(f"{n}#1", latest=n, published=n, seq=n) for n in (1, 2))
    word = said("new#1", **TERM)
    assert found(word, first, last) == [("the same before it", "2#1")]
    other = said("2#1", latest=2, published=2, seq=2, effect="permitted")
    assert found(word, first, other) == []


PART: dict[str, Any] = {"extent": "partial", "population": ("10", None)}


@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ({"population": ("20", None)}, True),
        ({"population": ("10", "new shops")}, True),
        ({"population": ("20", None), "effect": "permitted"}, True),
        ({"population": ("20", None), "until": 7}, True),
        ({}, False),
        ({"population": ("20", None), "until": 6}, False),
        ({"population": ("20", None), "subject": "k"}, False),
        ({"population": ("20", None), "extent": "gradual"}, False),
    ],
)
def test_two_parts_of_one_path_are_asked_about(old: dict[str, Any], asked: bool) -> None:
    word = said("new#1", **PART, seq=9)
    older = said("old#1", **PART | {"latest": 1, "published": 1, **old})
    assert found(word, older) == [("parts of one path", "old#1")] * asked


# --- in the log --------------------------------------------------------------------------------

PLANNED = "change: permitted, subjects: [k/live, k/shop], effective: 2022-03-09"
CLOSED = "change: suspended, subjects: [k/live/jd, k/shop], effective: 2022-03-06"


@pytest.fixture
def ledger(tmp_path: Path) -> Told:
    """a#1, said on 2 March, is a plan from the 9th."""
    return Told(made(tmp_path), announcement("a", PLANNED, published="2022-03-02"))


def warned(ledger: Told, *changes: str, published: str = "2022-03-06", **rest: str) -> list[str]:
    report = told(ledger.path, announcement("b", *changes, published=published, **rest))
    assert report.warned == len(worded(report.warnings))
    return list(worded(report.warnings))


def test_announce_names_the_older_plan_once(ledger: Told) -> None:
    assert warned(ledger, "change: noted, subjects: [k]", CLOSED) == [
        "f.yaml:8: b#2 begins before a#1, an older plan that says something else from "
        "2022-03-09 on: on k/live/jd that still begins then. Does it take its place? "
        "(`replaces: [a#1]`)"
    ]


def test_announce_names_who_put_the_older_plan_off(ledger: Told) -> None:
    later = announcement(
        "c", "change: rescheduled, of: 'a#1', effective: 2022-03-10", published="2022-03-03"
    )
    told(ledger.path, later)
    (warning,) = warned(ledger, CLOSED)
    assert "something else from 2022-03-10 on (amended by c#1): on k/live/jd" in warning


@pytest.mark.parametrize(
    "change",
    [
        f"{CLOSED}, replaces: [a#1]",
        f"{CLOSED}, until: 2022-03-08",
        f"{CLOSED}, certainty: expected",
        CLOSED.replace("suspended", "permitted"),
    ],
)
def test_what_undoes_no_plan_or_says_so_is_not_asked_about(ledger: Told, change: str) -> None:
    assert warned(ledger, change) == []


def test_a_plan_counts_as_it_stands(ledger: Told) -> None:
    amended = announcement("c", "change: rescheduled, of: a#1, effective: 2022-03-05")
    told(ledger.path, amended)
    assert warned(ledger, CLOSED) == []


@pytest.mark.parametrize("act", ["withdrawn", "retracted", "corrected"])
def test_a_plan_that_is_gone_is_not_asked_about(ledger: Told, act: str) -> None:
    if act == "withdrawn":
        told(ledger.path, announcement("c", "change: withdrawn, of: a#1", published="2022-03-03"))
    elif act == "retracted":
        ledger.retract("a#1")
    else:
        ledger.correct("a#1", {"change": "suspended"})
    assert warned(ledger, CLOSED) == []


def test_a_dry_run_asks_too(ledger: Told) -> None:
    item = announcement("b", CLOSED, published="2022-03-06")
    assert told(ledger.path, item, dry_run=True).warned == 1


def test_a_term_with_the_rule_before_it_is_asked_about_what_that_is(tmp_path: Path) -> None:
    path = made(tmp_path)
    licence = "change: permitted, subjects: [k], effective: 2022-03-01, value: wind-down"
    told(path, announcement("a", licence))
    newer = f"{licence.replace('03-01', '05-01')}, until: 2022-06-30, afterwards: previous"
    (warning,) = worded(told(path, announcement("b", newer, published="2022-05-01")).warnings)
    assert warning == (
        "f.yaml:7: b#1 leaves it to what was before once its term ends, last day 2022-06-30: on k "
        "that is a#1, which says the same and still runs. Does it take its place? "
        "(`replaces: [a#1]`)"
    )
    assert not told(path, announcement("c", f"{newer}, replaces: [a#1, b#1]")).warnings


def test_a_confirmation_with_a_population_of_its_own_is_a_part(tmp_path: Path) -> None:
    path = made(tmp_path)
    part = "change: suspended, subjects: [k], effective: 2022-03-01, population: new shops"
    told(path, announcement("a", part, "change: confirmed, of: a#1, population: old shops"))
    same = told(path, announcement("b", part, published="2022-03-02"))
    assert [warning.split(" each ")[0] for warning in worded(same.warnings)] == [
        "f.yaml:7: b#1 and a#2"
    ]


def test_no_more_than_some_statements_and_events_are_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    plans = [
        announcement(f"a-{n}", PLANNED.replace("k/live, k/shop", f"p/{n}"), published="2022-03-02")
        for n in range(3)
    ]
    told(path, *plans)
    closed = [
        announcement(
            f"b-{n}", CLOSED.replace("k/live/jd, k/shop", f"p/{n}"), published="2022-03-06"
        )
        for n in range(3)
    ]
    for name, most, asked in (("_STATEMENTS", 2, 2), ("_EVENTS", 2, 2), ("_BUSY", 0, 0)):
        with monkeypatch.context() as bound:
            bound.setattr(f"ledger.recording.overlaps.{name}", most)
            assert told(path, *closed, dry_run=True).warned == asked
    assert told(path, *closed, dry_run=True).warned == 3
    assert told(path, *closed, dry_run=True, each=True).warned == 3


@pytest.mark.parametrize("newer", ["p/x/us", "'p/x/us/*'", "'p/*/us/games'"])
def test_a_plan_for_any_of_a_kind_is_asked_about_where_the_two_overlap(
    tmp_path: Path, newer: str
) -> None:
    path = made(tmp_path)
    plan = "change: suspended, subjects: ['p/x/*/games'], effective: 2022-06-01"
    told(path, announcement("a", plan, published="2022-01-02"))
    word = f"change: permitted, subjects: [{newer}], effective: 2022-02-01"
    (warning,) = worded(told(path, announcement("b", word, published="2022-02-01")).warnings)
    assert "b#1 begins before a#1, an older plan" in warning


def test_two_parts_in_one_announcement_are_asked_about(tmp_path: Path) -> None:
    path = made(tmp_path)
    parts = [
        f"change: suspended, subjects: [k], effective: 2022-03-01, population: {few}"
        for few in ("new shops", "old shops")
    ]
    (warning,) = worded(told(path, announcement("a", *parts)).warnings)
    assert "a#2 and a#1 each hold for a part of k" in warning


@pytest.mark.parametrize(("before", "asked"), [(63, 1), (64, 0)])
def test_a_path_of_more_than_sixty_four_events_is_not_looked_at(
    tmp_path: Path, before: int, asked: int
) -> None:
    path = made(tmp_path)
    plan = "change: suspended, subjects: [p], effective: 2022-06-01"
    notes = ["change: noted, subjects: [p], note: n"] * (before - 1)
    told(path, announcement("a", plan, *notes, published="2022-01-02"))
    word = "change: permitted, subjects: [p], effective: 2022-02-01"
    assert told(path, announcement("b", word, published="2022-02-01")).warned == asked


def test_once_the_events_of_a_call_are_spent_no_other_path_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    plan = "change: suspended, subjects: [p, p/x], effective: 2022-06-01"
    told(path, announcement("a", plan, published="2022-01-02"))
    word = announcement(
        "b", "change: permitted, subjects: [p], effective: 2022-02-01", published="2022-02-01"
    )
    read: list[str] = []
    changes_on = Log.changes_on

    def counted(log: Log, path: str) -> list[Statement]:
        read.append(path)
        return changes_on(log, path)

    monkeypatch.setattr(Log, "changes_on", counted)
    for most, paths in ((2, ["p", "p/x"]), (1, ["p"])):
        monkeypatch.setattr("ledger.recording.overlaps._EVENTS", most)
        read.clear()
        told(path, word, dry_run=True)
        assert read == paths
