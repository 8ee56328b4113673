"""Which witnesses are asked to vouch for a head, and have enough of them?"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ledger.faults import Phrase, Unverified, together
from ledger.proofs.note import Note, with_signatures
from ledger.proofs.quorum import Policy, PolicyFault, QuorumVerdict
from ledger.proofs.signer import VerifierKey
from ledger.proofs.spelling import shown
from ledger.proofs.tree import consistency_proof
from ledger.signing.log_tree import LogTree
from ledger.witnesses.client import WITNESS, WitnessRefused, cosignatures, witness_key
from ledger.witnesses.post import check_address


class WitnessAddress(NamedTuple):
    """A witness that is asked: where it is, and the key that a policy knows it by, None without."""

    url: str
    key: VerifierKey | None


class Cosigner(NamedTuple):
    """A witness that has cosigned, and with which key.

    `vouched`: whether the key comes from a policy; else it is the witness's own word.
    """

    key: VerifierKey
    vouched: bool


class Witnessed(NamedTuple):
    """The note with all cosignatures; who gave one, and why others did not."""

    note: Note
    given: tuple[Cosigner, ...]
    refused: tuple[Phrase, ...]


def witnesses(urls: Iterable[str], policy: Policy | None) -> list[WitnessAddress]:
    """Those at these addresses; without any, those that the policy gives an address.

    LedgerFault where one is an address at which no witness can be asked.
    """
    known = {w.url.rstrip("/"): w.key for w in policy.witnesses if w.url} if policy else {}
    addresses = [url.rstrip("/") for url in urls] or list(known)
    for url in addresses:
        check_address(url, who=WITNESS)
    return [WitnessAddress(url, known.get(url)) for url in dict.fromkeys(addresses)]


def ask(
    tree: LogTree,
    note: Note,
    asked: Iterable[WitnessAddress],
    *,
    told: Callable[[str], None] = lambda _: None,
) -> Witnessed:
    """Ask each witness to cosign the open ledger's head. One that has seen another history raises.

    Its key is the one that it is known by, else the one that it names itself at its address.
    WitnessDisagrees is not caught here: it is proof against the ledger, or against the witness.
    """
    given, refused = [], []
    for witness in asked:
        told(witness.url)
        try:
            key = witness.key or witness_key(witness.url)
            lines = cosignatures(
                witness.url,
                note,
                prove=lambda old: consistency_proof(old, tree.size, tree.load),
                key=key,
            )
        except WitnessRefused as fault:
            refused.append(fault.phrase)
            continue
        note = with_signatures(note, lines)
        given.append(Cosigner(key, vouched=witness.key is not None))
    return Witnessed(note, tuple(given), tuple(refused))


def check_policy(policy: Policy, *signers: VerifierKey) -> None:
    """Raise PolicyFault where the policy names logs, and none of these keys is one of theirs."""
    if not policy.accepts(signers):
        listed = ", ".join(shown(str(key)) for key in signers)
        why = Phrase("the policy names other logs, and does not accept the key {keys}", keys=listed)
        raise PolicyFault(why)


def check_quorum(policy: Policy, note: Note) -> QuorumVerdict:
    """The policy's verdict. Unverified where its quorum is not met."""
    verdict = policy.verdict(note)
    if not verdict.met:
        why = Phrase(
            "the witnesses' quorum {quorum} is not met: no cosignature by {missing}",
            quorum=shown(policy.quorum),
            missing=", ".join(map(shown, verdict.missing)),
        )
        raise Unverified(together([why, *verdict.remarks]))
    return verdict
