"""How do announcements get from a file into the log, whole or not at all?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from ledger.acts import in_effect
from ledger.entries import Encoded, EntryFault
from ledger.envelope import Envelope
from ledger.evidence import EvidenceFolder, Taking
from ledger.faults import Fault, InputFault, ToldOtherwise
from ledger.files.drafts import OF_SOURCE, Description, Draft
from ledger.recording.checks import Bounds, Checks
from ledger.recording.consequences import Consequences
from ledger.recording.memory import Memory
from ledger.recording.neighbours import Neighbours
from ledger.recording.progress import Progress, Reached
from ledger.recording.spool import Ready, Spool
from ledger.recording.targets import Target, recorded_targets
from ledger.records import decode
from ledger.reports import KEPT, KeptFile, Taken, Tally
from ledger.stores.log import Log
from ledger.stores.turn import Turn

#: Events handed to the library's `save` at a time; an announcement with more is on its own.
_CHUNK: Final = 1_000
#: Of announcements that are told otherwise than they are recorded so many faults are told.
_FAULTS: Final = 40
#: Streams whose next version is remembered within a turn; others are asked for again.
_STREAMS: Final = 100_000

Save = Callable[[Sequence[Envelope]], None]


class Known:
    """What one call remembers, over all its transactions: the names that it has met, the targets
    that it found in the log, what it knows of changes that are amended, and what it still looks at
    beside new statements."""

    def __init__(self) -> None:
        self.met: set[str] = set()
        self.targets: Memory[Target] = recorded_targets()
        self.consequences = Consequences()
        self.neighbours = Neighbours()

    def end(self, size: int) -> None:
        """A transaction is there to stay, and has brought the log to that size."""
        self.targets.end(size)
        self.consequences.end(size)


class Intake:
    """One transaction's worth of announcements: checked, encoded, then appended."""

    def __init__(
        self,
        tally: Tally,
        *,
        origin: str,
        recorder: str | None,
        bounds: Bounds,
        evidence: EvidenceFolder,
        dry_run: bool,
        progress: Progress | None,
        size: int,
        known: Known,
        descriptions: Sequence[Description] = (),
    ) -> None:
        """`size`: of what is told, as drafts count their end, 0 if unknown; `descriptions`: what
        comes with it of subjects and sources."""
        self.spool = Spool()
        self._tally = tally
        self._dry_run = dry_run
        self._progress = progress or (lambda reached: None)
        self._size = size
        self._known = known
        self._planned = 0
        #: How many drafts were checked and found right, with those that were told already.
        self.checked = 0
        self._taking = Taking(evidence, copy=not dry_run)
        self._descriptions = descriptions
        self._checks = Checks(
            self.spool,
            tally,
            origin=origin,
            recorder=recorder,
            met=known.met,
            recorded=known.targets,
            descriptions=descriptions,
            bounds=bounds,
        )
        self._checked_at = 0

    def check(self, drafts: Iterable[Draft], log: Log, *, whole: bool = False) -> None:
        """Spools what is new. Raises InputFault at the first draft that has faults; with `whole`,
        since nothing before it is kept, with the faults of all that are told otherwise than they
        are recorded until then."""
        self._checked_at = log.size
        self._known.targets.begin(self._checked_at)
        otherwise: list[InputFault] = []
        try:
            self._check(drafts, log, otherwise if whole else None)
        except InputFault as fault:
            if not otherwise:
                raise
            otherwise.append(fault)
        if otherwise:
            raise _together(otherwise)

    def _check(self, drafts: Iterable[Draft], log: Log, otherwise: list[InputFault] | None) -> None:
        for draft in drafts:
            evidence = self._read(draft)
            try:
                plan = self._checks.plan(draft, log, evidence=evidence)
            except ToldOtherwise as fault:
                if otherwise is None:
                    raise
                otherwise.append(fault)
                count = sum(len(each.faults) for each in otherwise)
                if count >= _FAULTS:
                    message = f"has {count} faults so far: what follows was not looked at"
                    raise InputFault([Fault(draft.file, 0, "", message)]) from None
                continue
            if plan is None:
                self._unchanged(str(draft.announced["id"]), log)
            else:
                self.spool.add(plan)
                self._planned += 1
                for file, stored in zip(draft.evidence, evidence, strict=True):
                    self._tally.keep(KeptFile(file.name, stored["size"], stored["sha256"]))
            self.checked += 1
            told, end = self._tally.unchanged, draft.end
            self._progress(Reached("checked", self._planned, told, end, self._size, False))

    def append(self, turn: Turn, save: Save) -> None:
        """Under the write lock: checks again where the log has grown, and appends."""
        # Positions are dense and never reused, so a log of this size is the one that was checked.
        moved = turn.size != self._checked_at
        if moved:
            self._known.targets.begin(turn.size)
        self._known.consequences.begin(turn.size)
        streams = Streams(turn)
        before = turn.size
        self._describe(turn, streams=streams, save=save)
        ready = self.spool.ready()
        if moved:
            ready = self._still_new(ready, turn)
        appended = 0
        for group in _groups(ready):
            self._append(group, turn, streams=streams, save=save)
            appended += len(group)
            told, whole = self._tally.unchanged, self._planned
            self._progress(Reached("appended", appended, told, appended, whole, True))
        self._tally.events += turn.size - before
        if turn.size > before:
            self._tally.recorded_at = turn.recorded_at
            own = [record for record in turn.appended if record.seq > before]
            self._tally.records += own[: KEPT - len(self._tally.records)]
        self._tally.size = turn.size

    def close(self) -> None:
        """Forgets what was not appended, evidence included."""
        self.spool.close()
        self._taking.close()

    def _still_new(self, ready: Iterable[Ready], turn: Turn) -> Iterator[Ready]:
        """Those that the log does not tell already. Raises InputFault for what no longer fits."""
        for each in ready:
            if self._checks.again(self.spool.plan(each.id), turn):
                yield each
            else:
                self._unchanged(each.id, turn)

    def _append(
        self, group: Sequence[Ready], turn: Turn, *, streams: "Streams", save: Save
    ) -> None:
        """Announcements that are saved at once, and then looked at."""
        first = turn.size + 1
        for each in group:
            if not self._dry_run and each.evidence:
                turn.on_failure(self._taking.place(each.evidence))
        try:
            streams.save(chain.from_iterable(each.events for each in group), save)
        except EntryFault as fault:
            long = _longest(group)
            raise InputFault([Fault(long.file, long.line, long.field, str(fault))]) from None
        turn.flush()
        for each in group:
            last = first + len(each.events) - 1
            self._tally.take(Taken(each.id, True, first, last))
            if left := self._known.neighbours.left:
                own = [
                    decode(first + n, turn.recorded_at, type, state)
                    for n, (type, _, state) in enumerate(each.events[: 1 + left])
                ]
                for n, warning in self._known.neighbours.warnings(turn, own):
                    self._tally.warn(warning.at(each.file, each.lines[n - 1]))
            if each.amends:
                for n, warning in self._known.consequences.warnings(turn, first, last):
                    self._tally.warn(warning.at(each.file, each.lines[n - 1]))
            first = last + 1

    def _describe(self, turn: Turn, *, streams: "Streams", save: Save) -> None:
        """What is said of subjects and sources, where it changes what they have."""
        events = self._checks.described(self._descriptions, turn)
        for event in events:
            if event.type == OF_SOURCE:
                self._tally.limited += 1
            else:
                self._tally.described.append(event.stream)
        try:
            streams.save(events, save)
        except EntryFault as fault:  # by the digits of its place, as in _longest
            said = max(self._descriptions, key=lambda each: len(str(each.data)))
            raise InputFault([Fault(said.file, said.line, said.field, str(fault))]) from None

    def _read(self, draft: Draft) -> list[dict[str, Any]]:
        """What its evidence comes to. Raises InputFault where a file cannot be read."""
        found = []
        for file in draft.evidence:
            try:
                found.append(self._taking.take(file.path))
            except OSError as error:
                message = f"{file.name} cannot be read: {error.strerror}"
                raise InputFault([Fault(draft.file, file.line, file.field, message)]) from None
        return found

    def _unchanged(self, id: str, log: Log) -> None:
        span = log.announcement(id)
        plan_only = (0, 0)  # told twice in this file: it has no position yet
        # Those that are not kept one by one are not asked about either.
        few = span is not None and len(self._tally.taken) < KEPT
        acts = in_effect(log.acts(id)) if few else ()
        own = tuple(act for act in acts if act.act_seq is None)
        mended = id in self._checks.mended
        self._checks.mended.discard(id)
        self._tally.take(Taken(id, False, *(span or plan_only), own, mended))


