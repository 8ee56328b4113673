"""Which window does a vague date of a source leave, and which end has a term?"""

from collections.abc import Callable
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.dates.instants import FIRST_INSTANT, LAST_INSTANT, instant, render
from ledger.dates.moments import MomentFault, zone
from ledger.dates.windows import effective, published, until

_Read = TypeVar("_Read")

SHANGHAI = zone("Asia/Shanghai")


def ends(text: str, name: str = "Asia/Shanghai") -> tuple[str | None, ...]:
    window = effective(text, zone(name))
    assert window.text == text
    return tuple(None if end is None else render(end) for end in window[1:3])


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("2022-10-29", "2022-10-28T16:00:00Z"),
        ("20221029", "2022-10-28T16:00:00Z"),
        ("2022-W43-6", "2022-10-28T16:00:00Z"),
        ("2022-10-29T08:00", "2022-10-29T00:00:00Z"),
        ("2022-10-29T08:00:00.5Z", "2022-10-29T08:00:00.500000Z"),
    ],
)
def test_an_exact_start_has_both_ends_equal_and_a_date_starts_with_its_day(
    text: str, start: str
) -> None:
    assert ends(text) == (start, start)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2022-10", "2022-09-30T16:00:00Z", "2022-10-31T15:59:59.999999Z"),
        ("2024-02", "2024-01-31T16:00:00Z", "2024-02-29T15:59:59.999999Z"),
        ("2022", "2021-12-31T16:00:00Z", "2022-12-31T15:59:59.999999Z"),
        ("2024-33", "2023-12-31T16:00:00Z", "2024-03-31T15:59:59.999999Z"),
        ("2024-34", "2024-03-31T16:00:00Z", "2024-06-30T15:59:59.999999Z"),
        ("2024-35", "2024-06-30T16:00:00Z", "2024-09-30T15:59:59.999999Z"),
        ("2024-36", "2024-09-30T16:00:00Z", "2024-12-31T15:59:59.999999Z"),
        ("2024-40", "2023-12-31T16:00:00Z", "2024-06-30T15:59:59.999999Z"),
        ("2024-41", "2024-06-30T16:00:00Z", "2024-12-31T15:59:59.999999Z"),
        ("../2022-10-31", None, "2022-10-31T15:59:59.999999Z"),
        ("../2022-10-31T12:00", None, "2022-10-31T04:00:00Z"),
        ("../2022-10", None, "2022-10-31T15:59:59.999999Z"),
        ("2022-10-29/..", "2022-10-28T16:00:00Z", None),
        ("2022-10-29T12:00/..", "2022-10-29T04:00:00Z", None),
        ("2024-33/..", "2023-12-31T16:00:00Z", None),
        ("2022-10-29/2022-10-29", "2022-10-28T16:00:00Z", "2022-10-29T15:59:59.999999Z"),
        ("2022-10-29/2022-10-31", "2022-10-28T16:00:00Z", "2022-10-31T15:59:59.999999Z"),
        ("20221029/2022-W44-1", "2022-10-28T16:00:00Z", "2022-10-31T15:59:59.999999Z"),
        ("2022-10-29T08:00Z/2022-10-31", "2022-10-29T08:00:00Z", "2022-10-31T15:59:59.999999Z"),
        ("2022-10-29/2022-10-31T08:00Z", "2022-10-28T16:00:00Z", "2022-10-31T08:00:00Z"),
        ("2022-10-29T08:00Z/2022-10-29T08:00Z", "2022-10-29T08:00:00Z", "2022-10-29T08:00:00Z"),
        ("2022/2023", "2021-12-31T16:00:00Z", "2023-12-31T15:59:59.999999Z"),
        ("2022-10/2022", "2022-09-30T16:00:00Z", "2022-12-31T15:59:59.999999Z"),
        ("2022/2022-10-29", "2021-12-31T16:00:00Z", "2022-10-29T15:59:59.999999Z"),
    ],
)
def test_a_vague_start_is_a_window_to_the_last_instant_that_it_allows(
    text: str, earliest: str | None, latest: str | None
) -> None:
    assert ends(text) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "name", "earliest", "latest"),
    [
        ("2023-03", "Europe/Berlin", "2023-02-28T23:00:00Z", "2023-03-31T21:59:59.999999Z"),
        ("2017-10-15", "America/Sao_Paulo", "2017-10-15T03:00:00Z", "2017-10-15T03:00:00Z"),
        # The last day of this year is one that the zone skipped.
        ("1994", "Pacific/Kiritimati", "1994-01-01T10:00:00Z", "1994-12-31T09:59:59.999999Z"),
        ("1994-12", "Pacific/Kiritimati", "1994-12-01T10:00:00Z", "1994-12-31T09:59:59.999999Z"),
        ("9999", "UTC", "9999-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"),
        ("0001", "UTC", "0001-01-01T00:00:00Z", "0001-12-31T23:59:59.999999Z"),
        ("../0001-01-01", "Asia/Shanghai", None, "0001-01-01T15:54:16.999999Z"),
        ("9999-12-31/..", "America/New_York", "9999-12-31T05:00:00Z", None),
    ],
)
def test_windows_follow_the_days_that_the_zone_has(
    text: str, name: str, earliest: str | None, latest: str | None
) -> None:
    assert ends(text, name) == (earliest, latest)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("2022-10-29", None),
        ("2022-10-29~", "~"),
        ("2022-10-29?", "?"),
        ("2022-10-29%", "%"),
        ("20221029~", "~"),
        ("2022-10-29T08:00+08:00~", "~"),
        ("2022-10~", "~"),
        ("2022?", "?"),
        ("2024-33%", "%"),
        ("../2022-10-31~", "~"),
        ("2022-10-29?/..", "?"),
        ("2022-10-29~/2022-10-31", "~"),
        ("2022-10-29/2022-10-31?", "?"),
        ("2022-10-29~/2022-10-31~", "~"),
        ("2022-10-29~/2022-10-31?", "%"),
        ("2022-10-29?/2022-10-31~", "%"),
        ("2022-10-29%/2022-10-31~", "%"),
        ("2022-10-29/2022-10-31", None),
    ],
)
def test_a_qualifier_is_kept_and_moves_no_end(text: str, qualifier: str | None) -> None:
    window = effective(text, SHANGHAI)
    bare = effective(text.translate({ord(c): None for c in "~?%"}), SHANGHAI)
    assert window.text == text
    assert window.qualifier == qualifier
    assert window[1:3] == bare[1:3]


