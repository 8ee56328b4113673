"""What do the clocks of a time zone show, and when does a day begin and end there?

Days are counted from 1970-01-01; local times are microseconds since 1970-01-01T00:00 as the
clocks of the zone show it. Rules come from `zoneinfo` (the system's, else the package tzdata).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from ledger.dates.instants import DAY, EPOCH, MICROSECOND, SECOND, MomentFault, render, shown

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_HOUR: Final = 3600 * SECOND
_UTC_EPOCH: Final = EPOCH.replace(tzinfo=UTC)
#: `date.toordinal` of 1970-01-01.
_ORDINAL: Final = 719_163
#: The calendar repeats after 400 years, and so do the rules that a zone has at either end of
#: time: near the years 1 and 9999 they are read 400 years further in, where nothing overflows.
_CYCLE: Final = 146_097 * DAY
_LOW: Final = -62_135_596_800 * SECOND + 2 * DAY
_HIGH: Final = 253_402_300_800 * SECOND - 2 * DAY


def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name such as `Asia/Shanghai`; MomentFault names the nearest name."""
    from zoneinfo import ZoneInfo

    if _plain(name):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            pass
    from ledger.dates.zone_names import unknown

    raise MomentFault(unknown(name))


def _plain(name: str) -> bool:
    """No path, no file that is not a zone, and none that depends on the machine."""
    parts = name.split("/")
    return (
        name.isascii()
        and len(name) <= 64
        and all(p.replace("_", "").replace("-", "").replace("+", "").isalnum() for p in parts)
        and parts[0] not in ("posix", "right", "localtime", "posixrules", "Factory")
    )


def offset(instant: int, zone: ZoneInfo) -> int:
    """What the zone adds to UTC at `instant`, in microseconds (whole seconds, below 24 hours)."""
    aware = _UTC_EPOCH + timedelta(microseconds=instant + _inwards(instant))
    return _microseconds(aware.astimezone(zone).utcoffset())


def readings(wall: int, zone: ZoneInfo) -> tuple[int, ...]:
    """The instants at which the clocks show `wall`: one, none where skipped, two where repeated."""
    early, late = offsets(wall, zone)
    if early == late:
        only = wall - early
        return (only,) if offset(only, zone) == early else ()
    return tuple(sorted(wall - o for o in (early, late) if offset(wall - o, zone) == o))


def offsets(wall: int, zone: ZoneInfo) -> tuple[int, int]:
    """The offsets before and after the change of clocks that `wall` falls in, else twice the same.

    Source: PEP 495 (`fold`).
    """
    naive = EPOCH + timedelta(microseconds=wall + _inwards(wall))
    early, late = naive, naive.replace(fold=1)
    return _microseconds(zone.utcoffset(early)), _microseconds(zone.utcoffset(late))


def _microseconds(shift: timedelta | None) -> int:
    if shift is None:
        raise ValueError("a zone without an offset from UTC")
    return shift // MICROSECOND


def _inwards(value: int) -> int:
    return _CYCLE if value < _LOW else -_CYCLE if value > _HIGH else 0


def bounds(day: int, zone: ZoneInfo) -> tuple[int, int] | None:
    """The first and the last instant whose local date is `day`; None where the zone skips it."""
    first = readings(day * DAY, zone)
    after = readings((day + 1) * DAY, zone)
    if len(first) == 1 == len(after) and first[0] < after[0]:
        return first[0], after[0] - 1
    # A midnight that the clocks skip or show twice: look at every stretch between two changes.
    begin, end = day * DAY, (day + 1) * DAY
    found = [
        (max(start, begin - shift), min(stop, end - shift))
        for start, stop, shift in _stretches(begin - DAY, end + DAY, zone)
        if max(start, begin - shift) < min(stop, end - shift)
    ]
    if not found:
        return None
    return min(start for start, _ in found), max(stop for _, stop in found) - 1


