"""How do the tables that are not drawn from documents yet ask for what ledger/sayings words?

Each function here goes with the last table that asks for it: those have statements and states,
instants in microseconds and a zone, and are told in English.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from events.words import AUTHORITY
from ledger.documents.brief import ends as ends
from ledger.documents.state import row
from ledger.sayings import effects, names, periods, speakers
from ledger.sayings.language import ENGLISH, Words

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.state import State
    from ledger.contents import Population
    from ledger.statements import Statement

DOUBTS = periods.DOUBTS


@lru_cache(16)
def english(zone: "ZoneInfo | None" = None) -> Words:
    """English, with a zone or where none is needed."""
    return Words(ENGLISH, cast("ZoneInfo", zone))


def marks(state: "State", *, day: bool = False, hindsight: bool = False) -> list[str]:
    """See ledger/sayings/effects.py."""
    return effects.marks(row(state), day=day, hindsight=hindsight)


def speaker(source: str, authority: str, party: str | None = None) -> str:
    """See ledger/sayings/speakers.py."""
    return speakers.speaker(source, authority, party, english())


def said_by(state: "State") -> str:
    """Who said what decides; `nobody` where nothing does."""
    if state.source is None or state.authority is None:
        return english().tell("nobody")
    return speaker(state.source, state.authority, state.party)


def who(said: "Statement") -> str:
    """Who said a statement, as `speaker`."""
    return speaker(said.source, AUTHORITY[said.authority], said.party)


def last(path: str) -> str:
    """See ledger/sayings/names.py."""
    return names.last(path)


def above(path: str) -> str:
    """See ledger/sayings/names.py."""
    return names.above(path, english())


def date(instant: int, zone: "ZoneInfo") -> str:
    """See ledger/sayings/periods.py, as of all that follow."""
    return periods.date(instant, english(zone))


def day(instant: int, zone: "ZoneInfo") -> str:
    """An instant as a date, or in full."""
    return periods.day(instant, english(zone))


def edge(instant: int, zone: "ZoneInfo") -> str:
    """As `day`; the last instant of a day is its end."""
    return periods.edge(instant, english(zone))


def last_day(until: int, zone: "ZoneInfo") -> str:
    """An exclusive end by its last day."""
    return periods.last_day(until, english(zone))


def term(until: int | None, zone: "ZoneInfo") -> str:
    """A term by its last day."""
    return periods.term(until, english(zone))


def start(earliest: int | None, latest: int | None, zone: "ZoneInfo") -> str:
    """A window in which something starts."""
    return periods.start(earliest, latest, english(zone))


def awaited(earliest: int | None, latest: int, zone: "ZoneInfo") -> str:
    """The window of what is expected, behind it."""
    return periods.awaited("", earliest, latest, english(zone))


def window(said: "Statement", zone: "ZoneInfo") -> str:
    """When a statement begins to hold."""
    return start(*ends(said), zone)


def days_between(first: int, last: int, zone: "ZoneInfo") -> int:
    """Civil days of the zone from one instant to another."""
    return periods.days_between(first, last, english(zone))


def since(since: int | None, since_earliest: int | None, zone: "ZoneInfo") -> str:
    """A start as a row has it."""
    return periods.since(since, since_earliest, english(zone))


def since_when(since: int, since_earliest: int | None, zone: "ZoneInfo") -> str:
    """A start in running text."""
    return periods.since_when(since, since_earliest, english(zone))


def doubt(qualifier: str | None) -> str:
    """What a source marks a start with, behind it."""
    return periods.doubted("", qualifier, english())


def condition(text: str) -> str:
    """The condition of a conditional statement."""
    return periods.condition(text, english())


def overdue(latest: int, zone: "ZoneInfo") -> str:
    """When what was expected by an instant is overdue."""
    return periods.overdue(latest, english(zone))


def share(population: "Population | None") -> str:
    """See ledger/sayings/effects.py."""
    return effects.share(population and population._asdict(), english())


def others(extent: str | None) -> str:
    """See ledger/sayings/effects.py."""
    return effects.others(extent, english())


def many(count: int, noun: str) -> str:
    """`1 change`, `2 changes`, `3 expiries`, `4 keys`."""
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("ry") else f"{count} {noun}s"


def kind(word: str) -> str:
    """See ledger/sayings/names.py."""
    return names.kind(word, english())


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
