"""`ledger timeline`: which states did subjects have, each from when to when?"""

from itertools import islice
from typing import TYPE_CHECKING, Final

import click

from cli import formats, options
from cli.question import Asking
from cli.tables import heads
from ledger.documents import timeline as documents

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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
        view, paths = question.view, question.without_when(subject)
        unnamed: list[str] = []
        ways = _watched(map(view.way, sorted({*paths})) if paths else view.ways(None), unnamed)
        enquiry = question.enquiry(heads.again(question, ["timeline", *subject]))
        if asking.form == "table":
            from cli.tables import page, timeline_table

            told = documents.reply(enquiry, _few(ways), view).document()
            page.show(timeline_table.draw(told, question.words), question.words)
        elif asking.form == "json":
            formats.write("json", documents.reply(enquiry, ways, view))
        else:
            formats.write(asking.form, documents.lines(enquiry, ways), question)
        for path in unnamed:
            question.tell_nearest(path)


def _few(ways: "Iterator[Way]") -> "list[Way]":
    """All of them, where they are not too many for a table."""
    found = list(islice(ways, _MOST + 1))
    if len(found) > _MOST:
        raise click.UsageError(
            f"a table has the timelines of at most {_MOST} subjects, and there are more: name "
            "some, or ask with --format csv, jsonl or xlsx"
        )
    return found


def _watched(ways: "Iterable[Way]", unnamed: list[str]) -> "Iterator[Way]":
    """The same ways; those of which nothing is recorded are noted in `unnamed`."""
    for way in ways:
        if not way.named:
            unnamed.append(way.subject)
        yield way
