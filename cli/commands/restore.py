"""`ledger restore`: the ledger of a backup, where there is none."""

import os
from pathlib import Path

import click

from cli import options
from cli.progress import Bar
from cli.text import escape


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--held",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A checkpoint that somebody kept; may be repeated.",
)
@click.option("--lose", is_flag=True, help="Go back behind a held checkpoint all the same.")
@options.ledger
def command(folder: Path, held: tuple[Path, ...], lose: bool) -> None:
    """Make the ledger of the backup in DIR again, as the ledger in use, where there is none.

    It is refused where a signed head is known, on this machine or by --held, that is of more
    events than the backup has: those would be lost, and it says which.

    \b
      ledger --ledger policy.ledger restore /backups/links --held checkpoint
    """
    from ledger.proofs.spelling import encoded
    from ledger.stores.address import shown
    from ledger.teams.backups import restore

    target = options.target()
    heads = [(str(file), file.read_bytes()) for file in held]
    with Bar() as bar:
        done = restore(folder, target, os.environ, held=heads, lose=lose, progress=bar.copied)
    copied = done.copied
    place = escape(shown(target))
    if copied.had == copied.size:
        click.echo(
            f"{place} was restored already: it holds all {copied.size} events, to the same root"
        )
    else:
        click.echo(f"restored {place}: @{copied.had + 1} to @{copied.size}")
    click.echo(f"origin  {copied.origin}")
    click.echo(f"root    {encoded(copied.root)}, computed from the entries that arrived")
    for words in done.lost:
        click.echo(f"LOST    {escape(words)}")
