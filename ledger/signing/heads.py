"""Which head of a ledger was signed last, though the database should say otherwise?

The last signed checkpoint is kept outside the database, in the configuration folder under the
ledger's origin and its first key: what tells it from another ledger that somebody gave the same
name. A database that was rolled back to a copy, cut or rewritten disagrees with it. The key is read
from the database itself, so that what is kept under the same origin and another key counts too: a
ledger that is made here has its head here from then on, and one without is not taken for another.
Who can write that folder can undo all this: then only a checkpoint that somebody else holds, or a
witness, shows it.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Final, overload

from ledger.faults import IntegrityFault, Phrase
from ledger.file_lock import locked
from ledger.proofs.checkpoint import Checkpoint, read
from ledger.proofs.note import LARGEST, Note
from ledger.proofs.signer import VerifierKey, verifier_key
from ledger.proofs.spelling import shown, whole
from ledger.proofs.tree import Load, ProofFault, root
from ledger.regular_file import content
from ledger.signing.keys import Environ, configuration, file_name
from ledger.whole_file import put

_ENDING: Final = ".checkpoint"
#: Why a log that is read from a standby may be behind what was signed.
LAG: Final = Phrase("or this standby lags behind its primary: ask that one, or wait")


class HeadFault(IntegrityFault):
    """The database and the last signed head do not go together; nothing is signed or appended."""


def head_path(first: VerifierKey, environ: Environ) -> Path:
    """Where the last signed checkpoint is kept of the ledger that began with this key."""
    return _folder(environ) / f"{file_name(first.name)}.{first.id.hex()}{_ENDING}"


def lock_path(path: Path) -> Path:
    """The lock of whoever changes a head; it stays, and so tells that there was one."""
    return path.with_name(path.name + ".lock")


def others(origin: str, first: VerifierKey | None, environ: Environ) -> dict[str, Path]:
    """The heads kept of other ledgers of this name, by `origin+id` of the key each began with."""
    try:
        names = sorted(os.listdir(_folder(environ)))
    except FileNotFoundError:
        return {}
    begins, own = f"{file_name(origin)}.", None if first is None else head_path(first, environ).name
    return {
        f"{origin}+{name.removeprefix(begins).removesuffix(_ENDING)}": _folder(environ) / name
        for name in names
        if name.startswith(begins) and name.endswith(_ENDING) and name != own
    }


def _folder(environ: Environ) -> Path:
    return configuration(environ) / "heads"


def last_signed(path: Path) -> bytes | None:
    """The last signed checkpoint, or None where none is kept."""
    try:
        return content(path, LARGEST)
    except FileNotFoundError:
        return None


def parsed(data: bytes, path: Path) -> tuple[Checkpoint, Note]:
    """The checkpoint that a file holds. HeadFault, which names the file, where that is none."""
    try:
        return read(data)
    except ProofFault as fault:
        raise HeadFault(
            Phrase(
                "{path} holds no signed checkpoint: {why}. Look who changed that file, and compare "
                "the ledger with checkpoints that others keep",
                path=whole(path),
                why=fault.phrase,
            )
        ) from None


def unknown(origin: str, first: VerifierKey | None, environ: Environ) -> Phrase | None:
    """Why this may be no ledger that was ever signed here, where one of its name was; else None.

    `first`: the key that it begins with, as it says itself; None where it has none.
    """
    if first is not None and last_signed(head_path(first, environ)) is not None:
        return None
    known = others(origin, first, environ)
    if not known:
        return None
    key, path = next(iter(known.items()))
    begins = Phrase("has no key")
    if first is not None:
        begins = Phrase("begins with the key {key}", key=shown(str(first)))
    return Phrase(
        "this ledger {begins}, and the one of the same name whose head was signed here begins with "
        "{known}, in {path}: its first key was taken out or exchanged, or another ledger was put "
        "in its place",
        begins=begins,
        known=shown(key),
        path=whole(path),
    )


@overload
def own_path(origin: str, first: VerifierKey, environ: Environ) -> Path: ...
@overload
def own_path(origin: str, first: VerifierKey | None, environ: Environ) -> Path | None: ...
def own_path(origin: str, first: VerifierKey | None, environ: Environ) -> Path | None:
    """Where the head of this ledger is kept, or is to be; None where it has no key.

    HeadFault where none is kept of it, but one of another ledger of the same name is.
    """
    if why := unknown(origin, first, environ):
        signs = "checkpoint" if first else "key adopt"
        raise HeadFault(
            Phrase(
                "{why}. Nothing is signed or appended. Only if you know that it is a second ledger "
                "to which you gave the same name, move that file away, sign this one "
                "(`{command}`), and put the file back: from then on both are known here",
                why=why,
                command=f"ledger {signs}",
            )
        )
    return None if first is None else head_path(first, environ)


def disagreement(
    signed: Checkpoint, origin: str, *, size: int, load: Load, standby: bool = False
) -> Phrase | None:
    """Why a database of `size` events cannot be the one whose head was signed; None if it can."""
    if signed.origin != origin:
        origin = shown(signed.origin)
        return Phrase("the head signed last is of another ledger, {origin}", origin=origin)
    if size < signed.size:
        why = Phrase(
            "the ledger has {size} events, and a head of {signed} was signed: it was rolled back, "
            "or cut, or an older copy was put in its place",
            size=size,
            signed=signed.size,
        )
        return Phrase("{why}, {lag}", why=why, lag=LAG) if standby else why
    if root(signed.size, load) != signed.root:
        return Phrase(
            "the first {signed} events are not those whose head was signed: the ledger was "
            "rewritten, or is another one of the same name",
            signed=signed.size,
        )
    return None


def check(
    path: Path, origin: str, *, size: int, load: Load, standby: bool = False
) -> Checkpoint | None:
    """The head signed last, which the database goes on from; None where there is none.

    HeadFault says what happened. Called under the write lock, before anything is appended, and
    before anything is signed.
    """
    data = last_signed(path)
    if data is None:
        return None
    signed, _ = parsed(data, path)
    if why := disagreement(signed, origin, size=size, load=load, standby=standby):
        raise HeadFault(
            Phrase(
                "{why}. Nothing is signed or appended. Compare it with your copies and with who "
                "holds checkpoints; the head is in {path}, and only who knows what is lost, and "
                "accepts it, moves that file away",
                why=why,
                path=whole(path),
            )
        )
    return signed


class HeadGuard:
    """Asks under the write lock, before each append, whether the ledger goes on from that head.

    What was found right is remembered: while the head is the same, only the size is looked at.
    """

    def __init__(self, origin: str, environ: Environ) -> None:
        self._origin, self._environ = origin, environ
        # Asked before every append: where to look is worked out once.
        self._folder, self._begins = os.fspath(_folder(environ)), f"{file_name(origin)}."
        self._path: Path | None = None
        self._found: tuple[bytes, int] | None = None

    def check(self, first: Callable[[], str | None], *, size: int, load: Load) -> None:
        """Raise HeadFault where it does not. `first`: the verifier key that the log began with."""
        path = self._path
        if path is None:
            if not self._any():
                return
            key = first()
            began = None if key is None else verifier_key(key)
            path = own_path(self._origin, began, self._environ)
        data = None if path is None else last_signed(path)
        if path is None or data is None:
            return  # it was moved away
        self._path = path
        if self._found and self._found[0] == data and size >= self._found[1]:
            return
        signed = check(path, self._origin, size=size, load=load)
        self._found = None if signed is None else (data, signed.size)

    def _any(self) -> bool:
        """Whether anything was ever signed here for a ledger of this name."""
        try:
            return any(name.startswith(self._begins) for name in os.listdir(self._folder))
        except FileNotFoundError:
            return False


def swap(path: Path, *, expected: bytes | None, new: bytes) -> None:
    """Put a newly signed checkpoint in the place of the `expected` one, durably.

    HeadFault where another process has signed meanwhile, or the new one is smaller; then nothing
    is changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with locked(lock_path(path)):
        found = last_signed(path)
        if found != expected:
            raise HeadFault(
                "another head was signed meanwhile, in {path}; run it again", path=whole(path)
            )
        if found is not None:
            before, now = parsed(found, path)[0], read(new)[0]
            if now.size < before.size or now.origin != before.origin:
                raise HeadFault(
                    "a head of {size} does not follow one of {before}",
                    size=now.size,
                    before=before.size,
                )
            if now.size == before.size and now.root != before.root:
                raise HeadFault(
                    "two different heads of {size} are never both signed", size=now.size
                )
        put(path, new, mode=0o600)
