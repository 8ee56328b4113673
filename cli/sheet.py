"""How does a spreadsheet read an answer: which columns, in dates of which zone, as mere text?

As tables do, it speaks in local dates, and of terms by their last day, with the exact instants
beside (DESIGN 8): an instant X of the JSON has the columns `X` and `X_utc`, a term `last_day` too.
After the columns of the rows come those that say of what they are: origin, zone, cut-offs, and the
command that gives them again.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from cli.text import escape
from ledger.dates import moments
from ledger.dates.instants import LAST_INSTANT

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
    writer.writerow([column for name in (*cells, *around) for column in columns(name)])
    last = list(_filled(around, tuple(around), zone))
    for row in rows:
        writer.writerow([*_filled(row, cells, zone), *last])


def columns(name: str) -> tuple[str, ...]:
    """The columns of a field."""
    side, field = _parted(name)
    if field not in INSTANTS:
        return (name,)
    term = (f"{side}last_day",) if field == TERM else ()
    return (name, f"{name}_utc", *term)


def _parted(name: str) -> tuple[str, str]:
    """The side that a field is of, or nothing, and its name."""
    side = next((side for side in _SIDES if name.startswith(side)), "")
    return side, name.removeprefix(side)


def _filled(row: Mapping[str, Any], names: Sequence[str], zone: "ZoneInfo") -> Iterator[str]:
    for name in names:
        value = row.get(name)
        _, field = _parted(name)
        if field not in INSTANTS:
            yield cell(value, lined=field in _LINED)
        elif value is None or not moments.is_instant(value):  # a position, @41
            yield from (cell(value), *("" for _ in columns(name)[1:]))
        else:
            yield from (local(value, zone), value)
            if field == TERM:
                yield _last_day(value, zone)


@lru_cache(maxsize=_REMEMBERED)
def local(instant: str, zone: "ZoneInfo") -> str:
    """An instant of JSON as a local date where it is a midnight of the zone, else with the time."""
    return moments.date_or_time(moments.instant(instant), zone)


@lru_cache(maxsize=_REMEMBERED)
def _last_day(until: str, zone: "ZoneInfo") -> str:
    return moments.last_day(moments.instant(until), zone) or ""


def window(said: Mapping[str, Any], zone: "ZoneInfo") -> str:
    """From when something holds, in local dates: one date, or `A/B` of which `..` is an open end
    and B, where it is a day, the last one."""
    earliest, latest = said.get("earliest"), said.get("latest")
    if earliest == latest and earliest is not None:
        return local(earliest, zone)
    first = ".." if earliest is None else local(earliest, zone)
    if latest is None:
        return f"{first}/.."
    end = moments.instant(latest)
    day = moments.last_day(end + 1, zone) if end < LAST_INSTANT else None
    return f"{first}/{day or local(latest, zone)}"


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
