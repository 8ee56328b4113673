"""What became of what was expected? Section 5.8 of the design."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST
from tests.oracle.standing import Claim, deepest, lapsed, never
from tests.oracle.state import Expectation
from tests.oracle.visible import Statement


class Outcome(NamedTuple):
    """What became of an expectation: `open`, `due`, `overdue`, `lapsed`, `met` or `confirmed`."""

    statement: Statement
    status: str
    by: Statement | None


def outcome(
    expected: Statement,
    answer: Claim | None,
    deciding: Statement | None,
    candidates: Sequence[Statement],
    chain: Sequence[Statement],
    at: int,
) -> Outcome:
    """DESIGN 5.8: what became of an expectation by `at`."""
    if lapsed(expected, at):
        return Outcome(expected, "lapsed", None)
    for s in chain:
        if (
            s.kind == "confirmed"
            and not s.withdrawn
            and not never(s)
            and (s.of, s.subject) == (expected.change, expected.subject)
            and s.authority >= expected.authority
        ):
            return Outcome(expected, "confirmed", s)
    if (
        deciding is not None
        and not expected.completes
        and not lapsed(deciding, at)
        and answer == Claim(str(expected.effect), str(expected.extent))
        and at >= expected.earliest
    ):
        return Outcome(expected, "met", deciding)
    for s in candidates:
        same = (
            s.completes
            if expected.completes
            else not s.completes and (s.effect, s.extent) == (expected.effect, expected.extent)
        )
        if (
            same
            and s.authority >= expected.authority
            and s.published >= expected.published
            and s.latest >= expected.earliest
        ):
            return Outcome(expected, "met", s)
    if at > expected.latest:
        return Outcome(expected, "overdue", None)
    due = expected.earliest != OPEN_EARLIEST and at >= expected.earliest
    return Outcome(expected, "due" if due else "open", None)


def expectations(outcomes: Iterable[Outcome]) -> tuple[Expectation, ...]:
    listed = [o for o in outcomes if o.status in ("open", "due", "overdue")]
    return tuple(
        Expectation(
            s.change,
            s.effect,
            s.extent,
            None if s.earliest == OPEN_EARLIEST else s.earliest,
            None if s.latest == OPEN_LATEST else s.latest,
            s.certainty,
            AUTHORITY[s.authority],
            s.source,
            status,
        )
        for s, status, _ in deepest(listed, lambda o: o.statement)
    )
