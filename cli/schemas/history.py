"""Which fields do the outputs of `timeline`, `diff` and `replay` have, as JSON Schemas?"""

from typing import Any

from cli.schemas.answers import (
    AT,
    AUTHORITY,
    CHANGE,
    COUNT,
    EVENT,
    EXPECTATION,
    PARTY,
    PATH,
    QUALIFIER,
    TEXT,
    Schema,
    fields,
    nullable,
    output,
    some,
    state,
)
from ledger.history.diff import KINDS

_STRETCH = {"from": nullable(AT), "to": nullable(AT)}


def timeline() -> Schema:
    """A state with its stretch; what may be and what is expected have stretches of their own."""
    whole = state("scheduled", "changed_during_day")["properties"]
    row = fields(
        **{
            **_STRETCH,
            **whole,
            "may_have_changed": some(fields(change=CHANGE, **_STRETCH)),
            "expectations": some(fields(**EXPECTATION["properties"], **_STRETCH)),
        }
    )
    return output("timeline", {"subject": PATH}, "states", row)


def diff() -> Schema:
    """A subject's states on either side, and what accounts for the difference."""
    cause = fields(
        how={"enum": ["starts", "ends", "completes", "said", "acted", "stands"]},
        seq=COUNT,
        type=TEXT,
        change=TEXT,
        subject=nullable(PATH),
        source=nullable(TEXT),
        authority=nullable(AUTHORITY),
        party=PARTY,
        published=nullable(AT),
        earliest=nullable(AT),
        latest=nullable(AT),
        qualifier=QUALIFIER,
        until=nullable(AT),
        amended_by=some(CHANGE),
        recorder=nullable(TEXT),
        why=nullable(TEXT),
    )
    row = fields(
        kind={"enum": list(KINDS)},
        subject=PATH,
        before=state(),
        after=state(),
        because=some(cause),
    )
    moment = {"anyOf": [AT, {"type": "string", "pattern": "^@[0-9]+$"}]}
    clock = {"enum": ["effective", "published", "recorded"]}
    head: dict[str, Schema] = {"clock": clock, "from": moment, "to": moment, "at": nullable(AT)}
    return output("diff", head, "differences", row)


def replay() -> Schema:
    """A step: an event, all that came to be known at an instant, or a boundary."""
    brief = state(
        *("subject", "named", "scheduled", "changed_during_day", "expectations", "held_since")
    )
    changed = some(fields(subject=PATH, **_STRETCH, before=brief, after=brief))
    rows = [
        fields(**EVENT["properties"], changed=changed),
        fields(at=AT, events=some(EVENT), changed=changed),
        fields(at=AT, subject=PATH, before=brief, after=brief),
    ]
    head: dict[str, Schema] = {"clock": {"enum": ["recorded", "published", "effective"]}}
    shapes: list[dict[str, Any]] = [output("replay", head, "steps", row) for row in rows]
    whole = shapes[0]
    whole["$defs"] = {
        "row": {"anyOf": rows},
        "line": {"anyOf": [shape["$defs"]["line"] for shape in shapes]},
    }
    return whole
