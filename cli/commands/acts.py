"""What does the recorder read after an act: what it was, is now, and how to undo it?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from cli import options
from cli.tables import page, turned
from cli.tables.wording import english, kind
from cli.text import columns, escape, wrap
from ledger.documents.margins import Margins
from ledger.history.comparison import Comparison
from ledger.sayings.corrections import value

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.reading import Reading
    from ledger.records import Record
    from ledger.reports import ActReport


def report(name: str, found: "ActReport", form: str) -> None:
    """Print what an act did, or would do: fields before and after, and answers before and after;
    `name`: of its document."""
    from ledger.answers.reading import open_ledger
    from ledger.dates.moments import zone

    if form == "json":
        from cli import formats
        from cli.receipt import document

        with open_ledger(options.target()) as reading:
            formats.show(document(name, found, reading))
        return
    for warning in found.warnings:
        click.echo(f"warning: {escape(warning)}", err=True)
    if not found.records:
        return
    with open_ledger(options.target()) as reading:
        shown = zone(reading.zone)
        before = found.records[0].seq - 1
        for line in _lines(found, reading, before, shown):
            page.say(line)


def _lines(found: "ActReport", reading: "Reading", before: int, zone: "ZoneInfo") -> Iterator[str]:
    from ledger.dates.moments import local, render

    act = found.records[0]
    to = " to" if act.type == "evidence_added" else ""
    what = f"{kind(act.type)}{to} {escape(act.data['target'])}"
    only = f" on {escape(act.data['subject'])} only" if act.data.get("subject") else ""
    if found.dry_run:
        yield f"would be @{act.seq}: {what}{only}"
    else:
        yield f"@{act.seq}: {what}{only}"
        yield f"recorded {local(act.recorded_at, zone)} ({render(act.recorded_at)})"
    if act.type == "corrected":
        yield from _fields(act, reading, before)
    if act.type == "evidence_added":
        yield from _files(act)
    else:
        yield from turned.lines(Comparison(reading, before, [act]), english(zone))
    if found.dry_run:
        yield "Nothing was written (--dry-run)."
    elif act.type == "evidence_added":
        yield f"No answer changes. ledger show {escape(act.data['target'])} --evidence checks them."
    else:
        undo = "takes this back" if act.type == "corrected" else "reinstates it"
        yield f"Nothing is deleted: ledger retract @{act.seq} --why TEXT {undo}."


def _files(act: "Record") -> Iterator[str]:
    for file in act.data["evidence"]:
        yield f"  sha256 {file['sha256']}, {file['size']:,} bytes, {file['media_type']}"


def _fields(act: "Record", reading: "Reading", before: int) -> Iterator[str]:
    """Each corrected field, as it stood and as it stands, with the instants they mean."""
    for each in Margins(reading, reading.cut(None, before)).replaced(act):
        text = f"{each.name}: {said(each.was)} -> {said(each.now)}"
        yield from wrap(text, columns(), first="  ", rest=" " * 6)


def said(found: Any) -> str:
    """A field as it was written, with the instants that it stands for."""
    words = value(found, english())
    if isinstance(found, dict):
        instants = [found[n] for n in ("earliest", "latest", "instant") if found.get(n)]
        if instants:
            return f"{words} ({' to '.join(dict.fromkeys(instants))})"
    return words
