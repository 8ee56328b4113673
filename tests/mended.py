"""A file that tests tell, mend and tell again, and what is advised and told then."""

from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import InputFault
from tests.announcing import batch
from tests.ledgers import table

FILE = """\
format: policy-ledger/1
announcements:
- id: plan
  source: {name: A, authority: official}
  published: 2022-01-10
  changes:
  - {change: permitted, subjects: [k], effective: 2022-02-01}
- id: a
  source: {name: A, authority: official, party: platform}
  published: 2022-02-22
  title: Notice
  changes:
  - {change: suspended, subjects: [k/a, k/b], effective: 2022-03-01, until: 2022-04-01}
  - {change: rollout_started, subjects: [k/c], effective: 2022-05, population: 10%, note: slow}
  - {change: rescheduled, of: "plan#1", effective: 2022-02-02}
"""


def advice(path: Path, text: str, folder: Path | None = None) -> list[str]:
    """What is to be typed where this file is told; nothing is appended by it."""
    before = table(path, "stored_events")
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(text, folder=folder))
    assert table(path, "stored_events") == before
    first, *lines = fault.value.advice
    assert first.startswith("Where the file is right and the record is not, mend the record")
    return [line.removeprefix("  ") for line in lines]


def told(path: Path, text: str) -> list[str]:
    """What differs from the record, without where it stands."""
    with open_for_writing(str(path)) as ledger, pytest.raises(InputFault) as fault:
        ledger.announce(batch(text))
    return [str(each).partition("announcements[1].")[2] for each in fault.value.faults[1:]]
