"""How is a stored event written for programs, and which announcement and change is it of?"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from cli import sheet
from cli.announcements import Announcements
from cli.formats import instant
from events.words import CHANGES
from ledger.records import Record

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from cli.question import Question

#: What stands for an event in CSV: what it says itself, and of a change who said it, and where.
CELLS: Final = (
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


def row(record: Record) -> dict[str, Any]:
    """`{"seq", "recorded_at", "type", "announcement", "change", "subject", "data"}` (DESIGN 8)."""
    return {
        "seq": record.seq,
        "recorded_at": instant(record.recorded_at),
        "type": record.type,
        "announcement": announcement(record),
        "change": change(record),
        "subject": record.data.get("subject") or record.data.get("path"),
        "data": record.data,
    }


def rows(question: "Question", found: Iterable[Record]) -> Iterator[dict[str, Any]]:
    """The rows of these events in the form that was asked for."""
    if question.asking.form != "csv":
        return map(row, found)
    announcements = Announcements(question)
    return (cells(record, announcements, question.zone) for record in found)


def cells(record: Record, announcements: Announcements, zone: "ZoneInfo") -> dict[str, Any]:
    """An event as it is stored, as CSV has it: see CELLS. A change has who said it, under which
    title and where, as its announcement is stored; a correction what it sets where that stands."""
    said = {**record.data, **record.data.get("fields", {})}
    spoken = said
    if "change" in record.data:
        told = announcements.written(announcement(record))
        spoken = told.data if told is not None else {}
    source, few = spoken.get("source") or {}, said.get("population") or {}
    window, until = said.get("effective") or {}, said.get("until") or {}
    name = said.get("name") or said.get("source.name")
    return {
        **row(record),
        **{name: said.get(name) for name in _PLAIN},
        **{name: spoken.get(name) for name in ("title", "url")},
        "effective": sheet.window(window, zone) if window else None,
        **{name: window.get(name) for name in ("earliest", "latest", "qualifier")},
        "until": until.get("instant", until.get("text")),
        "population_percent": few.get("percent") or said.get("population.percent"),
        "population_words": few.get("words") or said.get("population.words"),
        "source": source.get("name") or name,
        "authority": source.get("authority") or said.get("source.authority"),
        "party": source.get("party") or said.get("source.party"),
        "published": (spoken.get("published") or {}).get("instant"),
        "evidence": [file["sha256"] for file in said.get("evidence") or ()],
    }


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
