"""How is said where a start or a term was moved to, who did so, and what it was before?

Windows and terms are those of rows of documents: `earliest`, `latest` and `until`. `said` is what
a document says of statements, by position.
"""

from collections.abc import Sequence
from typing import Final

from ledger.sayings import Row, Said, periods
from ledger.sayings.language import Words, message
from ledger.sayings.speakers import published_by

#: The fields of a statement that say what set its start and its term.
START: Final = "start_set"
TERM: Final = "term_set"
_TO: Final = {
    "put off": message("put off to {now}"),
    "brought forward": message("brought forward to {now}"),
    "moved": message("moved to {now}"),
    "left": message("left at {now}"),
    "dated": message("dated {now}"),
}
_TO_FROM: Final = {
    "put off": message("put off to {now} from {before}"),
    "brought forward": message("brought forward to {now} from {before}"),
    "moved": message("moved to {now} from {before}"),
    "left": message("left at {now}"),
    "dated": message("dated {now}, before: {before}"),
}
_TO_BY: Final = {
    "put off": message("put off to {now} by {who}"),
    "brought forward": message("brought forward to {now} by {who}"),
    "moved": message("moved to {now} by {who}"),
    "left": message("left at {now} by {who}"),
    "dated": message("dated {now} by {who}"),
}
_FROM_BY: Final = {
    "put off": message("put off from {before} by {who}"),
    "brought forward": message("brought forward from {before} by {who}"),
    "moved": message("moved from {before} by {who}"),
    "left": message("left at this by {who}"),
    "dated": message("dated by {who}, before: {before}"),
}
_TERM_TO_FROM: Final = {
    "lifted": message("term lifted, it was {before}"),
    "set": message("term set to {now}, no end before"),
    "left": message("term left at {now}"),
    "prolonged": message("term prolonged to {now} from {before}"),
    "cut short": message("term cut short to {now} from {before}"),
}
_TERM_TO_BY: Final = {
    "lifted": message("term lifted by {who}"),
    "set": message("term set to {now} by {who}"),
    "left": message("term left at {now} by {who}"),
    "prolonged": message("term prolonged to {now} by {who}"),
    "cut short": message("term cut short to {now} by {who}"),
}
_TERM_FROM_BY: Final = {
    "lifted": message("term lifted by {who}, it was {before}"),
    "set": message("term set by {who}, no end before"),
    "left": message("term left at this by {who}"),
    "prolonged": message("term prolonged from {before} by {who}"),
    "cut short": message("term cut short from {before} by {who}"),
}


def moved(was: Row | None, now: Row, words: Words) -> str:
    """What a rescheduling says, with what it was where that is known: `put off to 2026-12-30 from
    2025-12-30`, `brought forward to`, `dated`, `put off from 2025-12-30 to a day not said`."""
    verb, to = _moved(was, now), periods.place(now, words)
    if was is None:
        return moved_to(to, words, verb)
    before = periods.place(was, words)
    if now["earliest"] is None and now["latest"] is None:
        return words.tell("put off from {before} to {now}", before=before, now=to)
    return words.tell(_TO_FROM[verb], before=before, now=to)


def moved_to(now: str, words: Words, verb: str = "moved") -> str:
    """The same of where it is moved to alone, as that is written."""
    return words.tell(_TO[verb], now=now)


def changed(was: Row | None, now: Row, words: Words) -> str:
    """What a change of term says, with what it was where that is known: `term prolonged to last day
    2021-07-31 from last day 2021-06-30`, `term lifted, it was last day 2021-06-30`."""
    to = periods.end(now["until"], words)
    if was is not None:
        before = periods.end(was["until"], words)
        return words.tell(_TERM_TO_FROM[_changed(was, now)], before=before, now=to)
    if now["until"] is None:
        return words.tell("term lifted")
    return changed_to(to, words)


def changed_to(now: str, words: Words) -> str:
    """The same of the new term alone, as that is written."""
    return words.tell("term changed to {now}", now=now)


def amends(amending: Row, words: Words) -> str:
    """What an amendment that is `said` does, with what it was before: `withdraws law#1`, `put off
    to 2022-11-01 from 2022-10-28, of law#1`."""
    was, change = amending["amends"], amending["of"]
    if amending["kind"] == "withdrawn":
        return words.tell("withdraws {change}", change=change)
    if amending["kind"] == "rescheduled":
        told = periods.doubted(moved(was, amending, words), amending["qualifier"], words)
    else:
        told = changed(was, amending, words)
    return words.tell("{amendment}, of {change}", amendment=told, change=change)


