"""Which keys and witness policies were named on the command line?"""

from typing import TYPE_CHECKING

import click

from cli.small_files import content

if TYPE_CHECKING:
    from ledger.proofs.quorum import Policy
    from ledger.proofs.signer import VerifierKey


def typed_key(text: str, name: str = "--key") -> "VerifierKey":
    """A verifier key as it was typed; what is none cannot be parsed (exit code 2)."""
    from ledger.proofs.signer import verifier_key
    from ledger.proofs.tree import ProofFault

    try:
        return verifier_key(text.strip())
    except ProofFault as fault:
        raise click.UsageError(f"{name}: {fault}") from None


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
