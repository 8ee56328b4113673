"""What does one field say, in its stored form?

One reader for announcement files, for the flags of `ledger announce` and for `ledger correct`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from events.descriptions import LONGEST_NAME
from events.fields import CORRECTED, LONGEST_VALUE, OF_ANNOUNCEMENTS, OF_CHANGES, Field, Type
from ledger.dates import instants, windows
from ledger.faults import InputFault
from ledger.files.documents import NumberText
from ledger.files.synonyms import NAMES, WORDS
from ledger.files.texts import (
    FieldFault,
    ItemFaults,
    as_written,
    choice,
    near_word,
    said,
    shown,
    text,
    what,
)
from ledger.subjects import SubjectFault, subject_path
from ledger.twins import hint, skeleton

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: Text, or what a file holds in its place; the zone in which dates are read.
Reader = Callable[[Any, "ZoneInfo"], Any]

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,254}")
_OF: Final = re.compile(r"([a-z0-9][a-z0-9._-]{0,254})#([1-9][0-9]{0,8})")
_LANGUAGE: Final = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f-\x9f]+")
_PERCENT: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,20})?) *%?")
_LIKE_PERCENT: Final = re.compile(r"[+-]?[0-9.,]+(e[+-]?[0-9]+)? *%?", re.IGNORECASE)
#: What lists hold, for messages.
PATHS: Final = "paths, such as [kuaishou/live-cart]"
_IDS: Final = "changes, such as [kuaishou-2022-02-22#1]"
#: Types of values that are lists.
LISTS: Final = ("changes", "paths")
#: Dates that are remembered with what they mean.
_DAYS: Final = 10_000


class Unchangeable(FieldFault):
    """A field that is not there to be set, or not to be cleared, whatever the value."""


def parse_field(kind: str, name: str, text: str, zone: "ZoneInfo") -> Any:
    """The stored value of one field, or None where an empty text clears it.

    `kind` is the word of a change, or `announced` for an announcement's own fields, which are
    dotted within `source` and `population`. Raises Unchangeable for a field that cannot be set,
    FieldFault for a value that cannot be read.
    """
    fields = CORRECTED[kind]
    if name in _FIXED:
        raise Unchangeable(f"{name} is not corrected: retract it, and announce it under a new id")
    if name not in fields:
        near = near_word(name, fields, NAMES)
        raise Unchangeable(f"{name!r} is no field of {kind}{near}", f"one of {', '.join(fields)}")
    field = fields[name]
    if text == "":
        if field.always or kind in field.needed:
            raise Unchangeable(f"{name} cannot be cleared: it is needed", "a value")
        return None
    return _reader(field)(_listed(text) if field.type in LISTS else text, zone)


def _listed(text: str) -> list[Any]:
    """A list as it is written in YAML, in brackets."""
    from ledger.files import text_yaml

    try:
        found = text_yaml.parse(said(text, lines=True), "").value
    except InputFault as fault:
        first = fault.faults[0]
        raise FieldFault(f"{shown(text)}: {first.message}", first.expected) from None
    if not isinstance(found, list):
        raise FieldFault(
            f"{shown(text)} is no list{hint(text)}", "a list in brackets, such as [a, b]"
        )
    return found


def identifier(value: Any) -> str:
    """An announcement's id."""
    written = as_written(value)
    if not _ID.fullmatch(written):
        raise FieldFault(
            f"{shown(written)} is no id{hint(written)}",
            "a slug of at most 255 small letters, digits, `.`, `_` and `-` that begins with a "
            "letter or digit",
        )
    return written


def change_id(value: Any) -> tuple[str, int]:
    """`ANNOUNCEMENT#N` -> (announcement, n)."""
    written = as_written(value)
    if not (found := _OF.fullmatch(written)):
        lost = ", in quotes where a blank stands before the #" if "#" not in written else ""
        raise FieldFault(
            f"{shown(written)} names no change{hint(written)}", f"ANNOUNCEMENT#N, N from 1{lost}"
        )
    return found[1], int(found[2])


def subject(value: Any) -> str:
    """A path as it is stored."""
    try:
        return subject_path(as_written(value))
    except SubjectFault as fault:
        raise FieldFault(str(fault)) from None


def distinct(value: Any, read: Callable[[Any], str], *, each: str, such: str) -> list[str]:
    """A list of at least one, none of them twice. Raises ItemFaults with all that is wrong in it.

    `each` is what one of them is, `such` what they are and an example.
    """
    if not isinstance(value, list):
        raise FieldFault(f"is {what(value)}", f"a list of {such}")
    if not value:
        raise FieldFault("is empty", f"at least one {each}")
    found: dict[str, None] = {}
    faults = []
    for place, item in enumerate(value):
        try:
            written = read(item)
        except FieldFault as fault:
            faults.append((place, fault))
            continue
        if written in found:
            faults.append((place, FieldFault(f"{written} is here twice", f"each {each} once")))
        found[written] = None
    if faults:
        raise ItemFaults(faults)
    return list(found)


def _of(value: Any, _: "ZoneInfo") -> str:
    return "{}#{}".format(*change_id(value))


def _paths(value: Any, _: "ZoneInfo") -> list[str]:
    return distinct(value, subject, each="path", such=PATHS)


def _changes(value: Any, zone: "ZoneInfo") -> list[str]:
    return distinct(value, lambda item: _of(item, zone), each="change", such=_IDS)


def _value(value: Any, _: "ZoneInfo") -> str:
    written = said(value)
    if not written.isascii():
        import unicodedata

        written = unicodedata.normalize("NFC", written)
    if len(written) > LONGEST_VALUE:
        raise FieldFault(f"has {len(written)} characters", f"at most {LONGEST_VALUE}")
    return written


