"""Which days make up a year, a month, a quarter or a half of a year?"""

from __future__ import annotations

from datetime import date
from typing import Final

from ledger.dates.civil import month_length, shape, year_in_range
from ledger.dates.zones import day_number

#: Uncertain, approximate, both: they stand behind a date.
QUALIFIERS: Final = "~?%"
#: The months of the groupings that stand in place of a month: quarters and halves of a year.
_GROUPINGS: Final = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12)}


def period(text: str) -> tuple[int, int] | None:
    """The first and last day of a year, month, quarter or half; None where it is none of these."""
    form = shape(text)
    if form not in ("0000", "0000-00"):
        return None
    year = int(text[:4])
    year_in_range(year, text)
    months = (1, 12)
    if form == "0000-00":
        code = int(text[5:])
        months = (code, code) if 1 <= code <= 12 else _GROUPINGS.get(code, (0, 0))
        if not months[0]:
            return None
    return _first_day(year, months[0]), _last_day(year, months[1])


def _first_day(year: int, month: int) -> int:
    return day_number(date(year, month, 1))


def _last_day(year: int, month: int) -> int:
    return day_number(date(year, month, month_length(year, month)))
