"""Are the documents what their types say: every field described, and every field filled?"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.documents.schema import NAMES, schema
from tests.desk import Desk
from tests.outputs import fits
from tests.test_cli_formats import READINGS

#: What the case of 2022 does not have: fees in steps, exceptions, stories, shares, replacements.
LINES = (
    *READINGS,
    "explain 2022-10-29 kuaishou/live-cart/taobao-alliance/tmall",
    "due 2025-01-10 --within 60d",
    "due 2020-03-20 --within 30d",
    "timeline kuaishou/live-cart/jd-alliance/marketplace",
    "timeline rules/tea",
    "timeline rules/pilot",
    "timeline rules/coffee",
    "diff 2022-10-27 2022-10-29",
    "diff 2024-01-01 2025-12-31",
    "diff 2024-12-25 2025-01-10",
    "diff 2022-11-01 2022-11-02 --clock published --at 2022-10-30",
    "diff @60 @80 --at 2022-10-30",
    "diff 2020-01-01 2030-01-01 --clock recorded --at 2025-01-10",
    "replay",
    "replay --clock published",
    "replay --clock effective",
    "at 2025-01-15",
    "at 2025-01-15 rules/tea/green",
    "explain 2025-01-15 rules/tea",
    "explain 2025-01-15 rules/pilot",
    "explain 2020-03-15 odd/moved",
    "explain 2020-03-15 said/again",
    "explain 2022-10-29 kuaishou/live-cart/taobao-alliance/tmall --authority official",
    "explain 2022-10-29 douyin/private-message",
    "diff 2025-01-10 2025-01-15 rules/tea",
    "at 2025-01-10 --known 2025-01-11",
    "at 2025-01-02",
    "at 2025-01-10 rules odd odd/x",
    "at 2020-03-15",
    "at 2020-01-15",
    "at 2020-03-01 odd",
    "at 2020-01-01 odd",
    "at 2025-01-10 kuaishou/live-cartt",
    "at 2025-01-02 rules/tea --known 2025-01-03",
    *("show the-paper-2022-10-28", "show move", "show later", "show odd"),
    "verify --held held",
    "verify --held none",
)
#: Of checkpoints that others saw: test_witnessed_checkpoints.py has such a document.
WITNESSED = {
    *("ComparedRow.quorum", "ComparedRow.witnesses"),
    # test_stamped_verdicts.py, test_lost_keys.py
    *("KeyRow.lost", "ComparedRow.stamp", "StampedRow.at", "StampedRow.authority", "OpenRow.at"),
}
#: What there is on a server alone: test_grants.py has it.
OF_A_SERVER = {"StatusRow.writers"}
#: Where there is one: test_projections.py has it.
PROJECTED = {
    *("StatusRow.projection", "ProjectionRow.size", "ProjectionRow.behind", "ProjectionRow.why"),
    "ProjectionRow.bytes",
}
#: Of terms that were written down as run out: test_logs_told.py and test_replay_drawn.py have such.
EXPIRED = {
    *("MarginRow.term_set", "ShownRow.term_set", "RecordedStep.term_set"),
    *("TermRow.by", "TermRow.until", "TermRow.was"),
}
#: On the published clock no act of the recorder is a step, and what is retracted is not there.
ACTS = {"ToldEvent.replaced", "ToldEvent.retracted_by", "ToldEvent.term_set"}
#: Of lines alone: test_lines_have_the_steps_alone.
LINES_ALONE = "EventRow."
#: Whose lines are those of the log; and what test_receipts.py and test_projections.py look at.
ELSEWHERE = {
    *("watch", "init", "announce", "correct", "retract", "expire", "evidence-add"),
    *("checkpoint", "project"),
}
MORE = """
format: policy-ledger/1
zone: Asia/Shanghai
subjects:
- {path: rules/tea, title: Tea, titles: {zh-Hans: 茶}, aliases: [tea], words: {set: charged}}
sources: [{name: The Office, ceiling: official}]
announcements:
- id: fees
  source: {name: The Office, authority: official, party: regulator}
  published: 2024-12-01
  title: Fees
  url: https://example.org/fees
  changes:
  - {change: set, subjects: [rules], effective: 2024-06-01, value: 5%}
  - {change: set, subjects: [rules/tea], effective: 2025-01-01~, until: 2025-02-01,
     afterwards: previous, value: 6%, except: [rules/tea/green]}
  - {change: set, subjects: [rules/tea], effective: 2025-01/.., until: 2025-03-01,
     certainty: conditional, condition: if the board agrees, value: 7%}
  - {change: grayscale_started, subjects: [rules/pilot], effective: 2025-01-02,
     population: {percent: 12.5, words: new sellers}, effect: set, value: 1%}
  - {change: set, subjects: [rules/tea], effective: 2025-01, value: 8%}
