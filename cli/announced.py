"""What does the recorder read after an append: what is new, where it stands, what looks odd?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli.text import columns, escape, wrap

if TYPE_CHECKING:
    from ledger.application import PolicyLedger
    from ledger.reports import AnnounceReport, Near

_LISTED = 20


def report(
    target: str, ledger: "PolicyLedger", found: "AnnounceReport", *, name: str, before: int
) -> None:
    """Print what was appended, or would be; warnings go to standard error."""
    for line in _lines(target, ledger, found, name=name, before=before):
        click.echo(line)
    for warning in found.warnings[:_LISTED]:
        click.echo(f"warning: {escape(warning)}", err=True)
    if found.warned > _LISTED:
        click.echo(f"warning: and {found.warned - _LISTED} more", err=True)


def _lines(
    target: str, ledger: "PolicyLedger", found: "AnnounceReport", *, name: str, before: int
) -> Iterator[str]:
    would = "would append" if found.dry_run else "appended"
    if not found.events:
        yield f"{escape(name)}: nothing new; the ledger stays at @{before}"
    else:
        first = before + 1
        span = f"@{first}" if found.events == 1 else f"@{first} to @{before + found.events}"
        count = f"{found.events} event" + ("" if found.events == 1 else "s")
        yield f"{escape(name)}: {would} {count}, {span}"
    yield from _taken(found)
    if found.recorded_at is not None and not found.dry_run:
        from ledger.moments import local, render, zone

        shown = local(found.recorded_at, zone(ledger.store.zone))
        yield f"recorded {shown} ({render(found.recorded_at)})"
    if found.described:
        listed = ", ".join(escape(path) for path in found.described)
        yield from wrap(f"titles of: {listed}", columns(), rest="  ")
    yield from _introduced(
        "subject", ledger.introduced(found.new_subjects), found.subjects_introduced
    )
    yield from _introduced(
        "source", ledger.introduced(found.new_sources, sources=True), found.sources_introduced
    )
    if found.dry_run:
        yield from _rehearsed(target, found, before)


def _taken(found: "AnnounceReport") -> Iterator[str]:
    for taken in found.taken[:_LISTED]:
        if not taken.new:
            where = f", at @{taken.seq}" if taken.seq else ""
            yield f"  {taken.id}: told already{where}; nothing changed"
        elif taken.seq == taken.last_seq:
            yield f"  {taken.id}: @{taken.seq}"
        else:
            yield f"  {taken.id}: @{taken.seq} to @{taken.last_seq}"
    total = found.new + found.unchanged
    if total > _LISTED:
        all_of_it = f"{found.new} new, {found.unchanged} told already"
        yield f"  and {total - _LISTED} more; in all {all_of_it}"


def _introduced(what: str, names: "Sequence[Near]", count: int) -> Iterator[str]:
    """New names: those near a known one stand out, since a mistyped path founds a subject."""
    if not count:
        return
    suspects = [each for each in names if each.nearest]
    plain = [each.name for each in names if not each.nearest]
    yield f"new {what}{'' if count == 1 else 's'}: {count}"
    for each in suspects:
        yield f"  {escape(each.name)}  NEAR {escape(each.nearest or '')}: mistyped?"
    if plain:
        listed = "; ".join(escape(each) for each in plain[:_LISTED])
        more = f"; and {count - len(suspects) - _LISTED} more" if len(plain) > _LISTED else ""
        yield from wrap(f"{listed}{more}", columns(), first="  ", rest="  ")


def _rehearsed(target: str, found: "AnnounceReport", before: int) -> Iterator[str]:
    """What would change in the answers; nothing was written."""
    from cli import turned
    from ledger.moments import zone
    from ledger.reading import open_ledger

    if found.events and not found.records:
        yield "What would change in the answers is not told one by one: there is too much of it."
    else:
        with open_ledger(target) as reading:
            changed = turned.turned(reading, before, found.records)
            yield from turned.lines(changed, zone(reading.zone))
    yield "Nothing was written (--dry-run)."
