"""How is said, in a few words, for which time an answer changed, and from what to what?

A stretch has `subject`, `from`, `to` and the states `before` and `after`, as documents write them.
"""

from collections.abc import Collection, Mapping
from typing import Final

from ledger.sayings import Row, periods, speakers
from ledger.sayings.effects import Effects, arrow, excepting, share
from ledger.sayings.language import Words
from ledger.sayings.speakers import said_by

_NOTHING: Final[Mapping[str, str]] = {}


def when(start: periods.AnyInstant | None, end: periods.AnyInstant | None, words: Words) -> str:
    """`from 2022-03-01`, `2022-10-28 to 2022-11-30` (its last day), `on 2022-10-28`, `up to
    2022-10-28`."""
    if start is None and end is None:
        return words.tell("at any time")
    if start is None or end is None:
        if start is None:
            return words.tell("up to {date}", date=_last(end or 0, words))
        return periods.beginning(periods.edge(start, words), words)
    first, last = periods.edge(start, words), _last(end, words)
    if first == last:
        return words.tell("on {date}", date=first)
    return periods.span(first, last, words)


def _last(end: periods.AnyInstant, words: Words) -> str:
    number = periods.number(end)
    for last in (number, number + 1):
        if periods.day(last, words) == periods.date(last, words):
            return periods.last_day(last, words)
    return periods.day(number, words)


def instants(at: periods.AnyInstant, words: Words) -> str:
    """An instant in the zone and in UTC, whose date is left out where it is the same."""
    from ledger.dates.moments import render

    here, there = periods.local(at, words), render(periods.number(at))
    date, _, time = there.partition("T")
    return words.aside(here, time if here.startswith(date) else there)


def turn(
    found: Row,
    effects: Effects,
    *,
    claims: Mapping[str, str] = _NOTHING,
    quiet: Collection[str] = (),
) -> str:
    """`suspended -> permitted GRADUALLY, CONTESTED`; where both are put in the same words, what
    else differs. `claims`: what the changes say that are told, by id; nothing is made of it that
    those in `quiet` may have begun."""
    words = effects.words
    was, now = ({"subject": found["subject"], **found[side]} for side in ("before", "after"))
    before, after = effects.lasting(was), effects.lasting(now)
    possible = [[c for c in each["may_have_changed"] if c not in quiet] for each in (was, now)]
    gained = [change for change in possible[1] if change not in possible[0]]
    if gained:
        told = {claims.get(change) for change in gained if change in claims}
        claim = told.pop() if len(told) == 1 else None
        if claim:
            after = words.tell("{state}, may be {claim} already", state=after, claim=claim)
        else:
            after = words.tell("{state}, may have changed already", state=after)
    elif any(change not in possible[1] for change in possible[0]):
        before = words.tell("{state}, may have changed already", state=before)
    elif before == after:
        after = same(was, now, effects)
    return arrow(before, after, words)


def same(before: Row, after: Row, effects: Effects) -> str:
    """The second of two states that are put in the same words, with what else differs."""
    return effects.words.joined([effects.words.tell("the same"), ground(before, after, effects)])


def ground(before: Row, after: Row, effects: Effects) -> str:
    """In what two states differ that are put in the same words."""
    words = effects.words
    if after["change"] != before["change"] or after["seq"] != before["seq"]:
        who = said_by(after, words)
        told = words.tell("on the word of {who}", who=who)
        return words.joined([told, str(after["change"])])
    name = next((name for name in _DIFFERS if after[name] != before[name]), None)
    match name:
        case "until":
            return periods.term(after["until"], words)
        case "afterwards":
            return follows(after, effects)
        case "since" | "since_earliest":
            return periods.since_when(after["since"] or 0, after["since_earliest"], words)
        case "authority" | "source":
            return speakers.attributed(said_by(after, words), words)
        case "published":
            return words.tell("another day of publication")
        case "population":
            return share(after["population"], words)
        case "otherwise":
            return rest(after, effects)
        case "except":
            return excepts(after, words)
        case "contested_by":
            return words.tell("contested otherwise")
        case "set_aside":
            return words.tell("with another word set aside")
        case "amended_by":
            return amended(" ".join(after["amended_by"]), words)
    return words.tell("on other ground")


#: The fields that are looked at in turn.
_DIFFERS: Final = (
    *("until", "afterwards", "since", "since_earliest", "authority", "source", "published"),
    *("population", "otherwise", "except", "contested_by", "set_aside", "amended_by"),
)


def follows(state: Row, effects: Effects) -> str:
    """What follows the term of a state."""
    if state["afterwards"] is None:
        return effects.words.tell("nothing is to follow")
    return effects.after(state["subject"], state["afterwards"])


def rest(state: Row, effects: Effects) -> str:
    """What holds for those whom a state does not reach, and by which word."""
    if state["otherwise"] is None:
        return effects.words.tell("it reaches all")
    return effects.rest(state)


def amended(changes: str, words: Words) -> str:
    """By which changes something was amended."""
    return words.tell("amended by {changes}", changes=changes)


def excepts(state: Row, words: Words) -> str:
    """The paths to which a state does not apply."""
    return (
        excepting(state["except"], words) if state["except"] else words.tell("without exceptions")
    )


def interval(found: Row, effects: Effects) -> str:
    """For which time, and from what to what, each state with its ground: `from 2022-03-01: UNKNOWN
    -> suspended (since 2022-03-01, Kuaishou E-commerce, official)`."""
    words = effects.words
    was, now = ({"subject": found["subject"], **found[side]} for side in ("before", "after"))
    before, after = _grounded(was, effects), _grounded(now, effects)
    if before == after:
        after = same(was, now, effects)
    return words.colon(when(found["from"], found["to"], words), arrow(before, after, words))


def _grounded(state: Row, effects: Effects) -> str:
    """A state with its ground, so that two that are worded alike can be told apart."""
    words, told = effects.words, effects.lasting(state)
    if state["since"] is None:
        return told
    by = [periods.since_when(state["since"], state["since_earliest"], words)]
    if state["until"] is not None:
        by.append(periods.term(state["until"], words))
    by.append(said_by(state, words))
    if state["amended_by"]:
        by.append(amended(words.listed(state["amended_by"]), words))
    return words.aside(told, words.joined(by))
