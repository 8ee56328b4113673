"""What does neither store ever do, and what does it notice that was done to it?"""

from collections.abc import Iterator
from typing import Any

import pytest
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
from psycopg.conninfo import conninfo_to_dict

from ledger.application import open_for_writing
from ledger.faults import IntegrityFault, LedgerFault
from ledger.reading.reading import open_ledger
from ledger.stores.address import on_server
from tests.ledgers import SUSPENDED, announcement
from tests.stores import Place, alter, stored, told


def edits(target: str) -> Iterator[str]:
    position = "notification_id" if on_server(target) else "rowid"
    columns = "originator_id, originator_version, topic, state, recorded_at, hashes"
    yield "UPDATE stored_events SET topic = 'noted'"
    yield "DELETE FROM stored_events"
    yield (
        f"INSERT INTO stored_events ({position}, {columns}) SELECT {position} + 2, originator_id, "
        "originator_version + 1, topic, state, recorded_at, hashes FROM stored_events "
        f"ORDER BY {position} DESC LIMIT 1"
    )
    yield (
        f"INSERT INTO stored_events ({position}, {columns}) SELECT {position} + 1, originator_id, "
        "originator_version + 2, topic, state, recorded_at, hashes FROM stored_events "
        f"ORDER BY {position} DESC LIMIT 1"
    )
    yield (
        f"INSERT INTO stored_events ({position}, {columns}) SELECT {position} + 1, originator_id, "
        "originator_version + 1, topic, state, recorded_at - 1, hashes FROM stored_events "
        f"ORDER BY {position} DESC LIMIT 1"
    )
    if on_server(target):
        yield "TRUNCATE stored_events"
        yield "SET session_replication_role = replica; DELETE FROM stored_events"
    else:
        yield (
            f"INSERT OR REPLACE INTO stored_events ({position}, {columns}) "
            f"SELECT {position}, {columns} FROM stored_events"
        )


def test_the_log_refuses_every_edit_in_sql(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    before = stored(target)
    for statement in edits(target):
        with pytest.raises(Exception, match=r"stored event|position|version|recorded before"):
            alter(target, statement)
        assert stored(target) == before
    told(target, announcement("b", SUSPENDED))


def test_a_trigger_that_is_gone_is_noticed(place: Place) -> None:
    target = place.made()
    on = " ON stored_events" if on_server(target) else ""
    alter(target, f"DROP TRIGGER stored_events_take_only_the_next{on}")
    with pytest.raises(IntegrityFault, match="stored_events_take_only_the_next is missing"):
        told(target, announcement("a", SUSPENDED))


def test_a_newer_ledger_is_refused_with_advice(place: Place) -> None:
    target = place.made()
    alter(
        target,
        "INSERT INTO ledger_versions VALUES (99)"
        if on_server(target)
        else "PRAGMA user_version = 99",
    )
    with pytest.raises(LedgerFault, match=r"newer version .*99"), open_for_writing(target):
        pass
    with pytest.raises(
        LedgerFault, match=r"newer version .*99\b.*\): (read it with that one|upgrade)"
    ):
        open_ledger(target)


def test_the_stock_recorder_of_the_library_reads_the_log(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    expected = [(row[0], row[1], row[2], row[3], row[4]) for row in stored(target)]
    store: SQLiteDatastore | PostgresDatastore
    recorder: SQLiteApplicationRecorder | PostgresApplicationRecorder
    if on_server(target):
        given: dict[str, Any] = conninfo_to_dict(target)
        store = PostgresDatastore(
            given["dbname"], given.get("host", ""), given.get("port", ""), given["user"],
            given.get("password") or "", originator_id_type="text",
            schema=str(given["options"]).rpartition("=")[2],
        )  # fmt: skip
        recorder = PostgresApplicationRecorder(store)
    else:
        store = SQLiteDatastore(target, originator_id_type="text")
        recorder = SQLiteApplicationRecorder(store)
    try:
        assert recorder.max_notification_id() == 4
        found = recorder.select_notifications(1, 10)
        assert [
            (n.id, n.originator_id, n.originator_version, n.topic, n.state) for n in found
        ] == expected
        (event,) = recorder.select_events("k/live")
        assert event.state == expected[2][4]
    finally:
        store.close()
