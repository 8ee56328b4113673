"""What does a time stamping authority say of our newest checkpoint?"""

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.faults import Phrase
from ledger.proofs.spelling import shown
from ledger.signing.log_tree import LogTree
from ledger.signing.signed_head import Head
from ledger.signing.stamped_heads import keep
from ledger.signing.time_stamp import LARGEST, Stamp, StampFault, check_covers, query, stamp
from ledger.witnesses.post import Unreachable, answered, at, send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

#: What is said to be at its address.
AUTHORITY: Final = Phrase("time stamping authority")
_QUERY: Final = {"Content-Type": "application/timestamp-query"}
#: Seconds in which an authority must have answered.
PATIENCE: Final = 30.0


class Stamped(NamedTuple):
    """The time stamp of a checkpoint, its token as it was given, and where that checkpoint is
    kept with it."""

    stamp: Stamp
    token: bytes
    path: Path


def stamp_head(
    tree: LogTree,
    head: Head,
    note: bytes,
    *,
    url: str,
    trusted: "Sequence[Certificate] | None",
) -> Stamped:
    """Have the head that was just signed stamped, `note` with all signatures, and keep it so.

    StampFault where there is no time stamp that is good; the head stays signed and kept.
    """
    size = head.checkpoint.size
    (last,) = tree.rows(size, size)
    try:
        token, found = _stamp(url, note, trusted=trusted)
        check_covers(found, size, last[5])
    except StampFault as fault:
        raise StampFault(
            "{fault}; the head @{size} was signed, and is not given out",
            fault=fault.phrase,
            size=size,
        ) from None
    return Stamped(found, token, keep(head.path, size, note, token))


def _stamp(
    url: str, data: bytes, *, trusted: "Sequence[Certificate] | None"
) -> tuple[bytes, Stamp]:
    asked = query(data)
    where = at(url, AUTHORITY)
    try:
        answer = send(url, asked.data, _QUERY, who=AUTHORITY, timeout=PATIENCE, largest=LARGEST)
    except Unreachable as fault:
        raise StampFault(fault.phrase) from None
    if answer.status != 200:
        said = shown(answer.body[:200].decode("utf-8", "replace").strip())
        raise StampFault(answered(where, answer.status, said))
    try:
        return answer.body, stamp(answer.body, data, trusted=trusted, nonce=asked.nonce)
    except StampFault as fault:
        raise StampFault("{where}: {fault}", where=where, fault=fault.phrase) from None
