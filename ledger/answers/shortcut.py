"""What holds, found the short way where the long way of fold.py would come to the same?

Section 5 asks each change of the path and of all above it what it claims and what it gives way to.
Most of them cannot matter: their own source said something later there, with no less authority.
They are passed over once for each path, and for all the paths below it.
Grayscale tests and answers for a part only go the long way.
"""

from bisect import bisect_right
from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from events.words import AUTHORITY, OPEN_EARLIEST
from ledger.answers.disputed import Found, Later, contest, deepest, same_path, unapplied
from ledger.answers.expected import expectations
from ledger.answers.settled import Settled, after_the_fact
from ledger.answers.state import Expectation, State
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    EFFECT,
    EXTENT,
    LATEST,
    PARTY,
    PUBLISHED,
    QUALIFIER,
    SEQ,
    SOURCE,
    SUBJECT,
    UNTIL,
    Fields,
    claimed,
    identifier,
    order,
)

#: That nothing decides, of no subject yet.
UNKNOWN: Final = State(
    subject="",
    effect="unknown",
    extent=None,
    population=None,
    otherwise=None,
    since=None,
    since_earliest=None,
    qualifier=None,
    until=None,
    lapsed=False,
    authority=None,
    source=None,
    party=None,
    published=None,
    change=None,
    seq=None,
    inherited_from=None,
    amended_by=(),
    named=False,
    may_have_changed=(),
    scheduled=(),
    contested_by=(),
    set_aside=(),
    changed_during_day=(),
    expectations=(),
)
_OFFICIAL: Final = 4
#: (latest, depth, published, authority, position, row): in the order of DESIGN 5.2.
_Standing = tuple[int, int, int, int, int, Fields]
_latest = itemgetter(LATEST)


class _Held:
    """One path at one moment: what of it can still matter there, and for the paths below.

    `standing` is in order; `overtaken` is certainly left and certainly superseded; `previous` has
    lapsed and left it to what was before. The others are change ids.
    """

    __slots__ = ("at", "changed", "may", "overtaken", "previous", "scheduled", "standing")

    def __init__(self, path: Settled, at: tuple[int, tuple[int, int] | None]) -> None:
        self.at = at
        instant, day = at
        rows = path.stated
        closed = bisect_right(rows, instant, key=_latest)
        later = rows[closed:]
        self.may = [identifier(row) for row in later if row[EARLIEST] <= instant]
        self.scheduled = [identifier(row) for row in later if row[EARLIEST] > instant]
        self.changed = (
            [] if day is None else [identifier(row) for row in changed_within(rows[:closed], day)]
        )
        self.standing: list[_Standing] = []
        self.overtaken: list[Fields] = []
        self.previous: list[Fields] = []
        depth = path.path.count("/")
        #: Source -> (authority, published) of one of its changes, later and certainly left.
        certain: dict[str, tuple[int, int]] = {}
        for index in range(closed - 1, -1, -1):
            row = rows[index]
            if row[AFTERWARDS] == "previous" and row[UNTIL] is not None and row[UNTIL] <= instant:
                self.previous.append(row)
                continue
            rank, published = row[AUTHORITY_RANK], row[PUBLISHED]
            # Nobody can have spoken with more authority between its start and its publication.
            if rank == _OFFICIAL or published <= row[LATEST]:
                word = certain.get(row[SOURCE])
                # The later word supersedes it, and whatever it would supersede on any path.
                if word is not None and word[0] >= rank and word[1] >= published:
                    self.overtaken.append(row)
                    continue
                certain[row[SOURCE]] = (rank, published)
            self.standing.append((row[LATEST], depth, published, rank, row[SEQ], row))
        self.standing.reverse()


