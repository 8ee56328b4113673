"""What does one statement say as it stands, who says it, of which path?"""

from typing import Final

from events.words import AMENDMENTS
from ledger.sayings import Row, periods, provenance
from ledger.sayings.characters import escape
from ledger.sayings.effects import excepting, replacing, share
from ledger.sayings.language import Words, message
from ledger.sayings.speakers import published, quoted
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import LAPSED
from ledger.subjects import is_pattern

_UNAPPLIED: Final = {
    "withdrawn": message("withdrawn"),
    "unseen": message("what it changes is not seen here"),
    "outranked": message("does not apply: of lesser authority than what it would change"),
}


def phrase(said: Row, telling: Telling) -> str:
    """What a statement or an amendment says: `permitted gradually from 2022-10-28, share not said,
    no end said`, `put off to 2022-11-01 from 2022-10-28, of jd-alliance#1`."""
    words = telling.words
    if said["kind"] in AMENDMENTS:
        told, afterwards = provenance.amends(said, words), said["afterwards"]
        if said["until"] is not None and afterwards != "undetermined":
            told = words.joined([told, telling.effects.after(telling.subject, afterwards)])
        if said["unapplied"] is None or said["withdrawn"]:
            return told
        return words.clauses([told, unapplied(**said["unapplied"], words=words)])
    if said["of"]:
        lead = words.tell("confirmed, of {change}", change=said["of"])
        return words.colon(lead, _claim(said, telling))
    return _claim(said, telling)


def _claim(said: Row, telling: Telling) -> str:
    words, stated = telling.words, said["certainty"] == "stated"
    completes, partly = said["effect"] is None, said["extent"] not in (None, "full")
    start = periods.doubted(periods.window(said, words), said["qualifier"], words)
    start = telling.start(said, start)
    if completes:
        told = [words.tell("grayscale test ended"), start]
    else:
        effect = telling.effects.expected(telling.subject, said)
        if stated and said["kind"] != "fully_recovered":
            effect = telling.effects.claimed(said, telling.subject)
        told = [periods.begun(effect, start, words)]
    if not stated:
        condition = said["condition"]
        told.append(
            periods.condition(condition, words) if condition else words.tell(said["certainty"])
        )
    if partly:
        told.append(share(said["population"], words))
    if not completes and said["kind"] != "expired" and (said["until"] or stated):
        told.append(telling.term(said, periods.term(said["until"], words)))
    if said["except"]:
        told.append(excepting(said["except"], words))
    if said["replaces"]:
        told.append(replacing(said["replaces"], words))
    if telling.lapsed(said):
        told.append(words.tell(LAPSED))
    return words.joined(told)


def unapplied(why: str, by: str | None, words: Words) -> str:
    """Why an amendment changes nothing, and by which change."""
    if by is None:
        return words.tell(_UNAPPLIED[why])
    if why == "withdrawn":
        return provenance.withdrawn(by, words)
    return words.tell("does not count: {change}, the last of its kind, does", change=by)


def origin(said: Row, telling: Telling) -> str:
    """Who says it, when that was published, who passed it on, and of which path it is."""
    words = telling.words
    who = [escape(said["source"]), words.tell(said["authority"])]
    if said["party"] not in (None, said["authority"]):
        who.append(words.tell(said["party"]))
    told = [words.joined(who), published(said, words)]
    if said["via"]:
        told.append(quoted(said["via"], words))
    return words.clauses([*told, _where(said["subject"], telling)])


def _where(path: str, telling: Telling) -> str:
    words = telling.words
    if path == telling.subject:
        return words.tell("on this path")
    told = words.tell("on {subject}", subject=escape(path))
    return words.joined([told, words.tell("which covers it")]) if is_pattern(path) else told
