"""`ledger project`: the states of every subject over all time, kept for who asks for many."""

import click

from cli import options


@click.command()
@click.option("--anew", is_flag=True, help="Make it anew, whatever is there.")
@options.receipt
@options.ledger
def command(anew: bool, form: str) -> None:
    """Keep the states of every subject, from when to when, beside the ledger; catch them up by
    what was appended since.

    Answers for many subjects are then read, and only what was touched since is worked out. They
    are the same without it: it may be thrown away at any time.

    \b
      ledger project
      ledger project --anew
    """
    from cli import formats
    from cli.progress import Bar
    from cli.tables import page
    from ledger.documents import projection
    from ledger.projections.upkeep import kept_up
    from ledger.reading.reading import open_ledger
    from ledger.sayings import projections
    from ledger.stores import projection_file

    target = options.target()
    with open_ledger(target) as reading, Bar(options.words()) as bar:
        done = kept_up(reading, target, anew=anew, told=bar.projected)
        file, size = str(projection_file.place(target)), projection_file.size(target)
        document = projection.kept(done, reading.origin, file, size)
    if form == "json":
        formats.show(document)
    else:
        words = options.words()
        page.say(projections.kept(document, words), words)
        page.labelled(projections.beside(document, words))
