"""Which witness saw this checkpoint, and when?

Timestamped Ed25519 cosignatures, `cosignature/v1` of c2sp.org/tlog-cosignature: the witness says
that at that second this was the largest tree of the origin that it had seen, and that every
tree it had seen before is a beginning of it.
"""

from typing import Final

from ledger.dates.instants import LAST_INSTANT, SECOND
from ledger.proofs.note import Note, NoteFault, Signature, signature_by
from ledger.proofs.signer import COSIGNATURE, SignerKey, VerifierKey
from ledger.proofs.spelling import shown

#: The last second that a date can say; a witness may give any up to 2**63 - 1.
_LAST: Final = LAST_INSTANT // SECOND


class FutureCosignature(NoteFault):
    """A cosignature that fits, at a second beyond the year 9999: no witness has been there."""


def _message(text: str, timestamp: int) -> bytes:
    """What a witness signs: two lines, then the checkpoint's own."""
    return f"cosignature/v1\ntime {timestamp}\n{text}".encode()


def cosign(text: str, key: SignerKey, *, timestamp: int) -> Signature:
    """Cosign a checkpoint's text at `timestamp`, in seconds since 1970."""
    if key.verifier.algorithm != COSIGNATURE:
        raise ValueError("a witness signs with a key of type 0x04")
    if not 0 <= timestamp < 2**63:
        raise ValueError("a timestamp lies in 0 .. 2**63 - 1")
    signature = key.sign(_message(text, timestamp))
    return Signature(key.verifier.name, key.verifier.id, timestamp.to_bytes(8, "big") + signature)


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """When this witness cosigned the note, in seconds since 1970; None where it did not.

    NoteFault where a line claims to be by this witness and is not, or two do; FutureCosignature
    where it is, and is to have been given beyond the year 9999: a verifier may reject what lies
    in the future (tlog-cosignature), and so far no clock can be ahead.
    """
    if key.algorithm != COSIGNATURE:
        raise ValueError("a witness's key is of type 0x04")
    found = signature_by(note, key)
    if found is None:
        return None
    timestamp = int.from_bytes(found.signature[:8], "big")
    if (
        len(found.signature) != 72
        or timestamp >= 2**63
        or not key.accepts(_message(note.text, timestamp), found.signature[8:])
    ):
        raise NoteFault("the cosignature by {key} does not fit the text", key=shown(str(key)))
    if timestamp > _LAST:
        raise FutureCosignature(
            "the cosignature by {key} is dated beyond the year 9999, and does not count",
            key=shown(str(key)),
        )
    return timestamp
