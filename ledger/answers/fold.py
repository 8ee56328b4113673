"""What holds for a subject at a moment, folded from the settled rows of its path and those above?

DESIGN 5 for the read model. `answer.py` is the same section over events, line by line;
property tests hold the two equal.
"""

from collections.abc import Iterable, Sequence
from itertools import chain as chained
from typing import Final

from events.words import AUTHORITY, OPEN_EARLIEST
from ledger.answers.disputed import deepest, disputes, same_path, unapplied
from ledger.answers.expected import expectations
from ledger.answers.settled import Settled
from ledger.answers.shortcut import Claim, Heard, Moment, Standing, changed_within, heard, parted
from ledger.answers.state import UNKNOWN, Otherwise, Population, State
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    EFFECT,
    EXTENT,
    KIND,
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
    Fields,
    answered,
    claimed,
    identifier,
    lapsed,
    order,
)

#: What it says between the subject and `named`.
_UNDECIDED: Final = UNKNOWN[1 : State._fields.index("named")]


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
    moment = (at, day)
    return folded(subject, chain, at, heard(chain, moment) or _heard(chain, moment), named=named)


def folded(subject: str, chain: Sequence[Settled], at: int, heard: Heard, *, named: bool) -> State:
    """The answer: `chain` has the paths on which something is said, `heard` what of it counts."""
    left = heard.left
    if left:
        deciding = left[0][2]  # 4
        until = deciding[UNTIL]
        over = until is not None and until <= at
        answer: Claim = (
            (deciding[AFTERWARDS] or "undetermined", "full")
            if over
            else (deciding[EFFECT], deciding[EXTENT])
        )
        contests, asides = disputes(answer, heard, at)  # 9
        path = same_path(chain, deciding)
        if path.unapplied or deciding[EXTENT] == "grayscale":
            contests += unapplied(deciding, path, at)
        amended = path.amended_by.get(deciding[SEQ])
        full = over or answer[1] == "full"
        decided: Fields = (
            *answer,
            None if full else _population(deciding),
            None if full else _otherwise(heard, at),
            *_since(deciding, heard.previous, over=over),  # 5
            None if over else until,
            over,
            AUTHORITY[deciding[AUTHORITY_RANK]],
            deciding[SOURCE],
            deciding[PARTY],
            deciding[PUBLISHED],
            identifier(deciding),
            deciding[SEQ],
            None if deciding[SUBJECT] == subject else deciding[SUBJECT],
            tuple(sorted(set(amended))) if amended else (),
        )
    else:
        answer, over = ("unknown", None), False
        contests, asides = disputes(answer, heard, at)  # 9
        decided = _UNDECIDED
    return State._make(
        (
            subject,
            *decided,
            named,
            _ids(heard.may) if heard.may else (),  # 7
            _ids(heard.scheduled) if heard.scheduled else (),
            deepest(contests) if contests else (),
            deepest(asides) if asides else (),
            _ids(heard.changed) if heard.changed else (),  # 10
            expectations(answer, over, chain, at) if heard.hopes else (),  # 8
        )
    )


def _heard(chain: Sequence[Settled], moment: Moment) -> Heard:
    """What is heard at a moment, step by step: where there are grayscale tests."""
    at, _ = moment
    stated = [row for path in chain for row in path.stated]
    candidates = [row for row in stated if row[LATEST] <= at]  # 1
    candidates.sort(key=order, reverse=True)  # 2
    standing: list[Standing] = []
    previous: list[Fields] = []
    #: Path -> the greatest authority of its completions later in the order.
    completed: dict[str, int] = {}
    for row in candidates:  # 3
        if row[AFTERWARDS] == "previous" and lapsed(row, at):
            previous.append(row)
        elif row[KIND] == "grayscale_completed":
            rank = max(completed.get(row[SUBJECT], 0), row[AUTHORITY_RANK])
            completed[row[SUBJECT]] = rank
        elif row[EXTENT] == "grayscale" and row[AUTHORITY_RANK] <= completed.get(row[SUBJECT], 0):
            continue
        else:
            standing.append((row[LATEST], len(row[SUBJECT]), row, claimed(row, at)))
    later = [row for row in stated if row[LATEST] > at]
    found = Heard()
    found.left, found.rumours = parted(standing, chain)
    found.previous = previous
    found.may = [identifier(row) for row in later if row[EARLIEST] <= at]
    found.scheduled = [identifier(row) for row in later if row[EARLIEST] > at]
    found.changed = list(map(identifier, changed_within(stated, moment)))
    found.hopes = True
    return found


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


def _otherwise(heard: Heard, at: int) -> Otherwise:
    """What holds for those not reached (5.6): what gave way stays so, since who spoke still did."""
    left = [row for _, _, row, _ in heard.left]
    deciding = left[0]
    left += chained.from_iterable(heard.overtaken)
    left.sort(key=order, reverse=True)
    for row in left:
        if row[EXTENT] != "full" and row[SUBJECT] == deciding[SUBJECT]:
            continue
        if row[AUTHORITY_RANK] < deciding[AUTHORITY_RANK]:
            said = claimed(row, at)
            if said is not None and said[0] == deciding[EFFECT]:
                continue
        return Otherwise(answered(row, at)[0], identifier(row))
    return Otherwise("unknown", None)


def _population(claim: Fields) -> Population | None:
    percent, words = claim[PERCENT], claim[WORDS]
    return None if percent is None and words is None else Population(percent, words)


def _ids(ids: Sequence[str]) -> tuple[str, ...]:
    """All of them sorted in code points, each once."""
    return tuple(ids) if len(ids) == 1 else tuple(sorted(set(ids)))
