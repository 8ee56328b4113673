"""May files be added to what is recorded, once, whole, and without changing any answer?"""

import hashlib
import json
import os
from pathlib import Path

import pytest

from ledger.application import PolicyLedger, open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import OK, AuditRequest, Read
from ledger.evidence import EvidenceFolder
from ledger.faults import LedgerFault
from ledger.reading.reading import open_ledger
from ledger.reports import ActReport
from ledger.stores.address import evidence
from tests.desk import Desk
from tests.ledgers import SUSPENDED, announcement
from tests.stores import Place, acted, role, stored, table, told
from tests.warned import worded

NOTICE = b"<p>from 1 March</p>"
SHA256 = hashlib.sha256(NOTICE).hexdigest()


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files, in a folder beside the one that a ledger on a server shares."""
    monkeypatch.setenv("POLICY_LEDGER_EVIDENCE", str(tmp_path / "shared"))
    folder = tmp_path / "files"
    folder.mkdir()
    for name, data in {"notice.html": NOTICE, "same": NOTICE, "scan.png": b"scan"}.items():
        (folder / name).write_bytes(data)
    return folder


def added(target: str, files: Path, *names: str, id: str = "a", dry_run: bool = False) -> ActReport:
    paths = [str(files / name) for name in names]

    def act(ledger: PolicyLedger) -> ActReport:
        return ledger.add_evidence(id, paths, why="found later", recorder="Ada", dry_run=dry_run)

    report: ActReport = acted(target, act)
    return report


def kept(target: str) -> list[str]:
    folder = evidence(target, os.environ)
    return sorted(file.name for file in EvidenceFolder(folder).kept())


def test_what_is_added_is_an_event_of_its_own_and_a_file_by_its_digest(
    place: Place, files: Path
) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    report = added(target, files, "notice.html", "same")
    assert [(each.type, each.data) for each in report.records] == [
        (
            "evidence_added",
            {
                "target": "a",
                "evidence": [{"sha256": SHA256, "size": len(NOTICE), "media_type": "text/html"}],
                "why": "found later",
                "recorder": "Ada",
                **role(target),
            },
        )
    ]
    assert stored(target)[-1][1:4:2] == ("#", "evidence_added")
    assert kept(target) == [SHA256]


def test_what_is_there_already_is_left_out(place: Place, files: Path) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED, more="evidence: [notice.html]"), folder=files)
    report = added(target, files, "same")
    assert (report.records, worded(report.warnings)) == (
        (),
        ("a has these files already: nothing was changed",),
    )
    report = added(target, files, "same", "scan.png")
    assert [each["size"] for each in report.records[0].data["evidence"]] == [4]
    assert worded(report.warnings) == ("a has 1 file already",)
    assert not added(target, files, "scan.png", "notice.html").records


def test_no_answer_changes_and_all_is_verified(place: Place, files: Path) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    tables = {name: table(target, name) for name in ("changes", "announcements", "acts", "paths")}
    added(target, files, "scan.png")
    assert tables == {name: table(target, name) for name in tables}
    report = verify(target, AuditRequest([]), os.environ)
    assert (report.verdict, [str(each) for each in report.findings]) == (OK, [])
    assert Read("evidence", 1, 1, 4) in report.checked
    with open_for_writing(target, rebuild=True) as ledger:
        ledger.rebuild()
    assert tables == {name: table(target, name) for name in tables}
    with open_ledger(target) as reading:
        (found,) = reading.cut().of_recorder("evidence_added")
        assert found.data["target"] == "a"
        assert reading.cut(recorded=found.seq - 1).of_recorder("evidence_added") == []


def test_a_file_that_is_lost_or_altered_is_found(place: Place, files: Path) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    sha256 = added(target, files, "scan.png").records[0].data["evidence"][0]["sha256"]
    path = EvidenceFolder(evidence(target, os.environ)).path(sha256)
    path.write_bytes(b"scam")
    report = verify(target, AuditRequest([]), os.environ)
    assert [(each.check, each.seq) for each in report.findings] == [("evidence", 5)]


def test_a_dry_run_keeps_nothing(place: Place, files: Path) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    before = stored(target)
    assert added(target, files, "scan.png", dry_run=True).records
    assert (stored(target), kept(target)) == (before, [])


@pytest.mark.parametrize(
    ("id", "name", "says"),
    [
        ("b", "scan.png", "no announcement b is recorded"),
        ("a#1", "scan.png", "a#1 is a change: evidence belongs to its announcement, which is"),
        ("@2", "scan.png", "@2 is a position"),
        ("A", "scan.png", "'A' names nothing"),
        ("r", "scan.png", "r is retracted, by @7: `ledger retract @7` reinstates it"),
        ("a", "none.png", "none.png: there is no such file; expected a regular file"),
        ("a", ".", "files: it is a folder, not a regular file"),
    ],
)
def test_what_cannot_be_added_leaves_nothing_behind(
    place: Place, files: Path, id: str, name: str, says: str
) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED), announcement("r", "change: noted, subjects: [k]"))
    acted(target, lambda ledger: ledger.retract("r", why="test"))
    before = stored(target)
    with pytest.raises(LedgerFault) as fault:
        added(target, files, "notice.html", name, id=id)
    assert says in str(fault.value)
    assert (stored(target), kept(target)) == (before, [])


def test_no_reason_is_refused_and_leaves_nothing_behind(place: Place, files: Path) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    path = str(files / "scan.png")
    with pytest.raises(LedgerFault, match="nothing was added: say why"):
        acted(target, lambda ledger: ledger.add_evidence("a", [path], why=" "))
    assert kept(target) == []


def test_to_tell_the_announcement_again_still_changes_nothing(place: Place, files: Path) -> None:
    target = place.made()
    item = announcement("a", SUSPENDED, more="evidence: [notice.html]")
    told(target, item, folder=files)
    added(target, files, "scan.png")
    assert told(target, item, folder=files).unchanged == 1


def test_it_is_shown_checked_copied_and_handed_over(desk: Desk) -> None:
    desk.kuaishou()
    (desk.folder / "scan.png").write_bytes(b"scan")
    sha256 = hashlib.sha256(b"scan").hexdigest()
    out = desk.done("evidence add kuaishou-2022-02-22 scan.png --why 'archived later'")
    assert out.startswith("@56: evidence added to kuaishou-2022-02-22\n")
    assert f"  sha256 {sha256}, 4 bytes, image/png\n" in out
    for line in ("show kuaishou-2022-02-22", "show @56"):
        shown = desk.done(f"{line} --evidence")
        assert "why: archived later" in " ".join(shown.split())
        assert f"/{sha256} (image/png, 4 bytes)" in shown
    event = json.loads(desk.done("show kuaishou-2022-02-22 --format json"))["events"][-1]
    assert (event["type"], event["announcement"], event["change"], event["subject"]) == (
        *("evidence_added", "kuaishou-2022-02-22"),
        *(None, None),
    )
    assert "1 evidence filing" in desk.done("log --kind evidence_added")
    assert "1 evidence filing" in " ".join(desk.done("replay").split())
    desk.done("export dossier 2022-10-29 -o dossier")
    assert (desk.folder / "dossier" / "evidence" / sha256[:2] / sha256).read_bytes() == b"scan"
    assert "files   1 of evidence" in desk.done("copy dossier other.ledger")
    desk.done("backup backup")
    assert "1 file, 4 bytes" in desk.done("--ledger backup/policy.ledger verify")
    kept = desk.folder / "policy.ledger.evidence" / sha256[:2] / sha256
    kept.write_bytes(b"scam")
    assert desk.ledger("show kuaishou-2022-02-22 --evidence").code == 3
    assert desk.ledger("copy policy.ledger third.ledger").code == 3


def test_it_is_no_act_that_is_retracted(desk: Desk) -> None:
    desk.kuaishou()
    desk.done("evidence add kuaishou-2022-02-22 examples/kuaishou-2022.yaml --why later")
    outcome = desk.ledger("retract @56 --why wrong")
    assert outcome.code == 1
    assert "only corrections and retractions go by @SEQ" in outcome.err
