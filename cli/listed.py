"""Which events of the log does a question leave, under its cut-offs and a filter?"""

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from cli.question import Question
from events.words import RANK
from ledger.dates.moments import instant
from ledger.documents import log
from ledger.records import Record


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


class Speaker(NamedTuple):
    """What counts of an announcement: from when it was known, and by whom it was said."""

    id: str
    source: str
    published: int
    known: int
    rank: int


def listed(question: Question, wanted: Filter = EVERYTHING) -> Iterator[Record]:
    """The events read that the cut-offs and the filter leave, as a stream."""
    return left(question, question.reading.events(1, question.view.position), wanted)


def left(
    question: Question, records: Iterable[Record], wanted: Filter = EVERYTHING
) -> Iterator[Record]:
    """Of these events, in the order of the log, those that the cut-offs and the filter leave."""
    said: Speaker | None = None
    for record in records:
        id = log.announcement(record)
        # Only the announcement at hand is kept: its changes follow it, and acts name any other.
        if id is None:
            said = None
        elif said is None or said.id != id:
            told = record if record.type == "announced" else question.reading.announced(id)
            said = told and _said(told)
        if said is not None:
            if said.rank < question.rank:
                continue
            if question.known is not None and said.known > question.known.instant:
                continue
        if _wanted(record, wanted, said):
            yield record


def _said(told: Record) -> Speaker:
    source = told.data["source"]
    published = instant(told.data["published"]["instant"])
    known = min(published, told.recorded_at)
    return Speaker(told.data["id"], source["name"], published, known, RANK[source["authority"]])


def _wanted(record: Record, wanted: Filter, said: Speaker | None) -> bool:
    if wanted.kinds and record.type not in wanted.kinds:
        return False
    if wanted.sources and (said is None or said.source not in wanted.sources):
        return False
    if wanted.announcements and log.announcement(record) not in wanted.announcements:
        return False
    if wanted.subjects:
        subject = record.data.get("subject") or record.data.get("path") or ""
        if not any(subject == path or subject.startswith(f"{path}/") for path in wanted.subjects):
            return False
    if wanted.since is None and wanted.before is None:
        return True
    first, last = _span(record, wanted.clock, said and said.published)
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
