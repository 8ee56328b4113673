"""What does a program read after an append: what is new, and what changes by it?"""

from types import TracebackType
from typing import TYPE_CHECKING

from cli import formats
from ledger.documents import intake, receipts
from ledger.documents.margins import Margins
from ledger.history.comparison import Comparison
from ledger.reports import Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.answers.reading import Reading
    from ledger.application import PolicyLedger
    from ledger.documents.receipts import ActDocument
    from ledger.reports import ActReport, AnnounceReport, Taken


class Receipt:
    """The document in the making; it is printed in the end, after a fault too where anything was
    taken in before it."""

    def __init__(self, ledger: "PolicyLedger", target: str, *, dry_run: bool) -> None:
        self._ledger, self._target, self._dry_run = ledger, target, dry_run
        self._files: list[intake.FileRow] = []
        self._tally = Tally()

    def __enter__(self) -> "Receipt":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if fault is not None and not self._files:
            return
        log = self._ledger.store
        formats.show(
            intake.announced(self._files, origin=log.origin, zone=log.zone, dry_run=self._dry_run)
        )

    @property
    def new(self) -> int:
        """How many announcements of the file at hand were committed."""
        return self._tally.new

    def told(self, taken: "Taken") -> None:
        """An announcement of the file at hand was committed, or was there already."""
        self._tally.take(taken)
        if taken.new:
            self._tally.events += taken.last_seq - taken.seq + 1
            self._tally.size = taken.last_seq

    def report(self, name: str) -> None:
        """A fault ends the file at hand, of which something was committed."""
        found = intake.file(self._tally.report(dry_run=False), name, (), ())
        self._files.append({**found, "whole": False})

    def add(
        self,
        found: "AnnounceReport",
        name: str,
        rehearsed: "Sequence[AnnounceReport]",
        *,
        written: str,
    ) -> None:
        """A file, as it was named, was taken in or rehearsed, after others that were `rehearsed`;
        `written`: its name in warnings."""
        row = intake.file(
            found,
            name,
            self._ledger.introduced(found.new_subjects),
            self._ledger.introduced(found.new_sources, sources=True),
            written=written,
        )
        if found.dry_run and all(each.records or not each.events for each in (*rehearsed, found)):
            row = self._changed(row, found, rehearsed)
        self._files.append(row)
        self._tally = Tally()

    def _changed(
        self,
        row: intake.FileRow,
        found: "AnnounceReport",
        rehearsed: "Sequence[AnnounceReport]",
    ) -> intake.FileRow:
        from ledger.answers.reading import open_ledger

        with open_ledger(self._target) as reading:
            size = found.size - sum(each.events for each in (*rehearsed, found))
            earlier = [record for each in rehearsed for record in each.records]
            compared = Comparison(reading, size, found.records, rehearsed=earlier)
            return intake.rehearsed(row, *compared.changes(), size=size)


def document(name: str, found: "ActReport", reading: "Reading") -> "ActDocument":
    """The document of an act, read beside the ledger that has it or would have it."""
    kind = "told already" if name == "evidence-add" else "ends before it begins"
    done = receipts.act(name, found, origin=reading.origin, zone=reading.zone, kind=kind)
    if name not in ("correct", "retract"):
        return done
    if not found.records:
        whole = receipts.retraction(done, (), None)
        return receipts.correction(whole, ()) if name == "correct" else whole
    act, before = found.records[0], found.records[0].seq - 1
    turned_by = Comparison(reading, before, [act])
    whole = receipts.retraction(done, *turned_by.changes())
    if name == "retract":
        return whole
    return receipts.correction(whole, Margins(reading, reading.cut(None, before)).replaced(act))
