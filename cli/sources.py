"""`ledger sources`: who speaks in this ledger, with what authority, and how often?"""

from typing import Any, Final

import click

from cli import formats, heads, options, wording
from cli.log import Filter, listed
from cli.question import Asking, Question
from cli.text import columns
from events.words import RANK
from ledger.moments import instant, local

CELLS: Final = (
    *("source", "authority", "party", "announcements", "changes", "first_published"),
    "last_published",
)


@click.command()
@options.reading
def command(asking: Asking) -> None:
    """Who speaks in this ledger: each name with its authority and party, how many announcements
    and changes are of it, and from when to when they were published.

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
        from cli import grid, page

        drawn = [
            (
                wording.speaker(row["source"], row["authority"], row["party"]),
                str(row["announcements"]),
                str(row["changes"]),
                _span(question, row),
            )
            for row in found
        ]
        count = wording.many(len(drawn), "source")
        page.show(
            [
                *heads.cuts(question),
                "",
                *grid.table(
                    drawn,
                    heads=("SOURCE", "ANNOUNCEMENTS", "CHANGES", "PUBLISHED"),
                    widest=columns(),
                ),
                "",
                f"{count}. What one said: ledger log --source NAME",
                *heads.again_line(again),
            ]
        )


def rows(question: Question) -> list[dict[str, Any]]:
    """One row for each name, authority and party, by authority and then by name."""
    found: dict[tuple[str, str, str | None], dict[str, Any]] = {}
    key = None
    for record in listed(question, Filter("recorded", None, None, (), (), (), ())):
        if record.type == "announced":
            source, at = record.data["source"], record.data["published"]["instant"]
            key = (source["name"], source["authority"], source.get("party"))
            row = found.setdefault(
                key,
                {
                    "source": key[0], "authority": key[1], "party": key[2],
                    "announcements": 0, "changes": 0,
                    "first_published": at, "last_published": at,
                },
            )  # fmt: skip
            row["announcements"] += 1
            row["first_published"] = min(row["first_published"], at, key=instant)
            row["last_published"] = max(row["last_published"], at, key=instant)
        elif "change" in record.data and key is not None:
            found[key]["changes"] += 1
    return sorted(found.values(), key=lambda row: (-RANK[row["authority"]], row["source"]))


def _span(question: Question, row: dict[str, Any]) -> str:
    first, last = (
        local(instant(row[name]), question.zone)[:10]
        for name in ("first_published", "last_published")
    )
    return first if first == last else f"{first} to {last}"
