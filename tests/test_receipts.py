"""What do programs read of an append: a document of its own for each command that writes?"""

import json
from typing import Any

import pytest

from ledger.documents.schema import schema
from tests.desk import Desk
from tests.outputs import fits
from tests.test_documents import filled_by, objects

MENDED = """
format: policy-ledger/1
subjects: [{path: shop/fees, title: Fees, words: {set: {en: charged, zh-Hans: 收取}}}]
sources: [{name: The Shop, ceiling: official}]
announcements:
- id: a
  source: {name: The Shop, authority: official, party: platform}
  published: 2024-01-01
  evidence: [examples/prolonged-term.yaml]
  changes:
  - {change: set, subjects: [shop/fees], effective: 2024-01-01, value: 5%}
  - {change: suspended, subjects: [shop/links], effective: 2024-01-01, until: 2024-02-01}
"""
LATER = """
format: policy-ledger/1
announcements:
- id: b
  source: {name: The Shap, authority: press}
  published: 2024-01-02
  changes:
  - {change: withdrawn, of: "a#2"}
  - {change: permitted, subjects: [shop/feess], effective: 2024-01-03}
  - {change: set, subjects: [shop/fees], effective: 2023-12-31, value: 4%}
"""
TAKEN_BACK = """
format: policy-ledger/1
announcements:
- id: e
  source: {name: The Shop, authority: official}
  published: 2021-06-01
  changes:
  - {change: permitted, subjects: [shop/new], effective: 2021-06-01}
- id: f
  source: {name: The Shop, authority: official}
  published: 2021-07-01
  changes:
  - {change: withdrawn, of: "e#1"}
"""


def told(desk: Desk, line: str, typed: str = "", code: int = 0) -> dict[str, Any]:
    outcome = desk.ledger(f"{line} --format json", typed)
    assert outcome.code == code, outcome.err
    found: dict[str, Any] = json.loads(outcome.out)
    name = "evidence-add" if line.startswith("evidence") else line.split()[0]
    assert found["format"] == f"policy-ledger/{name}/1"
    fits(found, name)
    return found


@pytest.fixture
def shop(desk: Desk) -> Desk:
    desk.done("init --origin example.org/shop")
    (desk.folder / "a.yaml").write_text(MENDED)
    (desk.folder / "b.yaml").write_text(LATER)
    return desk


def test_init_tells_where_what_and_with_which_key(desk: Desk) -> None:
    found = told(desk, "init --zone Asia/Shanghai")
    assert (found["ledger"], found["zone"], found["origin_chosen"]) == (
        *("./policy.ledger", "Asia/Shanghai"),
        True,
    )
    assert desk.done("key show").strip() == found["key"]
    outcome = desk.ledger("init --format json")
    assert (outcome.code, outcome.out) == (1, "")
    assert "is there already" in outcome.err


def test_announce_tells_each_file_with_positions_names_warnings_and_evidence(shop: Desk) -> None:
    a, b = told(shop, "announce a.yaml b.yaml")["files"]
    assert (a["file"], a["new"], a["events"], a["size"]) == ("a.yaml", 1, 5, 7)
    assert [(each["id"], each["first"], each["last"]) for each in a["announcements"]] == [
        ("a", 5, 7)
    ]
    assert (a["described"], a["ceilings"], a["evidence_files"]) == (["shop/fees"], 1, 1)
    assert a["evidence"][0]["name"] == "examples/prolonged-term.yaml"
    assert a["changed"] is None
    assert b["new_subjects"] == [{"name": "shop/feess", "nearest": "shop/fees"}]
    assert b["new_sources"] == [{"name": "The Shap", "nearest": "The Shop"}]
    (warning,) = [each for each in b["warnings"] if each["kind"] == "lesser authority"]
    assert warning["place"] == "b.yaml:8"
    assert warning["text"].startswith("b#1 withdraws a#2")
    again = told(shop, "announce a.yaml")["files"][0]
    assert (again["new"], again["unchanged"], again["events"]) == (0, 1, 0)
    assert again["announcements"][0] == {
        "id": "a",
        "new": False,
        "first": 5,
        "last": None,
        "before": 4,
        "events": 0,
        "mended": False,
        "acts": [],
    }


def test_a_rehearsal_has_no_positions_and_tells_what_would_change(shop: Desk) -> None:
    found = told(shop, "announce --dry-run a.yaml b.yaml")
    a, b = found["files"]
    assert found["dry_run"] is True
    assert (a["size"], a["recorded_at"], a["events"]) == (None, None, 5)
    assert {(t["first"], t["last"]) for f in (a, b) for t in f["announcements"]} == {(None, None)}
    fees = next(each for each in a["changed"] if each["subject"] == "shop/fees")
    assert (fees["before"]["effect"], fees["after"]["effect"]) == ("unknown", "set")
    assert (fees["after"]["change"], fees["after"]["seq"]) == ("a#1", None)
    assert "2 events" in shop.done("status")
    shop.done("announce a.yaml")
    for line in (
        "correct 'a#1' value=6% --why slip --dry-run",
        "retract a --why slip --dry-run",
        "evidence add a a.yaml --why more --dry-run",
        "expire --dry-run",
    ):
        found = told(shop, line)
        assert (found["dry_run"], found["size"], found["recorded_at"]) == (True, None, None)
        assert found["events"]
        assert {each["seq"] for each in found["events"]} == {None}
    assert "7 events" in shop.done("status")


