"""What is a stored event in a document, and what do `ledger log`, `show` and `watch` print?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from events.words import CHANGES
from ledger.dates import moments
from ledger.dates.instants import LAST_INSTANT
from ledger.documents.forms import TypedDict, number
from ledger.documents.reply import Enquiry, Reply, ReplyDocument, Row, envelope

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from ledger.documents.announcements import Announcements
    from ledger.documents.fields import ChangeId, InstantText, Number, PathText
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


class LogDocument(ReplyDocument):
    """What was appended, event by event."""

    events: list[EventRow]
    """The events, in the order of the log."""


class ShowDocument(LogDocument):
    """One announcement, one change or one event, and what became of it."""

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


def reply(enquiry: Enquiry, records: Iterable[Record]) -> Reply:
    """The document of these events. A line is the event alone, so that it stays the same however
    the log grows."""
    return _events(envelope("log", enquiry), enquiry, records)._replace(alone=True)


def shown(enquiry: Enquiry, id: str, records: Iterable[Record]) -> Reply:
    """The document of the events that are about an id."""
    return _events(envelope("show", enquiry, id=id), enquiry, records)


def _events(head: Row, enquiry: Enquiry, records: Iterable[Record]) -> Reply:
    flat = partial(_flat, zone=moments.zone(enquiry.zone))
    return Reply(head, "events", map(row, records), _COLUMNS, flat)


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
