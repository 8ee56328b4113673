"""How is what a timeline tells under a row said, in fewer words than that of a moment?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ledger.sayings import Row, contests, names, omissions, periods, provenance
from ledger.sayings.effects import excepting, others, replacing, share
from ledger.sayings.expectations import MARKS
from ledger.sayings.language import Words
from ledger.sayings.provenance import START, TERM
from ledger.sayings.speakers import published, said_by
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import (
    CONTESTED,
    NOT_CONFIRMED,
    SET_ASIDE,
    START_NOT_SAID,
    TERM_ENDED,
)

#: The lists of the row of which facts are entries.
_LISTS: Final = {"contested": "contested_by", "set_aside": "set_aside"}
#: Whose term can have ended what is worth naming.
_HELD: Final = ("permitted", "suspended", "set")


def notes(row: Row, telling: Telling) -> Iterator[str]:
    """Each note under a row, first on what it rests."""
    if telling.deciding is not None:
        yield telling.words.clauses(_ground(row, telling.deciding, telling))
    entries = {kind: {each["change"]: each for each in row[name]} for kind, name in _LISTS.items()}
    expected: dict[str, list[Row]] = {}
    for each in row["expectations"]:
        expected.setdefault(each["change"], []).append(each)
    for fact in row["facts"]:
        kind, change = fact["kind"], fact.get("change")
        if kind in entries:
            yield _dispute(fact, entries[kind][change], telling)
        elif kind == "expected":
            yield _expected(telling.said[str(fact["said"])], expected[change], telling)
        elif "said" in fact:
            yield from _said(fact, telling.said[str(fact["said"])], telling)


def _ground(row: Row, deciding: Row, telling: Telling) -> Iterator[str]:
    words, effects = telling.words, telling.effects
    kinds = {fact["kind"] for fact in row["facts"]}
    if "inherited" in kinds:
        yield words.tell("from {subject}", subject=names.last(row["inherited_from"]))
    yield words.joined([deciding["change"], published(deciding, words)])
    if "vague_start" in kinds and row["since_earliest"] is None:
        yield words.tell(START_NOT_SAID)
    elif "vague_start" in kinds:
        first = periods.day(row["since_earliest"], words)
        yield words.tell("start some time from {date} on", date=first)
    if "doubtful_start" in kinds:
        doubt = words.tell(periods.DOUBTS[row["qualifier"]])
        yield words.tell("start {doubt}", doubt=doubt)
    if "extent" in kinds:
        rest = words.colon(others(row["extent"], words), effects.beyond(row))
        yield words.joined([share(row["population"], words), rest])
    if "excepted" in kinds:
        yield excepting(row["except"], words)
    if deciding["replaces"] and not row["lapsed"]:
        yield replacing(deciding["replaces"], words)
    if row["until"] is not None:
        yield periods.term(row["until"], words)
        if deciding["afterwards"] != "undetermined":
            yield effects.after(row["subject"], deciding["afterwards"])


def _dispute(fact: Row, entry: Row, telling: Telling) -> str:
    """Who contests what holds, or whose word was set aside."""
    words, said = telling.words, telling.found(fact["said"])
    who = telling.who(said, entry)
    claim = words.joined([*contests.claim(entry, said, telling), entry["change"]])
    if fact["kind"] == "set_aside":
        return words.colon(words.tell(SET_ASIDE), words.colon(who, claim))
    mark = words.tell(CONTESTED)
    return words.colon(words.tell("{contested} by {who}", contested=mark, who=who), claim)


def _said(fact: Row, said: Row, telling: Telling) -> Iterator[str]:
    """One fact of a statement; nothing of those that the ground tells."""
    words = telling.words
    match fact["kind"]:
        case "lapsed":
            yield _lapsed(said, fact["before"], telling)
        case "start_set":
            yield provenance.setting(said, START, telling.said, words)
        case "term_set":
            yield provenance.setting(said, TERM, telling.said, words)
        case "confirmed_amended":
            yield provenance.confirmed_amended(said, fact["by"], words)
        case "may_have_changed":
            yield _possible(said, telling)
        case "returned":
            yield omissions.returned(said, telling).text
        case "ended":
            yield omissions.ended(said, telling).text
        case "spared":
            yield words.colon(*omissions.spared(said, fact["paths"], telling))
        case "never_holds":
            yield omissions.never_holds(said, telling).text


def _lapsed(said: Row, before: Row | None, telling: Telling) -> str:
    words, effects = telling.words, telling.effects
    follows = effects.follows(telling.subject, said["afterwards"])
    told = words.clauses([words.tell(TERM_ENDED), follows])
    if said["afterwards"] != "undetermined":
        return told
    if before is None or before["effect"] not in _HELD or before["since"] is None:
        return told
    state = {"subject": telling.subject, **before}
    return words.tell(
        "its term ended and nothing said what follows; what held before ({state} {since}) does not "
        "come back by itself",
        state=effects.told(state),
        since=periods.since_when(before["since"], before["since_earliest"], words),
    )


def _possible(said: Row, telling: Telling) -> str:
    """What may have begun, or have run in this time."""
    words, change = telling.words, said["change"]
    when = telling.start(said, periods.window(said, words))
    own = said["subject"] == telling.subject
    places = {"subject": names.last(said["subject"]), "when": when, "change": change}
    if said["effect"] is None:  # what ends a test
        if own:
            return words.tell(
                "a grayscale test ended {when}: it may have run in this time, {change}", **places
            )
        return words.tell(
            "a grayscale test on {subject} ended {when}: it may have run in this time, {change}",
            **places,
        )
    places["claim"] = telling.effects.claimed(said, telling.subject)
    if own:
        return words.tell("may be {claim} already: it began {when}, {change}", **places)
    return words.tell("may be {claim} on {subject} already: it began {when}, {change}", **places)


def _expected(said: Row, entries: Sequence[Row], telling: Telling) -> str:
    """What is expected and not met, and when; or from when on it is due or overdue."""
    words, change = telling.words, said["change"]
    what = telling.effects.expected(telling.subject, entries[-1])
    if said["subject"] != telling.subject:
        what = words.tell("{what} on {subject}", what=what, subject=names.last(said["subject"]))
    condition = [periods.condition(said["condition"], words)] if said["condition"] else []
    who = said_by(said, words)
    if entries[-1]["status"] == "open":
        when = telling.start(said, periods.window(entries[-1], words))
        expected = words.tell("{expected} {what}", expected=words.tell(MARKS["open"]), what=what)
        told = words.joined([expected, when, *condition])
        return words.colon(told, words.joined([who, change]))
    since = telling.start(said, words.joined(_since(entries, words)))
    lead = words.joined([since, words.tell(NOT_CONFIRMED)])
    return words.colon(lead, words.joined([what, *condition, who, change]))


def _since(entries: Iterable[Row], words: Words) -> Iterator[str]:
    """When it is due and overdue within the row, as `ledger at` says then."""
    told = {each["status"]: each for each in entries}
    due, overdue = told.get("due"), told.get("overdue")
    if due and not (overdue and due["earliest"] == due["latest"]):  # due at one instant
        mark, date = words.tell(MARKS["due"]), periods.day(due["earliest"], words)
        yield words.tell("{due} since {date}", due=mark, date=date)
    if overdue:
        mark, when = words.tell(MARKS["overdue"]), periods.overdue(overdue["latest"], words)
        yield words.tell("{overdue} {when}", overdue=mark, when=when)
