"""How does a spreadsheet read an answer: which columns, in dates of which zone, as mere text?

CSV is written here, a workbook (workbook.py) of the same columns.

As tables do, it speaks in local dates, and of terms by their last day, with the exact instants
beside (DESIGN 8): an instant X of the JSON has the columns `X` and `X_utc`, a term `last_day` too.
After the columns of the rows come those that say of what they are: origin, zone, cut-offs, and the
command that gives them again.
"""

import csv
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cli.text import escape
from ledger.dates import moments

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: What is an instant wherever it stands, and what of these is the end of a term.
INSTANTS: Final = frozenset(
    (
        *("at", "known", "recorded", "recorded_at", "from", "to", "when"),
        *("since", "since_earliest", "held_since", "until", "published", "earliest", "latest"),
        *("first_published", "last_published"),
    )
)
TERM: Final = "until"
#: What stands before the name of a field of one of two states, and of the row of a footnote.
_SIDES: Final = ("before_", "after_", "row_")
#: Lists of what may hold a blank: each of it has a line.
_LINED: Final = frozenset(("except", "aliases", "lapsed_untold"))
#: What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), full-width ones
#: and other forms of the same signs too, in Unicode's compatible form.
_FORMULA: Final = ("=", "+", "-", "@")
_MARK: Final = "\ufeff"
#: So many columns a term has.
_OF_TERM: Final = 3
_REMEMBERED: Final = 16_384


def write(
    head: Mapping[str, Any],
    rows: Iterable[Mapping[str, Any]],
    cells: Sequence[str],
    *,
    mark: bool,
) -> None:
    """Print rows as CSV: the columns of `cells`, then those of the envelope, in its zone.

    `mark` puts a byte order mark before them, for programs that else read no UTF-8.
    """
    around = {
        name: value
        for name, value in head.items()
        if name != "format" and name not in cells and not isinstance(value, (dict, list))
    }
    zone = moments.zone(head.get("zone", "UTC"))
    if mark:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # which the mark says
        sys.stdout.write(_MARK)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    fields, of_all = list(map(field, cells)), list(map(field, around))
    writer.writerow([column for each in (*fields, *of_all) for column in each.columns])
    last = _plain(values(around, of_all, zone))
    for row in rows:
        writer.writerow(_plain(values(row, fields, zone)) + last)


class RowField(NamedTuple):
    """A field of a row, with its columns: several, where it is an instant; `lined`: of a list each
    has a line."""

    name: str
    columns: tuple[str, ...]
    lined: bool


class LocalDate(str):
    """A date of the zone asked for, with the time where it is no midnight."""


def field(name: str) -> RowField:
    """The field of that name."""
    side = next((side for side in _SIDES if name.startswith(side)), "")
    plain = name.removeprefix(side)
    columns = [name]
    if plain in INSTANTS:
        columns.append(f"{name}_utc")
    if plain == TERM:
        columns.append(f"{side}last_day")
    return RowField(name, tuple(columns), plain in _LINED)


def values(row: Mapping[str, Any], fields: Sequence[RowField], zone: "ZoneInfo") -> list[Any]:
    """What the cells of a row hold, those of an instant beside each other: a text, a local date, a
    number, a truth or nothing. A list is the text of its ids, with a blank or a line between."""
    found: list[Any] = []
    for name, columns, lined in fields:
        value = row.get(name)
        if value is None:
            found += [None] * len(columns)
        elif len(columns) == 1:
            if isinstance(value, (list, tuple)):
                each = (one["change"] if isinstance(one, dict) else str(one) for one in value)
                value = ("\n" if lined else " ").join(map(escape, each))
            elif isinstance(value, str):
                value = _escaped(value)
            found.append(value)
        elif not moments.is_instant(value):  # a position, @41, or a term without an end
            found += [_escaped(value), *[None] * (len(columns) - 1)]
        else:
            found += [_local(value, zone), value]
            if len(columns) == _OF_TERM:
                found.append(_last_day(value, zone))
    return found


@lru_cache(maxsize=_REMEMBERED)
def _local(instant: str, zone: "ZoneInfo") -> LocalDate:
    """An instant of JSON as a local date where it is a midnight of the zone, else with the time."""
    return LocalDate(moments.date_or_time(moments.instant(instant), zone))


@lru_cache(maxsize=_REMEMBERED)
def _last_day(until: str, zone: "ZoneInfo") -> LocalDate | None:
    day = moments.last_day(moments.instant(until), zone)
    return LocalDate(day) if day else None


def _plain(found: Iterable[Any]) -> list[Any]:
    """The same cells for CSV, of which a spreadsheet takes none for a formula."""
    return [
        value
        if value is None
        else guarded(value)
        if isinstance(value, str)
        else str(value).lower()
        if isinstance(value, bool)
        else value
        for value in found
    ]


@lru_cache(maxsize=_REMEMBERED)
def _escaped(text: str) -> str:
    """The text with what a terminal would act on escaped, as in tables."""
    return escape(text)


@lru_cache(maxsize=_REMEMBERED)
def guarded(shown: str) -> str:
    """The text with `'` before it where a spreadsheet would read a formula."""
    first = shown[:1]
    if not first.isascii():
        import unicodedata

        first = unicodedata.normalize("NFKC", first)
    return f"'{shown}" if first.startswith(_FORMULA) else shown
