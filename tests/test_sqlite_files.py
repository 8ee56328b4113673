"""Which files are a ledger, and is what is none left as it was?"""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from ledger.application import init, open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.faults import IntegrityFault, LedgerFault
from ledger.reading.reading import open_ledger
from ledger.stores.schema import APPLICATION_ID, VERSION
from ledger.stores.sqlite_store import make
from tests.ledgers import SUSPENDED, announcement, made, told


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = made(tmp_path)
    told(found, announcement("a", SUSPENDED))
    return found


def untouched(path: Path) -> LedgerFault:
    """The fault of opening what is no ledger, byte for byte as it was and nothing beside it."""
    folder = path.parent
    before = {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}
    with pytest.raises(LedgerFault) as refused, open_for_writing(str(path)):
        pass
    with pytest.raises(LedgerFault):
        init(str(path), origin="o")
    assert {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()} == before
    return refused.value


def test_a_path_without_a_ledger_is_an_error_that_makes_nothing(tmp_path: Path) -> None:
    with (
        pytest.raises(LedgerFault, match="`ledger init` makes one"),
        open_for_writing(str(tmp_path / "policy.ledger")),
    ):
        pass
    assert not list(tmp_path.iterdir())


def test_what_is_no_ledger_is_left_untouched(tmp_path: Path) -> None:
    path = tmp_path / "x"
    for content in (
        b"",
        b"text",
        b"format: policy-ledger/1\n" * 99,
        b"SQLite format 3\0" + bytes(84),
    ):
        path.write_bytes(content)
        expected = "an empty file" if not content else "nor any SQLite database"
        assert expected in str(untouched(path))
    path.unlink()
    path.mkdir()
    with (
        pytest.raises(LedgerFault, match="is a folder, not a ledger: name the file in it"),
        open_for_writing(str(path)),
    ):
        pass


@pytest.mark.parametrize("journal", ["DELETE", "WAL"])
def test_a_database_of_another_program_is_left_untouched(tmp_path: Path, journal: str) -> None:
    path = tmp_path / "mail.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA journal_mode={journal}")
        connection.execute("CREATE TABLE stored_events (x)")
        connection.commit()
    assert "is the database of another program, not a ledger" in str(untouched(path))


def test_a_database_of_another_program_with_a_journal_to_recover_is_left_untouched(
    tmp_path: Path,
) -> None:
    path = tmp_path / "mail.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("CREATE TABLE t (x)")
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("mail.db", "mail.db-wal"):
        shutil.copy(tmp_path / name, copy / name)
    connection.close()
    untouched(copy / "mail.db")


