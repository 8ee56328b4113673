"""By when was the log there, by the time stamps of checkpoints that it goes on from? Pure."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ledger.audit.audited_heads import STAMPED, Judged
from ledger.audit.findings import Findings, Notice
from ledger.proofs.spelling import shown
from ledger.signing.time_stamp import ENDING, StampFault, check_covers, stamp

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_FILE: Final = f"FILE{ENDING}"


def stamped(
    heads: Sequence[Judged],
    times: Mapping[int, int],
    trusted: "Sequence[Certificate] | None",
    *,
    findings: Findings,
    notes: list[Notice],
) -> list[Judged]:
    """The checkpoints with their time stamps, as far as these count; `times`: when the last event
    of each was recorded.

    A token that nobody vouches for is nothing against the ledger. One that is older than what it
    covers speaks against the record times.
    """
    tokens = [head.head.where + ENDING for head in heads if head.head.token is not None]
    if trusted is None:
        notes += [Notice("unread_stamp", {"file": shown(file)}) for file in tokens]
        return list(heads)
    if not tokens:
        findings.add(STAMPED, "no_stamp", failed=False, file=_FILE)
    return [_stamped(head, times, trusted, findings) for head in heads]


def _stamped(
    head: Judged, times: Mapping[int, int], trusted: "Sequence[Certificate]", findings: Findings
) -> Judged:
    token, size = head.head.token, head.head.checkpoint.size
    if token is None or not head.counts:
        return head
    where = shown(head.head.where + ENDING)
    try:
        found = stamp(token, bytes(head.head.note), trusted=trusted)
    except StampFault as fault:
        findings.add(STAMPED, "unusable_stamp", failed=False, file=where, fault=fault.phrase)
        return head
    try:
        check_covers(found, size, times.get(size, found.at))
    except StampFault as fault:
        findings.add(STAMPED, "older_stamp", file=where, fault=fault.phrase)
        return head
    return head._replace(stamp=found)
