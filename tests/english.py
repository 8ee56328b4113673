"""Which English is left in what is told in Chinese?"""

import re
from collections.abc import Mapping
from typing import Any, Final

import pytest

from ledger.faults import LedgerFault, Phrase
from ledger.sayings import language
from ledger.sayings.language import Words

#: Words that stand together as in a sentence.
_SENTENCE: Final = re.compile(r"\b[A-Za-z]?[a-z']+(?:[ ,;:]+[a-z']+){3,}")
#: What is told as it was said by others, what is typed, and what stands in a file's name.
_QUOTED: Final = re.compile(
    r"“[^”]*”|\bledger [a-z][^\u3000-\u30ff\u3400-\u9fff，。；：（）]*|[\w.*-]*/[\w./*-]*|--[\w-]+"
)

#: So much of a text is looked at: who tells a sentence begins with it.
_BEGINNING: Final = 1_000
#: Places for what others said or are called, and for a finding, told in the language.
_TOLD: Final = ("quoted", "line", "authority", "found")


def sentences(told: str, quoted: str = "") -> list[str]:
    """The English sentences in a text, but for what others said: commands, what stands in “…”, and
    what is `quoted`."""
    found = _SENTENCE.findall(_QUOTED.sub(" | ", told))
    plain = " ".join(quoted.split())
    return [each for each in found if each not in plain]


def watched(patch: pytest.MonkeyPatch) -> list[str]:
    """What is told from now on, in whatever language, that Chinese readers would read in English:
    phrases that the catalogue has not, and sentences in their places. What is wrong with a command
    line, or bad input (exit codes 1 and 2), may be one English text."""
    says = vars(language.catalogue(language.CHINESE))["_catalog"]
    tell, found, inside = Words.phrase, list[str](), list[bool]()

    def look(told: object, *, free: bool) -> None:
        if isinstance(told, LedgerFault):
            look(told.phrase, free=told.exit_code in (1, 2))
        elif isinstance(told, list):
            for each in told:
                look(each, free=free)
        elif isinstance(told, Phrase | Mapping):
            text, places = parts(told)
            if text not in says and not (free and not places):
                found.append(text)
            for name, each in places.items():
                if name not in _TOLD:
                    look(each, free=free)
        elif not free:
            found.extend(sentences(str(told)[:_BEGINNING]))

    def phrase(self: Words, told: object) -> str:
        if not inside:
            look(told, free=False)
        inside.append(True)
        try:
            return tell(self, told)
        finally:
            inside.pop()

    patch.setattr(Words, "phrase", phrase)
    return found


def parts(told: Phrase | Mapping[str, Any]) -> tuple[str, Mapping[str, object]]:
    """The text of a phrase, and what stands in its places."""
    if isinstance(told, Phrase):
        return told.text, told.places
    return told["text"], told["places"]
