"""Is what is not a ledger of ours left as it is, with nothing made beside it?"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.faults import LedgerFault
from ledger.reading.reading import open_ledger
from ledger.stores.choice import audited
from tests.ledgers import made


def text(path: Path) -> None:
    path.write_text("hello\n")


def empty(path: Path) -> None:
    path.touch()


def short(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\x00")


def database(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for statement in (*statements, "CREATE TABLE stored_events (a)"):
            connection.execute(statement)


def in_wal(path: Path) -> None:
    database(path, "PRAGMA journal_mode=WAL")


def not_closed_in_wal(path: Path) -> None:
    """As a program leaves it that was killed: with a WAL that nobody has taken in."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (a)")
        beside = path.with_name(path.name + "-wal")
        whole, log = path.read_bytes(), beside.read_bytes()
    path.write_bytes(whole)
    beside.write_bytes(log)


def open_as(opened: str, path: Path) -> None:
    match opened:
        case "read":
            with open_ledger(str(path)):
                pass
        case "audited":
            audited(str(path)).close()
        case _:
            with open_for_writing(str(path), rebuild=opened == "rebuilt"):
                pass


@pytest.mark.parametrize(
    "make", [text, empty, short, database, in_wal, not_closed_in_wal], ids=lambda f: f.__name__
)
@pytest.mark.parametrize("opened", ["read", "written", "rebuilt", "audited"])
def test_what_is_not_ours_is_left_untouched(
    tmp_path: Path, make: Callable[[Path], None], opened: str
) -> None:
    path = tmp_path / "other.db"
    make(path)
    before = {each: each.read_bytes() for each in tmp_path.iterdir()}
    with pytest.raises(LedgerFault) as fault:
        open_as(opened, path)
    assert str(path) in str(fault.value)
    assert "ledger" in str(fault.value)
    assert {each: each.read_bytes() for each in tmp_path.iterdir()} == before


def test_a_newer_ledger_is_named_as_one(tmp_path: Path) -> None:
    path = made(tmp_path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=99")
    before = path.read_bytes()
    with pytest.raises(LedgerFault, match="newer version of policy-ledger"), open_ledger(str(path)):
        pass
    with (
        pytest.raises(LedgerFault, match="newer version of policy-ledger"),
        open_for_writing(str(path)),
    ):
        pass
    assert path.read_bytes() == before
