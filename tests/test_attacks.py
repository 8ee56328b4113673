"""What becomes of each attack on a ledger: caught without help, with a held checkpoint, or not?

The name of each test ends with the outcome. `without help`: by the ledger's own file and the head
kept on the machine that signs; `by whom` it is not caught, the verdict says so.
"""

import sqlite3
from pathlib import Path

import pytest

from ledger import clock
from ledger.application import open_for_writing
from ledger.audit import audited_stretch
from ledger.audit.verdict import FAILED, OK, UNVERIFIED, Report
from ledger.faults import IntegrityFault, LedgerFault
from ledger.proofs.key_chain import rotation
from ledger.proofs.signer import SignerKey, new_key
from ledger.signing.heads import HeadFault, head_path
from ledger.signing.log_tree import open_tree
from ledger.stores import schema
from tests.ledgers import BOUNDED, PERMITTED, SUSPENDED, rows
from tests.tampering import KEY, STRANGER, Scene, checks, head, scope, words


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A ledger of seven events whose head was signed."""
    made = Scene(tmp_path, monkeypatch)
    made.checkpoint()
    return made


def caught(report: Report, *names: str) -> None:
    assert report.verdict == FAILED
    assert set(names) <= checks(report), report.findings


def test_an_untouched_ledger_is_not_accused(scene: Scene) -> None:
    report = scene.verified(scene.checkpoint(), pinned=KEY.verifier)
    assert (report.verdict, list(report.findings)) == (OK, [])


def test_a_long_log_is_audited_by_several_processes_alike(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        scene.tell(f"more-{number}", SUSPENDED, BOUNDED)
    alone = [scene.verified()]
    scene.raw("UPDATE changes SET effect = 'permitted' WHERE seq IN (5, 12)")
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


def test_any_flipped_byte_of_an_entry_is_caught_without_help(scene: Scene) -> None:
    for seq in range(1, scene.size() + 1):
        ((state,),) = rows(scene.path, f"SELECT state FROM stored_events WHERE rowid = {seq}")
        for at in range(0, len(state), 7):
            changed = bytearray(state)
            changed[at] ^= 1 << at % 8
            with scene.broken() as connection:
                connection.execute(
                    "UPDATE stored_events SET state = ? WHERE rowid = ?", (bytes(changed), seq)
                )
            report = scene.verified()
            assert report.verdict == FAILED, (seq, at)
            with scene.broken() as connection:
                connection.execute(
                    "UPDATE stored_events SET state = ? WHERE rowid = ?", (state, seq)
                )
    assert scene.verified().verdict == OK


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


# --- the whole history ---


def cut(scene: Scene, keep: int) -> None:
    scene.sql(f"DELETE FROM stored_events WHERE rowid > {keep}")
    scene.rebuild()


def test_cutting_the_last_events_is_caught_by_the_head_kept_here(scene: Scene) -> None:
    cut(scene, 5)
    caught(scene.verified(), "head")
    with pytest.raises(HeadFault, match="has 5 events, and a head of 7 was signed"):
        scene.tell("c")
    with pytest.raises(HeadFault):
        scene.checkpoint()


def test_cutting_the_last_events_and_signing_anew_is_caught_with_a_held_checkpoint(
    scene: Scene,
) -> None:
    held = scene.checkpoint()
    cut(scene, 5)
    scene.sign_anew()
    caught(scene.verified(held), "held")


def test_cutting_the_last_events_and_signing_anew_is_not_caught_without_one_and_said_so(
    scene: Scene,
) -> None:
    cut(scene, 5)
    scene.sign_anew()
    report = scene.verified(pinned=KEY.verifier)
    assert report.verdict == OK
    assert scope(report)[0].startswith("A rollback, or a history rewritten and signed anew")


def test_an_older_genuine_copy_is_caught_by_the_head_kept_here(
    scene: Scene, tmp_path: Path
) -> None:
    copy = scene.copy(tmp_path / "copy")
    scene.tell("c")
    scene.checkpoint()
    scene.put_back(copy)
    caught(scene.verified(), "head")
    with pytest.raises(HeadFault, match="an older copy was put in its place"):
        scene.tell("d")


def test_an_older_genuine_copy_is_caught_elsewhere_with_a_held_checkpoint(
    scene: Scene, tmp_path: Path
) -> None:
    copy = scene.copy(tmp_path / "copy")
    scene.tell("c")
    held = scene.checkpoint()
    scene.put_back(copy)
    caught(scene.verified(held, elsewhere=True), "held")
    report = scene.verified(elsewhere=True)
    assert report.verdict == OK
    assert "A rollback" in scope(report)[0]


def rewrite(scene: Scene) -> None:
    """Another history of the same length, well-formed and hashed."""
    scene.edit(
        7,
        effective={
            "text": "2022-12-01",
            "earliest": "2022-11-30T16:00:00Z",
            "latest": "2022-11-30T16:00:00Z",
        },
    )
    scene.rehash()
    scene.rebuild()


@pytest.mark.parametrize("longer", [False, True])
def test_a_rewritten_history_is_caught_by_the_head_kept_here(scene: Scene, longer: bool) -> None:
    rewrite(scene)
    caught(scene.verified(), "head")
    with pytest.raises(HeadFault, match="rewritten"):
        scene.tell("c")
    with pytest.raises(HeadFault, match="rewritten"):
        scene.checkpoint()
    if longer:
        head_path(KEY.verifier, scene.environ).unlink()
        scene.tell("c")
        caught(scene.verified(head(7, bytes(32))), "held")


@pytest.mark.parametrize("longer", [False, True])
def test_a_history_rewritten_with_the_key_is_caught_with_a_held_checkpoint(
    scene: Scene, longer: bool
) -> None:
    held = scene.checkpoint()
    rewrite(scene)
    scene.sign_anew()
    if longer:
        scene.tell("c")
        scene.sign_anew()
    caught(scene.verified(held), "held")
    assert "it was rewritten" in words(scene.verified(held))


@pytest.mark.parametrize("longer", [False, True])
def test_a_history_rewritten_with_the_key_is_not_caught_without_one_and_said_so(
    scene: Scene, longer: bool
) -> None:
    rewrite(scene)
    scene.sign_anew()
    if longer:
        scene.tell("c")
        scene.sign_anew()
    report = scene.verified(pinned=KEY.verifier)
    assert report.verdict == OK
    assert "signed anew by who holds the key" in scope(report)[0]


def test_what_no_checkpoint_covers_yet_may_be_rewritten_and_it_is_said_so(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.tell("c", PERMITTED)
    scene.edit(9, certainty="expected")
    scene.rehash()
    scene.rebuild()
    report = scene.verified(held, pinned=KEY.verifier)
    assert report.verdict == OK
    assert any(line.startswith("A rewriting of @8 to @9 by anybody") for line in scope(report))
    assert any(line.startswith("A rollback or a rewriting of @8 to @9") for line in scope(report))


def test_another_ledger_with_a_key_of_its_own_is_caught_by_the_key_written_down(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = scene.checkpoint()
    other = Scene(tmp_path / "other", monkeypatch, key=STRANGER)
    scene.put_back(other.path)
    caught(scene.verified(pinned=KEY.verifier), "keys")
    caught(scene.verified(held), "held")
    report = scene.verified()
    assert report.verdict == OK
    assert any("the key was taken from the ledger itself" in line for line in scope(report))


def test_a_copy_without_its_wal_file_is_caught_with_a_held_checkpoint(
    scene: Scene, tmp_path: Path
) -> None:
    with open_for_writing(str(scene.path)):  # a connection that is open keeps the -wal file
        scene.tell("c")
        held = scene.checkpoint()
        copy = scene.copy(tmp_path / "copy", wal=False)
    scene.put_back(copy)
    assert scene.size() < 9
    report = scene.verified(held, elsewhere=True)
    caught(report, "held")
    assert "-wal" in words(report)


# --- the schema, the read model, the indexes ---


SEQ = "seq INTEGER GENERATED ALWAYS AS (rowid) VIRTUAL"


def redefined(scene: Scene, statement: str) -> None:
    """Another table in the place of stored_events, with the same rows."""
    columns = "rowid, originator_id, originator_version, topic, state, recorded_at, hashes"
    with scene.broken() as connection:
        connection.execute("ALTER TABLE stored_events RENAME TO old")
        connection.execute(statement)
        connection.execute(f"INSERT INTO stored_events ({columns}) SELECT {columns} FROM old")
        connection.execute("DROP TABLE old")


def test_a_redefined_generated_column_is_caught_without_help(scene: Scene) -> None:
    redefined(scene, schema.STORED_EVENTS.replace(SEQ, SEQ.replace("rowid", "rowid + 1")))
    caught(scene.verified(elsewhere=True), "schema")
    with pytest.raises(IntegrityFault, match="altered"):
        scene.tell("c")


def test_a_view_in_place_of_a_table_is_caught_without_help(scene: Scene) -> None:
    scene.sql(
        "ALTER TABLE changes RENAME TO real_changes",
        "CREATE VIEW changes AS SELECT * FROM real_changes",
    )
    caught(scene.verified(elsewhere=True), "schema")


def test_a_view_in_place_of_the_log_is_caught_without_help(scene: Scene) -> None:
    scene.raw(
        *(f"DROP TRIGGER {s.split()[2]}" for s in schema.LOG[1:]),
        "ALTER TABLE stored_events RENAME TO real_events",
        "CREATE VIEW stored_events AS SELECT * FROM real_events",
    )
    report = scene.verified(elsewhere=True)
    caught(report, "schema")
    assert report.size == 0, "nothing that a view says is taken for the log"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER mine AFTER INSERT ON changes BEGIN DELETE FROM changes; END",
        "DROP TRIGGER stored_events_are_never_updated",
        "DROP INDEX changes_by_of",
        "CREATE TABLE more (x)",
        "ALTER TABLE announcements ADD COLUMN more TEXT",
    ],
)
def test_what_is_added_to_or_missing_from_the_schema_is_caught_without_help(
    scene: Scene, statement: str
) -> None:
    scene.raw(statement)
    caught(scene.verified(elsewhere=True), "schema")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE changes SET effect = 'permitted' WHERE effect = 'suspended'",
        "UPDATE changes SET latest = latest - 1",
        "DELETE FROM changes WHERE seq = 7",
        "INSERT INTO changes SELECT subject, latest, published, authority, 99, recorded_at,"
        " announcement, n, kind, effect, extent, percent, words, earliest, qualifier, has_window,"
        " until, has_term, afterwards, certainty, condition, of_announcement, of_n, source, party"
        " FROM changes WHERE seq = 7",
        "UPDATE announcements SET source = 'B' WHERE id = 'a'",
        "DELETE FROM announcements WHERE id = 'a'",
        "INSERT INTO announcements SELECT 'z', seq, last_seq, recorded_at, source, authority,"
        " party, published, published_text, title, url, language, zone FROM announcements"
        " WHERE id = 'a'",
        "INSERT INTO acts VALUES (3, 0, 'retracted', 'a', NULL, NULL, NULL, NULL, 'x', NULL)",
        "INSERT INTO lapses VALUES ('a', 1, 'k/live', 0, 4)",
        "INSERT INTO subjects VALUES ('k', 3, 'K', '[]')",
        "INSERT INTO aliases VALUES ('k', 'k/live', 3)",
        "UPDATE paths SET first_seq = 1",
        "DELETE FROM paths WHERE path = 'k/live'",
        "UPDATE sources SET name = 'B'",
        "INSERT INTO sources VALUES ('B', 3)",
    ],
)
def test_an_edited_read_model_is_caught_without_help(scene: Scene, statement: str) -> None:
    scene.raw(statement)
    report = scene.verified(elsewhere=True)
    assert checks(report) == {"read model"}
    scene.rebuild()
    assert scene.verified(elsewhere=True).verdict == OK


def test_an_edited_index_is_caught_without_help(scene: Scene) -> None:
    """The index leaves out a change, and the schema says that it does not."""
    ours = schema.CHANGES_BY_ID
    scene.raw(
        "DROP INDEX changes_by_id",
        ours + " WHERE seq <> 7",
        "PRAGMA writable_schema = ON",
        f"UPDATE sqlite_schema SET sql = '{ours}' WHERE name = 'changes_by_id'",
    )
    report = scene.verified(elsewhere=True)
    caught(report, "file")
    assert "changes_by_id" in words(report)


def test_a_damaged_page_is_caught_without_help(scene: Scene) -> None:
    scene.raw("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(scene.path.read_bytes())
    outcomes = set()
    for page in range(1, len(data) // 4096):
        changed = bytearray(data)
        changed[page * 4096 : page * 4096 + 16] = bytes(16)
        scene.path.write_bytes(changed)
        try:
            outcomes.add(scene.verified(elsewhere=True).verdict)
        except IntegrityFault:
            outcomes.add(FAILED)
    assert outcomes == {FAILED}


# --- keys ---


def test_a_key_rotated_by_who_has_not_the_old_one_is_caught_without_help(scene: Scene) -> None:
    forged = rotation(STRANGER, new_key(KEY.verifier.name).verifier)
    with open_for_writing(str(scene.path)) as ledger:
        ledger.add_key(forged, replacing=str(KEY.verifier))
    caught(scene.verified(elsewhere=True), "keys")
    with pytest.raises(IntegrityFault, match="did not sign for"):
        scene.checkpoint()


def test_a_first_key_put_for_another_is_caught_by_the_key_written_down(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.edit(2, key=str(STRANGER.verifier))
    scene.rehash()
    caught(scene.verified(held, pinned=KEY.verifier, elsewhere=True), "keys", "held")
    assert scene.verified(elsewhere=True).verdict == OK


def test_a_checkpoint_by_a_key_that_was_handed_on_does_not_count(scene: Scene) -> None:
    second = SignerKey(KEY.verifier.name, bytes([2] * 32))
    with open_for_writing(str(scene.path)) as ledger:
        ledger.add_key(rotation(KEY, second.verifier), replacing=str(KEY.verifier))
    report = scene.verified(scene.verified().root and head(8, scene.verified().root or b""))
    caught(report, "held")
    assert "did not count" in words(report)
    good = scene.verified(head(8, scene.verified().root or b"", second), pinned=KEY.verifier)
    assert good.verdict == OK


def test_the_opening_of_another_origin_is_caught_with_a_held_checkpoint(scene: Scene) -> None:
    held = scene.checkpoint()
    scene.edit(1, origin="example.org/other")
    caught(scene.verified(held, elsewhere=True), "held", "entries", "keys")


# --- checkpoints that are held ---


def held_text(scene: Scene, change: tuple[str, str]) -> bytes:
    """The genuine checkpoint with a change in its text, signed anew by the ledger's own key."""
    from ledger.proofs.note import parse, signed

    note = parse(scene.checkpoint())
    return bytes(signed(note.text.replace(*change, 1), KEY))


