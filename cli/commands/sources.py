"""`ledger sources`: who speaks in this ledger, with what authority, and how often?"""

from collections import Counter
from typing import Any, Final

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, wording
from cli.text import columns, escape
from events.words import AUTHORITY
from ledger.dates.moments import instant, render

CELLS: Final = (
    *("source", "authority", "party", "ceiling", "announcements", "changes"),
    *("first_published", "last_published"),
)


@click.command()
@options.reading
def command(asking: Asking) -> None:
    """Who speaks in this ledger: each name with its authority and party, the ceiling that the
    recorder gave it, how many announcements and changes are of it, and from when to when they were
    published; as the recorder has corrected it, without what is retracted.

    \b
      ledger sources
      ledger sources --authority official --format jsonl
    """
    with asking.open() as question:
        found = rows(question)
        again = heads.again(question, ["sources"])
        if asking.form != "table":
            head = formats.envelope("sources", question, again)
            formats.write(asking.form, head, found, under="sources", cells=CELLS)
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


def rows(question: Question) -> list[dict[str, Any]]:
    """One row for each name, authority and party, by authority and then by name."""
    changes: Counter[tuple[str, int, str | None]] = Counter()
    told: dict[tuple[str, int, str | None], set[str]] = {}
    published: dict[tuple[str, int, str | None], tuple[int, int]] = {}
    for row in question.view.changes():
        key = (row.source, row.authority, row.party)
        changes[key] += 1
        told.setdefault(key, set()).add(row.announcement)
        first, last = published.get(key, (row.published, row.published))
        published[key] = (min(first, row.published), max(last, row.published))
    ceilings = question.view.ceilings()
    found = [
        {
            "source": key[0],
            "authority": AUTHORITY[key[1]],
            "party": key[2],
            "ceiling": ceilings.get(key[0]),
            "announcements": len(told[key]),
            "changes": changes[key],
            "first_published": render(published[key][0]),
            "last_published": render(published[key][1]),
        }
        for key in sorted(changes, key=lambda key: (-key[1], key[0], key[2] or ""))
    ]
    spoken = {key[0] for key in changes}
    silent = (
        {"source": name, "authority": None, "party": None, "ceiling": ceiling}
        for name, ceiling in ceilings.items()
        if name not in spoken
    )
    nothing = {"announcements": 0, "changes": 0, "first_published": None, "last_published": None}
    return [*found, *({**each, **nothing} for each in silent)]


def _speaker(row: dict[str, Any]) -> str:
    if row["authority"] is None:
        return escape(row["source"])
    return wording.speaker(row["source"], row["authority"], row["party"])


def _span(question: Question, row: dict[str, Any]) -> str:
    if row["first_published"] is None:
        return "-"
    first, last = (
        wording.date(instant(row[name]), question.zone)
        for name in ("first_published", "last_published")
    )
    return first if first == last else f"{first} to {last}"
