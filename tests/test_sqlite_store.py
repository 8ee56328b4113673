"""Does the SQLite store take only the next row, keep what it took, and give writers turns?"""

import multiprocessing
import os
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from ledger.application import open_for_writing
from ledger.faults import IntegrityFault, LedgerFault
from ledger.stores.schema import READ_MODEL
from tests.ledgers import BOUNDED, PERMITTED, SUSPENDED, announcement, made, rows, table, told

INSERT = (
    "INTO stored_events "
    "(rowid, originator_id, originator_version, topic, state, recorded_at, hashes)"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = made(tmp_path)
    told(found, announcement("a", SUSPENDED))
    return found


def attempt(path: Path, statement: str, values: tuple[Any, ...] = ()) -> str:
    before = table(path, "stored_events")
    connection = sqlite3.connect(path, isolation_level=None)
    with closing(connection), pytest.raises(sqlite3.Error) as refused:
        connection.execute(statement, values)
    assert table(path, "stored_events") == before
    return str(refused.value)


def test_a_stored_event_cannot_be_changed_or_deleted(path: Path) -> None:
    assert "never changed" in attempt(path, "UPDATE stored_events SET topic = 'x'")
    assert "never changed" in attempt(path, "UPDATE stored_events SET rowid = 99 WHERE rowid = 4")
    assert "never deleted" in attempt(path, "DELETE FROM stored_events WHERE rowid = 4")


@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "INSERT OR IGNORE", "REPLACE"])
@pytest.mark.parametrize(
    ("row", "message"),
    [
        ((4, "k/new", 1), "next position"),
        ((6, "k/new", 1), "next position"),
        ((None, "k/new", 1), "next position"),
        ((0, "k/new", 1), "next position"),
        ((5, "k/live", 1), "next version"),
        ((5, "k/live", 3), "next version"),
        ((5, "k/new", 2), "next version"),
        ((5, "k/new", 0), "next version"),
    ],
)
def test_only_the_next_row_can_be_inserted(
    path: Path, verb: str, row: tuple[Any, ...], message: str
) -> None:
    seq, stream, version = row
    values = (seq, stream, version, "noted", b"{}", 2**62, bytes(32))
    assert message in attempt(path, f"{verb} {INSERT} VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def test_an_upsert_does_not_get_past_the_triggers(path: Path) -> None:
    values = (4, "k/live", 1, "noted", b"{}", 2**62, bytes(32))
    statement = (
        f"INSERT {INSERT} VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET topic = 'x'"
    )
    assert "next position" in attempt(path, statement, values)


def test_a_row_recorded_before_the_last_is_refused(path: Path) -> None:
    values = (5, "k/new", 1, "noted", b"{}", 0, bytes(32))
    assert "recorded before" in attempt(
        path, f"INSERT {INSERT} VALUES (?, ?, ?, ?, ?, ?, ?)", values
    )


def test_a_row_without_a_leaf_hash_is_refused(path: Path) -> None:
    for hashes in (b"", bytes(31), bytes(33)):
        values = (5, "k/new", 1, "noted", b"{}", 2**62, hashes)
        attempt(path, f"INSERT {INSERT} VALUES (?, ?, ?, ?, ?, ?, ?)", values)


def test_the_stock_recorder_of_the_library_reads_the_log(path: Path) -> None:
    before = path.read_bytes()
    datastore = SQLiteDatastore(str(path), originator_id_type="text")
    recorder = SQLiteApplicationRecorder(datastore)
    found = recorder.select_notifications(start=2, limit=10)
    assert [(n.id, n.originator_id, n.originator_version, n.topic) for n in found] == [
        (2, "#a", 1, "announced"),
        (3, "k/live", 1, "suspended"),
        (4, "k/detail", 1, "suspended"),
    ]
    assert [event.topic for event in recorder.select_events("k/live")] == ["suspended"]
    assert recorder.max_notification_id() == 4
    assert found[1].state == rows(path, "SELECT state FROM stored_events WHERE seq = 3")[0][0]
    datastore.close()
    assert path.read_bytes() == before


def test_our_application_reads_the_log_through_its_notifications(path: Path) -> None:
    with open_for_writing(str(path)) as ledger:
        section = ledger.notification_log["1,10"]
        assert [item.id for item in section.items] == [1, 2, 3, 4]
        events = list(ledger.events.get("k/live"))
        assert [event.originator_id for event in events] == ["k/live"]


def test_a_ledger_is_in_wal_mode_with_full_durability(path: Path) -> None:
    with open_for_writing(str(path)) as ledger, ledger.store.writing() as turn:
        raw: Any = turn.database.connection
        assert raw.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert raw.execute("PRAGMA synchronous").fetchone()[0] == 2


def test_vacuum_keeps_every_position(path: Path) -> None:
    before = table(path, "stored_events")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("VACUUM")
    assert table(path, "stored_events") == before
    told(path, announcement("b", PERMITTED))


def test_a_rebuild_gives_the_same_rows_column_for_column(path: Path) -> None:
    told(path, announcement("b", BOUNDED, "change: term_changed, of: b#1, until: 2022-12-31"))
    told(path, announcement("c", "change: withdrawn, of: a#1, subjects: [k/detail]"))
    told(path, announcement("d", f"{PERMITTED}, except: [k/live/x]"))
    with open_for_writing(str(path)) as ledger:
        (act,) = ledger.correct("b#1", {"until": "2022-12-01"}, why="test").records
        ledger.retract(f"@{act.seq}", why="test")
        ledger.expire()
        before = {name: table(path, name) for name in READ_MODEL}
        unsaid = ("aliases", "subjects", "ceilings")
        assert all(before[name] for name in READ_MODEL if name not in unsaid)
        ledger.rebuild()
    assert {name: table(path, name) for name in READ_MODEL} == before


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP INDEX changes_by_id",
        "DROP TABLE paths",
        "ALTER TABLE changes ADD COLUMN more TEXT",
        "CREATE TRIGGER mine AFTER INSERT ON changes BEGIN SELECT 1; END",
        "DROP TABLE sources; CREATE VIEW sources AS SELECT 'A' AS name, 1 AS first_seq",
    ],
)
def test_an_altered_read_model_is_refused_until_it_is_rebuilt(path: Path, spoil: str) -> None:
    before = {name: table(path, name) for name in READ_MODEL}
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(spoil)
    with pytest.raises(IntegrityFault, match="ledger rebuild"):
        told(path, announcement("b", PERMITTED))
    with open_for_writing(str(path), rebuild=True) as ledger:
        ledger.rebuild()
    assert {name: table(path, name) for name in READ_MODEL} == before
    told(path, announcement("b", PERMITTED))


