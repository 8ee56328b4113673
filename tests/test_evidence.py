"""Are the files that back an announcement kept once, whole, and only with it?"""

import errno
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from ledger.application import open_for_writing
from ledger.evidence import EvidenceFolder, Taking, named
from ledger.faults import InputFault, IntegrityFault, LedgerFault
from ledger.stores.address import evidence
from tests.announcing import batch
from tests.ledgers import HEAD, PERMITTED, SUSPENDED, announcement, log, made, told

NOTICE = b"<p>from 1 March</p>"
SHA256 = hashlib.sha256(NOTICE).hexdigest()


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "notice.html").write_bytes(NOTICE)
    (folder / "again.html").write_bytes(NOTICE)
    return folder


def kept(path: Path) -> list[str]:
    folder = path.with_name(path.name + ".evidence")
    return [str(file.relative_to(folder)) for file in EvidenceFolder(folder).kept()]


def test_a_file_is_kept_under_its_digest(tmp_path: Path, files: Path) -> None:
    path = made(tmp_path)
    report = told(path, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=files)
    assert kept(path) == [f"{SHA256[:2]}/{SHA256}"]
    stored = report.records[0].data["evidence"]
    assert stored == [{"sha256": SHA256, "size": len(NOTICE), "media_type": "text/html"}]
    with open_for_writing(str(path)) as ledger:
        assert ledger.evidence.check(stored[0]).read_bytes() == NOTICE


def test_the_same_file_is_kept_once(tmp_path: Path, files: Path) -> None:
    path = made(tmp_path)
    more = "evidence: [notice.html, again.html]"
    told(path, announcement("a", SUSPENDED, more=more), folder=files)
    told(path, announcement("b", SUSPENDED, more="evidence: [again.html]"), folder=files)
    assert kept(path) == [f"{SHA256[:2]}/{SHA256}"]


def test_files_whose_digests_begin_alike_are_kept_beside_each_other(
    tmp_path: Path, files: Path
) -> None:
    path = made(tmp_path)
    digests = {}
    for n in range(2000):
        digest = hashlib.sha256(b"%d" % n).hexdigest()
        if digest.startswith(SHA256[:2]):
            (files / f"{n}.txt").write_bytes(b"%d" % n)
            digests[digest] = n
    assert len(digests) > 1
    names = ", ".join(["notice.html", *(f"{n}.txt" for n in digests.values())])
    told(path, announcement("a", SUSPENDED, more=f"evidence: [{names}]"), folder=files)
    assert kept(path) == sorted(f"{SHA256[:2]}/{digest}" for digest in (SHA256, *digests))


def test_the_same_announcement_with_other_evidence_is_refused(tmp_path: Path, files: Path) -> None:
    path = made(tmp_path)
    item = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    told(path, item, folder=files)
    assert told(path, item, folder=files).unchanged == 1
    (files / "notice.html").write_bytes(b"another")
    with pytest.raises(InputFault, match="evidence"):
        told(path, item, folder=files)
    assert kept(path) == [f"{SHA256[:2]}/{SHA256}"]


def test_nothing_is_left_of_what_is_refused(tmp_path: Path, files: Path) -> None:
    path = made(tmp_path)
    good = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    bad = announcement("b", "change: withdrawn, of: x#1")
    with pytest.raises(InputFault):
        told(path, good, bad, folder=files)
    assert not path.with_name("policy.ledger.evidence").exists()


def test_a_failure_after_the_file_was_placed_takes_it_back(tmp_path: Path, files: Path) -> None:
    path = made(tmp_path)
    good = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    long = announcement("b", f"{PERMITTED}, quote: {'x' * 65_400}")
    with pytest.raises(InputFault, match="65,535"):
        told(path, good, long, folder=files)
    assert not path.with_name("policy.ledger.evidence").exists()


def test_a_ledger_named_by_a_link_keeps_its_files_beside_itself(
    tmp_path: Path, files: Path
) -> None:
    (tmp_path / "links").mkdir()
    path = made(tmp_path)
    link = tmp_path / "links" / "latest.ledger"
    link.symlink_to(path)
    told(link, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=files)
    assert kept(path) == [f"{SHA256[:2]}/{SHA256}"]
    assert list(link.parent.iterdir()) == [link]
    assert evidence(str(link), {}) == evidence(str(path), {})


