"""Does the JSON Schema of announcement files say what their reader does?"""

import json
from typing import Any

import pytest

from events.fields import CARRIED
from events.words import CHANGES
from ledger.files.file_schema import file_schema, line_schema


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
