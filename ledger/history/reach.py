"""From when on can an answer differ, when what its paths say has changed?

Before that instant nothing needs to be asked again, so that an event on a busy path does not cost
the whole of its timeline.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from events.words import AMENDMENTS
from ledger.answers.path import Path
from ledger.answers.way import Way
from ledger.contents import Claim
from ledger.statements import Statement


class Move(NamedTuple):
    """What of one path moved between two settlings, as far as answers depend on it.

    `stated`: statements that came, went or stand otherwise; `spoke`: who began or ceased to speak,
    as (published, authority). What is expected changes no state.
    """

    stated: tuple[Statement, ...]
    spoke: frozenset[tuple[int, int]]
    listed: bool

    @property
    def nothing(self) -> bool:
        return not (self.stated or self.spoke or self.listed)


def move(was: Path, now: Path, added: Statement | None) -> Move:
    """What moved between two settlings of one path; `added`: by getting that one, and nothing
    else."""
    if now is was:
        return Move((), frozenset(), False)
    if added is None or added.of_announcement is not None or not was.listed:
        return _moved(was, now)
    if not added.speaks:
        return Move((), frozenset(), False)
    return Move(
        (added,) if added.said.certainty == "stated" else (), frozenset([_voice(added)[:2]]), False
    )


def _moved(was: Path, now: Path) -> Move:
    gone, come = _unlike(was.stated, now.stated)
    stated = [*gone, *come]
    if was.unapplied != now.unapplied:
        stated += [
            s for path in (was, now) for s in path.stated if _unapplied_otherwise(was, now, s)
        ]
    silent, speaking = _unlike(was.spoken, now.spoken)
    spoke = set(map(_voice, silent)) ^ set(map(_voice, speaking))
    return Move(tuple(stated), frozenset(voice[:2] for voice in spoke), was.listed != now.listed)


def _unlike(
    was: Sequence[Statement], now: Sequence[Statement]
) -> tuple[list[Statement], list[Statement]]:
    """What only one of two sequences has, in between what both begin and end with."""
    start, least = 0, min(len(was), len(now))
    while start < least and was[start] == now[start]:
        start += 1
    end = 0
    while end < least - start and was[-1 - end] == now[-1 - end]:
        end += 1
    old = {each.seq: each for each in was[start : len(was) - end]}
    new = {each.seq: each for each in now[start : len(now) - end]}
    return (
        [each for seq, each in old.items() if new.get(seq) != each],
        [each for seq, each in new.items() if old.get(seq) != each],
    )


def _unapplied_otherwise(was: Path, now: Path, statement: Statement) -> bool:
    """Whether other amendments of it do not apply, though it stands as before."""
    id = statement.announcement, statement.n
    return was.unapplied.get(id) != now.unapplied.get(id)


def _voice(statement: Statement) -> tuple[int, int, Claim | None]:
    """Who spoke, and with what claim (DESIGN 5.3); None: not a stated one."""
    claim = None
    if statement.kind not in AMENDMENTS and statement.said.certainty == "stated":
        claim = statement.said.claim
    return statement.published, statement.authority, claim


def reach(moves: Iterable[Move], before: Way, after: Way) -> int | None:
    """The first instant whose answer can differ between two ways; None: no answer can.

    A statement matters from its `earliest` on. Who speaks matters, whenever it holds, to the
    lesser claims of later publication that began by then (DESIGN 5.3), from their `latest` on.
    """
    starts: list[int] = []
    spoke: set[tuple[int, int]] = set()
    for each in moves:
        starts += [statement.earliest for statement in each.stated]
        spoke |= each.spoke
    greatest = max([rank for _, rank in spoke], default=0)
    for way in (before, after):
        for path in way.paths:
            if path.quietest < greatest:
                starts += [late.latest for late in path.late if _between(late, spoke)]
    return min(starts, default=None)


def _between(late: Statement, spoke: Iterable[tuple[int, int]]) -> bool:
    """Whether one of greater authority spoke between its start and its publication."""
    return any(late.authority < rank and late.latest <= at < late.published for at, rank in spoke)
