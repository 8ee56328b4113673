"""Why is a text not a date here, and what should be written instead?

`field` is where it stands: `moment` on the command line, else the field of an announcement.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from ledger.dates.civil import calendar_day, month_length, shape, week_day
from ledger.dates.instants import MomentFault, shown
from ledger.dates.periods import QUALIFIERS, period
from ledger.dates.zones import date_text
from ledger.twins import named

EXPECTED: Final = {
    "moment": "a date such as 2022-10-29, an instant such as 2022-10-29T08:00+08:00, now, today, "
    "yesterday or N days ago",
    "effective": "a date such as 2022-10-29, an instant such as 2022-10-29T08:00+08:00, a month or "
    "year, or an interval such as ../2022-10-31",
    "until": "the last day on which it holds, such as 2022-11-30, the instant of its end, or .. "
    "for no end",
    "published": "a date such as 2022-10-28, an instant such as 2022-10-28T08:00+08:00, a month or "
    "year, or an interval that has an end",
}
_ONE: Final = {
    "moment": "a moment is one day or one instant",
    "until": "a term ends on one day or at one instant",
}
_DAY_SHAPES: Final = frozenset(
    f"{one}{mark}{two}{mark}{year}"
    for mark in "/.-"
    for one in ("0", "00")
    for two in ("0", "00")
    for year in ("00", "0000")
) | {"0/0", "00/0", "0/00", "00/00"}
_ABBREVIATED: Final = ("0", "00", "00-00", "00:00", "00:00:00")


def refusal(text: str, part: str | None = None, *, field: str) -> MomentFault:
    """The fault that says what is wrong with `text`; `part` is the end at fault of an interval."""
    bare = text if part is None else part
    of_the_whole = _characters(text) or _whole(text, part, field)
    if of_the_whole:
        return MomentFault(shown(text) + of_the_whole)
    what = shown(text) if bare == text else f"{shown(bare)} in {shown(text)}"
    reason = (
        _end(bare, text)
        or _qualified(bare, field)
        or _vague(bare, field, bare != text)
        or _other(bare, field)
        or f" cannot be read: expected {EXPECTED[field]}"
    )
    return MomentFault(what + reason)


def _characters(text: str) -> str | None:
    if not text:
        return " is empty: write a date such as 2022-10-29"
    if text.isascii():
        return None
    odd = next(c for c in text if not c.isascii())
    plain = "".join(
        c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf"
    )
    plain = plain.translate({0x2212: "-", 0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2014: "-"})
    plain = plain.strip()[:40]
    year, _, rest = plain.partition("年")
    month, _, rest = rest.partition("月")
    day, mark, rest = rest.partition("日")
    if mark and not rest and all(p.isascii() and p.isdigit() for p in (year, month, day)):
        plain = f"{year:0>4}-{month:0>2}-{day:0>2}"
    hint = (
        f", {plain}"
        if plain.isascii() and plain.isprintable() and shape(plain)[:4] == "0000"
        else " such as 2022-10-29"
    )
    return f" has {named(odd)}: write it in ASCII{hint}"


def _whole(text: str, part: str | None, field: str) -> str | None:
    if shape(text) in _DAY_SHAPES:
        return ": which is the day, the month, the year? Write it as 2022-10-29"
    if shape(text) in ("0000/00/00", "0000/0/0", "0000/00/0", "0000/0/00", "0000.00.00"):
        year, month, day = text.replace(".", "/").split("/")
        return f" is written with hyphens here: {year}-{month:0>2}-{day:0>2}"
    if text == "..":
        if field == "moment":
            return f" names no moment: expected {EXPECTED[field]}"
        return " is open at both ends: say one end, as in ../2022-10-31"
    if "/" not in text:
        if ".." in text and field in ("effective", "published"):
            return " has two dots: an interval is written with a slash, as in ../2022-10-31"
        return None
    if field in _ONE:
        return f" is an interval: {_ONE[field]}"
    if text.count("/") > 1:
        return " has more than one slash: an interval is two dates with one slash between"
    if part == "":
        return " has an end that is empty: where it is open write .., as in ../2022-10-31"
    if part and part != part.strip():
        return " has blanks: write an interval without, as in 2022-10-29/2022-10-31"
    return None


def _end(bare: str, text: str) -> str | None:
    if bare == text:
        return None
    if shape(bare.rstrip(QUALIFIERS)) in _ABBREVIATED:
        return " is shortened: write each end of an interval whole, as in 2022-10-29/2022-10-31"
    if bare[0] in "Pp":
        return " is a duration: write both ends of the interval as dates"
    return None


def _qualified(bare: str, field: str) -> str | None:
    marks = [c for c in bare if c in QUALIFIERS]
    if not marks:
        return None
    if field in _ONE:
        return f" has the qualifier {marks[0]}: {_ONE[field]}, without doubt"
    if len(marks) > 1 and bare[-2] in QUALIFIERS:
        return " has two qualifiers: % is both ~ and ?"
    if bare[-1] not in QUALIFIERS or len(marks) > 1:
        return f" has a qualifier inside: {marks[0]} is for a whole date, and stands at its end"
    return None


def _vague(bare: str, field: str, is_end: bool) -> str | None:
    bare = bare.rstrip(QUALIFIERS)
    form = shape(bare)
    if form.upper() in ("0000-W00", "0000W00"):
        return _week(bare, field, is_end)
    if form == "0000-00":
        reason = _code(bare)
        if reason:
            return reason
    if form in ("0000", "0000-00"):
        days = period(bare)
        if days and field in _ONE:
            return _choice(_kind(days), *days, field, is_end)
    return None


def _kind(days: tuple[int, int]) -> str:
    first, last = days
    return next(
        kind
        for most, kind in ((31, "month"), (92, "quarter"), (184, "half year"), (366, "year"))
        if last - first < most
    )


def _choice(kind: str, first: int, last: int, field: str, is_end: bool) -> str:
    begin, end = date_text(first), date_text(last)
    if field == "moment":
        return f" is a {kind}: its first or its last day? Write {begin} or {end}"
    if field == "until":
        return f" is a {kind}: on which day does it end? Write the last on which it holds, as {end}"
    if is_end:
        return f" is a {kind}, which is not read here: write {begin} or {end}"
    return f" is a {kind}, which is not read here: write {begin}/{end}"


def _week(bare: str, field: str, is_end: bool) -> str:
    year, week = int(bare[:4]), int(bare[-2:])
    monday = week_day(year, week, 1, bare)
    return _choice("week", monday, monday + 6, field, is_end)


def _code(bare: str) -> str | None:
    year, code = bare[:4], int(bare[5:])
    if 21 <= code <= 32:
        return (
            " is a season, which is not read here, since it begins at other times elsewhere: "
            f"write the months that are meant, as {year}-03/{year}-05"
        )
    if 37 <= code <= 39:
        month = 4 * (code - 37) + 1
        return f" is a third of a year: write the months, {year}-{month:02}/{year}-{month + 3:02}"
    if 1 <= code <= 12 or 33 <= code <= 36 or code in (40, 41):
        return None
    return (
        " has no such month: months are 01 to 12 (and in `effective` and `published`, "
        "quarters are 33 to 36, halves 40 and 41)"
    )


def _other(bare: str, field: str) -> str | None:
    form, word = shape(bare), " ".join(bare.lower().split())
    if bare[0] == "@":
        return f" is a position in the log, which only --recorded takes: expected {EXPECTED[field]}"
    if word in ("now", "today", "yesterday", "tomorrow") or word.endswith((" ago", " days")):
        if field == "moment":
            return f" cannot be read: expected {EXPECTED[field]}"
        return " would mean another day whenever it is read: write the date"
    if form in ("0000-0-0", "0000-00-0", "0000-0-00", "0000-0"):
        whole = "-".join(f"{p:0>2}" for p in bare.split("-"))
        return f" has a month or day of one digit: write {whole}"
    if form in ("0000-000", "0000000"):
        return _ordinal(int(bare[:4]), int(bare[-3:]), bare)
    if form == "000000":
        return f" is not a date that can be read: is it the month {bare[:4]}-{bare[4:]}?"
    if form[:5] == "00000" and form.lstrip("0")[:1] == "-":
        return " lies outside the years 1 to 9999 in UTC"
    if bare.isdigit() and (field == "moment" or len(bare) > 8):
        return f" is a number: expected {EXPECTED[field]}"
    if bare[0] in "[{":
        return (
            " is a set of dates, which is not read here: write an interval, or one change for each"
        )
    if bare[0] in "+-" or (bare[0] in "Yy" and bare[1:2].lstrip("-").isdigit()):
        return " is no year of four digits: only the years 1 to 9999 in UTC can be written"
    if form[:1] == "0" and "X" in form.upper():
        return " has digits left open (X): write an interval, as in 2020/2029"
    if form[:5] == "0000E" or form[:5] == "0000S":
        return " has an exponent or significant digits: write a year of four digits, or an interval"
    if form in ("00:00", "00:00:00", "T00:00"):
        return " is a time without a date: write 2022-10-29T08:00"
    return None


def _ordinal(year: int, day: int, bare: str) -> str:
    length = 365 + month_length(year, 2) - 28
    if not year or not 1 <= day <= length:
        return f" is no day of {year}, which has {length}: write year, month and day, as 2022-10-29"
    civil = date_text(calendar_day(year, 1, 1, bare) + day - 1)
    return f" counts the days of the year, which is not read here: write {civil}"
