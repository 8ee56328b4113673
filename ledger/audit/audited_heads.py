"""Does the log go on from the checkpoints that were signed, kept and witnessed? Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.audit.findings import Findings
from ledger.audit.held_heads import SIGNATURES, misfit, unusable, unusable_at
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.key_chain import KeyInForce, chain, key_at
from ledger.proofs.note import Note, Unsigned
from ledger.proofs.quorum import Policy
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import shown
from ledger.proofs.tree import ProofFault

#: Kept on this machine by whoever signs here; kept by the reader; come with an exported folder.
HERE: Final = "head"
HELD: Final = "held"
OWN: Final = "checkpoint"


class Kept(NamedTuple):
    """A checkpoint that the log is compared with: `kind` is HERE, HELD or OWN, `where` its file."""

    kind: str
    where: str
    checkpoint: Checkpoint
    note: Note


class Judged(NamedTuple):
    """What came of one: by which key it is signed, whether the log goes on from it, who saw it.

    `seen`: witnesses of the policy by name, with the second they cosigned in; `quorum` is None
    where there was no policy. `signed_by` is None where no key of this ledger signed it. `remarks`
    say which cosignatures do not count, and why. `altered`: its text is not what was signed, so
    that it was not compared, and `agrees` says nothing.
    """

    kept: Kept
    signed_by: VerifierKey | None
    agrees: bool
    seen: Mapping[str, int]
    quorum: bool | None
    remarks: tuple[str, ...] = ()
    altered: bool = False

    @property
    def counts(self) -> bool:
        """Whether it shows that its events are what they were when it was signed."""
        return self.agrees and self.signed_by is not None


def kept(kind: str, where: str, data: bytes, findings: Findings) -> Kept | None:
    """Read a checkpoint; None, and a finding, where it is none: against who made it, which is not
    the ledger where the reader holds it."""
    try:
        checkpoint, note = read(data)
    except ProofFault as fault:
        if kind == HELD:
            findings.add(kind, unusable(where, data, fault), failed=False)
        else:
            findings.add(kind, f"{shown(where)} is no checkpoint: {fault}")
        return None
    return Kept(kind, where, checkpoint, note)


def keys_of(
    origin: str, added: Sequence[tuple[int, Mapping[str, Any]]], findings: Findings
) -> list[KeyInForce]:
    """The keys of the ledger, as far as each was signed for by the one before."""
    good: list[KeyInForce] = []
    for count in range(1, len(added) + 1):
        try:
            good = chain(origin, added[:count])
        except ProofFault as fault:
            findings.add("keys", str(fault))
            break
    return good


def judged(
    found: Kept,
    *,
    origin: str,
    size: int,
    roots: Mapping[int, bytes],
    keys: Sequence[KeyInForce],
    policy: Policy | None,
    pinned: VerifierKey | None,
    findings: Findings,
) -> Judged:
    """Compare one checkpoint with the log: `size` events, `roots` recomputed from them; `pinned`
    is the key that the reader wrote down.

    A checkpoint that the reader holds and that no key of this ledger signed speaks against the
    ledger where it disagrees: so a ledger with another key put into it is caught. One whose text
    is not what was signed speaks against nothing but itself.
    """
    head, kind, where = found.checkpoint, found.kind, shown(found.where)
    try:
        if head.origin != origin:
            _check_foreign(found, keys, origin=origin)
            findings.add(kind, f"{where} is of another ledger, {shown(head.origin)}")
            return Judged(found, None, False, {}, None)
        signed_by = _signer(found, keys, pinned=pinned, findings=findings)
    except _Altered as fault:
        findings.add(kind, str(fault), failed=kind != HELD)
        return Judged(found, None, False, {}, None, altered=True)
    agrees = False
    strange = "" if signed_by else ", or the checkpoint is not its own"
    if head.size > size:
        findings.add(
            kind,
            f"{where} is of {head.size} events, and the ledger has {size}: it was rolled back, "
            "cut, or an older copy was put in its place (or copied without its -wal file)"
            f"{strange}",
        )
    elif roots.get(head.size) != head.root:
        findings.add(
            kind,
            f"{where} is of other first {head.size} events than the ledger has: it was rewritten"
            f"{strange}",
        )
    else:
        agrees = True
    seen: Mapping[str, int] = {}
    quorum = None
    remarks: tuple[str, ...] = ()
    if policy is not None:
        try:
            quorum, seen, _, remarks = policy.verdict(found.note)
        except ProofFault as fault:
            findings.add("witnesses", f"{where}: {fault}", failed=kind != HELD)
        if signed_by is not None and not policy.accepts([signed_by]):
            quorum = False
            findings.add(
                "witnesses", f"{where} is signed by no log that the policy names", failed=False
            )
    return Judged(found, signed_by, agrees, seen, quorum, remarks)


class _Altered(Exception):
    """A checkpoint's text is not what the ledger's key signed; str() is the message."""


def _check_foreign(found: Kept, keys: Sequence[KeyInForce], *, origin: str) -> None:
    """Raise _Altered where a checkpoint by a key of this ledger has another origin in its text.

    No key signs for another origin: that line was changed since, and is nothing against the ledger.
    """
    if fault := misfit(found.note, (each.key for each in keys)):
        words = f"{fault}; expected the origin {shown(origin)}, whose key it names"
        raise _Altered(unusable_at(found.where, 1, words))


def _signer(
    found: Kept,
    keys: Sequence[KeyInForce],
    *,
    pinned: VerifierKey | None,
    findings: Findings,
) -> VerifierKey | None:
    """The key that signed it and counted at its size; None, and a finding, where none did.

    Raises _Altered where a signature is there by its name and is none of this text.
    """
    head, where = found.checkpoint, shown(found.where)
    counted = key_at(keys, head.size)
    for key in (counted, *(k.key for k in keys if k.key != counted)):
        if key is None:
            continue
        try:
            check_signed(head, found.note, keys=[key])
        except Unsigned:
            continue
        except ProofFault as fault:
            if found.kind != HELD:
                raise _Altered(f"{where}: {fault}") from None
            line = SIGNATURES + [s.id for s in found.note.signatures].index(key.id)
            words = f"{fault}; expected one signature by the ledger's key, of this very text"
            raise _Altered(unusable_at(found.where, line, words)) from None
        if key == counted:
            return key
        findings.add(found.kind, f"{where} is signed by a key that did not count at @{head.size}")
        return None
    words = f"{where} has no signature by a key of this ledger"
    if found.kind == HELD:
        words += f", on line {SIGNATURES}; expected one by such a key. "
        if pinned is None:
            words += (
                "Or another key was put into the ledger: --key VKEY, which you wrote down, tells"
            )
        elif any(each.key == pinned for each in keys):
            words += (
                "The key that you wrote down is the ledger's: so the checkpoint is not its own, or "
                "is by a later key, whose coming this log does not show"
            )
        else:
            words += (
                "Or another key was put into the ledger: it has not the one that you wrote down"
            )
    findings.add(found.kind, words, failed=False)
    return None


def check_pinned(pinned: VerifierKey, keys: Sequence[KeyInForce], findings: Findings) -> None:
    """The key that an auditor has written down must be one of this ledger's."""
    if all(k.key != pinned for k in keys):
        findings.add(
            "keys",
            f"{shown(str(pinned))} is not, and was never, this ledger's key: it is another ledger, "
            "or another was put in its place",
        )


def check_logs(policy: Policy, keys: Sequence[KeyInForce], findings: Findings) -> None:
    """Where the policy names logs, this ledger must be one of them."""
    if keys and not policy.accepts(added.key for added in keys):
        findings.add("witnesses", "the policy names other logs: no key of this ledger is of one")


def check_witnessed(policy: Policy, found: Iterable[Judged], findings: Findings) -> None:
    """Some checkpoint that the log goes on from must have been seen by enough witnesses."""
    if policy.quorum != "none" and not any(j.counts and j.quorum for j in found):
        findings.add(
            "witnesses",
            f"no checkpoint compared meets the witnesses' quorum {shown(policy.quorum)}",
            failed=False,
        )
