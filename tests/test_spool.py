"""Does the spool keep every plan in order, in memory and beyond it?"""

import pytest

from ledger.entries import Encoded
from ledger.recording.spool import Plan, PlannedChange, Spool


def plan(number: int) -> Plan:
    id = f"a-{number}"
    change = PlannedChange(1, "noted", {"change": f"{id}#1", "note": "快"}, ("k", "k/live"), 7)
    events = (
        Encoded("announced", f"#{id}", b"{}"),
        *(Encoded("noted", subject, f"{id}快".encode()) for subject in change.subjects),
    )
    return Plan({"id": id, "evidence": [], "changes": 1}, (change,), events, "f.jsonl", number, "")


@pytest.mark.parametrize("room", [0, 7, 1_000])
def test_plans_come_back_as_they_were_and_in_order(room: int) -> None:
    spool = Spool(in_memory=room)
    plans = [plan(number) for number in range(9)]
    for each in plans:
        spool.add(each)
    assert list(spool.ready()) == [each.ready() for each in plans]
    assert spool.events == 27
    found = spool.find("a-4")
    assert found is not None
    assert found._replace(events=()) == plans[4]._replace(events=())
    assert spool.find("none") is None
    spool.close()


@pytest.mark.parametrize("room", [0, 1_000])
def test_one_change_of_a_long_announcement_is_found_by_its_number(room: int) -> None:
    changes = tuple(
        PlannedChange(n, "noted", {"note": f"{n}"}, ("k",) * (n % 40), n) for n in range(1, 101)
    )
    spool = Spool(in_memory=room)
    spool.add(Plan({"id": "a", "evidence": [], "changes": 100}, changes, (), "f", 1, ""))
    spool.add(plan(1))
    assert [spool.change("a", n) for n in range(102)] == [None, *changes, None]
    assert spool.change("b", 1) is None
    assert (spool.count("a"), spool.count("a-1"), spool.count("b")) == (100, 1, None)
    found = spool.find("a")
    assert found is not None
    assert found.changes == changes
    spool.close()


@pytest.mark.parametrize("room", [0, 1, 1_000])
def test_a_name_is_new_once(room: int) -> None:
    spool = Spool(in_memory=room)
    asked = [("subject", "k"), ("subject", "k"), ("source", "k"), ("subject", "l"), ("source", "k")]
    assert [spool.first(*each) for each in asked] == [True, False, True, True, False]
    spool.add(plan(1))
    assert not spool.first("subject", "l")
    spool.close()