@pytest.mark.parametrize(
    "change",
    [
        ("\n7\n", "\n07\n"),
        ("\n7\n", "\n+7\n"),
        ("\n7\n", "\n-7\n"),
        ("\n7\n", "\n7 \n"),
        ("=\n", "\n"),
        ("=\n", "=\nextension\n"),
        ("=\n", "=\n\nextension\n"),
    ],
)
def test_a_held_checkpoint_in_another_spelling_is_refused_though_the_key_signed_it(
    scene: Scene, change: tuple[str, str]
) -> None:
    caught(scene.verified(held_text(scene, change)), "held")


def test_a_held_checkpoint_with_crlf_or_a_short_root_is_refused(scene: Scene) -> None:
    caught(scene.verified(scene.checkpoint().replace(b"\n", b"\r\n")), "held")
    caught(scene.verified(head(7, bytes(31))), "held")


def test_a_checkpoint_of_another_ledger_is_refused(scene: Scene) -> None:
    other = SignerKey("example.org/other", bytes([3] * 32))
    report = scene.verified(head(7, bytes(32), other, "example.org/other"))
    caught(report, "held")
    assert "of another ledger" in words(report)


def test_two_signatures_by_one_key_are_refused(scene: Scene) -> None:
    genuine = scene.checkpoint()
    line = genuine[genuine.index(b"\xe2\x80\x94") :]
    caught(scene.verified(genuine + line), "held")


