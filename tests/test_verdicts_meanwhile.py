"""Does `verify`, run again and again beside others that append, never cry tampering?"""

import os
import time
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest

from cli.program import run
from ledger.application import PolicyLedger
from ledger.stores import address
from tests import deaths
from tests.announcing import batch
from tests.ledgers import HEAD, ORIGIN, announcement
from tests.stores import Place, acted, stored, told

LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
#: Announcements, and those who tell them.
APPENDS = 1_000 if LONG else 24
WRITERS = 2
#: After so many announcements a writer corrects and retracts one.
EVERY = 20 if LONG else 6
TITLE = {"title": "T"}
BOUNDED = "change: permitted, subjects: [k/{id}, k/live], effective: 2022-03-01, until: 2022-11-30"


def announces(target: str, ids: list[str], folder: Path) -> deaths.Work:
    """Tells one after the other, each with evidence, and now and then an act on the one before."""

    def work(acknowledge: deaths.Acknowledge) -> None:
        for number, id in enumerate(ids, 1):
            (folder / f"{id}.txt").write_text(id)
            item = announcement(id, BOUNDED.format(id=id), more=f"evidence: [{id}.txt]")
            read = batch(HEAD + item, folder=folder)
            acted(target, partial(PolicyLedger.announce, batch=read))
            if number % EVERY == 0:
                acted(target, partial(PolicyLedger.correct, target=id, fields=TITLE, why="slip"))
                acted(target, partial(PolicyLedger.retract, target=f"{id}#1", why="unsaid"))
            acknowledge(id)

    return work


def does(target: str, done: Path, *lines: str) -> deaths.Work:
    """Runs these command lines, one after the other, until all is told; each must succeed."""

    def work(acknowledge: deaths.Acknowledge) -> None:
        turn = 0
        while not done.exists() or turn < len(lines):
            words = lines[turn % len(lines)].format(turn=turn).split()
            code = run(["--ledger", target, *words])
            acknowledge(f"{code} {words[0]}")
            turn += 1
            time.sleep(0.05)

    return work


@pytest.mark.long
def test_no_check_beside_those_who_append_finds_anything(
    place: Place,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    target, done, held = place.free(), tmp_path / "done", tmp_path / "held"
    assert run(["--ledger", target, "init", "--origin", ORIGIN, "--zone", "Asia/Shanghai"]) == 0
    told(target, announcement("first", BOUNDED.format(id="first")))
    assert run(["--ledger", target, "checkpoint", "-o", str(held)]) == 0
    share = APPENDS // WRITERS
    writers = [
        deaths.Child(announces(target, [f"w{w}-{n}" for n in range(share)], tmp_path), die_at=0)
        for w in range(WRITERS)
    ]
    lines = (f"checkpoint -o {held}", "expire", f"backup {tmp_path}/backup")
    keeper = deaths.Child(does(target, done, *lines), die_at=0)
    lines = ("verify", f"verify --held {held}", "verify --format json")
    checker = deaths.Child(does(target, done, *lines), die_at=0)
    try:
        acknowledged = [id for each in writers for id in each.end().acknowledged]
    finally:
        done.touch()
    kept, checked = keeper.end().acknowledged, checker.end().acknowledged
    printed = capfd.readouterr()
    assert len(acknowledged) == share * WRITERS
    assert set(checked) == {"0 verify"}, printed
    assert {"0 checkpoint", "0 expire", "0 backup"} == set(kept), printed
    with capfd.disabled() if LONG else nullcontext():
        counts = f"{len(acknowledged)} announcements, {len(stored(target))} events"
        print(f"\n{counts}; {len(checked)} checks beside them, {len(kept)} other acts", end="")
    assert run(["--ledger", target, "verify"]) == 0
    assert run(["--ledger", target, "backup", f"{tmp_path}/backup"]) == 0
    assert run(["--ledger", f"{tmp_path}/backup/policy.ledger", "verify"]) == 0
