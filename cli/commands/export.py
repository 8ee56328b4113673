"""`ledger export`: the log as files that need no ledger."""

import os
from pathlib import Path

import click

from cli import options
from cli.commands import dossier
from cli.passphrase import known


@click.group()
def command() -> None:
    """The log as files that anybody can mirror, check and keep, with tools that are not ours."""


@command.command()
@click.argument("folder", metavar="DIR")
@click.option("--without-evidence", is_flag=True, help="Leave the evidence out; it is said so.")
@options.lang
@options.ledger
def tiles(folder: str, without_evidence: bool) -> None:
    """Write the log to DIR in the layout of c2sp.org/tlog-tiles, and its signed head as
    `checkpoint`, last: entries and hashes, 256 a file. What is there already is gone on from, and
    mended where it is damaged; a folder of another log, or of one that this does not go on from,
    is refused.

    The files that announcements name are put into DIR/evidence, by SHA-256, before the checkpoint
    that covers them. The newest checkpoint that was stamped on this machine comes with its time
    stamp, as DIR/stamped and DIR/stamped.tsr.

    `ledger verify --tiles DIR` checks it without the ledger, and so do other tools.

    \b
      ledger export tiles public/
    """
    from ledger.evidence import EvidenceFolder
    from ledger.file_lock import locked
    from ledger.sayings import copies
    from ledger.signing.dossier import EVIDENCE, bring_stamped, put_evidence
    from ledger.signing.heads import lock_path
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import sign_head
    from ledger.signing.stamped_heads import STAMPED
    from ledger.signing.tile_export import export
    from ledger.stores.address import evidence

    place = Path(folder)
    files = 0
    with open_tree(options.target()) as tree:

        def put_files() -> None:
            nonlocal files
            if without_evidence:
                files = len({stored["sha256"] for _, stored in tree.files(tree.size)})
            else:
                kept = EvidenceFolder(evidence(options.target(), os.environ))
                files = put_evidence(place, tree, kept, size=tree.size)

        head = sign_head(tree, os.environ, passphrase=known)
        written, new = export(
            place,
            bytes(head.note),
            entries=tree.entries,
            load=tree.load,
            before=put_files,
            alone=locked(lock_path(head.path)),
        )
        stamped = bring_stamped(place, tree, head.checkpoint.size, os.environ)
    words = options.words()
    click.echo(copies.exported(folder, head.checkpoint.size, new, written, words))
    if files:
        beside = None if without_evidence else str(place / EVIDENCE)
        click.echo(copies.put_in(files, beside, words))
    if stamped is not None:
        click.echo(copies.stamped(stamped, str(place / STAMPED), words))


command.add_command(dossier.command, "dossier")
