"""Which store is audited, and what does it give of itself?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Protocol

from ledger.audit.audited_rows import ReadModel
from ledger.evidence import EvidenceFolder
from ledger.signing.log_tree import StoredRows
from ledger.stores.address import evidence as evidence_of
from ledger.stores.address import on_server
from ledger.stores.schema import Standing
from ledger.stores.sqlite_audit import SqliteAudit


class AuditedStore(StoredRows, ReadModel, Protocol):
    """What a store gives to an audit: besides its rows, what is odd in it."""

    def standing(self) -> Standing: ...

    #: What `damage` looks at, in words; None where that is left to a server.
    FILE: ClassVar[str | None]

    def damage(self) -> list[str]: ...

    def streams(self) -> Iterator[tuple[str, int, int]]: ...


@contextmanager
def open_audit(target: str) -> Iterator[tuple[AuditedStore, EvidenceFolder]]:
    """The ledger in use, to be checked: its store and its evidence. LedgerFault: as `reading`."""
    store: AuditedStore
    if on_server(target):
        from ledger.stores.postgres_audit import PostgresAudit

        store = PostgresAudit(target)
    else:
        store = SqliteAudit(target)
    try:
        yield store, EvidenceFolder(evidence_of(target, os.environ))
    finally:
        store.close()
