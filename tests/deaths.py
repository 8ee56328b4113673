"""How does a test have a process work or die at a step, and hear what it had acknowledged?"""

import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple

Acknowledge = Callable[[str], None]
#: What a child does: it calls what it is given once something is done for good.
Work = Callable[[Acknowledge], None]


class Death(NamedTuple):
    """What a child acknowledged before it died, and whether it was killed; `steps` that it took."""

    acknowledged: list[str]
    killed: bool
    steps: int


class Child:
    """A process that does some work; what it acknowledges is written to a pipe, and outlasts it."""

    def __init__(self, work: Work, *, die_at: int | None = None) -> None:
        self._pipe, write = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(self._pipe)
                _work(work, write, die_at)
            finally:
                os._exit(1)
        os.close(write)

    def end(self) -> Death:
        """Wait for its end. Fails where it raised."""
        with os.fdopen(self._pipe, encoding="utf-8") as pipe:
            lines = pipe.read().splitlines()
        _, status = os.waitpid(self.pid, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        assert killed or os.WEXITSTATUS(status) == 0, lines
        steps = [int(line.partition(" ")[2]) for line in lines if line.startswith("steps ")]
        done = [line.removeprefix("done ") for line in lines if line.startswith("done ")]
        return Death(done, killed, steps[0] if steps else 0)


def run(work: Work, *, die_at: int | None = None) -> Death:
    """Do the work in a child process, killed (SIGKILL) before its step `die_at`.

    A step is a call of any function, of Python or of C: every statement, every write and every
    sync is one.
    """
    return Child(work, die_at=die_at).end()


def _work(work: Work, write: int, die_at: int | None) -> None:
    steps = 0

    def step(frame: Any, event: str, arg: Any) -> None:
        nonlocal steps
        if event in ("call", "c_call"):
            steps += 1
            if steps == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(60)  # the signal comes at once

    def acknowledge(words: str) -> None:
        os.write(write, f"done {words}\n".encode())

    try:
        if die_at is None or die_at > 0:
            sys.setprofile(step)
        work(acknowledge)
        sys.setprofile(None)
    except BaseException as fault:
        sys.setprofile(None)
        os.write(write, f"fault {type(fault).__name__} {fault}\n".encode())
        os._exit(1)
    os.write(write, f"steps {steps}\n".encode())
    os._exit(0)


def spread(steps: int, count: int) -> list[int]:
    """So many steps out of all, evenly, the first and the last among them."""
    if count >= steps:
        return list(range(1, steps + 1))
    return sorted({1 + round(n * (steps - 1) / (count - 1)) for n in range(count)})
