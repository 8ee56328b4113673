"""Does the log go on from the checkpoints that were signed, kept and witnessed? Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.audit.findings import Findings
from ledger.audit.held_heads import SIGNATURES, misfit, unusable, unusable_at
from ledger.faults import Phrase
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.key_chain import KeyInForce, chain, key_at, last_loss
from ledger.proofs.note import Note, Unsigned
from ledger.proofs.quorum import Policy
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import shown, whole
from ledger.proofs.tree import ProofFault
from ledger.signing.heads import LAG
from ledger.signing.time_stamp import Stamp

#: Kept on this machine by whoever signs here; kept by the reader; come with an exported folder.
HERE: Final = "head"
HELD: Final = "held"
OWN: Final = "checkpoint"
#: Stamped by a time stamping authority, and kept here or in an exported folder as that.
STAMPED: Final = "time stamp"


class AuditedHead(NamedTuple):
    """A checkpoint that the log is compared with: `kind` is HERE, HELD, OWN or STAMPED, `where` its
    file, `token` that of its time stamp, which lies beside it; None without one."""

    kind: str
    where: str
    checkpoint: Checkpoint
    note: Note
    token: bytes | None = None


class Judged(NamedTuple):
    """What came of one: by which key it is signed, whether the log goes on from it, who saw it.

    `seen`: witnesses of the policy by name, with the second they cosigned in; `quorum` is None
    where there was no policy. `signed_by` is None where no key of this ledger signed it. `remarks`
    say which cosignatures do not count, and why. `altered`: its text is not what was signed, so
    that it was not compared, and `agrees` says nothing. `stamp`: its time stamp, where that counts.
    """

    head: AuditedHead
    signed_by: VerifierKey | None
    agrees: bool
    seen: Mapping[str, int]
    quorum: bool | None
    remarks: tuple[Phrase, ...] = ()
    altered: bool = False
    stamp: Stamp | None = None

    @property
    def counts(self) -> bool:
        """Whether it shows that its events are what they were when it was signed."""
        return self.agrees and self.signed_by is not None


def audited_head(
    kind: str, where: str, data: bytes, findings: Findings, *, token: bytes | None = None
) -> AuditedHead | None:
    """Read a checkpoint, with the `token` of its time stamp; None, and a finding, where it is none:
    against who made it, which is not the ledger where the reader holds it."""
    try:
        checkpoint, note = read(data)
    except ProofFault as fault:
        if kind == HELD:
            findings.add(kind, "unusable", failed=False, fault=unusable(where, data, fault))
        else:
            findings.add(kind, "no_checkpoint", file=whole(where), fault=fault.phrase)
        return None
    return AuditedHead(kind, where, checkpoint, note, token)


def keys_of(
    origin: str, added: Sequence[tuple[int, Mapping[str, Any]]], findings: Findings
) -> list[KeyInForce]:
    """The keys of the ledger, as far as each was signed for by the one before."""
    good: list[KeyInForce] = []
    for count in range(1, len(added) + 1):
        try:
            good = chain(origin, added[:count])
        except ProofFault as fault:
            findings.add("keys", "key_chain", fault=fault.phrase)
            break
    return good


def judged(
    found: AuditedHead,
    *,
    origin: str,
    size: int,
    roots: Mapping[int, bytes],
    keys: Sequence[KeyInForce],
    policy: Policy | None,
    pinned: VerifierKey | None,
    findings: Findings,
    standby: bool = False,
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
            findings.add(kind, "other_ledger", file=where, origin=shown(head.origin))
            return Judged(found, None, False, {}, None)
        signed_by = _signer(found, keys, pinned=pinned, findings=findings)
    except _Altered as fault:
        findings.add(kind, fault.kind, failed=kind != HELD, **fault.particulars)
        return Judged(found, None, False, {}, None, altered=True)
    agrees = False
    told: dict[str, Any] = {"file": where, "size": head.size, "signed": signed_by is not None}
    if head.size > size:
        if standby:
            told["lag"] = LAG
        findings.add(kind, "rolled_back", has=size, **told)
    elif roots.get(head.size) != head.root:
        findings.add(kind, "rewritten", **told)
    else:
        agrees = True
    seen: Mapping[str, int] = {}
    quorum = None
    remarks: tuple[Phrase, ...] = ()
    if policy is not None:
        try:
            quorum, seen, _, remarks = policy.verdict(found.note)
        except ProofFault as fault:
            findings.add(
                *("witnesses", "altered"), failed=kind != HELD, file=where, fault=fault.phrase
            )
        if signed_by is not None and not policy.accepts([signed_by]):
            quorum = False
            findings.add("witnesses", "unlisted", failed=False, file=where)
    return Judged(found, signed_by, agrees, seen, quorum, remarks)


class _Altered(Exception):
    """A checkpoint's text is not what the ledger's key signed: the kind of finding that it is."""

    def __init__(self, kind: str, **particulars: Any) -> None:
        super().__init__(kind)
        self.kind, self.particulars = kind, particulars


def _check_foreign(found: AuditedHead, keys: Sequence[KeyInForce], *, origin: str) -> None:
    """Raise _Altered where a checkpoint by a key of this ledger has another origin in its text.

    No key signs for another origin: that line was changed since, and is nothing against the ledger.
    """
    if fault := misfit(found.note, (each.key for each in keys)):
        expected = Phrase(
            "{fault}; expected the origin {origin}, whose key it names",
            fault=fault,
            origin=shown(origin),
        )
        raise _Altered("unusable", fault=unusable_at(found.where, 1, expected))


def _signer(
    found: AuditedHead,
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
                raise _Altered("altered", file=where, fault=fault.phrase) from None
            line = SIGNATURES + [s.id for s in found.note.signatures].index(key.id)
            expected = Phrase(
                "{fault}; expected one signature by the ledger's key, of this very text",
                fault=fault,
            )
            raise _Altered("unusable", fault=unusable_at(found.where, line, expected)) from None
        if key == counted:
            return key
        findings.add(found.kind, "other_key", file=where, size=head.size)
        return None
    kind = "unsigned"
    if found.kind == HELD:
        if pinned is None:
            kind = "unsigned_unpinned"
        elif any(each.key == pinned for each in keys):
            kind = "unsigned_pinned"
        else:
            kind = "unsigned_exchanged"
    findings.add(found.kind, kind, failed=False, file=where, line=SIGNATURES)
    return None


def check_pinned(pinned: VerifierKey, keys: Sequence[KeyInForce], findings: Findings) -> None:
    """The key that an auditor has written down must be one of this ledger's."""
    if all(k.key != pinned for k in keys):
        findings.add("keys", "not_its_key", key=shown(str(pinned)))


def check_lost(
    pinned: VerifierKey, keys: Sequence[KeyInForce], findings: Findings, *, outside: int
) -> None:
    """Where the key in force was not signed for by the one that an auditor has written down, only
    a checkpoint from outside shows whose the ledger is since; `outside`: how far those reach."""
    lost = last_loss(keys)
    if lost is None or lost.since <= outside:
        return
    if any(each.key == pinned and each.since < lost.since for each in keys):
        findings.add("keys", "pinned_lost", failed=False, seq=lost.since, key=shown(str(pinned)))


def check_logs(policy: Policy, keys: Sequence[KeyInForce], findings: Findings) -> None:
    """Where the policy names logs, this ledger must be one of them."""
    if keys and not policy.accepts(added.key for added in keys):
        findings.add("witnesses", "other_logs")


def check_witnessed(policy: Policy, found: Iterable[Judged], findings: Findings) -> None:
    """Some checkpoint that the log goes on from must have been seen by enough witnesses."""
    if policy.quorum != "none" and not any(j.counts and j.quorum for j in found):
        findings.add("witnesses", "no_quorum", failed=False, quorum=shown(policy.quorum))
