"""Which words do events and answers use, and how do they rank? Standard library only."""

from typing import Final, Literal, get_args

Authority = Literal["official", "press", "insider", "third-party"]
Party = Literal["platform", "partner", "regulator", "press", "other"]
#: From most to least; the rank orders them (DESIGN 2).
AUTHORITIES: Final[tuple[str, ...]] = get_args(Authority)
RANK: Final = {word: len(AUTHORITIES) - n for n, word in enumerate(AUTHORITIES)}
AUTHORITY: Final = {rank: word for word, rank in RANK.items()}
PARTIES: Final[tuple[str, ...]] = get_args(Party)

#: What a change says holds, and on how many: kind -> (effect, extent). The two that start
#: something may carry an effect of their own; a completion and a note have neither.
CLAIMS: Final[dict[str, tuple[str | None, str | None]]] = {
    "permitted": ("permitted", "full"),
    "suspended": ("suspended", "full"),
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
#: Those that choose their effect, and may say on how many.
STARTS: Final = ("grayscale_started", "rollout_started")
#: What those may start.
STARTED: Final = ("permitted", "suspended")
#: Those that can have no term.
TERMLESS: Final = ("grayscale_completed", "expired", "noted")

EFFECTS: Final = ("permitted", "suspended", "undetermined", "unknown")
EXTENTS: Final = ("full", "gradual", "grayscale")
AFTERWARDS: Final = ("undetermined", "permitted", "suspended", "previous")
CERTAINTIES: Final = ("stated", "expected", "conditional")

#: An open earliest lies before every instant, an open latest after (DESIGN 5.7).
OPEN_EARLIEST: Final = -(2**63)
OPEN_LATEST: Final = 2**63 - 1
