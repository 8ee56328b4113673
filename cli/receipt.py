"""What is told after an append: what is new, and what changes by it?"""

from types import TracebackType
from typing import TYPE_CHECKING

import click

from cli import formats, options
from cli.tables import act_table, intake_table, page
from ledger.dates.moments import zone
from ledger.documents import intake, receipts
from ledger.documents.margins import Margins
from ledger.history.comparison import Comparison
from ledger.reports import Tally
from ledger.sayings import receipts as sayings
from ledger.sayings.language import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from ledger.application import PolicyLedger
    from ledger.documents.receipts import ActDocument
    from ledger.reading.reading import Reading
    from ledger.reports import ActReport, AnnounceReport, Listener, Taken

    #: The lines of a document.
    Draw = Callable[[Mapping[str, Any], Words], Iterable[str]]


class Receipt:
    """The document of `announce` in the making. Each file is drawn once it is taken in; for
    programs all is printed in the end, after a fault too where anything was taken in before it."""

    def __init__(
        self,
        ledger: "PolicyLedger",
        form: str,
        note: "Listener | None",
        *,
        dry_run: bool,
        each: bool,
        warnings_file: str | None,
    ) -> None:
        """`note` is told of each new name that is near a known one."""
        self._ledger, self._form, self._dry_run, self._note = ledger, form, dry_run, note
        self._words = Words(options.language(), zone(ledger.store.zone))
        self._each, self._warnings_file = each and not dry_run, warnings_file
        self._files: list[intake.FileRow] = []
        self._rehearsed: list[AnnounceReport] = []
        self._tally = Tally()

    def __enter__(self) -> "Receipt":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._form == "json" and (self._files or fault is None):
            formats.show(self._document(self._files))

    def told(self, taken: "Taken") -> None:
        """An announcement of the file at hand was committed, or was there already."""
        self._tally.take(taken)
        if taken.new:
            self._tally.events += taken.last_seq - taken.seq + 1
            self._tally.size = taken.last_seq

    def broken_off(self, name: str) -> None:
        """A fault ends the file at hand, of which something may have been committed: nobody is to
        take it for nothing done."""
        if self._tally.new:
            found = intake.file(
                self._tally.report(dry_run=False), name, (), (), self._ledger.store.zone
            )
            self._add({**found, "whole": False})

    def add(self, found: "AnnounceReport", name: str) -> None:
        """A file, as it was named, was taken in or rehearsed."""
        row = intake.file(
            found,
            name,
            self._ledger.introduced(found.new_subjects),
            self._ledger.introduced(found.new_sources, sources=True),
            self._ledger.store.zone,
        )
        for each in (*row["new_subjects"], *row["new_sources"]):
            if self._note is not None and each["nearest"]:
                near = sayings.near(each, self._words)
                self._note("near a known one", f"{each['name']} {near}")
        if found.dry_run:
            self._rehearsed.append(found)
            if all(each.records or not each.events for each in self._rehearsed):
                row = self._changed(row)
        self._add(row)
        self._tally = Tally()

    def _add(self, row: intake.FileRow) -> None:
        if self._form == "json":
            self._files.append(row)
            return
        _show(self._document([row]), self._words, intake_table.draw, intake_table.warnings)

    def _document(self, files: "Sequence[intake.FileRow]") -> intake.AnnounceDocument:
        log = self._ledger.store
        return intake.announced(
            files,
            origin=log.origin,
            zone=log.zone,
            dry_run=self._dry_run,
            each=self._each,
            warnings_file=self._warnings_file,
        )

    def _changed(self, row: intake.FileRow) -> intake.FileRow:
        from ledger.reading.reading import open_ledger

        *before, found = self._rehearsed
        with open_ledger(options.target()) as reading:
            size = found.size - sum(each.events for each in self._rehearsed)
            earlier = [record for each in before for record in each.records]
            compared = Comparison(reading, size, found.records, rehearsed=earlier)
            return intake.rehearsed(row, compared, size=size)


def report(name: str, found: "ActReport", form: str, draw: "Draw" = act_table.draw) -> None:
    """Print what the recorder did, or would do; `name`: of its document."""
    from ledger.reading.reading import open_ledger

    with open_ledger(options.target(), passed=True) as reading:
        told = document(name, found, reading)
    if form == "json":
        formats.show(told)
    else:
        words = Words(options.language(), zone(told["zone"]))
        _show(told, words, draw, act_table.warnings)


def document(name: str, found: "ActReport", reading: "Reading") -> "ActDocument":
    """The document of an act, read beside the ledger that has it or would have it."""
    margins = Margins(reading, reading.cut())
    done = receipts.act(name, found, margins, origin=reading.origin, zone=reading.zone)
    if name not in ("correct", "retract"):
        return done
    if not found.records:
        whole = receipts.retraction(done, None)
        return receipts.correction(whole, ()) if name == "correct" else whole
    act, before = found.records[0], found.records[0].seq - 1
    whole = receipts.retraction(done, Comparison(reading, before, [act]))
    if name == "retract":
        return whole
    return receipts.correction(whole, Margins(reading, reading.cut(None, before)).replaced(act))


def _show(document: "Mapping[str, Any]", words: Words, draw: "Draw", warnings: "Draw") -> None:
    for line in draw(document, words):
        page.say(line, words)
    for line in warnings(document, words):
        click.echo(line, err=True)
