"""Do many processes at once, a reader that records all it sees, and a server that is killed lose
or reorder anything?"""

import os
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.application import open_for_writing
from ledger.audit.integrity import verify
from ledger.audit.verdict import AuditRequest
from ledger.faults import LedgerFault
from ledger.teams.copying import copy
from ledger.teams.watching import watch
from tests import deaths
from tests.announcing import batch
from tests.ledgers import HEAD, PERMITTED, SUSPENDED, announcement
from tests.servers import OwnServer
from tests.stores import Place, stored, told

LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
WRITERS, EACH = 16, 40 if LONG else 3
LARGE = 75_000 if LONG else 4_000


def announces(target: str, ids: list[str], *, patient: bool = False) -> deaths.Work:
    """Announces one after the other; a patient one tries again what failed."""
    read = {id: batch(HEAD + announcement(id, SUSPENDED)) for id in ids}

    def attempt(id: str) -> bool:
        try:
            with open_for_writing(target, lock_timeout=120) as ledger:
                ledger.announce(read[id])
        except LedgerFault:
            if not patient:
                raise
            time.sleep(0.05)
            return False
        return True

    def work(acknowledge: deaths.Acknowledge) -> None:
        for id in ids:
            while not attempt(id):
                pass
            acknowledge(id)

    return work


def check_all(target: str, acknowledged: set[str]) -> None:
    """Every acknowledged announcement is there once, positions have no hole, and it verifies."""
    rows = stored(target)
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    there = [row[1].removeprefix("#") for row in rows if row[3] == "announced"]
    assert len(there) == len(set(there))
    assert acknowledged <= set(there)
    report = verify(target, AuditRequest(), os.environ)
    assert report.verdict == "ok", report.findings


@pytest.mark.long
def test_sixteen_writers_and_a_reader_that_records_all_it_sees(place: Place) -> None:
    target = place.made()
    children = [
        deaths.Child(announces(target, [f"w{writer}-{n}" for n in range(EACH)]), die_at=0)
        for writer in range(WRITERS)
    ]
    acknowledged: set[str] = set()

    def wait_for_all() -> None:
        try:
            for child in children:
                acknowledged.update(child.end().acknowledged)
        finally:  # the reader stops at this, also where a writer failed
            told(target, announcement("end", PERMITTED))

    waiting = threading.Thread(target=wait_for_all)
    waiting.start()
    seen: list[tuple[int, str]] = []
    for records in watch(target, 1, pause=0.005):
        seen += [(record.seq, record.type) for record in records]
        if records[-1].data.get("change") == "end#1":
            break
    waiting.join()
    assert len(acknowledged) == WRITERS * EACH
    last = 1 + 3 * WRITERS * EACH + 2
    assert [seq for seq, _ in seen] == list(range(1, last + 1)), "no hole, no twice, in order"
    assert seen == [(row[0], row[3]) for row in stored(target)]
    check_all(target, acknowledged | {"end"})


@pytest.mark.long
def test_a_very_large_announcement_beside_small_ones(place: Place) -> None:
    target = place.made()
    paths = ", ".join(f"k/s-{n}" for n in range(LARGE // 10))
    changes = [
        f"change: suspended, subjects: [{paths}], effective: 2022-03-{n:02}" for n in range(1, 11)
    ]
    large = batch(HEAD + announcement("large", *changes))

    def tell(acknowledge: deaths.Acknowledge) -> None:
        with open_for_writing(target, lock_timeout=120) as ledger:
            ledger.announce(large)
        acknowledge("large")

    children = [
        deaths.Child(tell, die_at=0),
        deaths.Child(announces(target, [f"small-{n}" for n in range(8)]), die_at=0),
    ]
    acknowledged = {id for child in children for id in child.end().acknowledged}
    assert len(acknowledged) == 9
    check_all(target, acknowledged)
    rows = stored(target)
    (start,) = (at for at, row in enumerate(rows) if row[1] == "#large")
    assert {row[5] for row in rows[start : start + 1 + LARGE]} == {rows[start][5]}
    assert all(row[3] == "suspended" for row in rows[start + 1 : start + 1 + LARGE])


# the server is killed


def killed_at_times(server: OwnServer, times: int, chance: random.Random) -> Callable[[], None]:
    """A thread that kills and restarts the server; what waits for it to have done so."""

    def kill() -> None:
        for _ in range(times):
            time.sleep(chance.uniform(0.1, 0.5))
            server.kill()
            server.start()

    thread = threading.Thread(target=kill)
    thread.start()
    return thread.join


@pytest.mark.long
def test_a_server_killed_in_the_middle_of_appends_loses_nothing_acknowledged(
    mortal_postgres: OwnServer, tmp_path: Path
) -> None:
    target = Place(tmp_path, mortal_postgres).made()
    count = 60 if LONG else 6
    children = [
        deaths.Child(
            announces(target, [f"w{writer}-{n}" for n in range(count)], patient=True), die_at=0
        )
        for writer in range(3)
    ]
    killed_at_times(mortal_postgres, 20 if LONG else 2, random.Random(7))()
    acknowledged = {id for child in children for id in child.end().acknowledged}
    assert len(acknowledged) == 3 * count
    check_all(target, acknowledged)


def test_a_server_killed_in_the_middle_of_a_copy_is_copied_to_all_the_same(
    mortal_postgres: OwnServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Place(tmp_path, None).made()
    for n in range(30):
        told(source, announcement(f"a-{n}", SUSPENDED))
    target = Place(tmp_path, mortal_postgres).free()
    monkeypatch.setattr("ledger.teams.copying._COMMIT", 10)

    def kill(size: int, copied: int) -> None:
        if copied > size // 2 and not killed:
            killed.append(copied)
            mortal_postgres.kill()

    killed: list[int] = []
    with pytest.raises(LedgerFault, match=r"is gone|broke off|cannot be reached"):
        copy(source, target, os.environ, progress=kill)
    mortal_postgres.start()
    done = copy(source, target, os.environ)
    assert done.had >= killed[0]
    assert stored(source) == stored(target)
    check_all(target, {f"a-{n}" for n in range(30)})
