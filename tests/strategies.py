"""Which histories may a log hold? Random ones, as decoded records; what of them is asked, and when.

`history(random)` builds one from any random.Random, so that hypothesis can shrink it and a long run
can seed it. All instants come from a tiny set, so that every key of the order is tied now and then.
"""

import random as randomness

from hypothesis import strategies as st

from ledger.records import Record
from tests import sayings
from tests.chronicles import told
from tests.sayings import DAY, INSTANTS, START

__all__ = ["DAY", "INSTANTS", "PATHS", "UNNAMED", "histories", "history", "moments"]

#: Whether histories have values, exceptions, replacements, parts of a population, patterns, and
#: binding words.
NEWER = True
PATHS = (*sayings.PATHS, *(sayings.PATTERNS if NEWER else ()))
UNNAMED = (*sayings.UNNAMED, *(sayings.UNNAMED_PATTERNS if NEWER else ()))


def history(
    random: randomness.Random, transactions: int, *, plain: bool = False, newer: bool = NEWER
) -> list[Record]:
    """A log of that many transactions after its opening; `plain`: few ways to say anything."""
    return told(random, transactions, plain=plain, newer=newer).log.records


def moments() -> tuple[tuple[int, tuple[int, int] | None], ...]:
    """(instant, first and last of its day or None): on, just before and between the instants."""
    days = tuple((START + day * DAY, START + (day + 1) * DAY - 1) for day in range(4))
    plain = [(i + step, None) for i in INSTANTS for step in (-1, 0)]
    return (*((last, (first, last)) for first, last in days), *plain, (INSTANTS[-1] + DAY, None))


@st.composite
def histories(draw: st.DrawFn, most: int = 12, *, newer: bool = NEWER) -> list[Record]:
    """Logs of up to `most` transactions."""
    random = draw(st.randoms(use_true_random=False))
    return history(random, draw(st.integers(1, most)), plain=draw(st.booleans()), newer=newer)
