"""What of one path still bears on answers at a moment, and what can be passed over?"""

from bisect import bisect_left
from collections.abc import Sequence, Set
from itertools import accumulate
from operator import attrgetter
from typing import Final, NamedTuple

from events.words import OPEN_EARLIEST
from ledger.contents import EXCEPTS, PARTS, YIELDS
from ledger.statements import Statement

#: Of a path with no more statements each is looked at.
SHORT: Final = 16
#: Traits of what may not be firm.
_UNSURE: Final = YIELDS | EXCEPTS | PARTS
_published = attrgetter("published")
_authority = attrgetter("authority")


class Bearing(NamedTuple):
    """The candidates of one path at an instant (DESIGN 5.1): those that can be left or contested,
    the last in the order first, and those that were `passed` over, in no order. What comes after
    the first `end` statements begins later. `shaken`: the positions of those that may give way to
    what other paths of a way say.

    Lemma. Let A be *firm*: a candidate that gives way on no way (not shaken, no completion, no test
    on a path with completions, not lapsed with `previous`), that is excepted on none, and is no
    part. Let B come before it on its path, of no greater authority, published before it. Then on no
    way does B decide, or contest as a claim, or move `since`. For A is left. What decides is A or
    later in the order (5.4), and so is what moves `since` (5.5). And if B is left, A supersedes it,
    since A is no part (5.9). So B is passed over.

    B still counts in 5.6, where A may be unheard; where B is `set_aside` or a claim after the fact;
    where it meets an expectation, or changed within the day: there all candidates are looked at. If
    B is left, it may also supersede some C. As the newer: then A is newer still, and no lesser. As
    of the same source and publication: then A is newer than C. As of the same source and start:
    then C, which is newer than B and before it in the order, is of a less particular path, and is
    looked for by its start: `Way.beside`.
    """

    at: int
    shaken: Set[int]
    end: int
    left: Sequence[Statement]
    passed: Sequence[Statement]


#: The ids of what may have changed by an instant, and of what is scheduled (DESIGN 5.7); in code
#: points, each once.
Outlook = tuple[tuple[str, ...], tuple[str, ...]]

#: Nothing is to come.
NOTHING: Final[Outlook] = ((), ())


def outlook(later: Sequence[Statement], at: int) -> Outlook:
    """The same, of what is stated and has not begun for certain."""
    if not later:
        return NOTHING
    scheduled = [f"{each.announcement}#{each.n}" for each in later if each.earliest > at]
    if len(scheduled) == len(later):
        return (), ids(scheduled)
    return ids([each.change for each in later if each.earliest <= at]), ids(scheduled)


def ids(found: Sequence[str]) -> tuple[str, ...]:
    """In code points, each once."""
    return tuple(sorted(set(found))) if len(found) > 1 else tuple(found)


def joined(outlooks: Sequence[Outlook]) -> Outlook:
    """All of them together."""
    may_have_changed, scheduled = outlooks[0]
    for maybe, later in outlooks[1:]:
        if maybe:
            may_have_changed = _merged(may_have_changed, maybe)
        if later:
            scheduled = _merged(scheduled, later)
    return may_have_changed, scheduled


def _merged(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """The ids of both. A path above has many, for each of the many below it."""
    if len(one) < len(other):
        one, other = other, one
    if not other:
        return one
    found = list(one)
    for id in other:
        place = bisect_left(found, id)
        if place == len(found) or found[place] != id:
            found.insert(place, id)
    return tuple(found)


#: Of the first N statements the greatest authority and the last publication.
Before = tuple[Sequence[int], Sequence[int]]


def before(stated: Sequence[Statement]) -> Before:
    """The same, of a path's."""
    return (
        list(accumulate(map(_authority, stated), max, initial=0)),
        list(accumulate(map(_published, stated), max, initial=OPEN_EARLIEST)),
    )


def begun(stated: Sequence[Statement], at: int) -> int:
    """How many of them, which are in order, are candidates at an instant (DESIGN 5.1)."""
    # Statements begin with `latest`, so that they are compared without asking for it.
    return bisect_left(stated, (at + 1,))


def bearing(
    stated: Sequence[Statement],
    at: int,
    shaken: Set[int],
    *,
    sums: Before | None,
    tests: bool,
) -> Bearing:
    """What of a path's bears on an answer; `sums`, where they are known; `tests`: it has
    completions."""
    end = begun(stated, at)
    left: list[Statement] = []
    passed: list[Statement] = []
    #: Of the firm one of the greatest authority, and of several such the newest.
    authority, published = 0, OPEN_EARLIEST
    for each in reversed(stated[:end]):
        if each.authority <= authority and each.published < published:
            passed.append(each)
            continue
        left.append(each)
        if (
            each.authority >= authority
            and (not shaken or each.seq not in shaken)
            and (not each.said.traits & _UNSURE or _firm(each, at, tests=tests))
        ):
            authority, published = each.authority, each.published
            if sums:
                earlier = end - len(left) - len(passed)
                if authority >= sums[0][earlier] and published > sums[1][earlier]:
                    passed += stated[:earlier]
                    break
    return tuple.__new__(Bearing, (at, shaken, end, left, passed))


def _firm(statement: Statement, at: int, *, tests: bool) -> bool:
    """Whether one that is not shaken is left on each way, and is no part: see `Bearing`."""
    said = statement.said
    return not (
        said.excepts
        or said.completes
        or statement.extent == "partial"
        or (tests and statement.extent == "grayscale")
        or (said.afterwards == "previous" and statement.lapsed(at))
    )
