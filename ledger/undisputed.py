"""What holds where one source alone has spoken, for all and not yet taken over by anything before?

Most paths have such a history. Of section 5 nothing gives way then and nothing is contested, since
whoever comes later in the order supersedes the rest: the answer is found by bisection.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import itemgetter

from events.words import AUTHORITY, OPEN_EARLIEST
from ledger.rows import ANNOUNCEMENT, EARLIEST, LATEST, UNTIL, Fields, N, Row
from ledger.settled import Settled
from ledger.state import State

_latest = itemgetter(LATEST)
_UNKNOWN = State(
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


def undisputed(
    subject: str, chain: Sequence[Settled], at: int, *, day: tuple[int, int] | None, named: bool
) -> State | None:
    """The answer as `ledger.fold.state` gives it; None where it is not as simple as that.

    `chain` has the paths on which something is said.
    """
    if len(chain) != 1 or chain[0].sole is None:
        return None
    path = chain[0]
    rows = path.stated
    closed = bisect_right(rows, at, key=_latest)
    later = rows[closed:]
    changed = _ids(_changed(rows[:closed], day)) if day is not None and closed else ()
    may_have_changed: tuple[str, ...] = ()
    scheduled: tuple[str, ...] = ()
    if later:
        may_have_changed = _ids(row for row in later if row[EARLIEST] <= at)
        scheduled = _ids(row for row in later if row[EARLIEST] > at)
    if not closed:
        return unknown(subject)._replace(
            named=named, may_have_changed=may_have_changed, scheduled=scheduled
        )
    deciding = Row._make(rows[closed - 1])
    until = deciding.until
    lapsed = until is not None and until <= at
    earliest = deciding.earliest
    since = until if lapsed else deciding.latest
    by = path.amended_by
    return State(
        subject,
        deciding.afterwards if lapsed else deciding.effect,  # type: ignore[arg-type]
        "full",
        None,
        None,
        since,
        since if lapsed else None if earliest == OPEN_EARLIEST else earliest,
        None if lapsed else deciding.qualifier,
        None if lapsed else until,
        lapsed,
        AUTHORITY[deciding.authority],
        deciding.source,
        deciding.party,
        deciding.published,
        f"{deciding.announcement}#{deciding.n}",
        deciding.seq,
        None if deciding.subject == subject else deciding.subject,
        tuple(sorted(set(by[deciding.seq]))) if deciding.seq in by else (),
        named,
        may_have_changed,
        scheduled,
        (),
        (),
        changed,
        (),
    )


def unknown(subject: str) -> State:
    """That nothing decides; `named` and the lists are for the caller to fill in."""
    return _UNKNOWN._replace(subject=subject)


def _changed(rows: Iterable[Fields], day: tuple[int, int]) -> Iterable[Fields]:
    """Those that closed, or lapsed, within the day after its first instant (DESIGN 5.10)."""
    first, last = day
    for row in rows:
        until = row[UNTIL]
        closed = first <= row[EARLIEST] and first < row[LATEST] <= last
        if closed or (until is not None and first < until <= last):
            yield row


def _ids(rows: Iterable[Fields]) -> tuple[str, ...]:
    return tuple(sorted([f"{row[ANNOUNCEMENT]}#{row[N]}" for row in rows]))
