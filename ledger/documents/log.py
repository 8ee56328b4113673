"""What is a stored event in a document, and what do `ledger log`, `show` and `watch` print?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from events.words import CHANGES
from ledger.dates import moments
from ledger.dates.instants import LAST_INSTANT
from ledger.documents.brief import WindowRow, window
from ledger.documents.forms import TypedDict, instant, number
from ledger.documents.margins import CorrectedRow, UnappliedRow, corrected_row
from ledger.documents.reply import Enquiry, ReadDocument, Reply, ReplyDocument, Row, envelope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from ledger.documents.announcements import Announcements
    from ledger.documents.fields import ChangeId, Form, InstantText, Number, PathText
    from ledger.documents.margins import Margins
    from ledger.records import Record


class EventBody(TypedDict):
    """What an event is, and of what."""

    type: str
    """The word of what it is: announced, a change, an act of the recorder."""
    announcement: str | None
    """The id of the announcement that it is, belongs to or is about."""
    change: ChangeId | None
    """The id of the change that it is, or that it is about."""
    subject: PathText | None
    """The path that it is about."""
    data: dict[str, Any]
    """What is stored."""


class EventRow(EventBody):
    """A stored event."""

    seq: Number
    """Its position in the log."""
    recorded_at: InstantText
    """When the ledger took it in."""


class ReadingRow(TypedDict):
    """What an event says, with what the recorder corrected in it."""

    type: str
    """The word of what it is."""
    data: dict[str, Any]
    """What it says, in the stored form."""


class WholeRow(ReadingRow):
    """What a change says of all its subjects."""

    corrected: list[CorrectedRow]
    """Its fields that are not as they were recorded."""


class TermRow(TypedDict):
    """Which amendment set a term."""

    by: ChangeId
    """The amendment."""
    until: InstantText | None
    """The end of the term that it set, exclusive."""
    was: WindowRow
    """Of which the term stood before it."""


class TermSetRow(TypedDict):
    """An event that may tell of a term."""

    term_set: TermRow | None
    """Of a term that was written down as run out: which amendment set it; null where none did."""


class MarginRow(EventRow, TermSetRow):
    """A stored event, and what stands beside it."""

    reading: ReadingRow | None
    """What it says with what the recorder corrected in it; null where nothing was."""
    corrected: list[CorrectedRow]
    """Its fields that are not as they were recorded; of an amendment also those of what it
    amends."""
    retracted_by: Number | None
    """The position of the act that took it out; null where it stands."""
    replaced: list[CorrectedRow]
    """Of a correction: each field, and what that was just before it."""
    amends: WindowRow | None
    """Of an amendment, of which the start or the term stood before it; null of any other."""


class LogDocument(ReadDocument):
    """What was appended, event by event."""

    filters: list[str]
    """The options by which events were picked; empty where all are listed."""
    events: list[MarginRow]
    """The events, in the order of the log."""


class ShownRow(MarginRow):
    """An event of what is shown, and which part of it that is."""

    part: Annotated[str, Form(enum=["announcement", "change", "became", "event"])]
    """Whether it is the announcement, a change of it, what became of these, or an event by
    itself."""
    whole: WholeRow | None
    """What a change says of all its subjects, where it is corrected for this one alone."""
    unapplied: UnappliedRow | None
    """Why it changes nothing; null of what is no amendment and of one that applies."""


class ShowDocument(ReplyDocument):
    """One announcement, one change or one event, and what became of it."""

    id: str
    """What was asked for, as it was typed."""
    events: list[ShownRow]
    """The events, in the order of the log."""


class ShowLine(ReplyDocument, EventRow):
    """A line of JSON Lines: an event, and what it is the answer to."""

    id: str
    """What was asked for, as it was typed."""


#: What stands for an event in CSV: what it says itself, and of a change who said it, and where.
_COLUMNS: Final = (
    *("seq", "recorded_at", "type", "announcement", "change", "subject", "of", "effective"),
    *("earliest", "latest", "qualifier", "until", "afterwards", "certainty", "condition"),
    *("effect", "value", "population_percent", "population_words", "except", "replaces"),
    *("source", "authority", "party", "published", "title", "url", "note", "quote", "why"),
    *("recorder", "ceiling", "evidence"),
)
_PLAIN: Final = (
    *("of", "afterwards", "certainty", "condition", "effect", "value", "except", "replaces"),
    *("note", "quote", "why", "recorder", "ceiling"),
)


def lines(enquiry: Enquiry, records: Iterable[Record]) -> Reply:
    """These events for JSON Lines and CSV. A line is the event alone, so that it stays the same
    however the log grows."""
    return _events(envelope("log", enquiry), enquiry, map(row, records))._replace(alone=True)


def reply(
    enquiry: Enquiry, records: Iterable[Record], margins: Margins, filters: Sequence[str]
) -> Reply:
    """The document of these events; `filters`: the options by which they were picked."""
    head = {
        **envelope("log", enquiry),
        "read_to": instant(margins.view.recorded_at),
        "filters": list(filters),
    }
    return _events(head, enquiry, (margin(each, margins) for each in records))


def shown_lines(enquiry: Enquiry, id: str, records: Iterable[Record]) -> Reply:
    """The events that are about an id, for JSON Lines and CSV."""
    return _events(envelope("show", enquiry, id=id), enquiry, map(row, records))


def shown(
    enquiry: Enquiry, id: str, parts: Iterable[tuple[str, Record]], margins: Margins
) -> Reply:
    """The document of the events that are about an id, each with the part that it is."""
    rows = (part(name, record, margins) for name, record in parts)
    return _events(envelope("show", enquiry, id=id), enquiry, rows)


def _events(head: Row, enquiry: Enquiry, rows: Iterable[Row]) -> Reply:
    return Reply(head, "events", rows, _COLUMNS, partial(_flat, zone=moments.zone(enquiry.zone)))


def margin(record: Record, margins: Margins | None = None) -> MarginRow:
    """An event and what stands beside it; without margins, of one of which nothing else is
    known."""
    told: MarginRow = {
        **row(record),
        "reading": None,
        "corrected": [],
        "retracted_by": None,
        "replaced": [],
        "amends": None,
        "term_set": None,
    }
    if margins is None:
        return told
    type, data = margins.reading(record)
    if data is not record.data:
        told["reading"] = {"type": type, "data": data}
    was = margins.was(record)
    told["corrected"] = [corrected_row(each) for each in margins.corrected(record)]
    told["retracted_by"] = margins.retracted(record)
    told["replaced"] = [corrected_row(each) for each in margins.replaced(record)]
    told["amends"] = window(was) if was else None
    told["term_set"] = term_set(record, margins)
    return told


def term_set(record: Record, margins: Margins) -> TermRow | None:
    """Which amendment set a term that was written down as run out."""
    found = margins.lapsed(record)
    if found is None:
        return None
    by = found.by
    return {"by": by.change, "until": instant(by.until), "was": window(found.was)}


def part(name: str, record: Record, margins: Margins) -> ShownRow:
    """The same of what is shown, by the name of the part that it is."""
    told = margin(record, margins)
    type, data = margins.reading(record, own=False)
    found = list(map(corrected_row, margins.corrected(record, own=False)))
    whole: WholeRow | None = {"type": type, "data": data, "corrected": found}
    if found == told["corrected"] and (type, data) == margins.reading(record):
        whole = None
    why = margins.unapplied(record)
    return {
        **told,
        "part": name,
        "whole": whole,
        "unapplied": {"why": why.why, "by": why.by} if why else None,
    }


def row(record: Record) -> EventRow:
    """`{"seq", "recorded_at", "type", "announcement", "change", "subject", "data"}` (DESIGN 8)."""
    return {
        "seq": record.seq,
        "recorded_at": moments.render(record.recorded_at),
        "type": record.type,
        "announcement": announcement(record),
        "change": change(record),
        "subject": record.data.get("subject") or record.data.get("path"),
        "data": record.data,
    }


def _flat(row: Row, announcements: Announcements, *, zone: ZoneInfo) -> Row:
    """An event as it is stored, as CSV has it. A change has who said it, under which title and
    where, as its announcement is stored; a correction what it sets where that stands."""
    data = row["data"]
    said = {**data, **data.get("fields", {})}
    spoken = said
    if "change" in data:
        told = announcements.written(row["announcement"])
        spoken = told.data if told is not None else {}
    source, few = spoken.get("source") or {}, said.get("population") or {}
    window, until = said.get("effective") or {}, said.get("until") or {}
    name = said.get("name") or said.get("source.name")
    return {
        **row,
        **{name: said.get(name) for name in _PLAIN},
        **{name: spoken.get(name) for name in ("title", "url")},
        "effective": written_window(window, zone) if window else None,
        **{name: window.get(name) for name in ("earliest", "latest", "qualifier")},
        "until": until.get("instant", until.get("text")),
        "population_percent": number(few.get("percent") or said.get("population.percent") or None),
        "population_words": few.get("words") or said.get("population.words"),
        "source": source.get("name") or name,
        "authority": source.get("authority") or said.get("source.authority"),
        "party": source.get("party") or said.get("source.party"),
        "published": (spoken.get("published") or {}).get("instant"),
        "evidence": [file["sha256"] for file in said.get("evidence") or ()],
    }


def written_window(said: Mapping[str, Any], zone: ZoneInfo) -> str:
    """From when something holds, in local dates: one date, or `A/B` of which `..` is an open end
    and B, where it is a day, the last one."""

    def local(instant: str) -> str:
        return moments.date_or_time(moments.instant(instant), zone)

    earliest, latest = said.get("earliest"), said.get("latest")
    if earliest == latest and earliest is not None:
        return local(earliest)
    first = ".." if earliest is None else local(earliest)
    if latest is None:
        return f"{first}/.."
    end = moments.instant(latest)
    day = moments.last_day(end + 1, zone) if end < LAST_INSTANT else None
    return f"{first}/{day or local(latest)}"


def change(record: Record) -> str | None:
    """The id of the change that an event is, or of the one that an act is about."""
    if record.type in CHANGES and "change" in record.data:
        return str(record.data["change"])
    meant = record.data.get("target") or record.data.get("of")
    return str(meant) if meant and "#" in meant else None


def announcement(record: Record) -> str | None:
    """The id of the announcement that an event is, belongs to, or is about."""
    if record.type == "announced":
        return str(record.data["id"])
    of = change(record)
    if of is not None:
        return of.rpartition("#")[0]
    meant = record.data.get("target")
    return str(meant) if meant and not meant.startswith("@") else None
