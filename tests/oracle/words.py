"""Which words do events and answers use, and how do they rank? (DESIGN 2 and 4)"""

#: From least to most; the rank orders them.
RANK = {"third-party": 1, "insider": 2, "press": 3, "official": 4, "binding": 5}
AUTHORITY = {rank: word for word, rank in RANK.items()}

#: What a statement says holds, and on how many: kind -> (effect, extent).
CLAIMS: dict[str, tuple[str | None, str | None]] = {
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
#: Those that choose their effect.
STARTS = ("grayscale_started", "rollout_started")
#: Those that are `full`, and `partial` with a population.
PARTED = ("permitted", "suspended", "set")
AMENDMENTS = ("rescheduled", "term_changed", "withdrawn")

#: An open `earliest` lies before every instant, an open `latest` after (DESIGN 5.7).
OPEN_EARLIEST = -(2**63)
OPEN_LATEST = 2**63 - 1
