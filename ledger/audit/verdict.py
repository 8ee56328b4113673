"""How does a check of a ledger end: in which verdict, with which scope?"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from ledger.audit.audited_heads import (
    HELD,
    AuditedHead,
    Judged,
    audited_head,
    check_logs,
    check_lost,
    check_pinned,
    check_witnessed,
    judged,
    keys_of,
)
from ledger.audit.audited_log import AuditedLog
from ledger.audit.audited_stamps import stamped
from ledger.audit.findings import Finding, Findings, Notice
from ledger.audit.parted import parted
from ledger.audit.scope import Open, compared, left_open
from ledger.proofs.key_chain import KeyInForce, last_loss
from ledger.proofs.quorum import Policy
from ledger.proofs.signer import VerifierKey
from ledger.proofs.tree import Load

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

OK: Final = "ok"
FAILED: Final = "failed"
UNVERIFIED: Final = "unverified"
EXIT: Final = {OK: 0, FAILED: 3, UNVERIFIED: 4}

Told = Callable[[str, int, int], None]
"""Called with what is being read, how much of it was, and how much there is."""


#: What is checked: of the schema all of it, or the log's alone; the entries, of a ledger or of a
#: folder; the read model; the projection; the database file; the evidence.
READ: Final = (
    *("schema", "log_schema", "entries", "tiles", "read_model", "projection", "file"),
    "evidence",
)


class Read(NamedTuple):
    """What was checked, of READ: so many of how many, with how many bytes."""

    kind: str
    amount: int | None = None
    of: int | None = None
    bytes: int | None = None


class AuditRequest(NamedTuple):
    """What a check is asked to compare with; `held`: (file, bytes) of each checkpoint kept."""

    held: Sequence[tuple[str, bytes]] = ()
    policy: Policy | None = None
    pinned: VerifierKey | None = None
    evidence: bool = True
    #: Whether all of the projection is worked out again.
    projection: bool = False
    #: By the file of a checkpoint kept: the token of its time stamp, which lies beside it.
    tokens: Mapping[str, bytes] = {}
    #: Which certificates vouch for time stamps; None where none were named.
    trusted: "Sequence[Certificate] | None" = None

    def heads(self, findings: Findings) -> list[AuditedHead | None]:
        """Those that are checkpoints; of the others there is a finding."""
        return [
            audited_head(HELD, where, data, findings, token=self.tokens.get(where))
            for where, data in self.held
        ]


class Report(NamedTuple):
    """What was checked, what was found, and the verdict: OK, FAILED or UNVERIFIED.

    `root` was computed from the entries alone; `heads` are the checkpoints compared; `notes` are
    no faults; `left_open` says what may have happened all the same.
    """

    verdict: str
    origin: str | None
    size: int
    root: bytes | None
    recorded_at: int | None
    keys: Sequence[KeyInForce]
    checked: Sequence[Read]
    heads: Sequence[Judged]
    findings: Sequence[Finding]
    notes: Sequence[Notice]
    left_open: Sequence[Open]


class Verdict:
    """Gathers what a check does and finds, until it is `concluded`."""

    def __init__(self, asked: AuditRequest) -> None:
        self.asked = asked
        self.findings = Findings()
        self.checked: list[Read] = []
        self.notes: list[Notice] = []
        self._keys: Sequence[KeyInForce] = ()
        self._whole = False
        self._heads: Sequence[Judged] = ()

    def judge(
        self,
        origin: str,
        log: AuditedLog,
        added: Sequence[tuple[int, Mapping[str, Any]]],
        heads: Sequence[AuditedHead],
        *,
        whole: bool,
        load: Load,
        standby: bool = False,
    ) -> None:
        """Once the log was read: the keys `added` in it, the checkpoints against it.

        Where it could not be read to its end, not `whole`, that was found already: what lies beyond
        is not said to have been cut, nor a key to be of another ledger. `load`: its hashes.
        """
        asked, findings = self.asked, self.findings
        self._whole = whole
        self._keys = keys_of(origin, added, findings)
        if not whole:
            heads = [head for head in heads if head.checkpoint.size <= log.size]
        elif asked.pinned is not None:
            check_pinned(asked.pinned, self._keys, findings)
        self._heads = [
            judged(
                head,
                origin=origin,
                size=log.size,
                roots=log.roots,
                keys=self._keys,
                policy=asked.policy,
                pinned=asked.pinned,
                findings=findings,
                standby=standby,
            )
            for head in heads
        ]
        for head in self._heads:
            self.notes += [
                Notice("remark", {"file": head.head.where, "remark": remark})
                for remark in head.remarks
            ]
        if whole:
            self._tell_partings(origin, log.size, load)
        self._heads = stamped(
            self._heads, log.times, asked.trusted, findings=findings, notes=self.notes
        )
        if whole and asked.pinned is not None:
            reach = compared(log.last, self._heads)
            check_lost(asked.pinned, self._keys, findings, outside=reach.outside)
        if asked.policy is not None:
            check_logs(asked.policy, self._keys, findings)
            check_witnessed(asked.policy, self._heads, findings)

    def _tell_partings(self, origin: str, size: int, load: Load) -> None:
        """Note at which position the log parts from each checkpoint that it does not go on from."""
        agreed = [head.head.checkpoint.size for head in self._heads if head.counts]
        for head in self._heads:
            held = head.head.checkpoint
            if head.agrees or head.altered or held.origin != origin:
                continue
            told = parted(held, head.head.where, size=size, load=load, agreed=agreed)
            if told is not None:
                self.notes.append(Notice("parts", {"fault": told}))

    def _lost(self) -> int | None:
        """From which position on a key counts that nobody signed for, unless it, or one that came
        of it, is the key that was written down."""
        lost = last_loss(self._keys)
        if lost is None:
            return None
        since = (each for each in self._keys if each.since >= lost.since)
        return None if any(each.key == self.asked.pinned for each in since) else lost.since

    def concluded(self, origin: str | None, log: AuditedLog | None) -> Report:
        """The report; `log` as far as it was read, None where it could not be."""
        findings = self.findings
        size = log.size if log else 0
        return Report(
            FAILED if findings.failed else UNVERIFIED if findings.undecided else OK,
            origin,
            size,
            log.root() if log else None,
            log.recorded_at if log else None,
            self._keys,
            self.checked,
            self._heads,
            list(findings.all()),
            self.notes,
            left_open(
                compared(log.last if log else 0, self._heads),
                self._heads,
                has_key=bool(self._keys) or not self._whole,
                pinned=self.asked.pinned is not None,
                lost=self._lost(),
                evidence=self.asked.evidence,
                refuted=any(f.failed and f.check == HELD for f in findings.all()),
            ),
        )
