"""How does a workbook hold an answer: its rows, what stands under them, and what was asked?

XlsxWriter writes it row by row, so that a long answer does not fill the memory. Every text is
written as a text, whatever it begins with: there is no formula and no link in it. The same question
at the same position gives the same cells, whatever the language.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from cli import sheet
from cli.text import width
from ledger.dates import moments
from ledger.faults import LedgerFault

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from ledger.documents.announcements import Announcements
    from ledger.documents.reply import Reply
    from ledger.sayings.language import Words

#: What Excel holds: rows of a sheet, and UTF-16 units of a cell.
ROWS: Final = 1_048_576
CELL: Final = 32_767
#: How wide a column may become; on a filtered header stands a button.
_WIDEST: Final = 60
_BUTTON: Final = 3
#: What is earlier is a text: Excel has no day before 1900, and a 29 February in it.
_FIRST_DAY: Final = "1900-03-01"
#: A local date without a time.
_DAY: Final = len("2022-10-29")
_SECOND: Final = len("2022-10-29 08:00:00")
_REMEMBERED: Final = 16_384


def check(output: str | None) -> None:
    """UsageError where a workbook would go to a terminal; LedgerFault where it cannot be made, or
    not be written to that file."""
    if output is None and sys.stdout.isatty():
        raise click.UsageError(
            "--format xlsx is a workbook, which no terminal shows: write it into a file, with "
            "-o FILE or > FILE"
        )
    try:
        import xlsxwriter as xlsxwriter
    except ModuleNotFoundError:
        raise LedgerFault(
            "--format xlsx needs XlsxWriter, which is not installed: in the folder of this "
            "program's source, python -m pip install '.[sheets]'"
        ) from None
    if output is not None:
        from cli.small_files import check_place

        check_place(output)


def write(
    reply: "Reply", announcements: "Announcements", output: str | None, words: "Words"
) -> None:
    """Write an answer into a file, whole or not at all, or to standard output."""
    from ledger.whole_file import named

    with TemporaryDirectory(prefix="ledger-") as folder:
        place = Path(folder, "workbook.xlsx")
        with named(place), _workbook(place) as book:
            _fill(book, reply, announcements)
        with place.open("rb") as made:
            if output is None:
                from shutil import copyfileobj

                copyfileobj(made, sys.stdout.buffer)
            else:
                from cli.small_files import give

                give(output, made.read(), words)


@contextmanager
def _workbook(place: "Path") -> "Iterator[Workbook]":
    """A new workbook, at that place once all went well; what it needs by then lies beside it."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"constant_memory": True, "tmpdir": str(place.parent)}
    book = xlsxwriter.Workbook(str(place), options)
    book.use_zip64()
    try:
        yield book
        book.close()
    except FileCreateError as fault:
        raise fault.args[0] from None
    finally:
        for each in book.worksheets():
            each.row_data_fh.close()


def _fill(book: "Workbook", reply: "Reply", announcements: "Announcements") -> None:
    from ledger.documents import footnotes

    head = reply.head
    if head.get("recorded"):
        created = datetime.fromisoformat(head["recorded"]).replace(microsecond=0, tzinfo=None)
        book.set_properties({"created": created, "title": head["again"]})
    notes = footnotes.of(head["format"])
    sheets = partial(_Sheet, styles=_Styles.of(book), zone=moments.zone(head["zone"]))
    rows = sheets(book.add_worksheet(reply.under), reply.columns)
    under = sheets(book.add_worksheet("footnotes"), notes.columns)
    for row in reply.rows:
        rows.add(reply.flat(row, announcements))
        for note in notes.under(row, announcements):
            under.add(note)
    rows.finish()
    under.finish()
    _ask(sheets(book.add_worksheet("question"), ()), head)


