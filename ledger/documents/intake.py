"""What came of the files that `ledger announce` was given, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents.forms import TypedDict, instant
from ledger.documents.receipts import DifferencesRow, ReceiptDocument, differences
from ledger.documents.warnings import WarningRow, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ledger.documents.fields import InstantText, Number, PathText
    from ledger.documents.replay import ChangedRow
    from ledger.history.comparison import Comparison
    from ledger.reports import AnnounceReport, Near, Taken


class RecorderActRow(TypedDict):
    """What the recorder did about what is told again."""

    seq: Number
    """The position of the act."""
    type: str
    """The word of the act."""
    target: str
    """What it is about: ID, ID#N or @SEQ."""
    subject: PathText | None
    """The path for which alone it counts; null where it counts for all of them."""


class TakenRow(TypedDict):
    """An announcement of the file."""

    id: str
    """Its id."""
    new: bool
    """Whether it is new; else it was told already, and nothing changes."""
    first: Number | None
    """The position of its first event; null where it was only rehearsed."""
    last: Number | None
    """The position of its last event; null where it was only rehearsed, or told already."""
    before: Number | None
    """How many events come before its own, rehearsed ones too; null where it was told in this file
    alone."""
    events: Number
    """How many events it is; 0 where it was told already."""
    mended: bool
    """Whether what was told already was mended since, as the file tells it now."""
    acts: list[RecorderActRow]
    """What the recorder did about one that was told already."""


class NewRow(TypedDict):
    """A name that the file introduces."""

    name: str
    """The name."""
    nearest: str | None
    """The known one that may have been meant; null where none is near."""


class KeptRow(TypedDict):
    """A file that was taken in as evidence."""

    name: str
    """Its name as written."""
    size: Number
    """Its size in bytes."""
    sha256: str
    """The digest of its bytes, in hexadecimal digits."""


class KindRow(TypedDict):
    """A kind of warnings."""

    kind: str
    """Which it is."""
    count: Number
    """How many there were of it."""


class FileRow(DifferencesRow):
    """What came of one file; lists hold a thousand each, the counts are of all."""

    file: str
    """The file, as it was named."""
    whole: bool
    """Whether all of it was taken in: else a fault came after what was."""
    new: Number
    """How many announcements are new."""
    unchanged: Number
    """How many were told already."""
    announcements: list[TakenRow]
    """The announcements."""
    newest: TakenRow | None
    """The last announcement that is new; null where none is."""
    events: Number
    """How many events were appended, or would be."""
    before: Number
    """How many events come before these, rehearsed ones too."""
    size: Number | None
    """How many events the ledger has after it; null where it was only rehearsed."""
    recorded_at: InstantText | None
    """When it was taken in, of several transactions the last; null where nothing was."""
    described: list[PathText]
    """The paths that were given titles, aliases or words."""
    ceilings: Number
    """How many sources were given a ceiling."""
    new_subjects: list[NewRow]
    """The paths of which nothing was recorded before."""
    subjects_introduced: Number
    """How many these are."""
    new_sources: list[NewRow]
    """The sources of which nothing was recorded before."""
    sources_introduced: Number
    """How many these are."""
    evidence: list[KeptRow]
    """The files taken in as evidence."""
    evidence_files: Number
    """How many these are."""
    warnings: list[WarningRow]
    """What looks wrong, of each kind the first, kind by kind."""
    kinds: list[KindRow]
    """The kinds of these, in the same order."""
    warned: Number
    """How many warnings there were."""
    changed: list[ChangedRow] | None
    """What would change in the answers; null where it was not rehearsed, or is too much."""


class AnnounceDocument(ReceiptDocument):
    """What was announced, file by file."""

    each: bool
    """Whether each announcement was a transaction of its own."""
    warnings_file: str | None
    """The file that has every warning and every new name; null where none was named."""
    files: list[FileRow]
    """The files, in the order given, up to the first fault."""


def announced(
    files: Sequence[FileRow],
    *,
    origin: str,
    zone: str,
    dry_run: bool,
    each: bool,
    warnings_file: str | None,
) -> AnnounceDocument:
    """The document of these files."""
    return {
        "format": "policy-ledger/announce/1",
        "origin": origin,
        "zone": zone,
        "dry_run": dry_run,
        "each": each,
        "warnings_file": warnings_file,
        "files": list(files),
    }


def file(
    report: AnnounceReport,
    name: str,
    subjects: Iterable[Near],
    sources: Iterable[Near],
    zone: str,
) -> FileRow:
    """What came of a file, as it was named, in a ledger of that zone; `subjects` and `sources` are
    those it introduces."""
    dry_run, newest = report.dry_run, report.last
    return {
        "file": name,
        "whole": True,
        "new": report.new,
        "unchanged": report.unchanged,
        "announcements": [_taken(each, dry_run=dry_run) for each in report.taken],
        "newest": newest and _taken(newest, dry_run=dry_run),
        "events": report.events,
        "before": report.size - report.events,
        "size": None if dry_run else report.size,
        "recorded_at": None if dry_run else instant(report.recorded_at),
        "described": list(report.described),
        "ceilings": report.limited,
        "new_subjects": [{"name": each.name, "nearest": each.nearest} for each in subjects],
        "subjects_introduced": report.subjects_introduced,
        "new_sources": [{"name": each.name, "nearest": each.nearest} for each in sources],
        "sources_introduced": report.sources_introduced,
        "evidence": [
            {"name": each.name, "size": each.size, "sha256": each.sha256}
            for each in report.evidence
        ],
        "evidence_files": report.files,
        "warnings": rows(report.warnings, zone),
        "kinds": [{"kind": each.kind, "count": each.total} for each in report.kinds],
        "warned": report.warned,
        "changed": None,
        "earlier": None,
        "otherwise": False,
        "words": {},
    }


def rehearsed(found: FileRow, compared: Comparison, *, size: int) -> FileRow:
    """What came of a file, with what would change by it in a ledger of that size: what is only
    rehearsed has no position."""
    turned, told = differences(compared)
    earlier = told["earlier"]
    for each in (*turned, *(earlier["changed"] if earlier else ())):
        for state in (each["before"], each["after"]):
            if (state["seq"] or 0) > size:
                state["seq"] = None
    return {**found, "changed": turned, **told}


def _taken(found: Taken, *, dry_run: bool) -> TakenRow:
    stands = not (found.new and dry_run)
    return {
        "id": found.id,
        "new": found.new,
        "first": found.seq or None if stands else None,
        "last": found.last_seq if found.new and stands else None,
        "before": found.seq - 1 if found.seq else None,
        "events": found.last_seq - found.seq + 1 if found.new else 0,
        "mended": found.mended,
        "acts": [
            {"seq": each.seq, "type": each.kind, "target": each.target, "subject": each.subject}
            for each in found.acts
        ],
    }
