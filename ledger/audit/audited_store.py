"""Which store is audited, and what does it give of itself?"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager

from ledger.evidence import EvidenceFolder
from ledger.stores.address import evidence
from ledger.stores.audit import AuditedStore
from ledger.stores.choice import audited


@contextmanager
def open_audit(target: str) -> Iterator[tuple[AuditedStore, EvidenceFolder]]:
    """The ledger in use, to be checked: its store and its evidence. LedgerFault: as `reading`."""
    with closing(audited(target)) as store:
        yield store, EvidenceFolder(evidence(target, os.environ))
