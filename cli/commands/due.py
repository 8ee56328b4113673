"""`ledger due`: what ends, starts or is expected soon, and what is due or overdue already?"""

import re
from typing import Final

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, page
from ledger.dates.moments import Moment
from ledger.documents.due import lines, reply
from ledger.history.due import found
from ledger.history.timeline import LAST
from ledger.twins import hint

_HOUR: Final = 3_600_000_000


@click.command()
@click.argument("words", nargs=-1, metavar="[WHEN] [SUBJECT]...")
@click.option(
    "--within",
    metavar="N[d|w|h]",
    default="30d",
    show_default=True,
    help="How far ahead: days, weeks or hours.",
)
@options.reading_with_xlsx
def command(asking: Asking, words: tuple[str, ...], within: str) -> None:
    """What comes due on WHEN (today) and after it: terms that end, changes that start,
    expectations; and what is due or overdue at WHEN, each with the state that stands.

    A day counts from its first instant. Passing the date never makes a fact of an expectation. A
    SUBJECT stands for all below it.

    \b
      ledger due
      ledger due 2022-11-05 --within 30d
      ledger due kuaishou --within 2w
    """
    with asking.open() as question:
        at, subject = question.when(words)
        first, to = at.day[0] if at.day else at.instant, _to(question, at, within)
        paths = question.subjects(subject) or None
        later = asking.form in ("table", "json")
        answers = question.answers.coming(paths, at, (first, to), later=later)
        coming = found(answers, first, to, named=paths or ())
        again = heads.again(question, ["due", at.text, *subject], ["--within", within])
        enquiry, span = question.enquiry(again), (first, to)
        if later:
            told = reply(enquiry, at, span, within, coming, question.view)
        else:
            told = lines(enquiry, at, span, coming)
        if asking.form == "table":
            from cli.tables import due_table

            page.show(due_table.draw(told.document(), question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        question.tell_unnamed(paths or ())


def _to(question: Question, at: Moment, within: str) -> int:
    """The last instant of the time asked about: whole civil days where a bare date was given."""
    found = re.fullmatch(r"([0-9]{1,5})([dwh]?)", within)
    if found is None:
        message = f"--within: {within!r} is no time{hint(within)}: expected 30d, 4w or 12h"
        raise click.UsageError(message)
    count, unit = int(found[1]), found[2] or "d"
    if unit == "h" or at.day is None:
        end = at.instant + count * {"h": 1, "d": 24, "w": 168}[unit] * _HOUR
        if end > LAST:
            raise click.UsageError(f"--within: {within!r} reaches past the year 9999")
        return end
    from ledger.dates import moments

    days = count * (7 if unit == "w" else 1)
    last = moments.day_of(at.instant, question.zone) + days
    try:
        return moments.counted(last, question.zone, within).instant
    except moments.MomentFault:
        raise click.UsageError(f"--within: {within!r} reaches past the year 9999") from None
