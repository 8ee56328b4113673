"""Which witnesses are asked to vouch for a head, and have enough of them?"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ledger.faults import Unverified
from ledger.proofs.note import Note, with_signatures
from ledger.proofs.quorum import Policy, PolicyFault, Verdict
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import shown
from ledger.proofs.tree import consistency_proof
from ledger.signing.log_tree import LogTree
from ledger.witnesses.client import WitnessRefused, cosignatures, witness_key


class Asked(NamedTuple):
    """A witness that is asked: where it is, and the key it is known by.

    `vouched`: whether the key comes from a policy; else it is the witness's own word.
    """

    url: str
    key: VerifierKey
    vouched: bool


class Witnessed(NamedTuple):
    """The note with all cosignatures; who gave one, and why others did not."""

    note: Note
    given: tuple[Asked, ...]
    refused: tuple[str, ...]


def witnesses(urls: Iterable[str], policy: Policy | None) -> list[Asked]:
    """Those at these addresses; without any, those that the policy gives an address.

    The key is the one that the policy has for the address, else the one the witness itself gives.
    """
    known = {w.url.rstrip("/"): w for w in policy.witnesses if w.url} if policy else {}
    addresses = [url.rstrip("/") for url in urls] or list(known)
    found = []
    for url in dict.fromkeys(addresses):
        if url in known:
            found.append(Asked(url, known[url].key, True))
        else:
            found.append(Asked(url, witness_key(url), False))
    return found


def ask(
    tree: LogTree,
    note: Note,
    asked: Iterable[Asked],
    *,
    told: Callable[[str], None] = lambda _: None,
) -> Witnessed:
    """Ask each witness to cosign the open ledger's head. One that has seen another history raises.

    WitnessDisagrees is not caught here: it is proof against the ledger, or against the witness.
    """
    given, refused = [], []
    for witness in asked:
        told(witness.url)
        try:
            lines = cosignatures(
                witness.url,
                note,
                prove=lambda old: consistency_proof(old, tree.size, tree.load),
                key=witness.key,
            )
        except WitnessRefused as fault:
            refused.append(str(fault))
            continue
        note = with_signatures(note, lines)
        given.append(witness)
    return Witnessed(note, tuple(given), tuple(refused))


def check_policy(policy: Policy, *signers: VerifierKey) -> None:
    """Raise PolicyFault where the policy names logs, and none of these keys is one of theirs."""
    if not policy.accepts(signers):
        listed = ", ".join(shown(str(key)) for key in signers)
        raise PolicyFault(f"the policy names other logs, and does not accept the key {listed}")


def check_quorum(policy: Policy, note: Note) -> Verdict:
    """The policy's verdict. Unverified where its quorum is not met."""
    verdict = policy.verdict(note)
    if not verdict.met:
        missing = ", ".join(map(shown, verdict.missing))
        raise Unverified(
            f"the witnesses' quorum {shown(policy.quorum)} is not met: no cosignature by {missing}"
            + "".join(f"; {remark}" for remark in verdict.remarks)
        )
    return verdict
