"""`ledger log`: what was appended, event by event, in the order of the log?"""

from collections.abc import Iterable

import click

from cli import formats, options
from cli.listed import Filter, listed
from cli.question import Asking, Question, wrong
from cli.tables import heads
from events.words import ACTS, CHANGES
from ledger.dates.moments import Moment
from ledger.documents import log
from ledger.faults import LedgerFault
from ledger.sayings.language import english
from ledger.sayings.names import apart

KINDS = (*ACTS, *CHANGES)
CLOCKS = ("recorded", "published", "effective")


@click.command()
@click.option("--since", metavar="WHEN", help="From WHEN on: of a bare date, from its start.")
@click.option("--before", metavar="WHEN", help="Before WHEN: of a bare date, before its start.")
@click.option(
    "--clock",
    type=click.Choice(CLOCKS),
    default="recorded",
    show_default=True,
    help="The clock of --since and --before; on effective, whatever may start in that time.",
)
@click.option("--subject", "subjects", metavar="PATH", multiple=True, help="Of it and below it.")
@click.option(
    "--source",
    "sources",
    metavar="NAME",
    multiple=True,
    help="Said by that source.",
)
@click.option(
    "--announcement",
    "ids",
    metavar="ID",
    multiple=True,
    help="Of that announcement.",
)
@click.option(
    "--kind",
    "kinds",
    metavar="TYPE",
    multiple=True,
    type=click.Choice(KINDS),
    help=f"Of that type: {', '.join(KINDS)}.",
)
@options.reading_with_xlsx
def command(
    asking: Asking,
    since: str | None,
    before: str | None,
    clock: str,
    subjects: tuple[str, ...],
    sources: tuple[str, ...],
    ids: tuple[str, ...],
    kinds: tuple[str, ...],
) -> None:
    """What was appended, as it was written: every event with its position.

    Nothing is left out for having been corrected, retracted or withdrawn since. Filters of one
    name add up, those of different names narrow.

    \b
      ledger log
      ledger log --subject kuaishou/live-cart --kind suspended --kind permitted
      ledger log --clock published --since 2022-10-28 --before 2022-10-29 --format jsonl
    """
    with asking.open(passed=True) as question:
        with wrong("--subject"):
            paths = tuple(question.view.resolve(text) for text in subjects)
        first = None if since is None else question.moment(since, "--since")
        last = None if before is None else question.moment(before, "--before")
        _known(question, ids, sources)
        wanted = Filter(clock, _start(first), _start(last), paths, sources, ids, kinds)
        typed = [("--since", first and first.text), ("--before", last and last.text)]
        typed += [("--clock", clock)] if since or before else []
        typed += [("--subject", text) for text in subjects] + [("--source", s) for s in sources]
        typed += [("--announcement", id) for id in ids] + [("--kind", kind) for kind in kinds]
        extra = [word for name, value in typed if value is not None for word in (name, value)]
        again = heads.again(question, ["log"], extra)
        found = listed(question, wanted)
        enquiry = question.enquiry(again)
        if asking.form in ("table", "json"):
            told = log.reply(enquiry, found, question.margins, extra)
        else:
            told = log.lines(enquiry, found)
        if asking.form == "table":
            from cli.tables import log_table, page

            streamed = {**told.head, told.under: told.rows}
            page.show(log_table.draw(streamed, question.words), question.words)
        else:
            formats.write(asking.form, told, question)
        question.tell_unnamed(paths)


def _known(question: Question, ids: Iterable[str], sources: Iterable[str]) -> None:
    """LedgerFault: nothing read is of an announcement or a source of that name, seen or not."""
    reading, position = question.reading, question.view.position
    by = "" if question.recorded is None else f" by @{position}"
    for id in ids:
        if not any(seq <= position for seq in reading.announced_at([id])):
            from ledger.misnamed import meant

            events = reading.events(1, position)
            told = (each.data["id"] for each in events if each.type == "announced")
            words = meant(id, size=position, paths=question.view.paths(), ids=told)
            raise LedgerFault(f"no announcement {id!r} is recorded{by}: {words}")
    names = reading.sources(position) if sources else []
    for name in sources:
        if name not in names:
            from difflib import get_close_matches

            near = get_close_matches(name, names, 1)
            hint = (
                f"did you mean {near[0]!r}{apart(near[0], name, english())}?"
                if near
                else "ledger sources lists them"
            )
            raise LedgerFault(f"no source {name!r} is recorded{by}: {hint}")


def _start(moment: Moment | None) -> int | None:
    """The first instant of what was typed: of a bare date, of that day."""
    if moment is None:
        return None
    return moment.day[0] if moment.day else moment.instant