def _ask(question: "_Sheet", head: Mapping[str, Any]) -> None:
    """A line for each column that CSV has of the envelope: its name and what it holds."""
    question.put(("field", "value"), heading=True)
    for name, value in head.items():
        if not isinstance(value, (dict, list)):
            field = sheet.field(name)
            found = sheet.values({name: value}, [field], question.zone)
            for line in zip(field.columns, found, strict=True):
                question.put(line)
    question.finish()


class _Styles(NamedTuple):
    """How cells look: of the header, of a day, of a day with its time, of a text in lines."""

    header: "Format"
    day: "Format"
    time: "Format"
    lines: "Format"

    @classmethod
    def of(cls, book: "Workbook") -> "_Styles":
        """Those of a workbook."""
        return cls(
            book.add_format({"bold": True, "bottom": 1}),
            book.add_format({"num_format": "yyyy-mm-dd", "align": "left"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "align": "left"}),
            book.add_format({"text_wrap": True, "valign": "top"}),
        )


class _Sheet:
    """A sheet that is filled from above, and becomes as wide as what stands in it."""

    def __init__(
        self, made: "Worksheet", columns: Iterable[str], *, styles: _Styles, zone: "ZoneInfo"
    ) -> None:
        self._made, self._styles, self.zone = made, styles, zone
        self._fields = [sheet.field(name) for name in columns]
        self._widths: list[int] = []
        self._names: list[str] = []
        self._row = 0
        made.freeze_panes(1, 0)
        if self._fields:
            self.put([name for each in self._fields for name in each.columns], heading=True)

    def add(self, row: Mapping[str, Any]) -> None:
        """One more row, of these fields."""
        self.put(sheet.values(row, self._fields, self.zone))

    def put(self, cells: Iterable[Any], *, heading: bool = False) -> None:
        """One more row, of these cells."""
        if self._row >= ROWS:
            raise LedgerFault(
                f"a sheet holds {ROWS:,} rows, and {self._made.name} has more: --format csv and "
                "json have no such limit"
            )
        cells = list(cells)
        if heading:
            self._names = cells
            self._widths = [len(name) + _BUTTON for name in cells]
        for column, value in enumerate(cells):
            if value is not None and value != "":
                shown = self._cell(column, value, self._styles.header if heading else None)
                self._widths[column] = max(self._widths[column], shown)
        self._row += 1

    def _cell(self, column: int, value: Any, style: "Format | None") -> int:
        """Write a cell; the columns that it takes."""
        made, row = self._made, self._row
        if isinstance(value, bool):
            made.write_boolean(row, column, value)
            return len("FALSE")
        if not isinstance(value, str):
            made.write_number(row, column, value)
            return len(str(value))
        if isinstance(value, sheet.LocalDate) and (date := _date(value)):
            is_day = len(value) == _DAY
            made.write_datetime(
                row, column, date, self._styles.day if is_day else self._styles.time
            )
            return _DAY if is_day else _SECOND
        if "\n" in value:
            style = self._styles.lines
        if made.write_string(row, column, value, style):
            raise LedgerFault(
                f"a cell holds {CELL:,} characters, and {self._names[column]} of line {row + 1} of "
                f"{made.name} has more: --format csv and json have no such limit"
            )
        return max(map(width, value.split("\n"))) if "\n" in value else width(value)

    def finish(self) -> None:
        """Nothing more comes: columns become as wide as they must, and the header filters."""
        for column, widest in enumerate(self._widths):
            self._made.set_column(column, column, min(widest, _WIDEST) + 1)
        self._made.autofilter(0, 0, self._row - 1, len(self._widths) - 1)


@lru_cache(maxsize=_REMEMBERED)
def _date(shown: str) -> datetime | None:
    """A local date as Excel has it, down to the second, so that the last instant of a day is not
    shown as the next; None of what is no local date, or too early for Excel."""
    if shown.endswith("Z") or shown < _FIRST_DAY:
        return None
    return datetime.fromisoformat(shown).replace(microsecond=0)
