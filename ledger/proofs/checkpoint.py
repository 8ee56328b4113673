"""What was a ledger's tree at one size, and who says so?

Checkpoints as c2sp.org/tlog-checkpoint has them: three lines, signed. Ours have no extension lines;
those of other logs, which a witness cosigns, may.
"""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.faults import Phrase
from ledger.proofs.note import Note, Unsigned, parse, signed, verified
from ledger.proofs.signer import SignerKey, VerifierKey, name_fault
from ledger.proofs.spelling import encoded, hash_line, shown, whole_number
from ledger.proofs.tree import EMPTY_ROOT, ProofFault


class CheckpointFault(ProofFault):
    """A text that is no checkpoint, or not one of the ledger it should be of."""


class Checkpoint(NamedTuple):
    """The head of a tree: whose, how many leaves, and the root hash, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The three lines, each with its newline."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


def body(text: str, *, extended: bool = False) -> Checkpoint:
    """Read the text of a note as a checkpoint; a fault where it is not exactly one.

    `extended`: extension lines may follow, none of them empty, which nobody here reads.
    """
    lines = text.split("\n")
    if lines.pop() != "" or len(lines) < 3:
        raise CheckpointFault("a checkpoint has three lines: origin, size, root")
    if len(lines) > 3 and not extended:
        raise CheckpointFault(
            "a checkpoint here has no extension line: {line}", line=shown(lines[3])
        )
    if "" in lines[3:]:
        raise CheckpointFault("a checkpoint has no empty line")
    if fault := name_fault(lines[0]):
        raise CheckpointFault(
            "the origin {origin} cannot be used: {fault}", origin=shown(lines[0]), fault=fault
        )
    size = whole_number(lines[1], what=Phrase("the size"))
    return Checkpoint(lines[0], size, hash_line(lines[2], what=Phrase("the root")))


def read(data: bytes, *, extended: bool = False) -> tuple[Checkpoint, Note]:
    """Read a signed checkpoint, as `body` does; nothing is verified yet."""
    note = parse(data)
    return body(note.text, extended=extended), note


def sign(checkpoint: Checkpoint, key: SignerKey) -> Note:
    """The checkpoint signed by its origin's key, which bears the origin's name."""
    if key.verifier.name != checkpoint.origin:
        raise CheckpointFault(
            "the key of {name} does not sign for {origin}",
            name=shown(key.verifier.name),
            origin=shown(checkpoint.origin),
        )
    return signed(checkpoint.text(), key)


def check_signed(checkpoint: Checkpoint, note: Note, *, keys: Iterable[VerifierKey]) -> None:
    """Raise unless a key that bears the origin's name signed this checkpoint.

    CheckpointFault where all keys given are another ledger's, Unsigned where none signed it.
    """
    known = list(keys)
    mine = [key for key in known if key.name == checkpoint.origin]
    if known and not mine:
        raise CheckpointFault(
            "a checkpoint of {origin}, and a key of {name}",
            origin=shown(checkpoint.origin),
            name=shown(known[0].name),
        )
    try:
        verified(note, mine)
    except Unsigned:
        origin = shown(checkpoint.origin)
        raise Unsigned(
            Phrase("the checkpoint of {origin} has no signature by a key given", origin=origin)
        ) from None


def verify(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """Read a checkpoint that one of these keys signed for the origin whose name it bears."""
    checkpoint, note = read(data)
    check_signed(checkpoint, note, keys=keys)
    if checkpoint.size == 0 and checkpoint.root != EMPTY_ROOT:
        raise CheckpointFault("the root of a tree of size 0 is SHA-256 of nothing; this is not")
    return checkpoint
