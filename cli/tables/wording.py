"""How do the tables that are not drawn from documents yet ask for what ledger/sayings words?

Each function here goes with the last of them: they are told in English.
"""

from functools import lru_cache
from typing import TYPE_CHECKING, cast

from ledger.sayings import names
from ledger.sayings.language import ENGLISH, Words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


@lru_cache(16)
def english(zone: "ZoneInfo | None" = None) -> Words:
    """English, with a zone or where none is needed."""
    return Words(ENGLISH, cast("ZoneInfo", zone))


def many(count: int, noun: str) -> str:
    """`1 change`, `2 changes`, `3 expiries`, `4 keys`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("ry") else f"{count} {noun}s"


def kind(word: str) -> str:
    """See ledger/sayings/names.py."""
    return names.kind(word, english())
