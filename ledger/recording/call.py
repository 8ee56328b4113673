"""What is one call of `announce` asked to do, and what does it remember over its transactions?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple

from ledger.evidence import EvidenceFolder
from ledger.files.drafts import Draft
from ledger.recording.amendments import Amendments
from ledger.recording.encoding import Encoding
from ledger.recording.lookups import Lookups
from ledger.recording.neighbours import Neighbours
from ledger.recording.references import NamedChange, recorded_changes
from ledger.reports import Note, Tally
from ledger.stores import Store


class Bounds(NamedTuple):
    """What one call lets pass: `known_subjects`: no subject may be new; `above_ceiling`: a source
    may speak above its limit."""

    known_subjects: bool = False
    above_ceiling: bool = False


class Reached(NamedTuple):
    """How many announcements are checked, or appended, and how many were told already.

    `done` of `whole` are behind that stage: bytes of a stream, or announcements; `whole` is 0 where
    nobody knows how long the stream is. `last`: whether no stage follows.
    """

    stage: Literal["checked", "appended"]
    announcements: int
    told: int
    done: int
    whole: int
    last: bool


class Call:
    """What all transactions of a call have in common."""

    def __init__(
        self,
        store: Store,
        evidence: EvidenceFolder,
        *,
        recorder: str | None,
        bounds: Bounds,
        dry_run: bool,
        progress: Callable[[Reached], None] | None,
        size: int,
        note: Note | None,
    ) -> None:
        """`size`: of what is told, as drafts count their end; 0 where nobody knows. `note` is told
        of each warning and each new name."""
        self.store, self.evidence = store, evidence
        self.encoding = Encoding(store.origin, recorder)
        self.bounds, self.dry_run = bounds, dry_run
        self.progress = progress or (lambda reached: None)
        self.size = size
        self.tally = Tally(note)
        #: The names that it has met.
        self.met: set[str] = set()
        #: The changes that it found in the log, since others name them.
        self.recorded: Lookups[NamedChange] = recorded_changes()
        self.amendments = Amendments()
        self.neighbours = Neighbours()

    def warned(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The drafts, whose warnings are counted as they come."""
        for draft in drafts:
            for line, warning in draft.warnings:
                self.tally.warn(warning.at(draft.file, line))
            yield draft

    def end(self) -> None:
        """A transaction is there to stay."""
        self.recorded.end(self.tally.size)
        self.amendments.end(self.tally.size)
