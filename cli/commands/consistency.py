"""`ledger consistency`: that one checkpoint goes on from another."""

from typing import TYPE_CHECKING

import click

from cli import options
from cli.small_files import content
from cli.tables import page
from cli.text import escape
from cli.typed_keys import typed_key

if TYPE_CHECKING:
    from ledger.faults import Phrase
    from ledger.proofs.checkpoint import Checkpoint
    from ledger.proofs.note import Note
    from ledger.proofs.signer import VerifierKey


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--proof", metavar="FILE", help="Check these hashes, and print none; needs no ledger."
)
@click.option(
    "--key",
    "vkeys",
    metavar="VKEY|FILE",
    multiple=True,
    help="The log's verifier key, or its file; repeatable.",
)
@options.lang
@options.ledger
def command(old: str, new: str, proof: str | None, vkeys: tuple[str, ...]) -> None:
    """Print the hashes that show that the log of checkpoint file NEW begins with that of OLD: the
    consistency proof of RFC 6962, in base64, one a line, for whoever holds both. None are needed
    where both are the same tree, or OLD is empty.

    Both must be checkpoints of the ledger in use, as it stands now; with --proof they need not.

    Exit code 3: one does not go on from the other, or the ledger from them.

    \b
      ledger consistency monday.checkpoint friday.checkpoint > hashes
      ledger consistency monday.checkpoint friday.checkpoint --proof hashes --key links.vkey
    """
    from ledger.proofs.checkpoint import CheckpointFault
    from ledger.proofs.spelling import encoded
    from ledger.proofs.tree import verify_consistency
    from ledger.sayings import proofs

    (first, first_note), (second, second_note) = _checkpoint(old), _checkpoint(new)
    if first.origin != second.origin:
        raise CheckpointFault(
            "{old} is of {first}, {new} of {second}",
            old=escape(old),
            first=escape(first.origin),
            new=escape(new),
            second=escape(second.origin),
        )
    notes = [(first, first_note), (second, second_note)]
    if proof is None:
        hashes = _proof((old, new), notes, vkeys)
    else:
        from ledger.proofs.checkpoint import check_signed

        if not vkeys:
            raise click.UsageError("--proof needs --key: whose checkpoints are they?")
        keys = [typed_key(vkey) for vkey in vkeys]
        for head, note in notes:
            check_signed(head, note, keys=keys)
        if first.size == second.size and first.root != second.root:
            raise CheckpointFault(_two_histories((old, new), notes, keys))
        hashes = _hashes(proof)
    verify_consistency(
        first.size, second.size, old_root=first.root, new_root=second.root, proof=hashes
    )
    if proof is None:
        for value in hashes:
            click.echo(encoded(value))
    else:
        words = options.words()
        page.say(proofs.begins(first.size, second.size, words), words)


def _checkpoint(name: str) -> "tuple[Checkpoint, Note]":
    """The checkpoint in a file; CheckpointFault, with file and line, where it is none."""
    from ledger.audit.held_heads import unusable
    from ledger.proofs.checkpoint import CheckpointFault, read
    from ledger.proofs.tree import ProofFault

    data = content(name)
    try:
        return read(data)
    except ProofFault as fault:
        raise CheckpointFault(unusable(name, data, fault)) from None


def _hashes(name: str) -> list[bytes]:
    """The hashes in a file, one a line; ProofFault, with file and line, where they are none."""
    from ledger.proofs.spelling import SpellingFault, hash_of_list, shown

    hashes = []
    for number, line in enumerate(
        content(name).decode("ascii", "backslashreplace").splitlines(), 1
    ):
        try:
            hashes.append(hash_of_list(line, number))
        except SpellingFault as fault:
            raise SpellingFault(
                "{file}, line {line}: {fault}; expected what `ledger consistency OLD NEW` prints, "
                "a hash a line",
                file=shown(name),
                line=number,
                fault=fault,
            ) from None
    return hashes


def _two_histories(
    names: tuple[str, str], notes: "list[tuple[Checkpoint, Note]]", keys: "list[VerifierKey]"
) -> "Phrase":
    """What two checkpoints of one size with two roots show, once both are known to be signed."""
    from ledger.faults import Phrase
    from ledger.proofs.note import verified

    first, *others = dict.fromkeys(
        escape(str(key)) for _, note in notes for key in verified(note, keys)
    )
    signers: Phrase | str = first
    for each in others:
        signers = Phrase("{key} and {another}", key=signers, another=each)
    old, new = map(escape, names)
    return Phrase(
        "{old} and {new} are of {size} events each, with two roots, and both are signed by "
        "{signers}: these are two histories of one ledger, and nobody without its key can have "
        "made both. Keep both files as they are: they are the proof (docs/auditing.md, section 9)",
        old=old,
        new=new,
        size=notes[0][0].size,
        signers=signers,
    )


def _proof(
    names: tuple[str, str], notes: "list[tuple[Checkpoint, Note]]", vkeys: tuple[str, ...]
) -> list[bytes]:
    """The hashes from the ledger in use, which must go on from both."""
    from ledger.audit.parted import parted
    from ledger.faults import together
    from ledger.proofs.checkpoint import CheckpointFault, check_signed
    from ledger.proofs.tree import consistency_proof
    from ledger.signing.heads import disagreement
    from ledger.signing.log_tree import open_tree

    with open_tree(options.target()) as tree:
        size, load, standby = tree.size, tree.load, tree.standby
        faults = [
            disagreement(head, tree.origin, size=size, load=load, standby=standby)
            for head, _ in notes
        ]
        agreed = [head.size for (head, _), why in zip(notes, faults, strict=True) if why is None]
        for name, (head, note), why in zip(names, notes, faults, strict=True):
            if why and head.origin == tree.origin:
                part = parted(head, name, size=size, load=load, agreed=agreed)
                why = together([why, part]) if part else why
            if why:
                raise CheckpointFault("the checkpoint of {size}: {why}", size=head.size, why=why)
            key = tree.key(head.size)
            known = [typed_key(vkey) for vkey in vkeys] or ([key] if key else [])
            check_signed(head, note, keys=known)
        (first, _), (second, _) = notes
        return consistency_proof(first.size, second.size, tree.load)
