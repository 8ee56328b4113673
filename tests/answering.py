"""How is a case asked of both: of the oracle, and of a ledger's read model?"""

from pathlib import Path
from typing import NamedTuple

import pytest

from events.words import RANK
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.records import Record
from tests.asked import Asked
from tests.oracle import answer
from tests.oracle.same import told
from tests.read_model import read
from tests.told_logs import DAY, Log, day


class Cut(NamedTuple):
    """An instant, a number of events, and the word of the least authority."""

    known: int | None
    position: int | None
    floor: str


def from_events(records: list[Record], path: str, at: Moment, cut: Cut, folder: Path) -> State:
    first = at.day[0] if at.day else None
    return told(State, answer.state(records, path, at.instant, day=first, **cut._asdict()))


def from_rows(records: list[Record], path: str, at: Moment, cut: Cut, folder: Path) -> State:
    with read(records, folder) as reading:
        return reading.cut(cut.known, cut.position, RANK[cut.floor]).state(path, at)


@pytest.fixture(params=[from_events, from_rows])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Asked:
    def asked(
        log: Log,
        path: str,
        when: str,
        *,
        known: str | None = None,
        position: int | None = None,
        authority: str = "third-party",
    ) -> State:
        first, last = day(when), day(when) + DAY - 1
        cut = Cut(None if known is None else day(known) + DAY - 1, position, authority)
        at = Moment(when, last, (first, last))
        found: State = request.param(log.records, path, at, cut, tmp_path)
        return found

    return asked
