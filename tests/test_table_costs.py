"""Does what a table costs grow with its rows, and not with what lies ahead of each?"""

import json
import re
from functools import partial
from typing import Any

import pytest

from bench.long_files import (
    announcement,
    each_own,
    path,
)
from tests.desk import Desk
from tests.stores import Place
from tests.test_costs import LENGTH, as_lines, counted, grows


def below_one_with_much_to_come(target: str, count: int, **fields: Any) -> None:
    """A ledger of so many subjects, below one of which so many changes lie ahead."""
    coming = [
        {
            "change": "suspended",
            "subjects": ["platform"],
            "effective": f"{2100 + n}-01-01",
            **fields,
        }
        for n in range(count)
    ]
    as_lines(target, [announcement("coming", coming), each_own(count)])


@pytest.mark.parametrize("moment", ["2024-06-15", "2024-01-01"])
@pytest.mark.parametrize("fields", [{}, {"effective": "../2100-01-01"}])
def test_a_table_costs_as_much_as_it_has_rows(
    place: Place, desk: Desk, fields: dict[str, Any], moment: str
) -> None:
    found = []
    for count in (LENGTH, 2 * LENGTH, 4 * LENGTH):
        target = place.made(zone="UTC")
        below_one_with_much_to_come(target, count, **fields)
        asked = f"--ledger '{target}' at {moment}"
        found.append(counted(partial(desk.done, asked)))
        assert desk.done(asked).count("\n") < 20 * count
    grows(found)


def test_a_row_tells_the_next_few_of_what_is_to_come_and_counts_the_rest(
    place: Place, desk: Desk
) -> None:
    target = place.made(zone="UTC")
    below_one_with_much_to_come(target, 12)
    told = desk.done(f"--ledger '{target}' at 2024-06-15 {path(3)}")
    starts = re.findall(r"scheduled: suspended, from (\d+)", told)
    assert starts == ["2100", "2101", "2102", "2103", "2104"]
    assert "scheduled: 7 more (--format json has all)" in told
    found = json.loads(desk.done(f"--ledger '{target}' at 2024-06-15 {path(3)} --format json"))
    (row,) = found["states"]
    assert len(row["scheduled"]) == 12
    assert len(found["said"]) == [fact["kind"] for fact in row["facts"]].count("scheduled") == 5
    state = json.loads(desk.done(f"--ledger '{target}' at 2024-06-15 {path(3)} --format json"))
    assert len(state["states"][0]["scheduled"]) == 12


def test_of_very_many_contests_those_of_the_greatest_authority_are_told(
    place: Place, desk: Desk
) -> None:
    target = place.made(zone="UTC")
    said = {"change": "suspended", "subjects": ["k"], "effective": "2024-01-03"}
    ranks = ["insider"] * 4 + ["official"] + ["press"] * 3
    voices = [
        {
            **announcement(f"b-{n}", [said], "2024-01-03"),
            "source": {"name": f"S{n}", "authority": rank},
        }
        for n, rank in enumerate(ranks)
    ]
    last = {"change": "permitted", "subjects": ["k"], "effective": "2024-01-04"}
    as_lines(target, [*voices, announcement("c", [last], "2024-01-01")])
    told = desk.done(f"--ledger '{target}' at 2024-06-15 k")
    assert re.findall(r"says suspended since 2024-01-03,\s+(b-\d)#1", told) == [
        "b-4",
        "b-5",
        "b-6",
        "b-7",
        "b-0",
    ]
    assert "CONTESTED  by 3 more (--format json has all)" in told
