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

from events.words import AFTERWARDS, AUTHORITIES, PARTIES, STARTS, TERMLESS

#: A text with nothing in it that JSON would have to escape.
_TEXT: Final = r'"[^"\\\x00-\x1f]+"'
_PATH: Final = r'"[^"\\\x00-\x1f]{1,1031}"'
_INSTANT: Final = r'"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z"'
_SLUG: Final = r"[a-z0-9][a-z0-9._-]{0,200}"
_CHANGE: Final = rf'"{_SLUG}#[1-9][0-9]{{0,9}}"'
_WINDOW: Final = (
    rf'\{{(?:"earliest":{_INSTANT},)?(?:"latest":{_INSTANT},)?(?:"qualifier":"[~?%]+",)?'
    rf'"text":{_TEXT}\}}'
)
_TERM: Final = rf'\{{(?:"instant":{_INSTANT},)?"text":{_TEXT}\}}'


def _word(words: tuple[str, ...]) -> str:
    return f'"(?:{"|".join(words)})"'


def _object(*fields: str) -> Pattern[str]:
    """An object of these fields in their order; one that begins with `?` may be left out."""
    parts = []
    for field in fields:
        name, _, value = field.removeprefix("?").partition(":")
        part = f'"{name}":{value},'
        parts.append(f"(?:{part})?" if field.startswith("?") else part)
    # every field but the last brings the comma after it; the last is always there
    body = "".join(parts)
    return re.compile(r"\{" + body.removesuffix(",") + r"\}")


_AFTERWARDS: Final = f"?afterwards:{_word(AFTERWARDS)}"
_STATED: Final = ('certainty:"stated"', f"change:{_CHANGE}")
_SAID: Final = (f"?note:{_TEXT}", f"?quote:{_TEXT}")
_SUBJECT: Final = f"subject:{_PATH}"


def _statement(kind: str) -> tuple[Pattern[str], ...]:
    """With a term and without: what comes last is always there."""
    effect = (f"?effect:{_word(('permitted', 'suspended'))}",) if kind in STARTS else ()
    begun = (*_STATED, *effect, f"effective:{_WINDOW}", *_SAID, _SUBJECT)
    if kind in TERMLESS:
        return (_object(*begun),)
    return _object(_AFTERWARDS, *begun), _object(_AFTERWARDS, *begun, f"until:{_TERM}")


def _announced() -> Pattern[str]:
    source = rf'\{{"authority":{_word(AUTHORITIES)},"name":{_TEXT}(?:,"party":{_word(PARTIES)})?\}}'
    return _object(
        "changes:(?:0|[1-9][0-9]{0,9})",
        r"evidence:\[\]",
        f'id:"{_SLUG}"',
        f"?language:{_TEXT}",
        rf'published:\{{"instant":{_INSTANT},"text":{_TEXT}\}}',
        f"?recorder:{_TEXT}",
        f"source:{source}",
        f"?title:{_TEXT}",
        f"?url:{_TEXT}",
        f"zone:{_TEXT}",
    )


_AMENDED: Final = (*_SAID[:1], f"of:{_CHANGE}", *_SAID[1:], _SUBJECT)
_PATTERNS: Final[dict[str, tuple[Pattern[str], ...]]] = {
    **{
        kind: _statement(kind)
        for kind in (
            *("permitted", "suspended", "grayscale_started", "grayscale_completed"),
            *("rollout_started", "fully_recovered", "noted"),
        )
    },
    "announced": (_announced(),),
    "rescheduled": (_object(f"change:{_CHANGE}", f"?effective:{_WINDOW}", *_AMENDED),),
    "term_changed": (_object(_AFTERWARDS, f"change:{_CHANGE}", *_AMENDED, f"until:{_TERM}"),),
    "withdrawn": (_object(f"change:{_CHANGE}", *_AMENDED),),
}
_scan: Final[Any] = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


def plain(kind: str, text: str) -> dict[str, Any] | None:
    """The data of a stored event of a type, where its text is plain and right; else None."""
    for pattern in _PATTERNS.get(kind, ()):
        if pattern.fullmatch(text):
            data: dict[str, Any] = _scan(text, 0)[0]
            return data
    return None
