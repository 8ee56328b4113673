"""Who signed this text?

Signed notes as c2sp.org/signed-note has them, read strictly: a note that is not written as the
format says is refused before any signature is looked at.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

from ledger.faults import Phrase, Unverified
from ledger.proofs.signer import ED25519, SignerKey, VerifierKey, name_fault
from ledger.proofs.spelling import decoded, encoded, shown
from ledger.proofs.tree import ProofFault

#: What is longer is refused unread; both are the limits of Go's sumdb/note.
LARGEST: Final = 1_000_000
MOST_SIGNATURES: Final = 100

_DASH: Final = "\u2014 "


class NoteFault(ProofFault):
    """A note or a signature that is not what it should be."""


class Unsigned(Unverified):
    """A well-formed note without a signature by any of the keys asked about: no verdict."""


class Signature(NamedTuple):
    """A signature line: it claims the key of that name and id, and nothing vouches for it yet.

    `str()` writes it, newline included.
    """

    name: str
    id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {encoded(self.id + self.signature)}\n"


class Note(NamedTuple):
    """A text, with its final newline, and the signatures under it; `bytes()` writes it."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        return (self.text + "\n" + "".join(map(str, self.signatures))).encode()


def signature_lines(text: str) -> tuple[Signature, ...]:
    """Read signature lines, one or more, each with its newline."""
    if not text.endswith("\n"):
        raise NoteFault("the last signature does not end with a newline")
    lines = text[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise NoteFault("more than {most} signatures", most=MOST_SIGNATURES)
    signatures = []
    for line in lines:
        name, blank, value = line.removeprefix(_DASH).partition(" ")
        if not line.startswith(_DASH) or not blank or name_fault(name):
            raise NoteFault("this is not a signature: {line}", line=shown(line))
        data = decoded(value, what=Phrase("a signature"))
        if len(data) < 5:
            raise NoteFault("this signature is too short: {line}", line=shown(line))
        signatures.append(Signature(name, data[:4], data[4:]))
    return tuple(signatures)


def text_of(data: bytes, *, what: object) -> str:
    """UTF-8 without control characters but newline, as notes and proofs demand of all of it; and
    without a byte order mark, which would be part of what was signed."""
    if len(data) > LARGEST:
        raise NoteFault("{what} of {size} bytes is too large", what=what, size=len(data))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise NoteFault(
            "{what} is not UTF-8 at byte {place}", what=what, place=fault.start
        ) from None
    if text.startswith("\ufeff"):
        raise NoteFault(
            "{what} begins with a byte order mark, which an editor put there", what=what
        )
    if odd := next((c for c in text if c < " " and c != "\n"), None):
        raise NoteFault("{what} has the control character {odd}", what=what, odd=ascii(odd))
    return text


def parse(data: bytes) -> Note:
    """Read a signed note. Until `verified`, its text is anybody's."""
    text, blank, rest = text_of(data, what=Phrase("the note")).rpartition("\n\n")
    if not blank:
        raise NoteFault("the note has no empty line before its signatures")
    if not rest:
        raise NoteFault("an empty line is the last, and no signature stands below it")
    return Note(text + "\n", signature_lines(rest))


def signature_by(note: Note, key: VerifierKey) -> Signature | None:
    """The line that claims to be by this key, or None; two by one key are refused."""
    found = [s for s in note.signatures if s.name == key.name and s.id == key.id]
    if len(found) > 1:
        raise NoteFault(
            "{count} signatures by one key, {key}", count=len(found), key=shown(str(key))
        )
    return found[0] if found else None


def verified(note: Note, keys: Iterable[VerifierKey]) -> list[VerifierKey]:
    """Which of these log keys signed the note: at least one, else Unsigned is raised.

    A line that claims to be by one of them and is not refuses the note. Signatures by other keys
    are ignored, as the format demands: rotation and witnesses depend on it.
    """
    signers, message = [], note.text.encode()
    for key in dict.fromkeys(keys):
        if key.algorithm != ED25519:
            raise ValueError("a witness's key signs no note by itself")
        found = signature_by(note, key)
        if found is None:
            continue
        if not key.accepts(message, found.signature):
            raise NoteFault("the signature by {key} does not fit the text", key=shown(str(key)))
        signers.append(key)
    if not signers:
        raise Unsigned(Phrase("no signature by a key that was given"))
    return signers


def signed(text: str, key: SignerKey) -> Note:
    """The text, which ends with a newline, signed by one key."""
    if not text.endswith("\n") or any(c < " " and c != "\n" for c in text):
        raise NoteFault("what is signed ends with a newline and has no control characters")
    name, identity = key.verifier.name, key.verifier.id
    return Note(text, (Signature(name, identity, key.sign(text.encode())),))


def with_signatures(note: Note, more: Iterable[Signature]) -> Note:
    """The note with these lines too; one by a key that has a line already replaces it."""
    lines = {(s.name, s.id): s for s in (*note.signatures, *more)}
    return Note(note.text, tuple(lines.values()))
