"""How is said what does not show in a state: a term that ended, what spares its subject, what never
holds?"""

from collections.abc import Sequence

from ledger.sayings import Row, periods, provenance
from ledger.sayings.effects import excepting
from ledger.sayings.remark import Remark
from ledger.sayings.speakers import published_by, said_by
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import OVER, RETURNED, SPARED


def returned(said: Row, telling: Telling) -> Remark:
    """The term after which what held before it holds again, and what that is."""
    words, state = telling.words, telling.state
    told = words.colon(_ended(said, telling), _who(said, telling))
    again = [words.tell("then what held before it was to hold again")]
    again += [telling.begun(telling.said[str(state["seq"])]), state["change"]]
    return Remark(words.tell(RETURNED), words.clauses([told, words.joined(again)]))


def ended(said: Row, telling: Telling) -> Remark:
    """The term after which what held before it was to hold again, and that is not recorded."""
    words = telling.words
    again = [
        words.tell("then what held before it was to hold again"),
        words.tell("and that is not recorded"),
    ]
    told = words.clauses([_ended(said, telling), words.joined(again)])
    told = words.colon(told, _who(said, telling))
    return Remark(words.tell(OVER), told)


def spared(said: Row, paths: Sequence[str], telling: Telling) -> Remark:
    """What is said of a path above, and not of this one, which `paths` that it excepts cover."""
    words = telling.words
    claim = words.joined([telling.begun(said), *_whose(said, telling), excepting(paths, words)])
    who = published_by(said, words)
    return Remark(words.tell(SPARED), words.colon(claim, who))


def never_holds(said: Row, telling: Telling) -> Remark:
    """What ends before it begins, and who made it so."""
    words = telling.words
    clauses = [
        telling.claimed(said),
        periods.window(said, words),
        *_whose(said, telling),
        words.tell(
            "never holds, for its term ends before that: {term}",
            term=periods.term(said["until"], words),
        ),
    ]
    told = words.colon(words.joined(clauses), _who(said, telling))
    return Remark("", words.clauses([told, *provenance.amended(said, telling.said, words)]))


def _ended(said: Row, telling: Telling) -> str:
    claim = telling.effects.claimed(said, telling.subject)
    told = periods.held_until(claim, said["until"], telling.words)
    return telling.words.joined([telling.term(said, told), *_whose(said, telling)])


def _who(said: Row, telling: Telling) -> str:
    return telling.words.joined([said_by(said, telling.words), said["change"]])


def _whose(said: Row, telling: Telling) -> list[str]:
    return telling.whose(said) if said["subject"] != telling.subject else []
