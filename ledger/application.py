"""How is something appended to a ledger? The one door for writing."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import Any, NamedTuple

from eventsourcing.application import Application, ProcessingEvent
from eventsourcing.persistence import Mapper, Recording
from eventsourcing.utils import Environment, EnvType

from events import codec
from ledger.dates.moments import zone as zone_named
from ledger.entries import Encoded, EntryFault
from ledger.envelope import Envelope, EnvelopeMapper
from ledger.evidence import EvidenceFolder, Taking
from ledger.faults import LedgerFault
from ledger.files.drafts import Batch, Draft
from ledger.recording import ahead, asserted, consequences, corrections, filings, lapses
from ledger.recording.announcing import Announcing, is_small
from ledger.recording.checks import Bounds
from ledger.recording.encoding import Encoding
from ledger.recording.intake import Streams
from ledger.recording.newcomers import near
from ledger.recording.origins import checked_origin as checked_origin
from ledger.recording.origins import chosen_origin as chosen_origin
from ledger.recording.progress import Progress
from ledger.reports import ActReport, AnnounceReport, Near, Note, Taken
from ledger.signing.heads import HeadGuard
from ledger.stores.choice import new_store, store_at
from ledger.stores.log import Log
from ledger.stores.recorder import LedgerRecorder
from ledger.stores.store import LOCK_TIMEOUT, Store
from ledger.stores.turn import Turn


class Made(NamedTuple):
    """A new ledger: its origin and zone, which can never change."""

    target: str
    origin: str
    zone: str


class _Rehearsed(Exception):
    """Leaves a turn that must not be committed."""


class PolicyLedger(Application[str]):
    """A ledger that is open for writing; made by `open_for_writing`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.evidence = EvidenceFolder(store.evidence_folder)
        self._guard = HeadGuard(store.origin, os.environ)
        #: The turn of what is only rehearsed, while that lasts.
        self._rehearsal: Turn | None = None
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """None of the process's environment: a COMPRESSOR_TOPIC there would change our bytes."""
        return Environment(name, env)

    def construct_recorder(self) -> LedgerRecorder:
        """Ours, which appends within the turn that is held."""
        return LedgerRecorder(self.store)

    def construct_mapper(self) -> Mapper[str]:
        """Ours: stored bytes go through as they are."""
        return EnvelopeMapper(transcoder=self.construct_transcoder())

    def announce(
        self,
        batch: Batch,
        *,
        recorder: str | None = None,
        each: bool = False,
        dry_run: bool = False,
        known_subjects: bool = False,
        above_ceiling: bool = False,
        behind: bool = False,
        progress: Progress | None = None,
        told: Callable[[Taken], None] | None = None,
        note: Note | None = None,
    ) -> AnnounceReport:
        """Append what a file tells: in one transaction, or with `each` one an announcement.

        Nothing is left behind where it raises, but with `each` what came before the fault; `told`
        is called with each announcement once it is committed, `note` with each warning and each new
        name as it comes. `known_subjects` refuses new ones,
        `above_ceiling` lets sources speak above their limit, `behind` the clock be behind the log.
        Raises InputFault, LedgerFault.
        """
        size = len(batch.drafts)
        bounds = Bounds(known_subjects, above_ceiling)
        intake = self._announcing(recorder, bounds, dry_run, behind, progress, size, note)
        for warning in batch.warnings:
            intake.tally.warn(warning)
        if not each or dry_run:  # what is only rehearsed is not there for what comes after it
            small = self._rehearsal is not None or is_small(batch.drafts)
            intake.take(batch.descriptions, batch.drafts, small=small)
        else:
            intake.take_each(batch.drafts, told, descriptions=batch.descriptions)
        return intake.tally.report(dry_run=dry_run)

    def announce_lines(
        self,
        drafts: Iterable[Draft],
        *,
        recorder: str | None = None,
        each: bool = False,
        dry_run: bool = False,
        known_subjects: bool = False,
        above_ceiling: bool = False,
        behind: bool = False,
        progress: Progress | None = None,
        told: Callable[[Taken], None] | None = None,
        note: Note | None = None,
        size: int = 0,
    ) -> AnnounceReport:
        """As `announce`, of a stream and in memory that does not grow with it.

        `size`: its bytes, 0 where nobody knows. Of a long one the drafts are made and encoded by
        another process, where there can be one: nothing else may depend on how far `drafts` has
        come. And with `each` those beside each other share a transaction while they are few events.
        """
        long = size > ahead.LONG
        bounds = Bounds(known_subjects, above_ceiling)
        intake = self._announcing(recorder, bounds, dry_run, behind, progress, size, note)
        with ExitStack() as stack:
            if long and ahead.possible():
                encoding = Encoding(self.store.origin, asserted.recorder(recorder))
                drafts = stack.enter_context(closing(ahead.ahead(encoding.ahead(drafts))))
            warned = intake.warned(drafts)
            if each and not dry_run:
                intake.take_each(warned, told, together=long)
            else:
                intake.take((), warned, small=self._rehearsal is not None)
        return intake.tally.report(dry_run=dry_run)

    @contextmanager
    def rehearsing(self, *, behind: bool = False) -> Iterator[None]:
        """What is announced in the block, with `dry_run`, finds what was announced before in it.

        Nothing of it stays; the write lock is held until its end.
        """
        with self._turn(dry_run=True, behind=behind) as self._rehearsal:
            try:
                yield
            finally:
                self._rehearsal = None

    def introduced(self, names: Sequence[str], *, sources: bool = False) -> list[Near]:
        """New subjects (or sources) of a report, each with the nearest known one: see `near`."""
        with self.store.reading() as log:
            known = set(log.sources() if sources else log.paths()) - set(names)
        return near(names, known)

    def correct(
        self,
        target: str,
        fields: Mapping[str, str],
        *,
        why: str,
        subject: str | None = None,
        recorder: str | None = None,
        dry_run: bool = False,
        above_ceiling: bool = False,
        behind: bool = False,
    ) -> ActReport:
        """Mend what the ledger got wrong in `ID` or `ID#N`: fields by name, as written in a file.

        An empty value clears; `above_ceiling` as in `announce`. Raises LedgerFault.
        """
        with self._turn(dry_run=dry_run, behind=behind) as turn:
            data = corrections.correction(
                turn, target, fields, subject=subject, above_ceiling=above_ceiling
            )
            return self._act(turn, "corrected", data, why=why, recorder=recorder, dry_run=dry_run)

    def retract(
        self,
        target: str,
        *,
        why: str,
        subject: str | None = None,
        recorder: str | None = None,
        dry_run: bool = False,
        behind: bool = False,
    ) -> ActReport:
        """Take out what should not be there: `ID`, `ID#N` or an earlier act, `@SEQ`.

        Raises LedgerFault.
        """
        with self._turn(dry_run=dry_run, behind=behind) as turn:
            data = corrections.retraction(turn, target, subject=subject)
            return self._act(turn, "retracted", data, why=why, recorder=recorder, dry_run=dry_run)

    def add_evidence(
        self,
        target: str,
        files: Sequence[str],
        *,
        why: str,
        recorder: str | None = None,
        dry_run: bool = False,
        behind: bool = False,
    ) -> ActReport:
        """Take in files that belong to an announcement and are not there yet. LedgerFault."""
        with closing(Taking(self.evidence, copy=not dry_run)) as taking:
            taken, added = filings.taken(files, taking), filings.ADDED
            with self._turn(dry_run=dry_run, behind=behind) as turn:
                found = filings.filing(turn, target, taken)
                if found.data is not None and not dry_run:
                    turn.on_failure(taking.place(found.data["evidence"]))
                return self._act(turn, added, found, why=why, recorder=recorder, dry_run=dry_run)

    def expire(
        self,
        now: int | None = None,
        *,
        recorder: str | None = None,
        dry_run: bool = False,
        behind: bool = False,
    ) -> ActReport:
        """Tell of every term that has run out by `now` (the record time) and was not told of."""
        with self._turn(dry_run=dry_run, behind=behind) as turn:
            before = turn.size
            found = lapses.untold(turn, turn.recorded_at if now is None else now)
            events = (_encoded("expired", "#", data, recorder) for data in found)
            self._append(turn, list(events))
            return _acted(turn, before, dry_run=dry_run)

    def add_key(
        self,
        added: Mapping[str, str],
        *,
        replacing: str | None,
        recorder: str | None = None,
        behind: bool = False,
    ) -> ActReport:
        """Append the key that counts from here on; `added` as `ledger.proofs.key_chain` makes it.

        `replacing` is the key in force until now, None where there was none. Raises LedgerFault
        where it is another one by now.
        """
        with self._turn(dry_run=False, behind=behind) as turn:
            before = turn.size
            last = None
            for record in turn.of_recorder("key_added"):
                last = record.data["key"]
            if last != replacing:
                raise LedgerFault("another key was added to this ledger meanwhile: see `key show`")
            event = _encoded("key_added", "#", dict(added), recorder)
            self._append(turn, [event])
            return _acted(turn, before, dry_run=False)

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> int:
        """Make the read model anew; the number of events. `told`: how many of them were read."""
        with self.store.writing(behind=True, rebuild=True) as turn:
            return turn.rebuild(told)

    def _act(
        self,
        turn: Turn,
        type: str,
        found: corrections.Act,
        *,
        why: str,
        recorder: str | None,
        dry_run: bool,
    ) -> ActReport:
        before = turn.size
        said = asserted.why(why, act=type.rpartition("_")[2])
        warnings = list(found.warnings)
        if found.data is not None:
            self._append(turn, [_encoded(type, "#", {**found.data, "why": said}, recorder)])
            turn.flush()
            target = corrections.about(turn, found.data["target"])
            warnings += consequences.acted(turn, target, before)
        return _acted(turn, before, warnings=warnings, dry_run=dry_run)

    def _append(self, turn: Turn, events: Sequence[Encoded]) -> None:
        try:
            Streams(turn).save(events, self.put)
        except EntryFault as fault:
            raise LedgerFault(f"nothing was appended: {fault}") from None

    def save(self, *objs: Any, **kwargs: Any) -> list[Recording[str]]:
        """The library's, for envelopes alone: it asks each object for its protocols, which costs
        as much as to hash it."""
        if kwargs:
            raise TypeError(f"nothing is stored beside an event: {', '.join(kwargs)}")
        event: ProcessingEvent[str] = ProcessingEvent()
        event.events.extend(objs)
        return self._record(event)

    def put(self, envelopes: Sequence[Envelope]) -> None:
        """Append them, within the turn that is held."""
        self.save(*envelopes)

    def _announcing(
        self,
        recorder: str | None,
        bounds: Bounds,
        dry_run: bool,
        behind: bool,
        progress: Progress | None,
        size: int,
        note: Note | None,
    ) -> Announcing:
        return Announcing(
            self.store,
            evidence=self.evidence,
            turn=lambda: self._turn(dry_run=dry_run, behind=behind),
            save=self.put,
            recorder=asserted.recorder(recorder),
            bounds=bounds,
            dry_run=dry_run,
            progress=progress,
            size=size,
            note=note,
        )

    @contextmanager
    def _turn(self, *, dry_run: bool, behind: bool) -> Iterator[Turn]:
        """A turn that comes to nothing where it is only rehearsed."""
        if self._rehearsal is not None:
            yield self._rehearsal
            return
        try:
            with self.store.writing(behind=behind) as turn:
                self._guard.check(lambda: _first_key(turn), size=turn.size, load=turn.stored_hash)
                yield turn
                if dry_run:
                    raise _Rehearsed
        except _Rehearsed:
            pass


