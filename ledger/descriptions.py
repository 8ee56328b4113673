"""What are subjects called, and their effects, in a language? Pure; standard library only.

Of a path, its latest description counts, which replaced what it had (DESIGN 2, 7).
"""

import json
from collections.abc import Mapping
from typing import Final, NamedTuple

from ledger.records import Cells
from ledger.subjects import ANY, ancestors, covers, is_pattern

#: A text of any language, or one for each that it names (BCP 47).
EffectName = str | Mapping[str, str]
_NOTHING: Final[Mapping[str, str]] = {}


class Description(NamedTuple):
    """What a path was last given: `titles` by language, `words` by effect."""

    title: str | None
    aliases: tuple[str, ...]
    titles: Mapping[str, str] = _NOTHING
    words: Mapping[str, EffectName] = _NOTHING


def described(row: Cells) -> tuple[str, Description]:
    """A path and its description, of (path, title, aliases, titles, words), the last three JSON."""
    path, title, aliases, titles, words = (None if each is None else str(each) for each in row)
    return str(path), Description(
        title,
        tuple(json.loads(aliases or "[]")),
        json.loads(titles) if titles else _NOTHING,
        json.loads(words) if words else _NOTHING,
    )


class Descriptions:
    """All that paths were given, and what follows for any path."""

    def __init__(self, given: Mapping[str, Description]) -> None:
        """`given`: path -> its description."""
        self._given = given
        self._worded = {path: said.words for path, said in given.items() if said.words}
        # Found by going up a path; only those with a segment that stands for any are compared.
        self._patterns = [path for path in self._worded if is_pattern(path)]

    def title_of(self, path: str, language: str | None = None) -> str | None:
        """The title of exactly this path in a language, else its title in any, else one in
        another language; None where it has none."""
        said = self._given.get(path)
        if said is None:
            return None
        return in_language(said.titles, language) or said.title or in_language(said.titles, ANY)

    def titles(self, language: str | None = None) -> dict[str, str]:
        """Path -> its title, of those that have one."""
        found = ((path, self.title_of(path, language)) for path in self._given)
        return {path: title for path, title in found if title}

    def words_of(self, path: str, effect: str, language: str | None = None) -> str | None:
        """How an effect is called for a path, by the most particular of the paths that cover it
        and give a word for it; of two such by the later in code points. None: none does."""
        if not self._worded:
            return None
        found = [each for each in ancestors(path) if each in self._worded]
        found += [each for each in self._patterns if covers(each, path) and each not in found]
        given = [each for each in found if effect in self._worded[each]]
        if not given:
            return None
        said = self._worded[max(given, key=_particular)][effect]
        if isinstance(said, str):
            return said
        return in_language(said, language) or in_language(said, ANY)


def in_language(texts: Mapping[str, str], language: str | None) -> str | None:
    """The text in a language: in exactly it, else as what it is a kind of (RFC 4647, lookup), else
    in the first kind of it. `*`: the first of any. None where there is none, or no language."""
    if not texts or language is None:
        return None
    if language == ANY:
        return texts[min(texts)]
    known = {tag.lower(): tag for tag in texts}
    parts = language.lower().split("-")
    for size in range(len(parts), 0, -1):
        if (tag := known.get("-".join(parts[:size]))) is not None:
            return texts[tag]
    kinds = [tag for tag in sorted(texts) if tag.lower().partition("-")[0] == parts[0]]
    return texts[kinds[0]] if kinds else None


def _particular(path: str) -> tuple[int, int, str]:
    """What is more particular comes later: more segments, or as many and fewer that stand for
    any; then code points (DESIGN 5, 2)."""
    segments = path.split("/")
    return len(segments), -segments.count(ANY), path
