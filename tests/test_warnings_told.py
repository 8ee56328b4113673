"""Is every warning data, from which it is told in each language?"""

import json
from typing import Any, get_args

import pytest

from ledger.documents.schema import schema
from ledger.objections import Kind
from ledger.sayings import warnings
from tests import console
from tests.desk import REPOSITORY, Desk
from tests.test_documents import filled_by, objects
from tests.test_receipts_told import told

SAID = """
format: policy-ledger/1
subjects:
- {path: x, aliases: [ex]}
sources: [{name: The Shop, ceiling: binding}]
announcements:
- id: p
  source: {name: The Shop, authority: official}
  published: 2022-01-01
  evidence: [said.yaml]
  changes:
  - {change: permitted, subjects: [x/plan], effective: 2022-06-01}
  - {change: suspended, subjects: [x/part], effective: 2022-01-01, population: 10%}
  - {change: permitted, subjects: [x/prev], effective: 2022-01-01}
  - {change: permitted, subjects: [x/force], effective: 2022-01-01}
  - {change: permitted, subjects: [x/hope], effective: 2022-03-01, certainty: expected}
  - {change: permitted, subjects: [x/term], effective: 2022-01-01, until: 2022-02-01}
  - {change: permitted, subjects: [x/wish], effective: 2022-03-01, certainty: expected}
- id: r
  source: {name: The Shop, authority: official}
  published: 2022-01-15
  changes:
  - {change: rescheduled, of: "p#1", effective: 2022-07-01}
  - {change: confirmed, of: "p#5"}
- id: s
  source: {name: The Paper, authority: press}
  published: 2022-01-15
  changes: [{change: noted, subjects: [x]}]
"""
ODD = """
format: policy-ledger/1
subjects:
- {path: one, aliases: [both]}
- {path: two, aliases: [both]}
- {path: x/plann, title: Plan}
- {path: "t\u0430obao", title: Mixed}
sources: [{name: The Shap, ceiling: press}]
announcements:
- id: b
  source: {name: The Shop, authority: official}
  published: 2022-02-01
  changes:
  - {change: suspended, subjects: [x/plan], effective: 2022-02-01}
  - {change: suspended, subjects: [x/part], effective: 2022-02-01, population: 20%}
  - {change: permitted, subjects: [x/prev], effective: 2022-02-01, until: 2022-03-01,
     afterwards: previous}
  - {change: withdrawn, of: "p#4"}
  - {change: withdrawn, of: "p#5"}
  - {change: term_changed, of: "p#6", until: 2021-12-01}
- id: c
  source: {name: The Shop, authority: official}
  published: 2022-02-02
  changes:
  - {change: withdrawn, of: "p#4"}
  - {change: permitted, subjects: [ex/plan, "a,b", "\u2eda/x"], effective: 2022-02-02,
     until: 2222-01-01}
  - {change: permitted, subjects: [y], effective: 1222-01-01}
- id: d
  source: {name: The Stranger, authority: third-party}
  published: 2022-02-03
  changes:
  - {change: rescheduled, of: "p#6", effective: 2022-01-02}
  - {change: confirmed, of: "p#7"}
- id: e
  source: {name: The Paper, authority: official}
  published: 2032-12-01
  changes: [{change: noted, subjects: [x]}]
"""
MENDED = """
format: policy-ledger/1
announcements:
- id: f
  source: {name: The Shop, authority: official}
  published: 2022-02-05
  changes:
  - {change: term_changed, of: "p#7", until: 2022-05-01}
  - {change: rescheduled, of: "p#7", effective: 2022-04-01}
  - {change: term_changed, of: "p#7", until: 2022-01-05}
  - {change: term_changed, of: "p#7", until: 2022-06-01}
"""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    for name, text in (("said", SAID), ("odd", ODD), ("mended", MENDED)):
        (desk.folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    desk.done("init --origin example.org/shop --zone Asia/Shanghai")
    desk.done("announce said.yaml")
    return desk


@pytest.mark.usefixtures("strict")
def test_every_warning_is_told_from_its_document(shop: Desk) -> None:
    found = [
        told(shop, "announce odd.yaml", "odd"),
        told(shop, "announce mended.yaml", "mended"),
        told(shop, "retract 'f#4' --why 'never said'", "retract"),
        told(shop, "correct 'p#6' until=2022-02-01 --why slip", "correct"),
        told(shop, "evidence add p said.yaml --why more", "same"),
        told(shop, "evidence add p said.yaml odd.yaml --why more", "other"),
    ]
    rows = [row for each in found for row in each.get("warnings", ())]
    rows += [row for each in found for file in each.get("files", ()) for row in file["warnings"]]
    assert {row["kind"] for row in rows} == {*get_args(Kind)}
    assert {*get_args(Kind)} < {*warnings.KINDS}
    filled = filled_by(found)
    fields = {
        f"{at}.{field}"
        for at, one in objects(schema("announce"), "document")
        for field in one["properties"]
        if "text" in one["properties"] and "place" in one["properties"]
    }
    assert len(fields) > 80
    assert fields - filled == {"ToldAlreadyRow.place"}, "an act is of no file"


def test_a_warning_about_an_option_names_it_in_its_document(desk: Desk) -> None:
    desk.done("init")
    line = (
        "announce --id a --source A --authority press --published 2022-01-01 --subject x "
        "--change permitted --effective 2022-01-01 --until 2222-01-01 --dry-run"
    )
    found: dict[str, Any] = json.loads(desk.done(f"{line} --format json"))
    (row,) = found["files"][0]["warnings"]
    assert (row["place"], row["field"]) == ("the command line", "--until")
    assert row["text"].startswith("--until: 2222-01-01 is more than 100 years after")
    assert desk.ledger(f"{line} --lang zh-Hans").err == (
        "警告：命令行：--until：2222-01-01 比发布日（2022-01-01）晚 100 年以上：年份是否写错？\n"
    )


def test_warnings_are_told_in_chinese_as_the_page_shows(shop: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-warnings.md", shop, golden=golden)
