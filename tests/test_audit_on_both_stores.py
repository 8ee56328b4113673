"""Does what is proved and verified on one store hold on the other?"""

import os
from pathlib import Path
from typing import Any

import pytest

from ledger.application import open_for_writing
from ledger.audit import audited_stretch, head_here
from ledger.audit.audited_store import open_audit
from ledger.audit.integrity import grown, verify
from ledger.audit.tile_audit import verify_tiles
from ledger.audit.verdict import FAILED, OK, AuditRequest, Report
from ledger.proofs.key_chain import rotation
from ledger.proofs.proof import verify as verify_proof
from ledger.proofs.signer import SignerKey
from ledger.reading.reading import open_ledger
from ledger.signing import keys
from ledger.signing.heads import HeadFault, last_signed
from ledger.signing.log_tree import open_tree
from ledger.signing.proving import position, prove
from ledger.signing.signed_head import sign_head
from ledger.signing.tile_export import export
from ledger.stores import schema
from ledger.stores.address import on_server
from ledger.teams.copying import copy
from tests.ledgers import BOUNDED, ORIGIN, PERMITTED, SUSPENDED, announcement
from tests.stores import Place, alter, told

KEY = SignerKey(ORIGIN, bytes(range(32)))


@pytest.fixture
def ledger(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A ledger whose key lies outside it, with two announcements."""
    monkeypatch.setenv(keys.CONFIGURATION, str(tmp_path / "configuration"))
    target = place.made()
    keys.save(keys.key_path(KEY.verifier, environ(tmp_path)), KEY)
    with open_for_writing(target) as opened:
        opened.add_key({"key": str(KEY.verifier)}, replacing=None)
    told(target, announcement("a", SUSPENDED), announcement("b", PERMITTED))
    return target


def environ(folder: Path) -> dict[str, str]:
    return {keys.CONFIGURATION: str(folder / "configuration")}


def signed(ledger: str, folder: Path) -> bytes:
    with open_tree(ledger) as tree:
        return bytes(sign_head(tree, environ(folder)).note)


def report(ledger: str, folder: Path, *held: bytes) -> Report:
    kept = [("held", data) for data in held]
    return verify(ledger, AuditRequest(kept, pinned=KEY.verifier), environ(folder))


def altered(ledger: str, statement: str) -> None:
    """Do it without the triggers that refuse it."""
    if on_server(ledger):
        alter(ledger, "ALTER TABLE stored_events DISABLE TRIGGER USER")
        alter(ledger, statement)
        for name in ("never_edited", "never_emptied", "take_only_the_next"):
            always = f"ENABLE ALWAYS TRIGGER stored_events_{'' if 'take' in name else 'are_'}{name}"
            alter(ledger, f"ALTER TABLE stored_events {always}")
        return
    triggers = schema.LOG[1:]
    for trigger in triggers:
        alter(ledger, f"DROP TRIGGER {trigger.split()[2]}")
    alter(ledger, statement)
    for trigger in triggers:
        alter(ledger, trigger)


@pytest.mark.parametrize("cut", [("> 5",), ("= 4",), ("= 4", "= 5")])
def test_a_rebuild_mends_what_is_derived_whatever_was_taken_out_of_the_log(
    ledger: str, tmp_path: Path, cut: tuple[str, ...]
) -> None:
    seq = "notification_id" if on_server(ledger) else "rowid"
    for which in cut:
        altered(ledger, f"DELETE FROM stored_events WHERE {seq} {which}")
    assert "read model" in {each.check for each in report(ledger, tmp_path).findings}
    with open_for_writing(ledger, rebuild=True) as opened:
        opened.rebuild()
    assert "read model" not in {each.check for each in report(ledger, tmp_path).findings}


def test_what_is_left_of_a_log_that_was_cut_is_copied_into_a_new_ledger(
    ledger: str, place: Place
) -> None:
    seq = "notification_id" if on_server(ledger) else "rowid"
    altered(ledger, f"DELETE FROM stored_events WHERE {seq} > 5")
    target = place.free()
    copy(ledger, target, os.environ)
    with open_audit(target) as (store, _):
        assert (store.last(), store.reach()) == (5, 5)


def test_an_untouched_ledger_verifies_against_a_held_checkpoint(
    ledger: str, tmp_path: Path
) -> None:
    held = signed(ledger, tmp_path)
    told(ledger, announcement("c", BOUNDED))
    found = report(ledger, tmp_path, held)
    assert (found.verdict, list(found.findings)) == (OK, [])
    assert grown(ledger) == (found.size, found.root)
    with open_for_writing(ledger) as opened:
        second = SignerKey(ORIGIN, bytes([2] * 32))
        opened.add_key(rotation(KEY, second.verifier), replacing=str(KEY.verifier))
    found = report(ledger, tmp_path, held)
    assert (found.verdict, len(found.keys)) == (OK, 2)


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        (
            "UPDATE stored_events SET topic = 'permitted' WHERE originator_id = 'k/detail'",
            "entries",
        ),
        ("UPDATE stored_events SET recorded_at = recorded_at + 1", "entries"),
        (
            f"UPDATE stored_events SET recorded_at = {2**63 - 1} WHERE originator_id = 'k/detail'",
            "times",
        ),
        ("UPDATE changes SET said = replace(said, 'suspended', 'permitted')", "read model"),
        ("DELETE FROM announcements WHERE id = 'b'", "read model"),
        ("INSERT INTO sources VALUES ('B', 'press', 3)", "read model"),
        ("DROP INDEX changes_by_id", "schema"),
    ],
)
def test_what_is_altered_is_found(ledger: str, tmp_path: Path, statement: str, check: str) -> None:
    altered(ledger, statement)
    found = report(ledger, tmp_path)
    assert found.verdict == FAILED
    assert check in {finding.check for finding in found.findings}


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE changes",
        "DROP TABLE sources",
        "DROP TABLE aliases",
        "ALTER TABLE changes RENAME COLUMN seq TO at",
        "ALTER TABLE sources RENAME COLUMN name TO at",
        "ALTER TABLE announcements ADD COLUMN at TEXT",
    ],
)
def test_a_table_of_the_read_model_that_is_not_ours_is_found_and_mended(
    ledger: str, tmp_path: Path, statement: str
) -> None:
    if on_server(ledger) and "DROP TABLE" in statement:
        statement += " CASCADE"  # with the views that need it
    alter(ledger, statement)
    found = report(ledger, tmp_path)
    assert {finding.check for finding in found.findings} == {"schema"}
    assert all(finding.derived for finding in found.findings)
    with open_for_writing(ledger, rebuild=True) as opened:
        opened.rebuild()
    assert report(ledger, tmp_path).verdict == OK


def test_a_long_log_is_audited_by_several_processes(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audited_stretch, "LONG", 1)
    monkeypatch.setattr(audited_stretch, "_processors", lambda: 2)
    assert report(ledger, tmp_path).verdict == OK
    alter(ledger, "UPDATE changes SET said = replace(said, 'suspended', 'permitted')")
    assert report(ledger, tmp_path).verdict == FAILED


def test_a_log_that_is_appended_to_while_several_processes_audit_it_is_not_accused(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = report(ledger, tmp_path).size
    split = audited_stretch.stretches

    def meanwhile(*asked: Any) -> list[audited_stretch.Stretch]:
        """Between the opening of the ledger here and its opening by the other processes."""
        described = "- {path: k/live, title: Live, aliases: [broadcasts]}"
        told(ledger, announcement("c", BOUNDED), f"subjects:\n{described}\n")
        return split(*asked)

    monkeypatch.setattr(audited_stretch, "LONG", 1)
    monkeypatch.setattr(audited_stretch, "_processors", lambda: 2)
    monkeypatch.setattr(audited_stretch, "stretches", meanwhile)
    found = report(ledger, tmp_path)
    assert (found.verdict, found.size, list(found.findings)) == (OK, size, [])
    monkeypatch.setattr(audited_stretch, "stretches", split)
    assert report(ledger, tmp_path).size == size + 3


def test_a_head_signed_while_the_ledger_is_opened_is_not_held_against_it(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(ledger, tmp_path)

    def meanwhile(path: Path) -> bytes | None:
        told(ledger, announcement("c", BOUNDED))
        signed(ledger, tmp_path)
        return last_signed(path)

    monkeypatch.setattr(head_here, "last_signed", meanwhile)
    found = report(ledger, tmp_path)
    assert (found.verdict, list(found.findings)) == (OK, [])
    assert [head.agrees for head in found.heads] == [True]


def test_a_log_that_is_not_there_under_its_name_is_found(ledger: str, tmp_path: Path) -> None:
    alter(ledger, "ALTER TABLE stored_events RENAME TO moved")
    found = report(ledger, tmp_path)
    assert found.verdict == FAILED
    assert "schema" in {finding.check for finding in found.findings}


@pytest.mark.parametrize("processes", [1, 2])
def test_rows_of_positions_that_the_log_does_not_have_are_found(
    ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: int
) -> None:
    monkeypatch.setattr(audited_stretch, "LONG", 1)
    monkeypatch.setattr(audited_stretch, "_processors", lambda: processes)
    for statement, said in (
        (
            "INSERT INTO subjects VALUES ('x', -1, NULL, '[]', NULL, NULL)",
            "subjects that no event makes",
        ),
        ("INSERT INTO aliases VALUES ('x', 99, 'k/live')", "it has rows of @99, and the log ends"),
        (
            f"INSERT INTO subjects VALUES ('x', {2**63 - 1}, NULL, '[]', NULL, NULL)",
            f"it has rows of @{2**63 - 1}, ",
        ),
    ):
        alter(ledger, statement)
        found = report(ledger, tmp_path)
        assert [f.derived for f in found.findings if said in f.words] == [True]
        alter(ledger, f"DELETE FROM {statement.split()[2]}")


def test_a_log_behind_its_signed_head_is_neither_appended_to_nor_signed(
    ledger: str, tmp_path: Path
) -> None:
    signed(ledger, tmp_path)
    altered(ledger, "DELETE FROM stored_events WHERE originator_id = 'k/live'")
    with pytest.raises(HeadFault):
        told(ledger, announcement("c", BOUNDED))
    with pytest.raises(HeadFault):
        signed(ledger, tmp_path)


def test_proofs_and_tiles_come_from_both_alike(ledger: str, tmp_path: Path) -> None:
    note = signed(ledger, tmp_path)
    with open_ledger(ledger) as reading:
        seq = position(reading, "a#1", subject="k/detail")
    with open_tree(ledger) as tree:
        proof = prove(tree, seq, environ(tmp_path))
        verify_proof(proof, tree.entry(seq), keys=[KEY.verifier])
        export(tmp_path / "tiles", note, entries=tree.entries, load=tree.load)
    found = verify_tiles(tmp_path / "tiles", AuditRequest([("held", note)], pinned=KEY.verifier))
    assert (found.verdict, list(found.findings)) == (OK, [])


def test_a_verdict_claims_no_look_at_the_files_of_a_server(ledger: str, tmp_path: Path) -> None:
    found = report(ledger, tmp_path)
    looked = any(each.kind == "file" for each in found.checked)
    assert looked is not on_server(ledger)
    assert any("server's own files" in str(note) for note in found.notes) is on_server(ledger)
