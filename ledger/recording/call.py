"""What is one call of `announce` asked to do, and what does it remember over its transactions?"""

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, NamedTuple, TypedDict

from ledger.evidence import EvidenceFolder
from ledger.files.drafts import Draft
from ledger.recording.amendments import Amendments
from ledger.recording.encoding import Encoding
from ledger.recording.lookups import Lookups
from ledger.recording.overlaps import Overlaps
from ledger.recording.recorder import recorder_named
from ledger.recording.references import SUBJECTS, NamedChange
from ledger.reports import Listener, Taken, Tally
from ledger.stores.store import Store


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


class Terms(TypedDict, total=False):
    """How something is announced, where it is not as always."""

    recorder: str | None
    each: bool
    """One transaction an announcement: what comes before a fault is kept."""
    dry_run: bool
    known_subjects: bool
    """No subject may be new."""
    above_ceiling: bool
    """Sources may speak above their limit."""
    behind: bool
    """The clock may be behind the log."""
    progress: Callable[[Reached], None] | None
    told: Callable[[Taken], None] | None
    """Is called with each announcement of `each` once it is committed."""
    note: Listener | None
    """Is called with each warning and each new name as it comes."""


class Call:
    """What all transactions of a call have in common."""

    def __init__(self, store: Store, evidence: EvidenceFolder, size: int, terms: Terms) -> None:
        """`size`: of what is told, as drafts count their end; 0 where nobody knows."""
        self.store, self.evidence, self.size = store, evidence, size
        self.encoding = Encoding(
            store.origin, recorder_named(terms.get("recorder")), role=store.role
        )
        self.dry_run, self.behind = terms.get("dry_run", False), terms.get("behind", False)
        # What is only rehearsed is not there for what comes after it.
        self.each = terms.get("each", False) and not self.dry_run
        self.known_subjects = terms.get("known_subjects", False)
        self.above_ceiling = terms.get("above_ceiling", False)
        self.progress = terms.get("progress") or (lambda reached: None)
        self.told = terms.get("told") or (lambda taken: None)
        self.tally = Tally(terms.get("note"))
        #: The changes that it found in the log, since others name them.
        self.recorded: Lookups[NamedChange] = Lookups(SUBJECTS)
        self.amendments = Amendments()
        self.overlaps = Overlaps()

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
