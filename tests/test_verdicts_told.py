"""Has the document of a verdict all that its table tells?"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from string import Formatter

import pytest

from cli.tables import verify_table
from ledger.audit import findings, scope, verdict
from ledger.dates.moments import zone
from ledger.sayings import findings as sayings
from ledger.sayings import verdicts
from ledger.sayings.language import CHINESE, ENGLISH, LANGUAGES, Words
from ledger.stores.schema import missing
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
    last = found["size"]
    assert found["left_open"][1] == {"kind": "after", "first": 56, "last": last, "at": None}
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


PARTICULARS = {"fault": {"text": "hash {number}", "places": {"number": 7}}, "keys": ["a", "b"]}


def texts(kind: str, told: Callable[..., str], text: str, **more: object) -> list[str]:
    places = {name for _, name, _, _ in Formatter().parse(text) if name} - {"rebuild", "checkpoint"}
    found = {**dict.fromkeys(places, 7), **PARTICULARS, **more}
    return [told(kind, found, Words(tag, zone("UTC"))) for tag in LANGUAGES]


@pytest.mark.parametrize("kind", sayings.FOUND)
@pytest.mark.usefixtures("strict")
def test_all_that_may_be_found_is_told(kind: str) -> None:
    english, chinese = texts(kind, sayings.found, sayings.FOUND[kind], signed=True)
    assert "{" not in english + chinese
    assert re.search("[\u3400-\u9fff]", chinese) or kind == "altered"
    assert not re.search("[\u3400-\u9fff]", english)


@pytest.mark.parametrize("kind", sayings.NOTED)
@pytest.mark.usefixtures("strict")
def test_all_that_may_be_noted_is_told(kind: str) -> None:
    english, chinese = texts(kind, sayings.noted, sayings.NOTED[kind], pinned=True)
    assert "{" not in english + chinese
    assert english != chinese


def test_all_that_is_told_may_be_found_or_noted() -> None:
    code = "".join(path.read_text("utf-8") for path in (REPOSITORY / "ledger/audit").glob("*.py"))
    for kind in (*sayings.FOUND, *sayings.NOTED):
        assert f'"{kind}"' in code or kind == "more"


@pytest.mark.usefixtures("strict")
def test_what_a_finding_adds_to_its_kind_is_told_in_both_languages() -> None:
    fault = missing("index", "changes_by_id")
    assert texts("altered_schema", sayings.found, "", fault=fault, mended=True) == [
        "the index changes_by_id is missing (ledger rebuild mends it)",
        "索引 changes_by_id 缺失（ledger rebuild 可修复）",
    ]
    assert texts("missing", sayings.found, "", first=4, last=4) == ["@4 is missing", "缺少 @4"]
    assert texts("stray_row", sayings.found, "", table="subjects", at=0) == [
        "@0: a row of subjects that no event makes",
        "@0：表 subjects 有一行不出自任何事件",
    ]
    english, chinese = texts("rewritten", sayings.found, "", file="f", size=7, signed=False)
    assert english.endswith("it was rewritten, or the checkpoint is not its own")
    assert chinese.endswith("账本已被重写，或该检查点并非其自身的")
    assert texts("others", sayings.noted, "", keys=[*"abcde"], pinned=False) == [
        "other ledgers of the same name are known here, which began with a, b, c, and 2 more: "
        "--key tells them apart",
        "本机知道同名的其他账本，其起始密钥为 a、b、c、另有 2 个：用 --key 区分",
    ]


def test_every_check_has_a_name() -> None:
    assert findings.CHECKS == verdicts.CHECKS


def test_a_verdict_is_told_in_chinese_as_the_page_shows(case: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-verify.md", case, golden=golden)
