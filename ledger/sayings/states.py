"""How is said what the row of a state does not show: why nothing decides, whom it does not reach,
from where it is inherited, what follows its term?"""

from collections.abc import Sequence
from typing import Final

from ledger.sayings import Row, names, periods
from ledger.sayings.characters import escape
from ledger.sayings.effects import Effects, share
from ledger.sayings.language import Words, message
from ledger.sayings.remark import Remark
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import ENDS, EXCEPTED, INHERITED, LAPSED, SAID_TO_HAVE_LAPSED

_WHY: Final = {
    "unspoken": message("nothing recorded speaks of it or of a path above it"),
    "excepted": message("what is said of a path above it excepts it"),
    "not_in_force": message("nothing recorded of it was in force then"),
    "taken_back": message("what was said of it, or of a path above it, was taken back"),
    "only_notes": message("nothing but notes is recorded of it or of a path above it"),
}
_OWN: Final = {
    "nothing": message("nothing is said of {subject} itself"),
    "excepted": message("of {subject} itself nothing is said but that it is excepted"),
    "undecided": message("nothing said of {subject} itself decides"),
}
#: Of the paths that cover some of what lies below, so many are named.
_NAMED: Final = 3


def unknown(why: str, nearest: str | None, telling: Telling) -> Remark:
    """Why nothing decides, and which path was perhaps meant."""
    words = telling.words
    told = words.tell("{why}: neither permitted nor suspended", why=words.tell(_WHY[why]))
    if nearest is None:
        return Remark("", told)
    meant = escape(nearest + names.apart(nearest, telling.subject, words))
    hint = words.tell(
        "{unknown}. No such path in this ledger. Did you mean {subject}?",
        unknown=told,
        subject=meant,
    )
    return Remark("", hint)


def vague_start(state: Row, words: Words) -> Remark:
    """Of what began somewhere in a window, that its start is not known."""
    last, _whole = periods.final(periods.number(state["since"]) + 1, words)
    if state["since_earliest"] is None:
        told = words.tell("start not said: some time up to the end of {last}", last=last)
        return Remark("", told)
    first = periods.day(state["since_earliest"], words)
    text = words.tell(
        "start not known: some time from {first} to the end of {last}", first=first, last=last
    )
    return Remark("", text)


def doubtful_start(state: Row, words: Words) -> Remark:
    """What a source marks a start with."""
    doubt = words.tell(periods.DOUBTS[state["qualifier"]])
    return Remark("", words.tell("the start is {doubt}, as the source marks it", doubt=doubt))


def extent(state: Row, effects: Effects) -> Remark:
    """On how many it holds, and what holds for the rest."""
    words = effects.words
    found = [share(state["population"], words), effects.rest(state)]
    return Remark(words.tell(state["extent"].upper()), words.clauses(found))


def excepted(state: Row, words: Words) -> Remark:
    """What it does not apply to."""
    return Remark(
        words.tell(EXCEPTED),
        words.tell(
            "{subjects}: what holds there holds as if this had not been said, {change}",
            subjects=words.all_of(map(escape, state["except"])),
            change=state["change"],
        ),
    )


def inherited(own: str, telling: Telling) -> Remark:
    """From which path it is inherited, and what is said of its own."""
    words, above = telling.words, names.above(telling.state["inherited_from"], telling.words)
    told = [
        words.tell(_OWN[own], subject=names.last(telling.subject)),
        words.tell("this is what holds for {subject}", subject=above),
    ]
    return Remark(words.tell(INHERITED), words.clauses(told))


def lapsed(said: Row, before: Row | None, telling: Telling) -> Remark:
    """What held until its term ran out, and what is said to follow; `before`: what held before it,
    which does not come back by itself."""
    words, effects, subject = telling.words, telling.effects, telling.subject
    label = words.tell(LAPSED)
    told = periods.held_until(effects.claimed(said, subject), said["until"], words)
    told = words.clauses([told, effects.follows(subject, said["afterwards"])])
    if said["afterwards"] != "undetermined":
        return Remark(label, told)
    if before is not None:
        told = words.tell(
            "{lapse}. The rule before it ({rule}) does not come back by itself",
            lapse=told,
            rule=effects.told({"subject": subject, **before}),
        )
    return Remark(label, words.joined([told, said["change"]]))


def said_to_have_lapsed(said: Row, words: Words) -> Remark:
    """What decides is only the word that it lapsed."""
    told = [words.tell(SAID_TO_HAVE_LAPSED), Effects(words).follows(None, "undetermined")]
    return Remark("", words.joined([words.clauses(told), said["change"]]))


def ends(state: Row, effects: Effects) -> Remark:
    """The last day of its term, and what is said to follow."""
    words = effects.words
    after = effects.after(state["subject"], state["afterwards"])
    return Remark(words.tell(ENDS), words.clauses([periods.term(state["until"], words), after]))


def also_covered(paths: Sequence[str], words: Words) -> Remark:
    """What covers some of what lies below the path of the row, and is not below it."""
    found = words.all_of(map(escape, paths[:_NAMED]))
    if len(paths) > _NAMED:
        found = words.tell("{subjects} and others", subjects=found)
    return Remark(
        "",
        words.many(
            len(paths),
            "of what lies below, some is also covered by {subjects}: name it to see",
            "of what lies below, some is also covered by {subjects}: name them to see",
            subjects=found,
        ),
    )
