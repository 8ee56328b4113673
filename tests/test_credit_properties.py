"""Would what a replay tells of some events be so without the others of their instant?"""

import os
import random
from collections.abc import Sequence

import pytest

from ledger.answers.state import State
from ledger.history.clocks import published
from ledger.history.credit import credits
from ledger.history.replay import told
from ledger.history.timeline import FIRST, turned
from ledger.records import Record
from tests.memory import Memory
from tests.oracle import answer
from tests.oracle.same import told as as_told
from tests.oracle.statements import Cut as Seen
from tests.oracle.statements import statements
from tests.strategies import history
from tests.test_replay import ALL

SEEDS = 400 if os.environ.get("POLICY_LEDGER_LONG") else 24


def alone(records: Sequence[Record]) -> int:
    """How many stretches were told of fewer events than came to be known with them; each is what it
    is without the others."""
    memory, found = Memory(records), 0
    for step in told(published(memory, memory, ALL), memory):
        standing = statements(records, Seen(step.step.after.cut.known, None, 1))
        own = {record.seq for record in step.step.records}
        for credit in credits(step):
            others = own - {record.seq for record in credit.records}
            left = [each for each in standing if each.seq not in others]
            if len(left) == len(standing):
                continue
            for changed in credit.changed:
                for interval in changed.intervals:
                    at = FIRST if interval.start is None else interval.start
                    now = as_told(State, answer.answer(left, changed.subject, at))
                    assert turned(now) == turned(interval.after)
                    found += 1
    return found


@pytest.mark.parametrize("seed", range(SEEDS))
def test_what_is_told_of_some_would_have_come_to_pass_without_the_others(seed: int) -> None:
    chance = random.Random(seed)
    records = history(chance, chance.randint(8, 24), plain=seed % 3 == 0)
    assert alone(records) or seed >= 24  # nothing is held where all is told together
