"""Does an exported folder hold what its checkpoint signs? Needs no ledger."""

from pathlib import Path

from ledger.audit.audited_events import AuditedEvents
from ledger.audit.audited_heads import OWN, STAMPED, AuditedHead, audited_head
from ledger.audit.audited_log import Audited, AuditedLog
from ledger.audit.findings import Findings, Notice
from ledger.audit.stream_versions import StreamVersions
from ledger.audit.verdict import AuditRequest, Read, Report, Told, Verdict
from ledger.entries import EntryFault, unframe
from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import check_signed
from ledger.proofs.note import Unsigned
from ledger.proofs.spelling import shown
from ledger.proofs.tree import ProofFault
from ledger.signing.stamped_heads import stamped_in
from ledger.signing.tile_folder import CHECKPOINT, checked, checkpoint_in, stored_hash

#: Entries read between two calls of `told`.
_STEP = 2_000


def verify_tiles(folder: Path, asked: AuditRequest, *, told: Told = lambda *_: None) -> Report:
    """Check every entry and every tile, the checkpoint, and those that are held.

    LedgerFault where there is no checkpoint in the folder.
    """
    verdict = Verdict(asked)
    findings = verdict.findings
    own = audited_head(OWN, str(folder / CHECKPOINT), checkpoint_in(folder), findings)
    stamped = stamped_in(folder)
    with_token = stamped and audited_head(
        STAMPED, str(stamped.path), stamped.note, findings, token=stamped.token
    )
    heads = [head for head in (own, with_token, *asked.heads(findings)) if head is not None]
    if own is None or _altered(own, asked, findings):
        return verdict.concluded(None, None)
    origin, size = own.checkpoint.origin, own.checkpoint.size
    log = AuditedLog(origin, findings, sizes=[head.checkpoint.size for head in heads])
    events, versions = AuditedEvents(findings), StreamVersions(findings)

    def entry(index: int, data: bytes) -> None:
        found = unframe(data)
        if found.origin != origin:
            findings.add("entries", "other_entry", seq=index + 1)
        row: Audited = (
            *(found.seq, found.stream, found.version, found.type),
            *(found.state, found.recorded_at, None),
        )
        log.row(row)
        events.row(row)
        versions.event(found.seq, found.stream, found.version)
        if not log.size % _STEP:
            told("entries", log.size, size)

    whole = False
    try:
        checked(folder, on_entry=entry)
        events.end()
        whole = True
    except EntryFault as fault:
        findings.add("entries", "no_entry", seq=log.size + 1, fault=fault.phrase)
    except LedgerFault as fault:
        findings.add("tree", "tiles", fault=fault.phrase)
        if asked.pinned is None:
            verdict.notes.append(Notice("unpinned_tiles", {"file": CHECKPOINT, "size": size}))
    finally:
        versions.close()
    verdict.checked.append(Read("tiles", log.size))
    load = stored_hash(folder, size)
    verdict.judge(origin, log, events.keys, heads, whole=whole, load=load)
    return verdict.concluded(origin, log)


def _altered(own: AuditedHead, asked: AuditRequest, findings: Findings) -> bool:
    """Whether the checkpoint is not what the key that is pinned signed: what it says of the folder,
    its size too, is then nobody's, and nothing is sought by it."""
    if asked.pinned is None or asked.pinned.name != own.checkpoint.origin:
        return False
    try:
        check_signed(own.checkpoint, own.note, keys=[asked.pinned])
    except Unsigned:
        return False  # another key of the ledger may have: that is known once it was read
    except ProofFault as fault:
        findings.add(OWN, "nothing_else", file=shown(own.where), fault=fault.phrase)
        return True
    return False
