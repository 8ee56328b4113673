"""Which fields does each output format have: the JSON Schemas that `ledger schema NAME` prints?

Each describes what `--format json` prints. A line of `--format jsonl` has the fields of the
envelope and those of one row (of `log` those of the row alone): its schema is `#/$defs/line`.
"""

from collections.abc import Callable
from typing import Any, Final

from events.words import AFTERWARDS, AUTHORITIES, CERTAINTIES, EFFECTS, EXTENTS, PARTIES

Schema = dict[str, Any]

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
INSTANT: Final = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z$"
TEXT: Final[Schema] = {"type": "string"}
COUNT: Final[Schema] = {"type": "integer", "minimum": 0}
FLAG: Final[Schema] = {"type": "boolean"}
AT: Final[Schema] = {"type": "string", "pattern": INSTANT, "description": "RFC 3339, in UTC"}
CHANGE: Final[Schema] = {"type": "string", "pattern": r"^[a-z0-9][a-z0-9._-]*#[1-9][0-9]*$"}
PATH: Final[Schema] = {"type": "string", "minLength": 1}
EFFECT: Final[Schema] = {"enum": list(EFFECTS)}
EXTENT: Final[Schema] = {"enum": list(EXTENTS)}
AUTHORITY: Final[Schema] = {"enum": list(AUTHORITIES)}


