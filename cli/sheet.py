"""How does a spreadsheet read an answer: which columns, in dates of which zone, as mere text?

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
#: What stands before the name of a field of one of two states.
_SIDES: Final = ("before_", "after_")
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
    fields, of_all = list(map(_field, cells)), list(map(_field, around))
    writer.writerow([column for each in (*fields, *of_all) for column in each.columns])
    last = _filled(around, of_all, zone)
    for row in rows:
        writer.writerow(_filled(row, fields, zone) + last)


class _Field(NamedTuple):
    """A field of a row, with its columns: several, where it is an instant; `lined`: of a list each
    has a line."""

    name: str
    columns: tuple[str, ...]
    lined: bool


def _field(name: str) -> _Field:
    side = next((side for side in _SIDES if name.startswith(side)), "")
    plain = name.removeprefix(side)
    columns = [name]
    if plain in INSTANTS:
        columns.append(f"{name}_utc")
    if plain == TERM:
        columns.append(f"{side}last_day")
    return _Field(name, tuple(columns), plain in _LINED)


def _filled(row: Mapping[str, Any], fields: Sequence[_Field], zone: "ZoneInfo") -> list[str]:
    """The cells of a row, those of an instant beside each other."""
    found: list[str] = []
    for name, columns, lined in fields:
        value = row.get(name)
        if value is None:
            found += [""] * len(columns)
        elif len(columns) == 1:
            found.append(cell(value, lined=lined))
        elif not moments.is_instant(value):  # a position, @41, or a term without an end
            found += [cell(value), *[""] * (len(columns) - 1)]
        else:
            found += [_local(value, zone), value]
            if len(columns) == _OF_TERM:
                found.append(_last_day(value, zone))
    return found


@lru_cache(maxsize=_REMEMBERED)
def _local(instant: str, zone: "ZoneInfo") -> str:
    """An instant of JSON as a local date where it is a midnight of the zone, else with the time."""
    return moments.date_or_time(moments.instant(instant), zone)


@lru_cache(maxsize=_REMEMBERED)
def _last_day(until: str, zone: "ZoneInfo") -> str:
    return moments.last_day(moments.instant(until), zone) or ""


def cell(value: Any, *, lined: bool = False) -> str:
    """One cell: nothing for null, of a list ids with a blank between, or with `lined` a line each;
    a spreadsheet takes none for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        each = [one["change"] if isinstance(one, dict) else str(one) for one in value]
        return guarded(("\n" if lined else " ").join(map(escape, each)))
    return safe(str(value))


@lru_cache(maxsize=_REMEMBERED)
def safe(text: str) -> str:
    """The text with what a terminal would act on escaped, as in tables, and guarded."""
    return guarded(escape(text))


def guarded(shown: str) -> str:
    """The text with `'` before it where a spreadsheet would read a formula."""
    first = shown[:1]
    if not first.isascii():
        import unicodedata

        first = unicodedata.normalize("NFKC", first)
    return f"'{shown}" if first.startswith(_FORMULA) else shown
