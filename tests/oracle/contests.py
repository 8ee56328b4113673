"""Who says otherwise? Section 5.9 of the design: no conflict is settled in silence."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events.words import AUTHORITY
from tests.oracle.paths import depth
from tests.oracle.standing import Claim, claim, deepest, order
from tests.oracle.state import Contest
from tests.oracle.visible import Statement


class GivenWay(NamedTuple):
    """A candidate that gave way: `previous`, `completion` or `after_the_fact`, and to what."""

    statement: Statement
    reason: str
    to: Statement | None


def contested(
    answer: Claim | None,
    deciding: Statement | None,
    left: Sequence[Statement],
    gave_way: Sequence[GivenWay],
    candidates: Sequence[Statement],
    chain: Sequence[Statement],
    at: int,
) -> tuple[Contest, ...]:
    """DESIGN 5.9: what claims another, and what did not apply for want of authority."""
    found = [(s, claim(s, at), "claim") for s in left if not superseded(s, left)] + [
        (each.statement, claim(each.statement, at), "after_the_fact")
        for each in gave_way
        if each.reason == "after_the_fact"
    ]
    found = [each for each in found if each[1] is not None and each[1] != answer]
    if deciding is not None:
        found += [
            (s, None, "amendment")
            for s in chain
            if s.amends
            and not s.withdrawn
            and (s.of, s.subject) == (deciding.change, deciding.subject)
            and s.authority < deciding.authority
        ]
        if deciding.extent == "grayscale":
            found += [
                (s, None, "completion")
                for s in candidates
                if s.completes and s.subject == deciding.subject and order(s) > order(deciding)
            ]
    return _contests(found)


def set_aside(
    answer: Claim | None, deciding: Statement | None, left: Sequence[Statement], at: int
) -> tuple[Contest, ...]:
    """DESIGN 5.9: named exceptions that a general word has overtaken."""
    if deciding is None:
        return ()
    return _contests(
        (s, claimed, "superseded")
        for s in left
        if depth(s.subject) > depth(deciding.subject)
        and (claimed := claim(s, at)) not in (None, answer)
        and superseded(s, left)
    )


def superseded(statement: Statement, left: Sequence[Statement]) -> bool:
    """Whether a later word of at least its authority, newer or by the same source, is left."""
    return any(
        order(s) > order(statement)
        and s.authority >= statement.authority
        and (s.published > statement.published or s.source == statement.source)
        for s in reversed(left)  # the last one mostly does
    )


def _contests(
    found: Iterable[tuple[Statement, Claim | None, str]],
) -> tuple[Contest, ...]:
    return tuple(
        Contest(
            s.change,
            claimed.effect if claimed else None,
            claimed.extent if claimed else None,
            AUTHORITY[s.authority],
            s.source,
            reason,
        )
        for s, claimed, reason in deepest(found, lambda each: each[0])
    )