def test_a_signature_by_an_unknown_key_beside_ours_changes_nothing(scene: Scene) -> None:
    stranger = SignerKey("example.org/stranger", bytes([3] * 32))
    line = head(7, bytes(32), stranger, "example.org/stranger").split(b"\n\n")[1]
    report = scene.verified(scene.checkpoint() + line)
    assert report.verdict == OK


def test_a_checkpoint_by_an_unknown_key_alone_gives_no_verdict(scene: Scene) -> None:
    root = scene.verified().root or b""
    report = scene.verified(head(7, root, STRANGER))
    assert report.verdict == UNVERIFIED
    assert "no signature by a key of this ledger" in words(report)


def test_any_flipped_byte_of_a_held_checkpoint_is_never_ok(scene: Scene) -> None:
    genuine = scene.checkpoint()
    outcomes = set()
    for at in range(len(genuine)):
        changed = bytearray(genuine)
        changed[at] ^= 1 << at % 7
        report = scene.verified(bytes(changed), evidence=False)
        outcomes.add(report.verdict)
        assert report.verdict in (FAILED, UNVERIFIED), (at, bytes(changed))
    assert FAILED in outcomes


# --- evidence ---


@pytest.fixture
def notice(scene: Scene, tmp_path: Path) -> Path:
    """The file of a piece of evidence, as it is kept."""
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "notice.html").write_bytes(b"<p>external links end on 1 March</p>")
    scene.tell("c", BOUNDED, folder=folder, more="evidence: [notice.html]")
    (kept,) = (p for p in (tmp_path / "policy.ledger.evidence").rglob("*") if p.is_file())
    assert scene.verified().verdict == OK
    return kept


