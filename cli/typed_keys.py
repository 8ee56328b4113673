"""Which keys, certificates and witness policies were named on the command line?"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.small_files import content

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cryptography.x509 import Certificate

    from ledger.proofs.quorum import Policy
    from ledger.proofs.signer import VerifierKey


def typed_key(text: str, name: str = "--key") -> "VerifierKey":
    """A verifier key as it was typed, or the one in the file of that name.

    What is neither cannot be parsed (exit code 2); LedgerFault where the file holds none (1).
    """
    from ledger.faults import LedgerFault
    from ledger.proofs.signer import verifier_key
    from ledger.proofs.spelling import shown
    from ledger.proofs.tree import ProofFault

    try:
        return verifier_key(text.strip())
    except ProofFault as fault:
        if not Path(text).exists():
            named = f"; nor is there a file {shown(text)}" if "+" not in text else ""
            raise click.UsageError(f"{name}: {fault}{named}") from None
    try:
        return verifier_key(content(text).decode().strip())
    except (ProofFault, UnicodeDecodeError) as fault:
        raise LedgerFault(
            f"{shown(text)} holds no verifier key: {fault}; expected what `ledger key show` prints"
        ) from None


def roots_in(file: str) -> "Sequence[Certificate]":
    """The certificates in a file that are to vouch for time stamps; LedgerFault where there are
    none, or nothing is installed that reads time stamps."""
    from ledger.signing.time_stamp import check_library, roots

    check_library()
    return roots(content(file), where=file)


def policy_in(file: str) -> "Policy":
    """The witness policy in a file; LedgerFault where it is none (exit code 1)."""
    from ledger.faults import LedgerFault
    from ledger.proofs.quorum import policy
    from ledger.proofs.spelling import shown
    from ledger.proofs.tree import ProofFault

    try:
        return policy(content(file))
    except ProofFault as fault:
        raise LedgerFault(f"{shown(file)} is no witness policy: {fault}") from None