def test_nobody_waits_for_a_file_that_is_being_copied(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)
    take = Taking.take

    def meanwhile(taking: Taking, name: str, largest: int) -> dict[str, Any]:
        with open_for_writing(str(path), lock_timeout=0.0) as other:
            other.announce(batch(HEAD + announcement("b", PERMITTED)))
        return take(taking, name, largest)

    monkeypatch.setattr(Taking, "take", meanwhile)
    report = told(path, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=files)
    assert (report.new, report.taken[0].seq) == (1, 4)
    assert kept(path) == [f"{SHA256[:2]}/{SHA256}"]


def test_copying_that_is_interrupted_leaves_nothing(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = made(tmp_path)

    def interrupted(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        told(path, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=files)
    assert not path.with_name("policy.ledger.evidence").exists()


def test_a_dry_run_keeps_no_file(tmp_path: Path, files: Path) -> None:
    path = made(tmp_path)
    item = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    report = told(path, item, folder=files, dry_run=True)
    assert report.records[0].data["evidence"][0]["sha256"] == SHA256
    assert not path.with_name("policy.ledger.evidence").exists()


@pytest.mark.parametrize("content", [None, b"", NOTICE + b"x", NOTICE.replace(b"1", b"2")])
def test_a_missing_or_altered_file_is_said_so(
    tmp_path: Path, files: Path, content: bytes | None
) -> None:
    path = made(tmp_path)
    item = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    stored = told(path, item, folder=files).records[0].data["evidence"][0]
    with open_for_writing(str(path)) as ledger:
        file = ledger.evidence.path(SHA256)
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(
            IntegrityFault,
            match="is missing: it is not at" if content is None else "has been altered: it has",
        ):
            ledger.evidence.check(stored)
    if content is not None:  # it is not taken for the genuine one either
        with pytest.raises(IntegrityFault, match="altered"):
            told(path, item.replace("id: a", "id: b"), folder=files)


def test_what_was_taken_and_not_placed_is_dropped(tmp_path: Path, files: Path) -> None:
    folder = tmp_path / "x.evidence"
    taking = Taking(EvidenceFolder(folder), copy=True)
    taking.take(str(files / "notice.html"), len(NOTICE))
    assert len(list(folder.iterdir())) == 1
    taking.close()
    assert not folder.exists()


@pytest.mark.parametrize("full", [False, True])
def test_evidence_that_cannot_be_kept_is_told_and_nothing_is_recorded(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch, full: bool
) -> None:
    path = made(tmp_path)
    if full:

        def refused(_: int) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr("os.fsync", refused)
    else:
        path.with_name("policy.ledger.evidence").write_text("in the way")
    with pytest.raises(
        LedgerFault, match=r"evidence cannot be kept in .*\.evidence: (No sp|File e)"
    ):
        told(path, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=files)
    assert kept(path) == []
    assert [topic for *_, topic in log(path)] == ["opened"]


def test_a_file_that_is_gone_by_the_time_it_is_copied_is_a_fault_of_its_line(
    tmp_path: Path, files: Path
) -> None:
    path = made(tmp_path)
    item = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    with open_for_writing(str(path)) as ledger:
        found = batch(HEAD + item, folder=files)
        (files / "notice.html").unlink()
        with pytest.raises(
            InputFault, match=r"f\.yaml:\d+: .*notice\.html cannot be read: No such"
        ):
            ledger.announce(found)
    assert [topic for *_, topic in log(path)] == ["opened"]


@pytest.mark.parametrize(
    "files", [5, [{}], [{"sha256": "../x", "size": 1}], [{"sha256": SHA256, "size": "a"}]]
)
def test_evidence_that_an_event_names_otherwise_than_by_digest_is_not_looked_for(
    files: object,
) -> None:
    with pytest.raises(IntegrityFault, match="what an event names as evidence cannot be read"):
        named(json.dumps({"evidence": files}).encode())
