"""Has the document of a verdict all that its table tells?"""

import json
from pathlib import Path

import pytest

from cli.tables import verify_table
from ledger.audit import findings, scope, verdict
from ledger.dates.moments import zone
from ledger.sayings import verdicts
from ledger.sayings.language import CHINESE, ENGLISH, LANGUAGES, Words
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.drawn import drawn
from tests.outputs import fits


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("checkpoint -o held")
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    (desk.folder / "none").write_text("no checkpoint")
    text = (desk.folder / "held").read_text()
    (desk.folder / "altered").write_text(text.replace("\n55\n", "\n54\n"))
    return desk


def judged(case: Desk, line: str) -> str:
    """The verdict by a table that is drawn from parsed JSON, in each language, as it is printed."""
    document = json.loads(case.ledger(f"{line} --format json").out)
    fits(document, "verify")
    for tag in LANGUAGES:
        assert drawn(verify_table.draw, document, tag) == case.ledger(f"{line} --lang {tag}").out
    return str(document["verdict"])


@pytest.mark.usefixtures("strict")
def test_a_verdict_is_drawn_from_its_document_alone(case: Desk) -> None:
    for options in ("", "--held held", "--without-evidence --held held --key vkey"):
        (case.folder / "vkey").write_text(case.done("key show"))
        assert judged(case, f"verify {options}") == "ok"
    for options in ("--held none", "--held held --held altered"):
        assert judged(case, f"verify {options}") in ("failed", "unverified")
    for file in Path(case.folder / "policy.ledger.evidence").rglob("*"):
        if file.is_file():
            file.unlink()
    judged(case, "verify")


def test_what_is_left_open_is_data_and_told_in_english_beside(case: Desk) -> None:
    found = json.loads(case.done("verify --held held --format json"))
    kinds = [each["kind"] for each in found["left_open"]]
    assert kinds == ["before", "after", "unsigned", "cut", "replaced", "misquoted"]
    assert found["left_open"][1] == {"kind": "after", "first": 56, "last": found["size"]}
    assert found["vouched"] == 55
    assert len(found["not_excluded"]) == len(kinds)
    again = json.loads(case.done("verify --held held --format json --lang zh-Hans"))
    assert again == found


@pytest.mark.parametrize("kind", scope.KINDS)
@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.usefixtures("strict")
def test_all_that_may_be_left_open_is_told(kind: str, tag: str) -> None:
    told = verdicts.left_open({"kind": kind, "first": 4, "last": 9}, Words(tag, zone("UTC")))
    assert "{" not in told
    assert told.endswith("。" if tag == CHINESE else ".")


@pytest.mark.parametrize("kind", verdict.READ)
@pytest.mark.usefixtures("strict")
def test_all_that_may_be_checked_is_told(kind: str) -> None:
    found = {"kind": kind, "count": 1, "of": 1, "bytes": 1200}
    told = [verdicts.read(found, Words(tag, zone("UTC"))) for tag in LANGUAGES]
    assert told[0] != told[1]
    if kind == "evidence":
        assert told[0] == "the evidence: 1 file, 1,200 bytes, read again"


@pytest.mark.parametrize("kind", ["entries", "tiles"])
def test_it_is_told_where_nothing_could_be_read(kind: str) -> None:
    found = {"kind": kind, "count": 0, "of": None, "bytes": None}
    assert verdicts.read(found, Words(ENGLISH, zone("UTC"))).startswith("0 entries, ")


def test_every_check_has_a_name() -> None:
    assert findings.CHECKS == verdicts.CHECKS


def test_a_verdict_is_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-verify.md", case, golden=golden)