@pytest.mark.parametrize(
    ("text", "name", "end"),
    [
        ("2022-11-30", "Asia/Shanghai", "2022-11-30T16:00:00Z"),
        ("20221130", "Asia/Shanghai", "2022-11-30T16:00:00Z"),
        ("2022-12-31", "UTC", "2023-01-01T00:00:00Z"),
        ("2022-11-30T12:00", "Asia/Shanghai", "2022-11-30T04:00:00Z"),
        ("2022-11-30T12:00Z", "Asia/Shanghai", "2022-11-30T12:00:00Z"),
        ("2023-03-25", "Europe/Berlin", "2023-03-25T23:00:00Z"),
        # The next day begins at 01:00, or after one that was skipped, or for a minute too early.
        ("2017-10-14", "America/Sao_Paulo", "2017-10-15T03:00:00Z"),
        ("2011-12-29", "Pacific/Apia", "2011-12-30T10:00:00Z"),
        ("2010-11-06", "America/St_Johns", "2010-11-07T03:30:00Z"),
        ("9999-12-31", "Asia/Shanghai", "9999-12-31T16:00:00Z"),
    ],
)
def test_a_bare_date_is_the_last_day_on_which_a_term_holds(text: str, name: str, end: str) -> None:
    assert until(text, zone(name)) == (text, instant(end))


def test_two_dots_are_a_term_without_an_end() -> None:
    assert until(" .. ", SHANGHAI) == ("..", None)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("2022-10-28", "2022-10-28T15:59:59Z"),
        ("2022-10-28~", "2022-10-28T15:59:59Z"),
        ("20221028", "2022-10-28T15:59:59Z"),
        ("2022-10-28T12:00", "2022-10-28T04:00:00Z"),
        ("2022-10-28T12:00:00.25Z", "2022-10-28T12:00:00.250000Z"),
        ("2022-10", "2022-10-31T15:59:59Z"),
        ("2022", "2022-12-31T15:59:59Z"),
        ("2024-33", "2024-03-31T15:59:59Z"),
        ("../2022-10-28", "2022-10-28T15:59:59Z"),
        ("../2022-10-28T12:00Z", "2022-10-28T12:00:00Z"),
        ("2022-10-26/2022-10-28", "2022-10-28T15:59:59Z"),
        ("2022-10-26/2022-10-28T12:00:00.25Z", "2022-10-28T12:00:00.250000Z"),
        ("9999", "9999-12-31T15:59:59Z"),
    ],
)
def test_what_was_published_on_a_day_counts_from_its_last_whole_second(
    text: str, known: str
) -> None:
    assert published(f" {text}\n", SHANGHAI) == (text, instant(known))


