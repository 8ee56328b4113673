"""Where is the key that signs a ledger, and who may read it?

Outside the ledger: in the file that POLICY_LEDGER_KEY names, else in the configuration folder,
under the ledger's origin and the key's id. The file is an OpenSSH private key: with a passphrase
it is guarded by bcrypt, far slower to guess than PKCS#8 as `cryptography` writes it, and
`ssh-keygen -y` shows, `ssh-keygen -p` changes what is in it without us.
"""

import binascii
import contextlib
import os
import re
import stat
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from ledger.faults import LedgerFault, TypedFault
from ledger.file_lock import locked
from ledger.proofs.signer import ED25519, SignerKey, VerifierKey
from ledger.proofs.spelling import shown
from ledger.regular_file import opened
from ledger.whole_file import named, settle

KEY: Final = "POLICY_LEDGER_KEY"
CONFIGURATION: Final = "POLICY_LEDGER_CONFIG"

Passphrase = Callable[[Path], bytes]
"""Asked for the passphrase of a key file, only where it has one."""

#: How often a passphrase is hashed at most: some minutes; OpenSSH does it 24 times.
MOST_ROUNDS: Final = 4096
_ARMOUR: Final = rb"-----BEGIN OPENSSH PRIVATE KEY-----(.*?)-----END OPENSSH PRIVATE KEY-----"

Environ = Mapping[str, str]


class KeyFileFault(LedgerFault):
    """A key file that is not there, not ours to use, or not to be opened; exit 1."""


def configuration(environ: Environ) -> Path:
    """The folder of what is ours and not the ledger's: keys, and the last heads signed."""
    if named := environ.get(CONFIGURATION):
        return Path(named)
    if os.name == "nt" and (roaming := environ.get("APPDATA")):
        return Path(roaming, "policy-ledger")
    home = environ.get("XDG_CONFIG_HOME", "")
    # a relative path is to be ignored, says the XDG base directory specification
    base = Path(home) if os.path.isabs(home) else Path.home() / ".config"
    try:
        os.fspath(base).encode()
    except UnicodeEncodeError:
        which = "XDG_CONFIG_HOME" if os.path.isabs(home) else "HOME"
        raise TypedFault(
            f"{which} is no UTF-8, and the configuration folder lies below it; expected text, or "
            f"a folder in {CONFIGURATION}"
        ) from None
    return base / "policy-ledger"


def file_name(origin: str) -> str:
    """A file name for an origin: readable, the same on every system, and its own."""
    return f"{quote(origin, safe='')[:80]}-{sha256(origin.encode()).hexdigest()[:8]}"


def key_path(key: VerifierKey, environ: Environ) -> Path:
    """Where the private half of a verifier key is looked for, and put."""
    if named := environ.get(KEY):
        return Path(named)
    return configuration(environ) / "keys" / f"{file_name(key.name)}.{key.id.hex()}.key"


def next_path(path: Path) -> Path:
    """Where a file named by POLICY_LEDGER_KEY has its successor until a rotation is recorded."""
    return path.with_name(path.name + ".next")


def successor_path(new: VerifierKey, environ: Environ) -> Path:
    """Where a rotation puts the new key before its event is recorded; `find` looks there too."""
    named = environ.get(KEY)
    return next_path(Path(named)) if named else key_path(new, environ)


def promote(environ: Environ) -> None:
    """Once the rotation is recorded: the successor takes the place POLICY_LEDGER_KEY names.

    The key before it is left beside it, as `.old`: whoever has it can still rewrite what came
    before the rotation, for readers who hold no checkpoint, so it is for its owner to destroy.
    Where an earlier call died between the two renames, this one does what is left of it.
    """
    if not (named := environ.get(KEY)):
        return
    path = Path(named)
    with locked(path.with_name(path.name + ".lock")):
        if next_path(path).exists():
            with contextlib.suppress(FileNotFoundError):
                path.replace(path.with_name(path.name + ".old"))
            next_path(path).replace(path)
            settle(path.parent)


