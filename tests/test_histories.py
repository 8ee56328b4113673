"""Are six real histories answered as a careful reader answers them, in every field?"""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from ledger.dates import moments, windows
from ledger.dates.instants import DAY, render
from ledger.dates.zones import zone as zone_named
from ledger.records import Record
from tests.oracle import answer
from tests.written import Log

FOLDER = Path(__file__).parent / "histories"
NAMES = ("apple_links", "evictions", "ofac_gl8", "tiktok_fee", "whatsapp", "x_brazil")
INSTANTS = (
    *("since", "since_earliest", "held_since", "until", "published"),
    *("earliest", "latest"),
)


@cache
def recorded(name: str) -> tuple[list[Record], str]:
    """The records of a history, all of one moment after the last was published, and its zone."""
    text = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    told = yaml.load(text, Loader=yaml.BaseLoader)
    rules = zone_named(told["zone"])
    days = [windows.published(each["published"], rules) for each in told["announcements"]]
    recorded_at = max(day.instant for day in days) + DAY
    log = Log(recorded_at, zone=told["zone"])
    for each in told["announcements"]:
        log.announce(each, recorded_at)
    return log.records, told["zone"]


def questions() -> list[Any]:
    """Each question with an answer; what the model cannot say has none."""
    return [
        pytest.param(name, each, id=f"{name}-{each['q']}")
        for name in NAMES
        for each in json.loads((FOLDER / f"{name}.answers.json").read_text(encoding="utf-8"))
        if "want" in each
    ]


def worded(found: Any) -> Any:
    """An answer as JSON has it: instants as texts, a share as a number."""
    if isinstance(found, list):
        return [worded(each) for each in found]
    if not isinstance(found, dict):
        return found
    result = {name: worded(part) for name, part in found.items()}
    for name in INSTANTS:
        if isinstance(result.get(name), int):
            result[name] = render(result[name])
    if result.get("percent") is not None:
        result["percent"] = float(result["percent"])
    return result


@pytest.mark.parametrize(("name", "question"), questions())
def test_a_history_is_answered_as_it_was_meant(name: str, question: dict[str, Any]) -> None:
    records, zone = recorded(name)
    at = moments.moment(question["at"], zone_named(zone), now=0)
    found = answer.state(
        records,
        question["subject"],
        at.instant,
        day=None if at.day is None else at.day[0],
        known=moments.moment(question["known"], zone_named(zone), now=0).instant,
        floor=question.get("authority", "third-party"),
    )
    del found["seq"]
    assert worded(found) == {"subject": question["subject"], **question["want"]}


def test_every_question_is_asked_that_can_be_answered() -> None:
    assert len(questions()) == 47
