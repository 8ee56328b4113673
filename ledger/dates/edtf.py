"""Which window does a date allow that its source left vague?

A subset of EDTF (ISO 8601-2:2019): months, years, quarters, halves, intervals, qualifiers.
Source: https://www.loc.gov/standards/datetime/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ledger.dates.civil import Span, span
from ledger.dates.instants import MomentFault, shown, within
from ledger.dates.periods import QUALIFIERS, period
from ledger.dates.zones import bounds

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


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
