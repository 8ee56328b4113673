"""How is a stored event written for programs, and which announcement and change is it of?"""

from typing import Any, Final

from cli.formats import instant
from events.words import CHANGES
from ledger.records import Record

CELLS: Final = ("seq", "recorded_at", "type", "announcement", "change", "subject")


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
