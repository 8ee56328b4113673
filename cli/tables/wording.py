"""How is a start, a term, a share or a speaker said in a few words?

One place, so that every table calls the same thing by the same words. A mark is a word in
capitals. Instants come and go as integer microseconds; `zone` is the one in use.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cli.text import escape
from events.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST
from ledger.subjects import is_pattern

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.state import State
    from ledger.contents import Population
    from ledger.statements import Statement

#: What the qualifiers of EDTF mean.
DOUBTS = {"~": "approximate", "?": "uncertain", "%": "approximate and uncertain"}


def marks(state: "State", *, day: bool = False, hindsight: bool = False) -> list[str]:
    """The marks of a state, in the order in which rows show them; with `day` what changed within
    the day is told, and with `hindsight` that it was another by what was known then."""
    found = []
    if state.excepted:
        found.append("EXCEPTED")
    if state.lapsed:
        found.append("LAPSED")
    if state.contested_by:
        found.append("CONTESTED")
    if state.set_aside:
        found.append("SET ASIDE")
    if state.inherited_from is not None:
        found.append("INHERITED")
    statuses = {expectation.status for expectation in state.expectations}
    if "overdue" in statuses:
        found.append("OVERDUE")
    if "due" in statuses:
        found.append("DUE")
    if day and state.changed_during_day:
        found.append("CHANGED")
    if hindsight:
        found.append("HINDSIGHT")
    return found


def speaker(source: str, authority: str, party: str | None = None) -> str:
    """`JD Alliance, official partner`. A platform that speaks for itself and a paper are not
    named again by their party."""
    shown = party if party not in (None, "platform", authority) else None
    return ", ".join([escape(source), f"{authority} {shown}" if shown else authority])


def said_by(state: "State") -> str:
    """Who said what decides; `nobody` where nothing does."""
    if state.source is None or state.authority is None:
        return "nobody"
    return speaker(state.source, state.authority, state.party)


def who(said: "Statement") -> str:
    """Who said a statement, as `speaker`."""
    return speaker(said.source, AUTHORITY[said.authority], said.party)


def last(path: str) -> str:
    """The last segment of a path, for where the rest of it is plain; the whole of a path of which
    a segment stands for any, for there it is not."""
    return escape(path if is_pattern(path) else path.rpartition("/")[2])


def above(path: str) -> str:
    """A path from which something is inherited: `tmall above it`."""
    return f"{last(path)}, which covers it" if is_pattern(path) else f"{last(path)} above it"


@lru_cache(4096)
def date(instant: int, zone: "ZoneInfo") -> str:
    """The civil day of the zone on which an instant falls."""
    from ledger.dates.moments import local

    return local(instant, zone)[: len("2022-10-29")]


@lru_cache(4096)
def day(instant: int, zone: "ZoneInfo") -> str:
    """An instant as a date where it is midnight in the zone, else in full with its offset."""
    from ledger.dates.moments import date_or_local

    return date_or_local(instant, zone)


def edge(instant: int, zone: "ZoneInfo") -> str:
    """As `day`; the last instant of a day, where a start that nobody named was over, is its end:
    `the end of 2022-10-28`."""
    if len(day(instant + 1, zone)) > len("2022-10-29"):
        return day(instant, zone)
    return f"the end of {date(instant, zone)}"


def last_day(until: int, zone: "ZoneInfo") -> str:
    """An exclusive end by its last day (`2022-11-30`), or as the instant before which it holds."""
    from ledger.dates import moments

    return moments.last_day(until, zone) or f"until {moments.local(until, zone)}"


def term(until: int | None, zone: "ZoneInfo") -> str:
    """`no end said`, `last day 2022-11-30`, or `until` an instant."""
    from ledger.dates.zones import ending

    return "no end said" if until is None else ending(until, zone)


def start(earliest: int | None, latest: int | None, zone: "ZoneInfo") -> str:
    """A window of time in which something starts: `from DATE`, `some time up to DATE`,
    `from DATE at the earliest`, `some time from DATE to DATE`, `on a day not said`."""
    if latest is None:
        return (
            "on a day not said"
            if earliest is None
            else f"from {day(earliest, zone)} at the earliest"
        )
    if earliest == latest:
        return f"from {day(latest, zone)}"
    until = last_day(latest + 1, zone).removeprefix("until ")
    if earliest is None:
        return f"some time up to {until}"
    first = day(earliest, zone)
    return f"some time on {first}" if first == until else f"some time from {first} to {until}"


def awaited(earliest: int | None, latest: int, zone: "ZoneInfo") -> str:
    """The window of what is expected, behind it: ` from DATE`, ` by DATE`, `, between DATE and
    DATE`."""
    if earliest == latest:
        return f" from {day(latest, zone)}"
    by = last_day(latest + 1, zone).removeprefix("until ")
    return f" by {by}" if earliest is None else f", between {day(earliest, zone)} and {by}"


def ends(said: "Statement") -> tuple[int | None, int | None]:
    """The earliest and the latest start of a statement; None where it is open."""
    return (
        None if said.earliest == OPEN_EARLIEST else said.earliest,
        None if said.latest == OPEN_LATEST else said.latest,
    )


def window(said: "Statement", zone: "ZoneInfo") -> str:
    """When a statement begins to hold, as `start`."""
    return start(*ends(said), zone)


def days_between(first: int, last: int, zone: "ZoneInfo") -> int:
    """Civil days of the zone from one instant to another."""
    from datetime import date as civil

    found = [civil.fromisoformat(date(each, zone)) for each in (first, last)]
    return (found[1] - found[0]).days


def since(since: int | None, since_earliest: int | None, zone: "ZoneInfo") -> str:
    """`2022-03-01`; `by 2022-10-28` where the start itself is not known; `-` where none is."""
    if since is None:
        return "-"
    if since_earliest == since:
        return day(since, zone)
    return "by " + last_day(since + 1, zone).removeprefix("until ")


def since_when(since: int, since_earliest: int | None, zone: "ZoneInfo") -> str:
    """In running text: `since 2022-03-01`, `since some time up to 2022-10-28`."""
    return f"since {start(since_earliest, since, zone).removeprefix('from ')}"


def doubt(qualifier: str | None) -> str:
    """What a source marks a start with, behind it: ` (approximate)`; or nothing."""
    return f" ({DOUBTS[qualifier]})" if qualifier else ""


def condition(text: str) -> str:
    """The condition of a conditional statement."""
    return f"on condition: {escape(text)}"


def overdue(latest: int, zone: "ZoneInfo") -> str:
    """When what was expected by an instant is overdue: `after 2022-10-31`, its last day; `from
    2022-10-31 on` where it was expected with the beginning of that; of another instant `after`
    it."""
    whole = len("2022-10-29")
    if len(day(latest + 1, zone)) == whole:
        return f"after {last_day(latest + 1, zone)}"
    told = day(latest, zone)
    return f"from {told} on" if len(told) == whole else f"after {told}"


def share(population: "Population | None") -> str:
    """`share not said`, `10%`, `10% (invited merchants)` or the source's words."""
    if population is None:
        return "share not said"
    percent = f"{population.percent}%" if population.percent else ""
    words = escape(population.words) if population.words else ""
    return f"{percent} ({words})" if percent and words else percent or words or "share not said"


def others(extent: str | None) -> str:
    """Those whom a state in this extent does not reach: a pilot need not ever reach them, and what
    is said of a part is never to."""
    return {"grayscale": "those not in the test", "partial": "the rest"}.get(
        extent or "", "those not reached yet"
    )


def many(count: int, noun: str) -> str:
    """`1 change`, `2 changes`, `3 expiries`, `4 keys`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("ry") else f"{count} {noun}s"


def kind(word: str) -> str:
    """The word of an event type in running text: `rollout started`."""
    return word.replace("_", " ")


def written_start(window: Mapping[str, Any], zone: "ZoneInfo") -> str:
    """A window in the stored form, as `start`, with its qualifier."""
    return start(*written_ends(window), zone) + doubt(window.get("qualifier"))


def written_ends(window: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """The earliest and the latest start of a window in the stored form; None where it is open."""
    from ledger.dates.moments import instant

    earliest, latest = window.get("earliest"), window.get("latest")
    return (
        None if earliest is None else instant(earliest),
        None if latest is None else instant(latest),
    )


def written_end(term: Mapping[str, Any]) -> int | None:
    """The end of a term in the stored form; None where there is none."""
    from ledger.dates.moments import instant

    return instant(term["instant"]) if "instant" in term else None
