"""Does the page on dates say what the parser does?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ledger.dates.instants import instant, render
from ledger.dates.moments import Moment, MomentFault, moment, zone
from ledger.dates.windows import effective, published, until

PAGE = (Path(__file__).parent.parent / "docs" / "dates.md").read_text("utf-8")
SHANGHAI = zone("Asia/Shanghai")


def a_moment(text: str, here: ZoneInfo) -> Moment:
    return moment(text, here, now=instant("2026-11-24T03:00:00Z"))


READERS: dict[str, Callable[[str, ZoneInfo], Any]] = {
    "moment": a_moment,
    "effective": effective,
    "until": until,
    "published": published,
}


def rows(first_header: str) -> list[list[str]]:
    """The cells of the table whose first column has that header, without backticks."""
    lines = iter(PAGE.splitlines())
    for line in lines:
        if line.startswith(f"| {first_header} |"):
            next(lines)
            break
    found = []
    for line in lines:
        if not line.startswith("|"):
            break
        found.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
    assert found
    return found


def shown(end: int | None) -> str:
    return "open" if end is None else render(end)


@pytest.mark.parametrize("row", rows("moment"))
def test_each_moment_of_the_page_means_what_it_says(row: list[str]) -> None:
    assert render(a_moment(row[0], SHANGHAI).instant) == row[1]


@pytest.mark.parametrize("row", rows("effective"))
def test_each_start_of_the_page_means_what_it_says(row: list[str]) -> None:
    window = effective(row[0], SHANGHAI)
    assert [shown(window.earliest), shown(window.latest)] == row[1:3]


@pytest.mark.parametrize("row", rows("until"))
def test_each_end_of_the_page_means_what_it_says(row: list[str]) -> None:
    term = until(row[0], SHANGHAI)
    assert ("never" if term.instant is None else render(term.instant)) == row[1]


@pytest.mark.parametrize("row", rows("published"))
def test_each_publication_of_the_page_means_what_it_says(row: list[str]) -> None:
    assert render(published(row[0], SHANGHAI).instant) == row[1]


def test_the_same_day_means_what_the_page_says_in_each_place() -> None:
    day = "2022-10-29"
    assert [row[2] for row in rows("written `2022-10-29` as")] == [
        render(a_moment(day, SHANGHAI).instant),
        render(effective(day, SHANGHAI).earliest),
        render(until(day, SHANGHAI).instant),
        render(published(day, SHANGHAI).instant),
    ]


@pytest.mark.parametrize("row", rows("written"))
def test_each_refusal_of_the_page_has_its_reason(row: list[str]) -> None:
    text, field, why = row
    with pytest.raises(MomentFault) as caught:
        READERS[field](text, SHANGHAI)
    assert why in str(caught.value)
