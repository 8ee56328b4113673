"""`ledger copy`: the same ledger in another place, to the last byte."""

import click

from cli.progress import Bar
from cli.text import escape


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="TARGET")
def command(source: str, target: str) -> None:
    """Copy a ledger: a file, a server's, or a folder exported as tiles or dossier, into a file or
    onto a server.

    Positions, bytes and record times stay what they are, so the root is the same and what was
    proved of one is proved of the other. TARGET must be free, or hold the beginning of a copy that
    was stopped: it goes on from there. Every entry is read again on arrival.

    Source and copy are two ledgers from then on: write to one of them alone.

    \b
      ledger copy policy.ledger postgresql://recorder@db.example.org/links
      ledger copy dossier/ examined.ledger
    """
    from ledger.stores.address import shown
    from ledger.teams.copying import copy

    with Bar() as bar:
        done = copy(source, target, progress=bar.told)
    place = escape(shown(target))
    if done.had == done.size:
        click.echo(f"{place} holds all {done.size} events already")
    else:
        click.echo(f"copied @{done.had + 1} to @{done.size} to {place}")
    click.echo(f"origin  {done.origin}")
    click.echo(f"root    {done.root.hex()}, computed from the entries that arrived")
    if done.signed:
        click.echo("signed  by the ledger's key, in the checkpoint that came with the source")
    if done.evidence:
        click.echo(f"files   {done.evidence} of evidence")
