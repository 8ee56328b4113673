"""Is an instant written in one form, and read in that form alone?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.dates.instants import FIRST_INSTANT, LAST_INSTANT, MomentFault, instant, now, render
from ledger.dates.moments import render as render_of_moments

INSTANTS = st.integers(FIRST_INSTANT, LAST_INSTANT)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "1970-01-01T00:00:00Z"),
        (-1, "1969-12-31T23:59:59.999999Z"),
        (1_666_972_799_000_000, "2022-10-28T15:59:59Z"),
        (1_667_059_199_999_999, "2022-10-29T15:59:59.999999Z"),
        (10, "1970-01-01T00:00:00.000010Z"),
        (FIRST_INSTANT, "0001-01-01T00:00:00Z"),
        (LAST_INSTANT, "9999-12-31T23:59:59.999999Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_six_decimals_only_where_it_needs_them(
    value: int, text: str
) -> None:
    assert render(value) == text
    assert instant(text) == value


@given(INSTANTS)
def test_reading_undoes_writing(value: int) -> None:
    assert instant(render(value)) == value


@given(INSTANTS, INSTANTS)
def test_whole_seconds_sort_as_text_as_they_do_as_numbers(one: int, other: int) -> None:
    one, other = one // 1_000_000 * 1_000_000, other // 1_000_000 * 1_000_000
    assert (render(one) < render(other)) == (one < other)


@pytest.mark.parametrize("value", [FIRST_INSTANT - 1, LAST_INSTANT + 1, -(2**63), 2**63 - 1])
def test_outside_the_years_1_to_9999_nothing_is_written(value: int) -> None:
    with pytest.raises(
        MomentFault, match="microseconds from 1970 lie outside the years 1 to 9999 in UTC"
    ):
        render(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Z",
        "2022-10-28",
        "2022-10-28T15:59:59",
        "2022-10-28T15:59:59+00:00",
        "2022-10-28T15:59:59z",
        "2022-10-28t15:59:59Z",
        "2022-10-28 15:59:59Z",
        "2022-10-28T15:59Z",
        "20221028T155959Z",
        "2022-10-28T15:59:59.000000Z",
        "2022-10-28T15:59:59.5Z",
        "2022-10-28T15:59:59.1234567Z",
        "2022-10-28T15:59:60Z",
        "2022-10-28T24:00:00Z",
        "2022-02-30T00:00:00Z",
        "2022-10-28T15:59:59+00:00Z",
        "２022-10-28T15:59:59Z",
        " 2022-10-28T15:59:59Z",
    ],
)
def test_a_stored_instant_has_one_form_and_no_other_is_read(text: str) -> None:
    with pytest.raises(MomentFault, match="is not a stored instant: expected UTC text"):
        instant(text)


def test_the_clock_gives_an_instant_in_microseconds() -> None:
    assert instant("2024-01-01T00:00:00Z") < now() < LAST_INSTANT


def test_the_way_in_has_the_same_functions() -> None:
    assert render_of_moments is render