def nullable(schema: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def some(schema: Schema) -> Schema:
    """A list of them."""
    return {"type": "array", "items": schema}


def fields(**properties: Schema) -> Schema:
    """An object with exactly these fields, all of them there."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


POPULATION: Final = nullable(
    fields(
        percent=nullable({"type": "number", "exclusiveMinimum": 0, "maximum": 100}),
        words=nullable(TEXT),
    )
)
VALUE: Final = nullable({"type": "string", "minLength": 1, "maxLength": 500})
OTHERWISE: Final = nullable(
    fields(effect=EFFECT, extent=nullable(EXTENT), value=VALUE, change=nullable(CHANGE))
)
PARTY: Final = nullable({"enum": list(PARTIES)})
QUALIFIER: Final = nullable({"enum": ["~", "?", "%"]})
CERTAINTY: Final[Schema] = {"enum": list(CERTAINTIES)}


def contest(*reasons: str) -> Schema:
    """An entry of `contested_by` or `set_aside`."""
    return fields(
        change=CHANGE,
        effect=nullable(EFFECT),
        extent=nullable(EXTENT),
        value=VALUE,
        authority=AUTHORITY,
        source=TEXT,
        reason={"enum": list(reasons)},
    )


CONTESTS: Final = some(contest("claim", "after_the_fact", "amendment", "completion", "replacement"))
ASIDES: Final = some(contest("superseded"))
EXPECTATION: Final[Schema] = fields(
    change=CHANGE,
    effect=nullable(EFFECT),
    extent=nullable(EXTENT),
    value=VALUE,
    until=nullable(AT),
    earliest=nullable(AT),
    latest=nullable(AT),
    certainty={"enum": ["expected", "conditional"]},
    authority=AUTHORITY,
    source=TEXT,
    status={"enum": ["open", "due", "overdue"]},
)


def state(*left_out: str) -> Schema:
    """A state (DESIGN 8), without the fields that are left out."""
    found = {
        "subject": PATH,
        "effect": EFFECT,
        "extent": nullable(EXTENT),
        "population": POPULATION,
        "value": VALUE,
        "except": some(PATH),
        "otherwise": OTHERWISE,
        "since": nullable(AT),
        "since_earliest": nullable(AT),
        "held_since": nullable(AT),
        "qualifier": QUALIFIER,
        "until": nullable(AT),
        "afterwards": nullable({"enum": list(AFTERWARDS)}),
        "lapsed": FLAG,
        "authority": nullable(AUTHORITY),
        "source": nullable(TEXT),
        "party": PARTY,
        "published": nullable(AT),
        "change": nullable(CHANGE),
        "seq": nullable(COUNT),
        "inherited_from": nullable(PATH),
        "amended_by": some(CHANGE),
        "named": FLAG,
        "may_have_changed": some(CHANGE),
        "scheduled": some(CHANGE),
        "contested_by": CONTESTS,
        "set_aside": ASIDES,
        "changed_during_day": some(CHANGE),
        "expectations": some(EXPECTATION),
    }
    return fields(**{name: each for name, each in found.items() if name not in left_out})


def output(name: str, head: dict[str, Schema], under: str, row: Schema) -> Schema:
    """The schema of `policy-ledger/NAME/1`: the envelope with rows of one shape under a key."""
    envelope = {
        "format": {"const": f"policy-ledger/{name}/1"},
        "origin": TEXT,
        "zone": TEXT,
        **head,
        "known": nullable(AT),
        "recorded": nullable(AT),
        "authority_floor": AUTHORITY,
        "size": COUNT,
        "again": TEXT,
    }
    line = fields(**{**envelope, **row["properties"]})
    return {
        "$schema": DIALECT,
        "title": f"policy-ledger/{name}/1",
        **fields(**{**envelope, under: some({"$ref": "#/$defs/row"})}),
        "$defs": {"row": row, "line": line},
    }


def _at() -> Schema:
    return output("at", {"at": AT}, "states", state())


def _explain() -> Schema:
    statement = fields(
        **{"except": some(PATH)},
        letter=TEXT,
        part=TEXT,
        change=CHANGE,
        seq=COUNT,
        subject=PATH,
        kind=TEXT,
        of=nullable(CHANGE),
        effect=nullable(EFFECT),
        extent=nullable(EXTENT),
        population=POPULATION,
        value=VALUE,
        replaces=some(CHANGE),
        earliest=nullable(AT),
        latest=nullable(AT),
        qualifier=QUALIFIER,
        until=nullable(AT),
        afterwards=TEXT,
        certainty=CERTAINTY,
        condition=nullable(TEXT),
        authority=AUTHORITY,
        source=TEXT,
        party=PARTY,
        published=AT,
        withdrawn=FLAG,
        amended_by=some(CHANGE),
        gave_way=nullable({"enum": ["replaced", "previous", "completion", "after_the_fact"]}),
        gave_way_to=nullable(CHANGE),
        decides=FLAG,
        outcome=nullable(
            {"enum": ["open", "due", "overdue", "replaced", "lapsed", "met", "confirmed"]}
        ),
        outcome_by=nullable(CHANGE),
    )
    return output("explain", {"at": AT, "path": PATH, "state": state()}, "statements", statement)


def _due() -> Schema:
    brief = fields(effect=EFFECT, extent=nullable(EXTENT), value=VALUE, change=nullable(CHANGE))
    item = fields(
        kind={"enum": ["overdue", "due", "ends", "starts", "expected"]},
        what={"enum": ["expected", "ends", "starts"]},
        when=nullable(AT),
        subject=PATH,
        change=CHANGE,
        effect=nullable(EFFECT),
        extent=nullable(EXTENT),
        population=POPULATION,
        value=VALUE,
        earliest=nullable(AT),
        latest=nullable(AT),
        qualifier=QUALIFIER,
        until=nullable(AT),
        amended_by=some(CHANGE),
        certainty=CERTAINTY,
        condition=nullable(TEXT),
        authority=AUTHORITY,
        source=TEXT,
        stands=brief,
        before=nullable(brief),
        then=nullable(brief),
    )
    return output("due", {"at": AT, "from": AT, "to": AT}, "due", item)


EVENT: Final[Schema] = fields(
    seq=COUNT,
    recorded_at=AT,
    type=TEXT,
    announcement=nullable(TEXT),
    change=nullable(CHANGE),
    subject=nullable(PATH),
    data={"type": "object"},
)


def _log() -> Schema:
    found = output("log", {}, "events", EVENT)
    return {**found, "$defs": {"row": EVENT, "line": EVENT}}


def _watch() -> Schema:
    return {"$schema": DIALECT, "title": "policy-ledger/watch/1", **EVENT}


def _show() -> Schema:
    return output("show", {"id": TEXT}, "events", EVENT)


def _subjects() -> Schema:
    texts: Schema = {"type": "object", "additionalProperties": TEXT}
    row = fields(
        path=PATH,
        title=nullable(TEXT),
        titles=texts,
        aliases=some(TEXT),
        words={"type": "object", "additionalProperties": {"anyOf": [TEXT, texts]}},
        statements=COUNT,
    )
    return output("subjects", {}, "subjects", row)


def _sources() -> Schema:
    row = fields(
        source=TEXT,
        authority=nullable(AUTHORITY),
        party=PARTY,
        ceiling=nullable(AUTHORITY),
        announcements=COUNT,
        changes=COUNT,
        first_published=nullable(AT),
        last_published=nullable(AT),
    )
    return output("sources", {}, "sources", row)


def _status() -> Schema:
    row = fields(
        ledger=TEXT,
        ledger_zone=TEXT,
        subjects=COUNT,
        sources=COUNT,
        key=nullable(TEXT),
        lapsed_untold=some(TEXT),
        head_signed=nullable(TEXT),
    )
    return output("status", {}, "status", row)


#: By the NAME of `policy-ledger/NAME/1`.
OUTPUTS: Final[dict[str, Callable[[], Schema]]] = {
    "at": _at,
    "explain": _explain,
    "due": _due,
    "log": _log,
    "watch": _watch,
    "show": _show,
    "subjects": _subjects,
    "sources": _sources,
    "status": _status,
}
