"""May what the log holds be replaced and excepted from, and does what is left stay valid?"""

import json
import os
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import OK, AuditRequest
from tests.announcing import batch
from tests.ledgers import HEAD, announcement, log, made, refused, table, told
from tests.stores import Place, acted, stored
from tests.test_corrections import Told
from tests.warned import worded

FEE = "change: set, subjects: [shop/fee], effective: 2024-04-01, value: 6%, except: [shop/fee/used]"
PLAN = "change: set, subjects: [shop/fee, cart], effective: 2024-07-01, value: 8%"
NOTE = "change: noted, subjects: [shop/fee], note: x"
NEWER = "change: set, subjects: [shop], effective: 2024-06-01, value: 3%"


@pytest.fixture
def ledger(tmp_path: Path) -> Told:
    """a#1 is a fee with an exception, a#2 a plan of two subjects, a#3 a note; b#1 replaces a#2."""
    return Told(
        made(tmp_path),
        announcement("a", FEE, PLAN, NOTE),
        announcement("b", f"{NEWER}, replaces: [a#2]"),
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            f"{NEWER}, replaces: [z#1]",
            "replaces[1]: z#1 names nothing: no announcement z is rec",
        ),
        (f"{NEWER}, replaces: [a#1, a#4]", "replaces[2]: a#4 names nothing: a has 3 changes"),
        (f"{NEWER}, replaces: [a#3]", "replaces[1]: a#3 is noted, which cannot be replaced"),
        (
            "change: suspended, subjects: [till], effective: 2024, replaces: [a#2]",
            "replaces[1]: a#2 is of shop/fee, cart, which none of its subjects meets",
        ),
    ],
)
def test_a_replacement_of_what_it_cannot_replace_is_refused(
    ledger: Told, change: str, message: str
) -> None:
    found = refused(ledger.path, announcement("c", change))
    assert "f.yaml:7: announcements[1].changes[1]." in found
    assert message in found


def test_a_replacement_may_name_what_the_file_tells_before_it(tmp_path: Path) -> None:
    path = made(tmp_path)
    told(
        path,
        announcement("a", FEE),
        announcement("b", "change: confirmed, of: a#1", f"{NEWER}, replaces: [a#1, b#1]"),
    )
    assert [topic for *_, topic in log(path)][-1] == "set"


def test_the_same_told_again_changes_nothing(ledger: Told) -> None:
    again = announcement("b", f"{NEWER}, replaces: [a#2]")
    assert told(ledger.path, again).events == 0
    message = refused(ledger.path, announcement("b", f"{NEWER}, replaces: [a#1]"))
    assert "changes[1].replaces: is a#1 here, and recorded as a#2" in message


def test_lists_and_values_are_corrected_as_yaml_writes_them(ledger: Told) -> None:
    fields = {"except": '[shop/fee/new, "shop/fee/old"]', "value": " 7% "}
    (record,) = ledger.correct("a#1", fields).records
    said = {"except": ["shop/fee/new", "shop/fee/old"], "value": "7%"}
    assert record.data["fields"] == said
    (record,) = ledger.correct("b#1", {"replaces": "[a#1, a#2]"}).records
    assert record.data["fields"] == {"replaces": ["a#1", "a#2"]}
    (record,) = ledger.correct("a#1", {"except": ""}).records
    assert record.data["fields"] == {"except": None}
    assert (
        "says so already" in worded(ledger.correct("b#1", {"replaces": "[a#1, a#2]"}).warnings)[0]
    )


