"""Has a stored event the fields that its readers count on, and no others? Standard library only.

Bytes may be JSON of a known type and no event of it. Who lists the log asks here, at a fraction of
what the models cost (`events.codec`), and passes over what is none: a test holds that all that a
model takes has its shape.
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, Final

from events.fields import CARRIED, CORRECTED, Field, Type
from events.words import AUTHORITIES, CHANGES, PARTIES

ShapeCheck = Callable[[Any], bool]
_INSTANT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?Z", re.ASCII)
#: A number of a change has nine digits, a position eighteen: what tables on both stores hold.
_CHANGE: Final = re.compile(r"[a-z0-9][a-z0-9._-]*#[1-9][0-9]{0,8}")
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9._-]*")
_TARGET: Final = re.compile(r"[a-z0-9][a-z0-9._-]*(#[1-9][0-9]{0,8})?|@[1-9][0-9]{0,17}")
#: Bytes of a path, an alias and a source's name at most (DESIGN 2): an index holds no longer ones.
_LONGEST: Final = 2_000
#: The recorder's own `expired`, which is no change of an announcement.
LAPSED: Final = "lapsed"


def fits(type: str, data: Any) -> bool:
    """Whether data, upcast, have the shape of an event of that type."""
    lapsed = type == "expired" and isinstance(data, dict) and "change" not in data
    check = _of(LAPSED if lapsed else type)
    return check is not None and check(data)


def needed(type: str) -> tuple[str, ...]:
    """The fields without which data are no event of that type; of `LAPSED` too."""
    parts = _parts(type)
    return () if parts is None else tuple(sorted(parts[0]))


def _text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _name(value: Any) -> bool:
    return _text(value) and len(value.encode(errors="replace")) <= _LONGEST


def _count(value: Any) -> bool:
    return value.__class__ is int and value >= 0


def _instant(value: Any) -> bool:
    return isinstance(value, str) and _is_instant(value)


@lru_cache(4096)  # the same few come again and again
def _is_instant(text: str) -> bool:
    if _INSTANT.fullmatch(text) is None:
        return False
    try:
        datetime.fromisoformat(text[:-1])
    except ValueError:
        return False
    return True


def _like(pattern: re.Pattern[str]) -> ShapeCheck:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _one_of(words: tuple[str, ...]) -> ShapeCheck:
    return lambda value: isinstance(value, str) and value in words


def _all(check: ShapeCheck) -> ShapeCheck:
    return lambda value: isinstance(value, list) and all(map(check, value))


def _each(check: ShapeCheck) -> ShapeCheck:
    return lambda value: isinstance(value, dict) and all(map(check, value.values()))


def _or_none(check: ShapeCheck) -> ShapeCheck:
    return lambda value: value is None or check(value)


def _object(
    needed: Mapping[str, ShapeCheck], others: Mapping[str, ShapeCheck] | None = None
) -> ShapeCheck:
    known = {**needed, **(others or {})}
    wanted = needed.keys()

    def check(value: Any) -> bool:
        if not isinstance(value, dict) or not value or not wanted <= value.keys():
            return False
        for name, part in value.items():
            found = known.get(name)
            if found is None or not found(part):
                return False
        return True

    return check


_WINDOW: Final = _object(
    {"text": _text}, {"earliest": _instant, "latest": _instant, "qualifier": _text}
)
_TERM: Final = _object({"text": _text}, {"instant": _instant})
_PUBLISHED: Final = _object({"text": _text, "instant": _instant})
_FORMS: Final[Mapping[Type, ShapeCheck]] = {
    "change": _like(_CHANGE),
    "changes": _all(_like(_CHANGE)),
    "paths": _all(_name),
    "window": _WINDOW,
    "term": _TERM,
    "population": _object({}, {"percent": _text, "words": _text}),
    "publication": _PUBLISHED,
}
_WORDED: Final[ShapeCheck] = lambda value: _text(value) or _each(_text)(value)  # noqa: E731
_EVIDENCE: Final = _all(_object({"sha256": _text, "size": _count, "media_type": _text}))
_BY: Final[Mapping[str, ShapeCheck]] = {"recorder": _text, "role": _text}
#: What an event must have, and what else it may have.
Fields = tuple[Mapping[str, ShapeCheck], Mapping[str, ShapeCheck]]
_ACTS: Final[Mapping[str, Callable[[], Fields]]] = {
    LAPSED: lambda: ({"of": _like(_CHANGE), "subject": _name, "until": _PUBLISHED}, _BY),
    "opened": lambda: ({"origin": _text, "zone": _text}, _BY),
    "key_added": lambda: ({"key": _text}, {**_BY, "by": _text, "signature": _text}),
    "key_lost": lambda: ({"lost": _text, "key": _text, "why": _text}, _BY),
    "subject_described": lambda: (
        {"path": _name},
        {**_BY, "title": _text, "aliases": _all(_name), "titles": _each(_text)}
        | {"words": _each(_WORDED)},
    ),
    "source_described": lambda: ({"name": _name, "ceiling": _one_of(AUTHORITIES)}, _BY),
    "announced": lambda: (
        {
            "id": _like(_SLUG),
            "source": _object(
                {"name": _name, "authority": _one_of(AUTHORITIES)}, {"party": _one_of(PARTIES)}
            ),
            "published": _PUBLISHED,
            "zone": _text,
            "changes": _count,
        },
        {
            **_BY,
            **dict.fromkeys(("title", "url", "language"), _text),
            "evidence": _EVIDENCE,
            "via": _object({"name": _text}, {"published": _PUBLISHED, "url": _text}),
        },
    ),
    "corrected": lambda: (
        {
            "target": _like(_TARGET),
            "fields": _object(
                {},
                {
                    name: _or_none(_form(field))
                    for fields in CORRECTED.values()
                    for name, field in fields.items()
                },
            ),
            "why": _text,
        },
        {**_BY, "subject": _name},
    ),
    "retracted": lambda: ({"target": _like(_TARGET), "why": _text}, {**_BY, "subject": _name}),
    "evidence_added": lambda: ({"target": _like(_SLUG), "evidence": _EVIDENCE, "why": _text}, _BY),
}


def _form(field: Field) -> ShapeCheck:
    return _one_of(field.words) if field.type == "word" else _FORMS.get(field.type, _text)


@cache
def _of(type: str) -> ShapeCheck | None:
    """What an event of a type must be like; None of an unknown one."""
    parts = _parts(type)
    return None if parts is None else _object(*parts)


def _parts(type: str) -> Fields | None:
    if type not in CHANGES:
        make = _ACTS.get(type)
        return None if make is None else make()
    fields = CARRIED[type].values()
    must = {field.name: _form(field) for field in fields if type in field.needed}
    may = {field.name: _form(field) for field in fields if type not in field.needed}
    return {"change": _like(_CHANGE), "subject": _name, **must}, {**may, **_BY}
