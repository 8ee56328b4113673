"""Has this ledger been touched? Everything is read again, and one verdict says what was found."""

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from ledger.audit.audited_evidence import AuditedEvidence
from ledger.audit.audited_heads import AuditedHead
from ledger.audit.audited_log import AuditedLog
from ledger.audit.audited_projection import check_projection
from ledger.audit.audited_rows import check_end, check_firsts
from ledger.audit.audited_store import open_audit
from ledger.audit.audited_stretch import Keys, audited
from ledger.audit.findings import READ_MODEL, Findings, Notice
from ledger.audit.head_here import heads_here
from ledger.audit.verdict import AuditRequest, Read, Report, Told, Verdict
from ledger.evidence import NAMING
from ledger.faults import IntegrityFault, LedgerFault, quoted, said
from ledger.sayings.language import message
from ledger.signing.keys import Environ
from ledger.signing.log_tree import LogTree, open_tree
from ledger.stores.audit import AuditedStore, Damaged
from ledger.stores.schema import VERSION

#: How an announcement says that it names no file.
_NO_EVIDENCE: Final = b'"evidence":[]'
#: Rows read between two calls of `told`.
_STEP: Final = 2_000


def verify(
    target: str, asked: AuditRequest, environ: Environ, *, told: Told | None = None
) -> Report:
    """Check the ledger in use. LedgerFault where it cannot be opened at all."""
    verdict = Verdict(asked)
    # before the ledger is opened for good, which then holds all that this head was signed for
    here = heads_here(target, environ, verdict)
    with open_audit(target) as (store, folder):
        audit = _Audit(target, store, verdict, here, told or (lambda *_: None))
        evidence = AuditedEvidence(folder, verdict.findings)
        try:
            return audit.report(evidence)
        finally:
            evidence.close()


def grown(target: str) -> tuple[int, bytes]:
    """The tree's part of a check alone: entries framed and hashed, the tree grown and compared.

    How many events there are, and their root; IntegrityFault where a stored hash is another.
    """
    with open_tree(target) as tree:
        findings = Findings()
        log = AuditedLog(tree.origin, findings)
        for stored in tree.rows(1, tree.size):
            log.row(stored)
        if findings.failed:
            found = next(iter(findings.all()))
            raise IntegrityFault("{target}: {found}", target=target, found=found)
        return log.size, log.root()


