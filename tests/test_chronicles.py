"""Are the histories that tests make up such as a ledger takes in?"""

import json
import random
from pathlib import Path

import pytest

from ledger.application import init, open_for_writing
from ledger.reading.reading import open_ledger
from ledger.records import Record
from tests.announcing import batch
from tests.chronicles import told
from tests.strategies import NEWER
from tests.turns import Announced, Corrected, Lapsed, Retracted, Turn


def append(path: Path, turns: list[Turn], clock: list[int]) -> None:
    """Tells a ledger what a chronicle told, each turn at its record time."""
    with open_for_writing(str(path)) as ledger:
        for turn in turns:
            clock[0] = turn.recorded_at
            match turn:
                case Announced():
                    report = ledger.announce(batch(turn.file, name="f.json"), behind=True)
                    assert report.events
                case Corrected(_, target, fields, subject):
                    assert ledger.correct(target, fields, why="w", subject=subject).records
                case Retracted(_, target, subject):
                    assert ledger.retract(target, why="w", subject=subject).records
                case Lapsed():
                    raise AssertionError("a ledger finds for itself what has lapsed")


def bare(record: Record) -> Record:
    """Without what nobody tells: who recorded it."""
    data = {name: part for name, part in record.data.items() if name != "recorder"}
    return record._replace(data=data)


@pytest.mark.parametrize("seed", range(40))
def test_a_ledger_takes_in_what_is_made_up_and_then_holds_its_records(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)
    chronicle = told(chance, 12, plain=seed % 5 == 0, lapses=False, newer=NEWER)
    clock = [chronicle.log.records[0].recorded_at]
    monkeypatch.setattr("ledger.dates.instants.now", lambda: clock[0])
    path = tmp_path / "policy.ledger"
    init(str(path), origin="example.org/links", zone="UTC")
    append(path, chronicle.turns, clock)
    with open_ledger(str(path)) as reading:
        found = [bare(record) for record in reading.events()]
    assert found == chronicle.log.records


def test_a_seed_gives_the_same_history_again() -> None:
    one, other = (told(random.Random(7), 20) for _ in range(2))
    assert one.log.records == other.log.records
    assert one.turns == other.turns


def test_records_are_stored_as_they_are() -> None:
    for record in told(random.Random(8), 30).log.records:
        assert json.loads(json.dumps(record.data)) == record.data
