"""What becomes of an attack on the rows of the log: bytes, columns, positions, times?

The name of each test ends with the outcome. `without help`: by the ledger's own file and the head
kept on the machine that signs; where it is not caught, the verdict says so.
"""

import sqlite3
from collections.abc import Iterator

import pytest

from ledger.application import open_for_writing
from ledger.audit import audited_stretch
from ledger.audit.audited_log import AuditedLog
from ledger.audit.findings import Findings
from ledger.audit.verdict import FAILED, OK
from ledger.dates import instants
from ledger.faults import LedgerFault
from ledger.signing.log_tree import open_tree
from tests.ledgers import BOUNDED, ORIGIN, SUSPENDED, rows
from tests.tampering import KEY, Scene, caught, scope


def test_an_untouched_ledger_is_not_accused(scene: Scene) -> None:
    report = scene.verified(scene.checkpoint(), pinned=KEY.verifier)
    assert (report.verdict, list(report.findings)) == (OK, [])


def test_a_long_log_is_audited_by_several_processes_alike(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        scene.tell(f"more-{number}", SUSPENDED, BOUNDED)
    alone = [scene.verified()]
    scene.raw(
        "UPDATE changes SET said = replace(said, 'suspended', 'permitted') WHERE seq IN (5, 12)"
    )
    scene.raw("DELETE FROM announcements WHERE id = 'more-3'")
    scene.edit(9, note="never said")
    scene.sql("UPDATE stored_events SET topic = 'permitted' WHERE rowid = 4")
    alone.append(scene.verified())
    assert [report.verdict for report in alone] == [OK, FAILED]
    monkeypatch.setattr(audited_stretch, "LONG", 1)
    monkeypatch.setattr(audited_stretch, "_processors", lambda: 3)
    assert scene.verified() == alone[1]


def test_a_log_is_split_where_no_announcement_is_half_told(scene: Scene) -> None:
    for number in range(5):
        scene.tell(f"more-{number}", SUSPENDED, BOUNDED)
    with open_tree(str(scene.path)) as tree:
        for count in range(1, 12):
            found = audited_stretch.stretches(tree, tree.size, count)
            assert [each.start for each in found[1:]] == [each.stop + 1 for each in found[:-1]]
            assert (found[0].start, found[-1].stop) == (1, tree.size)
            starts = [next(iter(tree.rows(each.start, each.start)))[3] for each in found]
            assert set(starts) <= {"opened", "key_added", "announced"}


# --- entries ---


def flipped(data: bytes) -> Iterator[bytes]:
    """The bytes with each bit of each of them flipped in turn."""
    for at, byte in enumerate(data):
        for bit in range(8):
            yield data[:at] + bytes([byte ^ 1 << bit]) + data[at + 1 :]


def test_any_flipped_bit_of_an_entry_is_caught_without_help(scene: Scene) -> None:
    with open_tree(str(scene.path)) as tree:
        log = list(tree.rows(1, tree.size))
    for row in log:
        trials = ((*row[:4], state, *row[5:]) for state in flipped(row[4]))
        hashes = ((*row[:6], changed) for changed in flipped(row[6]))
        for changed in (row, *trials, *hashes):
            findings = Findings()
            audited = AuditedLog(ORIGIN, findings)
            for each in (*log[: row[0] - 1], changed, *log[row[0] :]):
                audited.row(each)
            assert findings.failed == (changed != row), changed


def test_a_flipped_byte_in_the_file_is_caught_without_help(scene: Scene) -> None:
    for seq in range(1, scene.size() + 1):
        ((state,),) = rows(scene.path, f"SELECT state FROM stored_events WHERE rowid = {seq}")
        changed = bytearray(state)
        changed[len(state) // 2] ^= 1
        for data, verdict in ((bytes(changed), FAILED), (state, OK)):
            with scene.broken() as connection:
                connection.execute(
                    "UPDATE stored_events SET state = ? WHERE rowid = ?", (data, seq)
                )
            assert scene.verified().verdict == verdict, seq


@pytest.mark.parametrize(
    "column",
    [
        "originator_id = 'k/other'",
        "originator_version = 9",
        "topic = 'suspended'",
        "recorded_at = recorded_at - 1",
        "recorded_at = recorded_at + 1",
    ],
)
def test_an_edited_column_is_caught_without_help(scene: Scene, column: str) -> None:
    scene.sql(f"UPDATE stored_events SET {column} WHERE rowid = 7")
    caught(scene.verified(elsewhere=True), "entries")


def test_edited_bytes_are_caught_without_help(scene: Scene) -> None:
    scene.edit(7, certainty="expected")
    caught(scene.verified(elsewhere=True), "entries", "read model")


@pytest.mark.parametrize(
    ("column", "check"),
    [
        ("originator_id = 'k/other', originator_version = 1", "streams"),
        ("topic = 'suspended'", "read model"),
        ("recorded_at = recorded_at + 1", "times"),
    ],
)
def test_a_column_edited_and_hashed_again_disagrees_with_the_bytes_without_help(
    scene: Scene, column: str, check: str
) -> None:
    scene.sql(f"UPDATE stored_events SET {column} WHERE rowid = 7")
    scene.rehash()
    caught(scene.verified(elsewhere=True), check)


def test_bytes_that_are_not_canonical_are_caught_without_help(scene: Scene) -> None:
    with scene.broken() as connection:
        connection.execute(
            "UPDATE stored_events SET state = CAST(state || ' ' AS BLOB) WHERE rowid = 7"
        )
    scene.rehash()
    caught(scene.verified(elsewhere=True), "events")


def test_edited_hashes_are_caught_without_help(scene: Scene) -> None:
    for at in (1, 33):
        with scene.broken() as connection:
            connection.execute(
                "UPDATE stored_events SET hashes = CAST(substr(hashes, 1, ?) || x'00'"
                " || substr(hashes, ?) AS BLOB) WHERE rowid = 2",
                (at - 1, at + 1),
            )
        caught(scene.verified(elsewhere=True))


# --- rows ---


def test_a_deleted_row_is_caught_without_help(scene: Scene) -> None:
    scene.sql("DELETE FROM stored_events WHERE rowid = 5")
    caught(scene.verified(elsewhere=True), "positions", "read model")


def test_an_inserted_row_is_caught_without_help(scene: Scene) -> None:
    scene.sql(
        "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state,"
        " recorded_at, hashes) SELECT rowid + 1, originator_id, originator_version + 1, topic,"
        " state, recorded_at, hashes FROM stored_events WHERE rowid = 7"
    )
    caught(scene.verified(elsewhere=True), "entries")


@pytest.mark.parametrize(
    ("dropped", "said"),
    [((4,), "@4 is missing"), ((4, 5), "@4 to @5 are missing"), ((4, 6), "@4 is missing")],
)
def test_dropped_rows_are_said_once_to_be_missing(
    scene: Scene, dropped: tuple[int, ...], said: str
) -> None:
    for number in range(10):
        scene.tell(f"more-{number}", SUSPENDED, BOUNDED)
    scene.sql(*(f"DELETE FROM stored_events WHERE rowid = {seq}" for seq in dropped))
    scene.sql("UPDATE stored_events SET topic = 'noted' WHERE rowid = 7")
    report = scene.verified(elsewhere=True)
    found = [str(each) for each in report.findings if each.check in ("positions", "tree")]
    assert found == [said, *(["@6 is missing"] if 6 in dropped else [])]
    edited = [each.seq for each in report.findings if each.check == "entries"]
    assert edited == [7], "what comes after is compared as before"
    assert any(line.startswith(f"Events after @{scene.size()} ") for line in scope(report))


def test_swapped_rows_are_caught_without_help(scene: Scene) -> None:
    scene.sql(
        "UPDATE stored_events SET rowid = 99 WHERE rowid = 4",
        "UPDATE stored_events SET rowid = 4 WHERE rowid = 5",
        "UPDATE stored_events SET rowid = 5 WHERE rowid = 99",
    )
    caught(scene.verified(elsewhere=True), "entries")


def test_an_announcement_cut_in_the_middle_is_caught_without_help(scene: Scene) -> None:
    scene.sql("DELETE FROM stored_events WHERE rowid = 7")
    scene.rebuild()
    caught(scene.verified(elsewhere=True), "announcements")


def test_the_triggers_refuse_what_goes_through_sql(scene: Scene) -> None:
    for statement in (
        "UPDATE stored_events SET topic = 'noted' WHERE rowid = 7",
        "DELETE FROM stored_events WHERE rowid = 7",
        "INSERT OR REPLACE INTO stored_events (rowid, originator_id, originator_version, topic,"
        " state, recorded_at, hashes) SELECT rowid, originator_id, originator_version, 'noted',"
        " state, recorded_at, hashes FROM stored_events WHERE rowid = 7",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            scene.raw(statement)


# --- clocks ---


def test_a_clock_set_back_cannot_put_an_event_before_another(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((last,),) = rows(scene.path, "SELECT max(recorded_at) FROM stored_events")
    monkeypatch.setattr(instants, "now", lambda: last - 3_600_000_000)
    with pytest.raises(LedgerFault, match="clock"):
        scene.tell("c")
    with open_for_writing(str(scene.path)) as ledger:
        ledger.expire(now=last, behind=True)
    assert scene.verified().verdict == OK


def test_an_event_dated_before_the_one_before_it_is_caught_without_help(scene: Scene) -> None:
    scene.sql("UPDATE stored_events SET recorded_at = recorded_at - 60000000 WHERE rowid >= 6")
    scene.rehash()
    scene.rebuild()
    caught(scene.verified(elsewhere=True), "times")


def test_record_times_that_the_clock_had_wrong_are_not_caught_and_said_so(scene: Scene) -> None:
    assert any("clock had wrong" in line for line in scope(scene.verified()))
