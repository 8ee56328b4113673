"""How does a ledger get from one place to another, the same to the last byte?

Every entry keeps its bytes, its position and its record time; what was one transaction is one on
arrival, so that a copy that is stopped holds a whole beginning, and goes on from there.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from itertools import chain
from typing import Any, Final, NamedTuple

from ledger.application import open_for_writing
from ledger.entries import Entry
from ledger.evidence import NAMING, EvidenceFolder, bring, readable
from ledger.faults import IntegrityFault, LedgerFault, Phrase
from ledger.proofs.tree import Frontier, leaf_hash
from ledger.signing.heads import unknown
from ledger.signing.keys import Environ
from ledger.signing.log_tree import open_tree
from ledger.stores import address
from ledger.stores.choice import is_free, new_store
from ledger.stores.store import Store
from ledger.stores.turn import Turn
from ledger.teams.known_head import KnownHead
from ledger.teams.sources import CopySource, open_source, opening, unframed

#: Events of whole transactions that are committed at a time; a longer one goes by itself.
_COMMIT: Final = 2_000
#: Entries that are handed on at a time.
_CHUNK: Final = 1_000

Progress = Callable[[int, int], None]
"""Called with how many events there are in all, and how many of them are in the target."""


class Copied(NamedTuple):
    """What came of it: `had` events were there before; `signed`: the source's checkpoint was
    signed by the key in force; `evidence`: how many files were copied, `left_out` how many were
    not, since it was asked so. `behind`: of how many events the head signed last here is, where
    that is more; `unknown`: why this may be no ledger that was ever signed here; `unread`: which
    events of the target cannot be read."""

    origin: str
    size: int
    had: int
    root: bytes
    signed: bool
    evidence: int
    left_out: int = 0
    behind: int | None = None
    unknown: Phrase | None = None
    unread: Sequence[int] = ()


def copy(
    source: str,
    target: str,
    environ: Environ,
    *,
    without_evidence: bool = False,
    progress: Progress | None = None,
) -> Copied:
    """Copy a ledger to where there is none, or where a copy of it was begun.

    Raises LedgerFault where the target holds another ledger, or more; IntegrityFault where the
    source's entries are not those that its head says, or did not arrive as they are, or evidence
    is missing; HeadFault where either contradicts the head signed last here. A folder is read
    through, and heads are compared, before anything is written.
    """
    with open_source(source) as found:
        head = found.head
        if head.size == 0:
            raise LedgerFault("there is nothing to copy: the log is empty")
        survey = found.surveyed(without_evidence=without_evidence)
        first = survey.keys[0].key if survey.keys else None
        known = KnownHead(head.origin, first, environ)
        known.check(head.size, found.load)
        evidence = EvidenceFolder(address.evidence(target, environ))
        if survey.files and not without_evidence:
            _ = evidence.folder  # who does not say where it is to be is told so now
        copying = _Copy(found, target, known, without_evidence, progress or (lambda *_: None))
        had, files = copying.done()
        with open_tree(target) as tree:
            behind = known.check(tree.size, tree.load)
            unread = tree.unread
        return Copied(
            *(head.origin, head.size, had, head.root, found.check_key(survey.keys), files),
            left_out=sum(not evidence.path(each).exists() for each in survey.left_out)
            if evidence.known
            else len(survey.left_out),
            behind=behind,
            unknown=unknown(head.origin, first, environ),
            unread=unread,
        )


class _Copy:
    """One copy under way: the source is read once more, from its first entry."""

    def __init__(
        self,
        source: CopySource,
        target: str,
        known: KnownHead,
        without_evidence: bool,
        progress: Progress,
    ) -> None:
        self._source, self._target, self._known = source, target, known
        self._without_evidence, self._progress = without_evidence, progress
        self._tree = Frontier()
        self._named: dict[str, Mapping[str, Any]] = {}

    def done(self) -> tuple[int, int]:
        """All of it, checked on arrival: (events that were there before, files copied)."""
        head = self._source.head
        with closing(self._source.entries()) as entries:
            had, copied = self._begun(entries), self._rest(entries)
        if self._tree.root() != head.root or self._tree.size != head.size:
            raise IntegrityFault(
                Phrase(
                    "the {entries} entries of the source do not hash to the root of its head of "
                    "{size}: it was altered; what was copied is what it holds now",
                    entries=self._tree.size,
                    size=head.size,
                )
            )
        self._arrived()
        return had, copied

    def _rest(self, entries: Iterator[bytes]) -> int:
        """Append what the target has not got; how many files of evidence were copied."""
        # evidence first: an event never names what is not there
        with open_for_writing(self._target) as ledger:
            store = ledger.store
            evidence = EvidenceFolder(store.evidence_folder)
            copied = 0
            chunks = _chunks(map(self._read, entries))
            for chunk, last in chunks:
                with self._turn(store, chunk[0]) as turn:
                    copied += self._place(evidence)
                    turn.take(chunk)
                    while not last:
                        self._progress(self._source.head.size, chunk[-1].seq)
                        chunk, last = next(chunks)
                        copied += self._place(evidence)
                        turn.take(chunk)
                self._progress(self._source.head.size, chunk[-1].seq)
            return copied + self._place(evidence)  # of what was there before, too

    def _begun(self, entries: Iterator[bytes]) -> int:
        """Pass over what the target holds already, or make it; how many events it has then."""
        first = next(entries, b"")
        origin, zone = opening(first)
        if is_free(self._target):
            with new_store(self._target, origin=origin, zone=zone) as store:
                opened = self._read(first)
                with self._turn(store, opened) as turn:
                    turn.take([opened])
            return 0
        with open_tree(self._target) as tree:
            if tree.origin != origin:
                raise LedgerFault(
                    f"{address.shown(self._target)} holds another ledger, {tree.origin}, and "
                    "nothing replaces it"
                )
            if tree.size > self._source.head.size:
                raise LedgerFault(
                    f"{address.shown(self._target)} holds {tree.size} events, more than the "
                    f"source, which has {self._source.head.size}: is it the other way round?"
                )
            self._known.check_known()
            self._known.check(tree.size, tree.load)
            for entry in chain([first], entries):
                self._read(entry)
                if self._tree.size == tree.size:
                    break
            if self._tree.root() != tree.head().root:
                raise IntegrityFault(
                    Phrase(
                        "the {size} events of {target} are no beginning of the source: one of the "
                        "two was rewritten",
                        size=tree.size,
                        target=address.shown(self._target),
                    )
                )
            return tree.size

    def _read(self, entry: bytes) -> Entry:
        found = unframed(entry, self._tree.size + 1)
        if found.seq != self._tree.size + 1 or found.origin != self._source.head.origin:
            raise IntegrityFault(
                Phrase(
                    "@{expected} of the source is the entry @{seq} of {origin}",
                    expected=self._tree.size + 1,
                    seq=found.seq,
                    origin=found.origin,
                )
            )
        self._tree.append(leaf_hash(entry))
        if found.type in NAMING and not self._without_evidence:
            self._named.update((stored["sha256"], stored) for stored in readable(found.state))
        return found

    def _place(self, evidence: EvidenceFolder) -> int:
        """Copy the files that were named, unless they are there. How many."""
        here = self._source.evidence
        copied = sum(bring(stored, here, evidence) for stored in self._named.values())
        self._named.clear()
        return copied

    @contextmanager
    def _turn(self, store: Store, first: Entry) -> Iterator[Turn]:
        with store.writing(behind=True) as turn:
            if turn.size != first.seq - 1:
                raise LedgerFault(
                    f"{store.name} was appended to while it was being copied to: it has "
                    f"{turn.size} events"
                )
            yield turn

    def _arrived(self) -> None:
        """Read the target again, every entry of it. IntegrityFault where it is not the source."""
        head, tree = self._source.head, Frontier()
        with open_tree(self._target) as found:
            for entry in found.entries(0, head.size):
                tree.append(leaf_hash(entry))
            same = tree.root() == head.root == found.head(head.size).root
        if not same:
            raise IntegrityFault(
                Phrase(
                    "{target} does not hold what was copied to it: the root is another; is its "
                    "disk sound?",
                    target=address.shown(self._target),
                )
            )


def _chunks(entries: Iterator[Entry]) -> Iterator[tuple[list[Entry], bool]]:
    """Some entries at a time, and whether to commit after them: only where a transaction ended,
    which the record times tell, and enough has come together."""
    chunk: list[Entry] = []
    count = 0
    entry = next(entries, None)
    while entry is not None:
        chunk.append(entry)
        count += 1
        following = next(entries, None)
        last = following is None or (
            count >= _COMMIT and following.recorded_at != entry.recorded_at
        )
        if last or len(chunk) >= _CHUNK:
            yield chunk, last
            chunk = []
            count = 0 if last else count
        entry = following