def _stretches(low: int, high: int, zone: ZoneInfo) -> list[tuple[int, int, int]]:
    """`[start, stop)` with one offset each, covering low to high; both are whole hours."""
    result = []
    start, shift = low, offset(low, zone)
    for mark in range(low + _HOUR, high + 1, _HOUR):
        other = offset(mark, zone)
        if other == shift:
            continue
        before, after = mark - _HOUR, mark
        while after - before > SECOND:
            middle = before + (after - before) // (2 * SECOND) * SECOND
            if offset(middle, zone) == shift:
                before = middle
            else:
                after = middle
        result.append((start, after, shift))
        start, shift = after, other
    result.append((start, high, shift))
    return result


def day_of(instant: int, zone: ZoneInfo) -> int:
    """The local date at `instant`."""
    return (instant + offset(instant, zone)) // DAY


def day_number(civil: date) -> int:
    return civil.toordinal() - _ORDINAL


def date_text(day: int) -> str:
    """`2022-10-29`; MomentFault outside the years 1 to 9999."""
    try:
        return date.fromordinal(day + _ORDINAL).isoformat()
    except (ValueError, OverflowError):
        raise MomentFault("the day lies outside the years 1 to 9999") from None


def offset_text(shift: int) -> str:
    """`+08:00`; with seconds where a zone had them, as local mean times did."""
    sign = "-" if shift < 0 else "+"
    minutes, seconds = divmod(abs(shift) // SECOND, 60)
    text = f"{sign}{minutes // 60:02}:{minutes % 60:02}"
    return f"{text}:{seconds:02}" if seconds else text


def local(instant: int, zone: ZoneInfo) -> str:
    """`2022-10-29 23:59:59.999999 +08:00`, decimals only where it is not a whole second.

    In UTC where the local date would lie outside the years 1 to 9999.
    """
    shift = offset(instant, zone)
    try:
        wall = EPOCH + timedelta(microseconds=instant + shift)
    except OverflowError:
        shift, wall = 0, EPOCH + timedelta(microseconds=instant)
    return f"{wall.isoformat(' ')} {offset_text(shift)}"


def date_or_local(instant: int, zone: ZoneInfo) -> str:
    """`2022-10-29` where that day begins at midnight and `instant` is it, else as `local`."""
    wall = instant + offset(instant, zone)
    # Where the clocks show a midnight twice, only the first of them begins the day.
    if wall % DAY == 0 and readings(wall, zone)[:1] == (instant,):
        try:
            return date_text(wall // DAY)
        except MomentFault:
            pass
    return local(instant, zone)


def date_or_time(instant: int, zone: ZoneInfo) -> str:
    """`2022-10-29` where that day begins at midnight and `instant` is it, else with the time that
    the clocks of the zone show, `2022-10-29 08:00:00`; as `render` where these cannot be written.
    """
    shown = date_or_local(instant, zone)
    text, space, shift = shown.rpartition(" ")
    if not space:
        return shown
    return text if shift == offset_text(offset(instant, zone)) else render(instant)


def last_day(until: int, zone: ZoneInfo) -> str | None:
    """The last day of what ends before `until`; None where that is no midnight of the zone."""
    if len(date_or_local(until, zone)) > len("2022-10-29"):
        return None
    return local(until - 1, zone)[: len("2022-10-29")]


def resolved(wall: int, zone: ZoneInfo, text: str) -> int:
    """The one instant at which the clocks show `wall`; MomentFault asks for the offset."""
    found = readings(wall, zone)
    if len(found) == 1:
        return found[0]
    early, late = offsets(wall, zone)
    what = "occurs twice" if found else "does not exist"
    why = "whose clocks go back over it" if found else "whose clocks skip it"
    raise MomentFault(
        f"{shown(text)} {what} in {zone.key}, {why}: write the offset, "
        f"{_written(wall, early)} or {_written(wall, late)}"
    )


def _written(wall: int, shift: int) -> str:
    naive: datetime = EPOCH + timedelta(microseconds=wall)
    if shift % (60 * SECOND):
        # An offset has no seconds in ISO 8601: only UTC can write this instant.
        return (naive - timedelta(microseconds=shift)).isoformat() + "Z"
    return naive.isoformat() + offset_text(shift)
