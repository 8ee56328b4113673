"""Where does a replay read the rows of an open ledger, and the subjects that have any?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from events.words import CHANGES
from ledger.records import Record
from ledger.rows import Fields
from ledger.rulings import Rulings

if TYPE_CHECKING:
    from ledger.answers.reading import Reading


class Past:
    """The read model of an open ledger at any position; a Rows of ledger.history.steps."""

    def __init__(self, reading: "Reading") -> None:
        # The store's own rows: a View is of one position, and a replay goes through all of them.
        self._reading = reading
        self._rows = reading._rows
        self._size = reading.size

    def rows(self, path: str, position: int) -> Sequence[Fields]:
        """The rows of the path itself, as written, in the order of DESIGN 5.2."""
        return self._rows.changes_on(path, position)

    def below(self, path: str) -> Sequence[tuple[str, int]]:
        """The paths below it that ever get rows, in code points, and where their first one is."""
        return self._rows.paths_below(path)

    def paths(self, position: int) -> Iterator[str]:
        """Every path that has rows, in code points."""
        return self._rows.paths(position)

    def rulings(self, position: int) -> Rulings | None:
        """What the recorder's acts up to a position make of the rows; None where there are none."""
        acts = self._rows.acts(position)
        return Rulings(acts) if acts else None

    def announced_at(self, ids: list[str]) -> Iterator[int]:
        """The positions of the announcements with these ids."""
        return self._rows.announced_at(ids)

    def sources(self, position: int) -> list[str]:
        """The names of the sources that had spoken by then, as written."""
        return self._rows.sources(position)

    def last_of(self, record: Record) -> int:
        """The last position of the transaction that a record was appended in."""
        return self._reading.position_at(record.recorded_at)

    def last_change(self, announced: Record) -> int:
        """The position of the last change of an announcement; its own where there is none."""
        last = announced.seq
        for seq, recorded_at, kind, _ in self._rows.events(announced.seq + 1, self._size):
            # The recorder's `expired` stands in a transaction of its own.
            if kind not in CHANGES or recorded_at != announced.recorded_at:
                break
            last = seq
        return last
