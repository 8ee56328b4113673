"""What does a change say, whoever it is about and whenever that holds? Standard library only."""

import json
from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any, Final, NamedTuple

from events.words import AMENDMENTS, CLAIMS, claim

#: What follows a term, where it is an effect of its own.
_FOLLOWING: Final = ("permitted", "suspended")
#: What names another change by `of`.
_NAMING: Final = (*AMENDMENTS, "confirmed")
#: Traits: it names another change by `of`; is a note; says what is expected; states what holds; may
#: give way by itself (DESIGN 5.3), as a grayscale test, as the end of one, or to what was before;
#: excepts paths; takes the place of changes; reaches a part.
NAMES, NOTES, EXPECTS, STATES, YIELDS, EXCEPTS, REPLACES, PARTS = 1, 2, 4, 8, 16, 32, 64, 128


class Share(NamedTuple):
    """The few that a grayscale test or a rollout reaches: `percent` is decimal text."""

    percent: str | None
    words: str | None


class Claim(NamedTuple):
    """What is claimed to hold: an effect, on how many, and what it is set, permitted or suspended
    to, where that is said."""

    effect: str
    extent: str
    value: str | None = None


def differ(one: Claim | None, other: Claim | None) -> bool:
    """Whether two claims differ (DESIGN 5): in effect or extent, or in the value that both have."""
    if one is other:
        return False
    if one is None or other is None:
        return True
    return (
        one.effect != other.effect
        or one.extent != other.extent
        or (one.value != other.value and one.value is not None and other.value is not None)
    )


class Content:
    """What a change says, whoever it is about and whenever that holds.

    A whole ledger has few of these, each asked very often: so not a named tuple, whose fields are
    slower to ask. `claim` is what it claims while it runs, `follows` once its term has run out;
    None where nothing. `completes`: it ends a grayscale test. `certainty` is None of an amendment.
    What a confirmation does not say itself is None until it is settled. `excepts` are paths,
    `replaces` ids of changes. `traits` are those that it
    has, so that nobody looks for what is not there; `data` is what it was made from: see `said_of`.
    """

    __slots__ = (
        *("kind", "source", "party", "claim", "follows", "afterwards", "certainty", "condition"),
        *("population", "qualifier", "excepts", "replaces", "has_window", "has_term", "completes"),
        *("traits", "data"),
    )

    def __init__(
        self,
        *,
        kind: str,
        source: str,
        party: str | None,
        claim: Claim | None,
        follows: Claim | None,
        afterwards: str | None,
        certainty: str | None,
        condition: str | None,
        population: Share | None,
        qualifier: str | None,
        excepts: tuple[str, ...],
        replaces: tuple[str, ...],
        has_window: bool,
        has_term: bool,
        completes: bool,
        data: Mapping[str, Any],
    ) -> None:
        self.kind = kind
        self.source = source
        self.party = party
        self.claim = claim
        self.follows = follows
        self.afterwards = afterwards
        self.certainty = certainty
        self.condition = condition
        self.population = population
        self.qualifier = qualifier
        self.excepts = excepts
        self.replaces = replaces
        self.has_window = has_window
        self.has_term = has_term
        self.completes = completes
        self.data = data
        extent = claim.extent if claim else None
        self.traits = (
            (NAMES * (kind in _NAMING))
            | (NOTES * (kind == "noted"))
            | (EXPECTS * (certainty in ("expected", "conditional")))
            | (STATES * (certainty == "stated" and kind != "noted"))
            | (YIELDS * (completes or extent == "grayscale" or afterwards == "previous"))
            | (EXCEPTS * bool(excepts))
            | (REPLACES * bool(replaces))
            | (PARTS * (extent == "partial"))
        )

    def but(self, **fields: Any) -> "Content":
        """The same with some fields otherwise."""
        own = {name: getattr(self, name) for name in self.__slots__ if name != "traits"}
        return Content(**{**own, **fields})

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Content) and all(
            getattr(self, name) == getattr(other, name) for name in self.__slots__
        )

    __hash__ = None  # type: ignore[assignment]


def saying(said: Mapping[str, Any]) -> str:
    """What a change says, as the column `said` has it: canonical JSON, as of an event."""
    return _canonical(said)


_canonical: Final = json.JSONEncoder(
    ensure_ascii=False, separators=(",", ":"), sort_keys=True
).encode


def said_of(data: dict[str, Any]) -> Content:
    """What a change says: the fields of its event that answers need, with `kind`, `source` and
    `party`; `effective` and `until` without the instants, which have columns of their own."""
    kind = data["kind"]
    effect, extent = claim(kind, data)
    few = data.get("population")
    excepts, replaces = data.get("except", ()), data.get("replaces", ())
    afterwards = data.get("afterwards")
    return Content(
        kind=intern(kind),
        source=intern(data["source"]),
        party=data.get("party"),
        claim=None
        if effect is None or extent is None
        else _claim(effect, extent, data.get("value")),
        follows=following(afterwards),
        afterwards=afterwards,
        certainty=data.get("certainty", "stated" if kind in CLAIMS else None),
        condition=data.get("condition"),
        population=few and Share(few.get("percent"), few.get("words")),
        qualifier=data.get("effective", {}).get("qualifier"),
        excepts=tuple(excepts),
        replaces=tuple(replaces),
        has_window="effective" in data,
        has_term="until" in data,
        completes=kind == "grayscale_completed",
        data=data,
    )


def confirming(said: Content, target: Content) -> Content:
    """What a confirmation says, with what it takes over from what it confirms (DESIGN 4)."""
    afterwards = target if said.afterwards is None else said
    population, claimed = said.population or target.population, target.claim
    if claimed is not None:
        extent = "partial" if population and claimed.extent == "full" else claimed.extent
        value = said.data.get("value") or claimed.value
        claimed = Claim(claimed.effect, extent, value)
    return said.but(
        claim=claimed,
        follows=afterwards.follows,
        afterwards=afterwards.afterwards,
        certainty="stated",
        population=population,
        qualifier=said.qualifier if said.has_window else target.qualifier,
        excepts=target.excepts,
        replaces=target.replaces,
        completes=target.completes,
    )


def following(afterwards: str | None) -> Claim | None:
    """What is claimed once a term has run out: an effect in full, or nothing."""
    return _claim(afterwards, "full") if afterwards in _FOLLOWING else None


#: The same claim is mostly the same object, so that two are told apart at once.
_claim: Final = lru_cache(maxsize=1024)(Claim)
