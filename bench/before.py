"""How many appends a second, beside a program of before? `python -m bench.before CHECKOUT`

One announcement of one change a transaction, by 1, 4 and 16 processes on PostgreSQL and by one on
SQLite, from when all of them are open to the end of the last. The two programs take turns, each
on a ledger of its own that is new; the ratio is that of each pair.
"""

import argparse
import io
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[1]
#: (store, writers).
_CASES: Final = (("PostgreSQL", 1), ("PostgreSQL", 4), ("PostgreSQL", 16), ("SQLite", 1))
#: Transactions of one measurement, of all writers together.
_ALL: Final = 320
_GOAL: Final = 0.9


def main(words: Sequence[str]) -> int:
    """Measures and prints the medians."""
    parser = argparse.ArgumentParser(prog="python -m bench.before", description=__doc__)
    parser.add_argument("checkout", type=Path, help="the program of before")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    asked = parser.parse_args(words)

    from bench.measure import ratio
    from bench.servers import server

    with tempfile.TemporaryDirectory(prefix="policy-ledger-before-") as fresh:
        os.environ["POLICY_LEDGER_CONFIG"] = str(Path(fresh, "configuration"))
        with server(Path(fresh)) as measuring:
            for store, writers in _CASES:

                def seconds(program: Path, number: int) -> float:
                    name = f"one-{number}"
                    url = measuring.fresh(name) if store == "PostgreSQL" else f"{fresh}/{name}"  # noqa: B023
                    return _seconds(program, url, writers)  # noqa: B023

                pairs = []
                for run in range(asked.runs + 1):
                    first = seconds(ROOT, 2 * run)
                    pairs.append((first, seconds(asked.checkout.resolve(), 2 * run + 1)))
                found = ratio(pairs[1:], faster=True)  # the first warms up
                print(
                    f"{store}, writers: {writers}: {_ALL / found.ours:,.0f} a second, before "
                    f"{_ALL / found.peer:,.0f}; {found.median:.2f} x as fast ({found.least:.2f} to "
                    f"{found.greatest:.2f}); goal {_GOAL}"
                    f" {'met' if found.median >= _GOAL else 'NOT MET'}",
                    flush=True,
                )
    return 0


def _seconds(program: Path, target: str, writers: int) -> float:
    """Seconds that the program of a checkout takes, in processes of its own."""
    done = subprocess.run(
        [sys.executable, __file__, target, str(writers)],
        env={**os.environ, "PYTHONPATH": str(program)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    where, seconds = done.stdout.split()
    if not Path(where).is_relative_to(program):
        raise RuntimeError(f"{where} was measured instead of {program}")
    return float(seconds)


def _lines() -> Iterator[bytes]:
    """Announcements of one change each, of ids that no other process has."""
    number = 0
    while True:
        number += 1
        change = {
            "change": "suspended",
            "subjects": [f"k/{number % 100}"],
            "effective": "2024-06-01",
        }
        yield json.dumps(
            {
                "id": f"w-{os.getpid()}-{number}",
                "source": {"name": "Platform notice", "authority": "official"},
                "published": "2024-05-01T08:00:00Z",
                "changes": [change],
            }
        ).encode()


def _one(target: str, writers: int) -> None:
    """Measures the program that this process finds; prints which it is, and the seconds."""
    import warnings

    import ledger
    from ledger.application import init, open_for_writing
    from ledger.files.announcements import read_lines

    warnings.simplefilter("ignore")  # the server's superuser measures
    init(target, origin="example.org/bench")
    context = multiprocessing.get_context("fork")
    ready = context.Barrier(writers + 1, timeout=60)

    def child() -> None:
        lines = _lines()
        with open_for_writing(target, lock_timeout=120) as opened:
            ready.wait()
            for _ in range(_ALL // writers):
                opened.announce_lines(
                    read_lines(io.BytesIO(next(lines)), ledger_zone="UTC"), each=True
                )

    children = [context.Process(target=child) for _ in range(writers)]
    for each in children:
        each.start()
    ready.wait()
    start = time.perf_counter()
    for each in children:
        each.join()
    seconds = time.perf_counter() - start
    if any(each.exitcode for each in children):
        raise RuntimeError("a writer failed")
    print(ledger.__file__, seconds)


if __name__ == "__main__":
    # by its path it is one of the programs that are measured
    if __package__:
        sys.exit(main(sys.argv[1:]))
    _one(sys.argv[1], int(sys.argv[2]))
