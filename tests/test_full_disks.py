"""Where a disk is full, or a quota, or a head that is kept is broken: is the file named?"""

import errno
import os
import shlex
import sqlite3
from pathlib import Path

import pytest

from ledger.faults import LedgerFault
from ledger.stores.sqlite_database import fault
from ledger.temporary_database import TemporaryDatabase
from tests.desk import Desk

CHANGE = "--source A --authority press --published 2022-10-28 --change noted --subject a --note n"
FULL = [(errno.ENOSPC, "No space left on device"), (errno.EDQUOT, "Disk quota exceeded")]


@pytest.mark.parametrize(("number", "words"), FULL)
@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("checkpoint -o given", "configuration/heads/"),
        ("--ledger other.ledger init --origin other", "configuration/keys/other-"),
        ("witness init w --name w.example/w", "w/key"),
        ("evidence add kuaishou-2022-02-22 scan.png --why x", "policy.ledger.evidence"),
        (f"announce --id x {CHANGE} --evidence scan.png", "policy.ledger.evidence"),
        ("export tiles tiles", "tiles/tile/"),
        ("export dossier 2022-10-29 -o dossier", "log/tile/"),
        ("prove @3 -o proof", "proof"),
        ("at 2022-10-29 --format xlsx -o sheet.xlsx", "sheet.xlsx"),
        ("demo samples", "samples/"),
    ],
)
def test_the_file_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, line: str, name: str, number: int, words: str
) -> None:
    desk.checkpointed()
    (desk.folder / "scan.png").write_bytes(b"scan")
    before = desk.done("log --format jsonl")

    kept = "configuration/heads" in name

    def full(handle: int) -> None:
        if kept or "configuration/heads" not in os.readlink(f"/proc/self/fd/{handle}"):
            raise OSError(number, words)

    with monkeypatch.context() as disk:
        disk.setattr("os.fsync", full)
        outcome = desk.ledger(line)
    assert outcome.code == 1
    assert name in outcome.err
    assert words in outcome.err
    assert desk.done("log --format jsonl") == before
    assert not list(desk.folder.rglob("*.new"))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device stands for a full disk")
def test_the_file_of_warnings_is_named(desk: Desk) -> None:
    desk.kuaishou()
    outcome = desk.ledger(f"announce --id x {CHANGE} --warnings /dev/full")
    assert outcome.code == 1
    assert outcome.err.endswith("ledger: /dev/full: No space left on device\n")


def test_the_temporary_folder_is_named(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SQLITE_TMPDIR", str(tmp_path))
    full = TemporaryDatabase()
    full.execute("PRAGMA max_page_count = 3")
    with pytest.raises(LedgerFault, match="is full, or cannot be written to") as found:
        full.execute("CREATE TABLE a AS SELECT zeroblob(100000)")
    assert str(tmp_path) in str(found.value)
    full.execute("CREATE TABLE b (x)")
    with pytest.raises(LedgerFault, match="database or disk is full"):
        full.executemany("INSERT INTO b VALUES (?)", [(bytes(100_000),)])
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        full.execute("SELECT * FROM c")
    full.close()


def test_a_quota_is_told_of_the_ledger() -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorname = "SQLITE_IOERR_WRITE"
    told = str(fault(error, "a.ledger"))
    assert "a.ledger cannot be read or written (SQLITE_IOERR_WRITE): is the disk, or a q" in told


@pytest.mark.parametrize(
    "data", [b"", b"hello\n", b"\xff\xfe", b"example.org/links\n5\n", bytes(2_000_000)]
)
def test_a_broken_head_is_named_by_all_that_ask_for_it(desk: Desk, data: bytes) -> None:
    desk.checkpointed()
    desk.done("backup backup")
    (head,) = (desk.folder / "configuration/heads").glob("*.checkpoint")
    head.write_bytes(data)
    for line in (
        *("checkpoint", "prove @3 -o proof", "backup backup", "status", "export tiles tiles"),
        *("copy policy.ledger new.ledger", "export dossier 2022-10-29 -o dossier"),
        *("--ledger again.ledger restore backup", f"announce --id x {CHANGE}"),
    ):
        outcome = desk.ledger(line)
        assert outcome.code == 3, line
        assert f"{str(head)!r} holds no signed checkpoint: " in outcome.err, line
    assert desk.ledger("verify").code == 3
    assert head.name in desk.ledger("verify").out.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("name", ["tiles/checkpoint", "backup/checkpoint"])
def test_a_broken_head_in_a_folder_is_named(desk: Desk, name: str) -> None:
    desk.checkpointed()
    desk.done("export tiles tiles")
    desk.done("backup backup")
    (desk.folder / name).write_bytes(b"hello\n")
    lines: tuple[str, ...] = ("copy tiles new.ledger", "export tiles tiles")
    if name.startswith("backup"):
        os.rename("configuration/heads", "elsewhere")
        lines = ("--ledger new.ledger restore backup --held new",)
    for line in lines:
        outcome = desk.ledger(line)
        assert outcome.code == 3, line
        assert f"{name!r} holds no signed checkpoint: " in outcome.err, shlex.quote(line)
