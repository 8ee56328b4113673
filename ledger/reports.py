"""What came of an attempt to append?"""

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

from ledger.acts import Act
from ledger.objections import Kind, Warned
from ledger.records import Record

#: Of a stream so much is told one by one; the rest is only counted, since memory is bounded.
KEPT: Final = 1_000

Item = TypeVar("Item")
#: Is told of each warning and of each new name: of which kind it is, and itself.
Listener = Callable[[str, Warned | str], None]


class Taken(NamedTuple):
    """One announcement: whether it is new, at which positions, and with how many events.

    `acts`: of one that was told already, the recorder's that are in effect on it and its changes;
    `mended`: it was told as it stands by these.
    """

    id: str
    new: bool
    seq: int
    last_seq: int
    acts: tuple[Act, ...] = ()
    mended: bool = False


class Near(NamedTuple):
    """A name that a file introduces, and the known one that may have been meant."""

    name: str
    nearest: str | None


class Warnings(NamedTuple):
    """How many warnings of one kind there were, and the first of them."""

    kind: Kind
    total: int
    first: tuple[Warned, ...]


class KeptFile(NamedTuple):
    """A file taken in as evidence: its name as written, its size in bytes, its digest in hex."""

    name: str
    size: int
    sha256: str


class AnnounceReport(NamedTuple):
    """What `announce` did, or would do.

    `taken`, `evidence`, `new_subjects`, `new_sources` and the warnings of each kind hold at most
    1,000 each, and `records` the events where those are no more; the counts (`files`: of evidence)
    are of all. `last` is the last that is new.
    `described` are the paths of which something was said itself, `limited` how many sources.
    `recorded_at` is None where nothing was appended; with `each`, it is of the last transaction.
    """

    taken: tuple[Taken, ...]
    last: Taken | None
    new: int
    unchanged: int
    described: tuple[str, ...]
    limited: int
    events: int
    size: int
    recorded_at: int | None
    kinds: tuple[Warnings, ...]
    new_subjects: tuple[str, ...]
    subjects_introduced: int
    new_sources: tuple[str, ...]
    sources_introduced: int
    evidence: tuple[KeptFile, ...]
    files: int
    records: tuple[Record, ...]
    dry_run: bool

    @property
    def warnings(self) -> tuple[Warned, ...]:
        """The first warnings of each kind, by kind."""
        return tuple(warned for each in self.kinds for warned in each.first)

    @property
    def warned(self) -> int:
        """How many warnings there were."""
        return sum(each.total for each in self.kinds)


class ActReport(NamedTuple):
    """What a correction, a retraction or `expire` appended, or would: nothing changed if empty."""

    records: tuple[Record, ...]
    size: int
    warnings: tuple[Warned, ...]
    dry_run: bool


class Tally:
    """An AnnounceReport in the making, in bounded memory."""

    def __init__(self, note: Listener | None = None) -> None:
        self._note = note or (lambda kind, words: None)
        self.taken: list[Taken] = []
        self.last: Taken | None = None
        #: Those of the transaction under way, where somebody is to be told of them after it.
        self.latest: list[Taken] | None = None
        self.described: list[str] = []
        self._kinds: dict[Kind, list[Warned]] = {}
        self._warned: Counter[Kind] = Counter()
        self.new_subjects: list[str] = []
        self.new_sources: list[str] = []
        self.records: list[Record] = []
        self.evidence: list[KeptFile] = []
        self.new = self.unchanged = self.events = self.files = self.limited = 0
        self.subjects_introduced = self.sources_introduced = 0
        self.size = 0
        self.recorded_at: int | None = None

    def take(self, taken: Taken) -> None:
        """Counts an announcement."""
        if self.latest is not None:
            self.latest.append(taken)
        if taken.new:
            self.new, self.last = self.new + 1, taken
        else:
            self.unchanged += 1
        _keep(self.taken, taken)

    def warn(self, warned: Warned) -> None:
        """Counts a warning."""
        self._note(warned.kind, warned)
        self._warned[warned.kind] += 1
        _keep(self._kinds.setdefault(warned.kind, []), warned)

    def keep(self, kept: KeptFile) -> None:
        """Counts a file of evidence."""
        self.files += 1
        _keep(self.evidence, kept)

    def introduce_subject(self, path: str) -> None:
        """Counts a path that nothing recorded has."""
        self._note("new subject", path)
        self.subjects_introduced += 1
        _keep(self.new_subjects, path)

    def introduce_source(self, name: str) -> None:
        """Counts a source that nothing recorded has."""
        self._note("new source", name)
        self.sources_introduced += 1
        _keep(self.new_sources, name)

    def report(self, *, dry_run: bool) -> AnnounceReport:
        """All of it."""
        whole = self.events == len(self.records)
        return AnnounceReport(
            taken=tuple(self.taken),
            last=self.last,
            new=self.new,
            unchanged=self.unchanged,
            described=tuple(self.described),
            limited=self.limited,
            events=self.events,
            size=self.size,
            recorded_at=self.recorded_at,
            kinds=tuple(
                Warnings(kind, self._warned[kind], tuple(first))
                for kind, first in self._kinds.items()
            ),
            new_subjects=tuple(self.new_subjects),
            subjects_introduced=self.subjects_introduced,
            new_sources=tuple(self.new_sources),
            sources_introduced=self.sources_introduced,
            evidence=tuple(self.evidence),
            files=self.files,
            records=tuple(self.records) if whole else (),
            dry_run=dry_run,
        )


def _keep(kept: list[Item], item: Item) -> None:
    if len(kept) < KEPT:
        kept.append(item)
