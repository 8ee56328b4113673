"""Does the JSON Schema of announcement files say what their reader does?"""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from events.fields import CARRIED
from events.words import CHANGES
from ledger.files.file_schema import file_schema, line_schema
from tests.announcing import batch, faults


def test_the_schemas_are_json_and_all_that_they_refer_to_is_there() -> None:
    for schema in (file_schema(), line_schema()):
        assert json.loads(json.dumps(schema)) == schema
        names = {each.removeprefix("#/$defs/") for each in references(schema)}
        assert names == set(schema["$defs"])


def references(schema: Any) -> set[str]:
    if isinstance(schema, dict):
        own = {schema["$ref"]} if "$ref" in schema else set()
        return own.union(*(references(part) for part in schema.values()))
    if isinstance(schema, list):
        return set().union(*(references(part) for part in schema))
    return set()


@pytest.mark.parametrize("kind", CHANGES)
def test_a_change_carries_in_the_schema_what_the_rules_let_it(kind: str) -> None:
    change = file_schema()["$defs"][kind]
    assert set(change["properties"]) == {"change", "subjects", *CARRIED[kind]}
    assert change["additionalProperties"] is False


@pytest.mark.parametrize(
    ("section", "entry", "right"),
    [
        (
            "subjects",
            {"path": "k", "titles": {"zh-Hans": "快手"}, "words": {"set": "charged"}},
            True,
        ),
        ("subjects", {"path": "k", "titles": None, "words": None}, True),
        ("subjects", {"path": "k", "words": {"set": {"en": "charged", "zh-Hans": "收取"}}}, True),
        ("subjects", {"path": "k", "titles": {}}, False),
        ("subjects", {"path": "k", "titles": {"zh_Hans": "x"}}, False),
        ("subjects", {"path": "k", "titles": {"zh": ""}}, False),
        ("subjects", {"path": "k", "words": {}}, False),
        ("subjects", {"path": "k", "words": {"unknown": "x"}}, False),
        ("subjects", {"path": "k", "words": {"set": "x" * 41}}, False),
        ("subjects", {"path": "k", "words": {"set": {"en": "x" * 41}}}, False),
        ("sources", {"name": "K", "ceiling": "press"}, True),
        ("sources", {"name": "K"}, False),
        ("sources", {"name": "K", "ceiling": "great"}, False),
        ("sources", {"name": "K", "ceiling": "press", "party": "press"}, False),
    ],
)
def test_what_is_said_of_subjects_and_sources_is_right_for_the_schema_as_for_the_reader(
    section: str, entry: dict[str, Any], right: bool
) -> None:
    whole = {"format": "policy-ledger/1", section: [entry]}
    assert Draft202012Validator(file_schema()).is_valid(whole) is right
    text = json.dumps(whole)
    if right:
        assert batch(text, name="f.json").descriptions
    else:
        faults(text, name="f.json")


STATED = {"change": "suspended", "subjects": ["x"], "effective": "2022-01-01"}
TEST = {"change": "grayscale_started", "subjects": ["x"], "effective": "2022-01-01"}
PLAN = {"change": "suspended", "subjects": ["x"], "certainty": "expected"}


@pytest.mark.parametrize(
    ("change", "right"),
    [
        (STATED, True),
        ({"change": "suspended", "subjects": ["x"]}, False),
        (PLAN, True),
        ({**PLAN, "certainty": "stated"}, False),
        ({**PLAN, "certainty": "conditional"}, False),
        ({**PLAN, "certainty": "conditional", "condition": "c"}, True),
        ({**PLAN, "condition": "c"}, False),
        (TEST, True),
        ({**TEST, "effect": "set"}, False),
        ({**TEST, "effect": "set", "value": "6%"}, True),
        ({**TEST, "change": "rollout_started", "effect": "set"}, False),
        ({**STATED, "change": "set"}, False),
        ({**STATED, "change": "set", "value": "6%"}, True),
        ({"change": "noted", "subjects": ["x"], "note": "n"}, True),
        ({"change": "rescheduled", "of": "a#1"}, True),
        ({"change": "rescheduled", "of": "a#1", "subjects": []}, False),
        ({"change": "term_changed", "of": "a#1"}, False),
        ({"change": "term_changed", "of": "a#1", "until": ".."}, True),
        ({"change": "withdrawn", "of": "a#1", "until": ".."}, False),
    ],
)
def test_a_change_is_right_for_the_schema_as_for_the_reader(
    change: dict[str, Any], right: bool
) -> None:
    source = {"name": "S", "authority": "official"}
    said = {"id": "a", "source": source, "published": "2022-01-01", "changes": [STATED, change]}
    whole = {"format": "policy-ledger/1", "announcements": [said]}
    assert Draft202012Validator(file_schema()).is_valid(whole) is right
    text = json.dumps(whole)
    if right:
        assert batch(text, name="f.json").drafts
    else:
        faults(text, name="f.json")
