"""Does `verify` end in a verdict, whatever stands in the file?"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from ledger.audit import audited_stretch
from ledger.audit.verdict import FAILED, Report
from ledger.faults import LedgerFault
from ledger.stores import StoredRow, schema
from tests.ledgers import rows
from tests.tampering import KEY, Scene, document, printed


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log whose last position is very large is not audited by more than one process."""
    monkeypatch.setattr(audited_stretch, "_processors", lambda: 1)


HUGE = 2**63 - 1
NUMBERS = (HUGE, -(2**63), HUGE // 2, 0, -1, 253_402_300_800_000_000, -62_135_596_800_000_001)
NESTED = b'{"evidence":' + b"[" * 200_000 + b"]" * 200_000 + b"}"
STATES = (
    *(b"", b"\xff", b"null", b"[]", b"{}", b'""', b"1", b"NaN", b"{", NESTED),
    b'{"evidence":null}',
    b'{"evidence":[null]}',
    b'{"evidence":[{"sha256":1,"size":1e999}]}',
    b'{"format":1e999}',
    b'{"format":' + b"9" * 5000 + b"}",
    b'{"id":"\\ud800","key":"\\ud800","origin":"\\ud800","zone":"\\ud800"}',
    b'{"id":{},"key":{},"origin":{},"zone":{},"target":{},"change":{},"subject":{}}',
    b'{"key":"' + b"x" * 70_000 + b'","origin":"' + b"x" * 70_000 + b'","zone":"x"}',
)
TEXTS = ("", "#", "\x00", "\x1b[2J", "\u202e", "k/live", "announced", "x" * 70_000)
ODD = (None, 1.5, "x", b"x", b"\xff")


def read(report: Report) -> str:
    """All that is printed of it."""
    found = document(report)["findings"]
    assert all(each["seq"] is None or each["seq"] >= 0 for each in found), "as in its schema"
    return printed(report)


def ends_in_a_verdict(scene: Scene, what: object) -> None:
    try:
        for elsewhere in (False, True):
            report = scene.verified(elsewhere=elsewhere, pinned=KEY.verifier)
            assert report.verdict == FAILED, what
            assert read(report)
    except LedgerFault as fault:
        pytest.fail(f"{what}: {fault}")


def altered(scene: Scene, seq: int, column: str, value: Any) -> None:
    with scene.broken() as connection:
        connection.execute(
            f"UPDATE OR REPLACE stored_events SET {column} = ? WHERE rowid = ?", (value, seq)
        )


def spelled(scene: Scene, statement: str) -> None:
    """What the file says of its largest table, whatever that table is."""
    with closing(sqlite3.connect(scene.path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute(
            "UPDATE sqlite_schema SET sql = ? WHERE name = 'stored_events'", (statement,)
        )


@pytest.mark.parametrize("seq", [1, 2, 3, 7])
@pytest.mark.parametrize("column", ["recorded_at", "originator_version", "rowid"])
def test_any_number_in_a_column_of_the_log_is_a_finding(
    scene: Scene, tmp_path: Path, column: str, seq: int
) -> None:
    genuine = scene.copy(tmp_path / "genuine")
    for value in NUMBERS:
        scene.put_back(genuine)
        altered(scene, seq, column, value)
        ends_in_a_verdict(scene, (column, seq, value))


@pytest.mark.parametrize("seq", [1, 2, 3, 7])
@pytest.mark.parametrize(
    ("column", "values"),
    [("originator_id", TEXTS), ("topic", TEXTS), ("state", STATES), ("hashes", (b"x" * 32,))],
)
def test_any_text_or_bytes_in_a_column_of_the_log_is_a_finding(
    scene: Scene, tmp_path: Path, column: str, values: Sequence[Any], seq: int
) -> None:
    genuine = scene.copy(tmp_path / "genuine")
    ((was,),) = rows(scene.path, f"SELECT {column} FROM stored_events WHERE rowid = {seq}")
    for value in values:
        if value != was:
            scene.put_back(genuine)
            altered(scene, seq, column, value)
            ends_in_a_verdict(scene, (column, seq, value[:99]))


@pytest.mark.parametrize("seq", [1, 2, 3, 7])
@pytest.mark.parametrize(
    "column", ["recorded_at", "originator_version", "originator_id", "topic", "state", "hashes"]
)
def test_a_value_of_another_type_in_a_column_of_the_log_is_a_finding(
    scene: Scene, tmp_path: Path, column: str, seq: int
) -> None:
    genuine = scene.copy(tmp_path / "genuine")
    for value in ODD:
        scene.put_back(genuine)
        loose = schema.STORED_EVENTS.replace(" NOT NULL", "").replace(" STRICT", "")
        spelled(scene, loose.partition(" CHECK")[0] + loose.partition("32 = 0)")[2])
        altered(scene, seq, column, value)
        spelled(scene, schema.STORED_EVENTS)
        ends_in_a_verdict(scene, (column, seq, value))


class Far:
    """A log with three rows, the last of which stands as far as a row can."""

    def rows(self, start: int, stop: int) -> Iterator[StoredRow]:
        assert start <= HUGE
        for seq in (1, 2, HUGE):
            if start <= seq <= stop:
                yield seq, "#", seq, "key_added", b"", 0, b""


@pytest.mark.parametrize("count", range(1, 9))
def test_a_log_with_a_hole_as_large_as_can_be_is_split_all_the_same(count: int) -> None:
    found = audited_stretch.stretches(Far(), HUGE, count)
    assert [each.start for each in found] in ([1], [1, HUGE])
    assert found[-1].stop == HUGE


@pytest.mark.parametrize("seq", NUMBERS)
def test_any_position_in_the_read_model_is_a_finding(scene: Scene, seq: int) -> None:
    scene.raw(f"INSERT INTO subjects VALUES ('k', {seq}, 'K', '[]', NULL, NULL)")
    ends_in_a_verdict(scene, seq)


def test_a_log_without_events_is_a_finding(scene: Scene) -> None:
    scene.sql("DELETE FROM stored_events")
    ends_in_a_verdict(scene, "empty")
