"""How long do all answers take, at a moment on three clocks?"""

import random
import sqlite3
import time
from contextlib import closing
from functools import partial

from bench import history, peers
from bench.measure import in_turn, peak, timed
from bench.rows import Goal, Row, Setting, count
from ledger.dates.moments import Moment
from ledger.reading.reading import Reading, open_ledger
from ledger.statements import COLUMNS, by_path

_ORDER = "subject, latest, published, authority, seq"


def states(setting: Setting) -> list[Row]:
    """The state of every subject that anything is said of, all of section 5, in process: known
    by, recorded by and holding at instants drawn anew each time; then the same with no cut. The
    peer rebuilds its aggregates from their events, one `repository.get` each, which answers for
    now alone."""
    return _against_library(setting, setting.small, "states")


def states_large(setting: Setting) -> list[Row]:
    """The same on the large ledger; of the library's aggregates 5,000 are rebuilt, in turn, and
    the time multiplied. DuckDB answers less: it has the rows of the read model in its memory, and
    a window query picks the last statement of each subject, with no amendment, inheritance, term,
    contest or expectation."""
    goals = (Goal(">=", 10.0), Goal(">=", 6.0))
    rows = _against_library(setting, setting.large, "states large", *goals)
    return rows + _against_duckdb(setting)


def states_memory(setting: Setting) -> list[Row]:
    """The peak memory of `ledger at DATE`, without subjects, as a process: as JSON Lines, which is
    a stream, and as the table, which is drawn when all of it is known."""
    ledger = setting.ledger(setting.large)
    program = setting.program
    rows = []
    for form in ("jsonl", "table"):
        command = program.command(ledger.path, "at", "2019-06-15", "--format", form)
        found = peak(command, env=program.env)
        rows.append(
            Row(
                f"states memory {form}",
                f"peak memory, all states of {count(ledger.subjects)} subjects, as {form}",
                "",
                None,
                Goal("<=", 300),
                found.mebibytes,
                "MiB",
                detail=f"{found.seconds:.1f} s",
            )
        )
    return rows


def answered(reading: Reading, chance: random.Random, *, cut: bool = True) -> int:
    """All states at a random point of three clocks; how many."""
    known = history.random_instant(chance) if cut else None
    position = chance.randrange(reading.size // 2, reading.size) if cut else None
    at = Moment("", history.random_instant(chance), None)
    return sum(1 for _ in reading.cut(known, position).states(None, at))


def _against_library(
    setting: Setting,
    events: int,
    name: str,
    cut: Goal | None = None,
    everything: Goal | None = None,
) -> list[Row]:
    ledger = setting.ledger(events)
    number = ledger.subjects
    chance = setting.chance()
    gotten = peers.rebuilding(setting.kept, number, chance)

    rows, fetched, gathered = _fetched(ledger)
    found = []
    for is_cut, what, goal in ((True, "at a random point", cut), (False, "no cut", everything)):
        with open_ledger(str(ledger.path)) as reading:
            took = in_turn(
                partial(timed, partial(answered, reading, chance, cut=is_cut)),
                gotten,
                runs=setting.runs,
                faster=True,
            )
        found.append(
            Row(
                name if is_cut else f"{name} no cut",
                f"all {count(number)} subjects, {what}, {count(events)} events",
                "`eventsourcing`, `repository.get` of as many aggregates of 10 events",
                took,
                goal,
                floor=f"Fetching the {count(rows)} rows from SQLite, and nothing else, takes "
                f"{fetched:.2f} s, with what they say decoded and path by path {gathered:.2f} s; "
                f"one state {took.ours / number * 1e6:.0f} us, one `repository.get` "
                f"{took.peer / number * 1e6:.0f} us.",
            )
        )
    return found


def _fetched(ledger: history.Ledger) -> tuple[int, float, float]:
    """How many rows the read model has of changes, and the seconds to fetch them in order, and to
    gather them for each path besides."""
    statement = f"SELECT {COLUMNS} FROM changes ORDER BY {_ORDER}"
    with closing(sqlite3.connect(ledger.path)) as connection:
        start = time.perf_counter()
        number = sum(1 for _ in connection.execute(statement))
        between = time.perf_counter()
        for _ in by_path(connection.execute(statement)):
            pass
        return number, between - start, time.perf_counter() - between


def _against_duckdb(setting: Setting) -> list[Row]:
    try:
        from bench import duck
    except ImportError:
        return []
    ledger = setting.ledger(setting.large)
    chance = setting.chance()
    with (
        duck.loaded(ledger.path, setting.folder()) as connection,
        open_ledger(str(ledger.path)) as reading,
    ):
        found = in_turn(
            lambda: timed(lambda: answered(reading, chance)),
            lambda: timed(partial(duck.last_statements, connection, chance, reading.size)),
            runs=setting.runs,
        )
    return [
        Row(
            "states duckdb",
            f"all {count(ledger.subjects)} subjects at a random point",
            "DuckDB, a window query over the same rows, in memory, which answers less",
            found,
            None,
        )
    ]
