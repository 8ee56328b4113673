"""How do two things compare on a noisy machine? In turn, A B A B, and the ratio pair by pair."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

Timed = Callable[[], float]
"""Does one thing once; the seconds that it took."""


class Ratio(NamedTuple):
    """Seconds of ours and of the peer's (medians), and a ratio: median, least, greatest.

    It says how many times as long ours takes, or where `faster` how many times as fast it is.
    """

    ours: float
    peer: float
    median: float
    least: float
    greatest: float
    faster: bool = False


class Process(NamedTuple):
    """A finished process: wall seconds, peak resident memory in MiB, exit code."""

    seconds: float
    mebibytes: float
    code: int


def in_turn(ours: Timed, peer: Timed, *, runs: int, faster: bool = False) -> Ratio:
    """Both measured `runs` times in turn after one warm-up.

    The ratio is ours / peer, how many times as long ours takes; with `faster` peer / ours, how
    many times as fast it is.
    """
    ours(), peer()
    return ratio([(ours(), peer()) for _ in range(runs)], faster=faster)


def ratio(pairs: Sequence[tuple[float, float]], *, faster: bool = False) -> Ratio:
    """The same of pairs of seconds, ours and the peer's, that were measured one after the other."""
    ratios = [b / a if faster else a / b for a, b in pairs]
    return Ratio(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
        faster,
    )


def timed(call: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def process(command: Sequence[str], *, env: dict[str, str] | None = None) -> float:
    """Seconds that a command takes from its start to its end, its output thrown away.

    Raises RuntimeError, with what it said, where it fails.
    """
    start = time.perf_counter()
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    seconds = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{command[0]} ended with {done.returncode}: {done.stderr.decode()}")
    return seconds


def peak(command: Sequence[str], *, env: dict[str, str] | None = None) -> Process:
    """Runs a command to its end; its peak memory.

    A process's peak counts what its parent held when it was started, so a small one starts it.
    """
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(Path(__file__)), *command],
        env=env,
        capture_output=True,
        check=True,
    )
    seconds, kibibytes, code = done.stdout.decode().split()
    if int(code):
        raise RuntimeError(f"{command[0]} ended with {code}: {done.stderr.decode()[-500:]}")
    return Process(float(seconds), int(kibibytes) / 1024, int(code))


def _start(command: Sequence[str]) -> None:
    """What `peak` runs: prints seconds, the peak in KiB and the exit code."""
    start = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    print(time.perf_counter() - start, usage.ru_maxrss, child.returncode)


if __name__ == "__main__":
    _start(sys.argv[1:])
