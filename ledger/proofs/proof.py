"""Is this event in the log, as anyone can check without the ledger?

`c2sp.org/tlog-proof@v1`: an index, the hashes from the leaf to the root (RFC 6962 section 2.1.1)
and a checkpoint, in one text file. It shows that an entry is in the log at that index, and never
that nothing else in the log contradicts it.
"""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from ledger.faults import Phrase
from ledger.proofs.checkpoint import Checkpoint, check_signed, read
from ledger.proofs.note import Note, text_of
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import decoded, encoded, hash_of_list, shown, whole_number
from ledger.proofs.tree import ProofFault, leaf_hash, verify_inclusion

HEADER: Final = "c2sp.org/tlog-proof@v1"
EXTRA: Final = "extra "
INDEX: Final = "index "
#: A tree of fewer than 2**63 leaves has no longer path.
MOST_HASHES: Final = 63


class Proof(NamedTuple):
    """An inclusion proof as it is written; until verified it is anybody's.

    `leaf_index` counts from 0; `hashes` go from the leaf's sibling upwards; `extra` is opaque, not
    covered by anything, and None where there is none.
    """

    leaf_index: int
    hashes: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: Note
    extra: bytes | None

    def __bytes__(self) -> bytes:
        extra = [f"{EXTRA}{encoded(self.extra)}"] if self.extra else []
        lines = [HEADER, *extra, f"{INDEX}{self.leaf_index}", *map(encoded, self.hashes), "", ""]
        return "\n".join(lines).encode() + bytes(self.note)


def proof(index: int, hashes: Sequence[bytes], *, note: Note, extra: bytes | None = None) -> Proof:
    """A proof for a signed checkpoint; `hashes` as `tree.inclusion_proof` gives them."""
    checkpoint, _ = read(bytes(note))
    return Proof(index, tuple(hashes), checkpoint, note, extra)


def parse(data: bytes) -> Proof:
    """Read a proof, strictly. Nothing is verified yet."""
    text = text_of(data, what=Phrase("the proof"))
    head, blank, rest = text.partition("\n\n")
    lines = head.split("\n")
    if lines[0] != HEADER:
        raise ProofFault(
            "a proof begins with the line {header}; this one with {line}",
            header=HEADER,
            line=shown(lines[0]),
        )
    if not blank:
        raise ProofFault("it ends before the empty line, below which the checkpoint stands")
    extra = None
    if len(lines) > 1 and lines[1].startswith(EXTRA):
        extra = decoded(lines.pop(1).removeprefix(EXTRA), what=Phrase("the extra line"))
        if not extra:
            raise ProofFault("an extra line without data is left out")
    if len(lines) < 2 or not lines[1].startswith(INDEX):
        raise ProofFault("a proof has a line `index N` after its header and extra line")
    if len(lines) - 2 > MOST_HASHES:
        raise ProofFault("a proof has at most {most} hashes", most=MOST_HASHES)
    index = whole_number(lines[1].removeprefix(INDEX), what=Phrase("the index"))
    hashes = tuple(hash_of_list(line, number) for number, line in enumerate(lines[2:], 1))
    checkpoint, note = read(rest.encode())
    return Proof(index, hashes, checkpoint, note, extra)


def verify(found: Proof, entry: bytes, *, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint under which `entry` is proved to be in the log, at the proof's index.

    Raises ProofFault where it is not, Unsigned where no key given signed the checkpoint. Whether
    witnesses saw it is a question to `quorum.Policy.verdict`, with `found.note`.
    """
    head = found.checkpoint
    check_signed(head, found.note, keys=keys)
    verify_inclusion(
        found.leaf_index, head.size, leaf=leaf_hash(entry), root=head.root, proof=found.hashes
    )
    return head
