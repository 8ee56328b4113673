"""What becomes of an attack on the evidence?

The name of each test ends with the outcome. `without help`: by the ledger's own file and the head
kept on the machine that signs; where it is not caught, the verdict says so.
"""

import os
from pathlib import Path

import pytest

from ledger.audit import audited_evidence
from ledger.audit.verdict import OK, UNVERIFIED
from tests.desk import Desk
from tests.ledgers import BOUNDED
from tests.tampering import Scene, caught, document, scope, words


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
    report = scene.verified()
    caught(report, "evidence")
    assert f"{notice.name} is missing: it was sought as {str(notice)!r}" in words(report)
    assert "the evidence: 0 of 1 files, 0 bytes, read again" in document(report)["checked"]
    report = scene.verified(evidence=False)
    assert report.verdict == OK
    assert any("it was not looked at" in line for line in scope(report))


def test_a_ledger_without_its_folder_of_evidence_is_undecided_and_said_so(
    scene: Scene, notice: Path, tmp_path: Path, desk: Desk
) -> None:
    """A file that was copied alone: nothing in it was altered. And whoever took the folder away
    is not let off with OK."""
    folder = notice.parent.parent
    folder.rename(tmp_path / "moved")
    report = scene.verified()
    assert report.verdict == UNVERIFIED
    (found,) = report.findings
    assert found.words == (
        f"none of the 1 files that announcements name is here: there is no folder {str(folder)!r}. "
        "The ledger was copied without it, or it was taken away: put it there, or leave evidence "
        "out of the check with --without-evidence"
    )
    assert "the evidence: 0 of 1 files, 0 bytes, read again" in document(report)["checked"]
    said = " ".join(desk.ledger(f"--ledger '{scene.path}' verify").out.split())
    assert (
        "NOT VERIFIED: nothing is wrong with the 9 events, but evidence that they name could"
        in said
    )
    (tmp_path / "moved").rename(folder)
    desk.done(f"copy --without-evidence '{scene.path}' alone.ledger")
    outcome = desk.ledger("--ledger alone.ledger verify")
    assert outcome.code == 4
    assert "alone.ledger.evidence" in outcome.out
    desk.done("--ledger alone.ledger verify --without-evidence")


def test_a_verdict_says_where_evidence_alone_is_at_fault(
    scene: Scene, notice: Path, desk: Desk
) -> None:
    notice.unlink()
    outcome = desk.ledger(f"--ledger '{scene.path}' verify")
    assert outcome.code == 3
    said = "FAILED: nothing is wrong with the 9 events, but evidence that they name is missing or"
    assert said in " ".join(outcome.out.split())


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
    report = scene.verified()
    caught(report, "evidence")
    assert "is no regular file" in words(report)


def test_a_file_that_nothing_names_is_no_fault_and_said_so(scene: Scene, notice: Path) -> None:
    stray = notice.parent / ("0" * 64)
    stray.write_bytes(b"x")
    report = scene.verified()
    assert report.verdict == OK
    assert any("nothing names the evidence file" in str(note) for note in report.notes)


def test_of_many_files_that_nothing_names_the_first_are_named_and_the_rest_counted(
    scene: Scene, notice: Path
) -> None:
    for number in range(22):
        (notice.parent / f"{number:064d}").write_bytes(b"x")
    *named, last = map(str, scene.verified().notes)
    assert len(named) == 20
    assert last == "nor 2 more evidence files"


def test_evidence_behind_a_linked_folder_is_caught_without_help(
    scene: Scene, notice: Path, tmp_path: Path
) -> None:
    moved = notice.parent.rename(tmp_path / "moved")
    notice.parent.symlink_to(moved)
    report = scene.verified()
    caught(report, "evidence")
    assert "lies behind a link" in words(report)


def test_a_file_for_the_folder_of_evidence_is_caught_without_help(
    scene: Scene, notice: Path
) -> None:
    notice.unlink()
    notice.parent.rmdir()
    notice.parent.write_bytes(b"")
    report = scene.verified()
    caught(report, "evidence")
    assert "is missing" in words(report)


def test_an_evidence_folder_that_is_a_link_is_no_fault_and_said_so(
    scene: Scene, notice: Path, tmp_path: Path
) -> None:
    folder = notice.parent.parent
    folder.symlink_to(folder.rename(tmp_path / "moved"))
    report = scene.verified()
    assert report.verdict == OK
    assert any("is a link to another place" in str(note) for note in report.notes)


def test_links_that_nothing_names_are_no_fault_and_said_so(scene: Scene, notice: Path) -> None:
    folder = notice.parent.parent
    (folder / "zz").symlink_to("/")
    (folder / "zy").symlink_to("nowhere")
    (notice.parent / "file").symlink_to(notice)
    report = scene.verified()
    assert report.verdict == OK
    said = "\n".join(map(str, report.notes))
    for name in ("zz", "zy", f"{notice.parent.name}/file"):
        assert f"nothing names the evidence file {name}" in said


@pytest.mark.skipif(os.name != "posix", reason="names of files are bytes on POSIX")
def test_a_name_that_no_text_has_is_told_of_in_every_form(
    scene: Scene, notice: Path, desk: Desk
) -> None:
    (notice.parent / os.fsdecode(b"\xff\x1b[2J")).write_bytes(b"x")
    for form in ("table", "json", "jsonl", "csv"):
        said = desk.done(f"--ledger '{scene.path}' verify --format {form}")
        said.encode()
        assert "\x1b" not in said
        assert "udcff" in said or form in ("jsonl", "csv")


def test_a_file_that_a_crash_left_is_no_fault_and_said_so(scene: Scene, notice: Path) -> None:
    (notice.parent.parent / ".taking-1-2-3").write_bytes(b"x")
    report = scene.verified()
    assert report.verdict == OK
    assert "nothing names the evidence file .taking-1-2-3 (left by a crash)" in [
        str(each) for each in report.notes
    ]


def test_evidence_that_cannot_be_read_is_undecided(
    scene: Scene, notice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(audited_evidence, "_sha256", refused)
    report = scene.verified()
    assert report.verdict == UNVERIFIED
    assert words(report).endswith(f"{notice.name} cannot be read: Permission denied")
