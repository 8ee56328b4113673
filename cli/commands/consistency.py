"""`ledger consistency`: that one checkpoint goes on from another."""

from typing import TYPE_CHECKING

import click

from cli import options
from cli.small_files import content
from cli.text import escape
from cli.typed_keys import typed_key

if TYPE_CHECKING:
    from ledger.proofs.checkpoint import Checkpoint
    from ledger.proofs.note import Note


@click.command()
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--proof", metavar="FILE", help="Check these hashes, and print none; needs no ledger."
)
@click.option(
    "--key", "vkeys", metavar="VKEY", multiple=True, help="The log's verifier key; repeatable."
)
@options.ledger
def command(old: str, new: str, proof: str | None, vkeys: tuple[str, ...]) -> None:
    """Print the hashes that show that the log of checkpoint file NEW begins with that of OLD: the
    consistency proof of RFC 6962, in base64, one a line, for whoever holds both. None are needed
    where both are the same tree, or OLD is empty.

    Both must be checkpoints of the ledger in use, as it stands now; with --proof they need not.

    Exit code 3: one does not go on from the other, or the ledger from them.

    \b
      ledger consistency monday.checkpoint friday.checkpoint > hashes
      ledger consistency monday.checkpoint friday.checkpoint --proof hashes --key VKEY
    """
    from ledger.proofs.checkpoint import CheckpointFault, read
    from ledger.proofs.spelling import encoded, hash_line
    from ledger.proofs.tree import verify_consistency

    def checkpoint(name: str) -> "tuple[Checkpoint, Note]":
        return read(content(name))

    (first, first_note), (second, second_note) = checkpoint(old), checkpoint(new)
    if first.origin != second.origin:
        raise CheckpointFault(
            f"{escape(old)} is of {escape(first.origin)}, {escape(new)} of {escape(second.origin)}"
        )
    notes = [(first, first_note), (second, second_note)]
    if proof is None:
        hashes = _proof(notes, vkeys)
    else:
        from ledger.proofs.checkpoint import check_signed

        if not vkeys:
            raise click.UsageError("--proof needs --key: whose checkpoints are they?")
        for head, note in notes:
            check_signed(head, note, keys=[typed_key(vkey) for vkey in vkeys])
        lines = content(proof).decode("ascii", "backslashreplace").splitlines()
        hashes = [hash_line(line, what=f"hash {n}") for n, line in enumerate(lines, 1)]
    verify_consistency(
        first.size, second.size, old_root=first.root, new_root=second.root, proof=hashes
    )
    if proof is None:
        for value in hashes:
            click.echo(encoded(value))
    else:
        click.echo(f"PROVED: the log of {second.size} events begins with that of {first.size}")


def _proof(notes: "list[tuple[Checkpoint, Note]]", vkeys: tuple[str, ...]) -> list[bytes]:
    """The hashes from the ledger in use, which must go on from both."""
    from ledger.proofs.checkpoint import CheckpointFault, check_signed
    from ledger.proofs.tree import consistency_proof
    from ledger.signing.heads import disagreement
    from ledger.signing.log_tree import open_tree

    with open_tree(options.target()) as tree:
        for head, note in notes:
            why = disagreement(head, tree.origin, size=tree.size, load=tree.load)
            if why:
                raise CheckpointFault(f"the checkpoint of {head.size}: {why}")
            key = tree.key(head.size)
            known = [typed_key(vkey) for vkey in vkeys] or ([key] if key else [])
            check_signed(head, note, keys=known)
        (first, _), (second, _) = notes
        return consistency_proof(first.size, second.size, tree.load)
