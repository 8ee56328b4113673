"""What does `verify --tiles` find in a folder that is not what its checkpoint says it is?

The one who made the folder has the key: what hashes and is signed can still be no ledger.
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.audit.findings import Findings
from ledger.audit.stream_versions import StreamVersions
from ledger.audit.tile_audit import verify_tiles
from ledger.audit.verdict import FAILED, OK, AuditRequest, Report
from ledger.proofs.checkpoint import Checkpoint, sign
from ledger.proofs.tree import completed, leaf_hash, root, where
from ledger.signing.log_tree import open_tree
from ledger.signing.tile_export import export
from tests.desk import Desk
from tests.ledgers import ORIGIN
from tests.tampering import KEY, Scene, caught, scope, words

Change = Callable[[bytes], bytes]


def forged(scene: Scene, folder: Path, change: dict[int, Change]) -> Report:
    """A folder of the log with entries changed, by position, hashed and signed anew."""
    with open_tree(str(scene.path)) as tree:
        entries = list(tree.entries(0, tree.size))
    for seq, changed in change.items():
        new = changed(entries[seq - 1])
        assert new != entries[seq - 1]
        entries[seq - 1] = new
    hashes: list[list[bytes]] = []

    def load(level: int, i: int) -> bytes:
        return hashes[where(level, i)[0] - 1][level]

    for index, entry in enumerate(entries):
        hashes.append(completed(index, leaf_hash(entry), load))
    note = sign(Checkpoint(ORIGIN, len(entries), root(len(entries), load)), KEY)
    export(folder, bytes(note), entries=lambda start, stop: entries[start:stop], load=load)
    return verify_tiles(folder, AuditRequest(pinned=KEY.verifier))


def instead(old: bytes, new: bytes) -> Change:
    return lambda entry: entry.replace(old, new, 1)


def test_an_honest_folder_is_not_accused(scene: Scene, tmp_path: Path) -> None:
    report = forged(scene, tmp_path / "tiles", {})
    assert (report.verdict, list(report.findings)) == (OK, [])


@pytest.mark.parametrize("version", [b"1", b"3", b"9"])
def test_a_version_that_is_not_the_next_of_its_stream_is_found(
    scene: Scene, tmp_path: Path, version: bytes
) -> None:
    change = instead(b'"version":2}', b'"version":' + version + b"}")
    report = forged(scene, tmp_path / "tiles", {7: change})
    caught(report, "streams")
    assert "@7: is not the next version of its stream" in words(report)


def test_an_entry_of_another_ledger_is_found(scene: Scene, tmp_path: Path) -> None:
    change = instead(b'"origin":"example.org/links","recorded', b'"origin":"x","recorded')
    report = forged(scene, tmp_path / "tiles", {7: change})
    caught(report, "entries")
    assert "@7: is an entry of another ledger" in words(report)


def test_an_announcement_that_the_folder_ends_within_is_found(scene: Scene, tmp_path: Path) -> None:
    report = forged(scene, tmp_path / "tiles", {6: instead(b'"changes":1', b'"changes":2')})
    assert words(report) == "@6: the announcement b lacks some of its 2 changes"


@pytest.mark.parametrize("name", ["tile/entries/000.p/7", "tile/0/000.p/7"])
def test_a_file_that_is_missing_is_all_that_is_found(
    scene: Scene, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "tiles"
    forged(scene, folder, {})
    (folder / name).unlink()
    report = verify_tiles(folder, AuditRequest(pinned=KEY.verifier))
    assert report.verdict == FAILED
    assert words(report) == f"{name} is missing"
    assert not any("has no key" in line for line in scope(report))


def test_a_checkpoint_of_another_size_is_found_by_its_signature(
    scene: Scene, tmp_path: Path
) -> None:
    folder = tmp_path / "tiles"
    forged(scene, folder, {})
    checkpoint = folder / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n7\n", b"\n6\n"))
    report = verify_tiles(folder, AuditRequest(pinned=KEY.verifier))
    caught(report, "checkpoint")
    assert "does not fit the text; nothing else was read" in words(report)
    assert "missing" not in words(report)
    report = verify_tiles(folder, AuditRequest())
    assert words(report) == "tile/entries/000.p/6 is missing"
    (note,) = report.notes
    assert "of 6 entries; whether that is as it was signed, --key VKEY tells" in str(note)


def test_a_bundle_cut_short_is_all_that_is_found(scene: Scene, tmp_path: Path) -> None:
    folder = tmp_path / "tiles"
    forged(scene, folder, {})
    bundle = folder / "tile/entries/000.p/7"
    bundle.write_bytes(bundle.read_bytes()[:-1])
    report = verify_tiles(folder, AuditRequest(pinned=KEY.verifier))
    assert report.verdict == FAILED
    assert len(report.findings) == 1


def test_an_empty_folder_beside_a_checkpoint_lacks_its_entries(
    scene: Scene, tmp_path: Path
) -> None:
    folder = tmp_path / "tiles"
    forged(scene, folder, {})
    shutil.rmtree(folder / "tile")
    report = verify_tiles(folder, AuditRequest([("held", scene.checkpoint())], pinned=KEY.verifier))
    assert words(report) == "tile/entries/000.p/7 is missing"


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(1, 4))), st.integers(0, 5))
def test_streams_are_followed_alike_however_few_are_in_memory(
    events: list[tuple[str, int]], most: int
) -> None:
    findings = Findings()
    versions = StreamVersions(findings, most=most)
    reached: dict[str, int] = {}
    wrong = 0
    for seq, (stream, version) in enumerate(events, 1):
        versions.event(seq, stream, version)
        wrong += version != reached.get(stream, 0) + 1
        reached[stream] = version
    versions.close()
    assert findings.count("streams") == wrong


def test_an_exported_folder_is_copied_with_its_evidence(desk: Desk) -> None:
    case = desk.kuaishou()
    (case.folder / "notice.html").write_text("the notice")
    case.done(
        "announce --id n --source A --authority official --published 2022-12-01 "
        "--subject kuaishou/live-cart --change suspended --effective 2022-12-01 "
        "--evidence notice.html"
    )
    assert "evidence: 1 new file in public/evidence" in case.done("export tiles public")
    assert "evidence" not in case.done("export tiles public")
    checked = case.done("verify --tiles public")
    assert (
        "Evidence that is missing or altered: it was not looked at" in checked.split("NOT EXCL")[1]
    )
    found = case.done("copy public copied.ledger")
    assert "files   1 of evidence" in found
    assert "OK: " in case.done("--ledger copied.ledger verify")
    assert "evidence left out: 1 file" in case.done("export tiles bare --without-evidence")
    assert not (case.folder / "bare" / "evidence").exists()
    outcome = case.ledger("copy bare another.ledger")
    assert outcome.code == 3
    assert "--without-evidence copies the log alone" in outcome.err
    assert not list(case.folder.glob("another.ledger*"))
    found = case.done("copy bare another.ledger --without-evidence")
    assert "1 of evidence are not there: they belong into another.ledger.evidence" in found
    assert case.ledger("--ledger another.ledger verify").code == 4
    case.done("--ledger another.ledger verify --without-evidence")
    assert "files   1 of evidence" in case.done("copy public another.ledger")
    case.done("--ledger another.ledger verify")
