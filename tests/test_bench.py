"""Does the bench run, and does its generator tell a history that a ledger takes?"""

import hashlib
import json
from itertools import pairwise
from pathlib import Path

import pytest

from bench import __main__ as bench
from bench import history, peers
from bench.generator import announcements, of_events, path_of
from bench.measure import Ratio, ratio
from bench.report import table
from bench.rows import Goal, Row
from ledger.application import open_for_writing
from ledger.files.announcements import read_lines
from ledger.reading.reading import open_ledger


def test_the_same_seed_tells_the_same_history() -> None:
    assert list(announcements(200, 30)) == list(announcements(200, 30))
    assert list(announcements(200, 30)) != list(announcements(200, 30, seed=8))


@pytest.mark.parametrize("events", [2, 3, 4, 5, 6, 7, 50, 501])
def test_a_history_of_so_many_events_has_exactly_so_many(events: int) -> None:
    told = list(of_events(events, 10))
    assert sum(1 + len(announcement["changes"]) for announcement in told) == events
    assert all(announcement["changes"] for announcement in told)


def test_a_history_is_told_in_the_order_of_its_publication() -> None:
    published = [announcement["published"][:10] for announcement in announcements(500, 50)]
    assert all(before <= after for before, after in pairwise(published))


def test_a_ledger_takes_the_history_whole_and_every_path_in_it(tmp_path: Path) -> None:
    lines = history.changes(tmp_path, 400, 150)
    ledger = tmp_path / "policy.ledger"
    history.made(ledger)
    with open_for_writing(str(ledger)) as log, lines.open("rb") as stream:
        report = log.announce_lines(read_lines(stream, ledger_zone="UTC"))
    told = [json.loads(line) for line in lines.read_text().splitlines()]
    assert report.new == len(told)
    assert report.events == 400 + len(told)
    with open_ledger(str(ledger)) as reading:
        assert list(reading.cut().paths()) == sorted(map(path_of, range(150)))


def test_a_ledger_that_was_built_is_kept(tmp_path: Path) -> None:
    first = history.ledger(tmp_path, 60, 6)
    written = first.path.stat().st_mtime_ns
    assert history.ledger(tmp_path, 60, 6) == first
    assert first.path.stat().st_mtime_ns == written
    with open_ledger(str(first.path)) as reading:
        assert reading.size == 60


def test_a_ratio_is_taken_pair_by_pair() -> None:
    pairs = [(1.0, 2.0), (4.0, 2.0), (2.0, 2.0)]
    assert ratio(pairs) == Ratio(2.0, 2.0, 1.0, 0.5, 2.0)
    assert ratio(pairs, faster=True).greatest == 2.0


@pytest.mark.parametrize(("goal", "met"), [(Goal("<=", 1.5), "**no**"), (Goal(">=", 1.5), "yes")])
def test_a_goal_is_held_against_the_median(goal: Goal, met: str) -> None:
    row = Row("a", "ours", "theirs", Ratio(2.0, 1.0, 2.0, 0.5, 3.0), goal)
    assert f"| {met} |" in table([row])


def test_a_quick_run_measures_every_row_that_needs_no_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(history, "folder", lambda: tmp_path)
    monkeypatch.setattr(history, "REAL", tmp_path / "none")
    page = tmp_path / "benchmarks.md"
    # Those on a server cannot have it in a folder that is open to this user alone.
    names = [name for name, row in bench.ROWS.items() if row.__module__ != "bench.rows_teams"]
    assert bench.main(["--quick", "--events", "300", "--page", str(page), "--rows", *names]) == 0
    printed, written = capsys.readouterr().out, page.read_text()
    lines = [line for line in printed.splitlines() if line.startswith("| ")][2:]
    assert len(lines) >= len(names)
    assert all(line in written for line in lines)
    for name in names:
        assert f"- **{name}**: " in written
    assert str(tmp_path) not in written


def test_the_bare_hashing_loop_hashes_the_entries_that_the_ledger_hashed(tmp_path: Path) -> None:
    path = tmp_path / "policy.ledger"
    history.made(path)
    history.announce(path, history.lines_of(tmp_path, of_events(99, 10), "lines.jsonl"))
    leaves = b"".join(hashes[:32] for *_, hashes in peers.stored(path))
    assert peers.hashed(path, history.ORIGIN) == hashlib.sha256(leaves).digest()