def shortcut(
    subject: str, chain: Sequence[Settled], at: int, *, day: tuple[int, int] | None, named: bool
) -> State | None:
    """The answer; None where it has to be found the long way.

    `chain` has the paths on which something is said, from the top.
    """
    moment = (at, day)
    held: list[_Held] = []
    for path in chain:
        if path.piloted:
            return None
        kept = path.held
        if kept is None or kept.at != moment:
            kept = path.held = _Held(path, moment)
        held.append(kept)
    if len(held) == 1:
        standing = held[0].standing
    else:
        standing = [each for kept in held for each in kept.standing]
        standing.sort()

    rumours: list[Fields] = []
    deciding: _Standing | None = None
    answer: tuple[str, str | None] = ("unknown", None)
    over = False
    contests: Found = []
    asides: Found = []
    later = Later()
    for each in reversed(standing):
        row = each[5]
        if each[3] < _OFFICIAL and each[2] > each[0] and after_the_fact(row, chain):
            rumours.append(row)
            continue
        if deciding is None:
            deciding = each
            until = row[UNTIL]
            over = until is not None and until <= at
            if over:
                answer = (row[AFTERWARDS] or "undetermined", "full")
            elif row[EXTENT] == "full":
                answer = (row[EFFECT], "full")
            else:
                return None
        else:
            said = claimed(row, at)
            if said is not None and said != answer:
                if not later.supersedes(row):
                    contests.append((each[1], contest(row, "claim", said)))
                elif each[1] > deciding[1]:
                    asides.append((each[1], contest(row, "superseded", said)))
        later.add(row)
    for row in rumours:
        said = claimed(row, at)
        if said is not None and said != answer:
            contests.append((row[SUBJECT].count("/"), contest(row, "after_the_fact", said)))
    lists = (
        named,
        _ids([kept.may for kept in held if kept.may]),
        _ids([kept.scheduled for kept in held if kept.scheduled]),
    )
    changed = _ids([kept.changed for kept in held if kept.changed])
    hoped: tuple[Expectation, ...] = ()
    for path in chain:
        if path.expected:
            hoped = expectations(answer, over, chain, at)
            break
    if deciding is None:
        return State(subject, *UNKNOWN[1:18], *lists, deepest(contests), (), changed, hoped)
    row = deciding[5]
    path = same_path(chain, row)
    if path.unapplied:
        contests += unapplied(row, path, at)
    for kept in held:
        for other in kept.overtaken:
            if other[SUBJECT].count("/") > deciding[1]:
                said = claimed(other, at)
                if said is not None and said != answer:
                    asides.append((other[SUBJECT].count("/"), contest(other, "superseded", said)))
    since = row[UNTIL] if over else row[LATEST]
    stated = not over
    for kept in held:
        for other in kept.previous:
            if other[UNTIL] > since and order(other) > deciding[:5]:
                since, stated = other[UNTIL], False
    earliest = row[EARLIEST]
    by = path.amended_by.get(row[SEQ], ())
    return State(
        subject,
        answer[0],
        "full",
        None,
        None,
        since,
        (None if earliest == OPEN_EARLIEST else earliest) if stated else since,
        row[QUALIFIER] if stated else None,
        None if over else row[UNTIL],
        over,
        AUTHORITY[deciding[3]],
        row[SOURCE],
        row[PARTY],
        deciding[2],
        identifier(row),
        deciding[4],
        None if row[SUBJECT] == subject else row[SUBJECT],
        tuple(sorted(set(by))) if by else (),
        *lists,
        deepest(contests),
        deepest(asides),
        changed,
        hoped,
    )


def changed_within(rows: Sequence[Fields], day: tuple[int, int]) -> list[Fields]:
    """Those that closed, or lapsed, within the day after its first instant (DESIGN 5.10)."""
    first, last = day
    return [
        row
        for row in rows
        if (first <= row[EARLIEST] and first < row[LATEST] <= last)
        or (row[UNTIL] is not None and first < row[UNTIL] <= last)
    ]


def _ids(lists: list[list[str]]) -> tuple[str, ...]:
    """All of them sorted in code points, each once."""
    if not lists:
        return ()
    if len(lists) == 1:
        return tuple(sorted(lists[0]))
    return tuple(sorted({each for ids in lists for each in ids}))
