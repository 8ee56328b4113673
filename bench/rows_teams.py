"""What do many writers get done, what does the lock cost, and how much slower is a server?"""

import io
import json
import multiprocessing
import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from bench import history, peers
from bench.generator import path_of
from bench.measure import in_turn, process, ratio, timed
from bench.rows import Row, Setting, count
from bench.servers import Measuring, server
from ledger.application import init, open_for_writing
from ledger.dates.moments import moment
from ledger.dates.moments import zone as zone_named
from ledger.files.announcements import read_lines
from ledger.reading.reading import open_ledger

WRITERS: Final = (1, 4, 16)
#: Transactions of one measurement, of all writers together.
_EACH: Final = 96

Work = Callable[[], Callable[[int], None]]
"""Opens something in a process of its own; what it gives does one transaction."""


def writers(setting: Setting) -> list[Row]:
    """1, 4 and 16 processes that announce, one change and one transaction each, on a file and on a
    server, from the moment when all of them are open to the end of the last. The peer is the
    library on the same store with its default lock: each process saves new aggregates, one event
    each. Ours checks, hashes and keeps a read model besides, and appends two events."""
    rows = []
    with server(setting.kept) as measuring:
        for store in ("SQLite", "PostgreSQL"):
            rows += [_writers(setting, store, number, measuring) for number in WRITERS]
    return rows


