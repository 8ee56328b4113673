"""Do the events that an earlier program stored still verify, answer and go on?

`format-1.ledger` holds the case of 2022, with its key and a checkpoint that was signed between two
announcements, acts of the recorder, terms told to have run out, and names that JSON has to escape;
`format-1-without-key.ledger` the case alone, from before a ledger had a key. They are never made
anew: their events are of format 1, and their tables of version 1, which `ledger rebuild` replaces.
"""

import json
import os
import shutil
from itertools import chain
from pathlib import Path

import pytest

from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.signing.log_tree import open_tree
from ledger.teams.copying import copy
from tests.desk import REPOSITORY, Desk
from tests.ledgers import PERMITTED, announcement
from tests.stores import Place, stored, told

FIXTURES = REPOSITORY / "tests" / "fixtures"
NAMES = ("format-1", "format-1-without-key")


@pytest.fixture(params=NAMES)
def older(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of a fixture, with its key where it has one, as it was made."""
    name = str(request.param)
    for file in FIXTURES.glob(f"{name}.*"):
        shutil.copy(file, tmp_path)
    for key in tmp_path.glob("*.key"):
        key.chmod(0o600)
    return tmp_path / f"{name}.ledger"


@pytest.fixture
def rebuilt(older: Path, desk: Desk) -> Path:
    """The same, once it was rebuilt."""
    said = desk.done(f"--ledger '{older}' rebuild")
    assert said == f"the read model was derived again from {len(stored(str(older)))} events\n"
    return older


def held(older: Path) -> list[tuple[str, bytes]]:
    """The checkpoint that was signed of it, where it has a key."""
    kept = older.with_suffix(".checkpoint")
    return [(kept.name, kept.read_bytes())] if kept.exists() else []


def test_the_log_of_an_older_ledger_is_verified_before_and_after_it_is_rebuilt(
    older: Path, desk: Desk
) -> None:
    before = older.read_bytes()
    report = verify(str(older), AuditRequest(held=held(older)), os.environ)
    assert [each.check for each in report.findings] == ["read model"]
    assert report.verdict == "unverified"
    assert older.read_bytes() == before
    log = stored(str(older))
    desk.done(f"--ledger '{older}' rebuild")
    assert stored(str(older)) == log
    after = verify(str(older), AuditRequest(held=held(older)), os.environ)
    assert after.verdict == "ok", after.findings
    assert after.root == report.root
    assert bool(after.keys) == bool(held(older))


def test_an_older_ledger_answers_once_it_is_rebuilt(rebuilt: Path, desk: Desk) -> None:
    shutil.copy(rebuilt, "policy.ledger")
    answer = desk.done("at 2022-10-29 kuaishou/live-cart/jd-alliance --format csv")
    assert "kuaishou/live-cart/jd-alliance,permitted," in answer
    for line in ("replay", "log", "at 2023-01-20 --known 2023-01-06 --authority press"):
        desk.done(line)


#: What two ledgers that are told the same do not have alike.
OF_A_LEDGER = ("origin", "recorded", "size", "again")


def test_an_older_ledger_answers_as_one_that_is_told_the_same_now(desk: Desk) -> None:
    """Both hold the case of 2022, at other positions: the one has no key."""
    shutil.copy(FIXTURES / "format-1-without-key.ledger", "older.ledger")
    desk.done("--ledger older.ledger rebuild")
    desk.kuaishou()
    desk.done("announce examples/kuaishou-2022-11-02.yaml")
    answers = []
    for name in ("older", "policy"):
        printed = desk.done(f"--ledger {name}.ledger at 2022-10-29 --format jsonl")
        answers.append([json.loads(line) for line in printed.splitlines()])
    for state in chain(*answers):
        for name in ("seq", *OF_A_LEDGER):
            del state[name]
    assert answers[0] == answers[1]
    assert len(answers[0]) == 14


def test_an_older_ledger_takes_announcements_once_it_is_rebuilt(rebuilt: Path) -> None:
    before = stored(str(rebuilt))
    report = told(str(rebuilt), announcement("later", PERMITTED))
    assert report.new == 1
    assert stored(str(rebuilt))[: len(before)] == before
    assert verify(str(rebuilt), AuditRequest(), os.environ).verdict == "ok"


def test_an_older_ledger_is_signed_with_its_key_or_takes_one(
    rebuilt: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(rebuilt, "policy.ledger")
    key = rebuilt.with_suffix(".key")
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
    with open_tree(target) as there, open_tree(str(older), log_alone=True) as here:
        assert there.head() == here.head()
    assert verify(back, AuditRequest(held=held(older)), os.environ).verdict == "ok"
