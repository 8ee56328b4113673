"""From when on can an answer differ, when what its paths say has changed?

Before that instant nothing needs to be asked again, so that an event on a busy path does not cost
the whole of its timeline.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from events.words import AMENDMENTS
from ledger.answers.course import Course
from ledger.answers.settled import Settled
from ledger.rows import (
    ANNOUNCEMENT,
    AUTHORITY_RANK,
    CERTAINTY,
    EARLIEST,
    EFFECT,
    EXTENT,
    KIND,
    LATEST,
    OF,
    PUBLISHED,
    SEQ,
    Fields,
    N,
)


class Move(NamedTuple):
    """What of one path moved between two settlings, as far as answers depend on it.

    `stated`: statements that came, went or stand otherwise; `spoke`: who began or ceased to speak,
    as (published, authority). What is expected changes no state.
    """

    stated: tuple[Fields, ...]
    spoke: frozenset[tuple[int, int]]
    listed: bool

    @property
    def nothing(self) -> bool:
        return not (self.stated or self.spoke or self.listed)


def move(was: Course, now: Course, row: Fields | None) -> Move:
    """What moved between two courses of one path; `row`: by getting that one, and nothing else."""
    if now.mark is was.mark:
        return Move((), frozenset(), False)
    if row is None or row[OF] is not None or not was.settled.listed:
        return _moved(was.settled, now.settled)
    stated = row[CERTAINTY] == "stated"
    return Move((row,) if stated else (), frozenset([_voice(row)[:2]]), False)


def _moved(was: Settled, now: Settled) -> Move:
    gone, come = _unlike(was.stated, now.stated)
    stated = {*gone, *come}
    if was.amended_by != now.amended_by or was.unapplied != now.unapplied:
        stated.update(_amended_otherwise(was, now))
    silent, speaking = _unlike(was.spoken, now.spoken)
    spoke = set(map(_voice, silent)) ^ set(map(_voice, speaking))
    return Move(tuple(stated), frozenset(voice[:2] for voice in spoke), was.listed != now.listed)


def _unlike(was: Sequence[Fields], now: Sequence[Fields]) -> tuple[list[Fields], list[Fields]]:
    """What only one of two sequences has, in between what both begin and end with."""
    start, least = 0, min(len(was), len(now))
    while start < least and was[start] == now[start]:
        start += 1
    end = 0
    while end < least - start and was[-1 - end] == now[-1 - end]:
        end += 1
    gone, come = set(was[start : len(was) - end]), set(now[start : len(now) - end])
    return list(gone - come), list(come - gone)


def _amended_otherwise(was: Settled, now: Settled) -> Iterator[Fields]:
    """Those whose amendments, applied or not, differ though they stand as before."""
    for row in (*was.stated, *now.stated):
        own = (row[ANNOUNCEMENT], row[N])
        if was.amended_by.get(row[SEQ]) != now.amended_by.get(row[SEQ]) or was.unapplied.get(
            own
        ) != now.unapplied.get(own):
            yield row


def _voice(row: Fields) -> tuple[int, int, object]:
    """Who spoke, and with what claim (DESIGN 5.3); None: not a stated one."""
    claim = None
    if row[KIND] not in AMENDMENTS and row[CERTAINTY] == "stated":
        claim = (row[EFFECT], row[EXTENT])
    return row[PUBLISHED], row[AUTHORITY_RANK], claim


def reach(moves: Iterable[Move], before: Sequence[Course], after: Sequence[Course]) -> int | None:
    """The first instant whose answer can differ between two courses; None: no answer can.

    A statement matters from its `earliest` on. Who speaks matters, whenever it holds, to the
    lesser claims of later publication that began by then (DESIGN 5.3), from their `latest` on.
    """
    starts: list[int] = []
    spoke: set[tuple[int, int]] = set()
    for each in moves:
        starts += [row[EARLIEST] for row in each.stated]
        spoke |= each.spoke
    for course in (*before, *after) if spoke else ():
        for row in course.doubtful:
            rank, latest, published = row[AUTHORITY_RANK], row[LATEST], row[PUBLISHED]
            if any(rank < voice and latest <= at < published for at, voice in spoke):
                starts.append(latest)
    return min(starts, default=None)
