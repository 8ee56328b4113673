"""Which changes can still matter at a moment, found the short way where nobody tests on a few?

Section 5 asks each change of the path and of all above it what it claims and what it gives way to.
Most of them cannot matter: their own source said something later there, with no less authority.
They are passed over once for each path, and for all the paths below it.
Grayscale tests go the long way of fold.py, which comes to the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from ledger.answers.settled import Settled, after_the_fact
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    CERTAINTY,
    EARLIEST,
    EFFECT,
    EXTENT,
    LATEST,
    PUBLISHED,
    SOURCE,
    UNTIL,
    Claim,
    Fields,
    claimed,
    identifier,
)

_GREATEST: Final = 5
_PLAIN: Final = ("full", "gradual")
#: An instant, and the first and last instant of the day if it was one.
Moment = tuple[int, tuple[int, int] | None]
#: (latest, length of the path, row, what it claims at the moment): on one chain of paths these
#: sort in the order of DESIGN 5.2.
Standing = tuple[int, int, Fields, Claim | None]


class Heard:
    """What is heard at a moment, on one path or on it and those above; lists, the last one first.

    `left` is what has not given way (5.3), without what is `overtaken`, path by path: certainly
    left, and certainly superseded by what is in `left`. `rumours` are the claims after the fact;
    `previous` has lapsed and left it to what was before. The ids of what `may` have changed, is
    `scheduled` and `changed` within the day are in no order; `hopes`: something is
    expected.
    """

    __slots__ = (
        "changed",
        "hopes",
        "left",
        "may",
        "overtaken",
        "previous",
        "rumours",
        "scheduled",
    )

    def __init__(self) -> None:
        self.left: Sequence[Standing] = ()
        self.rumours: Sequence[Standing] = ()
        self.previous: Sequence[Fields] = ()
        self.overtaken: Sequence[Sequence[Fields]] = ()
        self.may: Sequence[str] = ()
        self.scheduled: Sequence[str] = ()
        self.changed: Sequence[str] = ()
        self.hopes = False


class _Held(Heard):
    """One path at one moment; `left` is what may be left, claims after the fact among it.

    `piloted`: there are grayscale tests, or completions of them, and nothing else is told;
    `doubtful`: there may be claims after the fact; `more`: there is anything but `left`.
    """

    __slots__ = ("doubtful", "moment", "more", "piloted")

    def __init__(self, path: Settled, moment: Moment) -> None:
        super().__init__()
        self.moment = moment
        self.doubtful = self.more = self.piloted = False
        at, day = moment
        length = len(path.path)
        left: list[Standing] = []
        overtaken: list[Fields] = []
        previous: list[Fields] = []
        may: list[str] = []
        scheduled: list[str] = []
        #: Source -> (authority, published) of one of its changes, later and certainly left.
        certain: dict[str, tuple[int, int]] = {}
        for row in reversed(path.spoken):
            certainty = row[CERTAINTY]
            if certainty != "stated":
                if certainty is not None:
                    self.hopes = self.more = True
                continue
            latest, until = row[LATEST], row[UNTIL]
            if until is not None and until <= row[EARLIEST]:
                continue
            if latest > at:
                (may if row[EARLIEST] <= at else scheduled).append(identifier(row))
                continue
            claim: Claim | None
            if until is None or until > at:
                claim = (row[EFFECT], row[EXTENT])
            elif row[AFTERWARDS] == "previous":
                previous.append(row)
                continue
            else:
                claim = claimed(row, at)
            if row[EXTENT] not in _PLAIN:
                self.piloted = True
                return
            published, rank = row[PUBLISHED], row[AUTHORITY_RANK]
            # Nobody can have spoken with more authority between its start and its publication.
            if rank == _GREATEST or published <= latest:
                source = row[SOURCE]
                word = certain.get(source)
                # The later word supersedes it, and whatever it would supersede on any path.
                if word is not None and word[0] >= rank and word[1] >= published:
                    overtaken.append(row)
                    continue
                certain[source] = (rank, published)
            else:
                self.doubtful = True
            left.append((latest, length, row, claim))
        self.left = left
        if day is not None:
            self.changed = list(map(identifier, changed_within(path.stated, moment)))
        if overtaken or previous or may or scheduled or self.changed:
            self.more = True
            self.overtaken = [overtaken] if overtaken else ()
            self.previous, self.may, self.scheduled = previous, may, scheduled


def heard(chain: Sequence[Settled], moment: Moment) -> Heard | None:
    """Of the paths on which something is said, from the top; None: only the long way tells."""
    found = Heard()
    left: list[Standing] = []
    doubtful = False
    for path in chain:
        held: _Held | None = path.held
        if held is None or held.moment != moment:
            held = path.held = _Held(path, moment)
        if held.piloted:
            return None
        left += held.left
        if held.doubtful:
            doubtful = True
        if held.more:
            found.hopes = found.hopes or held.hopes
            if held.previous:
                found.previous = [*found.previous, *held.previous]
            if held.overtaken:
                found.overtaken = [*found.overtaken, *held.overtaken]
            if held.may:
                found.may = [*found.may, *held.may]
            if held.scheduled:
                found.scheduled = [*found.scheduled, *held.scheduled]
            if held.changed:
                found.changed = [*found.changed, *held.changed]
    if len(chain) > 1:
        left.sort(reverse=True)
    if doubtful:
        found.left, found.rumours = parted(left, chain)
    else:
        found.left = left
    return found


def parted(
    standing: Iterable[Standing], chain: Sequence[Settled]
) -> tuple[list[Standing], list[Standing]]:
    """What is left, and the claims after the fact (5.3)."""
    left: list[Standing] = []
    rumours: list[Standing] = []
    for each in standing:
        (rumours if after_the_fact(each[2], chain) else left).append(each)
    return left, rumours


def changed_within(rows: Iterable[Fields], moment: Moment) -> Iterator[Fields]:
    """Those that closed, or lapsed, within the day after its first instant (DESIGN 5.10)."""
    at, day = moment
    if day is None:
        return
    first, last = day
    for row in rows:
        if row[LATEST] <= at and (
            (first <= row[EARLIEST] and first < row[LATEST] <= last)
            or (row[UNTIL] is not None and first < row[UNTIL] <= last)
        ):
            yield row