class Streams:
    """The next version of each stream, in a turn during which nobody else can append."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._versions: dict[str, int] = {}

    def save(self, events: Iterable[Encoded], save: Save) -> None:
        """Appends the events, each with its version, through the library's `save`."""
        remaining = iter(events)
        while chunk := list(islice(remaining, _CHUNK)):
            save(
                [
                    Envelope(stream, self._next(type, stream), type, state)
                    for type, stream, state in chunk
                ]
            )
            if len(self._versions) > _STREAMS:  # the log knows them now, and memory is bounded
                self._versions.clear()

    def _next(self, type: str, stream: str) -> int:
        if type == "announced":  # a stream of its own, which begins and ends with it
            return 1
        known = self._versions.get(stream)
        version = 1 + (self._turn.version(stream) if known is None else known)
        self._versions[stream] = version
        return version


def _groups(ready: Iterable[Ready]) -> Iterator[list[Ready]]:
    """All in order, as many at a time as make some 1,000 events."""
    group: list[Ready] = []
    events = 0
    for each in ready:
        group.append(each)
        events += len(each.events)
        if events >= _CHUNK:
            yield group
            group, events = [], 0
    if group:
        yield group


def _together(found: Sequence[InputFault]) -> InputFault:
    """All of them as one; what stands above their advice, once."""
    advice = [each.advice for each in found if each.advice]
    lines = chain.from_iterable(each[1:] for each in advice)
    faults = chain.from_iterable(each.faults for each in found)
    return InputFault([*faults], [advice[0][0], *lines] if advice else ())


def _longest(group: Iterable[Ready]) -> Ready:
    """The one whose entry is too long: each was measured before, but for the digits of its place,
    so it is the one with the longest."""
    return max(
        group, key=lambda each: max(len(event.state) + len(event.stream) for event in each.events)
    )
