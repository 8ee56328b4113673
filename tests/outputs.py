"""Does what a command prints fit the schema that `ledger schema NAME` prints?"""

from functools import lru_cache
from typing import Any

from jsonschema import Draft202012Validator

from ledger.documents.schema import schema as schema_of


@lru_cache
def _validator(name: str, part: str | None) -> Draft202012Validator:
    """The schema of an output format, or of a part of it, checked and compiled once."""
    schema = schema_of(name)
    Draft202012Validator.check_schema(schema)
    if part is not None:
        schema = {**schema["$defs"][part], "$defs": schema["$defs"]}
    return Draft202012Validator(schema)


def fits(value: Any, name: str, *, part: str | None = None) -> None:
    """The value is what `policy-ledger/NAME/1` says, or what a `line` or a `row` of it is."""
    assert not [error.message for error in _validator(name, part).iter_errors(value)]
