"""`ledger replay`: how did the record grow, and which answers did each step change?"""

from collections.abc import Iterable
from contextlib import closing

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, page
from ledger.documents import replay
from ledger.history.account import account
from ledger.history.boundary import Boundary, turning
from ledger.history.paths import Side
from ledger.history.replay import StepChanges


@click.command()
@click.argument("subject", nargs=-1)
@click.option(
    "--clock",
    type=click.Choice(replay.CLOCKS),
    default="recorded",
    show_default=True,
    help="In which order the history is told.",
)
@options.reading
def command(asking: Asking, subject: tuple[str, ...], clock: str) -> None:
    """The history told in order, with what each step changed: for which time, from what to what,
    for each subject and for those below it.

    On the recorded clock a step is one event. On the published clock it is all that came to be
    known at one instant. On the effective clock it is a boundary at which states turn, with those
    on either side. A SUBJECT keeps to it, to those below it, and to what was said above it.

    \b
      ledger replay
      ledger replay --clock published kuaishou/live-cart
      ledger replay --clock effective --known 2022-10-28
    """
    with asking.open() as question:
        named = question.without_when(subject)
        clocked = () if clock == "recorded" else ("--clock", clock)
        again = heads.again(question, ["replay", *subject], clocked)
        reading, view = question.reading, question.view
        # Closed before the ledger is, also where the reader of the output has gone.
        if clock == "effective":
            side = Side(view.cut, reading.acts(view.position))
            found = turning(reading.paths(view.position), reading, side, named=named)
            with closing(found) as boundaries:
                _effective(question, boundaries, again)
        else:
            with closing(account(clock, reading, view.cut, named=named)) as steps:
                _steps(question, steps, clock, again)
        question.tell_unnamed(named)


def _steps(question: Question, steps: Iterable[StepChanges], clock: str, again: str) -> None:
    form, enquiry = question.asking.form, question.enquiry(again)
    if form == "csv":
        told = replay.table(enquiry, steps, clock, question.announcements)
    elif form == "jsonl":
        told = replay.lines(enquiry, steps, clock)
    else:
        told = replay.reply(enquiry, steps, clock, question.reading, question.view)
    if form == "table":
        from cli.tables.replay_table import draw

        page.show(draw(told.head, told.rows, question.words), question.words)
    else:
        formats.write(form, told, question)


def _effective(question: Question, boundaries: Iterable[Boundary], again: str) -> None:
    form, enquiry = question.asking.form, question.enquiry(again)
    if form in ("csv", "jsonl"):
        told = replay.boundary_lines(enquiry, boundaries)
    else:
        told = replay.boundaries(enquiry, boundaries, question.reading, question.view)
    if form == "table":
        from cli.tables.boundary_table import draw

        page.show(draw(told.head, told.rows, question.words), question.words)
    else:
        formats.write(form, told, question)
