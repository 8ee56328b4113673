"""`ledger restore`: the ledger of a backup, where there is none."""

import os
from pathlib import Path

import click

from cli import options
from cli.progress import Bar
from cli.small_files import content
from cli.tables import page


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--held",
    metavar="FILE",
    multiple=True,
    help="A checkpoint that somebody kept; may be repeated.",
)
@click.option("--lose", is_flag=True, help="Go back behind a held checkpoint all the same.")
@options.lang
@options.ledger
def command(folder: Path, held: tuple[str, ...], lose: bool) -> None:
    """Make the ledger of the backup in DIR again, as the ledger in use, where there is none.

    It is refused where a signed head is known, on this machine or by --held, that is of more
    events than the backup has: those would be lost, and it says which.

    \b
      ledger --ledger policy.ledger restore /backups/links --held checkpoint
    """
    from ledger.proofs.spelling import encoded
    from ledger.sayings import copies
    from ledger.stores.address import shown
    from ledger.teams.backups import restore

    target = options.target()
    heads = [(name, content(name)) for name in held]
    with Bar(options.words()) as bar:
        done = restore(folder, target, os.environ, held=heads, lose=lose, progress=bar.copied)
    copied, words = done.copied, options.words()
    click.echo(copies.restored(copied.had, copied.size, shown(target), words))
    told = copies.whose(copied.origin, encoded(copied.root), words)
    if copied.unread:
        told.append(copies.unread(copied.unread, words))
    page.labelled([*told, *(copies.lost(each, words) for each in done.lost)])
