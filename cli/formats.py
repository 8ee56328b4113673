"""How does a program read an answer: as JSON, JSON Lines or CSV (DESIGN 8)?

Rows are written as they come, so that a long answer does not fill the memory.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.question import Question

Row = Mapping[str, Any]


def instant(value: int | None) -> str | None:
    """RFC 3339 in UTC with Z; None stays None."""
    from ledger.dates.moments import render

    return None if value is None else render(value)


def number(decimal: str | None) -> int | float | None:
    """Decimal text as a JSON number: `10`, `12.5`."""
    if decimal is None:
        return None
    return float(decimal) if "." in decimal else int(decimal)


def envelope(name: str, question: "Question", again: str, **fields: Any) -> dict[str, Any]:
    """What stands around the rows of `policy-ledger/NAME/1`; `fields` come after the zone."""
    return {
        "format": f"policy-ledger/{name}/1",
        "origin": question.reading.origin,
        "zone": question.zone_name,
        **fields,
        "known": instant(question.known.instant if question.known else None),
        "recorded": instant(question.recorded_instant),
        "authority_floor": question.asking.authority,
        "size": question.view.position,
        "again": again,
    }


def write(form: str, head: Row, rows: Iterable[Row], *, under: str, cells: Iterable[str]) -> None:
    """Print rows as `json` (a list under the key `under`), `jsonl` or `csv` (fields `cells`)."""
    if form == "json":
        _json(head, rows, under)
    elif form == "jsonl":
        for row in rows:
            print(line({**head, **row}))
    else:
        from cli import options, sheet

        sheet.write(head, rows, tuple(cells), mark=options.marked())


def line(value: Any) -> str:
    """One line of JSON. What a terminal would act on is written as an escape: the same value."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _json(head: Row, rows: Iterable[Row], under: str) -> None:
    """One object: a line for each field of the head, and one for each row."""
    for name, value in head.items():
        print(f"{'{' if name == 'format' else ' '}{line(name)}: {line(value)},")
    print(f" {line(under)}: [", end="")
    first = True
    for row in rows:
        print("" if first else ",", end="\n  ")
        print(line(row), end="")
        first = False
    print("]}")
