"""`ledger backup`: the ledger in a second place, while it is in use."""

import os
from pathlib import Path

import click

from cli import options
from cli.progress import Bar
from cli.tables import page


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@options.lang
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
    from ledger.sayings import copies
    from ledger.teams.backups import LEDGER, backup

    with Bar(options.words()) as bar:
        done = backup(options.target(), folder, os.environ, progress=bar.copied)
    copied, place, words = done.copied, str(folder / LEDGER), options.words()
    click.echo(copies.backed_up(copied.had, copied.size, place, words))
    told = copies.whose(copied.origin, encoded(copied.root), words)
    if copied.unread:
        told.append(copies.unread(copied.unread, words))
    told.append(copies.head(done.head and done.head.size, words))
    if done.rebuilt:
        told.append(copies.rebuilt(words))
    if not done.whole:
        told.append(copies.beside(place, words))
    if copied.evidence:
        told.append(copies.evidence(copied.evidence, words, new=True))
    page.labelled(told)
