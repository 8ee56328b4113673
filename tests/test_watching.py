"""Does one who watches miss nothing, and nothing twice in a row?"""

import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path

import jsonschema
import pytest

from ledger.faults import IntegrityFault, LedgerFault, Phrase
from ledger.records import Record
from ledger.teams.watching import watch
from tests.desk import REPOSITORY, Desk
from tests.ledgers import PERMITTED, SUSPENDED, announcement, made
from tests.servers import OwnServer
from tests.stores import Place, stored, told


def flat(batches: Iterator[list[Record]]) -> Iterator[Record]:
    for batch in batches:
        yield from batch


def test_what_is_there_comes_first_and_then_what_is_appended(place: Place) -> None:
    target = place.made()
    told(target, announcement("a", SUSPENDED))
    events = flat(watch(target, 1, pause=0.01))
    assert [event.seq for event in islice(events, 4)] == [1, 2, 3, 4]
    later = threading.Timer(0.1, told, (target, announcement("b", PERMITTED)))
    later.start()
    assert [event.type for event in islice(events, 2)] == ["announced", "permitted"]
    later.join()


def test_without_a_position_only_what_is_to_come(place: Place) -> None:
    target = place.made()
    later = threading.Timer(0.2, told, (target, announcement("a", SUSPENDED)))
    later.start()
    assert next(watch(target, None, pause=0.01))[0].seq == 2
    later.join()


def test_a_position_that_would_leave_a_gap_is_refused(place: Place) -> None:
    target = place.made()
    with pytest.raises(LedgerFault, match="the next one is @2"):
        next(watch(target, 3))
    with pytest.raises(LedgerFault, match="no ledger"):
        next(watch(place.free(), 1))


def test_another_ledger_in_its_place_is_noticed(tmp_path: Path) -> None:
    target, other = str(made(tmp_path)), str(made(tmp_path, "other.ledger"))
    told(target, announcement("a", SUSPENDED))
    events = watch(target, 1, pause=0.01)
    assert len(next(events)) == 4
    told(other, announcement("b", SUSPENDED), announcement("c", SUSPENDED))
    os.replace(other, target)
    with pytest.raises(IntegrityFault, match=r"@4 is not the event that was read"):
        next(events)


def test_a_ledger_that_was_rolled_back_is_noticed(tmp_path: Path) -> None:
    target, shorter = str(made(tmp_path)), str(made(tmp_path, "shorter.ledger"))
    told(target, announcement("a", SUSPENDED))
    events = watch(target, 1, pause=0.01)
    assert len(next(events)) == 4
    os.replace(shorter, target)
    with pytest.raises(
        IntegrityFault, match="has 1 events, and @4 was read from it: it was rolled"
    ):
        next(events)


def test_a_gap_in_the_log_is_noticed(tmp_path: Path) -> None:
    target = str(made(tmp_path))
    told(target, announcement("a", SUSPENDED))
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER stored_events_are_never_deleted")
        connection.execute("DELETE FROM stored_events WHERE rowid = 3")
    with pytest.raises(IntegrityFault, match="there is a gap in the log after @0"):
        next(watch(target, 1, pause=0.01))


def test_a_server_that_is_killed_and_restarted_is_waited_for(mortal_postgres: OwnServer) -> None:
    target = Place(mortal_postgres.folder, mortal_postgres).made()
    told(target, announcement("a", SUSPENDED))
    said: list[Phrase | None] = []

    def restart(why: Phrase | None) -> None:
        said.append(why)
        if why:
            mortal_postgres.start()

    events = flat(watch(target, 1, pause=0.05, told=restart))
    seen = [event.seq for event in islice(events, 4)]
    mortal_postgres.kill()
    later = threading.Timer(2, told, (target, announcement("b", SUSPENDED)))
    later.start()
    seen += [event.seq for event in islice(events, 3)]
    later.join()
    assert seen == [row[0] for row in stored(target)] == list(range(1, 8))
    assert said[-1] is None
    assert "is gone" in str(said[0])


def test_a_line_is_as_the_schema_says(desk: Desk) -> None:
    desk.kuaishou()
    schema = json.loads(desk.done("schema watch"))
    lines = desk.done("watch --from 1 --limit 55").splitlines()
    assert len(lines) == 55
    for line in lines:
        jsonschema.validate(json.loads(line), schema)
    for odd in ("0", "-1", "٣", "9" * 5000):
        assert "is no position: write 1 or more" in desk.ledger(f"watch --from={odd}").err
    assert desk.ledger("watch --from 57").code == 1


def test_it_is_said_from_where_on_the_ledger_is_listened_to(desk: Desk) -> None:
    desk.kuaishou()
    outcome = desk.ledger("watch --from 54 --limit 2")
    assert outcome.err == "ledger: listening to example.org/links, from @54 on\n"
    assert "@57" in desk.ledger("watch --from 57").err
    assert "listening" not in desk.ledger("watch --from 57").err


class Watcher:
    """`ledger watch` as a process of its own, with its lines and its words."""

    def __init__(self, target: str, line: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from cli.main import main; main()", *line.split()],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "POLICY_LEDGER_URL": target},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout
        assert self.process.stderr
        self.out, self.err = self.process.stdout, self.process.stderr

    def ended(self) -> int:
        """Its exit code, soon."""
        try:
            return self.process.wait(timeout=10)
        finally:
            self.process.kill()
            self.out.close()
            self.err.close()

    def heard(self) -> str:
        """The first line that it says on standard error, but for what a superuser is warned of."""
        return next(line for line in self.err if "is a superuser of" not in line)


def test_who_hears_that_it_listens_misses_nothing_from_then_on(place: Place) -> None:
    target = place.made()
    watcher = Watcher(target, "watch --limit 3")
    assert "listening to " in watcher.heard()
    told(target, announcement("a", SUSPENDED))
    assert [json.loads(watcher.out.readline())["seq"] for _ in range(3)] == [2, 3, 4]
    assert watcher.ended() == 0


def test_it_ends_after_so_many_events_though_more_came_with_the_last(place: Place) -> None:
    target = place.made()
    watcher = Watcher(target, "watch --limit 4")
    assert "listening to " in watcher.heard()
    told(target, announcement("a", SUSPENDED))
    assert [json.loads(watcher.out.readline())["seq"] for _ in range(3)] == [2, 3, 4]
    told(target, announcement("b", SUSPENDED))
    assert [json.loads(line)["seq"] for line in watcher.out] == [5]
    assert watcher.ended() == 0


@pytest.mark.skipif(os.name != "posix", reason="no other system tells")
def test_it_ends_at_once_where_its_reader_goes(place: Place) -> None:
    """Nothing is appended any more, so that nothing is written that would fail."""
    watcher = Watcher(place.made(), "watch")
    assert "listening to " in watcher.heard()
    watcher.out.close()
    start = time.monotonic()
    assert watcher.ended() == 141
    assert time.monotonic() - start < 2


@pytest.mark.skipif(os.name != "posix", reason="no other system tells")
def test_it_ends_at_once_also_while_it_waits_for_a_server(mortal_postgres: OwnServer) -> None:
    watcher = Watcher(Place(mortal_postgres.folder, mortal_postgres).made(), "watch")
    assert "listening to " in watcher.heard()
    mortal_postgres.kill()
    assert "waiting for it" in watcher.err.readline()
    watcher.out.close()
    start = time.monotonic()
    assert watcher.ended() == 141
    assert time.monotonic() - start < 2
