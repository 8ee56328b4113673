"""How are the facts of a row told, each as a remark: of a long list the first, and how many more?

A table is read by people, and what one path says is told under every row below it. The words of a
kind are loaded where a row has such a fact, so that a start does not wait for all of them.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Final

from ledger.sayings import Row, periods, provenance
from ledger.sayings.provenance import START, TERM, confirmed_amended, setting
from ledger.sayings.remark import FEW, Remark, rest
from ledger.sayings.speakers import said_by
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import (
    CHANGED,
    CONTESTED,
    DURING_THE_DAY,
    HINDSIGHT,
    MAY_HAVE_CHANGED,
    SCHEDULED,
    SET_ASIDE,
    SPARED,
)

#: The list of the row of which a fact is an entry.
_ENTRIES: Final = {
    "contested": "contested_by",
    "set_aside": "set_aside",
    "expected": "expectations",
}
#: The list of the row of which all that are not told are counted.
_LISTS: Final = {
    **_ENTRIES,
    "changed": "changed_during_day",
    "may_have_changed": "may_have_changed",
    "scheduled": "scheduled",
}


def remarks(telling: Telling, moment: str, listed: Collection[str] = ()) -> Iterator[Remark]:
    """Everything that the row of a state does not say by itself; `moment` as it was asked for, and
    `listed` the paths that have rows too."""
    later: list[Row] = []
    for kind, found in groupby(telling.state["facts"], itemgetter("kind")):
        facts = list(found)
        if kind == "said_later":
            later = facts
        elif kind == "known_then":
            yield from _hindsight(later, facts[0], telling, moment)
        elif kind == "never_holds":
            yield from [_remark(fact, telling, listed) for fact in facts[-FEW:]]
            yield from _rest(kind, facts, telling)
        else:
            yield from [_remark(fact, telling, listed) for fact in facts[:FEW]]
            yield from _rest(kind, facts, telling)


def _remark(fact: Row, telling: Telling, listed: Collection[str]) -> Remark:
    """One fact, but of those of what was said later."""
    kind, state = fact["kind"], telling.state
    if kind in _ENTRIES:
        entry = _entry(fact, state[_ENTRIES[kind]])
        said = telling.found(fact["said"])
        if kind == "expected":
            from ledger.sayings import expectations

            return expectations.expectation(entry, said, telling, listed)
        from ledger.sayings import contests

        return (contests.contest if kind == "contested" else contests.set_aside)(
            entry, said, telling
        )
    if "said" in fact:
        return _said(fact, telling.said[str(fact["said"])], telling)
    from ledger.sayings import states

    match kind:
        case "unknown":
            return states.unknown(fact["why"], fact["nearest"], telling)
        case "vague_start":
            return states.vague_start(state, telling.words)
        case "doubtful_start":
            return states.doubtful_start(state, telling.words)
        case "extent":
            return states.extent(state, telling.effects)
        case "excepted":
            return states.excepted(state, telling.words)
        case "inherited":
            return states.inherited(fact["own"], telling)
        case "ends":
            return states.ends(state, telling.effects)
        case "also_covered":
            return states.also_covered(fact["paths"], telling.words)
    raise ValueError(f"no fact is a {kind!r}")


def _said(fact: Row, said: Row, telling: Telling) -> Remark:
    """One fact of a statement."""
    words, kind = telling.words, fact["kind"]
    match kind:
        case "lapsed" | "said_to_have_lapsed":
            from ledger.sayings import states

            if kind == "lapsed":
                return states.lapsed(said, fact["before"], telling)
            return states.said_to_have_lapsed(said, words)
        case "returned" | "ended" | "spared" | "never_holds":
            from ledger.sayings import omissions

            if kind == "spared":
                return omissions.spared(said, fact["paths"], telling)
            told = {
                "returned": omissions.returned,
                "ended": omissions.ended,
                "never_holds": omissions.never_holds,
            }
            return told[kind](said, telling)
        case "start_set":
            return Remark("", setting(said, START, telling.said, words))
        case "term_set":
            return Remark("", setting(said, TERM, telling.said, words))
        case "confirmed_amended":
            return Remark("", confirmed_amended(said, fact["by"], words))
        case "changed" | "may_have_changed" | "scheduled":
            if kind == "changed":
                return _changed(said, telling)
            lead = MAY_HAVE_CHANGED if kind == "may_have_changed" else SCHEDULED
            return _coming(lead, said, telling)
    raise ValueError(f"no fact of a statement is a {kind!r}")


def _changed(said: Row, telling: Telling) -> Remark:
    """What began or ended within the day asked for."""
    words = telling.words
    what = telling.begun(said)
    if telling.lapsed(said):
        claim, end = telling.claimed(said), periods.day(said["until"], words)
        what = telling.term(said, words.tell("{claim} ended at {date}", claim=claim, date=end))
    who = words.joined([said_by(said, words), said["change"]])
    told = words.colon(words.colon(words.tell(DURING_THE_DAY), what), who)
    return Remark(words.tell(CHANGED), told)


def _coming(lead: str, said: Row, telling: Telling) -> Remark:
    """What may have begun by the moment (MAY_HAVE_CHANGED), or begins after it (SCHEDULED)."""
    words = telling.words
    claim = [telling.claimed(said), periods.window(said, words), *telling.whose(said)]
    who = words.joined([telling.known(said, said), said["change"]])
    told = words.colon(words.colon(words.tell(lead), words.joined(claim)), who)
    return Remark("", provenance.started(told, said, telling.said, words))


def _entry(fact: Row, entries: Sequence[Row]) -> Row:
    """The entry of a list of the row that a fact is of."""
    return next(each for each in entries if each["change"] == fact["change"])


def _rest(kind: str, facts: Sequence[Row], telling: Telling) -> Iterator[Remark]:
    """How many of a list are not told one by one; nothing where there is none."""
    whole = telling.state[_LISTS[kind]] if kind in _LISTS else facts
    count, words = len(whole) - FEW, telling.words
    if count <= 0:
        return
    more = words.tell("{count} more", count=count)
    match kind:
        case "contested":
            label, told = CONTESTED, words.tell("by {count} more", count=count)
        case "spared":
            label, told = SPARED, words.tell("by {count} more", count=count)
        case "set_aside":
            label, told = SET_ASIDE, more
        case "expected":
            label, told = "", words.tell("{count} more are expected", count=count)
        case "never_holds":
            label, told = "", words.tell("{count} more never hold", count=count)
        case "changed":
            label, told = CHANGED, words.colon(words.tell(DURING_THE_DAY), more)
        case "may_have_changed":
            label, told = "", words.colon(words.tell(MAY_HAVE_CHANGED), more)
        case _:
            label, told = "", words.colon(words.tell(SCHEDULED), more)
    yield rest(label and words.tell(label), told, words)


def _hindsight(later: Sequence[Row], known: Row, telling: Telling, moment: str) -> Iterator[Remark]:
    """What was said later, the last of it; with that what was known then."""
    from ledger.sayings import hindsight

    words, label = telling.words, telling.words.tell(HINDSIGHT)
    if len(later) > FEW:
        yield Remark(label, words.tell("{count} more before these", count=len(later) - FEW))
    told = [hindsight.later(telling.said[str(each["said"])], telling) for each in later[-FEW:]]
    yield from [Remark(label, words.sentences([each])) for each in told[:-1]]
    yield Remark(label, hindsight.known_then(told[-1], known, telling, moment))