def test_a_ledger_of_a_newer_program_is_refused_and_left_as_it_is(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version={VERSION + 1}")
    with pytest.raises(LedgerFault, match="newer version"), open_for_writing(str(path)):
        pass


def test_a_database_that_only_claims_to_be_a_ledger_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={VERSION}")
        connection.execute("CREATE TABLE t (x)")
    assert isinstance(untouched(path), IntegrityFault)


def test_a_damaged_ledger_is_said_to_be_damaged(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096:] = bytes(len(data) - 4096)
    path.write_bytes(data)
    with pytest.raises(LedgerFault), open_for_writing(str(path)):
        pass


def test_a_file_that_was_cut_off_is_to_be_kept_as_it_is(path: Path) -> None:
    os.truncate(path, 20_000)
    kept = r"is (a )?damaged.*: keep it as it is, .* work with a backup"
    with pytest.raises(LedgerFault, match=kept), open_for_writing(str(path)):
        pass
    with pytest.raises(LedgerFault, match=kept), open_ledger(str(path)):
        pass
    with pytest.raises(IntegrityFault, match=kept):
        verify(str(path), AuditRequest(), {})


def test_a_ledger_that_this_process_holds_may_be_opened_again(path: Path) -> None:
    """On POSIX, to close a file lets go of every lock that the process has on it."""
    beside = path.with_name(f"{path.name}-wal")
    last = f"import sqlite3; sqlite3.connect({str(path)!r}).execute('PRAGMA user_version')"
    with open_for_writing(str(path)) as ledger:
        ledger.retract("a", why="test")
        with open_ledger(str(path)):
            pass
        subprocess.run([sys.executable, "-c", last], check=True)
        assert beside.exists()


@pytest.mark.parametrize(
    "name", ["a?b", "a#b", "100%", "a b", "%41", ":memory:", "mode=memory", "快"]
)
def test_whatever_is_in_a_file_name_is_only_a_name(tmp_path: Path, name: str) -> None:
    path = made(tmp_path, name)
    told(path, announcement("a", SUSPENDED))
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_relative_name_is_that_of_the_folder_in_which_it_was_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(tmp_path, ":memory:")
    monkeypatch.chdir(tmp_path)
    told(Path(":memory:"), announcement("a", SUSPENDED))
    assert [p.name for p in tmp_path.iterdir()] == [":memory:"]


def test_init_replaces_nothing(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(LedgerFault, match="there is a ledger"):
        init(str(path), origin="o")
    assert path.read_bytes() == before
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_init_refuses_to_take_up_what_another_database_left(tmp_path: Path) -> None:
    (tmp_path / "policy.ledger-wal").write_bytes(b"x")
    with pytest.raises(LedgerFault, match="left beside it"):
        made(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["policy.ledger-wal"]


def test_init_in_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(LedgerFault, match="no such folder"):
        made(tmp_path / "nowhere")


def test_init_follows_no_link_to_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "policy.ledger").symlink_to(tmp_path / "nowhere")
    with pytest.raises(LedgerFault, match="it is a link that leads nowhere"):
        made(tmp_path)


def test_a_python_with_an_old_sqlite_is_told_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 30, 0))
    with pytest.raises(LedgerFault, match=r"and a ledger needs 3\.\d+.*: use a newer Python$"):
        told(path, announcement("a", SUSPENDED))


def test_a_ledger_that_may_only_be_read_says_so(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    access = os.access
    monkeypatch.setattr(os, "access", lambda file, mode: mode != os.W_OK and access(file, mode))
    with pytest.raises(LedgerFault, match="is read-only: it can be read, and not added to"):
        told(path, announcement("a", SUSPENDED))


def test_init_replaces_no_file_that_came_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(*_: object) -> None:
        raise FileExistsError

    monkeypatch.setattr(os, "link", taken)
    with pytest.raises(
        LedgerFault, match=r"there is a file at .* already, and nothing replaces it"
    ):
        made(tmp_path)
    (tmp_path / "letter").write_text("x" * 200)
    with pytest.raises(LedgerFault, match=r"no ledger can be made at .*letter: .* is not a ledger"):
        made(tmp_path, "letter")


def test_what_cannot_be_opened_is_told_with_its_reason(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    for opening in (open_ledger, open_for_writing):
        with pytest.raises(
            LedgerFault, match=r"policy\.ledger cannot be opened: Permission denied"
        ):
            opening(str(path)).__enter__()


def test_no_ledger_is_made_where_a_link_leads_nowhere(tmp_path: Path) -> None:
    link = tmp_path / "policy.ledger"
    link.symlink_to(tmp_path / "gone")
    with pytest.raises(LedgerFault, match="it is a link that leads nowhere"):
        init(str(link), origin="o")
    assert [each.name for each in tmp_path.iterdir()] == ["policy.ledger"]


def test_a_ledger_is_made_where_files_have_no_second_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refused)
    path = tmp_path / "policy.ledger"
    init(str(path), origin="o")
    with pytest.raises(LedgerFault, match="there is a ledger at"):
        init(str(path), origin="o")
    assert [each.name for each in tmp_path.iterdir()] == ["policy.ledger"]
    told(path, announcement("a", SUSPENDED))


def test_a_ledger_without_its_opening_is_to_be_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "policy.ledger"
    make(path).close()
    with (
        pytest.raises(LedgerFault, match="was never opened: make one anew"),
        open_for_writing(str(path)),
    ):
        pass
