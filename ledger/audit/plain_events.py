"""Which stored events are so plain that one pattern shows their bytes to be right?

Nine events in ten have the same few fields. For those one match shows at once what takes three
steps for any event: that the bytes are canonical JSON (RFC 8785), that they have the fields of
their type and no others, and that each value is one it may have. What does not match is not wrong;
it goes the long way, through `events.codec`. A test holds both ways equal.
"""

import json
import re
from collections.abc import Iterator
from re import Pattern
from typing import Any, Final

from events.fields import CARRIED, DEFAULTS, LONGEST_VALUE, Type
from events.formats import since
from events.upcasts import present, written
from events.values import LONGEST_PATH
from events.words import AUTHORITIES, CERTAINTIES, CHANGES, PARTIES, STATEMENTS

#: A text, with what RFC 8785 escapes in it, each escape in its one spelling. Possessive, so that no
#: text makes the match slow.
_ESCAPED: Final = r'\\(?:["\\bfnrt]|u00(?:0[0-7bef]|1[0-9a-f]))'
_TEXT: Final = rf'"(?:[^"\\\x00-\x1f]++|{_ESCAPED})++"'
_PATH: Final = rf'"[^"\\\x00-\x1f]{{1,{LONGEST_PATH}}}"'
_INSTANT: Final = r'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z"'
_SLUG: Final = r"[a-z0-9][a-z0-9._-]{0,200}"
_CHANGE: Final = rf'"{_SLUG}#[1-9][0-9]{{0,9}}"'
_COUNT: Final = "(?:0|[1-9][0-9]{0,9})"
_PERCENT: Final = r'"(?:0\.[0-9]*[1-9]|[1-9][0-9]?(?:\.[0-9]*[1-9])?|100)"'


def _word(words: tuple[str, ...]) -> str:
    return f'"(?:{"|".join(words)})"'


def _list(item: str) -> str:
    return rf"\[{item}(?:,{item})*+\]"


def _object(*fields: str) -> str:
    """An object of these fields, in their order; those that begin with `?` may be left out."""
    pivot = next(n for n, field in enumerate(fields) if not field.startswith("?"))
    parts = []
    for number, field in enumerate(fields):
        name, _, value = field.removeprefix("?").partition(":")
        # the comma between two fields goes with the one that is farther from the pivot
        part = f'{"," * (number > pivot)}"{name}":{value}{"," * (number < pivot)}'
        parts.append(f"(?:{part})?" if field.startswith("?") else part)
    return r"\{" + "".join(parts) + r"\}"


_WINDOW: Final = _object(
    f"?earliest:{_INSTANT}", f"?latest:{_INSTANT}", '?qualifier:"[~?%]+"', f"text:{_TEXT}"
)
_TERM: Final = _object(f"?instant:{_INSTANT}", f"text:{_TEXT}")
_PUBLISHED: Final = _object(f"instant:{_INSTANT}", f"text:{_TEXT}")
_SHARE: Final = _object(f"percent:{_PERCENT}", f"?words:{_TEXT}")
_POPULATION: Final = f"(?:{_SHARE}|{_object(f'words:{_TEXT}')})"

_FORMS: Final[dict[Type, str]] = {
    "change": _CHANGE,
    "changes": _list(_CHANGE),
    "paths": _list(_PATH),
    "value": rf'"(?:[^"\\\x00-\x1f]|{_ESCAPED}){{1,{LONGEST_VALUE}}}+"',
    "window": _WINDOW,
    "term": _TERM,
    "line": _TEXT,
    "prose": _TEXT,
    "population": _POPULATION,
}


def _choice(words: tuple[str, ...], kind: str, *field: str, format: int) -> str:
    """One of the words of a field that it may be in that format."""
    return _word(tuple(word for word in words if since(kind, *field, word=word) <= format))


def _change(kind: str, format: int, certainty: str | None = None) -> str:
    """A change with the fields of its kind in a format; a statement of one certainty, with what
    that asks. Empty where the kind needs what the format has not."""
    carried = CARRIED[kind]
    forms = {"change": _CHANGE, "subject": _PATH}
    for name, field in carried.items():
        if since(kind, name) <= format:
            words = _choice(field.words, kind, name, format=format)
            forms[name] = words if field.type == "word" else _FORMS[field.type]
    if since(kind, "role") <= format:
        forms["role"] = _TEXT
    # what a statement does not say is written out
    needed = {"change", "subject", *DEFAULTS.get(kind, ())}
    needed |= {name for name, field in carried.items() if kind in field.needed}
    if format > 1:
        forms["format"] = str(format)
        needed.add("format")
    if certainty is not None:
        forms["certainty"] = _word((certainty,))
        if certainty == "conditional":
            needed.add("condition")
        else:
            del forms["condition"]
        if certainty == "stated" and kind != "noted":
            needed.add("effective")
    if not needed <= set(forms):
        return ""
    return _object(*(f"{'?' * (name not in needed)}{name}:{forms[name]}" for name in sorted(forms)))


def _announced(format: int) -> str:
    source = _object(
        f"authority:{_choice(AUTHORITIES, 'announced', 'source', 'authority', format=format)}",
        f"name:{_TEXT}",
        f"?party:{_choice(PARTIES, 'announced', 'source', 'party', format=format)}",
    )
    return _object(
        f"changes:{_COUNT}",
        r"evidence:\[\]",
        *([f"format:{format}"] if format > 1 else []),
        f'id:"{_SLUG}"',
        f"?language:{_TEXT}",
        f"published:{_PUBLISHED}",
        f"?recorder:{_TEXT}",
        *([f"?role:{_TEXT}"] if since("announced", "role") <= format else []),
        f"source:{source}",
        f"?title:{_TEXT}",
        f"?url:{_TEXT}",
        "?via:" + _object(f"name:{_TEXT}", f"?published:{_PUBLISHED}", f"?url:{_TEXT}"),
        f"zone:{_TEXT}",
    )


def _shapes(kind: str) -> Iterator[str]:
    """One in each format, the first one first: most events are of that."""
    for format in range(1, present(kind) + 1):
        if kind == "announced":
            yield _announced(format)
        elif kind in STATEMENTS:
            yield from (_change(kind, format, certainty) for certainty in CERTAINTIES)
        else:
            yield _change(kind, format)


_SHAPES: Final[dict[str, str]] = {
    **{kind: "|".join(filter(None, _shapes(kind))) for kind in ("announced", *CHANGES)},
    "subject_described": _object(
        rf"aliases:\[(?:{_TEXT}(?:,{_TEXT})*+)?\]",
        f"?format:{since('subject_described', 'role')}",
        f"path:{_PATH}",
        f"?recorder:{_TEXT}",
        f"?role:{_TEXT}",
        f"?title:{_TEXT}",
    ),
}
_PATTERNS: Final[dict[str, Pattern[str]]] = {
    kind: re.compile(shape) for kind, shape in _SHAPES.items()
}
_scan: Final[Any] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def plain(kind: str, text: str) -> dict[str, Any] | None:
    """The data of a stored event of a type, where its text is plain and right; else None."""
    pattern = _PATTERNS.get(kind)
    if pattern is None or pattern.fullmatch(text) is None:
        return None
    data: dict[str, Any] = _scan(text, 0)[0]
    if "format" in data and data.pop("format") != written(kind, data):
        return None  # an earlier one has all that it says
    return data
