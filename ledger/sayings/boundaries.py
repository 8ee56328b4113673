"""How is said what turns at a boundary of the effective clock, and why?"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.sayings import Row, periods, stretches, vocabulary
from ledger.sayings.effects import Effects, arrow
from ledger.sayings.language import Words
from ledger.sayings.provenance import START, TERM, set_by
from ledger.sayings.speakers import said_by, speaker
from ledger.sayings.vocabulary import SO_STANDS, TERM_ENDED

_MARKS: Final = (*vocabulary.LASTING, vocabulary.OVERDUE, vocabulary.DUE)


def heading(at: periods.AnyInstant, words: Words) -> str:
    """The instant; before it the end of a day of which it is the last."""
    shown, edge = stretches.instants(at, words), periods.edge(at, words)
    if edge == periods.day(at, words):
        return shown
    return words.joined([edge[0].upper() + edge[1:], shown])


def turn(row: Row, effects: Effects) -> str:
    """The states on either side, what falls due too."""
    words = effects.words
    was, now = (
        {"subject": row["subject"], **row[side], "expectations": row[expected]}
        for side, expected in (("before", "expected_before"), ("after", "expectations"))
    )
    before, after = (effects.phrase(state, only=_MARKS) for state in (was, now))
    if before == after:
        if _told(row["before"]) == _told(row["after"]):
            return words.tell("{state}, as before", state=after)
        after = stretches.same(was, now, effects)
    return arrow(before, after, words)


def _told(state: Row) -> Mapping[str, Any]:
    return {name: value for name, value in state.items() if name != "may_have_changed"}


def because(row: Row, effects: Effects) -> str:
    """What began, ended or fell due, and by whose word what stands there stands; with who set the
    date."""
    return effects.words.clauses([_fact(fact, row, effects) for fact in row["facts"]])


def _fact(fact: Row, row: Row, effects: Effects) -> str:
    words, before, after = effects.words, row["before"], row["after"]
    stands = said_by(after, words)
    if after["change"] is not None:
        stands = words.joined([stands, after["change"]])
    match fact["kind"]:
        case "begun":
            return _set(stands, fact, START, words)
        case "returned":
            ended = words.tell("the term of {change} ended", change=before["change"])
            told = words.joined(
                [
                    _set(ended, fact, TERM, words),
                    words.tell("and what held before it holds again"),
                ]
            )
            return words.colon(told, stands)
        case "as_of":
            began = words.tell("as of {changes}", changes=words.listed(fact["began"]))
            return words.clauses([began, words.colon(words.tell(SO_STANDS), stands)])
        case "lapsed":
            ended = _set(words.tell(TERM_ENDED), fact, TERM, words)
            return words.joined([ended, after["change"]])
        case "fell_due":
            (found,) = (e for e in row["expectations"] if e["change"] == fact["change"])
            what = effects.expected(row["subject"], found)
            if found["status"] == "overdue":
                told = words.tell("{what} is overdue, not confirmed", what=what)
            else:
                told = words.tell("{what} fell due, not confirmed", what=what)
            return words.colon(told, _who(found, words))
        case "contested":
            who = _who(_contest(after, fact), words)
            return words.tell("contested by {who}", who=who)
        case "no_longer_contested":
            who = _who(_contest(before, fact), words)
            return words.tell("no longer contested by {who}", who=who)
    return stands


def _set(told: str, fact: Row, kind: str, words: Words) -> str:
    """A start, or a term, and behind it who set it last, by its id alone, and what it was."""
    by = fact["by"]
    if by is None:
        return told
    return words.aside(told, set_by(kind, fact["was"], by, by["change"], words))


def _contest(state: Row, fact: Row) -> Row:
    found: Row = next(each for each in state["contested_by"] if each["change"] == fact["change"])
    return found


def _who(entry: Row, words: Words) -> str:
    return words.joined(
        [speaker(entry["source"], entry["authority"], None, words), entry["change"]]
    )
