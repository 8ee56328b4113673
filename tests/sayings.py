"""Of what is spoken in a made-up history, when, by whom, in which words? Few of each, by chance."""

import random as randomness
from collections.abc import Sequence
from typing import Any, TypeVar

from ledger.dates.instants import render
from tests.oracle.paths import covers
from tests.turns import Fields

HOUR = 3_600_000_000
DAY = 24 * HOUR
#: A Saturday; the instants are six hours apart over three days and a bit.
START = 1_666_396_800_000_000
INSTANTS = tuple(START + step * 6 * HOUR for step in range(14))
#: `a-b` sorts between `a` and `a/b`; `b` has no statement above it.
PATHS = ("a", "a-b", "a-b/c", "a/b", "a/b/c", "a/b/c/d", "a/b0", "b/x")
#: Some of equal length that cover the same.
PATTERNS = ("*/*/c", "*/b", "*/b/c", "a/*", "a/*/c", "a/b/*")
#: Never a subject of a statement, but now and then excepted.
UNNAMED = ("a-b/c/d", "a/b/c/d/e", "a/z", "b", "c")
UNNAMED_PATTERNS = ("*/b/*", "a/*/c/d", "a/z/c", "z/b/c")
SOURCES = ("One", "Two", "Three")
AUTHORITIES = ("binding", "official", "press", "insider", "third-party")
AFTERWARDS = ("undetermined", "permitted", "suspended", "previous", "previous")

_T = TypeVar("_T")


class Sayings:
    """What may be said in one history. `newer`: values, exceptions, replacements, parts of a
    population, patterns and binding words are said too."""

    def __init__(self, random: randomness.Random, *, newer: bool) -> None:
        self.random = random
        self.newer = newer
        self.paths = self._paths()
        # The fewer sources, the more often something is superseded, amended or confirmed.
        self.sources = SOURCES[: self.pick(1, 2, 3)]
        ranks = AUTHORITIES if newer else AUTHORITIES[1:]
        self.authorities = self.pick(ranks, ranks[:2], ranks[:1], ranks[-3:])
        self.instants = sorted(random.sample(INSTANTS, self.pick(4, 6, 9, 14)))
        self.values = ("1%", "2%", "3%")[: self.pick(1, 2, 3)]
        #: What is said more often than in other histories, so that it meets its like.
        self.theme = self.pick("all", "all", "tests", "fees", "parts", "replacing", "amending")
        # In one half of them sources speak in order, and of what is near.
        self.orderly = self.chance(0.5)
        self.last_published = 0

    def chance(self, part: float) -> bool:
        return self.random.random() < part

    def often(self, theme: str, part: float) -> bool:
        """A chance that is greater where that is the theme."""
        return self.chance(0.8 if self.theme == theme else part)

    def pick(self, *options: _T) -> _T:
        return self.random.choice(options)

    def _paths(self) -> Sequence[str]:
        """Mostly one above the other, with patterns that cover the same."""
        shape = self.pick("line", "line", "line", "some", "all")
        if shape == "all":
            return (*PATHS, *PATTERNS) if self.newer else PATHS
        if shape == "some":
            return self.random.sample(PATHS, self.pick(2, 3, 4))
        first = self.pick(0, 0, 0, 1)
        line = ("a", "a/b", "a/b/c", "a/b/c/d")[first : first + self.pick(1, 2, 2, 3)]
        if self.newer and self.chance(0.6):
            return (*line, *self.random.sample(PATTERNS, self.pick(1, 2, 3)))
        return line

    # Who speaks, and when

    def source(self) -> Fields:
        name = self.random.choice(self.sources)
        party = self.pick(None, "platform", "court" if self.newer else "press")
        found = {"name": name, "authority": self.random.choice(self.authorities)}
        return found if party is None else {**found, "party": party}

    def published(self) -> str:
        at = self.random.choice(self.instants)
        if self.orderly:
            later = [instant for instant in self.instants if instant >= self.last_published]
            at = self.random.choice(later[:2])
            self.last_published = at
        return self.pick(render(at), render(at), render(at)[:10], render(at - 1))

    def window(self) -> str:
        """`effective`: a date, an instant, or something vaguer."""
        near = list(self.instants)
        if self.orderly and self.chance(0.7):
            near = [at for at in near if abs(at - self.last_published) <= DAY] or near
        first, last = sorted(self.random.choice(near) for _ in range(2))
        day = render(last)[:10]
        vague = self.pick(
            f"{render(first)}/{render(last)}",
            f"{render(first)}/{day}" if render(first)[:10] <= day else day,
            f"../{day}",
            f"../{render(last)}",
            f"{render(first)}/..",
        )
        text = self.pick(*[render(first)] * 6, render(first)[:10], vague, vague, vague)
        doubt = self.chance(0.15) and len(text) == 10
        return text + self.pick("~", "?", "%") if doubt else text

    def term(self) -> dict[str, str]:
        """An `until`, and mostly what follows it."""
        if self.chance(0.1):
            return {"until": ".."}
        at = self.random.choice(self.instants)
        found = {"until": self.pick(render(at), render(at), render(at)[:10])}
        if self.chance(0.8):
            found["afterwards"] = self.random.choice(AFTERWARDS)
        return found

    # What is said

    def population(self) -> Any:
        return self.pick("10%", "a few", {"percent": "50", "words": "half"})

    def value(self) -> str:
        return self.random.choice(self.values)

    def effect(self) -> str:
        return self.random.choice(("permitted", "suspended", "set")[: 3 if self.newer else 2])

    def subjects(self) -> list[str]:
        size = self.pick(1, 1, 2, 3)
        return self.random.sample(self.paths, min(size, len(self.paths)))

    def exceptions(self, subjects: Sequence[str]) -> list[str]:
        """One or two paths, or none, that these cover, with `*` too."""
        known = (*PATHS, *PATTERNS, *UNNAMED, *UNNAMED_PATTERNS)
        possible = [
            path
            for path in known
            if path not in subjects and any(covers(subject, path) for subject in subjects)
        ]
        spoken = [path for path in possible if path in self.paths]
        possible = spoken if spoken and self.chance(0.6) else possible
        return self.random.sample(possible, min(len(possible), self.pick(1, 1, 2)))
