"""`ledger subjects`: of which subjects is anything recorded, and what are they called?"""

from collections import Counter
from typing import Any, Final

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.text import columns, escape
from ledger.descriptions import Description
from ledger.history.replay import within

CELLS: Final = ("path", "title", "aliases", "statements")


@click.command()
@click.argument("subject", nargs=-1)
@options.reading
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
        found = rows(question, paths)
        again = heads.again(question, ["subjects", *subject])
        if asking.form != "table":
            head = formats.envelope("subjects", question, again)
            formats.write(asking.form, head, found, under="subjects", cells=CELLS)
        else:
            _show(question, found, again)
        question.tell_unnamed(
            path for path in paths if not any(within(row["path"], [path]) for row in found)
        )


def _show(question: Question, found: list[dict[str, Any]], again: str) -> None:
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


def _also(row: dict[str, Any]) -> str:
    """Its aliases, and what else it is called."""
    from cli.tables import names

    aliases = ", ".join(map(escape, row["aliases"]))
    return "; ".join(filter(None, (aliases, *names.particulars(row))))


def rows(question: Question, under: list[str]) -> list[dict[str, Any]]:
    """One row a path, sorted, of all or of those at and below the paths given."""
    view = question.view
    described = view.descriptions()
    counts = Counter(row.subject for row in view.changes())
    paths = sorted({*counts, *described})
    nothing = Description(None, ())
    return [
        {
            "path": path,
            "title": said.title,
            "titles": dict(said.titles),
            "aliases": list(said.aliases),
            "words": dict(said.words),
            "statements": counts[path],
        }
        for path in paths
        if not under or within(path, under)
        for said in (described.get(path, nothing),)
    ]
