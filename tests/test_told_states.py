"""Are states told by words that fit them, on their rows and under them?"""

import json

import pytest

from events.codec import MODELS
from events.words import CHANGES
from tests.desk import Desk


@pytest.fixture
def made(desk: Desk) -> Desk:
    desk.done("init --origin example.org/test")
    return desk


def say(desk: Desk, id: str, subject: str, options: str) -> None:
    desk.done(
        f"announce --id {id} --source {id.upper()} --authority official --published 2022-01-01 "
        f"--subject {subject} {options}"
    )


def test_a_term_that_left_what_was_before_it_is_told_where_nothing_was(made: Desk) -> None:
    term = "--until 2022-02-28 --afterwards previous"
    say(made, "a", "p/a", f"--change permitted --effective 2022-01-01 {term}")
    for subject, whose in (("p/a", ""), ("p/a/b", ", of all of a")):
        assert (
            f"lapsed permitted until the last day, 2022-02-28{whose}; then what held before it was "
            "to hold again, and that is not recorded: A, official, a#1"
        ) in made.told(f"at 2022-03-01 {subject}")
        (state,) = json.loads(made.done(f"at 2022-03-01 {subject} --format json"))["states"]
        assert (state["effect"], state["lapsed"]) == ("unknown", False)
    say(made, "b", "p/a", "--change suspended --effective 2021-01-01")
    out = made.told("at 2022-03-01 p/a")
    assert "lapsed" not in out
    assert "returned permitted until the last day, 2022-02-28: A, official, a#1; then what" in out


@pytest.mark.parametrize(
    ("change", "words"),
    [("grayscale_started", "those not in the test"), ("rollout_started", "those not reached yet")],
)
def test_those_whom_a_test_leaves_out_need_never_be_reached(
    made: Desk, change: str, words: str
) -> None:
    say(made, "a", "p/a", f"--change {change} --effective 2022-01-01")
    assert f"{words}: unknown" in made.told("at 2022-03-01 p/a")
    assert f"{words}: unknown" in made.told("timeline p/a")
    assert f"{words.capitalize()}: unknown" in made.told("explain 2022-03-01 p/a")


def test_what_is_said_under_a_row_stands_deeper_than_the_rows_below_it(made: Desk) -> None:
    for subject in ("p/a", "p/a/b", "p/a/b/c"):
        say(
            made,
            subject.replace("/", "-"),
            subject,
            "--change grayscale_started --effective 2022-01-01",
        )
    out = made.done("at 2022-03-01").splitlines()
    rows = [
        line.index("in GRAYSCALE") and len(line) - len(line.lstrip())
        for line in out
        if "permitted in GRAYSCALE" in line
    ]
    under = [
        len(line) - len(line.lstrip()) for line in out if line.strip().startswith("GRAYSCALE ")
    ]
    assert (rows, under) == ([2, 4, 6], [6, 8, 10])


@pytest.mark.parametrize("columns", ["60", "72", "100"])
def test_an_instant_is_never_torn(
    made: Desk, columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(made, "a", "p/a", "--change permitted --effective 2022-01-01T08:00:01")
    monkeypatch.setenv("COLUMNS", columns)
    for line in ("explain 2022-03-01 p/a", "replay", "replay --clock published", "show a"):
        for each in made.done(line).splitlines():
            assert len(each) <= int(columns), each
            assert not each.strip().startswith("+00:00"), each


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_is_shown_with_every_field_that_it_has(made: Desk, kind: str) -> None:
    said = {
        "effective": "2022-01-03",
        "until": "2022-01-08",
        "afterwards": "suspended",
        "certainty": "conditional",
        "condition": "if it rains",
        "effect": "suspended",
        "population": {"percent": 10, "words": "a few of them"},
        "note": "what the recorder notes",
        "quote": "what the source says",
        "value": "6%, and 1 USD an order",
        "except": ["x/y/z"],
        "replaces": ["first#1"],
        "of": "first#1",
    }
    say(made, "first", "x/y", "--change grayscale_started --effective 2022-01-01")
    has = {name: text for name, text in said.items() if name in MODELS[kind].model_fields}
    if kind == "grayscale_completed":
        has = {name: has[name] for name in has if name not in ("certainty", "condition")}
    change = {"change": kind, **has, **({} if "of" in has else {"subjects": ["x/y"]})}
    source = {"name": "S", "authority": "official"}
    whole = {"id": "a", "source": source, "published": "2022-01-02", "changes": [change]}
    made.done("announce --jsonl -", typed=json.dumps(whole))
    shown = [" ".join(line.split()) for line in made.done("show a").splitlines()]
    for name, text in has.items():
        words = "10% (a few of them)" if name == "population" else text
        words = ", ".join(words) if isinstance(words, list) else words
        assert f"{name} {words}" in shown
