"""Are the tables of what held over time drawn from their documents alone, in each language?"""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from cli.tables import timeline_table
from ledger.documents.schema import schema
from ledger.sayings import language
from ledger.sayings.language import LANGUAGES, Words
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.test_catalogue import Strict
from tests.test_facts import case as case  # a fixture
from tests.test_facts import told

#: Of what is told of a moment alone, and of what is named that the ledger does not have.
OF_A_MOMENT = {"unknown", "changed", "scheduled", "said_later", "known_then", "also_covered"}
TIMELINES = (
    *("", "--known 2025-01-02", "--authority official", "--recorded @1", "--recorded 2026-11-24"),
    *("--zone America/New_York", "odd/moved", "odd odd/never rules/tea/green"),
)


def redrawn(document: dict[str, Any], tag: str) -> str:
    drawn = timeline_table.draw(document, Words(tag, ZoneInfo(document["zone"])))
    return "".join(f"{each.rstrip()}\n" for part in drawn for each in part.split("\n"))


def test_timelines_are_drawn_from_their_document_alone(
    case: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language.catalogue(language.CHINESE), "_fallback", Strict())
    kinds: set[str] = set()
    for line in TIMELINES:
        document = json.loads(case.done(f"timeline {line} --format json"))
        for each in document["timelines"]:
            kinds.update(told(each["states"]))
        for tag in LANGUAGES:
            assert redrawn(document, tag) == case.done(f"timeline {line} --lang {tag}")
    defs = schema("timeline")["$defs"]
    known = {*told([each for name, each in defs.items() if name.endswith("Fact")])}
    assert kinds == known - OF_A_MOMENT


def test_what_timelines_refer_to_is_in_the_document(case: Desk) -> None:
    document = json.loads(case.done("timeline --format json"))
    for each in document["timelines"]:
        for row in each["states"]:
            assert row["seq"] is None or str(row["seq"]) in each["said"]
            for fact in row["facts"]:
                assert fact.get("said") is None or str(fact["said"]) in each["said"]
        for said in each["said"].values():
            assert said["target"] is None or str(said["target"]) in each["said"]
    assert document["titles"]["rules/tea"] == {"title": "Tea", "titles": {"zh-Hans": "茶"}}


def test_what_is_expected_of_a_path_and_overdue_above_it_is_told_as_it_stands_above(
    desk: Desk,
) -> None:
    desk.done("init --zone UTC")
    desk.done(
        "announce --id x --source S --authority official --published 2022-10-01 --change permitted "
        "--subject a --subject a/b --certainty expected --until 2022-10-24"
    )
    desk.done("correct x#1 effective=2022-10-22 until= --subject a --why slip")
    assert "OVERDUE from 2022-10-22 on, not confirmed: permitted in full" in desk.told(
        "timeline a/b"
    )


def test_timelines_are_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-timelines.md", case, golden=golden)
