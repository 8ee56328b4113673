"""Which key signs, what is its name, and how is it written?

Verifier keys and signer keys as c2sp.org/signed-note and Go's sumdb/note write them. Ed25519
(RFC 8032) comes from `cryptography`, loaded only where something is signed or verified.
"""

from hashlib import sha256
from typing import Any, Final, NamedTuple

from ledger.faults import Phrase
from ledger.proofs.spelling import SpellingFault, decoded, empty, encoded, shown
from ledger.proofs.tree import ProofFault

#: Signature types, the byte before the public key: of a log, and of a witness (tlog-cosignature).
ED25519: Final = 0x01
COSIGNATURE: Final = 0x04


class KeyFault(ProofFault):
    """A key that is not written as keys are, or one that may not be used here."""


def name_fault(name: str) -> Phrase | None:
    """Why this cannot be the name of a key, and so not the origin of a ledger; else None."""
    if not name:
        return empty()
    if "+" in name:
        return Phrase("it has a plus sign")
    if any(c.isspace() or c < " " for c in name):
        return Phrase("it has white space or a control character")
    try:
        name.encode()
    except UnicodeEncodeError:
        return Phrase("it is not Unicode text")
    return None


class VerifierKey(NamedTuple):
    """A public key, 32 bytes, and its name; `str()` gives `<name>+<key id>+<base64>`."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        """SHA-256(name || 0x0A || signature type || public key)[:4]."""
        head = self.name.encode() + b"\n" + bytes([self.algorithm])
        return sha256(head + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.algorithm]) + self.public)}"

    def accepts(self, message: bytes, signature: bytes) -> bool:
        """Whether this is a valid Ed25519 signature of exactly this message by this key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def _parts(text: str, *, what: Phrase, algorithm: int) -> tuple[str, str, bytes]:
    name, _, rest = text.partition("+")
    written, _, key = rest.partition("+")
    if fault := name_fault(name):
        raise KeyFault(
            "{what} {text} has no name that can be used: {fault}",
            what=what,
            text=shown(text),
            fault=fault,
        )
    data = decoded(key, what=Phrase("the key in {what}", what=what))
    if data[:1] != bytes([algorithm]) or len(data) != 33:
        raise KeyFault(
            "{what} is not an Ed25519 key of type {type} with 32 bytes",
            what=what,
            type=f"{algorithm:#04x}",
        )
    return name, written, data[1:]


def verifier_key(text: str, *, algorithm: int = ED25519) -> VerifierKey:
    """Read a verifier key; a fault where anything in it is off, its id included."""
    name, written, public = _parts(text, what=Phrase("verifier key"), algorithm=algorithm)
    key = VerifierKey(name, algorithm, public)
    if written != key.id.hex():
        raise KeyFault(
            "verifier key {text} does not have the id of its name and key", text=shown(text)
        )
    return key


class SignerKey:
    """A private key and its name. Printing it shows the public half alone."""

    __slots__ = ("_private", "verifier")

    def __init__(self, name: str, seed: bytes, *, algorithm: int = ED25519) -> None:
        """`seed`: the 32 bytes of an Ed25519 private key (RFC 8032 section 5.1.5)."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        if fault := name_fault(name):
            raise KeyFault(
                "{name} cannot be the name of a key: {fault}", name=shown(name), fault=fault
            )
        self._private: Any = Ed25519PrivateKey.from_private_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.verifier = VerifierKey(name, algorithm, public)

    def __repr__(self) -> str:
        return f"<signer key of {str(self.verifier)!a}>"

    @property
    def seed(self) -> bytes:
        """The secret itself, for whoever stores it."""
        return bytes(self._private.private_bytes_raw())

    def text(self) -> str:
        """`PRIVATE+KEY+<name>+<key id>+<base64(type || seed)>`: whoever has it can sign."""
        key, algorithm = self.verifier, bytes([self.verifier.algorithm])
        return f"PRIVATE+KEY+{key.name}+{key.id.hex()}+{encoded(algorithm + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of an Ed25519 signature."""
        return bytes(self._private.sign(message))


def signer_key(text: str, *, algorithm: int = ED25519) -> SignerKey:
    """Read a signer key. No message quotes it."""
    prefix = "PRIVATE+KEY+"
    try:
        name, written, seed = _parts(
            text.removeprefix(prefix), what=Phrase("signer key"), algorithm=algorithm
        )
    except (KeyFault, SpellingFault):
        name, written, seed = "", "", b""
    if not text.startswith(prefix) or not name:
        raise KeyFault("signer key is not written as PRIVATE+KEY+<name>+<key id>+<base64>")
    key = SignerKey(name, seed, algorithm=algorithm)
    if written != key.verifier.id.hex():
        raise KeyFault("signer key does not have the id of its name and key")
    return key


def new_key(name: str, *, algorithm: int = ED25519) -> SignerKey:
    """A new key, from the operating system's randomness."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    return SignerKey(name, seed, algorithm=algorithm)
