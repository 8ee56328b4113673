"""What does the recorder read after an append: what is new, where it stands, what looks odd?"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING

import click

from cli.text import columns, escape, wrap
from ledger.sayings.entries import DIGITS
from ledger.twins import apart

if TYPE_CHECKING:
    from ledger.application import PolicyLedger
    from ledger.reports import AnnounceReport, Near, Note, Taken, Warnings

_LISTED = 20
#: Of each kind of warning so many are told.
_FEW = 5
#: Of new names that are near no other so many, which stand beside each other.
_PLAIN = 40
#: Of the recorder's acts on an announcement that is told again so many are named.
_ACTS = 5


def report(
    target: str,
    ledger: "PolicyLedger",
    found: "AnnounceReport",
    *,
    name: str,
    each: bool,
    rehearsed: "Sequence[AnnounceReport]" = (),
    noted: str | None = None,
    note: "Note | None" = None,
) -> None:
    """Print what was appended, or would be; warnings go to standard error.

    `rehearsed`: of the files before it, where they were only rehearsed too; `noted`: the file that
    has every warning and new name, if there is one, and `note` what writes a line of it.
    """
    rest = "--warnings FILE has all" if noted is None else f"all are in {escape(noted)}"
    near = {
        "subject": ledger.introduced(found.new_subjects),
        "source": ledger.introduced(found.new_sources, sources=True),
    }
    for line in _lines(ledger, found, near, name=name, each=each, rest=rest):
        click.echo(line)
    if note is not None:
        for one in chain.from_iterable(near.values()):
            if one.nearest:
                note("near a known one", f"{one.name} {_near(one)}")
    if found.dry_run:
        for line in _rehearsed(target, found, rehearsed):
            click.echo(line)
    for line in _warned(found.kinds, rest):
        click.echo(f"warning: {line}", err=True)


def _warned(kinds: "Sequence[Warnings]", rest: str) -> Iterator[str]:
    """The first of each kind, so that none hides the others, and how many there are."""
    for each in kinds:
        yield from (escape(message) for message in each.first[:_FEW])
        if each.total > _FEW:
            yield f"and {each.total - _FEW:,} more of this kind: {each.kind}"
    if any(each.total > _FEW for each in kinds):
        total = sum(each.total for each in kinds)
        counts = ", ".join(f"{each.kind} {each.total:,}" for each in kinds)
        yield f"{total:,} in all: {counts}; {rest}"


class Kept:
    """What `--each` has committed so far, for a fault that ends it."""

    def __init__(self) -> None:
        self.new = self.unchanged = 0
        self.last: Taken | None = None

    def told(self, taken: "Taken") -> None:
        """An announcement was committed, or was there already."""
        if taken.new:
            self.new, self.last = self.new + 1, taken
        else:
            self.unchanged += 1

    def report(self, name: str) -> None:
        """Print it, so that nobody takes a fault for nothing done."""
        count = f"{self.new} announcement" + ("" if self.new == 1 else "s")
        last = f", the last {self.last.id} at {_span(*self.last[2:4])}" if self.last else ""
        told = f"; {self.unchanged} told already" if self.unchanged else ""
        click.echo(f"{escape(name)}: appended {count} before the fault{last}{told}")


def _span(first: int, last: int) -> str:
    return f"@{first}" if first == last else f"@{first} to @{last}"


def _lines(
    ledger: "PolicyLedger",
    found: "AnnounceReport",
    near: "Mapping[str, Sequence[Near]]",
    *,
    name: str,
    each: bool,
    rest: str,
) -> Iterator[str]:
    would = "would append" if found.dry_run else "appended"
    # By what was committed: another process may have appended since this one began.
    before = found.size - found.events
    if not found.events:
        yield f"{escape(name)}: nothing new; the ledger stays at @{before}"
    else:
        # Of several transactions, others may have come between.
        span = f"now at @{found.size}" if each else _span(before + 1, found.size)
        count = f"{found.events} event" + ("" if found.events == 1 else "s")
        yield f"{escape(name)}: {would} {count}, {span}"
    yield from _taken(found)
    if found.recorded_at is not None and not found.dry_run:
        from ledger.dates.moments import local, render, zone

        shown = local(found.recorded_at, zone(ledger.store.zone))
        yield f"recorded {shown} ({render(found.recorded_at)})"
    yield from _evidence(found)
    if found.described:
        listed = ", ".join(escape(path) for path in found.described[:_LISTED])
        left = len(found.described) - _LISTED
        more = f", and {left} more" if left > 0 else ""
        yield from wrap(f"titles of: {listed}{more}", columns(), rest="  ")
    if found.limited:
        yield f"ceilings of {found.limited} source{'' if found.limited == 1 else 's'}"
    yield from _introduced("subject", near["subject"], found.subjects_introduced, rest)
    yield from _introduced("source", near["source"], found.sources_introduced, rest)


def _taken(found: "AnnounceReport") -> Iterator[str]:
    for taken in found.taken[:_LISTED]:
        if not taken.new:
            where = f", at @{taken.seq}" if taken.seq else ""
            mended = ", and mended since as it is told now" if taken.mended else ""
            yield f"  {taken.id}: told already{where}{mended}; nothing changed"
            yield from _mended(taken)
        else:
            yield f"  {taken.id}: {_span(taken.seq, taken.last_seq)}"
    total = found.new + found.unchanged
    if total > _LISTED:
        all_of_it = f"{found.new} new, {found.unchanged} told already"
        yield f"  and {total - _LISTED} more; in all {all_of_it}"


def _mended(taken: "Taken") -> Iterator[str]:
    """Why what was told again does not hold as its file has it."""
    for act in taken.acts[:_ACTS]:
        target, subject = act.target, act.subject
        on = "" if subject is None else f" on {escape(subject)}"
        again = (
            f": to tell it again give it a new id, or reinstate it (ledger retract @{act.seq})"
            if act.kind == "retracted"
            else ""
        )
        said = f"{target}{on} was {act.kind}, by @{act.seq}{again}"
        yield from wrap(said, columns(), first="    ", rest="      ")
    if len(taken.acts) > _ACTS:
        yield f"    and {len(taken.acts) - _ACTS} more of the recorder's acts (show {taken.id})"


def _evidence(found: "AnnounceReport") -> Iterator[str]:
    """Files taken in with what is new."""
    if not found.files:
        return
    count = "1 file" if found.files == 1 else f"{found.files:,} files"
    yield f"evidence {'to keep' if found.dry_run else 'kept'}: {count}"
    for file in found.evidence[:_LISTED]:
        size = "1 byte" if file.size == 1 else f"{file.size:,} bytes"
        yield f"  {escape(file.name)}  {size}, sha256 {file.sha256[:DIGITS]}..."
    if found.files > _LISTED:
        yield f"  and {found.files - _LISTED} more"


def _introduced(what: str, names: "Sequence[Near]", count: int, rest: str) -> Iterator[str]:
    """New names: those near a known one stand out, since a mistyped path founds a subject."""
    if not count:
        return
    suspects = [each for each in names if each.nearest]
    plain = [each.name for each in names if not each.nearest]
    near = f", {len(suspects):,} of them near a known one" if suspects and count > 1 else ""
    yield f"new {what}{'' if count == 1 else 's'}: {count:,}{near}"
    for each in suspects[:_LISTED]:
        yield f"  {escape(each.name)}  {escape(_near(each))}: mistyped?"
    if len(suspects) > _LISTED:
        yield f"  and {len(suspects) - _LISTED:,} more that are near a known one"
    if plain:
        listed = "; ".join(escape(each) for each in plain[:_PLAIN])
        left = count - len(suspects) - len(plain[:_PLAIN])
        more = f"; and {left:,} more ({rest})" if left else ""
        yield from wrap(f"{listed}{more}", columns(), first="  ", rest="  ")


def _near(name: "Near") -> str:
    """The known one, and by what they are told apart where they look the same."""
    known = name.nearest or ""
    return f"NEAR {known}{apart(known, name.name)}"


def _rehearsed(
    target: str, found: "AnnounceReport", before: "Sequence[AnnounceReport]"
) -> Iterator[str]:
    """What would change in the answers; nothing was written."""
    from cli.tables import turned
    from cli.tables.wording import english
    from ledger.answers.reading import open_ledger
    from ledger.dates.moments import zone
    from ledger.history.comparison import Comparison

    if any(each.events and not each.records for each in (*before, found)):
        yield "What would change in the answers is not told one by one: there is too much of it."
    else:
        with open_ledger(target) as reading:
            size = found.size - sum(each.events for each in (*before, found))
            earlier = [record for each in before for record in each.records]
            compared = Comparison(reading, size, found.records, rehearsed=earlier)
            yield from turned.lines(compared, english(zone(reading.zone)))
    yield "Nothing was written (--dry-run)."
