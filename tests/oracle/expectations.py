"""What became of what was expected? DESIGN 5.8."""

from typing import Any

from tests.oracle.contests import once
from tests.oracle.statements import Statement
from tests.oracle.steps import Working, answer_of, differ, lapsed, replaced
from tests.oracle.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST


def expectations(w: Working) -> list[dict[str, Any]]:
    """“Expected and conditional ones, not withdrawn, not replaced, not lapsed, not settled by a
    visible confirmation, …, not met.”"""
    found = [
        s
        for s in w.heard
        if s.certainty != "stated"
        and not replaced(s, w.candidates, w.speakers)
        and not lapsed(s, w.at)
        and not confirmed(s, w)
        and not met(s, w)
        and not met_for_good(s, w)
    ]
    return [
        {
            "change": s.change,
            "effect": s.effect,
            "extent": s.extent,
            "value": s.value,
            "until": s.until,
            "earliest": None if s.earliest == OPEN_EARLIEST else s.earliest,
            "latest": None if s.latest == OPEN_LATEST else s.latest,
            "certainty": s.certainty,
            "authority": AUTHORITY[s.authority],
            "source": s.source,
            "status": status(s, w.at),
        }
        for s, _, _ in once((s, None, "") for s in found)
    ]


def confirmed(s: Statement, w: Working) -> bool:
    """“Settled by a visible confirmation (not withdrawn; left out by 1 or put off or not) of
    sufficient authority.”"""
    return any(
        by.kind == "confirmed"
        and not by.withdrawn
        and (by.of, by.subject) == (s.change, s.subject)
        and by.authority >= s.authority
        for by in w.way
    )


def met(s: Statement, w: Working) -> bool:
    """“Met, by whoever: the answer has not lapsed and does not differ, and `at` has reached
    `earliest` (an open one always).” “A completion is met only for good.”"""
    return (
        not s.completes
        and w.deciding is not None
        and not lapsed(w.deciding, w.at)
        and not differ(answer_of(w.deciding, w.at), s.claim)
        and w.at >= s.earliest
    )


def met_for_good(s: Statement, w: Working) -> bool:
    """“Met for good: a candidate that does not differ, of at least its authority, published no
    earlier, with `latest` no earlier than its `earliest`.” “A completion is met … by a
    completion.”"""
    return any(
        by.completes == s.completes
        and not differ(by.claim, s.claim)
        and by.authority >= s.authority
        and by.published >= s.published
        and by.latest >= s.earliest
        for by in w.candidates
    )


def status(s: Statement, at: int) -> str:
    """“`overdue` where `at > latest`; else `due` where `at >= earliest` (here open ends never
    count); else `open`.”"""
    if s.latest != OPEN_LATEST and at > s.latest:
        return "overdue"
    if s.earliest != OPEN_EARLIEST and at >= s.earliest:
        return "due"
    return "open"
