"""`ledger due`: what ends, starts or is expected soon, and what is due or overdue already?"""

import re
from typing import TYPE_CHECKING, Any, Final

import click

from cli import formats, options, states
from cli.announcements import Announcements
from cli.question import Asking, Question
from cli.tables import heads, wording
from events.words import AUTHORITY
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.history.due import LATER, MOVED, NEVER, UNDATED, Item, items
from ledger.history.timeline import LAST
from ledger.twins import hint

if TYPE_CHECKING:
    from collections.abc import Iterable

CELLS: Final = (
    *("kind", "what", "when", "subject", "change", "effect", "extent", "value"),
    *("earliest", "latest", "qualifier"),
    *("until", "amended_by", "certainty", "condition", "authority", "source", "stands_effect"),
    *("stands_extent", "stands_value", "stands_change"),
    *("before_effect", "before_extent", "before_value", "before_change"),
    *("then_effect", "then_extent", "then_value", "then_change", "title", "url"),
)
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
@options.reading
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
        answers = question.view.workings(paths, at)
        found = list(items(answers, first, to, named=paths or ()))
        found.sort(key=lambda i: (i.kind, i.when or 0, i.statement.change, i.subject))
        again = heads.again(question, ["due", at.text, *subject], ["--within", within])
        if asking.form == "table":
            from cli.tables import due_table

            due_table.show(question, at, (first, to), within, found, again)
        else:
            _write(question, at, (first, to), found, again)
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


def _write(
    question: Question, at: Moment, span: tuple[int, int], found: list[Item], again: str
) -> None:
    first, to = map(formats.instant, span)
    moments = {"at": formats.instant(at.instant), "from": first, "to": to}
    head = formats.envelope("due", question, again, **moments)
    listed = [item for item in found if item.kind not in (LATER, MOVED, NEVER, UNDATED)]
    rows: Iterable[formats.Row] = map(_row, listed)
    if question.asking.form == "csv":
        announcements = Announcements(question)
        rows = (_cells(item, announcements) for item in listed)
    formats.write(question.asking.form, head, rows, under="due", cells=CELLS)


def _row(item: Item) -> dict[str, Any]:
    s = item.statement
    earliest, latest = wording.ends(s)
    return {
        "kind": item.kind,
        "what": item.what,
        "when": formats.instant(item.when),
        "subject": item.subject,
        "change": s.change,
        "effect": s.effect,
        "extent": s.extent,
        "population": states.population(s.population),
        "value": s.value,
        "earliest": formats.instant(earliest),
        "latest": formats.instant(latest),
        "qualifier": s.qualifier,
        "until": formats.instant(s.until),
        "amended_by": list(s.amended_by),
        "certainty": s.certainty,
        "condition": s.condition,
        "authority": AUTHORITY[s.authority],
        "source": s.source,
        "stands": _brief(item.stands),
        "before": item.before and _brief(item.before),
        "then": item.then and _brief(item.then),
    }


def _cells(item: Item, announcements: Announcements) -> dict[str, Any]:
    row = {**_row(item), **announcements.called(item.statement.change)}
    for name in ("stands", "before", "then"):
        for field, value in (row[name] or {}).items():
            row[f"{name}_{field}"] = value
    return row


def _brief(state: State) -> dict[str, Any]:
    return {
        "effect": state.effect,
        "extent": state.extent,
        "value": state.value,
        "change": state.change,
    }
