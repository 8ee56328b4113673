"""How does an event become stored bytes, and bytes an event?"""

import json
from collections.abc import Callable
from typing import Any, Final

import rfc8785
from pydantic import BaseModel, TypeAdapter, ValidationError

from events import changes
from events.acts import (
    ActEvent,
    Announced,
    Corrected,
    CorrectedFields,
    EvidenceAdded,
    KeyAdded,
    KeyLost,
    Opened,
    Retracted,
    SourceDescribed,
    SubjectDescribed,
    TermLapsed,
)
from events.changes import Change
from events.upcasts import REGISTRY, Registry, UnknownEvent, present, upcast, written

Event = Change | ActEvent

MODELS: Final[dict[str, type[Change] | type[ActEvent]]] = {
    **{act.type: act for act in (Opened, KeyAdded, SubjectDescribed, SourceDescribed, Announced)},
    **{act.type: act for act in (Corrected, Retracted, EvidenceAdded, KeyLost)},
    **changes.MODELS,
}


def _encoder() -> Callable[[Any], str]:
    """What writes plain data as sorted JSON with nothing between.

    `JSONEncoder.encode` makes its C encoder anew at each call, which takes as long as to encode a
    small event: so that is made once, where there is one.
    """
    encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    make = json.encoder.c_make_encoder  # type: ignore[attr-defined]
    if make is None:
        return encoder.encode
    quoted = json.encoder.encode_basestring
    chunks = make(None, encoder.default, quoted, None, ":", ",", True, False, False)
    return lambda data: "".join(chunks(data, 0))


_plain: Final = _encoder()


class StoredEventFault(ValueError):
    """Stored bytes are not an event: which type, which field, and what is wrong with it."""


def canonical(data: dict[str, Any]) -> bytes:
    """RFC 8785 bytes of stored data: ASCII keys, no floats, integers within 2**53 (DESIGN 6).

    For such data plain sorted JSON is canonical, at a tenth of the cost of `rfc8785`; a property
    test holds the two equal. To encode one change on many subjects, encode
    `data | {"subject": path}` for each. Raises UnicodeEncodeError on a lone surrogate.
    """
    return _plain(data).encode()


def stored(event: Event) -> dict[str, Any]:
    """The event as plain data, what is None left out: what `encode` writes, but for `format`."""
    return _fields(event)


def encode(event: Event, registry: Registry = REGISTRY) -> tuple[str, bytes]:
    """The event's type word and its RFC 8785 bytes, with `format` where that is not 1."""
    return event.type, rfc8785.dumps(formatted(event.type, stored(event), registry))


def formatted(type: str, data: dict[str, Any], registry: Registry = REGISTRY) -> dict[str, Any]:
    """Stored data with the format in which they are written, where that is not 1."""
    format = written(type, data, registry)
    return data if format == 1 else {**data, "format": format}


def decode(type: str, state: bytes, registry: Registry = REGISTRY) -> Event:
    """The event that these bytes hold, upcast to its present format.

    Raises `UnknownEvent` for a type or format that is not known, `StoredEventFault` for bytes that
    are not an event of that type.
    """
    if type not in MODELS:
        raise UnknownEvent(
            "event type {type} is unknown to this version of policy-ledger", type=repr(type)
        )
    try:
        data = json.loads(state)
    except (ValueError, RecursionError) as fault:
        raise StoredEventFault(f"{type}: stored bytes are not JSON: {fault}") from None
    if not isinstance(data, dict):
        raise StoredEventFault(f"{type}: stored bytes are not a JSON object")
    return from_stored(type, upcast(type, data, registry))


def from_stored(type: str, data: dict[str, Any]) -> Event:
    """The event with this data, in its type's present format. Raises `StoredEventFault`."""
    try:
        return _model(type, data).model_validate(data)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise StoredEventFault(f"{type}: {where or 'event'}: {first['msg']}") from None


def schema(type: str) -> dict[str, Any]:
    """The JSON Schema of the stored data of one type. Raises `UnknownEvent`."""
    if type not in MODELS:
        raise UnknownEvent(
            "event type {type} is unknown: one of {types}",
            type=repr(type),
            types=", ".join(MODELS),
        )
    if type == TermLapsed.type:
        either: Any = MODELS[type] | TermLapsed
        return TypeAdapter(either).json_schema()
    found = MODELS[type].model_json_schema()
    if present(type) > 1:
        about = "the least format that has all that it says, 1 where absent"
        later = {"enum": list(range(2, present(type) + 1)), "description": about}
        found["properties"]["format"] = later
    return found


def _model(type: str, data: dict[str, Any]) -> type[Change] | type[ActEvent]:
    """A source's `expired` is a change; the recorder's, of a term, has no id of its own."""
    if type == TermLapsed.type and "change" not in data:
        return TermLapsed
    return MODELS[type]


def _fields(value: BaseModel) -> dict[str, Any]:
    if isinstance(value, CorrectedFields):  # null clears a field, absence leaves it
        fields = type(value).model_fields
        return {
            fields[name].alias or name: _stored(getattr(value, name))
            for name in value.model_fields_set
        }
    return {name: _stored(part) for name, part in value if part is not None}


def _stored(value: object) -> object:
    if isinstance(value, BaseModel):
        return _fields(value)
    if isinstance(value, tuple):
        return [_stored(part) for part in value]
    return value
