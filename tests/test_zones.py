"""Which instants does a day of a zone have, and how is one written in it?"""

from datetime import date
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.dates.instants import DAY, FIRST_INSTANT, LAST_INSTANT, SECOND, MomentFault, instant
from ledger.dates.zones import (
    bounds,
    date_or_local,
    date_text,
    day_number,
    day_of,
    local,
    offset,
    readings,
    zone,
)

HOUR = 3600 * SECOND

ODD_ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "America/Havana",
    "America/St_Johns",
    "America/Juneau",
    "Asia/Beirut",
    "Asia/Manila",
    "Atlantic/Azores",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
)


@pytest.mark.parametrize(
    ("name", "day", "first", "end", "hours"),
    [
        ("UTC", "2022-10-29", "2022-10-29T00:00:00Z", "2022-10-30T00:00:00Z", 24),
        ("Asia/Shanghai", "2022-10-29", "2022-10-28T16:00:00Z", "2022-10-29T16:00:00Z", 24),
        # Days of 23 and of 25 hours, and one of 24 and a half.
        ("Europe/Berlin", "2023-03-26", "2023-03-25T23:00:00Z", "2023-03-26T22:00:00Z", 23),
        ("Europe/Berlin", "2023-10-29", "2023-10-28T22:00:00Z", "2023-10-29T23:00:00Z", 25),
        ("Australia/Lord_Howe", "2023-04-02", "2023-04-01T13:00:00Z", "2023-04-02T13:30:00Z", 24.5),
        # Midnights that do not exist: these days begin at 01:00.
        ("America/Sao_Paulo", "2017-10-15", "2017-10-15T03:00:00Z", "2017-10-16T02:00:00Z", 23),
        ("Asia/Beirut", "2022-03-27", "2022-03-26T22:00:00Z", "2022-03-27T21:00:00Z", 23),
        ("America/Havana", "2022-03-13", "2022-03-13T05:00:00Z", "2022-03-14T04:00:00Z", 23),
        # Midnights shown twice: at 01:00 back to 00:00 of the same day.
        ("America/Havana", "2022-11-06", "2022-11-06T04:00:00Z", "2022-11-07T05:00:00Z", 25),
        ("Atlantic/Azores", "2022-10-30", "2022-10-30T00:00:00Z", "2022-10-31T01:00:00Z", 25),
        # At midnight back to 23:00 of the day that was ending.
        ("America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z", "2018-02-18T03:00:00Z", 25),
        ("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z", "2018-02-19T03:00:00Z", 24),
        # At 00:01 back to 23:01: the next day has begun for a minute, and begins again.
        ("America/St_Johns", "2010-11-06", "2010-11-06T02:30:00Z", "2010-11-07T03:30:00Z", 25),
        ("America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z", 25),
        # Either side of a day that was skipped, and a date that was lived twice.
        ("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z", 24),
        ("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", "2011-12-31T10:00:00Z", 24),
        ("Pacific/Kwajalein", "1969-09-30", "1969-09-29T13:00:00Z", "1969-10-01T12:00:00Z", 47),
        # Local mean time, to the second.
        ("Asia/Shanghai", "1850-01-01", "1849-12-31T15:54:17Z", "1850-01-01T15:54:17Z", 24),
    ],
)  # fmt: skip
def test_a_day_lasts_from_the_first_to_the_last_instant_whose_local_date_it_is(
    name: str, day: str, first: str, end: str, hours: int
) -> None:
    found = bounds(day_number(date.fromisoformat(day)), zone(name))
    assert found == (instant(first), instant(end) - 1)
    assert found[1] + 1 - found[0] == hours * HOUR


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("Pacific/Apia", "2011-12-30"),
        ("Pacific/Kiritimati", "1994-12-31"),
        ("Pacific/Kwajalein", "1993-08-21"),
        ("Asia/Manila", "1844-12-31"),
    ],
)
def test_a_day_that_the_zone_skips_has_no_bounds(name: str, day: str) -> None:
    assert bounds(day_number(date.fromisoformat(day)), zone(name)) is None


@given(st.sampled_from(ODD_ZONES), st.integers(-50_000, 40_000))
def test_the_bounds_of_a_day_have_its_date_and_their_neighbours_have_another(
    name: str, day: int
) -> None:
    here = zone(name)
    found = bounds(day, here)
    if found is None:
        before = bounds(day - 1, here)
        assert before is not None
        assert day_of(before[1] + 1, here) == day + 1
        return
    first, last = found
    assert day_of(first, here) == day == day_of(last, here)
    assert day_of(first - 1, here) != day != day_of(last + 1, here)


