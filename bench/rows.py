"""What is one line of the table, and what does a measurement get to work with?"""

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench import history
from bench.measure import Ratio
from bench.program import Program


class Goal(NamedTuple):
    """At most (`<=`) or at least (`>=`) so much."""

    sign: str
    value: float

    def met(self, found: float) -> bool:
        """Whether what was found is within the goal."""
        return found <= self.value if self.sign == "<=" else found >= self.value


class Row(NamedTuple):
    """One line: what was compared, and what came out.

    `ratio` None where there is nothing to compare with; `found` is then the number that the goal
    is about, in `unit`. `detail` says sizes and rates, `floor` what stops it, where measured.
    """

    name: str
    what: str
    peer: str
    ratio: Ratio | None
    goal: Goal | None
    found: float | None = None
    unit: str = ""
    detail: str = ""
    floor: str = ""


class Setting(NamedTuple):
    """How much is measured: `small` and `large` events, so many `runs`, in folders.

    `kept` outlives the run, `fresh` does not.
    """

    small: int
    large: int
    runs: int
    kept: Path
    fresh: Path
    program: Program

    def ledger(self, events: int) -> history.Ledger:
        """The seeded history of so many events, over a tenth as many subjects."""
        return history.ledger(self.kept, events, max(1, events // 10))

    def chance(self) -> random.Random:
        """The same choices in every run."""
        return random.Random(11)

    def copied(self, ledger: Path) -> Path:
        """A copy of a ledger, to be appended to."""
        return Path(shutil.copy(ledger, self.folder() / "policy.ledger"))

    def folder(self) -> Path:
        """A new folder, gone after the run."""
        return Path(tempfile.mkdtemp(dir=self.fresh))


Measured = Callable[[Setting], list[Row]]
"""Measures one thing; its docstring is what the page says of how."""


def count(number: float) -> str:
    """`1,000,000`."""
    return f"{number:,.0f}"