@contextmanager
def open_for_writing(
    target: str, *, lock_timeout: float = LOCK_TIMEOUT, rebuild: bool = False
) -> Iterator[PolicyLedger]:
    """The ledger at a path or URL. `rebuild` opens also one whose read model has been altered, or
    is of an older version.

    Raises LedgerFault: nothing there (never made in passing), not a ledger, another version,
    read-only; `lock_timeout` is how many seconds a turn waits for another process.
    """
    store = store_at(target, lock_timeout=lock_timeout, rebuild=rebuild)
    try:
        with PolicyLedger(store) as ledger:
            yield ledger
    finally:
        store.close()


def init(
    target: str,
    *,
    origin: str | None = None,
    zone: str = "UTC",
    recorder: str | None = None,
    key: str | None = None,
) -> Made:
    """Make a ledger where there is none. `key`: the verifier key that counts from the start.

    Raises LedgerFault where there is something already, MomentFault for an unknown zone.
    """
    zone_named(zone)
    origin = chosen_origin(target) if origin is None else checked_origin(origin)
    with new_store(target, origin=origin, zone=zone) as store:
        events = [_encoded("opened", "#", {"origin": origin, "zone": zone}, recorder)]
        if key is not None:
            events.append(_encoded("key_added", "#", {"key": key}, recorder))
        with PolicyLedger(store) as ledger, store.writing() as turn:
            Streams(turn).save(events, ledger.put)
    return Made(target, origin, zone)


def _first_key(log: Log) -> str | None:
    """The verifier key that the log began with: with the origin, what tells it from any other."""
    first = next(log.of_recorder("key_added"), None)
    return None if first is None else str(first.data["key"])


def _encoded(type: str, stream: str, data: dict[str, Any], recorder: str | None) -> Encoded:
    if (by := asserted.recorder(recorder)) is not None:
        data = {**data, "recorder": by}
    codec.from_stored(type, data)
    return Encoded(type, stream, codec.canonical(codec.formatted(type, data)))


def _acted(turn: Turn, before: int, *, dry_run: bool, warnings: Sequence[str] = ()) -> ActReport:
    turn.flush()
    return ActReport(
        tuple(turn.records(before + 1, turn.size)), turn.size, tuple(warnings), dry_run
    )
