"""`ledger sources`: who speaks in this ledger, with what authority, and how often?"""

from typing import TYPE_CHECKING

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.text import columns, escape
from ledger.dates.moments import instant

if TYPE_CHECKING:
    from ledger.documents.sources import SourceRow


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
    from ledger.documents.sources import reply, rows

    with asking.open() as question:
        found = rows(question.view)
        again = heads.again(question, ["sources"])
        if asking.form != "table":
            formats.write(asking.form, reply(question.enquiry(again), found), question)
            return
        from cli.tables import grid, page

        limited = any(row["ceiling"] for row in found)  # else the column would be empty
        drawn = [
            (
                _speaker(row),
                *([row["ceiling"] or "-"] if limited else []),
                str(row["announcements"]),
                str(row["changes"]),
                _span(question, row),
            )
            for row in found
        ]
        ceiling = ["CEILING"] if limited else []
        count = wording.many(len({row["source"] for row in found}), "source")
        if len(found) > len({row["source"] for row in found}):
            count += ", one line for each authority and party"
        page.show(
            [
                *heads.cuts(question),
                "",
                *grid.table(
                    drawn,
                    heads=("SOURCE", *ceiling, "ANNOUNCEMENTS", "CHANGES", "PUBLISHED"),
                    widest=columns(),
                ),
                "",
                *heads.paragraph(f"{count}. What one said: ledger log --source NAME"),
                *heads.again_line(again),
            ]
        )


def _speaker(row: "SourceRow") -> str:
    if row["authority"] is None:
        return escape(row["source"])
    return wording.speaker(row["source"], row["authority"], row["party"])


def _span(question: Question, row: "SourceRow") -> str:
    begin, end = row["first_published"], row["last_published"]
    if begin is None or end is None:
        return "-"
    first, last = (wording.date(instant(each), question.zone) for each in (begin, end))
    return first if first == last else f"{first} to {last}"
