"""`ledger sources`: who speaks in this ledger, with what authority, and how often?"""

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads
from ledger.documents import sources


@click.command()
@options.reading_with_xlsx
def command(asking: Asking) -> None:
    """Who speaks in this ledger: each name with its authority and party, the ceiling that the
    recorder gave it, how many announcements and changes are of it, and from when to when they were
    published; as the recorder has corrected it, without what is retracted.

    \b
      ledger sources
      ledger sources --authority official --format jsonl
    """
    with asking.open() as question:
        found = sources.rows(question.view)
        again = heads.again(question, ["sources"])
        enquiry = question.enquiry(again)
        if asking.form in ("table", "json"):
            told = sources.reply(enquiry, found, question.view)
        else:
            told = sources.lines(enquiry, found)
        if asking.form == "table":
            from cli.tables import page, sources_table

            page.show(sources_table.draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
