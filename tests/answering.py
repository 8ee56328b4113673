"""How is a case asked of both answers: the one over events and the one from the read model?"""

from pathlib import Path

import pytest

from events.words import RANK
from ledger.answers import answer, visible
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.records import Record
from tests.asked import Asked
from tests.read_model import read
from tests.told_logs import DAY, Log, day


def from_events(
    records: list[Record], path: str, at: Moment, cut: visible.Cut, folder: Path
) -> State:
    first = at.day[0] if at.day else None
    return answer.state(records, path, at.instant, day=first, cut=cut)


def from_rows(
    records: list[Record], path: str, at: Moment, cut: visible.Cut, folder: Path
) -> State:
    with read(records, folder) as reading:
        return reading.cut(cut.known, cut.position, cut.authority).state(path, at)


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
        cut = visible.Cut(
            None if known is None else day(known) + DAY - 1, position, RANK[authority]
        )
        return request.param(log.records, path, Moment(when, last, (first, last)), cut, tmp_path)

    return asked
