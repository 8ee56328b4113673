"""What is appended to a ledger from here on, as it comes, and across a restart of its server?

At least once and in order: who keeps the position of the last event that was dealt with, and asks
from the next, misses none. Positions have no gaps, so a gap would show.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from typing import Final, Protocol

from ledger.faults import IntegrityFault, LedgerFault, Phrase
from ledger.proofs.tree import HASH
from ledger.records import Record, passing
from ledger.stores import StoredRow, choice
from ledger.stores.address import on_server
from ledger.stores.postgres_server import ServerGone

#: Seconds between two looks into a file, and between two attempts to reach a server again.
PAUSE: Final = 0.5
_LONGEST: Final = 10.0
#: Events handed on at a time.
_BATCH: Final = 1_000


class Feed(Protocol):
    """One connection to a log."""

    def size(self) -> int: ...

    def rows(self, start: int, stop: int) -> list[StoredRow]: ...

    def wait(self, seconds: float, rest: "Rest") -> None: ...

    def close(self) -> None: ...


Silence = Callable[[Phrase | None], None]
"""Called with why nothing comes, and again with nothing where it goes on."""
Rest = Callable[[float], None]
"""Called to let so many seconds pass; what it raises ends the watching."""


def watch(
    target: str,
    start: int | None,
    *,
    pause: float = PAUSE,
    told: Silence | None = None,
    listening: Callable[[int], None] | None = None,
    rest: Rest = time.sleep,
) -> Iterator[list[Record]]:
    """The events from position `start` on (None: those to come), some at a time, without end.

    `listening` hears from which position on; what is appended from then on is not missed. A server
    that is gone is waited for; `told` hears of it. Raises LedgerFault where there is no such
    ledger, IntegrityFault where what is there later is not what it was.
    """
    feed = _connected(target)
    try:
        following = _Following(start, feed.size())
        if listening is not None:
            listening(following.next)
        while True:
            try:
                yield from following.events(feed)
                feed.wait(pause, rest)
            except ServerGone as fault:
                _tell(told, fault.phrase)
                with suppress(LedgerFault):
                    feed.close()
                feed = _again(target, pause, rest)
                _tell(told, None)
    finally:
        feed.close()


class _Following:
    """How far a log was read, and by what the last event is known again."""

    def __init__(self, start: int | None, size: int) -> None:
        #: The position of the first event that was not handed on yet.
        self.next = size + 1 if start is None else start
        self._mark: bytes | None = None
        if self.next > size + 1:
            raise LedgerFault(
                f"the ledger has {size} events: it cannot be watched from @{self.next}, which "
                f"would pass over what comes before; the next one is @{size + 1}"
            )

    def events(self, feed: Feed) -> Iterator[list[Record]]:
        """What is there and was not handed on yet."""
        size = feed.size()
        if size < self.next - 1:
            raise IntegrityFault(
                Phrase(
                    "the ledger has {size} events, and @{last} was read from it: it was rolled "
                    "back, or another is in its place",
                    size=size,
                    last=self.next - 1,
                )
            )
        while self.next <= size:
            # with the last one before, which must still be what it was
            first = self.next - (self._mark is not None)
            rows = feed.rows(first, min(size, self.next + _BATCH - 1))
            if self._mark is not None and rows and rows[0][6][:HASH] != self._mark:
                raise IntegrityFault(
                    Phrase(
                        "@{seq} is not the event that was read there before: the ledger was "
                        "rewritten, or another is in its place",
                        seq=self.next - 1,
                    )
                )
            fresh = rows[self.next - first :]
            if [row[0] for row in fresh] != list(range(self.next, self.next + len(fresh))):
                raise IntegrityFault(
                    Phrase("there is a gap in the log after @{seq}", seq=self.next - 1)
                )
            if not fresh:
                return
            yield list(passing((row[0], row[5], row[3], row[4]) for row in fresh))
            self.next, self._mark = fresh[-1][0] + 1, fresh[-1][6][:HASH]


class _FileFeed:
    """A ledger in a file, opened for each look: no transaction is left open in between."""

    def __init__(self, target: str) -> None:
        self._target = target
        self.size()

    def size(self) -> int:
        with closing(choice.stored_rows(self._target)) as stored:
            return stored.last()

    def rows(self, start: int, stop: int) -> list[StoredRow]:
        with closing(choice.stored_rows(self._target)) as stored:
            return list(stored.rows(start, stop))

    def wait(self, seconds: float, rest: Rest) -> None:
        rest(seconds)

    def close(self) -> None:
        """Nothing is held."""


def _connected(target: str) -> Feed:
    return choice.feed(target) if on_server(target) else _FileFeed(target)


def _again(target: str, pause: float, rest: Rest) -> Feed:
    """The server, as soon as it answers again."""
    while True:
        rest(pause)
        with suppress(ServerGone):
            return _connected(target)
        pause = min(2 * pause, _LONGEST)


def _tell(told: Silence | None, words: Phrase | None) -> None:
    if told is not None:
        told(words)
