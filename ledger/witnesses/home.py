"""Where does a witness keep its key, its memory, and the keys of the logs that it knows?

One folder: `key` (an OpenSSH private key, mode 0600), `seen.db`, which names the witness and holds
what it cosigned, and `logs`, one verifier key a line.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import Final

from ledger.proofs.signer import COSIGNATURE, VerifierKey, new_key, verifier_key
from ledger.proofs.spelling import shown
from ledger.proofs.tree import ProofFault
from ledger.regular_file import content
from ledger.signing import keys
from ledger.signing.keys import Passphrase
from ledger.witnesses.store import OWNER, WitnessFault, WitnessStore, create

#: Bytes of the file that names the logs.
_LARGEST: Final = 16 << 20


def make(folder: Path, name: str, *, passphrase: bytes | None = None) -> VerifierKey:
    """A new witness; its verifier key. WitnessFault where there is one already."""
    signer = new_key(name, algorithm=COSIGNATURE)
    if (folder / "seen.db").exists() or (folder / "key").exists():
        raise WitnessFault(f"there is a witness in {shown(str(folder))} already")
    keys.save(folder / "key", signer, passphrase=passphrase)
    create(folder / "seen.db", signer.verifier)
    (folder / "logs").touch()
    return signer.verifier


def verifier(folder: Path) -> VerifierKey:
    """The verifier key of the witness in a folder. WitnessFault where there is none."""
    path = folder / "seen.db"
    if not path.is_file():
        raise WitnessFault(f"there is no witness in {shown(str(folder))}: `witness init` makes one")
    try:
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        ) as db:
            (key,) = db.execute(OWNER).fetchone()
        return verifier_key(key, algorithm=COSIGNATURE)
    except (sqlite3.Error, TypeError, ProofFault):
        raise WitnessFault(f"{shown(str(path))} is not the file of a witness") from None


def logs(path: Path) -> list[VerifierKey]:
    """The verifier keys in a file, one a line; blank lines and those with # are passed over."""
    try:
        lines = content(path, _LARGEST).decode().splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise WitnessFault(f"{shown(str(path))} cannot be read: {shown(str(fault))}") from None
    found = []
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            found.append(verifier_key(line.strip()))
        except ProofFault as fault:
            raise WitnessFault(f"{shown(str(path))}:{number}: {fault}") from None
    return found


def open_store(
    folder: Path, more: list[VerifierKey], *, passphrase: Passphrase | None = None
) -> WitnessStore:
    """The witness, with the logs of its folder and `more`. LedgerFault says what is missing."""
    own = verifier(folder)
    signer = keys.load(folder / "key", own.name, passphrase=passphrase, algorithm=COSIGNATURE)
    listed = logs(folder / "logs") if (folder / "logs").exists() else []
    return WitnessStore(folder / "seen.db", signer, [*listed, *more])
