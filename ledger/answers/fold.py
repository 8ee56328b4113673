"""What holds for a subject at a moment, folded from the settled rows of its path and those above?

DESIGN 5 for the read model. `answer.py` is the same section over events, line by line;
property tests hold the two equal.
"""

from collections.abc import Sequence
from itertools import chain as chained
from typing import Final

from ledger.answers.decided import decided, otherwise
from ledger.answers.disputed import deepest, disputes, same_path, unapplied
from ledger.answers.expected import expectations
from ledger.answers.settled import Settled
from ledger.answers.shortcut import Heard, Moment, Standing, changed_within, heard, parted
from ledger.answers.state import UNKNOWN, Otherwise, State
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    EXTENT,
    KIND,
    LATEST,
    SEQ,
    SUBJECT,
    Claim,
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
        over = lapsed(deciding, at)
        answer: Claim = answered(deciding, at)
        contests, asides = disputes(answer, heard, at)  # 9
        path = same_path(chain, deciding)
        if path.unapplied or deciding[EXTENT] == "grayscale":
            contests += unapplied(deciding, path, at)
        decision = decided(
            subject,
            deciding,
            answer,
            over=over,
            beyond=_beyond(heard, at) if answer[1] != "full" else None,  # 6
            previous=heard.previous,
            amended_by=path.amended_by.get(deciding[SEQ], ()),
        )
    else:
        answer, over = ("unknown", None), False
        contests, asides = disputes(answer, heard, at)  # 9
        decision = _UNDECIDED
    return State._make(
        (
            subject,
            *decision,
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


def _beyond(heard: Heard, at: int) -> Otherwise:
    left = [row for _, _, row, _ in heard.left]
    deciding = left[0]
    left += chained.from_iterable(heard.overtaken)
    left.sort(key=order, reverse=True)
    return otherwise(deciding, left, at)


def _ids(ids: Sequence[str]) -> tuple[str, ...]:
    """All of them sorted in code points, each once."""
    return tuple(ids) if len(ids) == 1 else tuple(sorted(set(ids)))
