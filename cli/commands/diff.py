"""`ledger diff`: what differs between two moments on one clock, and who said so?"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import Final

import click

from cli import formats, options
from cli.comparison import Compared, Side, caused
from cli.question import Asking, Question, wrong
from cli.tables import heads
from ledger.dates.moments import Moment
from ledger.history.diff import SAME, Difference, difference

CLOCKS: Final = ("effective", "published", "recorded")


@click.command()
@click.argument("first", metavar="WHEN")
@click.argument("second", metavar="WHEN")
@click.argument("subject", nargs=-1)
@click.option(
    "--clock",
    type=click.Choice(CLOCKS),
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
        compared = _compared(question, (first, second), clock, at, subject, every=every)
        # An alias may be given to another path later on: what it meant at the later moment counts.
        paths = question.subjects(subject, view=compared.later.view) or None
        # Closed before the ledger is, also where the reader of the output has gone.
        with closing(_differences(compared, paths)) as found:
            if asking.form == "table":
                from cli.tables import diff_table

                differs = diff_table.show(compared, found, every=every)
            else:
                differs = _write(compared, found, every=every)
        question.tell_unnamed(paths or ())
        return int(exit_code and differs)


def _compared(
    question: Question,
    when: tuple[str, str],
    clock: str | None,
    at: str | None,
    subject: Sequence[str],
    *,
    every: bool,
) -> Compared:
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
    return Compared(question, clock, first, second, again)


def _side(question: Question, clock: str, text: str, at: Moment | None) -> Side:
    view, reading = question.view, question.reading
    if clock == "recorded" and at is not None:
        from ledger.dates import moments

        with wrong("WHEN"):
            found = moments.position_or_moment(text, question.zone, now=question.now)
            cut = reading.cut(view.known, found, question.rank)
        asked = None if isinstance(found, int) else found
        return Side(f"@{cut.position}", cut.position, cut, at, asked)
    moment = question.moment(text)
    if at is None:
        return Side(moment.text, moment.instant, view, moment)
    cut = reading.cut(moment.instant, view.position, question.rank)
    return Side(moment.text, moment.instant, cut, at)


def _differences(
    compared: Compared, paths: Sequence[str] | None
) -> Generator[Difference, None, None]:
    """One a subject, those that only one side lists included, sorted by path."""
    first, second = compared.first, compared.second
    one, two = first.view.states(paths, first.at), second.view.states(paths, second.at)
    before, after = next(one, None), next(two, None)
    while before is not None or after is not None:
        path = min(state.subject for state in (before, after) if state is not None)
        here = before if before is not None and before.subject == path else None
        there = after if after is not None and after.subject == path else None
        yield difference(
            here or first.view.state(path, first.at), there or second.view.state(path, second.at)
        )
        before = next(one, None) if here else before
        after = next(two, None) if there else after


def _write(compared: Compared, found: Iterable[Difference], *, every: bool) -> bool:
    from ledger.documents.diff import reply
    from ledger.documents.forms import instant

    question, clock = compared.question, compared.clock
    enquiry, differs = question.enquiry(compared.again), False

    def shown() -> Iterator[Difference]:
        nonlocal differs
        for each in found:
            differs |= each.kind != SAME
            if every or each.kind != SAME:
                yield each

    first, second = compared.first, compared.second
    between = (instant(first.when), instant(second.when))
    if clock == "recorded":
        later = compared.later
        enquiry = enquiry._replace(recorded=later.view.recorded_at, size=later.when)
        between = (first.text, second.text)
    told = reply(
        enquiry,
        between,
        shown(),
        partial(caused, compared),
        clock=clock,
        at=None if clock == "effective" else first.at.instant,
    )
    formats.write(question.asking.form, told, question)
    return differs
