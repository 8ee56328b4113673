"""Which instants does a written date mean? The one way in for every date that people write.

Instants are microseconds since 1970-01-01T00:00:00Z. A bare date as a moment is the last instant
of that day; as `effective` it is its first; as `until` it is the last day on which a rule holds
(DESIGN 3; docs/dates.md has the whole grammar). Whatever is refused raises MomentFault.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.civil import day_span, span
from ledger.dates.instants import (
    DAY,
    FIRST_INSTANT,
    LAST_INSTANT,
    SECOND,
    MomentFault,
    instant,
    is_instant,
    render,
    shown,
    within,
)
from ledger.dates.zones import (
    bounds,
    date_or_local,
    date_or_time,
    date_text,
    day_of,
    last_day,
    local,
    zone,
)

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

__all__ = [
    "Moment",
    "MomentFault",
    "Published",
    "Term",
    "Window",
    "counted",
    "date_or_local",
    "date_or_time",
    "day_of",
    "effective",
    "instant",
    "is_instant",
    "last_day",
    "local",
    "moment",
    "position_or_moment",
    "published",
    "render",
    "until",
    "zone",
]

_BLANKS: Final = " \t\r\n"
_BACK: Final = {"today": 0, "yesterday": 1}


class Moment(NamedTuple):
    """An instant asked about; `day` is the first and last instant of a bare date.

    `text` asks the same again for ever: a date, or the instant in UTC.
    """

    text: str
    instant: int
    day: tuple[int, int] | None


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


class Published(NamedTuple):
    """From when on something could be known."""

    text: str
    instant: int


def moment(text: str, zone: "ZoneInfo", *, now: int) -> Moment:
    """A date, an instant, `now`, `today`, `yesterday` or `N days ago`; `now` in microseconds."""
    text = text.strip(_BLANKS)
    if text.lower() == "now":
        return Moment(render(now), now, None)
    back = _days_back(text)
    if back is not None:
        return counted(day_of(now, zone) - back, zone, text)
    found = span(text, zone)
    if found is None:
        raise _refused(text, "moment")
    last = within(found.last, text, "ends")
    if found.day is None:
        return Moment(render(last), last, None)
    return _whole(found.day, (found.first, last))


def counted(day: int, zone: "ZoneInfo", text: str) -> Moment:
    """A civil day that was counted to and not typed, as a moment: where the zone skips it, the
    first instant after the gap. `text` is for the message."""
    if not FIRST_INSTANT // DAY <= day <= LAST_INSTANT // DAY:
        raise MomentFault(f"{shown(text)} lies outside the years 1 to 9999 in UTC")
    limits = bounds(day, zone)
    if limits is None:
        after = day_span(day + 1, zone, text).first
        return Moment(render(after), after, None)
    return _whole(day, (limits[0], within(limits[1], text, "ends")))


def _whole(day: int, limits: tuple[int, int]) -> Moment:
    """A day as a moment. Nothing can lie before year 1: a day that begins there is cut."""
    first, last = limits
    return Moment(date_text(day), last, (max(first, FIRST_INSTANT), last))


def position_or_moment(text: str, zone: "ZoneInfo", *, now: int) -> int | Moment:
    """`@N`, the first N events of the log, as N; else a moment. Whether there are N, others ask."""
    text = text.strip(_BLANKS)
    if text[:1] != "@":
        return moment(text, zone, now=now)
    digits = text[1:]
    if not (digits.isascii() and digits.isdigit()):
        raise MomentFault(
            f"{shown(text)} is no position in the log: expected @ and a number of events, as @41"
        )
    if len(digits) > 18:
        raise MomentFault(f"{shown(text)} is past the end of any log")
    return int(digits)


def effective(text: str, zone: "ZoneInfo") -> Window:
    """When a change starts to hold: a date, an instant, or what EDTF says of a vaguer one."""
    from ledger.dates.edtf import ends

    text = text.strip(_BLANKS)
    first, last, qualifier, interval = ends(text, zone, field="effective")
    earliest = first and within(first.first, text, "begins")
    if first and first.day is not None and not interval:
        return Window(text, earliest, earliest, qualifier)
    return Window(text, earliest, last and within(last.last, text, "ends"), qualifier)


def until(text: str, zone: "ZoneInfo") -> Term:
    """When a change ends: the last day on which it holds, the instant of its end, or `..`."""
    text = text.strip(_BLANKS)
    if text == "..":
        return Term(text, None)
    found = span(text, zone)
    if found is None:
        raise _refused(text, "until")
    if found.day is None:
        return Term(text, found.first)
    if found.last >= LAST_INSTANT:
        raise MomentFault(
            f"{shown(text)} ends outside the years 1 to 9999 in UTC: write .. where no end is said"
        )
    return Term(text, found.last + 1)


def published(text: str, zone: "ZoneInfo") -> Published:
    """From when on an announcement could be known: of a day, or what is vaguer, its last second."""
    from ledger.dates.edtf import ends

    text = text.strip(_BLANKS)
    last = ends(text, zone, field="published").last
    if last is None:
        raise MomentFault(
            f"{shown(text)} has no end: say the last day on which it may have been published"
        )
    within(last.last, text, "ends")
    return Published(text, last.last if last.first == last.last else last.last - (SECOND - 1))


def _days_back(text: str) -> int | None:
    word = " ".join(text.lower().split())
    if word in _BACK:
        return _BACK[word]
    number, _, rest = word.partition(" ")
    if rest in ("days ago", "day ago") and number.isascii() and number.isdigit():
        # Nine digits reach far before year 1, and no number is too long to be read.
        return int((number.lstrip("0") or "0")[:9])
    return None


def _refused(text: str, field: str) -> MomentFault:
    from ledger.dates.refusals import refusal

    return refusal(text, field=field)
