"""Does a replay that keeps what it settled and answered say what the oracle says?"""

import os
import random
from collections.abc import Sequence
from functools import partial

import pytest

from events.words import CHANGES
from ledger.acts import TYPES, Acts, act_of
from ledger.answers.answer import working
from ledger.answers.path import Path
from ledger.answers.settled import Cut, settle, visible
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.history.clocks import published, recorded
from ledger.history.replay import told
from ledger.history.timeline import (
    Interval,
    Turns,
    boundaries,
    differing,
    segments,
    turned,
    turns,
)
from ledger.records import Record
from tests.memory import Memory
from tests.oracle import answer
from tests.oracle.same import told as as_told
from tests.oracle.statements import Cut as Seen
from tests.oracle.statements import Statement, statements
from tests.strategies import INSTANTS, PATHS, UNNAMED, history, moments

#: How many seeded histories, of how many transactions; `make long` tries more and longer ones.
LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
SEEDS, MOST = (400, 40) if LONG else (12, 16)
#: What is known, and the least authority.
CUTS = ((None, 1), (None, 3), (INSTANTS[5], 1), (INSTANTS[8], 2))
#: Statements and states kept: none to speak of, a few, all.
KEPT = (1, 6, 30, 10_000)
EVER = sorted({at + step for at, _ in moments() for step in (0, 1)})


def seeded(seed: int) -> list[Record]:
    chance = random.Random(seed)
    return history(chance, chance.randint(1, MOST), plain=chance.random() < 0.25)


def state(standing: Sequence[Statement], path: str, at: int) -> State:
    return as_told(State, answer.answer(standing, path, at))


def acts(records: Sequence[Record], position: int) -> Acts | None:
    found = [act_of(record) for record in records[:position] if record.type in TYPES]
    return Acts(found) if found else None


def settled(records: Sequence[Record], path: str, cut: Cut) -> Path:
    written = Memory(records).written(path, cut.position)
    return settle(path, written, cut, acts(records, cut.position))


def said(path: Path) -> dict[str, object]:
    """All that a settled path holds."""
    names = ("visible", "spoken", "stated", "expected")
    found: dict[str, object] = {name: list(getattr(path, name)) for name in names}
    found |= {name: getattr(path, name) for name in ("named", "listed", "unapplied", "confirmed")}
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_path_that_takes_in_a_statement_is_the_one_settled_anew(seed: int) -> None:
    records = seeded(seed)
    memory = Memory(records)
    for known, floor in CUTS:
        for record in records:
            if record.type not in CHANGES or "change" not in record.data:
                continue
            path = record.data["subject"]
            before, after = (Cut(record.seq - step, known, floor) for step in (1, 0))
            (added,) = (row for row in memory.written(path, record.seq) if row.seq == record.seq)
            if added.of_announcement is None and visible(added, after):
                grown = settled(records, path, before).grown(added)
                assert said(grown) == said(settled(records, path, after))


@pytest.mark.parametrize("short", [True, False])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_way_gives_the_answer_at_every_instant(
    seed: int, short: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not short:  # so that what a later word supersedes is passed over here too
        monkeypatch.setattr("ledger.answers.path.SHORT", 0)
    records = seeded(seed)
    for known, floor in CUTS:
        cut = Cut(len(records), known, floor)
        standing = statements(records, Seen(known, None, floor))
        for path in (*PATHS, *UNNAMED):
            way = Way(
                path, [settled(records, each, cut) for each in Memory(records).covering(path)]
            )
            for at in EVER:
                expected = state(standing, path, at)._replace(named=way.named)
                found = working(way, at).state
                assert found == expected._replace(changed_during_day=())
                without = working(way, at, coming=False).state
                assert without == found._replace(scheduled=())


@pytest.mark.parametrize("seed", range(SEEDS))
def test_each_event_is_told_as_what_it_changed_whatever_was_kept(seed: int) -> None:
    records = seeded(seed)
    memory = Memory(records)
    known, floor = CUTS[seed % len(CUTS)]
    cut = Cut(len(records), known, floor)
    expected = differences(records, Seen(known, None, floor))
    for kept in KEPT:
        for each, named, all_of in zip(
            told(recorded(memory, memory, cut), memory, kept=kept),
            told(recorded(memory, memory, cut), memory, kept=kept, named=UNNAMED),
            expected,
            strict=True,
        ):
            found = {c.subject: plain(c.intervals) for c in each.changed}
            listed = {c.subject: plain(c.intervals) for c in named.changed}
            assert found == {path: all_of[path] for path in all_of if path not in UNNAMED}
            assert {path: listed[path] for path in listed if path in UNNAMED} == {
                path: all_of[path] for path in all_of if path in UNNAMED
            }


@pytest.mark.parametrize("seed", range(SEEDS))
def test_each_moment_is_told_as_what_it_made_known_whatever_was_kept(seed: int) -> None:
    records = seeded(seed)
    memory = Memory(records)
    cut = Cut(len(records), None, CUTS[seed % len(CUTS)][1])
    expected: dict[int, dict[str, list[object]]] = {}
    for kept in KEPT:
        for each in told(published(memory, memory, cut), memory, kept=kept):
            known = each.step.after.cut.known
            assert known is not None
            if known not in expected:
                expected[known] = made_known(records, known, cut.floor)
            assert {c.subject: plain(c.intervals) for c in each.changed} == expected[known]


def made_known(records: Sequence[Record], known: int, floor: int) -> dict[str, list[object]]:
    """Of each path of which something is said by then, what that instant changed."""
    was, now = (Seen(each, None, floor) for each in (known - 1, known))
    listed = {s.subject for s in statements(records, now) if s.visible and s.kind != "noted"}
    before, after = timelines(records, was), timelines(records, now)
    both = {path: plain(differing(before[path], after[path])) for path in listed}
    return {path: changed for path, changed in both.items() if changed}


def differences(records: Sequence[Record], cut: Seen) -> list[dict[str, list[object]]]:
    """Of each event the paths, and of each what it changed, by the oracle."""
    found = []
    was, spoken = timelines(records[:0], cut), set(UNNAMED)
    for position in range(1, len(records) + 1):
        now = timelines(records[:position], cut)
        standing = statements(records[:position], cut)
        listed = {*UNNAMED, *(s.subject for s in standing if s.visible and s.kind != "noted")}
        both = {path: plain(differing(was[path], now[path])) for path in listed | spoken}
        found.append({path: changed for path, changed in both.items() if changed})
        was, spoken = now, listed
    return found


def timelines(records: Sequence[Record], cut: Seen) -> dict[str, Turns]:
    standing = statements(records, cut)
    edges = boundaries(standing)
    return {
        path: turns(
            segments(partial(state, standing, path), edges),
            same=turned,
        )
        for path in (*PATHS, *UNNAMED)
    }


def plain(intervals: tuple[Interval, ...]) -> list[object]:
    """Intervals as far as they tell anything."""
    return [(i.start, i.end, turned(i.before), turned(i.after)) for i in intervals]
