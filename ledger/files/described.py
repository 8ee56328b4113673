"""What does a file say of subjects and of sources themselves? (DESIGN 7)"""

import re
from typing import Any, Final

from events.descriptions import LANGUAGE, LONGEST_WORD, WORDED
from events.words import AUTHORITIES
from ledger.files.drafts import OF_SOURCE, OF_SUBJECT, DraftDescription
from ledger.files.fields import READERS, subject
from ledger.files.parts import Part
from ledger.files.synonyms import WORDS
from ledger.files.texts import FieldFault, as_written, choice, said, shown
from ledger.objections import Warned
from ledger.subjects import ANY, doubtful, is_pattern
from ledger.twins import hint

_LANGUAGE: Final = re.compile(LANGUAGE)
_SUBJECT: Final = ("path", "title", "titles", "aliases", "words")
_SOURCE: Final = ("name", "ceiling")
_BY_LANGUAGE: Final = "{zh-Hans: 快手}, a text by language"
_BY_EFFECT: Final = "{permitted: in force}, a word by effect"
#: What people write for an effect.
_EFFECTS: Final = {
    **WORDS["effect"],
    **dict.fromkeys(("expired", "lapsed", "unknown"), "undetermined"),
}


def subjects(whole: Part, warnings: list[Warned]) -> tuple[DraftDescription, ...]:
    """The entries of `subjects:`, and into `warnings` what looks wrong in them."""
    paths: dict[str, int] = {}
    owners: dict[str, str] = {}
    found = []
    for part in whole.parts("subjects", "an entry such as {path: PATH, title: TITLE}"):
        part.only(_SUBJECT, {"name": "title", "alias": "aliases", "word": "words"})
        part.need("path", "a path such as kuaishou/live-cart")
        path = part.read("path", subject)
        _once(part, "path", path, paths)
        data: dict[str, Any] = {"path": path, "aliases": _aliases(part)}
        if path and data["aliases"] and is_pattern(path):
            message = f"{path} stands for many paths, and an alias for one"
            part.fault("aliases", message, "none; titles and words may be given to it")
        told = {"title": part.read("title", said), "titles": _titles(part), "words": _words(part)}
        data |= {name: value for name, value in told.items() if value}
        for alias in data["aliases"]:
            if owners.setdefault(alias, path or "") != (path or ""):
                said_of = {"alias": alias, "subjects": [owners[alias], path]}
                warned = Warned("shared alias", said_of)
                warnings.append(warned.at(whole.faults.file, part.line))
        if path and (doubt := doubtful(path)):
            warned = Warned("doubtful characters", {"subject": path, **doubt._asdict()})
            warnings.append(warned.at(whole.faults.file, part.line))
        found.append(DraftDescription(OF_SUBJECT, data, whole.faults.file, part.line, part.field))
    return tuple(found)


def sources(whole: Part) -> tuple[DraftDescription, ...]:
    """The entries of `sources:`."""
    names: dict[str, int] = {}
    found = []
    for part in whole.parts("sources", "an entry such as {name: NAME, ceiling: official}"):
        part.only(_SOURCE, {"source": "name", "authority": "ceiling", "limit": "ceiling"})
        part.need("name", "the name by which the source is known")
        part.need("ceiling", f"the greatest authority under which it may speak: {_AUTHORITIES}")
        name = part.read("name", READERS["source.name"], None)
        _once(part, "name", name, names)
        data = {
            "name": name,
            "ceiling": part.read("ceiling", choice, AUTHORITIES, WORDS["source.authority"]),
        }
        found.append(DraftDescription(OF_SOURCE, data, whole.faults.file, part.line, part.field))
    return tuple(found)


_AUTHORITIES: Final = ", ".join(AUTHORITIES)


def _once(part: Part, field: str, value: str | None, seen: dict[str, int]) -> None:
    if value in seen:
        part.fault(field, f"{value} is here twice, first on line {seen[value]}", "once")
    elif value is not None:
        seen[value] = part.line


def _aliases(part: Part) -> list[str]:
    found: list[str] = []
    for place, item in enumerate(part.items("aliases", "a list of names, such as [快手]")):
        try:
            if ANY in as_written(item):
                raise FieldFault(f"{shown(item)} has a *", "a name that stands for one path")
            said(item)
            alias = subject(item)
            if "/" in alias:
                raise FieldFault(f"{shown(alias)} is a path", "an alias without a slash")
        except FieldFault as fault:
            part.item_fault("aliases", place, fault.message, fault.expected)
            continue
        if alias in found:
            part.item_fault("aliases", place, f"{alias} is here twice", "each alias once")
        found.append(alias)
    return found


def _titles(part: Part) -> dict[str, str]:
    inner = part.part("titles", _BY_LANGUAGE)
    return {} if inner is None else _by_language(inner, _BY_LANGUAGE, said)


def _words(part: Part) -> dict[str, Any]:
    inner = part.part("words", _BY_EFFECT)
    if inner is None:
        return {}
    inner.only(WORDED, _EFFECTS)
    if not inner.value:
        inner.fault("", "says nothing", _BY_EFFECT)
    found: dict[str, Any] = {}
    for effect in WORDED:
        if isinstance(inner.value.get(effect), dict):
            languages = inner.part(effect, "")
            word = {} if languages is None else _by_language(languages, "{en: in force}", _word)
        else:
            word = inner.read(effect, _word)
        if word:
            found[effect] = word
    return found


def _by_language(part: Part, expected: str, reader: Any) -> dict[str, str]:
    """A text for each language, under its tag as BCP 47 spells it."""
    found: dict[str, str] = {}
    if not part.value:
        part.fault("", "says nothing", expected)
    for written in part.value:
        if not _LANGUAGE.fullmatch(written):
            part.fault(
                written,
                f"{shown(written)} is no language tag{hint(written)}",
                "such as zh-Hans (BCP 47)",
            )
            continue
        tag = spelt(written)
        if tag in found:
            part.fault(written, f"{tag} is here twice", "each language once")
        if (text := part.read(written, reader)) is not None:
            found[tag] = text
    return found


def spelt(tag: str) -> str:
    """A language tag as RFC 5646 (2.1.1) spells it: zh-Hans-CN."""
    first, *rest = tag.lower().split("-")
    single = next((n for n, part in enumerate(rest) if len(part) == 1), len(rest))
    return "-".join(
        (
            first,
            *(
                part
                if n >= single
                else part.title()
                if len(part) == 4 and part.isalpha()
                else part.upper()
                if len(part) == 2
                else part
                for n, part in enumerate(rest)
            ),
        )
    )


def _word(value: Any) -> str:
    written = said(value)
    if len(written) > LONGEST_WORD:
        raise FieldFault(f"has {len(written)} characters", f"at most {LONGEST_WORD}")
    return written
