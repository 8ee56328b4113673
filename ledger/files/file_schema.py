"""What may an announcement file hold, as a JSON Schema?

For editors and for programs that write such files. It cannot say all: dates and paths are only
texts to it, and what `of` names is for the ledger to find.
"""

from typing import Any, Final

from events.descriptions import LANGUAGE, LONGEST_WORD, WORDED
from events.fields import CARRIED, LONGEST_VALUE, Field
from events.words import AUTHORITIES, CHANGES, STARTS, STATEMENTS
from ledger.files.announcements import FORMAT

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_ID: Final = "^[a-z0-9][a-z0-9._-]*$"
_CHANGE: Final = "^[a-z0-9][a-z0-9._-]*#[1-9][0-9]*$"


def file_schema() -> Schema:
    """The schema of a whole file, YAML (every scalar a text) or JSON."""
    return {
        "$schema": _DIALECT,
        "title": f"Announcement file, {FORMAT}",
        "type": "object",
        "additionalProperties": False,
        "required": ["format"],
        "anyOf": [{"required": [name]} for name in ("announcements", "subjects", "sources")],
        "properties": {
            "format": {"const": FORMAT},
            "zone": _said("IANA time zone in which dates without an offset are read"),
            "subjects": _optional_list({"$ref": "#/$defs/title"}),
            "sources": _optional_list({"$ref": "#/$defs/limit"}),
            "announcements": _optional_list({"$ref": "#/$defs/announcement"}),
        },
        "$defs": _definitions(),
    }


def line_schema() -> Schema:
    """The schema of one line of JSON Lines, the bulk form: an announcement."""
    definitions = _definitions()
    for name in ("title", "limit"):  # only a whole file says them
        del definitions[name]
    return {
        "$schema": _DIALECT,
        "title": f"Announcement, one a line of JSON Lines, {FORMAT}",
        **definitions.pop("announcement"),
        "$defs": definitions,
    }


def _definitions() -> dict[str, Schema]:
    announced = _fields("announced")
    return {
        "title": {
            "type": "object",
            "additionalProperties": False,
            "required": ["path"],
            "properties": {
                "path": _text("1 to 16 segments, such as kuaishou/live-cart; a whole one may be *"),
                "title": _said("what people call it; it replaces the title that the path had"),
                "titles": _by_language(_text("what people call it in that language")),
                "aliases": _optional_list(_text("a name that may stand for the whole path")),
                "words": {
                    "type": ["object", "null"],
                    "minProperties": 1,
                    "additionalProperties": False,
                    "properties": dict.fromkeys(WORDED, _WORDS),
                },
            },
        },
        "limit": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "ceiling"],
            "properties": {
                "name": _text("the name by which the source is known"),
                "ceiling": {
                    "enum": list(AUTHORITIES),
                    "description": "the greatest authority under which it may speak",
                },
            },
        },
        "announcement": {
            "type": "object",
            "additionalProperties": False,
            "required": ["id", "source", "published", "changes"],
            "properties": {
                "id": {"type": "string", "pattern": _ID, "maxLength": 255},
                "source": {"$ref": "#/$defs/source"},
                **{name: each for name, each in announced.items() if "." not in name},
                "evidence": _optional_list(_text("a file in this folder or below")),
                "via": {"anyOf": [{"$ref": "#/$defs/via"}, {"type": "null"}]},
                "zone": _said("its own time zone"),
                "changes": {
                    "type": "array",
                    "minItems": 1,
                    "items": {"$ref": "#/$defs/change"},
                },
            },
        },
        "source": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name", "authority"],
            "properties": {
                name.removeprefix("source."): each
                for name, each in announced.items()
                if name.startswith("source.")
            },
        },
        "via": {
            "type": "object",
            "additionalProperties": False,
            "required": ["name"],
            "properties": {
                "name": _text("who passed it on, as a newspaper quotes a notice"),
                "published": _said("a day, an instant, or an EDTF date with an end"),
                "url": _said("where it was passed on"),
            },
        },
        "change": {"oneOf": [{"$ref": f"#/$defs/{kind}"} for kind in CHANGES]},
        **{kind: _change(kind) for kind in CHANGES},
    }


