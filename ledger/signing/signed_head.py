"""How is a ledger's head signed, once and never against an earlier one, and its key handed on?"""

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from ledger.faults import LedgerFault, Phrase, said
from ledger.proofs.checkpoint import Checkpoint, check_signed, sign
from ledger.proofs.note import Note, with_signatures
from ledger.proofs.signer import SignerKey, VerifierKey, new_key
from ledger.proofs.spelling import shown, whole
from ledger.signing import keys
from ledger.signing.heads import HeadFault, check, head_path, last_signed, own_path, parsed, swap
from ledger.signing.keys import Environ, KeyFileFault, Passphrase
from ledger.signing.log_tree import LogTree, open_tree

#: Two that sign at once are told apart by the file of the head; the second looks again.
_TRIALS: Final = 3


class Head(NamedTuple):
    """A signed head: the checkpoint, its note with all signatures, and where it is kept."""

    checkpoint: Checkpoint
    note: Note
    path: Path


def needed_key(tree: LogTree, environ: Environ) -> VerifierKey:
    """The key in force. LedgerFault where the ledger has none yet, HeadFault where it had one."""
    key = tree.key()
    if key is None:
        own_path(tree.origin, None, environ)
        raise LedgerFault(
            "this ledger was made before it had a key: `ledger key adopt` makes one, as an event"
        )
    return key


def last_head(tree: LogTree, environ: Environ) -> Head | None:
    """The head signed last on this machine; None where none was, or the ledger has no key.

    Raises IntegrityFault where what is kept is no checkpoint.
    """
    if not tree.keys:
        return None
    path = head_path(tree.keys[0].key, environ)
    data = last_signed(path)
    if data is None:
        return None
    checkpoint, note = parsed(data, path)
    return Head(checkpoint, note, path)


def sign_head(tree: LogTree, environ: Environ, *, passphrase: Passphrase | None = None) -> Head:
    """Sign the head of the open ledger, and keep it as the last one signed.

    HeadFault where the ledger does not go on from the one before, IntegrityFault where what came
    since does not hash to what is stored, KeyFileFault where the private key is not to be had. What
    witnesses said of the same head before is kept.
    """
    key = needed_key(tree, environ)
    path = _own(tree, environ)
    signer = keys.find(key, environ, passphrase=passphrase)
    trial = 0
    while True:
        before = last_signed(path)
        head = tree.hashed_since(_checked(path, tree), tree.size)
        note = sign(head, signer)
        if before is not None and parsed(before, path)[0] == head:
            note = with_signatures(parsed(before, path)[1], note.signatures)
        try:
            keep(path, expected=before, note=note)
            return Head(head, note, path)
        except HeadFault:
            trial += 1
            if trial == _TRIALS or last_signed(path) == before:
                raise


def sign_beginning(
    tree: LogTree, size: int, environ: Environ, *, passphrase: Passphrase | None = None
) -> Note:
    """The checkpoint of the first `size` events, signed by the key that counted then.

    Of all events that is the head, and is kept as one; an earlier one changes nothing that is
    kept, since the head goes on from it. Raises as `sign_head`.
    """
    if size == tree.size:
        return sign_head(tree, environ, passphrase=passphrase).note
    needed_key(tree, environ)
    head = tree.hashed_since(min(_checked(_own(tree, environ), tree), size), size)
    key = tree.key(size)
    if key is None:
        raise LedgerFault(f"the ledger had no key yet at @{size}: nothing signs that beginning")
    try:
        signer = keys.find(key, environ, passphrase=passphrase)
    except KeyFileFault as fault:
        later = next((each.since for each in tree.keys if each.since > size), None)
        if later is None:
            raise
        raise KeyFileFault(
            f"the key that counted at @{size} was handed on at @{later}, and is not here: {fault}. "
            "No later key signs what it did. Put that file back, if there is a copy of it, or ask "
            f"from --recorded @{later} on"
        ) from None
    return sign(head, signer)


