"""Why is what a reader holds of no use, and at which line? Pure.

What is held is the reader's own file. Where it is no checkpoint, or not the text that was signed,
that is nothing against the ledger: it leaves the comparison undecided.
"""

from collections.abc import Iterable
from typing import Final

from ledger.faults import Phrase
from ledger.proofs.note import Note, Unsigned, signature_lines, verified
from ledger.proofs.proof import HEADER
from ledger.proofs.signer import VerifierKey, name_fault
from ledger.proofs.spelling import empty, hash_line, shown, whole_number
from ledger.proofs.tree import ProofFault

#: The line of a checkpoint at which its signatures begin.
SIGNATURES: Final = 5


def unusable(where: str, data: bytes, fault: ProofFault) -> Phrase:
    """What to say of a file that is held and is no checkpoint, by the fault in reading it."""
    line, said = faulty_line(data), fault.phrase
    if not data.strip():
        said = empty()
    elif data.startswith(HEADER.encode()):
        line, said = 1, Phrase("it is a proof, which `ledger verify-proof` checks")
    expected = Phrase(
        "{fault}; expected a checkpoint as `ledger checkpoint` writes it: origin, number of "
        "events, root, an empty line, signatures",
        fault=said,
    )
    return unusable_at(where, line, expected)


def unusable_at(where: str, line: int, said: Phrase) -> Phrase:
    """The same of a file that is a checkpoint, and not one to compare with."""
    return Phrase(
        "what you hold is unusable: {file}, line {line}: {fault}",
        file=shown(where),
        line=line,
        fault=said,
    )


def misfit(note: Note, keys: Iterable[VerifierKey]) -> ProofFault | None:
    """What is wrong with a signature that names one of these keys and is none of this text."""
    for key in keys:
        try:
            verified(note, [key])
        except Unsigned:
            continue
        except ProofFault as fault:
            return fault
    return None


def faulty_line(data: bytes) -> int:
    """The first line that no checkpoint has at that place; else the last."""
    try:
        lines = data.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as fault:
        return data.count(b"\n", 0, fault.start) + 1
    for number, line in enumerate(lines, 1):
        try:
            _check(number, line)
        except ProofFault:
            return number
    return len(lines)


def _check(number: int, line: str) -> None:
    if any(c < " " for c in line):
        raise ProofFault
    match number:
        case 1:
            if name_fault(line) or line.startswith("\ufeff"):
                raise ProofFault
        case 2:
            whole_number(line, what="the size")
        case 3:
            hash_line(line, what="the root")
        case 4:
            if line:
                raise ProofFault
        case _:
            signature_lines(f"{line}\n")
