"""How are instants, numbers and objects written in documents?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ledger.dates.moments import render

if TYPE_CHECKING:
    from typing import TypedDict as TypedDict

    from ledger.contents import Share
    from ledger.documents.fields import (  # noqa: F401
        EndInstant,
        ExceptedPaths,
        FirstInstant,
        PercentNumber,
    )
else:

    class TypedDict:
        """A class with annotations that nobody has looked at: what a type checker takes for a
        TypedDict, made in a tenth of the time; `schema.py` reads the annotations."""

        def __new__(cls, name, fields):
            return type(name, (cls,), {"__annotations__": fields})


# A field that is called as a word of Python's grammar has no class syntax.
Excepting = TypedDict("Excepting", {"except": "ExceptedPaths"})
FromTo = TypedDict("FromTo", {"from": "FirstInstant", "to": "EndInstant"})

#: What CSV has of a field that is an object: a column for each of these.
PARTS: Final = {"population": ("percent", "words"), "otherwise": ("effect", "value")}


class PopulationRow(TypedDict):
    """For whom of all it holds."""

    percent: PercentNumber | None
    """The share of those reached, in percent; null where none was said."""
    words: str | None
    """Who is reached, in the source's words; null where none were said."""


def instant(value: int | None) -> str | None:
    """RFC 3339 in UTC with Z; None stays None."""
    return None if value is None else render(value)


def number(decimal: str | None) -> int | float | None:
    """Decimal text as a JSON number: `10`, `12.5`."""
    if decimal is None:
        return None
    return float(decimal) if "." in decimal else int(decimal)


def population(found: Share | None) -> PopulationRow | None:
    """`{"percent": 10, "words": null}` or null."""
    return found and {"percent": number(found.percent), "words": found.words}