class _Audit:
    """One check, from the schema to the verdict."""

    def __init__(
        self,
        target: str,
        store: AuditedStore,
        verdict: Verdict,
        here: list[AuditedHead | None],
        told: Told,
    ) -> None:
        self._target, self._store, self._here, self._told = target, store, here, told
        self._verdict, self.findings = verdict, verdict.findings

    def report(self, evidence: AuditedEvidence) -> Report:
        """Everything, in order; what cannot be read ends it early, with a verdict all the same."""
        verdict, findings = self._verdict, self.findings
        held = verdict.asked.heads(findings)
        if not self._schema():
            return verdict.concluded(None, None)
        try:
            tree = LogTree(self._store)
        except IntegrityFault:
            findings.add("opening", "no_opening", seq=1)
            return verdict.concluded(None, None)
        except Damaged as fault:
            findings.add("file", "unreadable_log", fault=said(fault))
            return verdict.concluded(None, None)
        heads = [head for head in (*self._here, *held) if head is not None]
        log = AuditedLog(tree.origin, findings, sizes=[head.checkpoint.size for head in heads])
        with (
            ThreadPoolExecutor(1) as beside,
            audited(self._target, self._store, tree.size) as events,
        ):
            damage = beside.submit(self._store.damage)
            whole = self._walk(tree, log, evidence)
            self._told(message("events and the read model"), 0, 0)
            keys = self._events(events(), tree.size)
            self._damage(damage)
        self._writers()
        standby, load = tree.standby, tree.load
        verdict.judge(tree.origin, log, keys, heads, whole=whole, load=load, standby=standby)
        if verdict.asked.evidence:
            self._evidence(evidence)
        return verdict.concluded(tree.origin, log)

    def _writers(self) -> None:
        if found := self._store.writers():
            self._verdict.notes.append(Notice("writers", {"roles": found}))

    def _schema(self) -> bool:
        """Whether the log's own table is as we made it, so that reading it says something."""
        found = self._store.standing
        differences = found.of_the_log() if found.outdated() else found.differences
        if edited := found.edited():
            differences = (*differences, edited)
        mended = not any(each.of_the_log for each in differences) and self._has_log()
        for each in differences:
            self.findings.add(
                "schema", "altered_schema", derived=mended, mended=mended, fault=each.words
            )
        if found.outdated():
            self.findings.add(
                *(READ_MODEL, "older_tables"), failed=False, version=found.version, ours=VERSION
            )
            self._verdict.checked.append(Read("log_schema"))
        else:
            self._verdict.checked.append(Read("schema"))
        return not any(
            str(each.words).startswith("the table stored_events ") for each in differences
        )

    def _has_log(self) -> bool:
        """Whether the log's table can be read: else nothing mends what is made of it."""
        try:
            return self._store.last() >= 0
        except Damaged:
            return False

    def _walk(self, tree: LogTree, log: AuditedLog, evidence: AuditedEvidence) -> bool:
        """The log from end to end: entries, hashes, positions, times; the versions of streams.

        Whether it could be read to its end.
        """
        whole = False
        try:
            for stored in tree.rows(1, tree.size):
                log.row(stored)
                if stored[3] in NAMING and not _names_none(stored[4]):
                    evidence.announced(stored[0], stored[4])
                if not log.size % _STEP:
                    self._told("entries", log.size, tree.size)
            whole = True
            self._versions()
        except Damaged as fault:
            self.findings.add("file", "unreadable_beyond", last=log.size, fault=said(fault))
        self._verdict.checked.append(Read("entries", log.size))
        return whole

    def _events(self, found: Iterable[tuple[Findings, Keys]], size: int) -> Keys:
        """What was found in the events and the read model, stretch by stretch; the keys."""
        keys: Keys = []
        for findings, added in found:
            self.findings.take(findings)
            keys += added
        try:
            check_end(self._store, self.findings, size=size)
            check_firsts(self._store, self.findings)
        except Damaged as fault:
            self.findings.add("read model", "unreadable_model", fault=said(fault))
        if not self._store.standing.outdated():
            self._verdict.checked.append(Read("read_model"))
            self._projection()
        return keys

    def _projection(self) -> None:
        whole = self._verdict.asked.projection
        for each in check_projection(self._target, self.findings, whole=whole):
            if isinstance(each, Read):
                self._verdict.checked.append(each)
            else:
                self._verdict.notes.append(each)

    def _versions(self) -> None:
        """In each stream the versions go 1, 2, 3 … in the order of the log."""
        last: str | None = None
        version = position = 0
        for stream, found, seq in self._store.streams():
            if stream != last:
                last, version, position = stream, 0, 0
            if found != version + 1 or seq <= position:
                self.findings.add("streams", "not_the_next", seq=seq)
            version = found if isinstance(found, int) else version + 1
            position = seq

    def _damage(self, found: Future[list[str]]) -> None:
        self._told("file", 0, 0)
        try:
            for words in found.result():
                self.findings.add("file", "damage", fault=quoted(words))
        except (Damaged, LedgerFault) as fault:
            self.findings.add("file", "damage", fault=said(fault))
        if self._store.is_file:
            self._verdict.checked.append(Read("file"))
        else:
            self._verdict.notes.append(Notice("server", {}))

    def _evidence(self, evidence: AuditedEvidence) -> None:
        count = evidence.count()
        evidence.check(lambda files: self._told("evidence", files, count))
        read = Read("evidence", evidence.files, count, evidence.bytes)
        self._verdict.checked.append(read)
        self._verdict.notes += evidence.notes


def _names_none(state: object) -> bool:
    """Whether an announcement's bytes say that it names no file, as most do."""
    return isinstance(state, bytes) and _NO_EVIDENCE in state
