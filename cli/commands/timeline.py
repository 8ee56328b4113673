"""`ledger timeline`: which states did subjects have, each from when to when?"""

from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads
from ledger.documents import timeline as documents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.answers.way import Way

#: So many subjects are read as a table.
_MOST: Final = 50


@click.command()
@click.argument("subject", nargs=-1)
@options.reading_with_xlsx
def command(asking: Asking, subject: tuple[str, ...]) -> None:
    """Each state of every SUBJECT named, or of every subject with a statement of its own, on the
    effective clock, from when (included) to when (not).

    The first row goes back as far as can be asked, the last one on for ever: it is what the
    record says, not a forecast. A table is for 50 subjects at most; csv, jsonl and xlsx are for any
    number, one state a row.

    \b
      ledger timeline kuaishou/live-cart/jd-alliance/self-operated
      ledger timeline kuaishou/live-cart/jd-alliance --known 2022-10-27
      ledger timeline --format csv
    """
    with asking.open() as question:
        paths = question.without_when(subject)
        named, view = sorted({*paths}) if paths else None, question.view
        enquiry = question.enquiry(heads.again(question, ["timeline", *subject]))
        if asking.form in ("table", "json"):
            ways = view.ways(None) if named is None else map(view.way, named)
            few = _few(ways) if asking.form == "table" else ways
            told = documents.reply(enquiry, few, view)
        else:
            told = documents.lines(enquiry, question.answers.timelines(named))
        if asking.form == "table":
            from cli.tables import page, timeline_table

            page.show(timeline_table.draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        question.tell_unnamed(named or ())


def _few(ways: "Iterable[Way]") -> "Iterable[Way]":
    """All of them, where they are not too many for a table."""
    found = list(islice(ways, _MOST + 1))
    if len(found) > _MOST:
        raise click.UsageError(
            f"a table has the timelines of at most {_MOST} subjects, and there are more: name "
            "some, or ask with --format csv, jsonl or xlsx"
        )
    return found