def test_swapped_evidence_is_caught_without_help(scene: Scene, notice: Path) -> None:
    notice.write_bytes(notice.read_bytes().replace(b"1 March", b"9 March"))
    report = scene.verified()
    caught(report, "evidence")
    assert "holds other bytes" in words(report)


def test_missing_evidence_is_caught_without_help(scene: Scene, notice: Path) -> None:
    notice.unlink()
    caught(scene.verified(), "evidence")
    report = scene.verified(evidence=False)
    assert report.verdict == OK
    assert any("it was not looked at" in line for line in scope(report))


def test_larger_evidence_is_caught_without_help(scene: Scene, notice: Path) -> None:
    notice.write_bytes(notice.read_bytes() + b"\n")
    report = scene.verified()
    caught(report, "evidence")
    assert "37 bytes, where the announcement says 36" in words(report)


def test_evidence_that_is_no_regular_file_is_caught_without_help(
    scene: Scene, notice: Path, tmp_path: Path
) -> None:
    moved = notice.rename(tmp_path / "moved")
    notice.symlink_to(moved)
    caught(scene.verified(), "evidence")


def test_a_file_that_nothing_names_is_no_fault_and_said_so(scene: Scene, notice: Path) -> None:
    stray = notice.parent / ("0" * 64)
    stray.write_bytes(b"x")
    report = scene.verified()
    assert report.verdict == OK
    assert any("nothing names the evidence file" in note for note in report.notes)


# --- clocks ---


def test_a_clock_set_back_cannot_put_an_event_before_another(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((last,),) = rows(scene.path, "SELECT max(recorded_at) FROM stored_events")
    monkeypatch.setattr(clock, "now", lambda: last - 3_600_000_000)
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