def save(path: Path, key: SignerKey, *, passphrase: bytes | None = None) -> None:
    """Write a private key for the owner alone (mode 0600); never over a file that is there."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        BestAvailableEncryption,
        Encoding,
        KeySerializationEncryption,
        NoEncryption,
        PrivateFormat,
    )

    guard: KeySerializationEncryption = NoEncryption()
    if passphrase:
        guard = BestAvailableEncryption(passphrase)
    data = Ed25519PrivateKey.from_private_bytes(key.seed).private_bytes(
        Encoding.PEM, PrivateFormat.OpenSSH, guard
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileFault(f"{shown(str(path))} is there already, and is not overwritten") from None
    except OSError as fault:
        where = shown(str(path))
        raise KeyFileFault(f"the key file {where} cannot be written: {fault.strerror}") from None
    try:
        with named(path), open(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        settle(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def load(
    path: Path, name: str, *, passphrase: Passphrase | None = None, algorithm: int = ED25519
) -> SignerKey:
    """Read a private key under the name it signs for. KeyFileFault says what is the matter."""
    where = shown(str(path))
    try:
        with opened(path) as file:
            mode = os.fstat(file.fileno()).st_mode
            data = file.read(100_000)
    except OSError as fault:
        raise KeyFileFault(f"the key file {where} cannot be read: {fault.strerror}") from None
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyFileFault(f"others can read the key file {where}: chmod 600 it")
    return SignerKey(name, _seed(data, path, passphrase), algorithm=algorithm)


def _seed(data: bytes, path: Path, passphrase: Passphrase | None) -> bytes:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_ssh_private_key

    where, secret = shown(str(path)), None
    try:
        try:
            private = load_ssh_private_key(data, None)
        except TypeError:  # it has a passphrase
            if passphrase is None:
                raise KeyFileFault(f"the key file {where} needs its passphrase") from None
            if (rounds := _rounds(data)) > MOST_ROUNDS:
                raise KeyFileFault(
                    f"the key file {where} asks to hash its passphrase {rounds:,} times; expected "
                    f"at most {MOST_ROUNDS:,}"
                ) from None
            secret = passphrase(path)
            private = load_ssh_private_key(data, secret)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        kind = "does not open with this passphrase" if secret is not None else "is no OpenSSH key"
        raise KeyFileFault(f"the key file {where} {kind}") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyFileFault(f"the key file {where} holds a key of another kind than Ed25519")
    return private.private_bytes_raw()


def _rounds(data: bytes) -> int:
    """How often the passphrase of an OpenSSH key is hashed, which its file says (PROTOCOL.key)."""
    found = re.search(_ARMOUR, data, re.DOTALL)
    rest = binascii.a2b_base64(found[1] if found else b"")[len(b"openssh-key-v1\0") :]
    options = b""
    for _ in ("cipher", "kdf", "options of that"):
        end = 4 + int.from_bytes(rest[:4], "big")
        options, rest = rest[4:end], rest[end:]
    return int.from_bytes(options[-4:], "big")


def is_kept(key: VerifierKey, environ: Environ) -> bool:
    """Whether a file is where the private half of a verifier key would be."""
    path = key_path(key, environ)
    return path.exists() or next_path(path).exists()


def at_hand(key: VerifierKey, environ: Environ) -> Path | None:
    """The file in which the private half of a verifier key is, or may be where that cannot be read
    without a passphrase; None where it is in none."""
    path = key_path(key, environ)
    for trial in (path, next_path(path)):
        try:
            if trial.exists() and load(trial, key.name, algorithm=key.algorithm).verifier == key:
                return trial
        except KeyFileFault:
            return trial
    return None


def find(key: VerifierKey, environ: Environ, *, passphrase: Passphrase | None = None) -> SignerKey:
    """The private half of a verifier key of the log; KeyFileFault where it is not to be had.

    One that is still a successor was recorded: what its rotation left undone is done.
    """
    path = key_path(key, environ)
    trials = [path, next_path(path)] if environ.get(KEY) else [path]
    there = [trial for trial in trials if trial.exists()] or [path]
    for trial in there:
        found = load(trial, key.name, passphrase=passphrase, algorithm=key.algorithm)
        if found.verifier == key:
            if trial != path:
                with contextlib.suppress(OSError):
                    promote(environ)
            return found
    raise KeyFileFault(
        f"the key file {shown(str(there[0]))} holds another key than the one in force, "
        f"{shown(str(key))}"
    )
