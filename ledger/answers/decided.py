"""What does the deciding change make of a state? DESIGN 5.4 to 5.6 for the read model."""

from collections.abc import Iterable, Sequence

from events.words import AUTHORITY, OPEN_EARLIEST
from ledger.answers.state import Otherwise, Population
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    EFFECT,
    EXTENT,
    LATEST,
    PARTY,
    PERCENT,
    PUBLISHED,
    QUALIFIER,
    SEQ,
    SOURCE,
    SUBJECT,
    UNTIL,
    WORDS,
    Claim,
    Fields,
    answered,
    claimed,
    identifier,
    order,
)


def decided(
    subject: str,
    deciding: Fields,
    answer: Claim,
    *,
    over: bool,
    beyond: Otherwise | None,
    previous: Iterable[Fields],
    amended_by: Sequence[str],
) -> Fields:
    """The fields of a State from `effect` to `amended_by`.

    `over`: its term has run out, and `answer` is what follows. `previous`: what lapsed and left it
    to what was before. `amended_by`: the ids of what amends it, in no order.
    """
    return (
        *answer,
        None if over else _population(deciding),
        beyond,
        *_since(deciding, previous, over=over),  # 5
        None if over else deciding[UNTIL],
        None if over or deciding[UNTIL] is None else deciding[AFTERWARDS],
        over,
        AUTHORITY[deciding[AUTHORITY_RANK]],
        deciding[SOURCE],
        deciding[PARTY],
        deciding[PUBLISHED],
        identifier(deciding),
        deciding[SEQ],
        None if deciding[SUBJECT] == subject else deciding[SUBJECT],
        tuple(sorted(set(amended_by))) if amended_by else (),
    )


def otherwise(deciding: Fields, left: Iterable[Fields], at: int) -> Otherwise:
    """What holds for those not reached (5.6), of what has not given way, the last one first.

    What gave way stays so, since who spoke still did.
    """
    for row in left:
        if row[EXTENT] != "full" and row[SUBJECT] == deciding[SUBJECT]:
            continue
        if row[AUTHORITY_RANK] < deciding[AUTHORITY_RANK]:
            said = claimed(row, at)
            if said is not None and said[0] == deciding[EFFECT]:
                continue
        return Otherwise(answered(row, at)[0], identifier(row))
    return Otherwise("unknown", None)


def _since(
    deciding: Fields, previous: Iterable[Fields], *, over: bool
) -> tuple[int, int | None, str | None]:
    """(since, since_earliest, qualifier): 5.5."""
    since = deciding[UNTIL] if over else deciding[LATEST]
    for row in previous:
        if row[UNTIL] > since and order(row) > order(deciding):
            since, over = row[UNTIL], True
    if over:
        return since, since, None
    earliest = deciding[EARLIEST]
    return since, None if earliest == OPEN_EARLIEST else earliest, deciding[QUALIFIER]


def _population(deciding: Fields) -> Population | None:
    percent, words = deciding[PERCENT], deciding[WORDS]
    return None if percent is None and words is None else Population(percent, words)
