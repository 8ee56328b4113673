"""Which instants does a date mean that an announcement writes: its start, its end, its publication?

Instants are microseconds since 1970-01-01T00:00:00Z. A bare date as `effective` is the first
instant of that day; as `until` it is the last day on which a rule holds (DESIGN 3; docs/dates.md
has the whole grammar). Whatever is refused raises MomentFault.
"""

from typing import TYPE_CHECKING, NamedTuple

from ledger.dates.civil import span
from ledger.dates.edtf import ends
from ledger.dates.instants import LAST_INSTANT, SECOND, MomentFault, shown, within
from ledger.dates.moments import BLANKS
from ledger.dates.refusals import refusal

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Window(NamedTuple):
    """When something starts: both ends included, None where open, equal where exact."""

    text: str
    earliest: int | None
    latest: int | None
    qualifier: str | None


class Term(NamedTuple):
    """When something ends: the first instant at which it no longer holds, None where it never."""

    text: str
    instant: int | None


class Publication(NamedTuple):
    """From when on something could be known."""

    text: str
    instant: int


def effective(text: str, zone: "ZoneInfo") -> Window:
    """When a change starts to hold: a date, an instant, or what EDTF says of a vaguer one."""
    text = text.strip(BLANKS)
    first, last, qualifier, interval = ends(text, zone, field="effective")
    earliest = first and within(first.first, text, "begins")
    if first and first.day is not None and not interval:
        return Window(text, earliest, earliest, qualifier)
    return Window(text, earliest, last and within(last.last, text, "ends"), qualifier)


def until(text: str, zone: "ZoneInfo") -> Term:
    """When a change ends: the last day on which it holds, the instant of its end, or `..`."""
    text = text.strip(BLANKS)
    if text == "..":
        return Term(text, None)
    found = span(text, zone)
    if found is None:
        raise refusal(text, field="until")
    if found.day is None:
        return Term(text, found.first)
    if found.last >= LAST_INSTANT:
        raise MomentFault(
            f"{shown(text)} ends outside the years 1 to 9999 in UTC: write .. where no end is said"
        )
    return Term(text, found.last + 1)


def published(text: str, zone: "ZoneInfo") -> Publication:
    """From when on an announcement could be known: of a day, or what is vaguer, its last second."""
    text = text.strip(BLANKS)
    last = ends(text, zone, field="published").last
    if last is None:
        raise MomentFault(
            f"{shown(text)} has no end: say the last day on which it may have been published"
        )
    within(last.last, text, "ends")
    return Publication(text, last.last if last.first == last.last else last.last - (SECOND - 1))
