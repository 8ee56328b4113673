"""`ledger log`: what was appended, event by event, in the order of the log?"""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import click

from cli import entries, formats, options
from cli.question import Asking, Question, wrong
from cli.tables import heads
from events.words import CHANGES, RANK
from ledger.dates.moments import Moment, instant
from ledger.records import Record

_OTHERS = ("opened", "key_added", "subject_described", "announced", "corrected", "retracted")
KINDS = (*_OTHERS, *CHANGES)
CLOCKS = ("recorded", "published", "effective")


class Filter(NamedTuple):
    """Which events are listed; empty and None mean all."""

    clock: str
    since: int | None
    before: int | None
    subjects: tuple[str, ...]
    sources: tuple[str, ...]
    announcements: tuple[str, ...]
    kinds: tuple[str, ...]


EVERYTHING: Final = Filter("recorded", None, None, (), (), (), ())


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
@click.option("--source", "sources", metavar="NAME", multiple=True, help="Said by that source.")
@click.option("--announcement", "ids", metavar="ID", multiple=True, help="Of that announcement.")
@click.option(
    "--kind",
    "kinds",
    metavar="TYPE",
    multiple=True,
    type=click.Choice(KINDS),
    help=f"Of that type: {', '.join(KINDS)}.",
)
@options.reading
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
    with asking.open() as question:
        with wrong("--subject"):
            paths = tuple(question.view.resolve(text) for text in subjects)
        first = None if since is None else question.moment(since, "--since")
        last = None if before is None else question.moment(before, "--before")
        wanted = Filter(clock, _start(first), _start(last), paths, sources, ids, kinds)
        typed = [("--since", first and first.text), ("--before", last and last.text)]
        typed += [("--clock", clock)] if since or before else []
        typed += [("--subject", text) for text in subjects] + [("--source", s) for s in sources]
        typed += [("--announcement", id) for id in ids] + [("--kind", kind) for kind in kinds]
        extra = [word for name, value in typed if value is not None for word in (name, value)]
        again = heads.again(question, ["log"], extra)
        found = listed(question, wanted)
        if asking.form == "table":
            from cli.tables import log_table

            log_table.show(question, found, again, narrowed=bool(extra))
        else:
            head = formats.envelope("log", question, again)
            formats.write(
                asking.form, head, map(entries.row, found), under="events", cells=entries.CELLS
            )
        question.tell_unnamed(paths)


def _start(moment: Moment | None) -> int | None:
    """The first instant of what was typed: of a bare date, of that day."""
    if moment is None:
        return None
    return moment.day[0] if moment.day else moment.instant


def listed(question: Question, wanted: Filter = EVERYTHING) -> Iterator[Record]:
    """The events read that the cut-offs and the filter leave, as a stream."""
    told: dict[str, tuple[str, int, int, str]] = {}
    for record in question.reading.events(1, question.view.position):
        if record.type == "announced":
            source = record.data["source"]
            published = instant(record.data["published"]["instant"])
            known = min(published, record.recorded_at)
            told[record.data["id"]] = (source["name"], published, known, source["authority"])
        by = told.get(entries.announcement(record) or "")
        if by is not None:
            if RANK[by[3]] < question.rank:
                continue
            if question.known is not None and by[2] > question.known.instant:
                continue
        if _wanted(record, wanted, by and by[0], by and by[1]):
            yield record


def _wanted(record: Record, wanted: Filter, source: str | None, published: int | None) -> bool:
    if wanted.kinds and record.type not in wanted.kinds:
        return False
    if wanted.sources and source not in wanted.sources:
        return False
    if wanted.announcements and entries.announcement(record) not in wanted.announcements:
        return False
    if wanted.subjects:
        subject = record.data.get("subject") or record.data.get("path") or ""
        if not any(subject == path or subject.startswith(f"{path}/") for path in wanted.subjects):
            return False
    if wanted.since is None and wanted.before is None:
        return True
    first, last = _span(record, wanted.clock, published)
    if first is None and last is None:
        return False
    return not (
        (wanted.since is not None and last is not None and last < wanted.since)
        or (wanted.before is not None and first is not None and first >= wanted.before)
    )


def _span(record: Record, clock: str, published: int | None) -> tuple[int | None, int | None]:
    """The first and last instant of an event on a clock; (None, None): it is not on that clock."""
    if clock == "recorded":
        return record.recorded_at, record.recorded_at
    if clock == "published":
        return published, published
    window: dict[str, Any] = record.data.get("effective") or {}
    earliest, latest = window.get("earliest"), window.get("latest")
    return (
        None if earliest is None else instant(earliest),
        None if latest is None else instant(latest),
    )
