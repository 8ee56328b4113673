"""Is a ledger opened for reading only where it is one, and read under the cuts asked for?"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger.dates.moments import Moment, MomentFault
from ledger.faults import LedgerFault
from ledger.reading.reading import Reading, open_ledger
from ledger.records import Record
from ledger.signing.log_tree import open_tree
from ledger.stores.schema import VERSION
from ledger.subjects import SubjectFault
from tests.read_model import connections, laid_out, read
from tests.told_logs import Log, day

AT = Moment("2026-03-01", day("2026-03-02") - 1, (day("2026-03-01"), day("2026-03-02") - 1))


def stated(path: str, **fields: object) -> tuple[str, str, dict[str, object]]:
    return "suspended", path, {"effective": "2026-02-01", **fields}


def described(log: Log, path: str, title: str | None, *aliases: str) -> None:
    data = {"path": path, "aliases": list(aliases)} | ({"title": title} if title else {})
    last = log.records[-1]
    log.records.append(Record(last.seq + 1, last.recorded_at + 1, "subject_described", data))


@pytest.fixture
def log() -> Log:
    log = Log()
    described(log, "kuaishou", "Kuaishou", "快手")
    log.announce("n1", stated("kuaishou/cart"), stated("kuaishou/cart/jd"), published="2026-01-05")
    log.announce("n2", stated("douyin"), ("noted", "bilibili", {}), published="2026-01-06")
    log.act("retracted", "n2#1")
    return log


@pytest.fixture
def reading(log: Log, tmp_path: Path) -> Reading:
    return read(log.records, tmp_path)


# Opening


def refusal(target: Path | str) -> str:
    with pytest.raises(LedgerFault) as refused:
        open_ledger(str(target))
    return str(refused.value)


def test_a_path_with_no_ledger_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    target = tmp_path / "policy.ledger"
    assert "no ledger at" in refusal(target)
    assert "ledger init" in refusal(target)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_and_a_text_are_no_ledgers(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)
    text = tmp_path / "notes.txt"
    text.write_text("format: policy-ledger/1\n" * 100)
    assert "not a ledger" in refusal(text)
    assert text.read_text().startswith("format")


def test_an_empty_file_and_an_empty_database_are_no_ledgers(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.touch()
    assert "not a ledger" in refusal(empty)
    assert empty.stat().st_size == 0


def test_the_database_of_another_program_is_left_as_it_was(tmp_path: Path) -> None:
    foreign = tmp_path / "other.db"
    connection = sqlite3.connect(foreign)
    connection.execute("CREATE TABLE stored_events (x)")
    connection.commit()
    connection.close()
    before = foreign.read_bytes()
    assert "another program" in refusal(foreign)
    assert foreign.read_bytes() == before


def test_a_newer_ledger_is_refused_with_its_version(log: Log, tmp_path: Path) -> None:
    target = laid_out(log.records, tmp_path / "l")
    connection = sqlite3.connect(target)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    assert "newer version of policy-ledger" in refusal(target)
    assert str(VERSION + 1) in refusal(target)


def test_a_locked_ledger_says_so(log: Log, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = laid_out(log.records, tmp_path / "l")
    holder = sqlite3.connect(target, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda *args, **named: connect(*args, **named | {"timeout": 0.0})
    )
    assert "written to by another process" in refusal(target)
    holder.close()


@pytest.fixture
def read_by(log: Log, tmp_path: Path) -> Iterator[tuple[sqlite3.Connection, Reading]]:
    """A reading, and its own connection to the file."""
    with connections() as opened, read(log.records, tmp_path) as reading:
        yield opened[-1], reading


def test_reading_never_writes(read_by: tuple[sqlite3.Connection, Reading]) -> None:
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        read_by[0].execute("DELETE FROM paths")


def test_a_ledger_at_rest_in_a_folder_closed_to_us_is_read(log: Log) -> None:
    if os.geteuid() != 0:
        pytest.skip("did not run: only root can read as somebody else")
    with TemporaryDirectory(dir="/tmp") as folder:  # what is above it is open to all
        os.chmod(folder, 0o755)
        target = laid_out(log.records, Path(folder) / "policy.ledger")
        connection = sqlite3.connect(target)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.close()
        os.chmod(target, 0o644)
        program = (
            "import os\n"
            "from ledger.reading.reading import open_ledger\n"
            "os.setuid(65534)\n"
            f"print(open_ledger({str(target)!r}).size)\n"
        )
        found = subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            check=True,
        )
    assert found.stdout == f"{len(log.records)}\n"


def test_opening_tells_origin_zone_and_size(reading: Reading, log: Log) -> None:
    assert (reading.origin, reading.zone) == ("test.example/log", "UTC")
    assert reading.size == len(log.records)


# Cuts


def test_a_moment_of_recording_reads_up_to_the_last_event_by_then(
    reading: Reading, log: Log
) -> None:
    for record in log.records:
        moment = Moment("", record.recorded_at, None)
        last = max(r.seq for r in log.records if r.recorded_at <= record.recorded_at)
        view = reading.cut(recorded=moment)
        assert (view.position, view.recorded_at) == (last, record.recorded_at)
    before = reading.cut(recorded=Moment("", log.records[0].recorded_at - 1, None))
    assert (before.position, before.recorded_at) == (0, None)


def test_a_position_past_the_end_is_refused_with_the_size(reading: Reading) -> None:
    with pytest.raises(MomentFault, match=f"the ledger has {reading.size} events"):
        reading.cut(recorded=reading.size + 1)
    assert reading.cut(recorded=0).position == 0


def test_the_list_of_all_leaves_out_notes_and_what_is_retracted(reading: Reading) -> None:
    listed = [state.subject for state in reading.cut().states(None, AT)]
    assert listed == ["kuaishou/cart", "kuaishou/cart/jd"]
    listed = [state.subject for state in reading.cut(recorded=reading.size - 1).states(None, AT)]
    assert listed == ["douyin", "kuaishou/cart", "kuaishou/cart/jd"]


def test_what_is_named_is_answered_with_all_below_it_and_once(reading: Reading) -> None:
    named = ["kuaishou", "kuaishou/cart", "nobody", "kuaishou/cart/jd/x", "kuaishou"]
    states = list(reading.cut().states(named, AT))
    assert [(state.subject, state.effect, state.named) for state in states] == [
        ("kuaishou", "unknown", True),
        ("kuaishou/cart", "suspended", True),
        ("kuaishou/cart/jd", "suspended", True),
        ("kuaishou/cart/jd/x", "suspended", True),
        ("nobody", "unknown", False),
    ]


def test_one_subject_is_sought_and_nothing_is_scanned(
    read_by: tuple[sqlite3.Connection, Reading],
) -> None:
    connection, reading = read_by
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    reading.cut().state("kuaishou/cart/jd", AT)
    connection.set_trace_callback(None)
    plans = [
        str(row[3]) for query in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")
    ]
    assert sum("SEARCH changes USING PRIMARY KEY (subject=?)" in plan for plan in plans) == 3
    # what the steps of a recursion found is in memory
    scanned = [plan for plan in plans if plan.startswith("SCAN") and plan != "SCAN found"]
    assert not scanned
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]


def test_all_subjects_are_read_in_the_order_that_they_lie_in(
    read_by: tuple[sqlite3.Connection, Reading],
) -> None:
    connection, reading = read_by
    asked: list[str] = []
    view = reading.cut(AT.instant, 6, 2)
    connection.set_trace_callback(asked.append)
    assert len(list(view.states(None, AT))) == 2
    connection.set_trace_callback(None)
    (query,) = (query for query in asked if " FROM changes " in query)
    plan = [str(row[3]) for row in connection.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert plan == ["SCAN changes"]


# Names


def test_an_alias_as_first_segment_stands_for_the_path_that_has_it(
    log: Log, tmp_path: Path
) -> None:
    described(log, "kuaishou/cart/jd", None, "京东")
    described(log, "x", None, "双", "y")
    described(log, "z", None, "双", "douyin")
    with read(log.records, tmp_path) as reading:
        view = reading.cut()
        assert view.resolve("快手/cart") == "kuaishou/cart"
        assert view.resolve("京东/self") == "kuaishou/cart/jd/self"
        assert view.resolve("douyin/a") == "douyin/a"
        assert view.resolve("cart/快手") == "cart/快手"
        with pytest.raises(LedgerFault, match="an alias of x and of z"):
            view.resolve("双/a")
        with pytest.raises(SubjectFault):
            view.resolve("快手//cart")
        assert reading.cut(recorded=1).resolve("快手/cart") == "快手/cart"


def test_titles_and_aliases_are_those_of_the_latest_description_read(
    log: Log, tmp_path: Path
) -> None:
    before = len(log.records)
    described(log, "kuaishou", "Kwai")
    with read(log.records, tmp_path) as reading:
        assert reading.cut().titles() == {"kuaishou": "Kwai"}
        assert reading.cut().resolve("快手") == "快手"
        earlier = reading.cut(recorded=before)
        assert earlier.titles() == {"kuaishou": "Kuaishou"}
        assert earlier.descriptions()["kuaishou"].aliases == ("快手",)


def test_the_nearest_path_is_one_of_which_something_visible_is_said(reading: Reading) -> None:
    view = reading.cut()
    assert list(view.paths()) == ["bilibili", "kuaishou/cart", "kuaishou/cart/jd"]
    assert view.nearest("kuaishou/carts") == "kuaishou/cart"
    assert view.nearest("douyn") is None
    assert reading.cut(recorded=5).nearest("kuaishou/cart-jd") is not None


# Events


def test_events_are_a_stream_of_any_stretch(reading: Reading, log: Log) -> None:
    assert list(reading.events()) == log.records
    assert [record.seq for record in reading.events(3, 5)] == [3, 4, 5]
    assert [record.seq for record in reading.events(3, 99)] == list(range(3, reading.size + 1))


def test_the_acts_about_a_path_are_those_about_what_is_said_on_its_way(
    log: Log, tmp_path: Path
) -> None:
    log.act("retracted", f"@{len(log.records)}")
    with read(log.records, tmp_path) as reading:
        view = reading.cut()
        assert [act.seq for act in view.acts_about("douyin/x")] == [9, 10]
        assert view.acts_about("kuaishou/cart/jd") == []
        assert reading.cut(recorded=8).acts_about("douyin") == []


def test_a_log_that_does_not_begin_with_its_opening_is_refused(tmp_path: Path) -> None:
    first = Record(1, 1, "subject_described", {"path": "k", "title": "K", "aliases": []})
    target = str(laid_out([first], tmp_path / "l"))
    why = "the ledger does not begin with its opening: `ledger verify` says more"
    assert refusal(target) == why
    with pytest.raises(LedgerFault, match=why), open_tree(target):
        pass
