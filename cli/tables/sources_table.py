"""How are sources listed: who speaks, with which authority, how often and when?"""

from collections.abc import Iterator

from cli.tables import grid, heads
from cli.text import columns, escape
from ledger.sayings import Row, cuts, periods
from ledger.sayings.language import Words
from ledger.sayings.speakers import speaker


def draw(document: Row, words: Words) -> Iterator[str]:
    """The list, with its head and its foot."""
    yield from map(heads.drawn, cuts.read(document, words))
    yield ""
    rows = document["sources"]
    limited = any(row["ceiling"] for row in rows)  # else the column would be empty
    drawn = [
        (
            _speaker(row, words),
            *([words.tell(row["ceiling"]) if row["ceiling"] else "-"] if limited else []),
            str(row["announcements"]),
            str(row["changes"]),
            _span(row, words),
        )
        for row in rows
    ]
    heading = (
        words.tell("SOURCE"),
        *([words.tell("CEILING")] if limited else []),
        words.tell("ANNOUNCEMENTS"),
        words.tell("CHANGES"),
        words.tell("PUBLISHED"),
    )
    yield from grid.table(drawn, heads=heading, widest=columns())
    yield ""
    yield from heads.paragraph(
        words.tell(
            "{count}. What one said: {command}",
            count=_counted(rows, words),
            command="ledger log --source NAME",
        )
    )
    yield from heads.again_line(document["again"], words)


def _counted(rows: list[Row], words: Words) -> str:
    names = {row["source"] for row in rows}
    told = words.many(len(names), "{count} source", "{count} sources")
    if len(rows) == len(names):
        return told
    return words.joined([told, words.tell("one line for each authority and party")])


def _speaker(row: Row, words: Words) -> str:
    if row["authority"] is None:
        return escape(row["source"])
    return speaker(row["source"], row["authority"], row["party"], words)


def _span(row: Row, words: Words) -> str:
    """From when to when it was published."""
    if row["first_published"] is None:
        return "-"
    first, last = (periods.date(row[f"{end}_published"], words) for end in ("first", "last"))
    return first if first == last else periods.span(first, last, words)
