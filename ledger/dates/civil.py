"""Which day, or which time on it, does an ISO 8601 or RFC 3339 text name?

A text is recognised by its shape: itself with every digit written 0.
"""

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.instants import DAY, SECOND, MomentFault, instant, shown, within
from ledger.dates.zones import bounds, date_text, day_number, resolved

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_ZEROS: Final = str.maketrans("123456789", "000000000")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


class Span(NamedTuple):
    """The first and last instant that a text names, microseconds; the day where it is one."""

    first: int
    last: int
    day: int | None


def shape(text: str) -> str:
    return text.translate(_ZEROS)


def span(text: str, zone: "ZoneInfo") -> Span | None:
    """A date (`2022-10-29`, `20221029`, `2022-W43-6`, `2022W436`), alone or with a time.

    None where the text has another shape; MomentFault where it has this one and names nothing:
    a 30 February, an hour 24, a time or day that the zone skips or has twice.
    """
    if not text.isascii():
        return None
    if text[-1:] == "Z":
        try:  # the form in which instants are stored, and which long histories use
            moment = instant(text)
        except MomentFault:
            pass  # what follows says what is wrong with it, if anything
        else:
            return Span(moment, moment, None)
    name, mark, rest = _halves(text)
    day = _day(name, text)
    if day is None:
        return None
    if not mark:
        return day_span(day, zone, text)
    clock, shift = _time(rest, text)
    wall = day * DAY + clock
    moment = resolved(wall, zone, text) if shift is None else wall - shift
    within(moment, text)
    return Span(moment, moment, None)


def day_span(day: int, zone: "ZoneInfo", text: str) -> Span:
    """All of a civil day, as far as it lies in the years 1 to 9999 in UTC; `text` named it."""
    limits = bounds(day, zone)
    if limits is None:
        raise MomentFault(
            f"{shown(text)} does not exist in {zone.key}: the clocks there went from "
            f"{date_text(day - 1)} straight to {date_text(day + 1)}"
        )
    return Span(*limits, day)


def _halves(text: str) -> tuple[str, str, str]:
    """The date, what parts it from the time, and the time."""
    for place, mark in enumerate(text):
        if mark in "Tt ":
            return text[:place], mark, text[place + 1 :]
    return text, "", ""


def _day(name: str, text: str) -> int | None:
    match shape(name).upper():
        case "0000-00-00":
            return calendar_day(int(name[:4]), int(name[5:7]), int(name[8:]), text)
        case "00000000":
            return calendar_day(int(name[:4]), int(name[4:6]), int(name[6:]), text)
        case "0000-W00-0":
            return week_day(int(name[:4]), int(name[6:8]), int(name[9]), text)
        case "0000W000":
            return week_day(int(name[:4]), int(name[5:7]), int(name[7]), text)
    return None


def calendar_day(year: int, month: int, day: int, text: str) -> int:
    """Days since 1970-01-01; MomentFault where the calendar has no such day."""
    year_in_range(year, text)
    if not 1 <= month <= 12:
        hint = ""
        if 1 <= day <= 12 < month <= 31:
            hint = f"; did you mean {year:04}-{day:02}-{month:02}?"
        raise MomentFault(f"{shown(text)} has no such month: months are 01 to 12{hint}")
    last = month_length(year, month)
    if not 1 <= day <= last:
        raise MomentFault(
            f"{shown(text)} is no day: the last day of {MONTHS[month - 1]} {year} is "
            f"{year:04}-{month:02}-{last:02}"
            if day
            else f"{shown(text)} is no day: days are counted from 01"
        )
    return day_number(date(year, month, day))


