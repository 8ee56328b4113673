"""Which statements of the log are neighbours of a new one, and were they meant to stay so?"""

from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from events.words import STATEMENTS
from ledger.acts import Acts
from ledger.answers.settled import Cut, settle
from ledger.dates.zones import zone as zone_named
from ledger.faults import Warned
from ledger.recording.doubts import doubts
from ledger.records import Record
from ledger.statements import Statement
from ledger.stores.log import Log

#: A path with more events than this is not looked at: `announce` waits for it, with the lock held.
_BUSY: Final = 64
#: Of one call so many new statements are looked at, so many events beside them read, and beside
#: each so many paths.
_STATEMENTS: Final = 200
_EVENTS: Final = 2_000
_PATHS: Final = 32


class Neighbours:
    """What one call still looks at, over all its transactions."""

    def __init__(self) -> None:
        self._statements = _STATEMENTS
        self._events = _EVENTS
        #: The ledger's, in which dates are told.
        self._zone: ZoneInfo | None = None

    @property
    def left(self) -> int:
        """How many new statements are still looked at."""
        return self._statements if self._events > 0 else 0

    def warnings(self, log: Log, records: Sequence[Record]) -> Iterator[tuple[int, Warned]]:
        """What is to be asked of the statements of an announcement, each with its change's number.

        `records` are it and its first changes, which the log has; what comes before each counts.
        """
        if self._zone is None:
            self._zone = zone_named(log.record(1).data["zone"])
        told: set[tuple[str, ...]] = set()
        #: What is written on the paths that are looked at, all of the announcement with it.
        written: dict[str, list[Statement]] = {}

        def on(path: str) -> list[Statement]:
            if path not in written:
                written[path] = self._written(log, path)
            return written[path]

        for record in records[1:]:
            if not self.left:
                return
            if record.type not in STATEMENTS:
                continue
            self._statements -= 1
            new = next(
                (each for each in on(record.data["subject"]) if each.seq == record.seq), None
            )
            if new is None or new.said.claim is None or new.said.certainty != "stated":
                continue
            others = [
                each
                for path in log.meeting(new.subject, most=_PATHS)
                for each in self._standing(log, path, on(path), before=record.seq)
            ]
            for kind, other, message in doubts(new, others, self._zone):
                if (asked := (new.change, kind, other)) not in told:
                    told.add(asked)
                    yield new.n, Warned(kind, message)

    def _standing(
        self, log: Log, path: str, written: Sequence[Statement], *, before: int
    ) -> list[Statement]:
        """What is stated on exactly this path by events before a position; of a busy one none."""
        written = [each for each in written if each.seq < before]
        self._events -= len(written)
        ids = sorted({each.announcement for each in written})
        acts = [act for id in ids for act in log.acts(id)]
        stated = settle(path, written, Cut(before - 1), Acts(acts) if acts else None).stated
        return [each for each in stated if each.said.claim is not None]

    def _written(self, log: Log, path: str) -> list[Statement]:
        """All that is written on a path that is not busy."""
        if not 0 < log.version(path) <= _BUSY or self._events <= 0:
            return []
        return log.changes_on(path)