- id: paper
  source: {name: The Paper, authority: press, party: press}
  published: 2025-01-03
  changes:
  - {change: set, subjects: [rules/tea], effective: 2024-12-31, value: 9%}
  - {change: grayscale_completed, subjects: [rules/pilot], effective: 2025-01-04}
- id: later
  source: {name: The Office, authority: official, party: regulator}
  published: 2025-01-04
  changes:
  - {change: term_changed, of: "fees#2", until: 2025-02-10}
  - {change: set, subjects: [rules], effective: 2024-12-30, value: 4%, replaces: ["fees#1"]}
  - {change: suspended, subjects: [rules/tea], effective: "2025-01-15T10:00", until: 2025-01-20}
  - {change: permitted, subjects: [rules/part], effective: 2025-01-20, population: 10%}
  - {change: permitted, subjects: [rules/coffee], effective: 2025-01-15, certainty: expected,
     until: 2025-02-01}
"""

ODD = """
format: policy-ledger/1
announcements:
- id: odd
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-01-01
  changes:
  - {change: expired, subjects: [odd/gone], effective: 2024-01-01}
  - {change: suspended, subjects: [odd/back], effective: 2019-01-01}
  - {change: permitted, subjects: [odd/back], effective: 2020-01-01, until: 2021-01-01,
     afterwards: previous}
  - {change: permitted, subjects: [odd/once], effective: 2020-01-01, until: 2021-01-01,
     afterwards: previous}
  - {change: permitted, subjects: [odd/moved], effective: 2020-02-01, until: 2021-02-01}
  - {change: permitted, subjects: ["odd/*/inside"], effective: 2020-01-01}
  - {change: permitted, subjects: [odd/never], effective: 2020-01-01, until: 2020-03-01}
  - {change: permitted, subjects: [odd/plan], effective: 2020-06-01}
  - {change: permitted, subjects: [odd/plan], effective: 2020-01-01/2020-12-31}
- id: taken-back
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-02-01
  changes:
  - {change: withdrawn, of: "odd#8"}
  - {change: withdrawn, of: "odd#9"}
- id: move
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-01-02
  changes:
  - {change: rescheduled, of: "odd#5", effective: 2020-03-01}
  - {change: rescheduled, of: "odd#5", effective: 2020-03-02}
  - {change: confirmed, of: "odd#5", effective: 2020-03-01, until: 2022-01-01}
  - {change: rescheduled, of: "odd#7", effective: 2020-04-01}
"""

SPOKEN = """
format: policy-ledger/1
announcements:
- id: first
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-01-05
  changes: [{change: permitted, subjects: [said/again], effective: 2020-01-10}]
- id: again
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-01-20
  changes: [{change: permitted, subjects: [said/again], effective: 2020-01-11}]
- id: rumour
  source: {name: Somebody, authority: third-party}
  published: 2020-02-01
  changes: [{change: permitted, subjects: [said/again], effective: 2020-01-12, quote: it is so}]
"""

#: A test that ends, after which what held before it holds.
TRIAL = """
format: policy-ledger/1
announcements:
- id: trial
  source: {name: The Office, authority: official, party: regulator}
  published: 2020-01-05
  changes:
  - {change: permitted, subjects: [trial], effective: 2020-01-10}
  - {change: grayscale_started, subjects: [trial], effective: 2020-02-10, effect: suspended}
  - {change: grayscale_completed, subjects: [trial], effective: 2020-03-10}
"""


def filled_by(documents: Iterable[dict[str, Any]]) -> set[str]:
    """TYPE.FIELD of each field that has a value in some of these, by the schema that they name."""
    found: set[str] = set()
    for each in documents:
        whole = schema(each["format"].split("/")[1])
        found |= set(parts(whole, each, whole["$defs"], "document"))
    return found


def parts(found: dict[str, Any], value: Any, defs: dict[str, Any], at: str) -> Iterator[str]:
    """The fields of a schema that have anything in a value, each as `TYPE.field`."""
    if "$ref" in found:
        name = found["$ref"].rpartition("/")[2]
        yield from parts(defs[name], value, defs, name)
    elif "anyOf" in found:
        for each in found["anyOf"]:
            if each.get("type") != "null":
                yield from parts(each, value, defs, at)
    elif isinstance(value, list):
        for each in value:
            yield from parts(found.get("items", {}), each, defs, at)
    elif isinstance(value, dict) and isinstance(found.get("additionalProperties"), dict):
        for each in value.values():
            yield from parts(found["additionalProperties"], each, defs, at)
    elif isinstance(value, dict) and set(value) <= set(found.get("properties", ())):
        for name, each in value.items():
            if each is not None and each not in ([], {}):
                yield f"{at}.{name}"
            yield from parts(found["properties"][name], each, defs, at)


def objects(found: Any, at: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every object of a schema by the name of its type, with its fields."""
    if isinstance(found, dict):
        if "properties" in found and "additionalProperties" in found:
            yield at, found
        for name, each in found.items():
            yield from objects(each, name if at in ("$defs",) else name if name == "$defs" else at)
    elif isinstance(found, list):
        for each in found:
            yield from objects(each, at)


