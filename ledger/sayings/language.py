"""In which language is an answer told, and how does a text of it come to be said in that language?

Messages are English and have named places: `from {date}`. English asks no catalogue. Chinese puts
a blank between a Chinese character and a date, a number or an id, and none beside its own marks:
the seams of a message are closed here, so that no message needs to know what stands in its places.
"""

import os
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

from ledger.faults import LedgerFault, Phrase

if TYPE_CHECKING:
    from gettext import NullTranslations
    from zoneinfo import ZoneInfo

ENGLISH: Final = "en"
CHINESE: Final = "zh-Hans"
LANGUAGES: Final = (ENGLISH, CHINESE)
CATALOGUES: Final = os.path.join(os.path.dirname(__file__), "locale")
DOMAIN: Final = "policy-ledger"
#: The variables that name a locale; of these the first that is set counts (POSIX).
_LOCALE: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
#: Where Chinese is written in simplified characters.
_SIMPLIFIED: Final = frozenset(("hans", "cn", "sg"))
#: What stands off a Chinese character by a blank, besides letters and digits.
_APART: Final = frozenset("@#%$+-/\\`<>=&*'\"")


def of_locale(environment: Mapping[str, str]) -> str:
    """The language of a locale: `zh_CN.UTF-8`, `zh_SG` and `zh-Hans…` are Chinese in simplified
    characters, everything else is English."""
    named = next((found for name in _LOCALE if (found := environment.get(name))), "")
    parts = named.partition(".")[0].partition("@")[0].lower().replace("_", "-").split("-")
    is_chinese = parts[0] == "zh" and not _SIMPLIFIED.isdisjoint(parts[1:])
    return CHINESE if is_chinese and "hant" not in parts else ENGLISH


def message(text: str) -> str:
    """The text itself: a mark by which the catalogue takes it in, where it is said elsewhere."""
    return text


class Words:
    """The language in which facts are told, and the zone of their dates."""

    __slots__ = ("_catalogue", "language", "zone")

    def __init__(self, language: str, zone: "ZoneInfo") -> None:
        self.language, self.zone = language, zone
        self._catalogue = None if language == ENGLISH else catalogue(language)

    def tell(self, text: str, /, **places: object) -> str:
        """A message in the language, with what stands in its places."""
        if self._catalogue is None:
            return text.format(**places) if places else text
        return _filled(self._catalogue.gettext(text), places)

    def many(self, count: int, one: str, more: str, /, **places: object) -> str:
        """A message about a `{count}`: `{count} subject`, `{count} subjects`."""
        if self._catalogue is None:
            return (one if count == 1 else more).format(count=count, **places)
        return _filled(self._catalogue.ngettext(one, more, count), {"count": count, **places})

    def phrase(self, found: object) -> str:
        """A phrase with what stands in its places, phrases too, as it is or as documents have it;
        the text of anything else."""
        if isinstance(found, LedgerFault):
            found = found.phrase
        if isinstance(found, Phrase):
            text, places = found.text, found.places
        elif isinstance(found, list):
            return "\n".join(map(self.phrase, found))
        elif isinstance(found, Mapping):
            text, places = found["text"], found["places"]
        else:
            return str(found)
        return self.tell(text, **{name: self.phrase(each) for name, each in places.items()})

    def joined(self, clauses: Iterable[str]) -> str:
        """Clauses of one sentence: `permitted, CONTESTED`."""
        return ("，" if self._catalogue else ", ").join(clauses)

    def clauses(self, clauses: Iterable[str]) -> str:
        """Clauses of one sentence that stand further apart: `9 contested; 1 term ends`."""
        return ("；" if self._catalogue else "; ").join(clauses)

    def listed(self, things: Iterable[str]) -> str:
        """Things of one kind, of which the sentence does not end with the last: `a, b, c`."""
        return ("、" if self._catalogue else ", ").join(things)

    def all_of(self, things: Iterable[str]) -> str:
        """Things that count together: `a and b and c`, `a、b 和 c`."""
        return self._last(things, " and ", "和")

    def any_of(self, things: Iterable[str]) -> str:
        """Things of which one counts: `a or b or c`, `a、b 或 c`."""
        return self._last(things, " or ", "或")

    def aside(self, text: str, aside: str) -> str:
        """A text with an aside behind it: `from 2022-10-28 (approximate)`."""
        return f"{text}（{aside}）" if self._catalogue else f"{text} ({aside})"

    def colon(self, lead: str, text: str) -> str:
        """What something is of, and a text: `scheduled: permitted`."""
        return f"{lead}：{text}" if self._catalogue else f"{lead}: {text}"

    def _last(self, things: Iterable[str], english: str, chinese: str) -> str:
        found = list(things)
        if self._catalogue is None:
            return english.join(found)
        head = "、".join(found[:-1])
        return closed((head, chinese, found[-1])) if head else "".join(found)

    def sentences(self, said: Iterable[str]) -> str:
        """Sentences without their last mark, each ended with it: `One. Two.`"""
        if self._catalogue:
            return "".join(f"{each}。" for each in said)
        return " ".join(f"{each}." for each in said)


@lru_cache(1)
def english() -> Words:
    """English, for what tells no date: what is wrong with a command line."""
    return Words(ENGLISH, cast("ZoneInfo", None))


@lru_cache(len(LANGUAGES))
def catalogue(language: str) -> "NullTranslations":
    """The compiled catalogue of a language; LedgerFault where it is not there."""
    from gettext import GNUTranslations

    folder = language.replace("-", "_")
    file = os.path.join(CATALOGUES, folder, "LC_MESSAGES", f"{DOMAIN}.mo")
    try:
        with open(file, "rb") as compiled:
            return GNUTranslations(compiled)
    except FileNotFoundError:
        raise LedgerFault(
            f"the catalogue of {language} is not compiled: expected {file}; install the package "
            "again, which compiles it, or ask with --lang en"
        ) from None


def _filled(text: str, places: Mapping[str, object]) -> str:
    """A message with what stands in its places, its seams closed."""
    if not places:
        return text
    parts: list[str] = []
    for written, name in _parts(text):
        parts.append(written)
        if name is not None:
            parts.append(str(places[name]))
    return closed(parts)


@lru_cache(1024)
def _parts(text: str) -> tuple[tuple[str, str | None], ...]:
    from string import Formatter

    return tuple((written, name) for written, name, _form, _as in Formatter().parse(text))


def closed(parts: Iterable[str]) -> str:
    """Parts of a Chinese text put together: a blank where a Chinese character meets a letter, a
    digit or what an id begins with, and between two words that are not Chinese."""
    told = ""
    for part in filter(None, parts):
        told += f" {part}" if told and _is_apart(told[-1], part[0]) else part
    return told


def _is_apart(left: str, right: str) -> bool:
    return (
        (_is_han(left) and _stands_off(right))
        or (_stands_off(left) and _is_han(right))
        or (left.isalnum() and right.isalnum() and not _is_han(left) and not _is_han(right))
    )


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


def _stands_off(character: str) -> bool:
    return character in _APART or (character < "\u2e80" and character.isalnum())
