"""How does a test make a ledger in a folder, tell it something and look into it?"""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.application import init, open_for_writing
from ledger.faults import InputFault
from ledger.reports import AnnounceReport
from tests.announcing import batch

ORIGIN = "example.org/links"
HEAD = "format: policy-ledger/1\nannouncements:\n"


def made(folder: Path, name: str = "policy.ledger") -> Path:
    """A new ledger, in which dates are read in Asia/Shanghai."""
    path = folder / name
    init(str(path), origin=ORIGIN, zone="Asia/Shanghai")
    return path


def announcement(
    id: str,
    *changes: str,
    published: str = "2022-02-22",
    authority: str = "official",
    more: str = "",
) -> str:
    """One announcement as an item of a file; each change is what stands in its braces."""
    lines = [
        f"- id: {id}",
        f"  source: {{name: A, authority: {authority}}}",
        f"  published: {published}",
        *([f"  {more}"] if more else []),
        "  changes:",
        *(f"  - {{{change}}}" for change in changes),
    ]
    return "\n".join(lines) + "\n"


def told(path: Path, *items: str, folder: Path | None = None, **settings: Any) -> AnnounceReport:
    """What came of announcing these items as one file."""
    with open_for_writing(str(path)) as ledger:
        return ledger.announce(batch(HEAD + "".join(items), folder=folder), **settings)


def rows(path: Path, statement: str) -> list[tuple[Any, ...]]:
    """What a query finds in the file."""
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def table(path: Path, name: str) -> list[tuple[Any, ...]]:
    """A whole table, in a fixed order."""
    return sorted(rows(path, f"SELECT * FROM {name}"), key=repr)


SUSPENDED = "change: suspended, subjects: [k/live, k/detail], effective: 2022-03-01"
PERMITTED = "change: permitted, subjects: [k/live], effective: 2022-10-28"
BOUNDED = "change: permitted, subjects: [k/live], effective: 2022-03-01, until: 2022-11-30"
EXPECTED = (
    "change: fully_recovered, subjects: [k/live], effective: 2022-10-29/.., certainty: expected"
)


def log(path: Path) -> list[tuple[int, str, int, str]]:
    """Position, stream, version and type of each event."""
    return rows(path, "SELECT seq, originator_id, originator_version, topic FROM stored_events")


def refused(path: Path, *items: str) -> str:
    """Why these are refused; nothing is appended."""
    before = table(path, "stored_events")
    with pytest.raises(InputFault) as fault:
        told(path, *items)
    assert table(path, "stored_events") == before
    return str(fault.value)
