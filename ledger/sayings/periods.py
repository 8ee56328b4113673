"""How is a day, a start or a term said in a few words?

An instant is in microseconds, or as documents write it (RFC 3339 in UTC); a date is always written
as ISO 8601 does.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message
from ledger.sayings.vocabulary import WEEKDAYS

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

AnyInstant = int | str

#: What the qualifiers of EDTF mean.
DOUBTS: Final = {
    "~": message("approximate"),
    "?": message("uncertain"),
    "%": message("approximate and uncertain"),
}
_DATE: Final = len("2022-10-29")


def date(instant: AnyInstant, words: Words) -> str:
    """The civil day of the zone on which an instant falls."""
    return local(instant, words)[:_DATE]


def local(instant: AnyInstant, words: Words) -> str:
    """An instant in full: `2022-10-29 23:59:59.999999 +08:00`."""
    from ledger.dates.moments import local

    return local(number(instant), words.zone)


def day(instant: AnyInstant, words: Words) -> str:
    """An instant as a date where it is midnight in the zone, else in full with its offset."""
    return _day(number(instant), words.zone)


@lru_cache(4096)
def _day(instant: int, zone: "ZoneInfo") -> str:
    from ledger.dates.moments import date_or_local

    return date_or_local(instant, zone)


def weekday(instant: AnyInstant, words: Words) -> str:
    """The name of the civil day on which an instant falls."""
    from datetime import date as civil

    return words.tell(WEEKDAYS[civil.fromisoformat(date(instant, words)).weekday()])


def moment(instant: AnyInstant, words: Words, *, whole: bool) -> str:
    """A moment that was asked for: an instant, or with `whole` the day of which it is the last:
    `the end of Saturday 2022-10-29`."""
    if not whole:
        return local(instant, words)
    name = weekday(instant, words)
    return words.tell("the end of {weekday} {date}", weekday=name, date=date(instant, words))


def edge(instant: AnyInstant, words: Words) -> str:
    """As `day`; the last instant of a day, where a start that nobody named was over, is its end:
    `the end of 2022-10-28`."""
    if len(day(number(instant) + 1, words)) > _DATE:
        return day(instant, words)
    return words.tell("the end of {date}", date=date(instant, words))


def days_between(first: AnyInstant, last: AnyInstant, words: Words) -> int:
    """Civil days of the zone from one instant to another."""
    from datetime import date as civil

    found = [civil.fromisoformat(date(each, words)) for each in (first, last)]
    return (found[1] - found[0]).days


def final(until: int, words: Words) -> tuple[str, bool]:
    """The last day before an exclusive end, and that it is one; else the end itself."""
    from ledger.dates.moments import last_day

    found = last_day(until, words.zone)
    return found or local(until, words), bool(found)


def last_day(until: AnyInstant, words: Words) -> str:
    """An exclusive end by its last day (`2022-11-30`), or as the instant before which it holds."""
    shown, whole = final(number(until), words)
    return shown if whole else ending(shown, words, whole=False)


def ending(end: str, words: Words, *, whole: bool) -> str:
    """A written end: the last `whole` day, or the instant before which it holds."""
    if whole:
        return words.tell("last day {date}", date=end)
    return words.tell("until {instant}", instant=end)


def term(until: AnyInstant | None, words: Words) -> str:
    """`no end said`, `last day 2022-11-30`, or `until` an instant."""
    if until is None:
        return words.tell("no end said")
    shown, whole = final(number(until), words)
    return ending(shown, words, whole=whole)


def start(earliest: AnyInstant | None, latest: AnyInstant | None, words: Words) -> str:
    """A window of time in which something starts: `from DATE`, `some time up to DATE`,
    `from DATE at the earliest`, `some time from DATE to DATE`, `on a day not said`."""
    if latest is not None and earliest == latest:
        return beginning(day(latest, words), words)
    first = "" if earliest is None else day(earliest, words)
    last = "" if latest is None else final(number(latest) + 1, words)[0]
    return between(first, last, words)


def beginning(date: str, words: Words) -> str:
    """A written start."""
    return words.tell("from {date}", date=date)


def between(first: str, last: str, words: Words) -> str:
    """A start within written ends, of which those that are open are empty."""
    if not last:
        if not first:
            return words.tell("on a day not said")
        return words.tell("from {date} at the earliest", date=first)
    if not first:
        return words.tell("some time up to {date}", date=last)
    if first == last:
        return words.tell("some time on {date}", date=first)
    return words.tell("some time from {first} to {last}", first=first, last=last)


def begun(claim: str, start: str, words: Words) -> str:
    """What is claimed, and its start in words: `permitted from 2022-10-28`."""
    return words.tell("{claim} {start}", claim=claim, start=start)


def place(window: Mapping[str, Any], words: Words) -> str:
    """A window for where it is moved from or to: `2022-03-01`, `2022-03-01 at the earliest`, `some
    time up to 2022-10-28`, `a day not said`."""
    earliest, latest = window["earliest"], window["latest"]
    if latest is None and earliest is None:
        return words.tell("a day not said")
    if latest is None:
        return at_the_earliest(day(earliest, words), words)
    return day(latest, words) if earliest == latest else start(earliest, latest, words)


def at_the_earliest(date: str, words: Words) -> str:
    """The same of a written date before which it is not."""
    return words.tell("{date} at the earliest", date=date)


def end(until: AnyInstant | None, words: Words) -> str:
    """A term for where it is moved from or to: `last day 2021-06-30`, an instant, `no end`."""
    if until is None:
        return words.tell("no end")
    shown, whole = final(number(until), words)
    return ending(shown, words, whole=True) if whole else shown


def held_until(what: str, until: AnyInstant, words: Words) -> str:
    """What held up to the end of its term: `permitted until the last day, 2021-06-30`."""
    shown, whole = final(number(until), words)
    if whole:
        return words.tell("{what} until the last day, {date}", what=what, date=shown)
    return words.tell("{what} until {instant}", what=what, instant=shown)


def span(first: str, last: str, words: Words) -> str:
    """What stretches from one thing to another: `2022-10-28 to 2022-11-30`, `@4 to @9`."""
    return words.tell("{first} to {last}", first=first, last=last)


def window(said: Mapping[str, Any], words: Words) -> str:
    """When a statement or an expectation begins to hold, as `start`."""
    return start(said["earliest"], said["latest"], words)


def awaited(what: str, earliest: AnyInstant | None, latest: AnyInstant, words: Words) -> str:
    """What is expected, and in which window: `WHAT from DATE`, `WHAT by DATE`, `WHAT, between DATE
    and DATE`."""
    if earliest == latest:
        return words.tell("{what} from {date}", what=what, date=day(latest, words))
    last, _whole = final(number(latest) + 1, words)
    if earliest is None:
        return words.tell("{what} by {date}", what=what, date=last)
    first = day(earliest, words)
    return words.tell("{what}, between {first} and {last}", what=what, first=first, last=last)


def since(since: AnyInstant | None, earliest: AnyInstant | None, words: Words) -> str:
    """`2022-03-01`; `by 2022-10-28` where the start itself is not known; `-` where none is."""
    if since is None:
        return "-"
    if earliest == since:
        return day(since, words)
    return words.tell("by {date}", date=final(number(since) + 1, words)[0])


def since_when(since: AnyInstant, earliest: AnyInstant | None, words: Words) -> str:
    """In running text: `since 2022-03-01`, `since some time up to 2022-10-28`."""
    if earliest == since:
        return words.tell("since {date}", date=day(since, words))
    last, _whole = final(number(since) + 1, words)
    if earliest is None:
        return words.tell("since some time up to {date}", date=last)
    first = day(earliest, words)
    if first == last:
        return words.tell("since some time on {date}", date=first)
    return words.tell("since some time from {first} to {last}", first=first, last=last)


def held_since(state: str, since: AnyInstant, earliest: AnyInstant | None, words: Words) -> str:
    """What holds, and since when: `permitted since 2022-03-01`."""
    return words.tell("{state} {since}", state=state, since=since_when(since, earliest, words))


def doubted(start: str, qualifier: str | None, words: Words) -> str:
    """A start, and what a source marks it with: `from 2022-10-28 (approximate)`."""
    if not qualifier:
        return start
    return words.aside(start, words.tell(DOUBTS[qualifier]))


def condition(text: str, words: Words) -> str:
    """The condition of a conditional statement."""
    return words.tell("on condition: {condition}", condition=escape(text))


def overdue(latest: AnyInstant, words: Words) -> str:
    """When what was expected by an instant is overdue: `after 2022-10-31`, its last day; `from
    2022-10-31 on` where it was expected with the beginning of that; of another instant `after`
    it."""
    after = number(latest) + 1
    if len(day(after, words)) == _DATE:
        return words.tell("after {date}", date=last_day(after, words))
    told = day(latest, words)
    if len(told) == _DATE:
        return onwards(told, words)
    return words.tell("after {date}", date=told)


def onwards(date: str, words: Words) -> str:
    """A start from which something goes on."""
    return words.tell("from {date} on", date=date)


@lru_cache(4096)
def number(instant: AnyInstant) -> int:
    """An instant in microseconds."""
    from ledger.dates.moments import instant as read

    return instant if isinstance(instant, int) else read(instant)
