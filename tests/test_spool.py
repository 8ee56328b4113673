"""Does the spool keep every draft in order, in memory and beyond it?"""

import pytest

from ledger.entries import NewEvent
from ledger.files.drafts import Draft, DraftChange
from ledger.recording.spool import Spool


def draft(number: int) -> Draft:
    id = f"a-{number}"
    change = DraftChange(1, "noted", {"change": f"{id}#1", "note": "快"}, ("k", "k/live"), 7)
    events = (
        NewEvent("announced", f"#{id}", b"{}"),
        *(NewEvent("noted", subject, f"{id}快".encode()) for subject in change.subjects),
    )
    announced = {"id": id, "evidence": [], "changes": 1}
    lines = (("published", number + 1),)
    return Draft(announced, (change,), (), "f.jsonl", number, "f", lines=lines, events=events)


@pytest.mark.parametrize("room", [0, 7, 1_000])
def test_drafts_come_back_as_they_were_and_in_order(room: int) -> None:
    spool = Spool(in_memory=room)
    drafts = [draft(number) for number in range(9)]
    for each in drafts:
        spool.add(each)
    assert list(spool.drafts()) == drafts
    found = spool.find("a-4")
    assert found is not None
    assert found._replace(events=()) == drafts[4]._replace(events=())
    assert spool.find("none") is None
    spool.close()


@pytest.mark.parametrize("room", [0, 1_000])
def test_one_change_of_a_long_announcement_is_found_by_its_number(room: int) -> None:
    changes = tuple(
        DraftChange(n, "noted", {"note": f"{n}"}, ("k",) * (n % 40), n) for n in range(1, 101)
    )
    spool = Spool(in_memory=room)
    spool.add(Draft({"id": "a", "evidence": [], "changes": 100}, changes, (), "f", 1))
    spool.add(draft(1))
    assert [spool.change("a", n) for n in range(102)] == [None, *changes, None]
    assert spool.change("b", 1) is None
    found = spool.find("a")
    assert found is not None
    assert found.changes == changes
    spool.close()


@pytest.mark.parametrize("room", [0, 1, 1_000])
def test_a_name_is_new_once(room: int) -> None:
    spool = Spool(in_memory=room, names=room)
    asked = [("subject", "k"), ("subject", "k"), ("source", "k"), ("subject", "l"), ("source", "k")]
    assert [spool.first(*each) for each in asked] == [True, False, True, True, False]
    spool.add(draft(1))
    assert not spool.first("subject", "l")
    spool.close()
