"""`ledger subjects`: of which subjects is anything recorded, and what are they called?"""

from typing import TYPE_CHECKING

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.text import columns, escape
from ledger.history.replay import within

if TYPE_CHECKING:
    from ledger.documents.subjects import SubjectRow


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
    from ledger.documents.subjects import reply, rows

    with asking.open() as question:
        paths = question.without_when(subject)
        found = rows(question.view, paths)
        again = heads.again(question, ["subjects", *subject])
        if asking.form != "table":
            formats.write(asking.form, reply(question.enquiry(again), found), question)
        else:
            _show(question, found, again)
        question.tell_unnamed(
            path for path in paths if not any(within(row["path"], [path]) for row in found)
        )


def _show(question: Question, found: "list[SubjectRow]", again: str) -> None:
    from cli.tables import grid, page

    drawn = [
        (
            escape(row["path"]),
            str(row["statements"]),
            escape(row["title"] or "-"),
            _also(row),
        )
        for row in found
    ]
    heading = ("SUBJECT", "STATEMENTS", "TITLE", "ALSO CALLED")
    count = wording.many(len(drawn), "subject")
    page.show(
        [
            *heads.cuts(question),
            "",
            *grid.table(drawn, heads=heading, widest=columns()),
            "",
            *heads.paragraph(f"{count}. What each may do at a moment: ledger at WHEN SUBJECT"),
            *heads.again_line(again),
        ]
    )


def _also(row: "SubjectRow") -> str:
    """Its aliases, and what else it is called."""
    from cli.tables import names

    aliases = ", ".join(map(escape, row["aliases"]))
    return "; ".join(filter(None, (aliases, *names.particulars(row))))
