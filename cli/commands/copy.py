"""`ledger copy`: the same ledger in another place, to the last byte."""

import os

import click

from cli import options
from cli.progress import Bar
from cli.tables import page


@click.command()
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="TARGET")
@click.option("--without-evidence", is_flag=True, help="Copy the log alone; it is said so.")
@options.lang
def command(source: str, target: str, without_evidence: bool) -> None:
    """Copy a ledger: a file, a server's, or a folder exported as tiles or dossier, into a file or
    onto a server.

    Positions, bytes and record times stay what they are, so the root is the same and what was
    proved of one is proved of the other. TARGET must be free, or hold the beginning of a copy that
    was stopped: it goes on from there. What contradicts the head signed last on this machine is not
    copied. Every entry is read again on arrival.

    Source and copy are two ledgers from then on: write to one of them alone.

    \b
      ledger copy policy.ledger postgresql://owner@db.example.org/links
      ledger copy dossier/ examined.ledger
    """
    from ledger.proofs.spelling import encoded
    from ledger.sayings import copies
    from ledger.stores.address import EVIDENCE, evidence, shown
    from ledger.teams.copying import copy

    with Bar(options.words()) as bar:
        done = copy(
            source, target, os.environ, without_evidence=without_evidence, progress=bar.copied
        )
    words = options.words()
    click.echo(copies.copied(done.had, done.size, shown(target), words))
    told = copies.whose(done.origin, encoded(done.root), words)
    if done.unread:
        told.append(copies.unread(done.unread, words))
    if done.signed:
        told.append(copies.signed(words))
    if done.evidence:
        told.append(copies.evidence(done.evidence, words))
    if done.left_out:
        folder = evidence(target, os.environ)
        place = None if folder is None else str(folder)
        told.append(copies.left_out(done.left_out, place, EVIDENCE, words))
    if done.behind is not None:
        told.append(copies.behind(done.size, done.behind, words))
    if done.unknown is not None:
        told.append(copies.unknown(done.unknown, words))
    page.labelled(told)
