"""How are subjects listed: what they are called, and how much is said of them?"""

from collections.abc import Iterator, Mapping
from typing import Any

from cli.tables import grid, heads
from cli.text import columns, escape
from ledger.sayings import cuts, names
from ledger.sayings.language import Words, message
from ledger.sayings.vocabulary import SUBJECT

_HEADING = (SUBJECT, message("STATEMENTS"), message("TITLE"), message("ALSO CALLED"))


def draw(document: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The list, with its head and its foot."""
    yield from map(heads.drawn, cuts.read(document, words))
    yield ""
    rows = [
        (
            escape(row["path"]),
            str(row["statements"]),
            escape(names.title(row, words) or "-"),
            _also(row, words),
        )
        for row in document["subjects"]
    ]
    yield from grid.table(rows, heads=tuple(map(words.tell, _HEADING)), widest=columns())
    yield ""
    told = words.tell(
        "{count}. What each may do at a moment: {command}",
        count=names.subjects(len(rows), words),
        command="ledger at WHEN SUBJECT",
    )
    yield from heads.paragraph(told)
    yield from heads.again_line(document["again"], words)


def _also(row: Mapping[str, Any], words: Words) -> str:
    """Its aliases, and what else it is called."""
    aliases = words.listed(map(escape, row["aliases"]))
    return words.clauses(filter(None, (aliases, *names.particulars(row, words))))
