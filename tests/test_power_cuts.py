"""Does a ledger in a file outlast a power cut between any two writes, and a disk that is full?"""

import os
import random
import shutil
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.faults import LedgerFault
from ledger.witnesses.store import WitnessStore, create
from tests import power
from tests.announcing import batch
from tests.ledgers import HEAD, SUSPENDED, announcement, made
from tests.stores import stored, told
from tests.witnessed_logs import GENUINE, LOG, NOW, ORIGIN, WITNESS

LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
CUTS = 2_000 if LONG else 60

pytestmark = pytest.mark.skipif(
    power.library() is None, reason="this Python's SQLite is built in: its writes cannot be traced"
)


def announce(target: Path, count: int, trace: power.Trace) -> None:
    with open_for_writing(str(target)) as ledger:
        for n in range(count):
            ledger.announce(batch(HEAD + announcement(f"a-{n}", SUSPENDED)))
            trace.done(f"a-{n}")


def ids(target: Path) -> set[str]:
    """Every announcement in it, each of which must be whole."""
    rows = stored(str(target))
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert (len(rows) - 1) % 3 == 0
    assert [row[3] for row in rows[1:]] == ["announced", "suspended", "suspended"] * (
        len(rows) // 3
    )
    return {row[1].removeprefix("#") for row in rows[1::3]}


@pytest.mark.long
def test_no_power_cut_takes_away_what_was_acknowledged(tmp_path: Path) -> None:
    target = made(tmp_path)
    start = {target.name: target.read_bytes()}
    assert not list(tmp_path.glob("*-wal"))
    with power.traced() as trace:
        announce(target, 8, trace)
    kinds = [event.kind for event in trace.events]
    assert kinds.count("done") == 8
    # each acknowledgement comes after a sync of what it acknowledges, and nothing else between
    assert {kinds[at - 1] for at, kind in enumerate(kinds) if kind == "done"} <= {"sync"}
    chance = random.Random(7)
    more = 0
    for number in range(CUTS):
        at = chance.randrange(len(trace.events) + 1)
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        acknowledged = power.laid_out(trace.events[:at], start, folder, chance)
        found = ids(folder / target.name)
        assert acknowledged <= found, f"lost by a cut after {at} of {len(trace.events)}"
        more += found > acknowledged
        report = verify(str(folder / target.name), AuditRequest(), os.environ)
        assert report.verdict == "ok", report.findings
        assert told(str(folder / target.name), announcement("next", SUSPENDED)).new == 1
        shutil.rmtree(folder)
    assert more < CUTS / 2


def test_no_power_cut_makes_a_witness_forget_what_it_cosigned(tmp_path: Path) -> None:
    create(tmp_path / "seen.db", WITNESS.verifier)
    start = {"seen.db": (tmp_path / "seen.db").read_bytes()}
    with power.traced() as trace:
        store = WitnessStore(tmp_path / "seen.db", WITNESS, [LOG.verifier])
        for old in range(0, 40, 5):
            assert store.add_checkpoint(GENUINE.ask(old, old + 5), now=NOW).status == 200
            trace.done(str(old + 5))
    chance = random.Random(7)
    for number in range(4 * CUTS):
        at = chance.randrange(len(trace.events) + 1)
        folder = tmp_path / f"cut-{number}"
        folder.mkdir()
        acknowledged = power.laid_out(trace.events[:at], start, folder, chance)
        after = WitnessStore(folder / "seen.db", WITNESS, [LOG.verifier])
        size = after.seen(ORIGIN).size
        assert size >= max(map(int, acknowledged), default=0), f"forgotten by a cut after {at}"
        assert after.add_checkpoint(GENUINE.ask(size, 50), now=NOW).status == 200
        shutil.rmtree(folder)


def test_a_disk_that_is_full_at_any_write_leaves_nothing_by_halves(tmp_path: Path) -> None:
    target = made(tmp_path)
    told(str(target), announcement("before", SUSPENDED))
    with power.traced() as trace:
        announce(target, 1, trace)
    writes = sum(event.kind == "write" for event in trace.events)
    assert writes > 3
    before = ids(target)
    for room in range(writes):
        with power.traced() as trace:
            trace.room = room
            try:
                told(str(target), announcement(f"full-{room}", SUSPENDED))
            except LedgerFault as fault:
                assert "disk is full" in str(fault)  # noqa: PT017
                assert ids(target) == before
            else:
                before.add(f"full-{room}")
        assert ids(target) == before
    report = verify(str(target), AuditRequest(), os.environ)
    assert report.verdict == "ok", report.findings
    assert told(str(target), announcement("room again", SUSPENDED).replace("room again", "r")).new