def withdrawn(who: str, words: Words) -> str:
    """Who took a statement or an amendment back."""
    return words.tell("withdrawn by {who}", who=who)


def ended(kind: str, was: Row, by: Row, words: Words) -> str:
    """What became of a start, or of a term, that stands no more: `put off to 2025-10-15 by Council,
    official, published 2025-04-28, third#1`, `withdrawn by ...`."""
    who = published_by(by, words)
    if by["kind"] == "withdrawn":
        return withdrawn(who, words)
    if kind == TERM:
        now = periods.end(by["until"], words)
        return words.tell(_TERM_TO_BY[_changed(was, by)], now=now, who=who)
    return words.tell(_TO_BY[_moved(was, by)], now=periods.place(by, words), who=who)


def amended(settled: Row, said: Said, words: Words) -> list[str]:
    """Who set the start and the term of a statement last, and what they were; and what became of
    what it confirms, where it says that itself."""
    kinds = [kind for kind in (START, TERM) if settled[kind]]
    told = [setting(settled, kind, said, words) for kind in kinds]
    own = {said[str(settled[kind]["by"])]["change"] for kind in kinds}
    others = [change for change in settled["amended_by"] if change not in own]
    return [*told, confirmed_amended(settled, others, words)] if others else told


def setting(settled: Row, kind: str, said: Said, words: Words) -> str:
    """The same of its start (START), or of its term (TERM), which an amendment set."""
    found = settled[kind]
    by, first = said[str(found["by"])], found["first"]
    told = set_by(kind, found["was"], by, published_by(by, words), words)
    if first is None:
        return told
    stood = _standing(kind, first, words)
    first_said = [words.tell("at first {before}", before=stood), first["change"]]
    return words.aside(told, words.joined(first_said))


def started(told: str, settled: Row, said: Said, words: Words) -> str:
    """What tells the start of a statement, and behind it who set that, where an amendment did."""
    by = [setting(settled, START, said, words)] if settled[START] else []
    return words.clauses([told, *by])


def aside(told: str, settled: Row, said: Said, words: Words, kind: str = START) -> str:
    """A start, or a term, and behind it who set it last, by its id alone, and what it was:
    `from 2026-01-01 (put off from 2025-12-30 by third#1)`."""
    found = settled[kind]
    if not found:
        return told
    by = said[str(found["by"])]
    return words.aside(told, set_by(kind, found["was"], by, by["change"], words))


def set_by(kind: str, was: Row, by: Row, who: str, words: Words) -> str:
    """What an amendment did to a start, or a term: `put off from 2025-12-30 by third#1`."""
    verbs, verb = (
        (_TERM_FROM_BY, _changed(was, by)) if kind == TERM else (_FROM_BY, _moved(was, by))
    )
    return words.tell(verbs[verb], before=_standing(kind, was, words), who=who)


def confirmed_amended(confirmation: Row, by: Sequence[str], words: Words) -> str:
    """What became of what a confirmation confirms, where it says that itself."""
    return words.tell(
        "what it confirms, {change}, was amended by {changes}",
        change=confirmation["of"],
        changes=words.listed(by),
    )


def _standing(kind: str, row: Row, words: Words) -> str:
    """The term, or the start, of a row."""
    return periods.end(row["until"], words) if kind == TERM else periods.place(row, words)


def _moved(was: Row | None, now: Row) -> str:
    """What became of a start: one that is told more closely is `dated`."""
    if now["earliest"] is None and now["latest"] is None:
        return "put off"
    if was is None:
        return "moved"
    first = _order(was["earliest"], now["earliest"], opened=-1)
    last = _order(was["latest"], now["latest"], opened=1)
    if first == last == 0:
        return "left"
    if first >= 0 and last >= 0:
        return "put off"
    if first <= 0 and last <= 0:
        return "brought forward"
    return "dated" if first > 0 else "moved"


def _changed(was: Row, now: Row) -> str:
    """What became of a term."""
    if was["until"] == now["until"]:
        return "left"
    if now["until"] is None:
        return "lifted"
    if was["until"] is None:
        return "set"
    return "prolonged" if _order(was["until"], now["until"], opened=1) > 0 else "cut short"


def _order(was: periods.AnyInstant | None, now: periods.AnyInstant | None, *, opened: int) -> int:
    """Whether an end of a window went down (below 0), stayed (0) or went up (above 0); an open one
    lies beyond all others, on the side `opened`."""
    if was == now:
        return 0
    if was is None:
        return -opened
    if now is None:
        return opened
    return periods.number(now) - periods.number(was)