@given(st.sampled_from(ODD_ZONES), st.integers(FIRST_INSTANT // SECOND, LAST_INSTANT // SECOND))
def test_every_instant_is_among_the_readings_of_its_local_time(name: str, second: int) -> None:
    here, value = zone(name), second * SECOND
    assert value in readings(value + offset(value, here), here)


@pytest.mark.parametrize("name", ODD_ZONES)
def test_the_first_and_the_last_day_of_all_have_bounds(name: str) -> None:
    for day in (FIRST_INSTANT // DAY, LAST_INSTANT // DAY):
        found = bounds(day, zone(name))
        assert found is not None
        assert found[1] + 1 - found[0] == DAY


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ("2022-10-29T15:59:59.999999Z", "Asia/Shanghai", "2022-10-29 23:59:59.999999 +08:00"),
        ("2022-10-28T16:00:00Z", "Asia/Shanghai", "2022-10-29 00:00:00 +08:00"),
        ("2023-10-29T00:30:00Z", "Europe/Berlin", "2023-10-29 02:30:00 +02:00"),
        ("2023-10-29T01:30:00Z", "Europe/Berlin", "2023-10-29 02:30:00 +01:00"),
        ("2022-01-01T03:30:00Z", "America/St_Johns", "2022-01-01 00:00:00 -03:30"),
        ("1850-01-01T00:00:00Z", "Asia/Shanghai", "1850-01-01 08:05:43 +08:05:43"),
        ("9999-12-31T23:59:59.999999Z", "Asia/Shanghai", "9999-12-31 23:59:59.999999 +00:00"),
        ("0001-01-01T00:00:00Z", "America/New_York", "0001-01-01 00:00:00 +00:00"),
    ],
)
def test_a_local_time_is_printed_with_its_offset(value: str, name: str, text: str) -> None:
    assert local(instant(value), zone(name)) == text


@pytest.mark.parametrize(
    ("value", "name", "text"),
    [
        ("2022-10-28T16:00:00Z", "Asia/Shanghai", "2022-10-29"),
        ("2022-10-28T16:00:00.000001Z", "Asia/Shanghai", "2022-10-29 00:00:00.000001 +08:00"),
        ("2022-10-28T15:59:59.999999Z", "Asia/Shanghai", "2022-10-28 23:59:59.999999 +08:00"),
        # The day begins at 01:00: a date alone would say midnight.
        ("2017-10-15T03:00:00Z", "America/Sao_Paulo", "2017-10-15 01:00:00 -02:00"),
        # The first and the second of two midnights.
        ("2022-11-06T04:00:00Z", "America/Havana", "2022-11-06"),
        ("2022-11-06T05:00:00Z", "America/Havana", "2022-11-06 00:00:00 -05:00"),
        ("9999-12-31T16:00:00Z", "Asia/Shanghai", "9999-12-31 16:00:00 +00:00"),
    ],
)
def test_a_date_alone_is_printed_for_the_midnight_that_begins_it(
    value: str, name: str, text: str
) -> None:
    assert date_or_local(instant(value), zone(name)) == text


@pytest.mark.parametrize("name", ["UTC", "America/Argentina/Buenos_Aires", "Etc/GMT-8", "PRC"])
def test_a_zone_is_found_by_its_name(name: str) -> None:
    assert zone(name) == ZoneInfo(name)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("asia/shanghai", "did you mean Asia/Shanghai?"),
        ("Asia/Shangai", "did you mean Asia/Shanghai?"),
        ("Asia/Beijing", "did you mean Asia/Shanghai?"),
        ("Shanghai", "did you mean Asia/Shanghai?"),
        (" Asia/Shanghai", "did you mean Asia/Shanghai?"),
        ("America/New York", "did you mean America/New_York?"),
        ("Europe/Berln", "did you mean Europe/Berlin?"),
        ("", "expected an IANA name such as Asia/Shanghai or UTC"),
        ("America", "expected an IANA name such as Asia/Shanghai or UTC"),
        ("+08:00", "expected an IANA name such as Asia/Shanghai or UTC"),
        ("../../etc/passwd", "expected an IANA name such as Asia/Shanghai or UTC"),
        ("/usr/share/zoneinfo/UTC", "did you mean"),
        ("Asia//Shanghai", "did you mean Asia/Shanghai?"),
        ("right/UTC", "did you mean"),
        ("posix/UTC", "did you mean"),
        ("localtime", "expected an IANA name"),
        ("Factory", "expected an IANA name"),
        ("zone.tab", "expected an IANA name"),
        ("tzdata.zi", "expected an IANA name"),
        ("UTC\x00", "did you mean"),
        ("Ａsia/Shanghai", "did you mean Asia/Shanghai?"),
        ("\x1b[31m", "expected an IANA name"),
        ("A" * 5000, "expected an IANA name"),
    ],
)
def test_an_unknown_zone_is_refused_with_the_nearest_name(name: str, hint: str) -> None:
    with pytest.raises(MomentFault) as caught:
        zone(name)
    message = str(caught.value)
    assert message.startswith("unknown time zone '")
    assert hint in message
    assert len(message) < 200
    assert message.isprintable()


def test_a_day_outside_the_years_1_to_9999_has_no_text() -> None:
    with pytest.raises(MomentFault, match="the day lies outside the years 1 to 9999"):
        date_text(FIRST_INSTANT // DAY - 1)
