"""Which words do events and answers use, and how do they rank? Standard library only."""

from collections.abc import Mapping
from typing import Any, Final, Literal, get_args

Authority = Literal["binding", "official", "press", "insider", "third-party"]
Party = Literal["platform", "partner", "regulator", "court", "legislator", "press", "other"]
#: From most to least; the rank orders them (DESIGN 2).
AUTHORITIES: Final[tuple[str, ...]] = get_args(Authority)
RANK: Final = {word: len(AUTHORITIES) - n for n, word in enumerate(AUTHORITIES)}
AUTHORITY: Final = {rank: word for word, rank in RANK.items()}
PARTIES: Final[tuple[str, ...]] = get_args(Party)

#: What a change says holds, and on how many: kind -> (effect, extent), unless its data say
#: otherwise (`claim`); a completion and a note have neither.
CLAIMS: Final[dict[str, tuple[str | None, str | None]]] = {
    "permitted": ("permitted", "full"),
    "suspended": ("suspended", "full"),
    "set": ("set", "full"),
    "grayscale_started": ("permitted", "grayscale"),
    "grayscale_completed": (None, None),
    "rollout_started": ("permitted", "gradual"),
    "fully_recovered": ("permitted", "full"),
    "expired": ("undetermined", "full"),
    "noted": (None, None),
}
STATEMENTS: Final = tuple(CLAIMS)
AMENDMENTS: Final = ("rescheduled", "term_changed", "withdrawn")
CHANGES: Final = (*STATEMENTS, *AMENDMENTS, "confirmed")
ACTS: Final = (
    *("opened", "key_added", "subject_described", "source_described", "announced"),
    *("corrected", "retracted", "evidence_added", "key_lost"),
)
#: Those from which on another key counts.
KEYS: Final = ("key_added", "key_lost")
#: Every type of this version.
TYPES: Final = (*ACTS, *CHANGES)
#: Those that only the owner of a ledger on a server appends: its name, its keys, limits of sources.
OF_OWNER: Final = ("opened", *KEYS, "source_described")
#: Those of which an event of the first format is not read as it is: see events/upcasts.py.
REWRITTEN: Final[frozenset[str]] = frozenset()
#: Those that choose their effect, and may say whom they reach.
STARTS: Final = ("grayscale_started", "rollout_started")
#: What those may start.
STARTED: Final = ("permitted", "suspended", "set")
#: Those that hold for all, or for a part where they say for whom.
PARTED: Final = ("permitted", "suspended", "set")
#: Those that can have no term.
TERMLESS: Final = ("grayscale_completed", "expired", "noted")

EFFECTS: Final = ("permitted", "suspended", "set", "undetermined", "unknown")
EXTENTS: Final = ("full", "partial", "gradual", "grayscale")
AFTERWARDS: Final = ("undetermined", "permitted", "suspended", "previous")
CERTAINTIES: Final = ("stated", "expected", "conditional")

#: An open earliest lies before every instant, an open latest after (DESIGN 5.7).
OPEN_EARLIEST: Final = -(2**63)
OPEN_LATEST: Final = 2**63 - 1


def claim(kind: str, data: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Effect and extent that a change claims; of an amendment, a completion and a note none.

    `data` has its `effect` and `population`. Of a confirmation ask with the kind that it confirms,
    and the population that is its own or its target's.
    """
    effect, extent = CLAIMS.get(kind, (None, None))
    if kind in STARTS:
        return data.get("effect") or effect, extent
    if kind in PARTED and data.get("population"):
        return effect, "partial"
    return effect, extent
