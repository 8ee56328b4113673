"""The texts of announcement files that tests write, and what is made of them."""

import io
from pathlib import Path
from typing import Any

import pytest

from ledger.faults import InputFault
from ledger.files.announcements import read
from ledger.files.drafts import Batch

#: One announcement, whose first change then stands on line 7.
HEAD = """\
format: policy-ledger/1
announcements:
- id: a-1
  source: {name: A, authority: official}
  published: 2022-02-22
  changes:
"""


def batch(text: str, *, name: str = "f.yaml", folder: Path | None = None) -> Batch:
    return read(io.BytesIO(text.encode()), name=name, ledger_zone="Asia/Shanghai", base_dir=folder)


def faults(text: str, *, name: str = "f.yaml", folder: Path | None = None) -> str:
    with pytest.raises(InputFault) as refused:
        batch(text, name=name, folder=folder)
    return str(refused.value)


def changed(change: str) -> dict[str, Any]:
    """The stored form of one change that stands on line 7 of a file."""
    (draft,) = batch(f"{HEAD}  - {{{change}}}\n").drafts
    return draft.changes[0].data


STATED = "change: suspended, subjects: [s], effective: 2022-03-01"
