"""How does a program read an answer: as JSON, JSON Lines, CSV or a workbook (DESIGN 8)?

Rows are written as they come, so that a long answer does not fill the memory.
"""

import json
from json.encoder import c_make_encoder, encode_basestring  # type: ignore[attr-defined]
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cli.question import Question
    from ledger.documents.reply import Reply, Row


_CODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)
#: Made once: `encode` would make it anew for each line.
_PIECES: Final = c_make_encoder and c_make_encoder(
    *(None, _CODER.default, encode_basestring, None),
    *(_CODER.key_separator, _CODER.item_separator, False, False, False),
)


def _encoded(value: Any) -> str:
    return _CODER.encode(value) if _PIECES is None else "".join(_PIECES(value, 0))


def write(form: str, reply: "Reply", question: "Question | None" = None) -> None:
    """Print an answer as `json`, `jsonl`, `csv` or `xlsx`; the last two have the titles of
    announcements of the ledger that a `question` reads."""
    if form == "json":
        _json(reply)
    elif form == "jsonl":
        head = {} if reply.alone else reply.head
        for row in reply.rows:
            print(line({**head, **row}))
    else:
        from cli import options, sheet

        announcements: Any = question and question.announcements
        if form == "csv":
            rows = (reply.flat(row, announcements) for row in reply.rows)
            sheet.write(reply.head, rows, reply.columns, mark=options.marked())
        else:
            from cli import workbook

            workbook.write(reply, announcements, options.workbook(), options.words())


def show(document: "Row") -> None:
    """Print a document that is not long, as json."""
    for name, value in document.items():
        print(
            f"{'{' if name == 'format' else ',' + chr(10) + ' '}{line(name)}: {line(value)}", end=""
        )
    print("}")


def line(value: Any) -> str:
    """One line of JSON. What a terminal would act on is written as an escape: the same value."""
    text = _encoded(value)
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


def _json(reply: "Reply") -> None:
    """One object: a line for each field of the head, for each row, and for each entry of the maps
    of the tail, so that none of them is held as text at once."""
    for name, value in reply.head.items():
        print(f"{'{' if name == 'format' else ' '}{line(name)}: {line(value)},")
    print(f" {line(reply.under)}: [", end="")
    _lines(map(line, reply.rows))
    print("]", end="")
    for name, value in reply.tail().items():
        if isinstance(value, dict):
            print(f",\n {line(name)}: {{", end="")
            _lines(f"{line(key)}: {line(each)}" for key, each in value.items())
            print("}", end="")
        else:
            print(f",\n {line(name)}: {line(value)}", end="")
    print("}")


def _lines(entries: "Iterable[str]") -> None:
    """Each on a line of its own, with commas between."""
    separator = "\n  "
    for entry in entries:
        print(separator, entry, sep="", end="")
        separator = ",\n  "
