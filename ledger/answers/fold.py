"""What holds for a subject at a moment, folded from the settled rows of its path and those above?

DESIGN 5 for the read model. `answer.py` is the same section over events, line by line;
property tests hold the two equal.
"""

from collections.abc import Iterable, Sequence

from events.words import AUTHORITY, OPEN_EARLIEST
from ledger.answers.disputed import deepest, disputes, same_path, unapplied
from ledger.answers.expected import expectations
from ledger.answers.settled import Settled, after_the_fact
from ledger.answers.shortcut import UNKNOWN, changed_within, shortcut
from ledger.answers.state import Otherwise, Population, State
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    EFFECT,
    EXTENT,
    KIND,
    LATEST,
    SUBJECT,
    UNTIL,
    Fields,
    Row,
    answered,
    claimed,
    identifier,
    lapsed,
    order,
)


def state(
    subject: str,
    chain: Sequence[Settled],
    at: int,
    *,
    day: tuple[int, int] | None = None,
    named: bool = False,
) -> State:
    """The answer for `subject` at `at`, with the first and last instant of the day if it was one.

    `chain` has the settled paths from the top to the subject itself, those without rows left out.
    `named` says whether something visible lies below; on the chain it is seen here.
    """
    if not named:
        named = any(path.named for path in chain)
    for path in chain:
        if not path.listed:
            chain = [path for path in chain if path.listed]
            break
    return shortcut(subject, chain, at, day=day, named=named) or folded(
        subject, chain, at, day=day, named=named
    )


def folded(
    subject: str, chain: Sequence[Settled], at: int, *, day: tuple[int, int] | None, named: bool
) -> State:
    """The answer, step by step: `chain` has the paths on which something is said."""
    candidates = [row for path in chain for row in path.stated if row[LATEST] <= at]  # 1
    later = [row for path in chain for row in path.stated if row[LATEST] > at]
    candidates.sort(key=order)  # 2
    rumours, previous, left = _give_way(candidates, chain, at)  # 3
    found, over = UNKNOWN, False
    answer: tuple[str, str | None] = ("unknown", None)
    if left:
        deciding = Row._make(left[-1])  # 4
        path = same_path(chain, deciding)
        over, answer = lapsed(deciding, at), answered(deciding, at)
        since, since_earliest, qualifier = _since(deciding, previous, at)  # 5
        found = State(
            subject,
            *answer,
            None if over else _population(deciding),
            None if over else _otherwise(left, at),
            since,
            since_earliest,
            qualifier,
            None if over else deciding.until,
            over,
            AUTHORITY[deciding.authority],
            deciding.source,
            deciding.party,
            deciding.published,
            identifier(deciding),
            deciding.seq,
            None if deciding.subject == subject else deciding.subject,
            tuple(sorted(set(path.amended_by.get(deciding.seq, ())))),
            named,
            *((), (), (), (), (), ()),
        )
    contests, asides = disputes(answer, left, rumours, at)  # 9
    if left:
        contests += unapplied(left[-1], same_path(chain, left[-1]), at)
    return found._replace(
        subject=subject,
        named=named,
        may_have_changed=_ids(row for row in later if row[EARLIEST] <= at),  # 7
        scheduled=_ids(row for row in later if row[EARLIEST] > at),
        contested_by=deepest(contests),
        set_aside=deepest(asides),
        changed_during_day=() if day is None else _ids(changed_within(candidates, day)),  # 10
        expectations=expectations(answer, over, chain, at),  # 8
    )


def _give_way(
    candidates: Sequence[Fields], chain: Sequence[Settled], at: int
) -> tuple[list[Fields], list[Fields], list[Fields]]:
    """(claims after the fact, lapsed ones that leave it to `previous`, what is left): 5.3."""
    rumours: list[Fields] = []
    previous: list[Fields] = []
    left: list[Fields] = []
    #: Path -> the greatest authority of its completions later in the order.
    completed: dict[str, int] = {}
    for row in reversed(candidates):
        if row[AFTERWARDS] == "previous" and lapsed(row, at):
            previous.append(row)
        elif row[KIND] == "grayscale_completed":
            rank = max(completed.get(row[SUBJECT], 0), row[AUTHORITY_RANK])
            completed[row[SUBJECT]] = rank
        elif row[EXTENT] == "grayscale" and row[AUTHORITY_RANK] <= completed.get(row[SUBJECT], 0):
            continue
        elif after_the_fact(row, chain):
            rumours.append(row)
        else:
            left.append(row)
    left.reverse()
    return rumours, previous, left


def _since(
    deciding: Row, previous: Iterable[Fields], at: int
) -> tuple[int, int | None, str | None]:
    """(since, since_earliest, qualifier): 5.5."""
    if deciding.until is not None and deciding.until <= at:
        since, stated = deciding.until, False
    else:
        since, stated = deciding.latest, True
    for row in previous:
        if row[UNTIL] > since and order(row) > order(deciding):
            since, stated = row[UNTIL], False
    if not stated:
        return since, since, None
    earliest = None if deciding.earliest == OPEN_EARLIEST else deciding.earliest
    return since, earliest, deciding.qualifier


def _otherwise(left: Sequence[Fields], at: int) -> Otherwise | None:
    """What holds for those not reached (5.6): what gave way stays so, since who spoke still did."""
    deciding = left[-1]
    if deciding[EXTENT] == "full":
        return None
    for row in reversed(left):
        if row[EXTENT] != "full" and row[SUBJECT] == deciding[SUBJECT]:
            continue
        if row[AUTHORITY_RANK] < deciding[AUTHORITY_RANK]:
            said = claimed(row, at)
            if said is not None and said[0] == deciding[EFFECT]:
                continue
        return Otherwise(answered(row, at)[0], identifier(row))
    return Otherwise("unknown", None)


def _population(claim: Row) -> Population | None:
    if claim.percent is None and claim.words is None:
        return None
    return Population(claim.percent, claim.words)


def _ids(rows: Iterable[Fields]) -> tuple[str, ...]:
    return tuple(sorted({identifier(row) for row in rows}))
