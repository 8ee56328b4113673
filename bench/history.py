"""Where do the ledgers that are measured come from? Built once, kept in a temporary folder.

A ledger is kept under the digest of what makes its rows, so that a change of those makes it anew.
"""

import hashlib
import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from bench.generator import announcements, of_events
from ledger import application
from ledger.files.announcements import read_lines

ORIGIN = "example.org/bench"
ROOT = Path(__file__).parents[1]
#: The real history, which is not part of the repository.
REAL = Path(__file__).parents[2] / "shared" / "data" / "eol-announcements.jsonl.gz"
_MAKERS = (
    *(
        "bench/generator.py",
        "ledger/read_model.py",
        "ledger/entries.py",
        "ledger/statements.py",
        "ledger/change_rows.py",
    ),
    *("ledger/contents.py", "ledger/subjects.py"),
    "ledger/stores/schema.py",
)


class Ledger(NamedTuple):
    """A ledger of exactly `events` events; the history it tells spans `first` to `last`."""

    path: Path
    events: int
    subjects: int


def folder() -> Path:
    """Where what is built is kept: a temporary folder of this user."""
    kept = Path(tempfile.gettempdir()) / f"policy-ledger-bench-{os.getuid()}"
    kept.mkdir(mode=0o700, exist_ok=True)
    return kept


def ledger(kept: Path, events: int, subjects: int) -> Ledger:
    """The seeded history with so many events, the opening included, in a ledger."""
    path = kept / f"{events}-{subjects}-{_digest()}.ledger"
    if not path.exists():
        building = path.with_suffix(".building")
        for left in kept.glob(f"{building.name}*"):
            left.unlink()
        made(building)
        lines = lines_of(kept, of_events(events - 1, subjects), f"{events}-{subjects}.jsonl")
        announce(building, lines)
        lines.unlink()
        at_rest(building)
        for outdated in kept.glob(f"{events}-{subjects}-*.ledger*"):
            outdated.unlink()
        building.rename(path)
    return Ledger(path, events, subjects)


def made(path: Path) -> None:
    """A new ledger, whose opening is its first event."""
    application.init(str(path), origin=ORIGIN)


def lines_of(kept: Path, told: Iterable[dict[str, Any]], name: str) -> Path:
    """Announcements in the bulk form, in a file."""
    path = kept / name
    with path.open("w", encoding="utf-8") as stream:
        for announcement in told:
            stream.write(json.dumps(announcement, ensure_ascii=False) + "\n")
    return path


def changes(kept: Path, number: int, subjects: int) -> Path:
    """The seeded history with so many changes, in the bulk form."""
    return lines_of(kept, announcements(number, subjects), f"changes-{number}.jsonl")


def announce(path: Path, lines: Path) -> int:
    """Announces the file in one transaction; the number of events."""
    with (
        application.open_for_writing(str(path)) as log,
        lines.open("rb") as stream,
    ):
        return log.announce_lines(read_lines(stream, ledger_zone="UTC")).events


def at_rest(path: Path) -> None:
    """Everything in the one file, as a ledger is that nobody writes to."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def random_instant(chance: random.Random) -> int:
    """An instant of the years that the seeded history tells of, in microseconds."""
    start = datetime(2010, 1, 1, tzinfo=UTC).timestamp()
    return int((start + chance.random() * 5000 * 86_400) * 1_000_000)


@cache
def _digest() -> str:
    seen = hashlib.sha256()
    for name in _MAKERS:
        seen.update((ROOT / name).read_bytes())
    return seen.hexdigest()[:12]
