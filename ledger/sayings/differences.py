"""How is said in what two answers for one subject differ, and what is told beside the later one?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ledger.sayings import Row, causes, contests, periods, stretches
from ledger.sayings.effects import Effects, arrow, share
from ledger.sayings.expectations import MARKS
from ledger.sayings.language import Words, message
from ledger.sayings.remark import Remark
from ledger.sayings.speakers import said_by
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import NOT_CONFIRMED

#: What leads to each point by which a state is told, where it does not speak for itself.
_LEADS: Final = (
    *(None, None, None, None, None, None),
    message("said by {turn}"),
    message("decided by {turn}"),
    message("amended by {turn}"),
    message("of {turn}"),
    message("published {turn}"),
    message("contested by {turn}"),
    message("set aside: {turn}"),
)
_LISTS: Final = {"contested": "contested_by", "set_aside": "set_aside", "expected": "expectations"}


def unlike(before: Row, after: Row, effects: Effects) -> Iterator[str]:
    """All in which two states differ that are put in the same words: `10% -> 15%`, `no end said ->
    last day 2022-11-30`."""
    words = effects.words
    told = zip(_LEADS, _points(before, effects), _points(after, effects), strict=True)
    for lead, was, now in told:
        if was != now:
            found = arrow(was, now, words)
            yield words.tell(lead, turn=found) if lead else found


def _points(state: Row, effects: Effects) -> tuple[str, ...]:
    """What a state is told by besides its phrase, point by point."""
    words, nothing = effects.words, effects.words.tell("nothing")
    published = state["published"]
    return (
        share(state["population"], words),
        stretches.rest(state, effects),
        stretches.excepts(state, words),
        _began(state, words),
        periods.term(state["until"], words),
        stretches.follows(state, effects),
        said_by(state, words),
        state["change"] or nothing,
        " ".join(state["amended_by"]) or nothing,
        state["inherited_from"] or words.tell("itself"),
        periods.day(published, words) if published else words.tell("by nobody"),
        _claims(state, state["contested_by"], effects) or nothing,
        _claims(state, state["set_aside"], effects) or nothing,
    )


def _began(state: Row, words: Words) -> str:
    if state["since"] is None:
        return words.tell("no start")
    start = periods.since_when(state["since"], state["since_earliest"], words)
    return periods.doubted(start, state["qualifier"], words)


def _claims(state: Row, entries: Iterable[Row], effects: Effects) -> str:
    """Their changes, each with what it claims."""
    words = effects.words
    return words.joined(
        words.aside(each["change"], effects.against(state, each))
        if each["effect"]
        else each["change"]
        for each in entries
    )


def beside(found: Row, telling: Telling) -> Iterator[Remark]:
    """Who contests the second answer, what it sets aside, and what is expected and due."""
    words, differs = telling.words, found["kind"] != "expectation"
    entries = {
        (kind, each["change"]): each
        for kind, name in _LISTS.items()
        for each in found["after"][name]
    }
    for fact in found["facts"]:
        kind, change = fact["kind"], fact["change"]
        entry, said = entries[kind, change], telling.found(fact["said"])
        if kind == "expected":
            if entry["status"] != "open" or not differs:
                yield Remark(words.tell("and now"), _expected(entry, said, telling))
        elif differs:
            who = causes.who(said, telling) if said else telling.who(said, entry)
            whose = telling.covering(said) if said else []
            claim = [*contests.claim(entry, said, telling), *whose, change]
            told = words.colon(who, words.joined(claim))
            if kind == "contested":
                yield Remark(words.tell("against"), told)
            else:
                covers = words.tell("a later word covers it, though it does not name it")
                yield Remark(words.tell("set aside"), words.colon(told, covers))


def _expected(entry: Row, said: Row | None, telling: Telling) -> str:
    words = telling.words
    lead = [words.tell(MARKS[entry["status"]]), words.tell(NOT_CONFIRMED)]
    what = [telling.effects.expected(telling.subject, entry)]
    what += [causes.who(said, telling)] if said else []
    return words.colon(words.joined(lead), words.joined([*what, entry["change"]]))


def turned(found: Row, telling: Telling) -> Iterator[Remark]:
    """Of the same state, what is expected no more, and what else is told of it now, or no more."""
    words, before, after = telling.words, found["before"], found["after"]
    now, no_longer = words.tell("and now"), words.tell("no longer")
    left = {each["change"] for each in after["expectations"]}
    for each in before["expectations"]:
        if each["change"] not in left:
            what = telling.effects.expected(telling.subject, each)
            mark = words.tell(MARKS[each["status"]])
            yield Remark(no_longer, words.colon(mark, words.joined([what, each["change"]])))
    for change in _only(after, before, "may_have_changed"):
        told = words.tell("it may have changed already")
        yield Remark(now, words.joined([told, change]))
    for change in _only(before, after, "may_have_changed"):
        told = words.tell("that it may have changed")
        yield Remark(no_longer, words.joined([told, change]))
    for name, what in (
        ("scheduled", words.tell("scheduled")),
        ("changed_during_day", words.tell("changed within the day")),
    ):
        if gained := _only(after, before, name):
            yield Remark(now, words.colon(what, words.listed(gained)))
        if lost := _only(before, after, name):
            yield Remark(no_longer, words.colon(what, words.listed(lost)))
    if before["named"] != after["named"]:
        something = words.tell("something is said of it")
        yield Remark(now, something if after["named"] else words.tell("nothing is said of it"))


def _only(one: Mapping[str, Any], other: Mapping[str, Any], name: str) -> list[str]:
    """What only one of two states lists."""
    return [change for change in one[name] if change not in other[name]]
