"""What does a ledger answer: which state, under which cut-offs, from which events?

The one place that opens a ledger for reading. It answers from the read model with the standard
library alone, so that a cold `ledger at` starts at once; nothing here ever writes.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from events.words import CHANGES
from ledger.answers.settled import Cut
from ledger.dates.instants import MomentFault
from ledger.dates.moments import Moment
from ledger.faults import LedgerFault
from ledger.reading.view import View
from ledger.records import UNREADABLE, Record, passing, record, records
from ledger.statements import Statement
from ledger.stores import choice
from ledger.subjects import covers, fixed

if TYPE_CHECKING:
    from ledger.acts import Act, Acts
    from ledger.stores.growth import Growth
    from ledger.stores.questions import Rows


def open_ledger(target: str, *, passed: bool = False) -> "Reading":
    """The ledger in that file or at that URL, read-only and as of now; close it, or use `with`.

    `passed`: events that cannot be read are passed over, and are listed as such. LedgerFault:
    nothing there, not a ledger, made by a newer version, locked.
    """
    rows = choice.rows(target)
    rows.passed = passed
    return Reading(rows)


class Reading:
    """An open ledger. All that is read through it is of the moment at which it was opened."""

    def __init__(self, rows: "Rows") -> None:
        self._rows = rows
        try:
            #: How many events the ledger holds.
            self.size = rows.size()
            opened = next(self.events(1, 1), None)
            if opened is None or opened.type != "opened":
                raise LedgerFault(
                    "the ledger does not begin with its opening: `ledger verify` says more"
                )
        except BaseException:
            rows.close()
            raise
        #: The ledger's name.
        self.origin: str = opened.data["origin"]
        #: The zone in which bare dates are read.
        self.zone: str = opened.data["zone"]

    def __enter__(self) -> "Reading":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._rows.close()

    def writers(self) -> list[str]:
        """The roles on a server that may write rows of its tables without its functions."""
        return self._rows.writers()

    def events(self, start: int = 1, stop: int | None = None) -> Iterator[Record]:
        """The events of positions `start` to `stop`, both included, decoded, as a stream."""
        last = self.size if stop is None else min(stop, self.size)
        rows = self._rows.events(start, last)
        return passing(rows) if self._rows.passed else records(rows)

    def position_at(self, instant: int) -> int:
        """The last position recorded at or before `instant`: record times never decrease."""

        def later(position: int) -> bool:
            recorded = self._rows.last_event(position)
            return recorded is None or recorded > instant

        return bisect_left(range(1, self.size + 1), True, key=later)

    def announced(self, id: str) -> Record | None:
        """The event of an announcement, wherever it stands; None where there is none."""
        seq = next(self._rows.announced_at([id]), None)
        found = None if seq is None else self.record(seq)
        return None if found is None or found.type == UNREADABLE else found

    def told(self, id: str) -> Iterator[Record]:
        """An announcement and then its changes, once for each subject; nothing where there is none.

        They follow each other in the log.
        """
        announced = self.announced(id)
        if announced is None:
            return
        yield announced
        for each in self.events(announced.seq + 1):
            if each.type == UNREADABLE:
                continue
            if each.data.get("change", "").rpartition("#")[0] != id:
                return
            yield each

    def record(self, seq: int) -> Record:
        """The event at a position that is known to be there."""
        return record(self._rows.event(seq), passed=self._rows.passed)

    def written(self, path: str, position: int) -> Sequence[Statement]:
        """The statements of the path itself up to a position, as written, in order."""
        return self._rows.changes_on(path, position)

    def below(self, path: str) -> Sequence[tuple[str, int]]:
        """The paths below it that are ever spoken of, in code points, and since which position."""
        found = self._rows.paths_below(fixed(path))
        return [each for each in found if each[0] != path and covers(path, each[0])]

    def covering(self, subject: str) -> Sequence[str]:
        """The paths that cover a subject, from the least particular on; of those above it all."""
        return self.cut(acts=()).covering(subject)

    def paths(self, position: int) -> Iterator[str]:
        """Every path that is spoken of by then, in code points."""
        return self._rows.paths(position)

    def acts(self, position: int) -> "Acts | None":
        """What the recorder's acts up to a position come to; None where there are none."""
        acts = self._rows.acts(position)
        if not acts:
            return None
        from ledger.acts import Acts

        return Acts(acts)

    @property
    def growth(self) -> "Growth":
        """What is asked of what was appended."""
        from ledger.stores.growth import Growth  # most who read do not ask it

        return Growth(self._rows.database)

    def excepted(self, position: int) -> Sequence[str]:
        """The paths that changes except by then, or corrections of them, in code points."""
        return self._rows.excepted(position)

    def announced_at(self, ids: Sequence[str]) -> Iterator[int]:
        """The positions of the announcements with these ids."""
        return self._rows.announced_at(ids)

    def sources(self, position: int) -> list[str]:
        """The names of the sources that had spoken by then, as written."""
        return self._rows.sources(position)

    def last_of(self, record: Record) -> int:
        """The last position of the transaction that a record was appended in."""
        return self.position_at(record.recorded_at)

    def last_change(self, announced: Record) -> int:
        """The position of the last change of an announcement; its own where there is none."""
        last = announced.seq
        for seq, recorded_at, kind, _ in self._rows.events(announced.seq + 1, self.size):
            # The recorder's `expired` stands in a transaction of its own.
            if kind not in CHANGES or recorded_at != announced.recorded_at:
                break
            last = seq
        return last

    def cut(
        self,
        known: int | None = None,
        recorded: int | Moment | None = None,
        authority: int = 1,
        *,
        acts: "Sequence[Act] | None" = None,
    ) -> "View":
        """What is visible of it: known by an instant, by a position or moment, from a rank up.
        `acts`: those that matter, in the order of the log, where not all are to be read.

        MomentFault: a position that the ledger does not have.
        """
        if recorded is None:
            position = self.size
        elif isinstance(recorded, Moment):
            position = self.position_at(recorded.instant)
        else:
            position = recorded
            if not 0 <= position <= self.size:
                raise MomentFault(
                    f"@{position} is past the end: the ledger has {self.size} events, "
                    f"the last is @{self.size}"
                )
        if acts is not None:
            acts = [act for act in acts if act.seq <= position]
        return View(self._rows, Cut(position, known, authority), acts)
