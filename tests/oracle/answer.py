"""What held for a subject at a moment? DESIGN 5, step by step, as a pure function.

It is written to be read against that section, and quotes its sentences. It is slow: nothing is kept
from one question for the next. Instants are integer microseconds.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from tests.oracle.contests import contested_by, once, set_aside
from tests.oracle.expectations import expectations
from tests.oracle.paths import below, covers, meets
from tests.oracle.records import Record
from tests.oracle.same import plain
from tests.oracle.statements import Claim, Cut, Statement, statements
from tests.oracle.steps import (
    Working,
    another_value,
    answer_of,
    claim_at,
    giving_way,
    lapsed,
    order,
    replaced,
    still_left,
    working,
)
from tests.oracle.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST, RANK

Answer = dict[str, Any]


def state(
    records: Iterable[Record],
    subject: str,
    at: int,
    *,
    day: int | None = None,
    known: int | None = None,
    position: int | None = None,
    floor: str = "third-party",
) -> Answer:
    """The answer for `subject` at `at`, by the names that JSON has for its fields.

    `day` is the first instant of a bare date, else None; `known` an instant, `position` a number
    of events, `floor` the word of the least authority.
    """
    return answer(statements(records, Cut(known, position, RANK[floor])), subject, at, day=day)


def answer(
    standing: Sequence[Statement], subject: str, at: int, *, day: int | None = None
) -> Answer:
    """The same, over the statements of a log as they stand (statements.statements)."""
    w = working(standing, subject, at)
    deciding = w.deciding
    # "Where the effect is unknown the deciding fields are null, `except` is empty, `lapsed` is
    # false, and the lists are kept."
    claim = answer_of(deciding, at) if deciding else Claim("unknown", None, None)
    over = deciding is not None and lapsed(deciding, at)
    # What lapsed is told "without population, value or exceptions", and without its term.
    running = None if over else deciding
    since, since_earliest, qualifier = _since(w)
    found = {
        "subject": subject,
        "effect": claim.effect,
        "extent": claim.extent,
        "population": running.population if running else None,
        "value": claim.value,
        # "the excepted paths of the deciding change that meet the subject"
        "except": sorted({p for p in running.excepts if meets(p, subject)}) if running else [],
        "otherwise": _otherwise(w),
        "since": since,
        "since_earliest": since_earliest,
        "held_since": _held_since(standing, subject, at),
        "qualifier": qualifier,
        "until": running.until if running else None,
        "afterwards": running.afterwards if running and running.until is not None else None,
        "lapsed": over,
        "authority": AUTHORITY[deciding.authority] if deciding else None,
        "source": deciding.source if deciding else None,
        "party": deciding.party if deciding else None,
        "published": deciding.published if deciding else None,
        "change": deciding.change if deciding else None,
        "seq": deciding.seq if deciding else None,
        "inherited_from": deciding.subject if deciding and deciding.subject != subject else None,
        "amended_by": list(deciding.amended_by) if deciding else [],
        "named": _named(standing, subject),
        "may_have_changed": _ids(s for s in _waiting(w) if s.earliest <= at),
        "scheduled": _ids(s for s in _waiting(w) if s.earliest > at),
        "contested_by": contested_by(w),
        "set_aside": set_aside(w),
        "changed_during_day": _ids(s for s in w.candidates if _within(s, day, at)),
        "expectations": expectations(w),
    }
    return {name: plain(part) for name, part in found.items()}


def listed(standing: Iterable[Statement]) -> list[str]:
    """8: “every subject that has a visible change or amendment of its own other than `noted`,
    withdrawn ones included, or that such a change names in its own `except`”."""
    found = set()
    for s in standing:
        if s.visible and s.kind != "noted":
            found.add(s.subject)
            if s.of is None:  # what amends or confirms names none of its own
                found |= set(s.excepts)
    return sorted(found)


# 5


def _since(w: Working) -> tuple[int | None, int | None, str | None]:
    """**since**, **since_earliest**, **qualifier**."""
    deciding = w.deciding
    if deciding is None:
        return None, None, None
    # "or the last `until` of those that gave way as `previous` and come after it in the order,
    # where that is later"
    ended = [
        each.statement.until
        for each in w.gave_way
        if each.reason == "previous"
        and order(each.statement) > order(deciding)
        and each.statement.until is not None
    ]
    # "the deciding change's `latest`, or its `until` where it has lapsed"
    over = deciding.until is not None and lapsed(deciding, w.at)
    start = deciding.until if over and deciding.until is not None else deciding.latest
    if ended and max(ended) > start:
        return max(ended), max(ended), None
    if over:
        return start, start, None
    # "its `earliest` (null where open) where `since` is its `latest`, else equal to `since`"
    earliest = None if deciding.earliest == OPEN_EARLIEST else deciding.earliest
    return start, earliest, deciding.qualifier


def _held_since(standing: Sequence[Statement], subject: str, at: int) -> int | None:
    """5: “the first instant from which on, up to `at`, the answer under the same cuts had this
    effect, this extent and this value without a break”; “null where the effect is unknown”.

    An answer can turn at no other instants than those that statements name: each is asked.
    """
    said = _said(standing, subject, at)
    if said is None:
        return None
    held = None
    for instant in sorted({i for s in standing for i in _instants(s) if i <= at}, reverse=True):
        if _said(standing, subject, instant) != said:
            break
        held = instant
    return held


def _said(standing: Sequence[Statement], subject: str, at: int) -> Claim | None:
    deciding = working(standing, subject, at).deciding
    return answer_of(deciding, at) if deciding else None


def _instants(s: Statement) -> list[int]:
    ends = [s.earliest, s.latest, s.published, *([] if s.until is None else [s.until])]
    return [end for end in ends if end not in (OPEN_EARLIEST, OPEN_LATEST)]


# 6


def _otherwise(w: Working) -> Answer | None:
    """“Where the extent is not full, what holds for those it does not reach.”"""
    deciding = w.deciding
    if deciding is None or answer_of(deciding, w.at).extent == "full":
        return None
    # "3 and 4 again without" two kinds; what is left out "still speaks, and replaces nothing"
    others = [s for s in w.candidates if not _left_aside(s, deciding, w.at)]
    left = still_left(others, giving_way(others, w.speakers, w.at))
    if not left:
        return {"effect": "unknown", "extent": None, "value": None, "change": None}
    # "its effect, extent, value, and its change or null"
    return {**answer_of(left[-1], w.at)._asdict(), "change": left[-1].change}


def _left_aside(s: Statement, deciding: Statement, at: int) -> bool:
    # "the partial, gradual and grayscale changes, lapsed or not, on the deciding change's path
    # (written alike)"
    if s.extent in ("partial", "gradual", "grayscale") and s.subject == deciding.subject:
        return True
    # "what claims the same effect (and no other value) at `at` by lesser authority"
    claim = claim_at(s, at)
    return (
        claim is not None
        and claim.effect == deciding.effect
        and not another_value(claim.value, deciding.value)
        and s.authority < deciding.authority
    )


# 7


def _waiting(w: Working) -> list[Statement]:
    """Stated ones whose window has not closed. “What is replaced (3) is in neither.”"""
    return [
        s
        for s in w.heard
        if s.certainty == "stated" and w.at < s.latest and not replaced(s, w.candidates, w.speakers)
    ]


# 10


def _within(s: Statement, day: int | None, at: int) -> bool:
    """“Where `at` was a bare date, candidates, giving way or not, whose whole window lies in that
    day and closed after its first instant, or that lapsed within it after its first instant.”"""
    if day is None:
        return False
    began = day <= s.earliest and day < s.latest <= at
    return began or (s.until is not None and day < s.until <= at)


def _named(standing: Sequence[Statement], subject: str) -> bool:
    """“Whether any visible change or amendment, `noted` and withdrawn ones included, is on the way
    or below the path.”"""
    return any(
        s.visible and (covers(s.subject, subject) or below(s.subject, subject)) for s in standing
    )


def _ids(found: Iterable[Statement]) -> list[str]:
    return [s.change for s, _, _ in once((s, None, "") for s in found)]
