"""How is said what was published later than the moment asked for, and what was known then?"""

from typing import Final

from events.words import AMENDMENTS
from ledger.sayings import Row, periods, provenance
from ledger.sayings.language import Words, message
from ledger.sayings.remark import FEW
from ledger.sayings.speakers import published, said_by
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import (
    CONTESTED,
    EXCEPTED,
    LAPSED,
    MAY_HAVE_CHANGED,
    SCHEDULED,
)

#: By what else a state is told from another.
_MARKS: Final = (EXCEPTED, LAPSED, CONTESTED)
_GONE: Final = {
    "expected": message("expected"),
    "scheduled": SCHEDULED,
    "may_have_changed": MAY_HAVE_CHANGED,
    "contested_by": message("contested by"),
}


def later(said: Row, telling: Telling) -> str:
    """What was said later than the moment, and when."""
    words = telling.words
    days = periods.days_between(telling.at, said["published"], words)
    after = words.many(
        days,
        "{count} day after the moment asked for",
        "{count} days after the moment asked for",
    )
    lead = [
        published(said, words),
        after if days else words.tell("later on the day asked for"),
    ]
    when, change = words.joined(lead), said["change"]
    if said["seq"] == telling.state["seq"]:
        return words.colon(when, change)
    who = words.joined([said_by(said, words), change])
    return words.colon(words.colon(when, _says(said, telling)), who)


def known_then(later: str, fact: Row, telling: Telling, moment: str) -> str:
    """Behind what was said last what was known at the moment, as closely as it takes to tell it
    from what is, and the option that gives it; `moment` as it was asked for."""
    option = f"--known {moment}"
    return telling.words.tell(
        "{later}. Known by {moment} was: {state} ({option})",
        later=later,
        moment=moment,
        state=_known(fact, telling),
        option=option,
    )


def _says(said: Row, telling: Telling) -> str:
    told = _stood(said, telling)
    target = telling.found(said["target"])
    if said["kind"] != "withdrawn" or target is None:
        return told
    return telling.words.aside(told, _stood(target, telling))


def _stood(said: Row, telling: Telling) -> str:
    """What a statement or an amendment says."""
    words = telling.words
    if said["kind"] in AMENDMENTS:
        return provenance.amends(said, words)
    claim = telling.effects.claimed(said, telling.subject)
    return words.joined([claim, periods.window(said, words)])


def _known(fact: Row, telling: Telling) -> str:
    words, effects = telling.words, telling.effects
    then = {"subject": telling.subject, **fact["state"]}
    told = effects.phrase(then, only=_MARKS, mark=False)
    if told != effects.phrase(telling.state, only=_MARKS, mark=False):
        return told
    if then["since"] is not None:
        clauses = [periods.held_since(told, then["since"], then["since_earliest"], words)]
        if not then["lapsed"]:
            clauses.append(periods.term(then["until"], words))
        told = words.joined([*clauses, said_by(then, words), then["change"]])
    gone = ((words.tell(lead), fact[name]) for name, lead in _GONE.items())
    lists = [words.colon(lead, _few(changes, words)) for lead, changes in gone if changes]
    return words.clauses([told, *lists])


def _few(changes: list[str], words: Words) -> str:
    told = words.listed(changes[:FEW])
    if len(changes) <= FEW:
        return told
    return words.tell("{changes} and {count} more", changes=told, count=len(changes) - FEW)
