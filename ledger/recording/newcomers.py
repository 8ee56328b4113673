"""Which known name is a new one near to, so that a mistyped one is seen?"""

from collections.abc import Collection, Sequence
from typing import Final

from ledger.reports import Near
from ledger.subjects import look_alikes, nearest

#: New names are compared with known ones so many times; the first of them at any rate.
_COMPARED: Final = 100_000
_NEAR: Final = 20


def near(names: Sequence[str], known: Collection[str]) -> list[Near]:
    """The names, each with the nearest known one; where there are many of both only the first new
    ones, 20 at least."""
    looked = max(_NEAR, _COMPARED // (len(known) or 1))
    alike = look_alikes(names)
    return [
        Near(name, (nearest(name, known) if number < looked else None) or alike.get(name))
        for number, name in enumerate(names)
    ]
