"""How is said, in one sentence, which word of whom accounts for something?

A `cause` is one of `because`: a change by its position, or an act of the recorder.
"""

from events.words import AMENDMENTS
from ledger.sayings import Row, corrections, periods, provenance
from ledger.sayings.characters import escape
from ledger.sayings.effects import excepting, replacing
from ledger.sayings.provenance import START, TERM
from ledger.sayings.speakers import said_by
from ledger.sayings.telling import Telling


def sentence(cause: Row, telling: Telling) -> str:
    """`The Paper, press, 2022-10-28: permitted gradually from 2022-10-28, the-paper-...#1`."""
    if cause["how"] == "acted":
        return _act(cause, telling)
    said, words = telling.said[str(cause["seq"])], telling.words
    clauses = [_what(cause["how"], said, telling), *telling.covering(said), said["change"]]
    told = words.colon(who(said, telling), words.joined(clauses))
    kinds = [TERM] if cause["how"] == "ends" else [START, TERM]
    settings = [provenance.setting(said, kind, telling.said, words) for kind in kinds if said[kind]]
    return words.clauses([told, *settings])


def who(said: Row, telling: Telling) -> str:
    """`JD Alliance, official partner, 2022-10-28`."""
    words = telling.words
    return words.joined([said_by(said, words), periods.date(said["published"], words)])


def _what(how: str, said: Row, telling: Telling) -> str:
    words, claimed = telling.words, telling.effects.claimed(said, telling.subject)
    if how == "ends":
        return _ended(claimed, said, telling)
    if said["kind"] in AMENDMENTS:
        return provenance.amends(said, words)
    start = periods.window(said, words)
    if said["effect"] is None:
        return words.tell("the grayscale test ended {when}", when=start)
    parts = [periods.begun(claimed, start, words)]
    if said["kind"] == "confirmed":
        parts.insert(0, words.tell("confirms {change}", change=said["of"]))
    if said["until"] is not None:
        parts.append(periods.term(said["until"], words))
    if said["condition"]:
        parts.append(periods.condition(said["condition"], words))
    elif said["certainty"] != "stated":
        parts.append(words.tell(said["certainty"]))
    if said["except"]:
        parts.append(excepting(said["except"], words))
    if said["replaces"]:
        parts.append(replacing(said["replaces"], words))
    return words.joined(parts)


def _ended(claimed: str, said: Row, telling: Telling) -> str:
    """What a term ended, on which last day, and what follows."""
    words = telling.words
    last, whole = periods.final(periods.number(said["until"]), words)
    if whole:
        ended = words.tell("ended with {date}", date=last)
    else:
        ended = words.tell("ended {instant}", instant=last)
    follows = telling.effects.follows(telling.subject, said["afterwards"])
    return words.clauses([words.joined([claimed, ended]), follows])


def _act(cause: Row, telling: Telling) -> str:
    """What the recorder did: `the recorder, 2026-11-25: retracts ID (@60, why: ...)`."""
    words = telling.words
    target = corrections.on(cause["change"], cause["subject"], words)
    if cause["recorder"]:
        told = words.tell("the recorder {recorder}", recorder=escape(cause["recorder"]))
    else:
        told = words.tell("the recorder")
    told = words.joined([told, periods.date(cause["recorded_at"], words)])
    if cause["type"] == "corrected":
        fields = words.joined(corrections.correction(each, words) for each in cause["corrections"])
        what = words.colon(words.tell("corrects {change}", change=target), fields)
    else:
        what = words.tell("retracts {change}", change=target)
    return words.colon(told, words.aside(what, corrections.reasoned(cause, words)))
