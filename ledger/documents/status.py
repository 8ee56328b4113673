"""What does `ledger status` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from events.words import KEYS
from ledger.dates.moments import render
from ledger.documents.forms import TypedDict, instant
from ledger.documents.reply import Enquiry, ReadDocument, Reply, ReplyDocument, Row, envelope

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ledger.documents.fields import ChangeId, InstantText, Number, PathText
    from ledger.documents.projection import ProjectionRow
    from ledger.reading.view import View
    from ledger.statements import Statement


class LapsedRow(TypedDict):
    """A term that has run out, and of which no event tells so."""

    change: ChangeId
    """The change whose term it is."""
    subject: PathText
    """The path on which it held."""
    seq: Number
    """The position of its event in the log."""
    until: InstantText
    """The end of the term, exclusive."""


class HeadRow(TypedDict):
    """The head last signed on this machine."""

    size: Number
    """How many events it is of."""
    root: str
    """The root hash of these events, in base64."""


class StatusRow(TypedDict):
    """What a ledger is, and what is open in it."""

    ledger: str
    """The ledger in use, as it is named."""
    ledger_zone: str
    """Its own time zone."""
    subjects: Number
    """Of how many paths anything is recorded."""
    sources: Number
    """How many sources have spoken."""
    key: str | None
    """The verifier key in force; null without one."""
    lapsed_untold: list[str]
    """The terms that have run out without an event, as ID#N on PATH."""
    head_signed: str | None
    """The head last signed on this machine, in one text; null where none is kept."""
    lapsed: list[LapsedRow]
    """The terms that have run out without an event."""
    head: HeadRow | None
    """The head last signed on this machine; null where none is kept."""
    head_file: str | None
    """The file in which that is kept, or would be; null without a key."""
    unsigned: Number
    """How many of the events read come after that head; all of them without one."""
    writers: list[str]
    """The roles on a server that may write rows of its tables without its functions."""
    projection: ProjectionRow | None
    """How its projection stands (ledger project); null without one."""


class StatusLine(ReplyDocument, StatusRow):
    """A line of JSON Lines: the same in one object."""


class StatusDocument(ReadDocument):
    """Which ledger this is, how long it is, and what is open in it."""

    status: list[StatusRow]
    """One row."""


_COLUMNS: Final = (
    *("origin", "ledger_zone", "ledger", "size", "recorded", "subjects", "sources", "key"),
    *("lapsed_untold", "head_signed", "unsigned"),
)


def lines(enquiry: Enquiry, row: StatusRow) -> Reply:
    """A status for JSON Lines and CSV."""
    return _reply(envelope("status", enquiry), row)


def reply(enquiry: Enquiry, row: StatusRow, view: View) -> Reply:
    """The document of a status."""
    return _reply({**envelope("status", enquiry), "read_to": instant(view.recorded_at)}, row)


def _reply(head: Row, row: StatusRow) -> Reply:
    return Reply(head, "status", [row], _COLUMNS, lambda row, _: {**head, **row})


def row(
    view: View,
    untold: Iterator[Statement],
    *,
    ledger: str,
    zone: str,
    environ: Mapping[str, str],
    writers: list[str],
    projection: ProjectionRow | None,
) -> StatusRow:
    """The status of a ledger as it is named, in its own zone; `untold`: whose term has run out
    without an event."""
    sources: set[str] = set()
    paths = set(view.descriptions())
    for change in view.changes():
        sources.add(change.source)
        paths.add(change.subject)
    keys = verifier_keys(view)
    file = head_file(keys[0], environ) if keys else None
    head = signed(file) if file else None
    lapsed: list[LapsedRow] = [
        {
            "change": each.change,
            "subject": each.subject,
            "seq": each.seq,
            "until": render(each.until or 0),
        }
        for each in untold
    ]
    return {
        "ledger": ledger,
        "ledger_zone": zone,
        "subjects": len(paths),
        "sources": len(sources),
        "key": keys[-1] if keys else None,
        "lapsed_untold": [f"{each['change']} on {each['subject']}" for each in lapsed],
        "head_signed": head and f"@{head['size']}, root {head['root']}",
        "lapsed": lapsed,
        "head": head,
        "head_file": None if file is None else str(file),
        "unsigned": max(0, view.position - (head["size"] if head else 0)),
        "writers": writers,
        "projection": projection,
    }


def untold(view: View, now: int) -> Iterator[Statement]:
    """Whose term has run out by now without an event, of all that the view's log has up to its
    position."""
    told = view.lapses_told()
    for each in view.lapsed(now):
        if (each.announcement, each.n, each.subject, each.until) not in told:
            yield each


def verifier_keys(view: View) -> list[str]:
    """The verifier keys, in their order."""
    found = sorted(record for type in KEYS for record in view.of_recorder(type))
    return [record.data["key"] for record in found]


def head_file(first: str, environ: Mapping[str, str]) -> Path:
    """Where the head last signed here is kept, of the ledger that began with that key."""
    from ledger.proofs.signer import verifier_key
    from ledger.signing.heads import head_path

    return head_path(verifier_key(first), environ)


def signed(file: Path) -> HeadRow | None:
    """The head in such a file."""
    from ledger.proofs.spelling import encoded
    from ledger.signing.heads import last_signed, parsed

    note = last_signed(file)
    if note is None:
        return None
    checkpoint, _ = parsed(note, file)
    return {"size": checkpoint.size, "root": encoded(checkpoint.root)}
