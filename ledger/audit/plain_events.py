"""Which stored events are so plain that one pattern shows their bytes to be right?

Nine events in ten have the same few fields. For those one match shows at once what takes three
steps for any event: that the bytes are canonical JSON (RFC 8785), that they have the fields of
their type and no others, and that each value is one it may have. What does not match is not wrong;
it goes the long way, through `events.codec`. A test holds both ways equal.
"""

import json
import re
from re import Pattern
from typing import Any, Final

from events.values import LONGEST_PATH
from events.words import AFTERWARDS, AUTHORITIES, PARTIES, STARTS, TERMLESS

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

_AFTERWARDS: Final = f"?afterwards:{_word(AFTERWARDS)}"
_CHANGED: Final = f"change:{_CHANGE}"
_EFFECTIVE: Final = f"effective:{_WINDOW}"
_NOTE: Final = f"?note:{_TEXT}"
_OF: Final = f"of:{_CHANGE}"
_QUOTE: Final = f"?quote:{_TEXT}"
_SUBJECT: Final = f"subject:{_PATH}"
_UNTIL: Final = f"until:{_TERM}"


def _statement(kind: str) -> str:
    """Stated with its start, or expected with or without one."""
    effect, population = "", ""
    if kind in STARTS:
        effect = f"?effect:{_word(('permitted', 'suspended'))}"
        population = f"?population:{_POPULATION}"
    before, after = ("", "") if kind in TERMLESS else (_AFTERWARDS, f"?{_UNTIL}")

    def of(certainty: str, start: str) -> str:
        fields = (before, f'certainty:"{certainty}"', _CHANGED, effect, start, _NOTE)
        return _object(*filter(None, (*fields, population, _QUOTE, _SUBJECT, after)))

    return f"{of('stated', _EFFECTIVE)}|{of('expected', f'?{_EFFECTIVE}')}"


_SHAPES: Final[dict[str, str]] = {
    **{
        kind: _statement(kind)
        for kind in (
            *("permitted", "suspended", "grayscale_started", "grayscale_completed"),
            *("rollout_started", "fully_recovered", "noted"),
        )
    },
    "rescheduled": _object(_CHANGED, f"?{_EFFECTIVE}", _NOTE, _OF, _QUOTE, _SUBJECT),
    "term_changed": _object(_AFTERWARDS, _CHANGED, _NOTE, _OF, _QUOTE, _SUBJECT, _UNTIL),
    "withdrawn": _object(_CHANGED, _NOTE, _OF, _QUOTE, _SUBJECT),
    "confirmed": _object(
        *(_AFTERWARDS, _CHANGED, f"?{_EFFECTIVE}", _NOTE, _OF, _QUOTE, _SUBJECT, f"?{_UNTIL}")
    ),
    "announced": _object(
        f"changes:{_COUNT}",
        r"evidence:\[\]",
        f'id:"{_SLUG}"',
        f"?language:{_TEXT}",
        f"published:{_PUBLISHED}",
        f"?recorder:{_TEXT}",
        "source:"
        + _object(f"authority:{_word(AUTHORITIES)}", f"name:{_TEXT}", f"?party:{_word(PARTIES)}"),
        f"?title:{_TEXT}",
        f"?url:{_TEXT}",
        "?via:" + _object(f"name:{_TEXT}", f"?published:{_PUBLISHED}", f"?url:{_TEXT}"),
        f"zone:{_TEXT}",
    ),
    "subject_described": _object(
        rf"aliases:\[(?:{_TEXT}(?:,{_TEXT})*+)?\]",
        f"path:{_PATH}",
        f"?recorder:{_TEXT}",
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
    return data
