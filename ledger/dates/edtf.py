"""Which window does a date allow that its source left vague?

A subset of EDTF (ISO 8601-2:2019): months, years, quarters, halves, intervals, qualifiers.
Source: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.civil import Span, month_length, shape, span, year_in_range
from ledger.dates.instants import MomentFault, shown, within
from ledger.dates.zones import bounds, day_number

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

QUALIFIERS: Final = "~?%"
#: The months of the groupings that stand in place of a month: quarters and halves of a year.
_GROUPINGS: Final = {33: (1, 3), 34: (4, 6), 35: (7, 9), 36: (10, 12), 40: (1, 6), 41: (7, 12)}


class Ends(NamedTuple):
    """Both ends of a date, None where open; `qualifier` is that of both ends together."""

    first: Span | None
    last: Span | None
    qualifier: str | None
    interval: bool


def ends(text: str, zone: ZoneInfo, *, field: str) -> Ends:
    """A date or instant, a vaguer date, or an interval of two of them; MomentFault otherwise.

    `field`, `effective` or `published`, is for the message.
    """
    if "/" not in text:
        only, qualifier = _end(text, text, zone, field=field)
        return Ends(only, only, qualifier, False)
    parts = text.split("/")
    if len(parts) != 2:
        raise _refused(text, field=field)
    for part in parts:
        if part != part.strip():
            raise _refused(text, part, field=field)
    first, of_first = _open_or_end(parts[0], text, zone, field=field)
    last, of_last = _open_or_end(parts[1], text, zone, field=field)
    if first is None and last is None:
        raise MomentFault(f"{shown(text)} is open at both ends: at least one end must be said")
    if first and last and last.last < first.first:
        raise MomentFault(f"{shown(text)} ends before it begins")
    return Ends(first, last, _together(of_first, of_last), True)


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


def _open_or_end(
    part: str, text: str, zone: ZoneInfo, *, field: str
) -> tuple[Span | None, str | None]:
    if part == "..":
        return None, None
    if part[:2] == ".." and part[2:] in ("~", "?", "%"):
        raise MomentFault(f"{shown(text)}: an open end has no qualifier: write .. alone")
    return _end(part, text, zone, field=field)


def _end(part: str, text: str, zone: ZoneInfo, *, field: str) -> tuple[Span, str | None]:
    name, qualifier = part, None
    if part and part[-1] in QUALIFIERS:
        name, qualifier = part[:-1], part[-1]
    exact = span(name, zone)
    if exact:
        return exact, qualifier
    days = period(name)
    if days is None:
        raise _refused(text, part, field=field)
    return _days_span(*days, zone, name), qualifier


def _days_span(first: int, last: int, zone: ZoneInfo, text: str) -> Span:
    """From the first to the last day, of those that the zone has."""
    begin = bounds(first, zone) or bounds(first + 1, zone)
    end = bounds(last, zone) or bounds(last - 1, zone)
    if begin is None or end is None:
        raise MomentFault(f"{shown(text)} does not exist in {zone.key}")
    return Span(within(begin[0], text, "begins"), within(end[1], text, "ends"), None)


def _together(one: str | None, other: str | None) -> str | None:
    """Approximate at one end and uncertain at the other is both."""
    if one and other and one != other:
        return "%"
    return one or other


def _refused(text: str, part: str | None = None, *, field: str) -> MomentFault:
    from ledger.dates.refusals import refusal

    return refusal(text, part, field=field)
