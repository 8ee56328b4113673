"""`ledger copy`: the same ledger in another place, to the last byte."""

import os

import click

from cli.progress import Bar
from cli.text import escape


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="TARGET")
@click.option("--without-evidence", is_flag=True, help="Copy the log alone; it is said so.")
def command(source: str, target: str, without_evidence: bool) -> None:
    """Copy a ledger: a file, a server's, or a folder exported as tiles or dossier, into a file or
    onto a server.

    Positions, bytes and record times stay what they are, so the root is the same and what was
    proved of one is proved of the other. TARGET must be free, or hold the beginning of a copy that
    was stopped: it goes on from there. What contradicts the head signed last on this machine is not
    copied. Every entry is read again on arrival.

    Source and copy are two ledgers from then on: write to one of them alone.

    \b
      ledger copy policy.ledger postgresql://recorder@db.example.org/links
      ledger copy dossier/ examined.ledger
    """
    from ledger.proofs.spelling import encoded
    from ledger.stores.address import EVIDENCE, evidence, shown
    from ledger.teams.copying import copy

    with Bar() as bar:
        done = copy(
            source, target, os.environ, without_evidence=without_evidence, progress=bar.copied
        )
    place = escape(shown(target))
    if done.had == done.size:
        click.echo(f"{place} holds all {done.size} events already")
    else:
        click.echo(f"copied @{done.had + 1} to @{done.size} to {place}")
    click.echo(f"origin  {done.origin}")
    click.echo(f"root    {encoded(done.root)}, computed from the entries that arrived")
    if done.signed:
        click.echo("signed  by the ledger's key, in the checkpoint that came with the source")
    if done.evidence:
        click.echo(f"files   {done.evidence} of evidence")
    if done.left_out:
        folder = evidence(target, os.environ)
        into = escape(str(folder)) if folder else f"the folder that {EVIDENCE} names"
        click.echo(
            f"files   {done.left_out} of evidence are not there: they belong into {into}, each as "
            "the first two digits of its SHA-256, /, and all of them"
        )
    if done.behind is not None:
        click.echo(
            f"behind  a head of {done.behind} events was signed here: nothing is appended to this "
            f"copy or signed until it has @{done.size + 1} to @{done.behind} too"
        )
    if done.unknown is not None:
        click.echo(f"unknown {escape(done.unknown)}: nothing is appended to it or signed here")
