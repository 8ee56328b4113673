"""Which event is to be proved, and what is the proof?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ledger.dates.instants import MomentFault
from ledger.faults import LedgerFault
from ledger.misnamed import meant
from ledger.proofs.checkpoint import check_signed
from ledger.proofs.note import Note
from ledger.proofs.proof import Proof, proof, verify
from ledger.proofs.spelling import shown
from ledger.proofs.tree import inclusion_proof
from ledger.records import Record
from ledger.signing.keys import Environ, Passphrase
from ledger.signing.log_tree import LogTree
from ledger.signing.signed_head import last_head, needed_key, sign_head
from ledger.twins import hint

if TYPE_CHECKING:
    from ledger.reading.reading import Reading


def position(reading: "Reading", target: str, *, subject: str | None = None) -> int:
    """The position of `@SEQ`, of the announcement `ID`, or of its change `ID#N`, on one subject.

    LedgerFault where there is none, or where a change has several subjects and none is named;
    MomentFault for what is no position.
    """
    if target.startswith("@"):
        if not (target[1:].isascii() and target[1:].isdigit() and len(target) < 20):
            raise MomentFault(f"{shown(target)} is no position: expected @ and a number, as @41")
        seq = int(target[1:])
        if not 1 <= seq <= reading.size:
            raise LedgerFault(f"there is no event {target}: the ledger has {reading.size}")
        return seq
    announcement, _, n = target.partition("#")
    head = next(reading.announced_at([announcement]), None)
    if head is None:
        size = reading.size
        told = (each.data["id"] for each in reading.events() if each.type == "announced")
        sources = reading.sources(size)
        words = meant(announcement, size=size, paths=reading.paths(size), sources=sources, ids=told)
        raise LedgerFault(
            f"no announcement {announcement!r} is recorded{hint(announcement)}: {words}"
        )
    if not n:
        return head
    found = {
        record.data["subject"]: record.seq
        for record in _changes(reading, head, announcement)
        if record.data["change"] == target
    }
    if not found:
        raise LedgerFault(f"{announcement} has no change {target}")
    if subject is None and len(found) > 1:
        listed = ", ".join(f"{path} (@{seq})" for path, seq in found.items())
        raise LedgerFault(
            f"{target} is {len(found)} events, one for each subject: name one with --subject, or "
            f"its position: {listed}"
        )
    if subject is not None and subject not in found:
        raise LedgerFault(f"{target} is not about {subject}: it is about {', '.join(found)}")
    return found[subject] if subject is not None else next(iter(found.values()))


def _changes(reading: "Reading", head: int, announcement: str) -> Iterator[Record]:
    """The changes of the announcement at `head`, which follow it at once."""
    for record in reading.events(head + 1):
        if record.data.get("change", "").rpartition("#")[0] != announcement:
            return
        yield record


def prove(
    tree: LogTree, seq: int, environ: Environ, *, passphrase: Passphrase | None = None
) -> Proof:
    """The proof that the event at a position is in the log, with the event in its extra line.

    Under the head signed last, where that covers it; else the present head is signed. Verified
    before it is given out: IntegrityFault where the ledger itself is not what was signed.
    """
    needed_key(tree, environ)
    last = last_head(tree, environ)
    if (
        last is None
        or last.checkpoint.size < seq
        or last.checkpoint != tree.head(min(last.checkpoint.size, tree.size))
    ):
        last = sign_head(tree, environ, passphrase=passphrase)
    return proof_under(tree, seq, last.note, size=last.checkpoint.size)


def proof_under(tree: LogTree, seq: int, note: Note, *, size: int) -> Proof:
    """The proof under a signed head of `size` events, checked."""
    entry = tree.entry(seq)
    found = proof(seq - 1, inclusion_proof(seq - 1, size, tree.load), note=note, extra=entry)
    key = tree.key(size)
    keys = [] if key is None else [key]
    check_signed(found.checkpoint, note, keys=keys)
    verify(found, entry, keys=keys)
    return found
