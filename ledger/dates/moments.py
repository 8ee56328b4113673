"""Which instant does a date mean that somebody asks about?

Instants are microseconds since 1970-01-01T00:00:00Z. A bare date as a moment is the last instant
of that day (DESIGN 3; docs/dates.md has the whole grammar). Whatever is refused raises MomentFault.
"""

from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.civil import day_span, span
from ledger.dates.instants import (
    DAY,
    FIRST_INSTANT,
    LAST_INSTANT,
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
    "counted",
    "date_or_local",
    "date_or_time",
    "day_of",
    "instant",
    "is_instant",
    "last_day",
    "local",
    "moment",
    "position_or_moment",
    "render",
    "zone",
]

#: What may stand around any date.
BLANKS: Final = " \t\r\n"
_BACK: Final = {"today": 0, "yesterday": 1}


class Moment(NamedTuple):
    """An instant asked about; `day` is the first and last instant of a bare date.

    `text` asks the same again for ever: a date, or the instant in UTC.
    """

    text: str
    instant: int
    day: tuple[int, int] | None


def moment(text: str, zone: "ZoneInfo", *, now: int) -> Moment:
    """A date, an instant, `now`, `today`, `yesterday` or `N days ago`; `now` in microseconds."""
    text = text.strip(BLANKS)
    if text.lower() == "now":
        return Moment(render(now), now, None)
    back = _days_back(text)
    if back is not None:
        return counted(day_of(now, zone) - back, zone, text)
    found = span(text, zone)
    if found is None:
        from ledger.dates.refusals import refusal

        raise refusal(text, field="moment")
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
    text = text.strip(BLANKS)
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


def _days_back(text: str) -> int | None:
    word = " ".join(text.lower().split())
    if word in _BACK:
        return _BACK[word]
    number, _, rest = word.partition(" ")
    if rest in ("days ago", "day ago") and number.isascii() and number.isdigit():
        # Nine digits reach far before year 1, and no number is too long to be read.
        return int((number.lstrip("0") or "0")[:9])
    return None
