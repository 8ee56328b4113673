"""Which fields does each document have: the JSON Schemas that `ledger schema NAME` prints?

Each is made from the type of the document, and describes what `--format json` prints. A line of
`--format jsonl` has the fields of the head and those of one row (of `log` those of the row alone):
its schema is `#/$defs/line`.
"""

import ast
from functools import reduce
from importlib import import_module
from importlib.resources import files
from operator import or_
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from pydantic import ConfigDict, TypeAdapter
from typing_extensions import TypedDict as Made

from ledger.documents import (
    at,
    brief,
    chronicle,
    facts,
    fields,
    margins,
    projection,
    receipts,
    state,
    steps,
)
from ledger.documents import names as names_of
from ledger.documents.fields import Form
from ledger.documents.forms import TypedDict

DocumentSchema = dict[str, Any]

#: By the NAME of `policy-ledger/NAME/1`: the module and the type, and the field of its rows.
_TYPES: Final = {
    "at": ("at", "AtDocument", "states"),
    "explain": ("explain", "ExplainDocument", "statements"),
    "due": ("due", "DueDocument", "due"),
    "log": ("log", "LogDocument", "events"),
    "watch": ("log", "EventRow", None),
    "show": ("log", "ShowDocument", "events"),
    "subjects": ("subjects", "SubjectsDocument", "subjects"),
    "sources": ("sources", "SourcesDocument", "sources"),
    "status": ("status", "StatusDocument", "status"),
    "timeline": ("timeline", "TimelineDocument", "timelines"),
    "diff": ("diff", "DiffDocument", "differences"),
    "replay": ("replay", "ReplayDocument", "steps"),
    "verify": ("verify", "VerifyDocument", "findings"),
    "init": ("receipts", "InitDocument", None),
    "announce": ("intake", "AnnounceDocument", None),
    "correct": ("receipts", "CorrectDocument", None),
    "retract": ("receipts", "RetractDocument", None),
    "expire": ("receipts", "ActDocument", None),
    "evidence-add": ("receipts", "ActDocument", None),
    "checkpoint": ("receipts", "CheckpointDocument", None),
    "project": ("projection", "ProjectDocument", None),
}
#: Of those with rows, the module and the type of a line.
_LINES: Final = {
    "at": ("at", "AtLine"),
    "due": ("due", "DueLine"),
    "explain": ("explain", "ExplainLine"),
    "log": ("log", "EventRow"),
    "show": ("log", "ShowLine"),
    "subjects": ("subjects", "SubjectLine"),
    "sources": ("sources", "SourceLine"),
    "status": ("status", "StatusLine"),
    "timeline": ("timeline", "TimelineLine"),
    "diff": ("diff", "DiffLine"),
    "replay": ("replay", "ReplayLine"),
    "verify": ("verify", "VerdictLine"),
}
NAMES: Final = tuple(_TYPES)


def schema(name: str) -> DocumentSchema:
    """The JSON Schema of `policy-ledger/NAME/1`."""
    module, type, under = _TYPES[name]
    whole = _schema(module, type)
    if under is not None:
        defs = whole["$defs"]
        defs["row"] = whole["properties"][under]["items"]
        whole["properties"][under]["items"] = {"$ref": "#/$defs/row"}
        line = _schema(*_LINES[name])
        defs |= line.pop("$defs", {})
        defs["line"] = line
    identity = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:policy-ledger:{name}:1",
        "title": f"policy-ledger/{name}/1",
    }
    if "format" in whole["properties"]:
        constant = {"const": f"policy-ledger/{name}/1"}
        for each in filter(None, (whole, whole.get("$defs", {}).get("line"))):
            for one in each.get("anyOf", [each]):
                if "format" in one["properties"]:
                    one["properties"]["format"] |= constant
    return {**identity, **whole}


def _schema(module: str, name: str) -> DocumentSchema:
    """The schema of one type, without titles that only repeat the name of a field."""
    type = getattr(import_module(f"ledger.documents.{module}"), name)
    of = _DescribedTypes(_descriptions()).type(type)
    made = TypeAdapter(list[of], config=ConfigDict(extra="forbid")).json_schema()  # type: ignore[valid-type]
    defs: DocumentSchema = made.get("$defs", {})
    found: DocumentSchema = made["items"]
    if "anyOf" in found:
        found = {"anyOf": [defs.pop(each["$ref"].rpartition("/")[2]) for each in found["anyOf"]]}
    else:
        found = defs.pop(name)
    for each in (*found.get("anyOf", (found,)), *defs.values()):
        del each["title"]
        for field in each["properties"].values():
            field.pop("title", None)
    return {**found, **({"$defs": defs} if defs else {})}


class _DescribedTypes:
    """The types as pydantic takes them, with the docstring under each field as its description."""

    def __init__(self, descriptions: dict[str, dict[str, str]]) -> None:
        self._descriptions = descriptions
        self._made: dict[str, Any] = {}

    def type(self, hint: Any) -> Any:
        """The same type."""
        if isinstance(hint, type) and issubclass(hint, TypedDict):  # type: ignore[arg-type]
            return self._made.get(hint.__name__) or self._object(hint)
        parts = get_args(hint)
        if get_origin(hint) is Annotated:
            return Annotated[(self.type(parts[0]), *parts[1:])]
        if get_origin(hint) in (Union, UnionType):
            return reduce(or_, map(self.type, parts))
        if get_origin(hint) in (list, dict):
            return get_origin(hint)[tuple(map(self.type, parts))]
        return hint

    def _object(self, hint: Any) -> Any:
        told: dict[str, str] = {}
        for base in reversed(hint.__mro__):
            told |= self._descriptions.get(base.__name__, {})
        modules = (
            *(at, brief, chronicle, facts, fields, margins, names_of, projection, receipts),
            *(state, steps),
        )
        names = {name: each for module in modules for name, each in vars(module).items()}
        hints = get_type_hints(hint, localns=names, include_extras=True)
        described = {
            name: Annotated[self.type(each), Form(description=told[name])]
            if name in told
            else self.type(each)
            for name, each in hints.items()
        }
        made = self._made[hint.__name__] = Made(hint.__name__, described)  # type: ignore[operator]
        return made


def _descriptions() -> dict[str, dict[str, str]]:
    """By the name of each type its own fields with the docstrings under them."""
    return {
        node.name: _documented(node)
        for file in files("ledger.documents").iterdir()
        if file.name.endswith(".py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    }


def _documented(node: ast.ClassDef) -> dict[str, str]:
    told: dict[str, str] = {}
    for field, text in zip(node.body, node.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(text, ast.Expr)
            and isinstance(text.value, ast.Constant)
        ):
            told[field.target.id] = " ".join(str(text.value.value).split())
    return told
