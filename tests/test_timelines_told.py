"""Are the tables of what held over time drawn from their documents alone, in each language?"""

import json

import pytest

from cli.tables import diff_table, timeline_table
from ledger.documents.schema import schema
from ledger.history.diff import KINDS
from ledger.sayings.language import LANGUAGES
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.drawn import drawn
from tests.outputs import fits
from tests.test_facts import case as case  # a fixture
from tests.test_facts import told

OF_A_MOMENT = {"unknown", "changed", "scheduled", "said_later", "known_then", "also_covered"}
TIMELINES = (
    *("", "--known 2025-01-02", "--authority official", "--recorded @1", "--recorded 2026-11-24"),
    *("--zone America/New_York", "odd/moved", "odd odd/never rules/tea/green"),
)


DIFFERENCES = (
    *("2024-01-01 2025-12-31 --all", "2024-12-25 2025-01-10", "2022-10-29 2022-10-27 kuaishou"),
    *("2020-01-01 2026-01-01", "2025-01-10 2025-01-21 rules --authority official"),
    *("2020-03-01 2020-03-03 odd", "2022-01-05 2022-01-01 --zone America/New_York"),
    "2022-11-01 2022-11-02 --clock published --at 2022-10-30",
    "2020-01-01 2020-01-02T12:00 --clock published --at 2020-03-15T12:00 --recorded @60",
    "@60 @92 --at 2025-01-10",
    "@92 @1 --at 2025-01-10 --known 2025-01-02",
    "2000-01-01 2026-11-30 --clock recorded --at 2025-01-10",
    "@98 @100 --at 2025-01-10 --all",
    "@100 @98 --at 2025-01-10",
    "2021-01-15 2021-02-15 odd",
)


@pytest.mark.usefixtures("strict")
def test_timelines_are_drawn_from_their_document_alone(case: Desk) -> None:
    kinds: set[str] = set()
    for line in TIMELINES:
        document = json.loads(case.done(f"timeline {line} --format json"))
        for each in document["timelines"]:
            kinds.update(told(each["states"]))
        for tag in LANGUAGES:
            assert drawn(timeline_table.draw, document, tag) == case.done(
                f"timeline {line} --lang {tag}"
            )
    defs = schema("timeline")["$defs"]
    known = {*told([each for name, each in defs.items() if name.endswith("Fact")])}
    assert kinds == known - OF_A_MOMENT


@pytest.fixture
def mended(case: Desk) -> Desk:
    """The case with the end of a test, after the recorder mended what it got wrong."""
    said = "--source S --authority official --published 2021-01-01 --subject odd/test"
    case.done(f"announce --id test {said} --change grayscale_started --effective 2021-01-01")
    case.done(f"announce --id end {said} --change grayscale_completed --effective 2021-02-01")
    case.done("correct 'fees#2' value=6.5% --why slip --recorder 'the desk'")
    case.done("correct 'fees#5' note=x --why 'left out' --subject rules/tea")
    case.done("retract 'paper#1' --subject rules/tea --why 'no such word'")
    case.done("retract later --why twice")
    return case


@pytest.mark.usefixtures("strict")
def test_differences_are_drawn_from_their_document_alone(mended: Desk) -> None:
    kinds: set[str] = set()
    how: set[str] = set()
    for line in DIFFERENCES:
        document = json.loads(mended.done(f"diff {line} --format json"))
        fits(document, "diff")
        for each in document["differences"]:
            kinds.add(each["kind"])
            how.update(cause["how"] for cause in each["because"])
            for cause in each["because"]:
                assert cause["how"] == "acted" or str(cause["seq"]) in each["said"]
        assert sum(document["counts"].values()) >= len(document["differences"])
        for tag in LANGUAGES:
            assert drawn(diff_table.draw, document, tag) == mended.done(f"diff {line} --lang {tag}")
    assert kinds == {*KINDS}
    assert how == {"starts", "ends", "completes", "said", "acted", "stands"}


def test_lines_of_differences_have_the_states_alone(case: Desk) -> None:
    line = "diff 2024-12-25 2025-01-10 --format"
    (first, *_) = json.loads(case.done(f"{line} json"))["differences"]
    (told, *_) = map(json.loads, case.done(f"{line} jsonl").splitlines())
    assert {*first} - {*told} == {"facts", "said"}
    assert not {"counts", "moments", "titles", "words"} & {*told}


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


def test_differences_are_told_in_chinese_as_the_page_shows(mended: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-diff.md", mended, golden=golden)