def _change(kind: str) -> Schema:
    needed = [name for name, field in CARRIED[kind].items() if kind in field.needed]
    schema: Schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["change", *(["subjects"] if kind in STATEMENTS else []), *needed],
        "properties": {
            "change": {"const": kind},
            "subjects": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": True,
                "items": _text("a path"),
            },
            **_fields(kind),
        },
    }
    if kind in STATEMENTS:
        schema["allOf"] = [_CONDITION, *([_SET] if kind in STARTS else [])]
        if kind != "noted":
            schema["anyOf"] = [
                {"required": ["effective"], "properties": {"effective": {"type": "string"}}},
                {
                    "required": ["certainty"],
                    "properties": {"certainty": {"enum": ["expected", "conditional"]}},
                },
            ]
    return schema


def _fields(kind: str) -> dict[str, Schema]:
    """The schema of each field that a change of that kind, or an announcement, may have."""
    return {name: _field(field, kind) for name, field in CARRIED[kind].items()}


def _field(field: Field, kind: str) -> Schema:
    """What its type may be; what need not be there may be null in JSON."""
    needed = kind in field.needed
    text = (_text if needed else _said)(field.about)
    match field.type:
        case "word":
            return {"enum": [*field.words, *([] if needed else [None])]}
        case "change":
            return {**text, "pattern": _CHANGE}
        case "changes":
            return _several({"type": "string", "pattern": _CHANGE}, field.about)
        case "paths":
            return _several({"type": "string", "minLength": 1}, field.about)
        case "value":
            return {**text, "maxLength": LONGEST_VALUE}
        case "population":
            parts = {"percent": _PERCENT, "words": _said("words of the source")}
            both = {"type": "object", "additionalProperties": False, "properties": parts}
            return {"anyOf": [text, {**both, "minProperties": 1}]}
        case "percent":
            return _PERCENT
        case "window" | "term" | "line" | "prose" | "publication" | "url" | "language" | "name":
            return text


def _several(items: Schema, about: str) -> Schema:
    """A list of at least one, none of them twice; it may be left out, or null in JSON."""
    kind: Schema = {"type": ["array", "null"], "minItems": 1, "uniqueItems": True}
    return {**kind, "items": items, "description": about}


def _by_language(text: Schema) -> Schema:
    """A text for each language, or null in JSON."""
    tags = {"pattern": f"^{LANGUAGE}$"}
    some = {"type": ["object", "null"], "minProperties": 1}
    return {**some, "propertyNames": tags, "additionalProperties": text}


def _text(description: str) -> Schema:
    return {"type": "string", "minLength": 1, "description": description}


def _said(description: str) -> Schema:
    """A text that may be left out, or null in JSON."""
    return {"type": ["string", "null"], "minLength": 1, "description": description}


def _optional_list(items: Schema) -> Schema:
    return {"type": ["array", "null"], "items": items}


_PERCENT: Final = {
    "anyOf": [
        {"type": "number", "exclusiveMinimum": 0, "maximum": 100},
        {"type": "string", "pattern": "^[0-9]{1,3}(\\.[0-9]+)? *%?$"},
        {"type": "null"},
    ]
}
_WORD: Final = {**_text("how the effect is called"), "maxLength": LONGEST_WORD}
_WORDS: Final = {"anyOf": [_WORD, _by_language(_WORD)]}
#: A condition goes with certainty conditional, and only with it.
_CONDITION: Final[Schema] = {
    "if": {"required": ["certainty"], "properties": {"certainty": {"const": "conditional"}}},
    "then": {"required": ["condition"], "properties": {"condition": {"type": "string"}}},
    "else": {"properties": {"condition": {"type": "null"}}},
}
#: What starts to be set says its value.
_SET: Final[Schema] = {
    "if": {"required": ["effect"], "properties": {"effect": {"const": "set"}}},
    "then": {"required": ["value"], "properties": {"value": {"type": "string"}}},
}
