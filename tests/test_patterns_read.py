"""Does an answer read what covers its subject alone, however many patterns a ledger has?"""

import sqlite3
from pathlib import Path

import pytest

from ledger.dates.moments import Moment
from ledger.reading.reading import Reading
from tests.read_model import connections, read
from tests.told_logs import Log, day

AT = Moment("", day("2026-06-01"), None)
#: One of 16 segments, and a short one.
LONG = "/".join(["p", *(f"s{n}" for n in range(15))])
SHORT = "p/s0/s1"


def patterns(number: int) -> list[str]:
    """So many, of four shapes, none of which covers either subject."""
    shapes = ("p/*/x{}", "*/y{}", "p/*/*/z{}", "/".join(["p", "*"] * 7 + ["*", "w{}"]))
    return [shapes[place % len(shapes)].format(place) for place in range(number)]


def steps(number: int, folder: Path, *subjects: str) -> list[int]:
    """How many steps the database's machine takes for an answer to each, in a ledger with so many
    patterns beside the few that cover them."""
    log = Log()
    said = {"effective": "2026-02-01"}
    for path in (LONG, SHORT, "p", "*/s0", "p/*/s1", LONG.replace("s7", "*")):
        log.announce(f"n{len(log.records)}", ("suspended", path, said), published="2026-01-05")
    for start in range(0, number, 500):
        told = patterns(number)[start : start + 500]
        changes = [("permitted", path, said) for path in told]
        log.announce(f"m{start}", *changes, published="2026-01-06")
    folder.mkdir()
    with connections() as opened, read(log.records, folder) as reading:
        return [counted(opened[-1], reading, subject) for subject in subjects]


def counted(connection: sqlite3.Connection, reading: Reading, subject: str) -> int:
    """How many steps one answer takes."""
    counted = 0

    def count() -> int:
        nonlocal counted
        counted += 1
        return 0

    connection.set_progress_handler(count, 1)
    try:
        state = reading.cut().state(subject, AT)
    finally:
        connection.set_progress_handler(None, 1)
    assert state.effect == "suspended"
    return counted


def test_an_answer_reads_the_patterns_on_its_way_alone(tmp_path: Path) -> None:
    few = steps(4, tmp_path / "few", SHORT, LONG)
    many = steps(10_000, tmp_path / "many", SHORT, LONG)
    assert all(more <= 1.02 * less for less, more in zip(few, many, strict=True))


def test_a_reading_of_every_pattern_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "ledger.stores.questions.SHAPES",
        "SELECT DISTINCT shape FROM paths WHERE shape IS NOT NULL ORDER BY lower(shape)",
    )
    (few,), (many,) = steps(4, tmp_path / "few", SHORT), steps(2_000, tmp_path / "many", SHORT)
    assert many > 2 * few
