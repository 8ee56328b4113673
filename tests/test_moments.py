"""Which instant does a written moment mean?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.dates.instants import FIRST_INSTANT, LAST_INSTANT, instant, render
from ledger.dates.moments import Moment, MomentFault, local, moment, position_or_moment, zone

#: 2026-11-24 11:00 in Shanghai, 2026-11-23 22:00 in New York.
NOW = instant("2026-11-24T03:00:00Z")
SHANGHAI = zone("Asia/Shanghai")


@pytest.mark.parametrize(
    "text",
    ["2022-10-29", "20221029", "2022-W43-6", "2022W436", "2022-w43-6", "  2022-10-29\n"],
)
def test_a_bare_date_is_the_last_instant_of_its_day(text: str) -> None:
    assert moment(text, SHANGHAI, now=NOW) == Moment(
        "2022-10-29",
        instant("2022-10-29T15:59:59.999999Z"),
        (instant("2022-10-28T16:00:00Z"), instant("2022-10-29T15:59:59.999999Z")),
    )


@pytest.mark.parametrize(
    ("text", "name", "day"),
    [
        ("today", "Asia/Shanghai", "2026-11-24"),
        ("TODAY", "Asia/Shanghai", "2026-11-24"),
        ("today", "America/New_York", "2026-11-23"),
        ("yesterday", "Asia/Shanghai", "2026-11-23"),
        ("0 days ago", "Asia/Shanghai", "2026-11-24"),
        ("1 day ago", "Asia/Shanghai", "2026-11-23"),
        ("1 days ago", "Asia/Shanghai", "2026-11-23"),
        ("30  days ago", "Asia/Shanghai", "2026-10-25"),
        ("000000000030 days ago", "Asia/Shanghai", "2026-10-25"),
        ("1000 days ago", "Asia/Shanghai", "2024-02-28"),
    ],
)
def test_days_counted_back_from_today_are_bare_dates_of_the_zone(
    text: str, name: str, day: str
) -> None:
    here = zone(name)
    assert moment(text, here, now=NOW) == moment(day, here, now=0)
    assert moment(text, here, now=NOW).text == day


def test_now_is_an_instant_and_asks_for_the_same_one_again() -> None:
    assert moment("now", SHANGHAI, now=NOW + 1) == Moment(
        "2026-11-24T03:00:00.000001Z", NOW + 1, None
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-10-29T08:00+08:00", "2022-10-29T00:00:00Z"),
        ("2022-10-29T08:00", "2022-10-29T00:00:00Z"),
        ("2022-10-29T08:00Z", "2022-10-29T08:00:00Z"),
        ("2022-10-29t08:00z", "2022-10-29T08:00:00Z"),
        ("2022-10-29 08:00", "2022-10-29T00:00:00Z"),
        ("2022-10-29 08:00:30", "2022-10-29T00:00:30Z"),
        ("2022-10-29T08:00:30.5Z", "2022-10-29T08:00:30.500000Z"),
        ("2022-10-29T08:00:30,25Z", "2022-10-29T08:00:30.250000Z"),
        ("2022-10-29T08:00:30.123456Z", "2022-10-29T08:00:30.123456Z"),
        ("2022-10-29T08:00:30.000000Z", "2022-10-29T08:00:30Z"),
        ("20221029T0800+0800", "2022-10-29T00:00:00Z"),
        ("20221029T080030Z", "2022-10-29T08:00:30Z"),
        ("20221029T080030.5Z", "2022-10-29T08:00:30.500000Z"),
        ("2022-W43-6T08:00+08", "2022-10-29T00:00:00Z"),
        ("2022W436T0800", "2022-10-29T00:00:00Z"),
        ("2022-10-29T08:00-05:30", "2022-10-29T13:30:00Z"),
        ("2022-10-29T08:00-00:00", "2022-10-29T08:00:00Z"),
        ("2022-10-29T00:00+23:59", "2022-10-28T00:01:00Z"),
        # As this program prints an instant.
        ("2022-10-29 23:59:59.999999 +08:00", "2022-10-29T15:59:59.999999Z"),
        ("2022-10-29T15:59:59.999999Z", "2022-10-29T15:59:59.999999Z"),
        ("0001-01-01T00:00Z", "0001-01-01T00:00:00Z"),
        ("9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999Z"),
        # A leap day, and the days on either side of a change of year in ISO weeks.
        ("2024-02-29T12:00Z", "2024-02-29T12:00:00Z"),
        ("2000-02-29T12:00Z", "2000-02-29T12:00:00Z"),
        ("2020-W53-7T12:00Z", "2021-01-03T12:00:00Z"),
        ("2019-W01-1T12:00Z", "2018-12-31T12:00:00Z"),
    ],
)
def test_a_date_with_a_time_is_that_instant(text: str, expected: str) -> None:
    assert moment(text, SHANGHAI, now=NOW) == Moment(expected, instant(expected), None)


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("2023-10-29T02:30+02:00", "Europe/Berlin", "2023-10-29T00:30:00Z"),
        ("2023-10-29T02:30+01:00", "Europe/Berlin", "2023-10-29T01:30:00Z"),
        ("2023-10-29T01:59:59.999999", "Europe/Berlin", "2023-10-28T23:59:59.999999Z"),
        ("2023-10-29T03:00", "Europe/Berlin", "2023-10-29T02:00:00Z"),
        ("2023-03-26T03:00", "Europe/Berlin", "2023-03-26T01:00:00Z"),
        ("2023-03-26T02:30+01:00", "Europe/Berlin", "2023-03-26T01:30:00Z"),
        # The offset decides, whatever the zone in use.
        ("2011-12-30T12:00Z", "Pacific/Apia", "2011-12-30T12:00:00Z"),
        ("1850-01-01T08:05:43", "Asia/Shanghai", "1850-01-01T00:00:00Z"),
    ],
)
def test_local_times_around_a_change_of_clocks(text: str, name: str, expected: str) -> None:
    assert moment(text, zone(name), now=NOW).text == expected


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (
            "2023-03-26T02:30",
            "Europe/Berlin",
            "'2023-03-26T02:30' does not exist in Europe/Berlin, whose clocks skip it: write the "
            "offset, 2023-03-26T02:30:00+01:00 or 2023-03-26T02:30:00+02:00",
        ),
        (
            "2023-10-29T02:00",
            "Europe/Berlin",
            "'2023-10-29T02:00' occurs twice in Europe/Berlin, whose clocks go back over it: "
            "write the offset, 2023-10-29T02:00:00+02:00 or 2023-10-29T02:00:00+01:00",
        ),
        (
            "2017-10-15T00:00",
            "America/Sao_Paulo",
            "'2017-10-15T00:00' does not exist in America/Sao_Paulo, whose clocks skip it: write "
            "the offset, 2017-10-15T00:00:00-03:00 or 2017-10-15T00:00:00-02:00",
        ),
        (
            "2022-11-06 00:00",
            "America/Havana",
            "'2022-11-06 00:00' occurs twice in America/Havana, whose clocks go back over it: "
            "write the offset, 2022-11-06T00:00:00-04:00 or 2022-11-06T00:00:00-05:00",
        ),
        (
            "2011-12-30T12:00",
            "Pacific/Apia",
            "'2011-12-30T12:00' does not exist in Pacific/Apia, whose clocks skip it: write the "
            "offset, 2011-12-30T12:00:00-10:00 or 2011-12-30T12:00:00+14:00",
        ),
        # Offsets of local mean time have seconds, which only UTC can write.
        (
            "1900-12-31T23:59:00",
            "Asia/Shanghai",
            "'1900-12-31T23:59:00' occurs twice in Asia/Shanghai, whose clocks go back over it: "
            "write the offset, 1900-12-31T15:53:17Z or 1900-12-31T23:59:00+08:00",
        ),
        (
            "2011-12-30",
            "Pacific/Apia",
            "'2011-12-30' does not exist in Pacific/Apia: the clocks there went from 2011-12-29 "
            "straight to 2011-12-31",
        ),
    ],
)
def test_a_local_time_or_day_that_is_skipped_or_doubled_is_refused(
    text: str, name: str, message: str
) -> None:
    with pytest.raises(MomentFault) as caught:
        moment(text, zone(name), now=NOW)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "name", "now", "after"),
    [
        ("yesterday", "Pacific/Apia", "2011-12-30T12:00:00Z", "2011-12-30T10:00:00Z"),
        ("2 days ago", "Pacific/Apia", "2011-12-31T12:00:00Z", "2011-12-30T10:00:00Z"),
        ("yesterday", "Pacific/Kiritimati", "1995-01-01T00:00:00Z", "1994-12-31T10:00:00Z"),
        ("9 days ago", "Pacific/Kwajalein", "1993-08-30T00:00:00Z", "1993-08-21T12:00:00Z"),
    ],
)
def test_a_day_counted_back_to_that_the_zone_skips_is_the_first_instant_after_the_gap(
    text: str, name: str, now: str, after: str
) -> None:
    found = moment(text, zone(name), now=instant(now))
    assert found == Moment(after, instant(after), None)
    assert moment(found.text, zone(name), now=0) == found, "its text asks for it again"


@pytest.mark.parametrize(
    ("text", "name", "now", "day"),
    [
        ("yesterday", "America/Sao_Paulo", "2017-10-16T12:00:00Z", "2017-10-15"),
        ("3 days ago", "America/Sao_Paulo", "2018-02-20T12:00:00Z", "2018-02-17"),
        ("yesterday", "America/St_Johns", "2010-11-07T12:00:00Z", "2010-11-06"),
        ("3 days ago", "Pacific/Apia", "2012-01-01T12:00:00Z", "2011-12-30T10:00:00Z"),
    ],
)
def test_a_day_counted_back_to_whose_midnight_is_skipped_or_doubled_is_that_day(
    text: str, name: str, now: str, day: str
) -> None:
    here = zone(name)
    assert moment(text, here, now=instant(now)) == moment(day, here, now=0)


def test_the_first_and_the_last_day_of_all_are_read_as_far_as_utc_has_them() -> None:
    first = moment("0001-01-01", SHANGHAI, now=NOW)
    assert first.day == (FIRST_INSTANT, first.instant)
    assert render(first.instant) == "0001-01-01T15:54:16.999999Z"
    assert moment("9999-12-31", zone("UTC"), now=NOW).instant == LAST_INSTANT
    assert render(moment("9999-12-31", SHANGHAI, now=NOW).instant) == "9999-12-31T15:59:59.999999Z"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("9999-12-31", "America/New_York"),
        ("0001-01-01T00:00+00:01", "UTC"),
        ("0001-01-01T08:00", "Asia/Shanghai"),
        ("9999-12-31T23:59-00:01", "UTC"),
        ("9999-12-31T23:59", "America/New_York"),
        ("0000-12-31", "UTC"),
        ("0000-W01-1", "UTC"),
        ("0000", "UTC"),
        ("10000-01-01", "UTC"),
        ("+10000-01-01", "UTC"),
        ("-0001-01-01", "UTC"),
        ("740000 days ago", "UTC"),
        ("9" * 5000 + " days ago", "UTC"),
    ],
)
def test_what_lies_outside_the_years_1_to_9999_in_utc_is_refused(text: str, name: str) -> None:
    with pytest.raises(MomentFault, match="the years 1 to 9999") as caught:
        moment(text, zone(name), now=NOW)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(("text", "position"), [("@41", 41), ("@0", 0), (" @041 ", 41)])
def test_a_position_is_the_number_of_events_to_read(text: str, position: int) -> None:
    assert position_or_moment(text, SHANGHAI, now=NOW) == position


def test_recorded_takes_a_moment_too() -> None:
    assert position_or_moment("2022-10-29", SHANGHAI, now=NOW) == moment(
        "2022-10-29", SHANGHAI, now=NOW
    )


@pytest.mark.parametrize("text", ["@", "@-1", "@+1", "@4.5", "@ 41", "@４１", "@41@", "@x"])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(MomentFault, match="is no position in the log: expected @ and a number"):
        position_or_moment(text, SHANGHAI, now=NOW)


def test_no_log_is_as_long_as_nineteen_digits() -> None:
    with pytest.raises(MomentFault, match="is past the end of any log"):
        position_or_moment("@" + "9" * 5000, SHANGHAI, now=NOW)
    with pytest.raises(MomentFault, match="is past the end of any log"):
        position_or_moment(f"@{10**18}", SHANGHAI, now=NOW)
    assert position_or_moment(f"@{10**18 - 1}", SHANGHAI, now=NOW) == 10**18 - 1


@given(st.integers(FIRST_INSTANT, LAST_INSTANT))
def test_the_text_of_an_instant_asks_for_it_again(value: int) -> None:
    found = moment(render(value), SHANGHAI, now=NOW)
    assert found == Moment(render(value), value, None)


@given(st.integers(instant("1950-01-01T00:00:00Z"), instant("2100-01-01T00:00:00Z")))
def test_a_printed_local_time_can_be_asked_for(value: int) -> None:
    for name in ("Asia/Shanghai", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe"):
        assert moment(local(value, zone(name)), SHANGHAI, now=NOW).instant == value
