"""Is what `show` seeks what it would find by reading the whole log?"""

import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from cli.listed import listed
from cli.question import Asking, Question
from cli.shown import Shown, find
from ledger.dates.instants import render
from ledger.faults import LedgerFault
from ledger.grounds.explain import unapplied
from ledger.records import Record
from tests.desk import Desk
from tests.read_model import laid_out
from tests.strategies import INSTANTS, history


def about(question: Question, ids: set[str]) -> Iterator[Record]:
    """Every event that is about one of these ids, or about an act that is."""
    acts: set[str] = set()
    for record in listed(question):
        target, of = record.data.get("target"), record.data.get("of")
        if target in ids or target in acts:
            acts.add(f"@{record.seq}")
            yield record
        elif of in ids:
            yield record


def scanned(question: Question, id: str) -> Shown:
    name, _, number = id.partition("#")
    events = list(listed(question))
    own = [r for r in events if "change" in r.data and r.data["change"].startswith(f"{name}#")]
    changes = tuple(r for r in own if not number or r.data["change"] == id)
    ids = {name, *(r.data["change"] for r in changes)}
    found = {r.seq: r for r in (*about(question, ids), *instead(question, changes, events))}
    announced = next(r for r in events if r.type == "announced" and r.data["id"] == name)
    return Shown(announced, changes, tuple(found[seq] for seq in sorted(found)), ())


def instead(
    question: Question, changes: Sequence[Record], events: Sequence[Record]
) -> Iterator[Record]:
    """What an explanation names in place of amendments that do not count, and what is stated to
    take the place of changes."""
    own = {record.seq for record in changes}
    for record in changes:
        way = question.view.way(record.data["subject"])
        replacing = {s.seq for s in way.stated if record.data["change"] in s.said.replaces}
        yield from (r for r in events if r.seq in replacing - own)
        for said in (s for s in way.visible if s.seq == record.seq and s.amends):
            why = None if said.withdrawn else unapplied(said, way)
            if why and why.why == "overtaken":
                on = (why.by, said.subject)
                found = (r for r in events if (r.data.get("change"), r.data.get("subject")) == on)
                yield from (r for r in found if r.seq not in own)


@pytest.mark.parametrize("seed", range(12))
def test_what_is_sought_is_what_reading_all_of_it_finds(seed: int, tmp_path: Path) -> None:
    records = history(random.Random(seed), 14)
    target = str(laid_out(records, tmp_path / "policy.ledger"))
    ids = {r.data["change"] for r in records if "change" in r.data}
    ids |= {id.partition("#")[0] for id in ids}
    for known in (None, INSTANTS[5]):
        for position in (len(records), len(records) // 2):
            asking = Asking(
                target=target,
                known=None if known is None else render(known),
                recorded=f"@{position}",
                authority="third-party" if seed % 2 else "press",
                zone=None,
                form="json",
            )
            with asking.open() as question:
                shown = {r.data.get("change", r.data.get("id")) for r in listed(question)}
                for id in sorted(ids):
                    if id in shown:
                        assert find(question, id) == scanned(question, id)
                    else:
                        with pytest.raises(LedgerFault, match=r"no announcement|no change"):
                            find(question, id)
                for record in records[:position]:
                    if record.type in ("corrected", "retracted"):
                        found = find(question, f"@{record.seq}").about
                        assert list(found) == [
                            r
                            for r in records[:position]
                            if r.data.get("target") == f"@{record.seq}"
                        ]


MOVED = """format: policy-ledger/1
announcements:
- id: ban
  source: {name: Ministry, authority: official}
  published: 2025-03-03
  changes:
  - {change: suspended, subjects: [shop/links, shop/ads], effective: 2025-03-30, until: 2025-09-30}
- id: later
  source: {name: Ministry, authority: official}
  published: 2025-03-20
  changes:
  - {change: rescheduled, of: "ban#1", effective: 2025-05-01}
  - {change: term_changed, of: "ban#1", until: 2025-10-31}
- id: paper
  source: {name: Paper, authority: press}
  published: 2025-03-21
  changes:
  - {change: rescheduled, of: "ban#1", subjects: [shop/links], effective: 2025-05-05}
- id: latest
  source: {name: Ministry, authority: official}
  published: 2025-04-25
  changes:
  - {change: rescheduled, of: "ban#1", subjects: [shop/links], effective: 2025-06-01}
  - {change: suspended, subjects: [shop/ads], effective: 2025-07-01, replaces: ["ban#1"]}
"""
OVERTAKEN = "does not count: latest#1, the last of its kind, does"


@pytest.fixture
def moved(desk: Desk) -> Desk:
    desk.done("init --origin example.org/bans --zone Europe/Berlin")
    desk.done("announce -", MOVED)
    return desk


def became(desk: Desk, line: str) -> str:
    return desk.told(line).partition("WHAT BECAME OF IT")[2]


def test_what_overtook_a_putting_off_is_told_of_it_as_an_explanation_tells_it(moved: Desk) -> None:
    assert OVERTAKEN in moved.told("explain 2025-06-02 shop/links")
    for id in ("later", "later#1", "@7"):
        assert f"shop/links {OVERTAKEN}" in moved.told(f"show {id}")
        assert "put off to 2025-06-01 from 2025-05-01 latest#1" in became(moved, f"show {id}")
    out = moved.told("prove @7 -o proof")
    assert f"@7 {OVERTAKEN} @14 put off to 2025-06-01" in out
    assert OVERTAKEN in became(moved, "show ban")


def test_what_counts_still_is_not_said_to_be_overtaken(moved: Desk) -> None:
    for line in ("show @8", "show later#2", "show latest", "prove @8 -o proof"):
        assert "does not count" not in moved.told(line)
        assert "WHAT BECAME" not in moved.told(line)
    assert "does not count" not in moved.told("show later --known 2025-04-24")
    # What became of the one that counts for shop/ads is told of that subject alone.
    assert "put off" not in became(moved, "show @8")


def test_an_amendment_that_lacks_the_authority_is_told_to_lack_it(moved: Desk) -> None:
    why = "does not apply: of lesser authority than what it would change"
    assert why in moved.told("explain 2025-06-02 shop/links")
    assert why in moved.told("show paper")
    assert why in moved.told("prove paper#1 -o proof")
    assert why in became(moved, "show ban#1")


def test_an_amendment_of_what_was_retracted_is_told_to_change_nothing(moved: Desk) -> None:
    moved.done("retract ban#1 --why misread")
    assert "what it changes is not seen here" in moved.told("show latest#1")


def test_what_took_the_place_of_a_change_is_told_of_it(moved: Desk) -> None:
    assert "suspended from 2025-07-01, replaces ban#1" in became(moved, "show ban")
    assert "replaces ban#1" in moved.told("prove @5 -o proof")
    assert "replaces ban#1" not in moved.told("prove @4 -o proof")


def test_programs_get_what_overtook_it_too(moved: Desk) -> None:
    found = json.loads(moved.done("show later#1 --format json"))["events"]
    assert [event["change"] for event in found] == [None, "later#1", "later#1", "latest#1"]
