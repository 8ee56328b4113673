"""`ledger rebuild`: the read model, derived again from the stored bytes."""

import click

from cli import options
from cli.progress import Bar


@click.command()
@options.lang
@options.ledger
def command() -> None:
    """Derive the read model again from the log, which alone is the truth.

    Answers are read from tables that were derived from the stored events; this makes them anew,
    also where an older version of this program made them. No event changes, and no answer should.

    \b
      ledger rebuild
    """
    from ledger.application import open_for_writing

    words = options.words()
    with open_for_writing(options.target(), rebuild=True) as ledger, Bar(words) as bar:
        events = ledger.rebuild(bar.derived)
    click.echo(words.tell("the read model was derived again from {events} events", events=events))