def _writers(setting: Setting, store: str, number: int, measuring: Measuring) -> Row:
    each = _EACH // number

    def pair() -> tuple[float, float]:
        folder = setting.folder()
        if store == "SQLite":
            target = str(folder / "policy.ledger")
            environment = {
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(folder / "library.db"),
                # its default of five seconds fails with many writers
                "SQLITE_LOCK_TIMEOUT": "60",
            }
        else:
            target = measuring.fresh("writers")
            environment = _library(measuring.fresh("library"))
        init(target, origin=history.ORIGIN)
        peers.Policies(env=environment).close()
        ours = _at_once(number, each, lambda: _announces(target))
        return ours, _at_once(number, each, lambda: _saves(environment))

    pair()
    found = ratio([pair() for _ in range(max(3, setting.runs // 3))], faster=True)
    return Row(
        f"writers {store} {number}",
        f"{number} writing process{'es' * (number > 1)}, {store}",
        "`eventsourcing` on the same store, with its default lock",
        found,
        None,
        detail=f"{number * each / found.ours:,.0f} announcements a second, the library "
        f"{number * each / found.peer:,.0f} events",
    )


def lock(setting: Setting) -> list[Row]:
    """A turn in which nothing is done, from taking the lock to giving it back, beside one in which
    an announcement of one change is appended: which part of it the lock is, where nobody waits."""
    rows = []
    with server(setting.kept) as measuring:
        for store, target in (
            ("SQLite", str(setting.folder() / "policy.ledger")),
            ("PostgreSQL", measuring.fresh("lock")),
        ):
            init(target, origin=history.ORIGIN)
            with open_for_writing(target) as ledger:
                announce = _announces_with(ledger)
                announce(0)

                def turns() -> float:
                    return timed(lambda: _empty(ledger, 50))

                def announcements() -> float:
                    return timed(lambda: [announce(n) for n in range(50)])  # noqa: B023

                found = in_turn(turns, announcements, runs=setting.runs)
            rows.append(
                Row(
                    f"lock {store}",
                    f"taking the lock and giving it back, {store}",
                    "appending one announcement",
                    found,
                    None,
                    detail=f"{1e6 * found.ours / 50:,.0f} of {1e6 * found.peer / 50:,.0f} µs",
                )
            )
    return rows


def postgres_at(setting: Setting) -> list[Row]:
    """`at` for one subject, opening included, and the list of all, on a server beside a file that
    holds the same events. In one process, so that neither starts Python."""
    ledger = setting.ledger(setting.large)
    chance = setting.chance()
    at = moment("2020-06-30", zone_named("UTC"), now=0)
    with server(setting.kept) as measuring:
        url = measuring.copied(ledger.path, ledger.path.stem)

        def one(target: str) -> float:
            path = path_of(chance.randrange(ledger.subjects))

            def answer() -> None:
                with open_ledger(target) as reading:
                    reading.cut().state(path, at)

            return timed(answer)

        def all_(target: str) -> float:
            def answer() -> None:
                with open_ledger(target) as reading:
                    for _ in reading.cut().states(None, at):
                        pass

            return timed(answer)

        single = in_turn(lambda: one(url), lambda: one(str(ledger.path)), runs=3 * setting.runs)
        whole = in_turn(lambda: all_(url), lambda: all_(str(ledger.path)), runs=3)
    return [
        Row(
            f"postgres at {name}",
            f"`at` on PostgreSQL, {words}, {count(ledger.events)} events",
            "the same on SQLite",
            found,
            None,
            detail=f"{1000 * found.ours:,.1f} ms, SQLite {1000 * found.peer:,.1f} ms",
        )
        for name, words, found in (
            ("one", "one subject", single),
            ("all", f"all {count(ledger.subjects)} subjects", whole),
        )
    ]


def watching(setting: Setting) -> list[Row]:
    """`ledger watch --from 1`, as a process with its start, until it has printed the whole log,
    beside `ledger log --format jsonl`, which prints it once from the same file."""
    ledger = setting.ledger(setting.small)
    program = setting.program
    with server(setting.kept) as measuring:
        url = measuring.copied(ledger.path, ledger.path.stem)
        rows = []
        for store, target in (("SQLite", str(ledger.path)), ("PostgreSQL", url)):
            watch = [
                *program.command(target, "watch"),
                "--from",
                "1",
                "--limit",
                str(ledger.events),
            ]
            log = [*program.command(ledger.path, "log"), "--format", "jsonl"]
            found = in_turn(
                partial(process, watch, env=program.env),
                partial(process, log, env=program.env),
                runs=max(3, setting.runs // 4),
            )
            rows.append(
                Row(
                    f"watch {store}",
                    f"`ledger watch`, {store}, {count(ledger.events)} events",
                    "`ledger log --format jsonl` from a file",
                    found,
                    None,
                    detail=f"{ledger.events / found.ours:,.0f} events a second",
                )
            )
    return rows


def _at_once(number: int, each: int, work: Work) -> float:
    """Seconds in which so many processes do so many transactions each."""
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(number + 1, timeout=60)

    def child() -> None:
        done = work()
        ready.wait()
        for n in range(each):
            done(n)
        os._exit(0)

    children = [context.Process(target=child) for _ in range(number)]
    for each_child in children:
        each_child.start()
    ready.wait()
    start = time.perf_counter()
    for each_child in children:
        each_child.join()
        if each_child.exitcode:
            raise RuntimeError("a writer failed")
    return time.perf_counter() - start


def _announces(target: str) -> Callable[[int], None]:
    opened = open_for_writing(target, lock_timeout=120)
    announce = _announces_with(opened.__enter__())
    _OPEN.append(opened)  # else it is closed when it is collected
    return announce


_OPEN: list[Any] = []


def _announces_with(ledger: Any) -> Callable[[int], None]:
    lines = _lines()

    def announce(_: int) -> None:
        ledger.announce_lines(read_lines(io.BytesIO(next(lines)), ledger_zone="UTC"), each=True)

    return announce


def _lines() -> Iterator[bytes]:
    """Announcements of one change each, of ids that no other process has."""
    number = 0
    while True:
        number += 1
        yield json.dumps(
            {
                "id": f"w-{os.getpid()}-{number}",
                "source": {"name": "Platform notice", "authority": "official"},
                "published": "2024-05-01T08:00:00Z",
                "changes": [
                    {
                        "change": "suspended",
                        "subjects": [path_of(number % 100)],
                        "effective": "2024-06-01",
                    }
                ],
            }
        ).encode()


def _saves(environment: dict[str, str]) -> Callable[[int], None]:
    # made before: the library's processes that make the tables at once fail
    library = peers.Policies(env={**environment, "CREATE_TABLE": "no"})

    def save(number: int) -> None:
        library.save(peers.Policy(f"w-{os.getpid()}-{number}"))

    return save


def _library(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": parts.path.strip("/"),
        "POSTGRES_HOST": parts.hostname or parse_qs(parts.query)["host"][0],
        "POSTGRES_PORT": str(parts.port or 5432),
        "POSTGRES_USER": parts.username or "",
        "POSTGRES_PASSWORD": parts.password or "",
    }


def _empty(ledger: Any, times: int) -> None:
    for _ in range(times):
        with ledger.store.writing():
            pass
