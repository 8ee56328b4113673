"""Which key signs a ledger at which size, and who handed it on?

The first key comes with `init` or `key adopt` and is taken on trust: it is what an auditor pins.
Every later one is signed for by the key before it, in a signed note whose text names the ledger
and both keys; the event keeps the new key and the note's signature line. Where the key before it
was lost, nothing is signed: an event of another type says so, and whoever may append can say it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.proofs.note import Note, signature_by, signature_lines, signed
from ledger.proofs.signer import KeyFault, SignerKey, VerifierKey, verifier_key
from ledger.proofs.spelling import shown

#: The first line of what is signed. No origin has a blank: this can never be a checkpoint.
HEADER: Final = "policy-ledger key rotation v1"


class KeyInForce(NamedTuple):
    """A key, and the position of the event from which on it signs.

    `lost`: why the key before it did not sign for it, as the recorder says; None where it did.
    """

    since: int
    key: VerifierKey
    lost: str | None = None


def rotation_text(old: VerifierKey, new: VerifierKey) -> str:
    """What the old key signs: header, origin, old and new verifier key, a line each."""
    return f"{HEADER}\n{old.name}\n{old}\n{new}\n"


def rotation(old: SignerKey, new: VerifierKey) -> dict[str, str]:
    """The `key` and `signature` of the `key_added` event that makes `new` the key in force."""
    if new.name != old.verifier.name:
        raise KeyFault("the new key is {name}'s, not this ledger's", name=shown(new.name))
    note = signed(rotation_text(old.verifier, new), old)
    return {"key": str(new), "signature": str(note.signatures[0]).rstrip("\n")}


def chain(origin: str, added: Iterable[tuple[int, Mapping[str, Any]]]) -> list[KeyInForce]:
    """The keys of a ledger from its `key_added` and `key_lost` events, (seq, data), in the order of
    the log; of these two the latter alone say what was `lost`.

    KeyFault names the event that adds a key of another name, one that was there before, or one
    that the key before it did not sign for; or that says of another key that it was lost.
    """
    keys: list[KeyInForce] = []
    for seq, data in added:
        key = verifier_key(str(data.get("key", "")))
        if key.name != origin:
            raise KeyFault(
                "@{seq} adds a key of {name}, not of this ledger", seq=seq, name=shown(key.name)
            )
        if any(key.public == earlier.key.public for earlier in keys):
            raise KeyFault("@{seq} adds a key that signed this ledger before", seq=seq)
        lost = str(data["why"]) if "lost" in data and "why" in data else None
        if lost is not None:
            if not keys or data["lost"] != str(keys[-1].key):
                raise KeyFault("@{seq} says that a key was lost that was not in force", seq=seq)
        elif keys:
            _check_rotation(keys[-1].key, key, line=data.get("signature"), seq=seq)
        keys.append(KeyInForce(seq, key, lost))
    return keys


def _check_rotation(old: VerifierKey, new: VerifierKey, *, line: object, seq: int) -> None:
    text = rotation_text(old, new)
    lines = signature_lines(line + "\n") if isinstance(line, str) else ()
    found = signature_by(Note(text, lines), old)
    if len(lines) != 1 or found is None or not old.accepts(text.encode(), found.signature):
        raise KeyFault("@{seq} adds a key that the key before it did not sign for", seq=seq)


def last_loss(keys: Sequence[KeyInForce]) -> KeyInForce | None:
    """The last key that took over without a signature; None where each was signed for."""
    return next((each for each in reversed(keys) if each.lost is not None), None)


def key_at(keys: Sequence[KeyInForce], size: int) -> VerifierKey | None:
    """Which key signs the checkpoint of a tree of `size`; None before there was one."""
    return next((k.key for k in reversed(keys) if k.since <= size), None)
