"""How do announcements get from a file into the log, whole or not at all?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from typing import Any, Final

from ledger.entries import EntryFault
from ledger.evidence import Taking
from ledger.faults import InputFault, ToldOtherwise
from ledger.files.drafts import OF_SOURCE, Draft, DraftDescription
from ledger.objections import Fault, Warned
from ledger.recording.call import Call, Reached
from ledger.recording.checks import Checks
from ledger.recording.encoding import CHUNK, EventStreams, Save
from ledger.recording.references import acts_about
from ledger.recording.spool import Spool
from ledger.records import decode
from ledger.reports import KEPT, KeptFile, Taken
from ledger.stores.log import Log
from ledger.stores.turn import Turn

#: Of announcements that are told otherwise than they are recorded so many faults are told.
_FAULTS: Final = 40


class Intake:
    """One transaction's worth of announcements: checked, encoded, then appended."""

    def __init__(
        self, call: Call, descriptions: Sequence[DraftDescription], *, silent: bool
    ) -> None:
        """`descriptions`: what comes with it of subjects and sources; `silent`: nobody is told how
        far it has come."""
        self._call, self._tally = call, call.tally
        self._progress: Callable[[Reached], None] = (
            (lambda reached: None) if silent else call.progress
        )
        self._spool = Spool()
        self._planned = 0
        #: How many drafts were checked and found right, with those that were told already.
        self.checked = 0
        self._taking = Taking(call.evidence, copy=not call.dry_run)
        self._descriptions = descriptions
        self._checks = Checks(call, self._spool, descriptions)
        self._checked_at = 0

    def check(self, drafts: Iterable[Draft], log: Log, *, whole: bool = False) -> None:
        """Spools what is new. Raises InputFault at the first draft that has faults; with `whole`,
        since nothing before it is kept, with the faults of all that are told otherwise than they
        are recorded until then."""
        self._checked_at = log.size
        self._call.recorded.begin(self._checked_at)
        otherwise: list[InputFault] = []
        try:
            for draft in drafts:
                try:
                    self._check(draft, log)
                except ToldOtherwise as fault:
                    if not whole:
                        raise
                    otherwise.append(fault)
                    count = sum(len(each.faults) for each in otherwise)
                    if count >= _FAULTS:
                        message = f"has {count} faults so far: what follows was not looked at"
                        raise InputFault([Fault(draft.file, 0, "", message)]) from None
        except InputFault as fault:
            if not otherwise:
                raise
            otherwise.append(fault)
        if otherwise:
            raise _together(otherwise)

    def _check(self, draft: Draft, log: Log) -> None:
        evidence = self._read(draft)
        checked = self._checks.checked(draft, log, evidence=evidence)
        if checked is None:
            self._unchanged(draft.id, log)
        else:
            self._spool.add(checked)
            self._planned += 1
            self._taking.check(evidence)
            for file, stored in zip(draft.evidence, evidence, strict=True):
                self._tally.keep(KeptFile(file.name, stored["size"], stored["sha256"]))
        self.checked += 1
        behind = self._planned, self._tally.unchanged, draft.end
        self._progress(Reached("checked", *behind, self._call.size, False))

    def append(self, turn: Turn, save: Save) -> None:
        """Under the write lock: checks again where the log has grown, and appends."""
        # Positions are dense and never reused, so a log of this size is the one that was checked.
        moved = turn.size != self._checked_at
        if moved:
            self._call.recorded.begin(turn.size)
        self._call.amendments.begin(turn.size)
        streams = EventStreams(turn, save)
        before = turn.size
        self._describe(turn, streams)
        appended = 0
        drafts = self._spool.drafts()
        drafts = self._still_new(drafts, turn) if moved else drafts
        for group, fault in grouped(drafts, lambda draft: len(draft.events), most=CHUNK):
            if fault is not None:
                raise fault
            self._append(group, turn, streams)
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
        self._spool.close()
        self._taking.close()

    def _still_new(self, drafts: Iterable[Draft], turn: Turn) -> Iterator[Draft]:
        """Those that the log does not tell already. Raises InputFault for what no longer fits."""
        for draft in drafts:
            if self._checks.again(draft, turn):
                yield draft
            else:
                self._unchanged(draft.id, turn)

    def _append(self, group: Sequence[Draft], turn: Turn, streams: EventStreams) -> None:
        """Announcements that are saved at once, and then looked at."""
        first = turn.size + 1
        for draft in group:
            if not self._call.dry_run and draft.announced["evidence"]:
                turn.on_failure(self._taking.place(draft.announced["evidence"]))
        try:
            streams.save(chain.from_iterable(draft.events for draft in group))
        except EntryFault as fault:
            # each was measured before, but for the digits of its place: so it is the longest
            raise InputFault([max(group, key=_longest).fault("", str(fault))]) from None
        turn.flush()
        call = self._call
        for draft in group:
            last = first + len(draft.events) - 1
            self._tally.take(Taken(draft.id, True, first, last))
            found: list[tuple[int, Warned]] = []
            if left := call.overlaps.left:
                own = [
                    decode(first + n, turn.recorded_at, type, state)
                    for n, (type, _, state) in enumerate(draft.events[: 1 + left])
                ]
                found += call.overlaps.warnings(turn, own)
            if any("of" in change.data for change in draft.changes):
                found += call.amendments.warnings(turn, first, last)
            for n, warning in found:
                self._tally.warn(warning.at(draft.file, draft.changes[n - 1].line))
            first = last + 1

    def _describe(self, turn: Turn, streams: EventStreams) -> None:
        """What is said of subjects and sources, where it changes what they have."""
        events = self._checks.described(self._descriptions, turn)
        for event in events:
            if event.type == OF_SOURCE:
                self._tally.limited += 1
            else:
                self._tally.described.append(event.stream)
        try:
            streams.save(events)
        except EntryFault as fault:  # by the digits of its place, as above
            said = max(self._descriptions, key=lambda each: len(str(each.data)))
            raise InputFault([Fault(said.file, said.line, said.field, str(fault))]) from None

    def _read(self, draft: Draft) -> list[dict[str, Any]]:
        """What its evidence comes to. Raises InputFault where a file cannot be read."""
        found = []
        for file in draft.evidence:
            try:
                found.append(self._taking.take(file.path, file.largest))
            except OSError as error:
                message = f"{file.name} cannot be read: {error.strerror}"
                raise InputFault([Fault(draft.file, file.line, file.field, message)]) from None
        return found

    def _unchanged(self, id: str, log: Log) -> None:
        span = log.announcement(id)
        in_file_alone = (0, 0)  # told twice in this file: it has no position yet
        # Those that are not kept one by one are not asked about either.
        few = span is not None and len(self._tally.taken) < KEPT
        own = tuple(acts_about(log, id)) if few else ()
        mended = id in self._checks.mended
        self._checks.mended.discard(id)
        self._tally.take(Taken(id, False, *(span or in_file_alone), own, mended))


def grouped(
    drafts: Iterable[Draft], weight: Callable[[Draft], int], *, most: int
) -> Iterator[tuple[list[Draft], InputFault | None]]:
    """All in order, together while they weigh no more than `most`, else one by one; and the fault
    that the last of them came before, which is raised where none did."""
    group: list[Draft] = []
    heavy = 0
    fault = None
    try:
        for draft in drafts:
            own = weight(draft)
            if group and heavy + own > most:
                yield group, None
                group, heavy = [], 0
            group.append(draft)
            heavy += own
            if heavy >= most:
                yield group, None
                group, heavy = [], 0
    except InputFault as found:
        if not group:
            raise
        fault = found
    if group:
        yield group, fault


def _longest(draft: Draft) -> int:
    """How long its longest event is."""
    return max(len(event.state) + len(event.stream) for event in draft.events)


def _together(found: Sequence[InputFault]) -> InputFault:
    """All of them as one; what stands above their advice, once."""
    advice = [each.advice for each in found if each.advice]
    lines = chain.from_iterable(each[1:] for each in advice)
    faults = chain.from_iterable(each.faults for each in found)
    return InputFault([*faults], [advice[0][0], *lines] if advice else ())