def test_a_refusal_is_a_message_and_what_was_taken_before_it_is_still_told(shop: Desk) -> None:
    (shop.folder / "bad.yaml").write_text("format: policy-ledger/1\nannouncements: [{id: x}]\n")
    outcome = shop.ledger("announce bad.yaml --format json")
    assert (outcome.code, outcome.out) == (1, "")
    assert "bad.yaml:2" in outcome.err
    found = told(shop, "announce a.yaml bad.yaml b.yaml", code=1)
    assert [each["file"] for each in found["files"]] == ["a.yaml"]
    lines = [
        '{"id": "c", "source": {"name": "S", "authority": "press"}, "published": "2024-01-01", '
        '"changes": [{"change": "noted", "subjects": ["x"]}]}',
        '{"id": "d"}',
    ]
    (found,) = told(shop, "announce --jsonl --each -", "\n".join(lines), code=1)["files"]
    assert (found["file"], found["whole"], found["new"]) == ("standard input", False, 1)
    assert found["announcements"][0]["id"] == "c"


def test_acts_tell_fields_states_before_and_after_and_warnings(shop: Desk) -> None:
    shop.done("announce a.yaml")
    found = told(shop, "correct 'a#1' value=6% --why slip")
    assert found["fields"] == [{"name": "value", "was": "5%", "now": "6%"}]
    (changed,) = found["changed"]
    assert (changed["before"]["value"], changed["after"]["value"]) == ("5%", "6%")
    assert found["events"][0]["seq"] == found["size"] == 8
    of = "--source 'The Shop' --authority official --published 2024-01-02 --of 'a#2'"
    shop.done(f"announce --id longer {of} --change term_changed --until 2024-06-01")
    shop.done(f"announce --id moved {of} --change rescheduled --effective 2024-03-01")
    odd = told(shop, "retract longer --why 'never said'")
    assert [each["kind"] for each in odd["warnings"]] == ["ends before it begins"]
    assert odd["events"][0]["data"]["target"] == "longer"
    assert {each["subject"] for each in odd["changed"]} == {"shop/links"}
    told(shop, f"retract @{odd['size']} --why 'it was said'")
    kept = told(shop, "evidence add a examples/prolonged-term.yaml --why more")
    assert (kept["events"], kept["size"]) == ([], 14)
    assert kept["warnings"][0]["kind"] == "told already"
    (ran_out,) = told(shop, "expire")["events"]
    assert (ran_out["type"], ran_out["change"]) == ("expired", "a#2")
    assert told(shop, "expire")["events"] == []


def test_a_checkpoint_is_in_its_document_and_in_the_file(shop: Desk) -> None:
    found = told(shop, "checkpoint -o head")
    assert found["checkpoint"] == (shop.folder / "head").read_text(encoding="utf-8")
    assert (found["file"], found["size"]) == ("head", 2)
    assert found["root"] in found["checkpoint"]


def test_every_field_of_a_receipt_is_filled_somewhere(shop: Desk) -> None:
    found = [
        told(shop, "announce --dry-run a.yaml"),
        told(shop, "announce a.yaml"),
        told(shop, "announce b.yaml"),
        told(shop, "correct 'a#1' value=6% --why slip"),
    ]
    found += [told(shop, "retract 'a#1' --subject shop/fees --why wrong")]
    found += [told(shop, "announce a.yaml"), told(shop, "retract b --why wrong")]
    found += [told(shop, "announce --dry-run -", TAKEN_BACK)]
    assert found[-1]["files"][0]["changed"] == []
    filled = filled_by(found)
    rows = {
        f"{at}.{field}"
        for at, one in objects(schema("announce"), "document")
        for field in one["properties"]
        if at.endswith(("FileRow", "TakenRow", "RecorderActRow", "NewRow", "WarningRow"))
    }
    assert not rows - filled, rows - filled


def test_a_correction_that_changes_nothing_says_that_it_was_told_already(shop: Desk) -> None:
    shop.done("announce a.yaml")
    shop.done("correct a title=T --why 'left out'")
    found = told(shop, "correct a title=T --why 'left out'")
    assert [each["kind"] for each in found["warnings"]] == ["told already"]
    assert (found["events"], found["changed"], found["fields"]) == ([], [], [])


@pytest.mark.parametrize("line", ["correct a#2 until=2024-03-31", "retract a#2"])
def test_an_act_about_the_last_event_tells_what_held_by_it(shop: Desk, line: str) -> None:
    shop.done("announce a.yaml")
    changed = told(shop, f"{line} --why slip")["changed"][0]
    assert changed["before"]["change"] == "a#2"


def test_what_an_act_warns_of_is_not_on_standard_output(desk: Desk) -> None:
    desk.done("init")
    one = "announce --source S --authority official --published 2022-01-01"
    desk.done(
        f"{one} --id a --change permitted --subject x --effective 2022-01-01 --until 2022-06-30"
    )
    desk.done(f"{one} --id b --change rescheduled --of a#1 --effective 2022-03-01")
    outcome = desk.ledger("correct b#1 effective=2022-08-01 --why misread")
    assert outcome.code == 0
    assert outcome.err.startswith("warning: ")
    assert "never holds" in outcome.err
    assert "warning" not in outcome.out
