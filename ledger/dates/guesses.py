"""Was a text that is typed where a subject may stand meant as a moment, and as which one?"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.dates.civil import MONTHS, calendar_day
from ledger.dates.instants import MomentFault
from ledger.dates.moments import day_of, moment
from ledger.dates.zones import date_text

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: A date, a time or a position, however it is written, or an end of an interval; X stands for a
#: digit left open.
_DATED: Final = re.compile(
    r"|\.\.|[-+@.]?[0-9][0-9x:.,+~?%年月日 -]*([tw][0-9:.,+-]+z?)?[~?%]?|t[0-9]+:[0-9:.]+"
)
_DAYS: Final = re.compile(r"[-+0-9]+ *(days?|weeks?|months?|years?|hours?)( ago)?")
#: From this likeness on, of 1, a text is perhaps one of the words for a moment, or for a month.
_LIKE: Final = 0.8
_IN_CHINESE: Final = {
    **dict.fromkeys(("今天", "今日"), "today"),
    **dict.fromkeys(("昨天", "昨日"), "yesterday"),
    **dict.fromkeys(("明天", "明日"), "tomorrow"),
    **dict.fromkeys(("现在", "現在"), "now"),
}
_TOKEN: Final = re.compile(r"[^\W\d_]+|[0-9]+")
_BETWEEN: Final = re.compile(r"[\s.,_/:'’()-]*")
_MONTH_OF: Final = {
    form: number
    for number, name in enumerate(MONTHS, start=1)
    for form in (name.lower(), name[:3].lower(), name[:4].lower())
}
_WEEKDAYS: Final = re.compile("(mon|tues?|wed(nes)?|thu(rs?)?|fri|sat(ur)?|sun)(day)?")
_RELATIVE: Final = frozenset(("last", "next", "this", "ago"))
_UNITS: Final = frozenset(("day", "days", "week", "weeks", "month", "months", "year", "years"))
#: What stands beside a month, a weekday or a year in a date, and says nothing alone.
_BESIDE: Final = frozenset(
    (
        *("st", "nd", "rd", "th", "of", "the", "on", "in", "at", "by", "a", "t", "z", "w", "q"),
        *("h", "fy", "am", "pm", "utc", "gmt", "noon", "midnight", "beginning", "start", "end"),
        *("mid", "early", "late", "since", "until", "from", "to", "before", "after"),
    )
)
_WORD: Final = re.compile(r"(now|today|yesterday|tomorrow)[^\w/-]", re.IGNORECASE)
_AT_THE_START: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?=[^0-9])|[0-9]{8}(?=[^0-9])")
_AT_THE_END: Final = re.compile(r"[^\w./-]([0-9]{4}-[0-9]{2}-[0-9]{2})$")


class Guess(NamedTuple):
    """What a text looks like, to follow its name, and what to write for it."""

    looks: str
    write: str

    def __str__(self) -> str:
        return f"{self.looks}: write {self.write}"


def is_meant(text: str) -> bool:
    """Whether a text that is no moment is meant as one all the same: `2022-10`, `10/29`, `@41`,
    `../2022-10-31`, `tomorrow`, `3 days`; what else is typed there names something else."""
    plain = _plain(text)
    if not plain or plain == "tomorrow" or _DAYS.fullmatch(plain):
        return True
    return all(map(_DATED.fullmatch, plain.split("/"))) and any(map(str.isdigit, plain))


def guess(text: str, zone: ZoneInfo, *, now: int) -> Guess | None:
    """What a text that is no moment was likely meant as: a word for a moment that it misspells, a
    date in other words, a date that something is glued to; None where it looks like none."""
    plain = _plain(text)
    if word := _nearest(plain):
        if word != "tomorrow":
            return Guess(f"is likely {word}", word)
        date = date_text(day_of(now, zone) + 1)
        return Guess("is likely tomorrow, which is not read", date)
    if glued := _glued(plain, zone, now):
        return Guess("has something beside it", f"{glued} as a word of its own")
    if not _BETWEEN.fullmatch(_TOKEN.sub("", plain)):
        return None
    tokens = _TOKEN.findall(plain)
    if _reads_like_a_date(tokens):
        return Guess("reads like a date", _date(tokens) or "one as 2022-10-29")
    return None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def _nearest(plain: str) -> str | None:
    """The word for a moment that a text likely misspells, or says in Chinese."""
    from difflib import get_close_matches

    count = re.search("[0-9]+", plain)
    words = ["today", "yesterday", "tomorrow", f"{count[0] if count else 'N'} days ago"]
    if plain[:1] == "n":  # too many are near so short a word, such as snow
        words.append("now")
    return _IN_CHINESE.get(plain) or next(iter(get_close_matches(plain, words, 1, _LIKE)), None)


def _glued(plain: str, zone: ZoneInfo, now: int) -> str | None:
    """The moment that a text begins or ends with."""
    if found := _WORD.match(plain):
        return found[1]
    found, end = _AT_THE_START.match(plain), _AT_THE_END.search(plain)
    date = found[0] if found else end[1] if end else None
    if date is None:
        return None
    try:
        return moment(date, zone, now=now).text
    except MomentFault:
        return None


def _reads_like_a_date(tokens: list[str]) -> bool:
    """Whether nothing but what dates are said with stands there, and enough of it."""
    numbers = [token for token in tokens if token.isdecimal()]
    words = [token for token in tokens if not token.isdecimal()]
    if not words:
        return len(numbers) > 1
    named = [word for word in words if _month(word, loosely=bool(numbers))]
    named += [word for word in words if _WEEKDAYS.fullmatch(word)]
    units = [word for word in words if word in _UNITS]
    relative = [word for word in words if word in _RELATIVE]
    if len(named) + len(units) + len(relative) + sum(word in _BESIDE for word in words) < len(
        words
    ):
        return False
    year = any(len(number) == 4 for number in numbers)
    return bool(named or year or (units and relative))


def _month(word: str, *, loosely: bool) -> int | None:
    """The month that a word names, or misspells."""
    from difflib import get_close_matches

    if word in _MONTH_OF or not loosely or len(word) < 4:
        return _MONTH_OF.get(word)
    near = get_close_matches(word, (name.lower() for name in MONTHS), 1, _LIKE)
    return _MONTH_OF[near[0]] if near else None


def _date(tokens: list[str]) -> str | None:
    """The one day that is said so, with a year of four digits and a month that is named or stands
    after it; None where there is none."""
    numbers = [token for token in tokens if token.isdecimal()]
    months = [month for token in tokens if (month := _month(token, loosely=True))]
    years = [number for number in numbers if len(number) == 4]
    rest = [int(number) for number in numbers if len(number) < 3]
    if len(years) != 1 or len(years) + len(rest) != len(numbers):
        return None
    if not months and numbers[0] == years[0] and len(rest) == 2:
        months = [rest.pop(0)]
    if len(months) != 1 or len(rest) != 1:
        return None
    try:
        return date_text(calendar_day(int(years[0]), months[0], rest[0], ""))
    except MomentFault:
        return None