@pytest.fixture
def case(desk: Desk) -> Desk:
    desk.kuaishou()
    desk.done("checkpoint -o held")
    desk.done("announce examples/kuaishou-2022-11-02.yaml examples/grayscale-withdrawn.yaml")
    desk.done("correct kuaishou-2022-02-22 title= --why test --recorder me")
    desk.done("retract 'the-paper-2022-10-28#4' --subject douyin/private-message --why test")
    desk.done("announce -", typed=MORE)
    desk.done("announce -", typed=ODD)
    desk.done("announce -", typed=SPOKEN)
    desk.done("announce -", typed=TRIAL)
    desk.done("correct 'odd#5' effective=2020-02-02 --why slip")
    desk.done("correct 'odd#5' effective=2020-02-03 --subject odd/moved --why slip")
    said = "--authority press --published 2024-01-01 --change noted --subject rules"
    desk.done(f"announce --id note --source S {said} --evidence examples/prolonged-term.yaml")
    (desk.folder / "none").write_text("no checkpoint")
    evidence = desk.folder / "policy.ledger.evidence"
    for file in [each for each in evidence.rglob("*") if each.is_file()]:
        file.rename(file.with_name("0" * 64))
    desk.done("correct 'fees#2' value=6.5% --why slip --recorder me")
    return desk


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_schema_is_described_and_no_other_is_let_in(name: str) -> None:
    whole = schema(name)
    assert whole["$id"] == f"urn:policy-ledger:{name}:1"
    for at, found in objects(whole, "document"):
        assert found["additionalProperties"] is False, at
        assert sorted(found["required"]) == sorted(found["properties"]), at
        for field, about in found["properties"].items():
            assert re.fullmatch(r"[A-Z][^\n]{5,}\.", about.get("description", "")), f"{at}.{field}"
            assert "title" not in about, f"{at}.{field}"


def test_every_field_of_every_document_is_filled_somewhere(case: Desk) -> None:
    filled: set[str] = set()
    declared: set[str] = set()
    size = json.loads(case.done("status --format json"))["size"]
    for line in (*LINES, f"diff @{size - 1} @{size} --at 2025-01-10"):
        name = line.split()[0]
        outcome = case.ledger(f"{line} --format json")
        assert outcome.code in (0, 3, 4), outcome.err
        found, whole = json.loads(outcome.out), schema(name)
        fits(found, name)
        filled |= set(parts(whole, found, whole["$defs"], "document"))
        objects_of = (each for each in objects(whole, "document") if each[0] != "line")
        declared |= {f"{at}.{field}" for at, each in objects_of for field in each["properties"]}
    assert {line.split()[0] for line in LINES} == {*NAMES} - ELSEWHERE
    declared -= WITNESSED | EXPIRED | ACTS | OF_A_SERVER | PROJECTED
    missing = {each for each in declared - filled if not each.startswith(LINES_ALONE)}
    assert not missing, "\n".join(sorted(missing))


def test_a_document_is_built_without_looking_at_its_types(sample_ledger: Path) -> None:
    program = (
        "import sys\n"
        "from cli.main import main\n"
        "sys.argv = ['ledger', '--ledger', sys.argv[1], 'at', '2022-10-29', '--format', 'json']\n"
        "try:\n"
        "    main()\n"
        "except SystemExit:\n"
        "    pass\n"
        "print('LOADED', *sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(sample_ledger)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "ledger.documents.at" in loaded
    assert not {"pydantic", "ledger.documents.schema", "ledger.documents.fields"} & loaded


def test_status_tells_lapsed_terms_the_head_and_what_is_unsigned_as_data(case: Desk) -> None:
    found = json.loads(case.done("status --format json"))
    (row,) = found["status"]
    assert row["lapsed_untold"] == [f"{e['change']} on {e['subject']}" for e in row["lapsed"]]
    ends = {each["change"]: each["until"] for each in row["lapsed"]}
    assert ends["fees#2"] == "2025-02-10T16:00:00Z"
    assert row["head_signed"] == f"@{row['head']['size']}, root {row['head']['root']}"
    assert row["unsigned"] == found["size"] - row["head"]["size"] > 0
