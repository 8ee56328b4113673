"""Is what is no date refused by its reason, in every field?"""

from ast import literal_eval
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ledger.dates.instants import instant
from ledger.dates.moments import Moment, MomentFault, moment, zone
from ledger.dates.windows import effective, published, until

SHANGHAI = zone("Asia/Shanghai")
EXPECTED = {
    "moment": "expected a date such as 2022-10-29, an instant such as 2022-10-29T08:00+08:00, now, "
    "today, yesterday or N days ago",
    "effective": "expected a date such as 2022-10-29, an instant such as 2022-10-29T08:00+08:00, a "
    "month or year, or an interval such as ../2022-10-31",
    "until": "expected the last day on which it holds, such as 2022-11-30, the instant of its end, "
    "or .. for no end",
    "published": "expected a date such as 2022-10-28, an instant such as 2022-10-28T08:00+08:00, a "
    "month or year, or an interval that has an end",
}


def a_moment(text: str, here: ZoneInfo) -> Moment:
    return moment(text, here, now=instant("2026-11-24T03:00:00Z"))


READERS: dict[str, Callable[[str, ZoneInfo], Any]] = {
    "moment": a_moment,
    "effective": effective,
    "until": until,
    "published": published,
}


def refusals() -> Iterator[tuple[str, str, str]]:
    """(field, text, message) of tests/refusals.txt."""
    for line in Path(__file__).with_name("refusals.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            where, text, message = line.split(" | ")
            for field in READERS if where == "any" else where.split():
                yield field, literal_eval(text), message.replace("EXPECTED", EXPECTED[field])


@pytest.mark.parametrize(("field", "text", "message"), list(refusals()))
def test_what_is_no_date_is_refused_with_its_reason(field: str, text: str, message: str) -> None:
    with pytest.raises(MomentFault) as caught:
        READERS[field](text, SHANGHAI)
    assert str(caught.value) == message


@pytest.mark.parametrize("field", READERS)
def test_a_text_of_any_length_is_shown_short(field: str) -> None:
    with pytest.raises(MomentFault) as caught:
        READERS[field]("x" * 1_000_000, SHANGHAI)
    assert str(caught.value) == f"'{'x' * 57}...' cannot be read: {EXPECTED[field]}"