def week_day(year: int, week: int, day: int, text: str) -> int:
    """Days since 1970-01-01 of an ISO week date."""
    year_in_range(year, text)
    try:
        return day_number(date.fromisocalendar(year, week, day))
    except ValueError:
        pass
    weeks = weeks_in(year)
    if not 1 <= week <= weeks:
        raise MomentFault(
            f"{shown(text)} has no such week: the ISO weeks of {year} are W01 to W{weeks}"
        )
    if not 1 <= day <= 7:
        raise MomentFault(f"{shown(text)} has no such day: the days of a week are 1 to 7")
    raise MomentFault(f"{shown(text)} lies outside the years 1 to 9999")


def weeks_in(year: int) -> int:
    """52 or 53: a year has a week 53 where it begins on a Thursday, or on a Wednesday and leaps."""
    first = date(year, 1, 1).isoweekday()
    return 53 if first == 4 or (first == 3 and month_length(year, 2) == 29) else 52


def month_length(year: int, month: int) -> int:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 if month in (4, 6, 9, 11) else 31


def year_in_range(year: int, text: str) -> None:
    if not year:
        raise MomentFault(
            f"{shown(text)} lies outside the years 1 to 9999: there is no year 0 here"
        )


def _time(rest: str, text: str) -> tuple[int, int | None]:
    """Microseconds since midnight, and the offset in microseconds, None where none is written."""
    rest, shift = _offset(rest, text)
    whole, point, decimals = rest.replace(",", ".", 1).partition(".")
    digits = whole.replace(":", "")
    if shape(whole) not in ("00:00", "00:00:00", "0000", "000000"):
        if shape(whole) in ("00", "0"):
            raise MomentFault(
                f"{shown(text)} gives the hour alone: write the minutes too, as 08:00"
            )
        raise MomentFault(
            f"{shown(text)} has no time that can be read after the date: expected one such as "
            "08:00, 08:00:00 or 08:00:00.5, then Z or an offset such as +08:00"
        )
    if point and not (len(digits) == 6 and shape(decimals) == "0" * len(decimals) and decimals):
        raise MomentFault(
            f"{shown(text)} has decimals that cannot be read: they follow whole seconds, "
            "as in 08:00:00.25"
        )
    if len(decimals) > 6:
        raise MomentFault(
            f"{shown(text)} is too fine: at most six decimals, microseconds, are kept"
        )
    hour, minute, second = int(digits[:2]), int(digits[2:4]), int(digits[4:] or "0")
    if hour == 24 and not minute and not second and not int(decimals or "0"):
        raise MomentFault(f"{shown(text)} has an hour 24: write 00:00 of the next day")
    if hour > 23:
        raise MomentFault(f"{shown(text)} has no such hour: hours are 00 to 23")
    if minute > 59:
        raise MomentFault(f"{shown(text)} has no such minute: minutes are 00 to 59")
    if second == 60:
        raise MomentFault(
            f"{shown(text)} is a leap second, which this clock cannot show: write second 59, "
            "or 00 of the next minute"
        )
    if second > 60:
        raise MomentFault(f"{shown(text)} has no such second: seconds are 00 to 59")
    return ((hour * 60 + minute) * 60 + second) * SECOND + int(f"{decimals:0<6}"), shift


def _offset(rest: str, text: str) -> tuple[str, int | None]:
    """What is left of a time without its offset, and the offset."""
    if rest[-1:] in ("Z", "z"):
        return rest[:-1].rstrip(" "), 0
    for sign in "+-":
        clock, mark, shift = rest.partition(sign)
        if not mark:
            continue
        digits = shift.replace(":", "")
        if shape(shift) not in ("00:00", "0000", "00"):
            raise MomentFault(
                f"{shown(text)} has an offset that cannot be read: expected Z, or hours and "
                "minutes such as +08:00"
            )
        hours, minutes = int(digits[:2]), int(digits[2:] or "0")
        if hours > 23 or minutes > 59:
            raise MomentFault(f"{shown(text)} has no such offset: at most 23:59")
        value = (hours * 60 + minutes) * 60 * SECOND
        return clock.rstrip(" "), value if sign == "+" else -value
    return rest, None
