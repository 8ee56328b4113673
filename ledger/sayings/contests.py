"""How is said who contests what holds, and what a later general word has set aside?

An `entry` is one of `contested_by` or `set_aside`; `said` is its statement, where that is known.
"""

from typing import Final

from events.words import RANK
from ledger.sayings import Row, names, periods
from ledger.sayings.language import Words, message
from ledger.sayings.remark import Remark
from ledger.sayings.speakers import published
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import CONTESTED, SET_ASIDE

_NOBODY: Final = message("by a source: {who}")
_HIGHER: Final = message("by a higher authority: {who}")
_LESSER: Final = message("by a lesser authority: {who}")
_SAME: Final = message("by the same source: {who}")
_EQUAL: Final = message("by an equal authority: {who}")


def contest(entry: Row, said: Row | None, telling: Telling) -> Remark:
    """Who says something else: `by a higher authority: Kuaishou, official, says suspended since
    2022-03-01, kuaishou-2022-02-22#1`; or what it is that does not apply."""
    words = telling.words
    clauses = _contest(entry, said, telling)
    return Remark(words.tell(CONTESTED), words.joined([*clauses, entry["change"]]))


def _contest(entry: Row, said: Row | None, telling: Telling) -> list[str]:
    words, reason = telling.words, entry["reason"]
    who = telling.known(said, entry)
    if reason == "replacement":
        return [
            words.tell(
                "by {who}: says that it replaces {change}, and does not, for a lesser authority "
                "cannot take the place of a greater one",
                who=who,
                change=replaced(said, telling.deciding, words),
            )
        ]
    if reason in ("amendment", "completion"):
        return [
            words.tell(
                "{kind}, by {who}: does not apply, for a lesser authority cannot change what a "
                "greater one said",
                kind=names.kind(said["kind"] if said else reason, words),
                who=who,
            )
        ]
    says_so = says(_claim(entry, said, telling), words)
    if reason == "after_the_fact" and said is not None:
        return [
            words.tell("by a claim after the fact: {who}", who=telling.who(said, entry)),
            published(said, words),
            says_so,
            words.tell("though a higher authority spoke in between and did not say the same"),
        ]
    return [words.tell(_rank(entry, telling.state), who=who), says_so]


def says(claim: str, words: Words) -> str:
    """What it claims, against what holds."""
    return words.tell("says {claim}", claim=claim)


def claim(entry: Row, said: Row | None, telling: Telling) -> list[str]:
    """In a few words what it claims, or what it is that does not apply."""
    words = telling.words
    if entry["reason"] == "replacement":
        told = words.tell(
            "replaces {change}, which it may not, for want of authority",
            change=replaced(said, telling.deciding, words),
        )
        return [told]
    if entry["effect"] is None:
        kind = names.kind(said["kind"] if said else entry["reason"], words)
        return [words.tell("{kind}, which does not apply for want of authority", kind=kind)]
    told = telling.effects.against(telling.state, entry)
    late = entry["reason"] == "after_the_fact"
    return [told, words.tell("a claim after the fact")] if late else [told]


def replaced(replacing: Row | None, deciding: Row | None, words: Words) -> str:
    """What a statement says that it takes the place of: what decides, or what that confirms."""
    if deciding is None:
        return words.tell("it")
    if replacing is None or deciding["change"] in replacing["replaces"]:
        return str(deciding["change"])
    return words.tell("{of}, which {change} confirms", of=deciding["of"], change=deciding["change"])


def _claim(entry: Row, said: Row | None, telling: Telling) -> str:
    """What it claims, since when, and of which path."""
    words, claim = telling.words, telling.effects.against(telling.state, entry)
    if said is None:
        return claim
    if telling.lapsed(said):
        end = periods.day(said["until"], words)
        claim = words.tell("{claim} since {date}, when its term ended", claim=claim, date=end)
        return words.joined([telling.term(said, claim), *telling.whose(said)])
    if said["earliest"] == said["latest"]:
        claim = periods.held_since(claim, said["latest"], said["latest"], words)
    else:
        claim = words.joined([claim, periods.window(said, words)])
    return words.joined([telling.start(said, claim), *telling.whose(said)])


def _rank(entry: Row, state: Row) -> str:
    if state["authority"] is None:
        return _NOBODY
    ours, theirs = RANK[state["authority"]], RANK[entry["authority"]]
    if theirs != ours:
        return _HIGHER if theirs > ours else _LESSER
    return _SAME if entry["source"] == state["source"] else _EQUAL


def set_aside(entry: Row, said: Row | None, telling: Telling) -> Remark:
    """What was said of a more particular path, and which later word covers it."""
    words, ours = telling.words, telling.state["authority"]
    higher = ours is not None and RANK[ours] > RANK[entry["authority"]]
    places = {
        "who": telling.who(said, entry),
        "claim": telling.effects.against(telling.state, entry),
        "subject": names.last(said["subject"] if said else telling.subject),
        "change": entry["change"],
    }
    if higher:
        text = words.tell(
            "{who}, says {claim}. A later word of a higher authority covers it, though it does not "
            "name {subject}, {change}",
            **places,
        )
    else:
        text = words.tell(
            "{who}, says {claim}. A later word of no less authority covers it, though it does not "
            "name {subject}, {change}",
            **places,
        )
    return Remark(words.tell(SET_ASIDE), text)
