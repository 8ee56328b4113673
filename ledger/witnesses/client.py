"""Will this witness vouch for our newest checkpoint?"""

from collections.abc import Callable, Sequence
from typing import Final

from ledger.faults import LedgerFault, Phrase, quoted
from ledger.proofs.cosignature import cosigned_at
from ledger.proofs.note import Note, Signature, signature_lines
from ledger.proofs.signer import COSIGNATURE, VerifierKey, verifier_key
from ledger.proofs.spelling import shown, whole_number
from ledger.proofs.tree import ProofFault
from ledger.witnesses.post import HttpAnswer, Unreachable, answered, at, send
from ledger.witnesses.witness import SIZE_TYPE, TEXT_TYPE, request

#: What is said to be at its address.
WITNESS: Final = Phrase("witness")
#: A witness that keeps naming other sizes is not asked for ever.
_TRIALS: Final = 3
_LARGEST_ANSWER: Final = 256 * 1024

Prove = Callable[[int], Sequence[bytes]]
"""The consistency proof from a tree of that size to the checkpoint."""


class WitnessRefused(LedgerFault):
    """A witness could not be reached, or gave no cosignature; says which and why."""


class WitnessDisagrees(ProofFault):
    """A witness has seen another history of this ledger, or a longer one, than it has."""


def witness_key(url: str, *, timeout: float = 30.0) -> VerifierKey:
    """The key that a witness of ours names at its address: its own word, which nobody vouches for.

    WitnessRefused where it names none; tlog-witness has no such call, other witnesses need none.
    """
    answer = _asked(url.rstrip("/") + "/", None, timeout)
    try:
        if answer.status == 200:
            text = answer.body.decode("utf-8").removesuffix("\n")
            return verifier_key(text, algorithm=COSIGNATURE)
    except (UnicodeDecodeError, ProofFault):
        pass
    raise WitnessRefused(
        "{where} does not name its key: write address and key into a policy file, and name that "
        "with --witness-policy",
        where=at(url, WITNESS),
    )


def cosignatures(
    url: str, note: Note, *, prove: Prove, key: VerifierKey, seen: int = 0, timeout: float = 30.0
) -> list[Signature]:
    """Ask the witness at `url` (its submission prefix) to cosign, and verify that it did.

    `seen` is the size it is thought to know; it says itself where that is another. Returns the
    lines by `key` alone. WitnessDisagrees where the witness has proof against this ledger.
    """
    _, size, *_ = note.text.split("\n")
    new, where = int(size), at(url, WITNESS)
    for _ in range(_TRIALS):
        asked = request(seen, prove(seen), note=note)
        answer = _asked(url.rstrip("/") + "/add-checkpoint", bytes(asked), timeout)
        if answer.status == 200:
            return _verified(answer.body, note, key=key, where=where)
        said = shown(answer.body[:200].decode("utf-8", "replace").strip())
        known = _size_named(answer, where)
        # of one size no proof can be wrong: older witnesses say 409, with or without the size
        forked = answer.status == 409 and seen == new and known in (None, new)
        if answer.status == 422 or forked:
            raise WitnessDisagrees(
                "{where} has seen another history of this ledger: {said}",
                where=where,
                said=quoted(said),
            )
        if known is None:
            raise WitnessRefused(answered(where, answer.status, said))
        if known > new:
            raise WitnessDisagrees(
                "{where} has seen {known} events of this ledger, which has {size}: it was rolled "
                "back, or grew elsewhere",
                where=where,
                known=known,
                size=new,
            )
        seen = known
    raise WitnessRefused("{where} names another size each time it is asked", where=where)


def _size_named(answer: HttpAnswer, where: Phrase) -> int | None:
    """The size that a witness says it knows, in the place of a cosignature; None in other answers.

    WitnessRefused where it is not written as it must be.
    """
    if answer.status != 409 or answer.content_type.partition(";")[0] != SIZE_TYPE:
        return None
    text = answer.body[:30].decode("ascii", "replace").removesuffix("\n")
    try:
        return whole_number(text, what=Phrase("the size that it names"))
    except ProofFault as fault:
        raise WitnessRefused(
            "{where} answers what is none: {fault}", where=where, fault=fault.phrase
        ) from None


def _verified(body: bytes, note: Note, *, key: VerifierKey, where: Phrase) -> list[Signature]:
    try:
        lines = signature_lines(body.decode("utf-8"))
        mine = [s for s in lines if (s.name, s.id) == (key.name, key.id)]
        if cosigned_at(Note(note.text, tuple(mine)), key) is None:
            raise WitnessRefused(
                "{where} did not cosign with {key}", where=where, key=shown(str(key))
            )
    except UnicodeDecodeError:
        raise WitnessRefused("{where} does not answer in UTF-8", where=where) from None
    except ProofFault as fault:  # its own affair: the word of others stands
        raise WitnessRefused(
            "{where} did not cosign: {fault}", where=where, fault=fault.phrase
        ) from None
    return mine


def _asked(url: str, body: bytes | None, timeout: float) -> HttpAnswer:
    kind = {} if body is None else {"Content-Type": TEXT_TYPE}
    try:
        return send(url, body, kind, who=WITNESS, timeout=timeout, largest=_LARGEST_ANSWER)
    except Unreachable as fault:
        raise WitnessRefused(fault.phrase) from None
