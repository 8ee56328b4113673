"""Do ledgers that an earlier program made still open, answer, verify, take announcements and sign?

`before-proofs.ledger` was made before a ledger had a key, `before-servers.ledger` before one could
be kept on a server: with a key, and a checkpoint that was signed between two announcements, and
`before-sayings.ledger` before the read model kept what takes few values in one column: with acts of
the recorder, terms told to have run out, and names that JSON has to escape. All hold the case of
2022. They are never made anew: what changes the tables brings them up by a migration.
"""

import os
import shutil
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.audit.integrity import Asked, verify
from ledger.signing.log_tree import open_tree
from ledger.stores.schema import READ_MODEL
from ledger.teams.copying import copy
from tests.desk import REPOSITORY, Desk
from tests.ledgers import PERMITTED, announcement
from tests.stores import Place, alter, stored, table, told

FIXTURES = REPOSITORY / "tests" / "fixtures"
NAMES = ("before-proofs", "before-servers", "before-sayings")


@pytest.fixture(params=NAMES)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a fixture, with its key where it has one."""
    name = str(request.param)
    for file in FIXTURES.glob(f"{name}.*"):
        shutil.copy(file, tmp_path)
    for key in tmp_path.glob("*.key"):
        key.chmod(0o600)
    return tmp_path / f"{name}.ledger"


def test_an_older_ledger_answers_and_verifies(older: Path, desk: Desk) -> None:
    shutil.copy(older, "policy.ledger")
    answer = desk.done("at 2022-10-29 kuaishou/live-cart/jd-alliance --format csv")
    assert "kuaishou/live-cart/jd-alliance,permitted," in answer
    held = older.with_suffix(".checkpoint")
    kept = [(held.name, held.read_bytes())] if held.exists() else []
    report = verify(str(older), Asked(held=kept), os.environ)
    assert report.verdict == "ok", report.findings
    assert bool(report.keys) == held.exists()


def test_an_older_ledger_answers_the_same_before_and_after_it_is_brought_up(
    older: Path, desk: Desk
) -> None:
    shutil.copy(older, "policy.ledger")

    def answers() -> list[str]:
        lines = [f"at {day} --format jsonl" for day in ("2022-10-29", "2023-01-20", "2024-06-01")]
        lines.append("at 2023-01-20 --known 2023-01-06 --authority press --format jsonl")
        return [desk.done(line) for line in (*lines, "replay --format jsonl")]

    before = answers()
    with open_for_writing("policy.ledger"):
        brought_up = {name: table("policy.ledger", name) for name in READ_MODEL}
    assert answers() == before
    desk.done("rebuild")
    assert answers() == before
    assert {name: table("policy.ledger", name) for name in READ_MODEL} == brought_up


def test_an_older_ledger_that_is_only_read_is_left_as_it_is(older: Path, desk: Desk) -> None:
    before = older.read_bytes()
    desk.done(f"--ledger {older} at 2022-10-29")
    desk.done(f"--ledger {older} verify")
    assert older.read_bytes() == before


def test_an_older_ledger_that_was_altered_is_found_out(older: Path) -> None:
    alter(str(older), "UPDATE changes SET effect = 'permitted' WHERE kind = 'suspended'")
    alter(str(older), "DROP INDEX changes_by_of")
    report = verify(str(older), Asked(), os.environ)
    assert report.verdict == "failed"
    words = " ".join(finding.words for finding in report.findings)
    assert "a row of changes is not what the log says: said" in words
    assert "the index changes_by_of is missing" in words


def test_an_older_ledger_takes_announcements(older: Path) -> None:
    before = stored(str(older))
    report = told(str(older), announcement("later", PERMITTED))
    assert report.new == 1
    assert stored(str(older))[: len(before)] == before
    assert verify(str(older), Asked(), os.environ).verdict == "ok"


def test_an_older_ledger_is_signed_with_its_key_or_takes_one(
    older: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(older, "policy.ledger")
    key = older.with_suffix(".key")
    if key.exists():
        monkeypatch.setenv("POLICY_LEDGER_KEY", str(key))
    else:
        desk.done("key adopt")
    desk.done("checkpoint -o head")
    desk.done("verify --held head")


def test_an_older_ledger_goes_to_a_server_and_back(
    older: Path, place: Place, tmp_path: Path
) -> None:
    target, back = place.free(), str(tmp_path / "back.ledger")
    copy(str(older), target, os.environ)
    copy(target, back, os.environ)
    assert stored(back) == stored(str(older))
    with open_tree(target) as there, open_tree(str(older)) as here:
        assert there.head() == here.head()