@pytest.mark.parametrize(
    ("target", "fields", "message"),
    [
        ("a#1", {"value": ""}, "a#1: value: value cannot be cleared: it is needed"),
        ("a#1", {"except": "shop/fee/new"}, "'shop/fee/new' is no list; expected a list in brack"),
        ("a#1", {"except": "[]"}, "except: is empty; expected at least one path"),
        ("a#1", {"except": "[shop/fee/new"}, "except: '[shop/fee/new': [ is not closed"),
        (
            "a#1",
            {"except": "[*/x]"},
            "*/x begins as an alias does in YAML; expected the text in qu",
        ),
        ("a#1", {"except": "[x//y]"}, "except: item 1: subject 'x//y': segment 2 is empty"),
        (
            "a#1",
            {"except": "[shop/cart]"},
            "except shop/cart is not below any of its subjects",
        ),
        (
            "a#1",
            {"except": "[shop/fee]"},
            "except shop/fee is a subject of this change itself",
        ),
        ("a#1", {"replaces": "[a#1]"}, "a#1: replaces a#1 does not come before it"),
        ("a#1", {"replaces": "[b#1]"}, "a#1: replaces b#1 does not come before it"),
        ("a#1", {"replaces": "[z#1]"}, "a#1: replaces z#1 names nothing"),
        ("b#1", {"replaces": "[a#3]"}, "b#1: replaces a#3 is noted, which cannot be replaced"),
        ("a#3", {"value": "x"}, "'value' is no field of noted"),
        ("a#2", {"change": "noted", "value": "", "afterwards": ""}, "b#1: replaces a#2 is noted"),
        ("a#1", {"change": "rollout_started", "effect": "set", "value": ""}, "value is missing: a"),
        ("a#1", {"value": "x" * 501}, "has 501 characters; expected at most 500"),
    ],
)
def test_a_correction_that_leaves_what_is_not_valid_is_refused(
    ledger: Told, target: str, fields: dict[str, str], message: str
) -> None:
    assert message in ledger.refused("correct", target, fields)


def test_what_is_set_is_corrected_to_what_needs_no_value(ledger: Told) -> None:
    (record,) = ledger.correct("a#1", {"change": "permitted", "value": ""}).records
    assert record.data["fields"] == {"change": "permitted", "value": None}
    (record,) = ledger.correct("a#1", {"change": "expired", "except": ""}).records
    assert record.data["fields"] == {"afterwards": None, "change": "expired", "except": None}


def test_what_replaces_a_retracted_change_stays_valid(ledger: Told) -> None:
    ledger.retract("a")
    assert ledger.correct("b#1", {"value": "4%"}).records
    assert told(ledger.path, announcement("c", f"{NEWER}, replaces: [a#2]")).new


def test_what_was_retracted_replaces_nothing_that_must_stay(ledger: Told) -> None:
    ledger.retract("b")
    noted = {"change": "noted", "value": "", "afterwards": ""}
    assert ledger.correct("a#2", noted).records
    # reinstated, it would replace a note
    act = max(seq for seq, *_ in table(ledger.path, "acts")) - 1
    assert "b#1: replaces a#2 is noted" in ledger.refused("retract", f"@{act}")


def test_a_note_on_one_subject_leaves_the_other_to_be_replaced(ledger: Told) -> None:
    noted = {"change": "noted", "value": "", "afterwards": ""}
    assert ledger.correct("a#2", noted, subject="cart").records
    assert "b#1: replaces a#2 is noted" in ledger.refused(
        "correct", "a#2", noted, subject="shop/fee"
    )


def test_a_confirmation_keeps_what_its_target_may_have(ledger: Told) -> None:
    told(ledger.path, announcement("c", "change: confirmed, of: a#1, value: 7%"))
    fields = {"change": "expired", "value": "", "except": "", "afterwards": ""}
    message = ledger.refused("correct", "a#1", fields)
    assert "c#1: value is not for the confirmation of expired; expected that of" in message


def test_both_stores_take_what_is_new_and_find_it_right(place: Place) -> None:
    target = place.made()
    court = "{name: C, authority: binding, party: court}"
    part = "change: suspended, subjects: [shop], effective: 2024-05-01, population: 10%"
    items = [
        announcement("a", FEE, PLAN, NOTE),
        announcement("b", part, f"{NEWER}, replaces: [a#2]").replace(
            "{name: A, authority: official}", court
        ),
        announcement("c", "change: confirmed, of: a#1, value: 7%, population: 20%"),
    ]
    with open_for_writing(target) as opened:
        assert opened.announce(batch(HEAD + "".join(items))).events == 10
        assert opened.announce(batch(HEAD + "".join(items))).events == 0
        opened.correct("a#1", {"except": "[shop/fee/new]"}, why="test")
    report = verify(target, AuditRequest(), os.environ)
    assert report.verdict == OK, report.findings
    formats = [json.loads(state).get("format", 1) for _, _, _, _, state, *_ in stored(target)]
    least = [1, 1, 2, 2, 2, 1, 2, 2, 2, 1, 2, 2]
    assert formats == (least if place.server is None else [3] * 12)
    acted(target, lambda ledger: ledger.rebuild())
