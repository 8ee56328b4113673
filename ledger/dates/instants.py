"""How is an instant written, and which instants are there?

An instant is an integer: microseconds since 1970-01-01T00:00:00Z, in the years 1 to 9999 (UTC).
"""

import time
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
#: 0001-01-01T00:00:00Z and 9999-12-31T23:59:59.999999Z.
FIRST_INSTANT: Final = -62_135_596_800 * SECOND
LAST_INSTANT: Final = 253_402_300_800 * SECOND - 1

EPOCH: Final = datetime(1970, 1, 1)
MICROSECOND: Final = timedelta(microseconds=1)

#: Instants that are remembered with their text: most are the beginnings of days, again and again.
_REMEMBERED: Final = 16_384


class MomentFault(ValueError):
    """A text that names no date or instant where one is needed; `str()` is the whole message."""


@lru_cache(maxsize=_REMEMBERED)
def render(instant: int) -> str:
    """RFC 3339 in UTC with `Z`, with six decimals where it is not a whole second.

    Raises MomentFault outside the years 1 to 9999, an open end included: those are not written.
    """
    try:
        return (EPOCH + timedelta(0, 0, instant)).isoformat() + "Z"
    except OverflowError:
        raise MomentFault(
            f"{instant} microseconds from 1970 lie outside the years 1 to 9999 in UTC"
        ) from None


def is_instant(text: str) -> bool:
    """Whether it is as `render` writes an instant."""
    return text[-1:] == "Z" and _written(text) is not None


@lru_cache(maxsize=_REMEMBERED)
def instant(text: str) -> int:
    """The exact inverse of `render`, in microseconds; it reads nothing that `render` never writes.

    What people write is read by `ledger.dates.moments.moment` and its neighbours.
    """
    found = _written(text)
    if found is not None:
        return (found - EPOCH) // MICROSECOND
    raise MomentFault(
        f"{shown(text)} is not a stored instant: expected UTC text such as 2022-10-28T15:59:59Z, "
        "with six decimals where it is not a whole second"
    )


def _written(text: str) -> datetime | None:
    """What `render` wrote, in UTC and without a zone; None for any other text."""
    try:
        found = datetime.fromisoformat(text[:-1])
    except (ValueError, TypeError):
        return None
    same = found.tzinfo is None and f"{found.isoformat()}Z" == text
    return found if same else None


def within(instant: int, text: str, words: str = "lies") -> int:
    """`instant`, if it is one; `text` and `words` are for the message."""
    if FIRST_INSTANT <= instant <= LAST_INSTANT:
        return instant
    raise MomentFault(f"{shown(text)} {words} outside the years 1 to 9999 in UTC")


def shown(text: str) -> str:
    """`text` in quotes for a message: one short line, with nothing that acts on a terminal."""
    return repr(text if len(text) <= 60 else text[:57] + "...")


def now() -> int:
    """Microseconds since 1970-01-01T00:00:00Z, by the machine's clock, which may step back. The one
    place that reads it."""
    return time.time_ns() // 1000
