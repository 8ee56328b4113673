"""Which head of a ledger was signed last, though the database should say otherwise?

The last signed checkpoint is kept outside the database, in the configuration folder under the
ledger's origin and its first key: what tells it from another ledger that somebody gave the same
name. A database that was rolled back to a copy, cut or rewritten disagrees with it. Who can write
that folder too can undo this: then only a checkpoint that somebody else holds, or a witness,
shows it.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.faults import IntegrityFault
from ledger.proofs.checkpoint import Checkpoint, read
from ledger.proofs.signer import VerifierKey, verifier_key
from ledger.proofs.spelling import shown
from ledger.proofs.tree import Load, root
from ledger.signing.keys import Environ, configuration, file_name
from ledger.whole_file import put


class HeadFault(IntegrityFault):
    """The database and the last signed head do not go together; nothing is signed or appended."""


def head_path(first: VerifierKey, environ: Environ) -> Path:
    """Where the last signed checkpoint is kept of the ledger that began with this key."""
    name = f"{file_name(first.name)}.{first.id.hex()}.checkpoint"
    return configuration(environ) / "heads" / name


def last_signed(path: Path) -> bytes | None:
    """The last signed checkpoint, or None where none was ever signed here."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def disagreement(signed: Checkpoint, origin: str, *, size: int, load: Load) -> str | None:
    """Why a database of `size` events cannot be the one whose head was signed; None if it can."""
    if signed.origin != origin:
        return f"the head signed last is of another ledger, {shown(signed.origin)}"
    if size < signed.size:
        return (
            f"the ledger has {size} events, and a head of {signed.size} was signed: it was "
            "rolled back, or cut, or an older copy was put in its place"
        )
    if root(signed.size, load) != signed.root:
        return (
            f"the first {signed.size} events are not those whose head was signed: the ledger "
            "was rewritten, or is another one of the same name"
        )
    return None


def check(path: Path, origin: str, *, size: int, load: Load) -> Checkpoint | None:
    """The head signed last, which the database goes on from; None where there is none.

    HeadFault says what happened. Called under the write lock, before anything is appended, and
    before anything is signed.
    """
    data = last_signed(path)
    if data is None:
        return None
    signed, _ = read(data)
    if why := disagreement(signed, origin, size=size, load=load):
        raise HeadFault(
            f"{why}. Nothing is signed or appended. Compare it with your copies and with who holds "
            f"checkpoints; the head is in {shown(str(path))}, and only who knows what is lost, and "
            "accepts it, moves that file away"
        )
    return signed


class HeadGuard:
    """Asks under the write lock, before each append, whether the ledger goes on from that head.

    What was found right is remembered: while the head is the same, only the size is looked at.
    """

    def __init__(self, origin: str, environ: Environ) -> None:
        self._origin, self._environ = origin, environ
        self._path: Path | None = None
        self._found: tuple[bytes, int] | None = None

    def check(self, first: Callable[[], str | None], *, size: int, load: Load) -> None:
        """Raise HeadFault where it does not. `first`: the verifier key that the log began with."""
        if self._path is None:
            key = first()
            if key is None:
                return  # a ledger from before keys: nothing was ever signed for it
            self._path = head_path(verifier_key(key), self._environ)
        data = last_signed(self._path)
        if data is None or (self._found and self._found[0] == data and size >= self._found[1]):
            return
        signed = check(self._path, self._origin, size=size, load=load)
        self._found = None if signed is None else (data, signed.size)


def swap(path: Path, *, expected: bytes | None, new: bytes) -> None:
    """Put a newly signed checkpoint in the place of the `expected` one, durably.

    HeadFault where another process has signed meanwhile, or the new one is smaller; then nothing
    is changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _locked(path.with_name(path.name + ".lock")):
        found = last_signed(path)
        if found != expected:
            raise HeadFault(
                f"another head was signed meanwhile, in {shown(str(path))}; run it again"
            )
        if found is not None:
            before, now = read(found)[0], read(new)[0]
            if now.size < before.size or now.origin != before.origin:
                raise HeadFault(f"a head of {now.size} does not follow one of {before.size}")
            if now.size == before.size and now.root != before.root:
                raise HeadFault(f"two different heads of {now.size} are never both signed")
        put(path, new, mode=0o600)


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Hold a lock that the system lets go of when the process ends, however it does."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
