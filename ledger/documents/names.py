"""What are the paths of a document called, and their effects?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ledger.documents.forms import TypedDict
from ledger.subjects import covers, is_pattern

if TYPE_CHECKING:
    from ledger.descriptions import Description

#: Effect -> how it is called, in one text or by language.
EffectNames = dict[str, str | dict[str, str]]


class TitleRow(TypedDict):
    """What a path is called."""

    title: str | None
    """Its title in no particular language."""
    titles: dict[str, str]
    """Its titles by language."""


class CalledPaths(TypedDict):
    """How what occurs in a document is called."""

    titles: dict[str, TitleRow]
    """What the paths that occur are called."""
    words: dict[str, EffectNames]
    """How effects are called: by path, for it and those below it."""


class Describing(Protocol):
    """What knows how paths are described: a view, or a comparison."""

    def descriptions(self) -> dict[str, Description]: ...


class Names:
    """Those of the paths that occur, and of those that cover them."""

    def __init__(self, describing: Describing) -> None:
        self._given = describing.descriptions()
        self._patterns = [path for path in self._given if is_pattern(path)]
        self._seen: set[str] = set()
        self.titles: dict[str, TitleRow] = {}
        self.words: dict[str, EffectNames] = {}

    def take(self, path: str) -> None:
        """A path occurs."""
        if path in self._seen:
            return
        for each in [each for each in self._patterns if covers(each, path)]:
            self._patterns.remove(each)
            self._give(each)
        while path and path not in self._seen:
            self._seen.add(path)
            self._give(path)
            path = path.rpartition("/")[0]

    def _give(self, path: str) -> None:
        said = self._given.get(path)
        if said is None:
            return
        if said.title or said.titles:
            self.titles[path] = {"title": said.title, "titles": dict(said.titles)}
        if said.words:
            self.words[path] = {
                effect: dict(text) if isinstance(text, Mapping) else text
                for effect, text in said.words.items()
            }

    def given(self) -> dict[str, Any]:
        """The fields of a document, by path."""
        return {
            "titles": dict(sorted(self.titles.items())),
            "words": dict(sorted(self.words.items())),
        }