def sign_first(target: str, signer: SignerKey, environ: Environ) -> Phrase | None:
    """Sign the head of a ledger that was just made, or given its first key, on this machine.

    From then on it is known here, and none of the same name is taken for it. Why the head cannot
    be kept, else None: the ledger is made, and can be used all the same.
    """
    path = head_path(signer.verifier, environ)
    try:
        with open_tree(target) as tree:
            keep(path, expected=None, note=sign(tree.hashed_since(0, tree.size), signer))
    except LedgerFault as fault:
        return Phrase("not known here by a head: {fault}", fault=fault.phrase)
    return None


def _own(tree: LogTree, environ: Environ) -> Path:
    return own_path(tree.origin, tree.keys[0].key, environ)


def check_new(tree: LogTree, environ: Environ) -> None:
    """Raise what `sign_head` would, before anything else is signed for this ledger."""
    tree.hashed_since(_checked(_own(tree, environ), tree), tree.size)


def _checked(path: Path, tree: LogTree) -> int:
    """How many events the head kept is of, 0 where none is. HeadFault unless the ledger goes on
    from it, and a key of the ledger signed it."""
    if check(path, tree.origin, size=tree.size, load=tree.load, standby=tree.standby) is None:
        return 0
    kept, note = parsed(last_signed(path) or b"", path)
    key = tree.key(kept.size)
    try:
        check_signed(kept, note, keys=[] if key is None else [key])
    except LedgerFault as fault:
        raise HeadFault(
            "the head kept in {path} is not as it was signed: {fault}. Nothing is signed over it; "
            "look who changed that file, and move it away",
            path=whole(path),
            fault=fault.phrase,
        ) from None
    return kept.size


def keep(path: Path, *, expected: bytes | None, note: Note) -> None:
    """Keep a signed head in the place of the expected one. LedgerFault where it cannot be kept."""
    try:
        swap(path, expected=expected, new=bytes(note))
    except OSError as fault:
        why = Phrase(
            "the signed head cannot be kept in {path} ({fault}), and a head that is not kept is "
            "not given out: {variable} names another folder",
            path=whole(path),
            fault=said(fault),
            variable=keys.CONFIGURATION,
        )
        raise LedgerFault(why) from None


def new_signer(
    origin: str,
    environ: Environ,
    *,
    guard: Callable[[], bytes] | None = None,
    passphrase: Passphrase | None = None,
) -> tuple[SignerKey, Path, bool]:
    """The key for a ledger that begins: (key, its file, whether that was made just now).

    Where POLICY_LEDGER_KEY names a file that is there, that key is taken, opened with its
    `passphrase`; else one is made and kept, guarded with what `guard` gives. KeyFileFault says
    why not: one key begins one ledger of a name, since its heads are told apart by it.
    """
    signer = new_key(origin)
    path = keys.key_path(signer.verifier, environ)
    if environ.get(keys.KEY) and path.exists():
        found = keys.load(path, origin, passphrase=passphrase)
        if last_signed(head := head_path(found.verifier, environ)) is not None:
            raise KeyFileFault(
                f"the key in {whole(path)} signs another ledger of the name {shown(origin)}, "
                f"whose head is in {whole(head)}: name this one otherwise (--origin), or "
                f"another key file in {keys.KEY}. Nothing was made"
            )
        return found, path, False
    keep_key(path, signer, passphrase=guard() if guard else None)
    return signer, path, True


def keep_key(path: Path, signer: SignerKey, *, passphrase: bytes | None) -> None:
    """Write a private key to its file. KeyFileFault where there is no place for it."""
    try:
        keys.save(path, signer, passphrase=passphrase)
    except (OSError, KeyFileFault) as fault:
        why = str(fault)
        if not isinstance(fault, KeyFileFault):
            why = f"{whole(path)}: {fault.strerror}"
        raise KeyFileFault(
            f"the signing key cannot be kept: {why}. Nothing was made; {keys.KEY} names another "
            f"file for it, {keys.CONFIGURATION} another folder"
        ) from None
