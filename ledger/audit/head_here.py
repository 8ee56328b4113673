"""Which head is kept on this machine of the ledger to be checked, and is the ledger that one?"""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ledger.audit.audited_heads import HERE, STAMPED, AuditedHead, audited_head
from ledger.audit.audited_store import open_audit
from ledger.audit.findings import Findings, Notice
from ledger.audit.verdict import Verdict
from ledger.faults import LedgerFault, said
from ledger.proofs.signer import VerifierKey, verifier_key
from ledger.proofs.spelling import shown, whole
from ledger.signing.heads import head_path, last_signed, lock_path, others, unknown
from ledger.signing.keys import Environ
from ledger.signing.log_tree import LogTree
from ledger.signing.stamped_heads import StampedHead, newest
from ledger.stores.audit import AuditedStore, Damaged

#: What may stand in a key's place that is none.
_NO_KEY = (ValueError, KeyError, TypeError, RecursionError, LedgerFault)


def heads_here(target: str, environ: Environ, verdict: Verdict) -> list[AuditedHead | None]:
    """The head signed last on this machine, for the ledger of this name and first key, and the
    newest that was stamped, where that is another.

    None, and a finding or a note, where none is kept of it.
    """
    with open_audit(target) as (store, _):
        try:
            tree, first = LogTree(store), _first(store)
            origin, size = tree.origin, tree.size
        except (RecursionError, LedgerFault, Damaged):
            return []  # found again, and told of, in the schema, the file or the opening
    try:
        if why := unknown(origin, first, environ):
            verdict.findings.add(HERE, "unknown", failed=first is None, fault=why)
            return []
        if first is None:
            return []
        path = head_path(first, environ)
        data = last_signed(path)
        if data is not None:
            _name(others(origin, first, environ), verdict)
            return _kept(path, data, newest(path, within=size), verdict.findings)
        gone = lock_path(path).exists()
    except OSError as fault:
        verdict.findings.add(
            *(HERE, "no_head"), failed=False, file=str(fault.filename), fault=said(fault)
        )
        return []
    if gone:
        verdict.findings.add(HERE, "gone", failed=False, path=whole(path))
    else:
        verdict.notes.append(Notice("no_head", {"path": whole(path)}))
    return []


def _kept(
    path: Path, data: bytes, stamped: StampedHead | None, findings: Findings
) -> list[AuditedHead | None]:
    if stamped is None:
        return [audited_head(HERE, str(path), data, findings)]
    where, note, token = str(stamped.path), stamped.note, stamped.token
    if note == data:
        return [audited_head(HERE, where, data, findings, token=token)]
    return [
        audited_head(HERE, str(path), data, findings),
        audited_head(STAMPED, where, note, findings, token=token),
    ]


def _first(store: AuditedStore) -> VerifierKey | None:
    """The key that the ledger begins with; None also for what is none, which is found again."""
    added = next(store.keys_added(), None)
    with suppress(*_NO_KEY):
        return None if added is None else verifier_key(str(json.loads(added[1])["key"]))
    return None


def _name(known: Mapping[str, Path], verdict: Verdict) -> None:
    if known:
        pinned = verdict.asked.pinned is not None
        verdict.notes.append(Notice("others", {"keys": list(map(shown, known)), "pinned": pinned}))
