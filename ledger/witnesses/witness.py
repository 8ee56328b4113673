"""May a witness cosign this checkpoint, after all that it has seen of the log?

The `add-checkpoint` call of c2sp.org/tlog-witness, pure: how it is written and read, and what is
decided. The one rule: what is cosigned is a continuation of what was cosigned before.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from ledger.faults import LedgerFault
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.note import Note, text_of
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import encoded, hash_line, shown, whole_number
from ledger.proofs.tree import EMPTY_ROOT, ProofFault, verify_consistency

MOST_HASHES: Final = 63
#: A checkpoint may carry post-quantum signatures of 5 kB; 16 of them, as all must take, fit.
LARGEST_REQUEST: Final = 256 * 1024

SIZE_TYPE: Final = "text/x.tlog.size"
TEXT_TYPE: Final = "text/plain; charset=utf-8"


class LatestTree(NamedTuple):
    """The latest tree of an origin that the witness cosigned; at first the empty one."""

    size: int = 0
    root: bytes = EMPTY_ROOT


class Request(NamedTuple):
    """A checkpoint, and the proof that a tree of `old` leaves is its beginning."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: Note

    def __bytes__(self) -> bytes:
        lines = [f"old {self.old}", *map(encoded, self.proof), "", ""]
        return "\n".join(lines).encode() + bytes(self.note)


class WitnessAnswer(NamedTuple):
    """What the witness replies, by HTTP; 200 alone is a cosignature."""

    status: int
    body: bytes
    content_type: str = TEXT_TYPE


def request(old: int, proof: Sequence[bytes], *, note: Note) -> Request:
    """The request that asks a witness to go from `old` to the checkpoint in this note."""
    checkpoint, _ = read(bytes(note))
    return Request(old, tuple(proof), checkpoint, note)


def parse(data: bytes) -> Request:
    """Read a request, strictly; ProofFault where it is not one."""
    if len(data) > LARGEST_REQUEST:
        raise ProofFault("a request of {size} bytes is too large", size=len(data))
    head, blank, rest = text_of(data, what="the request").partition("\n\n")
    first, *lines = head.split("\n")
    if not blank or not first.startswith("old "):
        raise ProofFault(
            "a request begins with the line `old N`; this one with {line}", line=shown(first)
        )
    if len(lines) > MOST_HASHES:
        raise ProofFault("a request has at most {most} hashes", most=MOST_HASHES)
    old = whole_number(first.removeprefix("old "), what="the old size")
    proof = tuple(hash_line(line, what=f"hash {n}") for n, line in enumerate(lines, 1))
    # extension lines are cosigned with the rest, and vouched for by nobody (tlog-cosignature)
    checkpoint, note = read(rest.encode(), extended=True)
    return Request(old, proof, checkpoint, note)


def _refused(status: int, why: str) -> WitnessAnswer:
    return WitnessAnswer(status, f"{why}\n".encode())


def refusal(
    asked: Request, seen: LatestTree, *, logs: Mapping[str, Sequence[VerifierKey]]
) -> WitnessAnswer | None:
    """Why the checkpoint is not cosigned, or None where it is; `logs`: origin to its keys.

    404 unknown origin; 403 not signed by a key of it; 400 old above new; 409 old is not what was
    cosigned last, with that size; 422 the two trees are not consistent, of one size or of two
    (C2SP/C2SP#280; before that, 409 was for two of one size, and witnesses may still say so).
    """
    head = asked.checkpoint
    keys = logs.get(head.origin)
    if keys is None:
        return _refused(404, "this witness does not know this origin")
    try:
        check_signed(head, asked.note, keys=keys)
    except LedgerFault as fault:
        return _refused(403, str(fault))
    if asked.old > head.size:
        return _refused(400, "the old size is above the size of the checkpoint")
    if asked.old != seen.size:
        return WitnessAnswer(409, f"{seen.size}\n".encode(), SIZE_TYPE)
    try:
        verify_consistency(
            asked.old, head.size, old_root=seen.root, new_root=head.root, proof=asked.proof
        )
    except ProofFault as fault:
        return _refused(422, str(fault))
    return None
