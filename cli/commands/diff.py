"""`ledger diff`: what differs between two moments on one clock, and who said so?"""

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING

import click

from cli import formats, options
from cli.question import Asking, Question, wrong
from cli.tables import heads
from ledger.dates.moments import Moment
from ledger.documents import diff as documents
from ledger.history.diff import SAME
from ledger.history.sides import ComparedMoment, Sides

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.history.diff import Difference


@click.command()
@click.argument("first", metavar="WHEN")
@click.argument("second", metavar="WHEN")
@click.argument("subject", nargs=-1)
@click.option(
    "--clock",
    type=click.Choice(documents.CLOCKS),
    help="Whose two moments they are; effective unless one of them is a position, @N.",
)
@click.option("--at", "at", metavar="WHEN", help="The day asked about, on the other two clocks.")
@click.option("--all", "every", is_flag=True, help="List what is the same, too.")
@click.option("--exit-code", is_flag=True, help="End with 1 where anything differs, as git does.")
@options.reading_with_xlsx
def command(
    asking: Asking,
    first: str,
    second: str,
    subject: tuple[str, ...],
    clock: str | None,
    at: str | None,
    every: bool,
    exit_code: bool,
) -> int:
    """What differs between two moments of one clock: what changed, what was first stated, what
    rests on another ground, and which word of whom accounts for it.

    On the effective clock: between what held then and then. On the published and the recorded
    clock: between what was known, or recorded, of one day (--at) then and then.

    \b
      ledger diff 2022-10-27 2022-10-29
      ledger diff 2022-11-01 2022-11-02 --clock published --at 2022-10-30
      ledger diff @38 @40 --at 2022-10-30 kuaishou/live-cart
    """
    with asking.open() as question:
        compared, again = _compared(question, (first, second), clock, at, subject, every=every)
        # An alias may be given to another path later on: what it meant at the later moment counts.
        paths = question.subjects(subject, view=compared.later.view) or None
        enquiry = question.enquiry(again)
        if compared.clock == "recorded":
            later = compared.later
            enquiry = enquiry._replace(recorded=later.view.recorded_at, size=later.when)
        document = documents.reply if asking.form in ("table", "json") else documents.lines
        # Closed before the ledger is, also where the reader of the output has gone.
        with closing(compared.differences(paths)) as found:
            watched = _Watched(found)
            told = document(enquiry, compared, iter(watched), every=every)
            if asking.form == "table":
                from cli.tables import diff_table, page

                page.show(diff_table.draw(told.document(), question.words), question.words)
            else:
                formats.write(asking.form, told, question)
        question.tell_unnamed(paths or ())
        return int(exit_code and watched.differs)


class _Watched:
    """Differences as they come, and whether any was one."""

    def __init__(self, found: "Iterator[Difference]") -> None:
        self._found = found
        self.differs = False

    def __iter__(self) -> "Iterator[Difference]":
        for each in self._found:
            self.differs |= each.kind != SAME
            yield each


def _compared(
    question: Question,
    when: tuple[str, str],
    clock: str | None,
    at: str | None,
    subject: Sequence[str],
    *,
    every: bool,
) -> tuple[Sides, str]:
    """What is compared, and the command that does so again."""
    positions = any(text.strip().startswith("@") for text in when)
    clock = clock or ("recorded" if positions else "effective")
    if positions and clock != "recorded":
        raise click.UsageError(f"@N is a position of the recorded clock, not of the {clock} one")
    if clock == "effective" and at is not None:
        raise click.UsageError("--at goes with --clock published or recorded: WHEN is the day here")
    if clock != "effective" and at is None:
        raise click.UsageError(f"--clock {clock} needs --at WHEN: the day whose state is compared")
    asking = question.asking
    cut = {"published": asking.known, "recorded": asking.recorded}.get(clock)
    if cut is not None:
        name = "--known" if clock == "published" else "--recorded"
        raise click.UsageError(f"{name} is what the two moments say on the {clock} clock")
    moment = question.moment(at, "--at") if at is not None else None
    first, second = (_side(question, clock, text, moment) for text in when)
    options = ["--clock", clock] if clock == "published" else []
    options += ["--at", moment.text] if moment is not None else []
    options += ["--all"] if every else []
    again = heads.again(
        question,
        ["diff", first.text, second.text, *subject],
        options,
        positions=clock == "recorded",
    )
    return Sides(question.reading, clock, first, second), again


def _side(question: Question, clock: str, text: str, at: Moment | None) -> ComparedMoment:
    view, reading = question.view, question.reading
    if clock == "recorded" and at is not None:
        from ledger.dates import moments

        with wrong("WHEN"):
            found = moments.position_or_moment(text, question.zone, now=question.now)
            cut = reading.cut(view.known, found, question.rank)
        asked = None if isinstance(found, int) else found
        return ComparedMoment(f"@{cut.position}", cut.position, cut, cut, at, asked)
    moment = question.moment(text)
    if at is None:
        return ComparedMoment(moment.text, moment.instant, view, question.answers, moment)
    cut = reading.cut(moment.instant, view.position, question.rank)
    return ComparedMoment(moment.text, moment.instant, cut, cut, at)
