"""Why can a proof not be read, and at which line? Pure."""

from ledger.audit.held_heads import faulty_line
from ledger.faults import Phrase
from ledger.proofs.checkpoint import read
from ledger.proofs.proof import EXTRA, HEADER, INDEX
from ledger.proofs.spelling import decoded, empty, hash_line, shown, whole_number
from ledger.proofs.tree import ProofFault


def unreadable(where: str, data: bytes, fault: ProofFault) -> Phrase:
    """What to say of a file that is no proof, by the fault in reading it."""
    line, said = _line(data), fault.phrase
    if not data.strip():
        line, said = 1, empty()
    elif b"\r\n" in data:
        line, said = 1, Phrase("its lines end with CR and LF, as an editor may have made them")
    elif _is_checkpoint(data):
        line, said = 1, Phrase("it is a checkpoint, which `ledger verify --held` compares")
    return Phrase(
        "{file}, line {line}: {fault}; expected a proof as `ledger prove` writes it: {header}, the "
        "event as `extra`, `index N`, hashes, an empty line, a checkpoint",
        file=shown(where),
        line=line,
        fault=said,
        header=HEADER,
    )


def _is_checkpoint(data: bytes) -> bool:
    try:
        read(data)
    except ProofFault:
        return False
    return True


def _line(data: bytes) -> int:
    """The first line that no proof has at that place; else the last."""
    head, _, note = data.partition(b"\n\n")
    try:
        lines = head.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError as fault:
        return data.count(b"\n", 0, fault.start) + 1
    index = 3 if len(lines) > 1 and lines[1].startswith(EXTRA) else 2
    for number, line in enumerate(lines, 1):
        try:
            _check(number, line, index=index)
        except ProofFault:
            return number
    return len(lines) + (1 + faulty_line(note) if note else 0)


def _check(number: int, line: str, *, index: int) -> None:
    if number == 1:
        if line != HEADER:
            raise ProofFault
    elif number < index:
        if not decoded(line.removeprefix(EXTRA), what="the extra line"):
            raise ProofFault
    elif number == index:
        if not line.startswith(INDEX):
            raise ProofFault
        whole_number(line.removeprefix(INDEX), what="the index")
    else:
        hash_line(line, what="a hash")
