"""Has the document of an append all that its text tells, in each language?"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from cli.tables import act_table, init_table, intake_table
from ledger.sayings.language import LANGUAGES
from tests import console
from tests.desk import REPOSITORY, Desk, still
from tests.drawn import drawn
from tests.outputs import fits
from tests.test_receipts import LATER, MENDED, TAKEN_BACK

TABLES = {
    "announce": (intake_table.draw, intake_table.warnings),
    "expire": (act_table.expired, act_table.warnings),
}
ACT = (act_table.draw, act_table.warnings)
MOVED = """
format: policy-ledger/1
subjects: [{path: shop, words: {suspended: {en: shut, zh-Hans: 关停}}}]
announcements:
- id: c
  source: {name: The Shop, authority: official}
  published: 2024-01-15
  changes:
  - {change: term_changed, of: "a#2", until: 2024-01-20}
"""


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.done("init --origin example.org/shop --zone Asia/Shanghai")
    for name, text in (("a", MENDED), ("b", LATER), ("c", MOVED), ("e", TAKEN_BACK)):
        (desk.folder / f"{name}.yaml").write_text(text)
    (desk.folder / "bad.jsonl").write_text(
        '{"id": "x", "source": {"name": "S", "authority": "press"}, "published": "2024-01-01", '
        '"changes": [{"change": "noted", "subjects": ["shop/fees"]}]}\n{"id": "d"}\n'
    )
    return desk


def removed(folder: Path) -> None:
    """No ledger is there, nor anything beside it."""
    for each in folder.glob("policy.ledger*"):
        shutil.rmtree(each) if each.is_dir() else each.unlink()


def copied(source: Path, target: Path) -> None:
    """The ledger and what is beside it, in the place of what was there."""
    target.mkdir(exist_ok=True)
    removed(target)
    for each in source.glob("policy.ledger*"):
        copy = shutil.copytree if each.is_dir() else shutil.copy
        copy(each, target / each.name)


def told(desk: Desk, line: str, copy: str) -> dict[str, Any]:
    """The document of a command, from which its text in each language is drawn: it is done once in
    each, from the same beginning."""
    name = "evidence-add" if line.startswith("evidence") else line.split()[0]
    draw, warnings = TABLES.get(name, ACT)
    copied(desk.folder, desk.folder / copy)
    begun = desk.now
    found: dict[str, Any] = json.loads(desk.ledger(f"{line} --format json").out)
    fits(found, name)
    for tag in LANGUAGES:
        copied(desk.folder / copy, desk.folder)
        desk.now = begun
        outcome = desk.ledger(f"{line} --lang {tag}")
        assert drawn(draw, found, tag) == outcome.out
        # What a fault says comes behind the warnings.
        assert outcome.err.startswith(drawn(warnings, found, tag))
    return found


@pytest.mark.usefixtures("strict")
def test_a_receipt_is_drawn_from_its_document_alone(shop: Desk) -> None:
    lines = (
        "announce --dry-run a.yaml b.yaml c.yaml e.yaml",
        "announce a.yaml b.yaml",
        "announce --each c.yaml e.yaml --warnings all.txt",
        "announce c.yaml",
        "announce --jsonl --each bad.jsonl",
        "expire --dry-run",
        "expire",
        "expire",
        "correct 'a#1' effective=2024-01-02 --why slip",
        "correct 'a#1' effective=2024-01-02 --why slip",
        "retract 'a#2' --subject shop/links --why wrong",
        "retract b --why wrong --dry-run",
        "retract b --why wrong",
        "announce a.yaml b.yaml",
        "evidence add a a.yaml --why more --dry-run",
        "evidence add a a.yaml b.yaml --why more",
        "evidence add a a.yaml --why more",
    )
    for number, line in enumerate(lines):
        told(shop, line, f"copy-{number}")


@pytest.mark.usefixtures("strict")
def test_a_new_ledger_and_a_signed_head_are_told_from_their_documents(desk: Desk) -> None:
    found = json.loads(desk.done("init --format json"))
    found["origin_chosen"] = False
    for tag in LANGUAGES:
        removed(desk.folder)
        shutil.rmtree(desk.folder / "configuration")
        shown = desk.done(f"init --origin {found['origin']} --lang {tag}")
        assert still(drawn(init_table.draw, found, tag)) == still(shown)
    assert "chosen since none" in drawn(init_table.draw, {**found, "origin_chosen": True}, "en")
    assert desk.done("checkpoint -o head --lang en") == "signed @2, in head\n"
    assert desk.done("checkpoint -o head --lang zh-Hans") == "已签名 @2，写入 head\n"
    assert desk.ledger("checkpoint").err == "signed @2\n"


def test_receipts_are_told_in_chinese_as_the_page_shows(shop: Desk, golden: bool) -> None:
    console.check(REPOSITORY / "tests" / "golden" / "zh-Hans-receipts.md", shop, golden=golden)
