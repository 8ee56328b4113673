"""How is something appended to a ledger? The one door for writing."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from functools import partial
from typing import Any, Final, NamedTuple, Required, TypedDict, Unpack

from eventsourcing.application import Application, ProcessingEvent
from eventsourcing.persistence import Mapper, Recording
from eventsourcing.utils import Environment, EnvType

from ledger.dates.moments import zone as zone_named
from ledger.entries import EntryFault
from ledger.evidence import LARGEST, EvidenceFolder, Taking
from ledger.faults import LedgerFault
from ledger.files.drafts import Batch, Draft, DraftDescription
from ledger.objections import Warned
from ledger.proofs.signer import verifier_key
from ledger.recording import amendments, corrections, filings, lapses
from ledger.recording.call import Call, Terms
from ledger.recording.encoding import Encoding, EventStreams
from ledger.recording.names import near
from ledger.recording.origins import checked_origin as checked_origin
from ledger.recording.origins import chosen_origin as chosen_origin
from ledger.recording.recorder import reason, recorder_named
from ledger.recording.transactions import Transactions, is_small
from ledger.records import decode
from ledger.reports import ActReport, AnnounceReport, Near
from ledger.signing import keys
from ledger.signing.heads import HeadGuard
from ledger.signing.keys import Environ
from ledger.stores.choice import new_store, store_at
from ledger.stores.log import Log
from ledger.stores.recorder import LedgerRecorder
from ledger.stores.store import LOCK_TIMEOUT, Store
from ledger.stores.turn import Turn

#: Bytes from which on small announcements of a stream share a transaction where each has its own.
LONG: Final = 256 * 1024


class Made(NamedTuple):
    """A new ledger: its origin and zone, which can never change."""

    target: str
    origin: str
    zone: str


class ActTerms(TypedDict, total=False):
    """Why an act of the recorder is done, and how, where it is not as always: see Terms."""

    why: Required[str]
    recorder: str | None
    dry_run: bool
    behind: bool


class _Rehearsed(Exception):
    """Leaves a turn that must not be committed."""


class _AsStored(Mapper[str]):
    """Events go through the library as the stored events that they are: neither transcoded nor
    compressed nor encrypted."""

    def to_stored_event(self, domain_event: Any) -> Any:
        return domain_event

    def to_domain_event(self, stored_event: Any) -> Any:
        return stored_event


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
        return _AsStored(transcoder=self.construct_transcoder())

    def announce(self, batch: Batch, **terms: Unpack[Terms]) -> AnnounceReport:
        """Append what a file tells: in one transaction, or one for each announcement.

        Nothing is left behind where it raises, but with `each` what came before the fault.
        Raises InputFault, LedgerFault.
        """
        call = Call(self.store, self.evidence, len(batch.drafts), terms)
        for warning in batch.warnings:
            call.tally.warn(warning)
        small = self._rehearsal is not None or is_small(batch.drafts)
        return self._announced(call, batch.descriptions, batch.drafts, small=small)

    def announce_lines(
        self, drafts: Iterable[Draft], *, size: int = 0, **terms: Unpack[Terms]
    ) -> AnnounceReport:
        """As `announce`, of a stream and in memory that does not grow with it.

        `size`: its bytes, 0 where nobody knows. With `each` small announcements of a long one that
        stand beside each other share a transaction.
        """
        call = Call(self.store, self.evidence, size, terms)
        small = self._rehearsal is not None
        return self._announced(call, (), call.warned(drafts), small=small, together=size > LONG)

    def _announced(
        self,
        call: Call,
        descriptions: Sequence[DraftDescription],
        drafts: Iterable[Draft],
        *,
        small: bool,
        together: bool = False,
    ) -> AnnounceReport:
        turn = partial(self._turn, dry_run=call.dry_run, behind=call.behind)
        transactions = Transactions(call, turn, self.save)
        if call.each:
            transactions.each(descriptions, drafts, together=together)
        else:
            transactions.one(descriptions, drafts, small=small)
        return call.tally.report(dry_run=call.dry_run)

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
        subject: str | None = None,
        above_ceiling: bool = False,
        **terms: Unpack[ActTerms],
    ) -> ActReport:
        """Mend what the ledger got wrong in `ID` or `ID#N`: fields by name, as written in a file.

        An empty value clears; `above_ceiling` as in `announce`. Raises LedgerFault.
        """

        def found(turn: Turn) -> corrections.DraftAct:
            return corrections.correction(
                turn, target, fields, subject=subject, above_ceiling=above_ceiling
            )

        return self._act("corrected", found, terms)

    def retract(
        self, target: str, *, subject: str | None = None, **terms: Unpack[ActTerms]
    ) -> ActReport:
        """Take out what should not be there: `ID`, `ID#N` or an earlier act, `@SEQ`.

        Raises LedgerFault.
        """
        return self._act(
            "retracted", lambda turn: corrections.retraction(turn, target, subject=subject), terms
        )

    def add_evidence(
        self,
        target: str,
        files: Sequence[str],
        *,
        evidence_limit: int = LARGEST,
        **terms: Unpack[ActTerms],
    ) -> ActReport:
        """Take in files that belong to an announcement and are not there yet, of at most
        `evidence_limit` bytes each. LedgerFault."""
        copy = not terms.get("dry_run", False)
        with closing(Taking(self.evidence, copy=copy)) as taking:
            taken = filings.taken(files, taking, evidence_limit)
            taking.check(taken)

            def found(turn: Turn) -> corrections.DraftAct:
                act = filings.filing(turn, target, taken)
                if act.data is not None and copy:
                    turn.on_failure(taking.place(act.data["evidence"]))
                return act

            return self._act(filings.ADDED, found, terms)

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
            self._append(turn, "expired", found, recorder)
            return _acted(turn, before, dry_run=dry_run)

    def is_without_key(self, environ: Environ) -> bool:
        """Whether there is no file for the private half of the key in force, where there is one."""
        with self.store.reading() as log:
            last = [decode(*row).data["key"] for row in log.key_events()][-1:]
        return bool(last) and not keys.is_kept(verifier_key(last[0]), environ)

    def add_key(
        self,
        added: Mapping[str, str],
        *,
        replacing: str | None,
        recorder: str | None = None,
        behind: bool = False,
    ) -> ActReport:
        """Append the key that counts from here on; `added` as `ledger.proofs.key_chain` makes it,
        or with `why` the key in force did not sign for it, since it was lost.

        `replacing` is the key in force until now, None where there was none. Raises LedgerFault
        where it is another one by now.
        """
        with self._turn(dry_run=False, behind=behind) as turn:
            before = turn.size
            last = [decode(*row).data["key"] for row in turn.key_events()][-1:]
            if last != ([] if replacing is None else [replacing]):
                raise LedgerFault("another key was added to this ledger meanwhile: see `key show`")
            if "why" in added:
                lost = {**added, "lost": replacing, "why": reason(added["why"], act="recorded")}
                self._append(turn, "key_lost", [lost], recorder)
            else:
                self._append(turn, "key_added", [added], recorder)
            return _acted(turn, before, dry_run=False)

    def rebuild(self, told: Callable[[int, int], None] | None = None) -> int:
        """Make the read model anew; the number of events. `told`: how many of them were read."""
        with self.store.writing(behind=True, rebuild=True) as turn:
            return turn.rebuild(told)

    def _act(
        self, type: str, found: Callable[[Turn], corrections.DraftAct], terms: ActTerms
    ) -> ActReport:
        """Append what is found to be said, if anything."""
        dry_run = terms.get("dry_run", False)
        with self._turn(dry_run=dry_run, behind=terms.get("behind", False)) as turn:
            before, act = turn.size, found(turn)
            said = reason(terms["why"], act=type.rpartition("_")[2])
            warnings = list(act.warnings)
            if act.data is not None:
                data = {**act.data, "why": said}
                self._append(turn, type, [data], terms.get("recorder"))
                turn.flush()
                target = corrections.about(turn, data["target"])
                warnings += amendments.acted(turn, target, before)
            return _acted(turn, before, warnings=warnings, dry_run=dry_run)

    def _append(
        self, turn: Turn, type: str, found: Iterable[Mapping[str, Any]], recorder: str | None
    ) -> None:
        """Events of the recorder's own, of one type."""
        encoding = Encoding(self.store.origin, recorder_named(recorder), role=self.store.role)
        try:
            events = [encoding.event(type, "#", data) for data in found]
            EventStreams(turn, self.save).save(events)
        except EntryFault as fault:
            raise LedgerFault(f"nothing was appended: {fault}") from None

    def save(self, *objs: Any, **kwargs: Any) -> list[Recording[str]]:
        """The library's, for stored events alone, within the turn that is held: it asks each object
        for its protocols, which costs as much as to hash it."""
        if kwargs:
            raise TypeError(f"nothing is stored beside an event: {', '.join(kwargs)}")
        event: ProcessingEvent[str] = ProcessingEvent()
        event.events.extend(objs)
        return self._record(event)

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
        encoding = Encoding(origin, recorder_named(recorder), role=store.role)
        events = [encoding.event("opened", "#", {"origin": origin, "zone": zone})]
        if key is not None:
            events.append(encoding.event("key_added", "#", {"key": key}))
        with PolicyLedger(store) as ledger, store.writing() as turn:
            EventStreams(turn, ledger.save).save(events)
    return Made(target, origin, zone)


def _first_key(log: Log) -> str | None:
    """The verifier key that the log began with: with the origin, what tells it from any other."""
    first = next(log.of_recorder("key_added"), None)
    return None if first is None else str(first.data["key"])


def _acted(turn: Turn, before: int, *, dry_run: bool, warnings: Sequence[Warned] = ()) -> ActReport:
    turn.flush()
    return ActReport(
        tuple(turn.records(before + 1, turn.size)), turn.size, tuple(warnings), dry_run
    )
