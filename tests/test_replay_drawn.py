"""Is a replay drawn from its document alone, step by step, and does that have what is told?"""

import json
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.tables import boundary_table, replay_table
from ledger.sayings.language import LANGUAGES, Words
from tests.desk import Desk
from tests.outputs import fits
from tests.test_documents import MORE, ODD

LINES = (
    "--clock recorded",
    "--clock recorded --known 2025-01-10 --recorded now",
    "--clock recorded rules/tea/green --authority official",
    "--clock published",
    "--clock published --known 2022-10-28T12:00 kuaishou",
    "--clock effective",
    "--clock effective odd rules --recorded now",
)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("announce -", typed=MORE)
    desk.done("announce -", typed=ODD)
    desk.done("correct 'fees#2' value=6.5% --why slip --recorder me")
    desk.done("correct 'odd#5' effective=2020-02-03 --why slip")
    desk.done("retract 'the-paper-2022-10-28#4' --subject douyin/private-message --why test")
    desk.done("expire")
    return desk


def replayed(desk: Desk, line: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(desk.done(f"replay {line} --format json"))
    return found


def drawn(document: dict[str, Any], language: str) -> str:
    table = boundary_table if document["clock"] == "effective" else replay_table
    words = Words(language, ZoneInfo(document["zone"]))
    head = {name: value for name, value in document.items() if name != "steps"}
    lines = table.draw(head, iter(document["steps"]), words)
    return "".join(f"{line.rstrip()}\n" for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("line", LINES)
def test_the_table_is_drawn_from_the_document_alone(case: Desk, line: str, language: str) -> None:
    now = case.now
    document = replayed(case, line)
    fits(document, "replay")
    case.now = now  # what was recorded by now is asked of the same instant
    assert drawn(document, language) == case.done(f"replay {line} --lang {language}")


def test_a_line_is_drawn_as_soon_as_its_step_is_there(case: Desk) -> None:
    document = replayed(case, "--clock recorded")
    taken: list[int] = []

    def steps() -> Iterator[dict[str, Any]]:
        for step in document["steps"]:
            taken.append(step["seq"])
            yield step

    head = {name: value for name, value in document.items() if name != "steps"}
    lines = replay_table.draw(head, steps(), Words("en", ZoneInfo("UTC")))
    assert taken == []
    next(line for line in lines if line.startswith("@3 "))
    assert taken == [1, 2, 3]


def events(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The events of all steps."""
    return [each for step in document["steps"] for each in step.get("events", [step])]


def facts(document: dict[str, Any], kind: str) -> dict[int, dict[str, Any]]:
    """The facts of a kind by the position of their event."""
    told = events(document)
    return {each["seq"]: f for each in told for f in each["facts"] if f["kind"] == kind}


def test_the_document_tells_what_became_of_an_event(case: Desk) -> None:
    document = replayed(case, "--clock recorded")
    corrected = [
        (field["name"], field["now"], field["was"])
        for event in events(document)
        for field in event["corrected"]
    ]
    assert ("value", "6.5%", "6%") in corrected
    assert len([event for event in events(document) if event["retracted_by"]]) == 1
    assert {fact["why"] for fact in facts(document, "unchanged").values()} >= {
        *("nothing", "noted", "not_stated", "lapsed_already")
    }
    (lapsed,) = [event["term_set"] for event in events(document) if event["term_set"]]
    assert (lapsed["by"], lapsed["was"]["change"]) == ("later#1", "fees#2")
    assert document["acted"]
    assert document["words"]["rules/tea"] == {"set": "charged"}


def test_of_what_was_published_the_corrected_words_are_read(case: Desk) -> None:
    document = replayed(case, "--clock published")
    readings = [event["reading"]["data"] for event in events(document) if event["reading"]]
    assert "6.5%" in {data.get("value") for data in readings}
    assert not facts(document, "transaction")


def test_each_stretch_of_a_step_is_told_under_one_event(case: Desk) -> None:
    for line in ("--clock recorded", "--clock published"):
        for step in replayed(case, line)["steps"]:
            told = step.get("events", [step])
            here = {each["seq"] for each in told}
            changed = [f for each in told for f in each["facts"] if f["kind"] == "changed"]
            numbers = [number for fact in changed for number in fact["stretches"]]
            assert len(numbers) == len(set(numbers))
            assert set(numbers) <= set(range(len(step["changed"])))
            assert {seq for fact in changed for seq in fact["by"]} <= here


def test_a_boundary_says_who_moved_its_date(case: Desk) -> None:
    steps = replayed(case, "--clock effective odd")["steps"]
    moved = [f for step in steps for f in step["facts"] if f.get("by")]
    assert {fact["by"]["change"] for fact in moved} >= {"move#2"}
    assert {f["kind"] for step in steps for f in step["facts"]} >= {"begun", "returned", "lapsed"}


def test_lines_have_the_steps_alone(case: Desk) -> None:
    for line in LINES:
        for text in case.done(f"replay {line} --format jsonl").splitlines():
            row = json.loads(text)
            fits(row, "replay", part="line")
            here = set(row).union(*row.get("events", ()))
            assert not {"facts", "reading", "expectations", "words", "read_to"} & here


def test_an_event_stands_beside_the_same_in_a_replay_and_in_the_log(case: Desk) -> None:
    """What it moved is told as that stood then, on the recorded clock."""
    beside = ("reading", "corrected", "retracted_by", "replaced", "term_set")
    log = json.loads(case.done("log --format json"))["events"]
    for clock in ("recorded", "published"):
        for event in events(replayed(case, f"--clock {clock}")):
            found = log[event["seq"] - 1]
            assert {name: event[name] for name in beside} == {name: found[name] for name in beside}


def test_of_many_paths_below_fifty_are_listed_and_the_rest_counted(desk: Desk) -> None:
    desk.done("init --origin example.org/links")
    many = " ".join(f"--subject k/{n:02}" for n in range(52))
    one = "announce --source K --authority official --published 2022-01-01"
    desk.done(f"{one} --id a --change permitted {many} --effective 2022-01-01")
    desk.done(f"{one} --id b --change suspended --subject k --effective 2022-02-01")
    out = desk.done("replay k")
    below = out.partition("and below it:\n")[2].splitlines()
    assert below[98] == "           49"
    assert below[100] == "           and 2 more; --format jsonl tells all of them"


@pytest.mark.parametrize(
    ("published", "said"),
    [
        ("2026-12-05", "published 2026-12-05, DATED AFTER IT WAS RECORDED\n"),
        ("2026-11-24", "published 2026-11-24\n"),
        ("2026-11-23", "published 2026-11-23, 1 DAY BEFORE IT WAS RECORDED\n"),
        ("2026-11-22", "published 2026-11-22, 2 DAYS BEFORE IT WAS RECORDED\n"),
        ("2022-01-01", "published 2022-01-01, 4 YEARS BEFORE IT WAS RECORDED\n"),
    ],
)
def test_how_long_before_it_was_recorded_something_was_published_is_told(
    desk: Desk, published: str, said: str
) -> None:
    desk.done("init --origin example.org/links")
    desk.done(
        f"announce --id a --source K --authority official --published {published} "
        "--change permitted --subject k --effective 2022-01-01"
    )
    assert said in desk.done("replay")
