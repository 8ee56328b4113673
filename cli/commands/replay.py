"""`ledger replay`: how did the record grow, and which answers did each step change?"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing

import click

from cli import formats, options
from cli.question import Asking, Question
from cli.tables import heads, page
from ledger.documents import replay
from ledger.history.boundary import Boundary, turning
from ledger.history.paths import Side
from ledger.history.replay import Told, told, within
from ledger.history.steps import is_of, published, recorded


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
        # Closed before the ledger is, also where the reader of the output has gone.
        if clock == "effective":
            with closing(turns(question, named)) as boundaries:
                _effective(question, boundaries, again)
        else:
            with closing(history(question, named, clock)) as steps:
                _steps(question, steps, clock, again)
        question.tell_unnamed(named)


def history(question: Question, named: Sequence[str], clock: str) -> Generator[Told, None, None]:
    """The steps of the recorded or the published clock that touch what is named; () keeps all."""
    reading = question.reading
    steps = {"recorded": recorded, "published": published}[clock]
    announced: Told | None = None
    for each in told(steps(reading, reading, question.view.cut), reading, named=named):
        if each.step.records[0].type == "announced" and clock == "recorded":
            announced = each
        if named and not any(_meets(path, named) for path in _paths(each)):
            continue
        if announced is not None and is_of(each.step.records[0], announced.step.records[0]):
            yield announced  # once, before the first of its changes that is told
            announced = None
        if announced is not each or not named:
            yield each
        if not named:
            announced = None


def _paths(told: Told) -> Iterator[str]:
    yield from told.step.paths
    for record in told.step.records:
        if record.type in ("subject_described", "expired"):
            yield record.data.get("path") or record.data["subject"]


def _meets(path: str, named: Sequence[str]) -> bool:
    """Whether a word about the path can matter for what is named."""
    return within(path, named) or any(within(each, [path]) for each in named)


def turns(question: Question, named: Sequence[str]) -> Generator[Boundary, None, None]:
    """The boundaries of all timelines in order, by instant and subject."""
    reading, view = question.reading, question.view
    side = Side(view.cut, reading.acts(view.position))
    paths = reading.paths(view.position)
    if named:
        paths = (path for path in paths if within(path, named))
    yield from turning(paths, reading, side, named=named)


def _steps(question: Question, steps: Iterable[Told], clock: str, again: str) -> None:
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