@pytest.mark.parametrize("text", ["2022-10-28/..", "2022-10/..", "2022-10-28T08:00Z/.."])
def test_a_publication_without_an_end_is_refused(text: str) -> None:
    with pytest.raises(MomentFault) as caught:
        published(text, SHANGHAI)
    assert str(caught.value) == (
        f"'{text}' has no end: say the last day on which it may have been published"
    )


@pytest.mark.parametrize(
    ("read", "text", "name", "message"),
    [
        (effective, "0001", "Asia/Shanghai", "'0001' begins outside the years 1 to 9999 in UTC"),
        (
            effective,
            "0001-01-01",
            "Asia/Shanghai",
            "'0001-01-01' begins outside the years 1 to 9999 in UTC",
        ),
        (
            effective,
            "../9999-12-31",
            "America/New_York",
            "'../9999-12-31' ends outside the years 1 to 9999 in UTC",
        ),
        (
            effective,
            "9999-12",
            "America/New_York",
            "'9999-12' ends outside the years 1 to 9999 in UTC",
        ),
        (
            until,
            "9999-12-31",
            "UTC",
            "'9999-12-31' ends outside the years 1 to 9999 in UTC: write .. where no end is said",
        ),
        (
            published,
            "9999-12-31",
            "America/New_York",
            "'9999-12-31' ends outside the years 1 to 9999 in UTC",
        ),
        (
            effective,
            "../2011-12-30",
            "Pacific/Apia",
            "'2011-12-30' does not exist in Pacific/Apia: the clocks there went from 2011-12-29 "
            "straight to 2011-12-31",
        ),
    ],
)
def test_an_end_that_no_clock_shows_is_refused(
    read: Callable[[str, ZoneInfo], object], text: str, name: str, message: str
) -> None:
    with pytest.raises(MomentFault) as caught:
        read(text, zone(name))
    assert str(caught.value) == message


DAYS = st.dates().map(str)
VAGUE = st.dates().map(lambda day: str(day)[:7]) | st.dates().map(lambda day: str(day)[:4])
CODES = st.sampled_from((33, 34, 35, 36, 40, 41))
PARTS = st.builds("{:04}-{}".format, st.integers(1, 9999), CODES)
TIMES = st.datetimes().map(lambda value: value.isoformat()[:16] + "Z")
DATES = st.builds("{}{}".format, DAYS | VAGUE | PARTS | TIMES, st.sampled_from(("", "~", "?", "%")))
INTERVALS = st.builds("{}/{}".format, DATES | st.just(".."), DATES | st.just(".."))


def unless_refused(
    read: Callable[[str, ZoneInfo], _Read], text: str, here: ZoneInfo
) -> _Read | str:
    """What is read, or the message."""
    try:
        return read(text, here)
    except MomentFault as fault:
        return str(fault)


@given(DATES | INTERVALS, st.sampled_from(("UTC", "Asia/Shanghai", "Pacific/Apia", "Asia/Beirut")))
def test_the_ends_of_a_window_are_in_order_and_its_publication_is_within(
    text: str, name: str
) -> None:
    window = unless_refused(effective, text, zone(name))
    if isinstance(window, str):
        reasons = ("outside the years", "before it begins", "open at both", "not exist")
        assert any(reason in window for reason in reasons)
        return
    assert window.earliest is not None or window.latest is not None
    if window.earliest is not None and window.latest is not None:
        assert FIRST_INSTANT <= window.earliest <= window.latest <= LAST_INSTANT
    if window.latest is not None and (window.earliest != window.latest or "T" in text):
        assert 0 <= window.latest - published(text, zone(name)).instant < 1_000_000


@given(st.text(max_size=30) | st.text("0123456789-/.:TWZX~?%+ ", max_size=24))
def test_any_text_is_read_or_refused_in_one_printable_line(text: str) -> None:
    for read in (effective, until, published):
        found = unless_refused(read, text, SHANGHAI)
        if isinstance(found, str):
            assert found.isprintable()
            assert len(found) < 400
