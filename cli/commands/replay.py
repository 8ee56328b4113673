"""`ledger replay`: how did the record grow, and which answers did each step change?"""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any, Final

import click

from cli import formats, options
from cli.announcements import Announcements
from cli.entries import row
from cli.formats import instant
from cli.question import Asking, Question
from cli.states import SIDE, sides
from cli.tables import heads
from ledger.answers.state import State
from ledger.history.boundary import Boundary, turning
from ledger.history.credit import Credit, credits
from ledger.history.paths import Side
from ledger.history.replay import Changed, Told, told, within
from ledger.history.steps import is_of, published, recorded
from ledger.records import Record

CLOCKS: Final = ("recorded", "published", "effective")
#: What a state is without over a stretch of time.
_OF_A_MOMENT: Final = ("held_since", "named", "scheduled", "changed_during_day", "expectations")
_SIDES: Final = tuple(
    f"{side}_{name}" for side in ("before", "after") for name in SIDE if name not in _OF_A_MOMENT
)
CELLS: Final = (
    *("seq", "recorded_at", "type", "announcement", "change", "subject", "from", "to"),
    *_SIDES,
)


@click.command()
@click.argument("subject", nargs=-1)
@click.option(
    "--clock",
    type=click.Choice(CLOCKS),
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
    form = question.asking.form
    if form == "table":
        from cli.tables import replay_table

        replay_table.show(question, steps, clock, again)
        return
    head = formats.envelope("replay", question, again, clock=clock)
    if form == "csv":
        announcements = Announcements(question)
        rows = (line for each in steps for line in _flat(each, announcements))
    else:
        rows = (line for each in steps for line in _told(each, clock))
    formats.write(form, head, rows, under="steps", cells=CELLS)


def _effective(question: Question, boundaries: Iterable[Boundary], again: str) -> None:
    form = question.asking.form
    if form == "table":
        from cli.tables import boundary_table

        boundary_table.show(question, boundaries, again)
        return
    head = formats.envelope("replay", question, again, clock="effective")
    rows: Iterable[dict[str, Any]] = (
        {
            "at": instant(each.instant),
            "subject": each.subject,
            "before": state(each.before),
            "after": state(each.after),
        }
        for each in boundaries
    )
    cells = ("at", "subject", *_SIDES)
    if form == "csv":
        announcements = Announcements(question)
        rows = ({**line, **sides(line, announcements)} for line in rows)
    formats.write(form, head, rows, under="steps", cells=cells)


def _told(each: Told, clock: str) -> Iterator[dict[str, Any]]:
    """An event with what it changed; on the published clock the events of one instant, together."""
    changed = [interval for found in each.changed for interval in _intervals(found)]
    if clock == "recorded":
        yield {**row(each.step.records[0]), "changed": changed}
    else:
        yield {
            "at": instant(each.step.after.cut.known),
            "events": [row(record) for record in each.step.records],
            "changed": changed,
        }


def _intervals(found: Changed) -> Iterator[dict[str, Any]]:
    for each in found.intervals:
        yield {
            "subject": found.subject,
            "from": instant(each.start),
            "to": instant(each.end),
            "before": state(each.before),
            "after": state(each.after),
        }


def state(found: State) -> dict[str, Any]:
    """What a state is over a stretch of time: `ledger at` has the rest of it."""
    from cli import states

    left_out = ("subject", *_OF_A_MOMENT)
    return {name: value for name, value in states.row(found).items() if name not in left_out}


def _flat(each: Told, announcements: Announcements) -> Iterator[dict[str, Any]]:
    """A line for each stretch that an event changed; one without, for an event that changed none by
    itself. A stretch that several changed together is told with all of these, in lists."""
    under: dict[int, list[Credit]] = {}
    for credit in credits(each):
        under.setdefault(credit.records[-1].seq, []).append(credit)
    alone = {c.records[0].seq for found in under.values() for c in found if len(c.records) == 1}
    for record in each.step.records:
        if record.seq not in alone:
            yield row(record)
        for credit in under.get(record.seq, ()):
            of = _joint(credit.records)
            for changed in credit.changed:
                for interval in _intervals(changed):
                    yield {**of, **interval, **sides(interval, announcements)}


def _joint(records: Sequence[Record]) -> dict[str, Any]:
    """One event, or several in one line: each field with what they say of it, told once."""
    rows = list(map(row, records))
    if len(rows) == 1:
        return rows[0]
    told = {name: [each[name] for each in rows] for name in ("seq", "type", "change")}
    announced = list(dict.fromkeys(each["announcement"] for each in rows))
    return {**told, "announcement": announced, "recorded_at": rows[-1]["recorded_at"]}
