"""How do two things compare on a noisy machine? In turn, A B A B, and the ratio pair by pair."""

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple


class Ratio(NamedTuple):
    """Seconds of ours and of the peer's (medians), and ours / peer: median, least, greatest."""

    ours: float
    peer: float
    median: float
    least: float
    greatest: float


class Process(NamedTuple):
    """A finished process: wall seconds, peak resident memory in MiB, exit code."""

    seconds: float
    mebibytes: float
    code: int


def in_turn(ours: Callable[[], float], peer: Callable[[], float], *, runs: int) -> Ratio:
    """Both measured `runs` times in turn after one warm-up; each call returns its seconds."""
    ours(), peer()
    pairs = [(ours(), peer()) for _ in range(runs)]
    ratios = [a / b for a, b in pairs]
    return Ratio(
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(ratios),
        min(ratios),
        max(ratios),
    )


def timed(call: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def process(command: Sequence[str], *, cwd: str | None = None) -> Process:
    """Run one command to its end, its output thrown away."""
    start = time.perf_counter()
    child = subprocess.Popen(
        command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return Process(time.perf_counter() - start, usage.ru_maxrss / 1024, child.returncode)
