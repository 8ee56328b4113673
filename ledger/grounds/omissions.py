"""What was said on a subject's way and does not show in its state, though a reader looks for it?

A term that ended and gave back what held before it, what excepts the subject, and what never holds,
since its term ends before it begins. Pure: which of them there are, and no words.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.statements import Statement


class Omissions(NamedTuple):
    """Of one state: the term that ended and left what held before it, what excepts the subject and
    would decide otherwise, then or later, and what never holds; in order."""

    ended: Statement | None
    sparing: Sequence[Statement]
    never: Sequence[Statement]


def omissions(way: Way, state: State, deciding: Statement | None, at: int) -> Omissions:
    """All of a state at an instant; `deciding`: what decides."""
    return Omissions(
        ended(way, state, deciding, at),
        _sparing(way, deciding, at),
        [each for each in never(way) if way.replaced(each, at) is None],
    )


def sparing(way: Way) -> list[Statement]:
    """What is stated and excepts a path on the way, in order."""
    return sorted([e for path in way.paths for e in path.excepting if way.excepted(e)])


def never(way: Way) -> list[Statement]:
    """What never holds, for its term ends before it begins, in order."""
    return sorted([e for path in way.paths for e in path.never if not way.excepted(e)])


def excepted_by_name(way: Way) -> bool:
    """Whether anything that speaks excepts the subject by its own path."""
    some = [path for path in way.paths if path.excepts]
    return any(way.subject in each.said.excepts for path in some for each in path.spoken)


def _sparing(way: Way, deciding: Statement | None, at: int) -> Sequence[Statement]:
    """Of what has begun only the last, where that would come after what decides."""
    found = [each for each in sparing(way) if not each.lapsed(at)]
    if not found:
        return ()
    begun = [each for each in found if each.latest <= at]
    last = [each for each in begun[-1:] if deciding is None or each > deciding]
    return [*last, *(each for each in found if each.latest > at)]


def ended(way: Way, state: State, deciding: Statement | None, at: int) -> Statement | None:
    """The last term that ran out, after which what held before it holds again as its source said,
    where that is since when the state holds, or where nothing is left."""
    if deciding is not None and (state.lapsed or state.since == deciding.latest):
        return None
    found: list[tuple[int, Statement]] = []
    for each in (each for path in way.paths for each in path.yielding):
        end = each.until
        if end is None or (deciding is not None and (end != state.since or each < deciding)):
            continue
        gone = way.gives_way(each, at) if each.latest <= at else None
        if gone is not None and gone.reason == "previous" and not way.excepted(each):
            found.append((end, each))
    return max(found)[1] if found else None
