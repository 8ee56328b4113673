"""Is what was acknowledged there for good, whole, and nothing by halves, when a writer is killed?

Acknowledgements are kept outside the process that dies. In CI some steps of an append are died at,
in full hundreds of them.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledger.application import open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.stores import StoredRow, address
from tests import deaths
from tests.announcing import batch
from tests.desk import REPOSITORY
from tests.ledgers import HEAD, announcement, made
from tests.stores import Place, stored

LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
DEATHS = 1_000 if LONG else 60
CHANGES = "change: suspended, subjects: [k/live, k/detail, k/search], effective: 2022-03-01"
AMENDED = "change: term_changed, of: {id}#1, until: 2022-12-31"
#: Announcements of a stream.
MANY = 120
#: Events of one announcement of these tests.
EVENTS = 1 + 3 + 3


def item(id: str) -> str:
    return announcement(id, CHANGES, AMENDED.format(id=id), more=f"evidence: [{id}.txt]")


def whole(rows: list[StoredRow]) -> set[str]:
    """The announcements that the log holds: each with all its events, one after the other."""
    found: dict[str, list[int]] = {}
    id = ""
    for seq, stream, _, kind, *_ in rows[1:]:
        if kind == "announced":
            id = stream.removeprefix("#")
            assert id not in found, f"{id} is there twice"
            found[id] = []
        found[id].append(seq)
    for id, seqs in found.items():
        assert seqs == list(range(seqs[0], seqs[0] + EVENTS)), f"a part of {id} is there"
    return set(found)


def announce(target: str, ids: list[str], folder: Path) -> deaths.Work:
    """Announces one after the other; each is acknowledged once it is committed."""
    read = {id: batch(HEAD + item(id), folder=folder) for id in ids}

    def work(acknowledge: deaths.Acknowledge) -> None:
        with open_for_writing(target) as ledger:
            for id in ids:
                ledger.announce(read[id])
                acknowledge(id)

    return work


@pytest.mark.long
def test_a_writer_killed_at_any_step_loses_nothing_and_leaves_nothing_by_halves(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(address.EVIDENCE, str(tmp_path / "shared"))
    target = place.made()

    def evidence(id: str) -> str:
        (tmp_path / f"{id}.txt").write_text(f"the notice {id}")
        return id

    first = [evidence("first-1"), evidence("first-2")]
    steps = deaths.run(announce(target, first, tmp_path)).steps
    acknowledged = set(first)
    killed = left = 0
    for number, step in enumerate(deaths.spread(steps - 1, DEATHS)):
        ids = [evidence(f"n{number}-1"), evidence(f"n{number}-2")]
        death = deaths.run(announce(target, ids, tmp_path), die_at=step)
        killed += death.killed
        acknowledged |= set(death.acknowledged)
        there = whole(stored(target))
        assert acknowledged <= there, f"lost, killed at step {step} of {steps}"
        left += len(there - acknowledged)
        acknowledged = there  # what was committed and not acknowledged is whole, and stays
        if number % 10 == 0:
            assert verify(target, AuditRequest(), os.environ).verdict != "failed", f"step {step}"
    report = verify(target, AuditRequest(), os.environ)
    assert report.verdict == "ok", report.findings
    assert deaths.run(announce(target, [evidence("last")], tmp_path)).acknowledged == ["last"]
    assert killed > DEATHS * 0.9
    assert left < killed / 4, "only between the commit and its acknowledgement"


def test_a_stream_told_one_by_one_goes_on_after_a_kill_and_tells_nothing_twice(
    tmp_path: Path,
) -> None:
    path = made(tmp_path)
    lines = tmp_path / "long.jsonl"
    lines.write_text("".join(f"{line(number)}\n" for number in range(MANY)))
    command = [sys.executable, "-m", "cli.main", "announce", "--each", "--jsonl", str(lines)]
    settings: dict[str, Any] = {
        "cwd": REPOSITORY,
        "env": {**os.environ, "POLICY_LEDGER_URL": str(path)},
        "stdout": subprocess.PIPE,
        "text": True,
    }
    with subprocess.Popen(command, **settings) as process:
        while len(stored(str(path))) < 2 * 20:
            assert process.poll() is None
        process.kill()
    before = stored(str(path))
    committed = (len(before) - 1) // 2
    assert len(before) == 1 + 2 * committed, "a part of one is there"
    assert 0 < committed < MANY
    done = subprocess.run(command, check=True, **settings)
    assert f"{MANY - committed} new, {committed} told already" in done.stdout
    after = stored(str(path))
    assert after[: len(before)] == before
    assert len(after) == 1 + 2 * MANY
    assert verify(str(path), AuditRequest(), os.environ).verdict == "ok"


def line(number: int) -> str:
    change = {
        "change": "suspended",
        "subjects": [f"k/live-{number}"],
        "effective": "2022-03-01",
        "note": "x" * 3_000,
    }
    source = {"name": "A", "authority": "official"}
    return json.dumps(
        {"id": f"n-{number}", "source": source, "published": "2022-02-22", "changes": [change]}
    )