def population(value: Any, _: "ZoneInfo") -> dict[str, str]:
    """`10%`, words, or a mapping of both -> {"percent"?, "words"?}."""
    if isinstance(value, dict):
        if unknown := [name for name in value if name not in ("percent", "words")]:
            raise FieldFault(f"unknown field {shown(unknown[0])}", "percent and words", unknown[0])
        parts = {}
        for name, read in (("percent", percent), ("words", _line)):
            if value.get(name) is not None:
                try:
                    parts[name] = read(value[name], _)
                except FieldFault as fault:
                    raise FieldFault(fault.message, fault.expected, name) from None
        if not parts:
            raise FieldFault("says nothing", "percent, words, or both")
        return parts
    if isinstance(value, NumberText):
        raise FieldFault(f"is the number {shown(value)}", '"10%", words, or {"percent": 10}')
    written = said(value)
    if not _LIKE_PERCENT.fullmatch(skeleton(written)):
        return {"words": written}
    if written[-1] not in "%％":
        raise FieldFault(f"{shown(written)} is a number of what?", "10%, or words: 10 merchants")
    return {"percent": percent(written, _)}


def percent(value: Any, _: "ZoneInfo") -> str:
    """A share over 0 and at most 100 -> decimal text without exponent or trailing zeros."""
    written = _without_exponent(value) if isinstance(value, NumberText) else text(value)
    found = _PERCENT.fullmatch(written)
    number = Decimal(found[1]) if found else Decimal(0)
    if not 0 < number <= 100:
        message = f"{shown(str(value))} is no percentage{hint(written)}"
        raise FieldFault(message, "over 0 and at most 100, as 12.5")
    plain = format(number, "f")
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def _without_exponent(number: NumberText) -> str:
    """The number as decimal text, or as it is where that would be long."""
    try:
        exact = Decimal(number)
    except ArithmeticError:
        return number
    return format(exact, "f") if -24 < exact.adjusted() < 24 else number


def _line(value: Any, _: "ZoneInfo") -> str:
    return said(value)


def _prose(value: Any, _: "ZoneInfo") -> str:
    return said(value, lines=True)


def _url(value: Any, _: "ZoneInfo") -> str:
    written = text(value)
    if not _URL.fullmatch(written):
        raise FieldFault(
            f"{shown(written)} is no URL{hint(written)}", "such as https://example.org/notice"
        )
    return written


def _language(value: Any, _: "ZoneInfo") -> str:
    written = text(value)
    if not _LANGUAGE.fullmatch(written):
        raise FieldFault(
            f"{shown(written)} is no language tag{hint(written)}", "such as zh or zh-Hans (BCP 47)"
        )
    return written


def _name(value: Any, _: "ZoneInfo") -> str:
    name = said(value)
    if len(name) * 4 > LONGEST_NAME and (size := len(name.encode())) > LONGEST_NAME:
        raise FieldFault(f"has {size:,} bytes in UTF-8", f"at most {LONGEST_NAME:,}")
    return name


# The same days are written again and again, and a history of millions is read in one go.
@lru_cache(maxsize=_DAYS)
def _window(written: str, zone: "ZoneInfo") -> Mapping[str, str]:
    try:
        window = windows.effective(written, zone)
    except instants.MomentFault as fault:
        raise FieldFault(str(fault)) from None
    stored = {"text": window.text}
    if window.earliest is not None:
        stored["earliest"] = instants.render(window.earliest)
    if window.latest is not None:
        stored["latest"] = instants.render(window.latest)
    if window.qualifier is not None:
        stored["qualifier"] = window.qualifier
    return stored


@lru_cache(maxsize=_DAYS)
def _term(written: str, zone: "ZoneInfo") -> Mapping[str, str]:
    try:
        term = windows.until(written, zone)
    except instants.MomentFault as fault:
        raise FieldFault(str(fault)) from None
    if term.instant is None:
        return {"text": term.text}
    return {"text": term.text, "instant": instants.render(term.instant)}


def _effective(value: Any, zone: "ZoneInfo") -> dict[str, str]:
    return {**_window(text(value), zone)}


def _until(value: Any, zone: "ZoneInfo") -> dict[str, str]:
    return {**_term(text(value), zone)}


def _published(value: Any, zone: "ZoneInfo") -> dict[str, str]:
    written = text(value)
    if instants.is_instant(written):  # as it is stored
        return {"text": written, "instant": written}
    try:
        said = windows.published(written, zone)
    except instants.MomentFault as fault:
        raise FieldFault(str(fault)) from None
    return {"text": said.text, "instant": instants.render(said.instant)}


def _one_of(words: Sequence[str], synonyms: Mapping[str, str] | None = None) -> Reader:
    return lambda value, _: choice(value, words, synonyms)


#: What a statement is about, and by what name it is known.
_FIXED: Final = ("subject", "subjects", "of", "id", "evidence", "zone", "via")

_READERS: Final[dict[Type, Reader]] = {
    "change": _of,
    "changes": _changes,
    "paths": _paths,
    "value": _value,
    "window": _effective,
    "term": _until,
    "line": _line,
    "prose": _prose,
    "population": population,
    "percent": percent,
    "publication": _published,
    "url": _url,
    "language": _language,
    "name": _name,
}


def _reader(field: Field) -> Reader:
    if field.type == "word":
        return _one_of(field.words, WORDS.get(field.name))
    return _READERS[field.type]


#: What reads each field of a change and of an announcement, by name.
READERS: Final[dict[str, Reader]] = {
    field.name: _reader(field) for field in (*OF_CHANGES, *OF_ANNOUNCEMENTS)
}
