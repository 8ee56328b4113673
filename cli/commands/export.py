"""`ledger export`: the log as files that need no ledger."""

import os
from pathlib import Path

import click

from cli import options
from cli.commands import dossier
from cli.passphrase import known
from cli.text import escape


@click.group()
def command() -> None:
    """The log as files that anybody can mirror, check and keep, with tools that are not ours."""


@command.command()
@click.argument("folder", metavar="DIR")
@options.ledger
def tiles(folder: str) -> None:
    """Write the log to DIR in the layout of c2sp.org/tlog-tiles, and its signed head as
    `checkpoint`, last: entries and hashes, 256 a file. What is there already is gone on from, and
    mended where it is damaged; a folder of another log, or of one that this does not go on from,
    is refused.

    `ledger verify --tiles DIR` checks it without the ledger, and so do other tools.

    \b
      ledger export tiles public/
    """
    from ledger.file_lock import locked
    from ledger.signing.heads import lock_path
    from ledger.signing.log_tree import open_tree
    from ledger.signing.signed_head import sign_head
    from ledger.signing.tile_export import export

    with open_tree(options.target()) as tree:
        head = sign_head(tree, os.environ, passphrase=known)
        written, new = export(
            Path(folder),
            bytes(head.note),
            entries=tree.entries,
            load=tree.load,
            alone=locked(lock_path(head.path)),
        )
    click.echo(
        f"{escape(folder)}: checkpoint of {head.checkpoint.size:,} entries, {new:,} of them new; "
        f"{written:,} files written"
    )


command.add_command(dossier.command, "dossier")