@pytest.mark.parametrize(
    "spoil",
    [
        "DROP TRIGGER stored_events_are_never_updated",
        "DROP TRIGGER stored_events_take_only_the_next",
        "CREATE TRIGGER mine AFTER INSERT ON stored_events BEGIN SELECT 1; END",
        "CREATE TABLE mine (x)",
        "CREATE VIEW mine AS SELECT * FROM stored_events",
    ],
)
def test_an_altered_log_is_neither_appended_to_nor_rebuilt(path: Path, spoil: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(spoil)
    for rebuild in (False, True):
        with (
            pytest.raises(IntegrityFault, match="has been altered"),
            open_for_writing(str(path), rebuild=rebuild),
        ):
            pass


def test_a_ledger_that_another_process_holds_is_said_to_be_locked(path: Path) -> None:
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with (
        pytest.raises(LedgerFault, match="written to by another"),
        open_for_writing(str(path), lock_timeout=0.05) as ledger,
    ):
        ledger.retract("a", why="test")
    holder.execute("ROLLBACK")
    holder.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_file_is_said_to_be_read_only(path: Path) -> None:
    path.chmod(0o444)
    with pytest.raises(LedgerFault, match="read-only"), open_for_writing(str(path)):
        pass


def test_a_full_disk_leaves_the_log_as_it_was(path: Path) -> None:
    before = table(path, "stored_events")
    with open_for_writing(str(path)) as ledger:
        with ledger.store.writing() as turn:
            raw: Any = turn.database.connection
            pages = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={pages}")
        from tests.announcing import batch
        from tests.ledgers import HEAD

        many = "".join(announcement(f"b-{n}", PERMITTED) for n in range(200))
        with pytest.raises(LedgerFault, match="the disk is full; nothing was appended"):
            ledger.announce(batch(HEAD + many))
    assert table(path, "stored_events") == before


def test_threads_of_one_process_take_turns(path: Path) -> None:
    with open_for_writing(str(path)) as ledger:
        from tests.announcing import batch
        from tests.ledgers import HEAD

        def tell(number: int) -> None:
            ledger.announce(batch(HEAD + announcement(f"t-{number}", PERMITTED)))

        threads = [threading.Thread(target=tell, args=(n,)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(table(path, "stored_events")) == 4 + 16


def _tell(path: str, name: str, ready: Any) -> None:
    ready.wait()
    for number in range(20):
        told(Path(path), announcement(f"{name}-{number}", PERMITTED))


def test_processes_that_announce_at_once_all_succeed_in_turn(path: Path) -> None:
    context = multiprocessing.get_context("fork")
    ready = context.Event()
    processes = [
        context.Process(target=_tell, args=(str(path), name, ready)) for name in ("b", "c", "d")
    ]
    for process in processes:
        process.start()
    ready.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    found = rows(path, "SELECT seq, recorded_at FROM stored_events ORDER BY seq")
    assert [seq for seq, _ in found] == list(range(1, 4 + 120 + 1))
    assert [time for _, time in found] == sorted(time for _, time in found)
    transactions = {time for _, time in found}
    assert len(transactions) == 2 + 60
    versions = rows(
        path,
        "SELECT max(originator_version), count(*) FROM stored_events"
        " WHERE originator_id = 'k/live'",
    )
    assert versions == [(61, 61)]
