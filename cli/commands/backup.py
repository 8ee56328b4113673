"""`ledger backup`: the ledger in a second place, while it is in use."""

import os
from pathlib import Path

import click

from cli import options
from cli.progress import Bar
from cli.text import escape


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.ledger
def command(folder: Path) -> None:
    """Bring the backup in DIR to what the ledger in use holds now; others may go on writing.

    DIR gets the ledger as a file, which every command can read, its evidence, and the head that
    was signed last. Run it again, every night: it adds what is new. The signing key is never in
    it; keep that elsewhere.

    \b
      ledger backup /backups/links
      ledger --ledger postgresql://auditor@db.example.org/links backup /backups/links
    """
    from ledger.proofs.spelling import encoded
    from ledger.teams.backups import LEDGER, backup

    with Bar() as bar:
        done = backup(options.target(), folder, os.environ, progress=bar.copied)
    copied = done.copied
    new = copied.size - copied.had
    place = escape(str(folder / LEDGER))
    click.echo(f"{place} holds @1 to @{copied.size}, of which {new} are new")
    click.echo(f"origin  {copied.origin}")
    click.echo(f"root    {encoded(copied.root)}, computed from the entries that arrived")
    head = "none kept here" if done.head is None else f"@{done.head.size}, signed, is with it"
    click.echo(f"head    {head}")
    if done.rebuilt:
        click.echo("tables  were of an older version, and were made anew from the log")
    if not done.whole:
        click.echo(f"beside  {place}-wal is part of it while another program reads it")
    if copied.evidence:
        click.echo(f"files   {copied.evidence} of evidence are new")
