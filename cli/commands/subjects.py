"""`ledger subjects`: of which subjects is anything recorded, and what are they called?"""

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads
from ledger.documents import subjects
from ledger.history.replay import within


@click.command()
@click.argument("subject", nargs=-1)
@options.reading_with_xlsx
def command(asking: Asking, subject: tuple[str, ...]) -> None:
    """Every subject that anything was said about or that was given a name, or those below each
    SUBJECT: its path, its titles, its aliases, how its effects are called, and how many visible
    statements are on it.

    \b
      ledger subjects
      ledger subjects kuaishou/live-cart --format csv
    """
    with asking.open() as question:
        paths = question.without_when(subject)
        found = subjects.rows(question.view, paths)
        again = heads.again(question, ["subjects", *subject])
        enquiry = question.enquiry(again)
        if asking.form in ("table", "json"):
            told = subjects.reply(enquiry, found, question.view)
        else:
            told = subjects.lines(enquiry, found)
        if asking.form == "table":
            from cli.tables import page, subjects_table

            page.show(subjects_table.draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        question.tell_unnamed(
            path for path in paths if not any(within(row["path"], [path]) for row in found)
        )
