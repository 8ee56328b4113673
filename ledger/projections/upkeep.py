"""How is a projection made, and caught up by what was appended since?

Both put in what the one evaluator says, under no cut, up to the end of the log.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from ledger.faults import LedgerFault, Phrase
from ledger.projections.age import affected, fitting, stamp
from ledger.projections.intervals import kept
from ledger.stores import projection_file
from ledger.stores.address import on_server
from ledger.stores.projection_file import ForeignFile, ProjectionFault, ProjectionTurn
from ledger.stores.projection_rows import SubjectCells

if TYPE_CHECKING:
    from ledger.answers.way import Way
    from ledger.reading.reading import Reading

#: Subjects that are put in at a time.
_BATCH: Final = 64


class Upkeep(NamedTuple):
    """What was done: `made` anew, `caught_up` from `before` on, or `unchanged`; `why` it was not
    caught up, see ProjectionFault. It is of `position` then, and lists so many `subjects`, of which
    `derived` were derived, and `left_out` are not kept."""

    how: str
    why: str | None
    before: int | None
    position: int
    subjects: int
    derived: int
    left_out: int


def kept_up(reading: "Reading", target: str, *, anew: bool, told: Callable[[int], None]) -> Upkeep:
    """Makes the projection of a ledger's file, or catches it up; `told` is called with how many
    subjects were derived. ForeignFile: something else has its name; LedgerFault: on a server."""
    if on_server(target):
        raise LedgerFault(Phrase("a projection is kept beside a ledger's file, not on a server"))
    if anew:
        return _made(reading, target, None, told)
    try:
        return _caught_up(reading, target, told)
    except ForeignFile:
        raise
    except ProjectionFault as fault:
        return _made(reading, target, fault.why, told)


def _made(reading: "Reading", target: str, why: str | None, told: Callable[[int], None]) -> Upkeep:
    with projection_file.making(target) as turn:
        derived = _put(turn, reading.cut().ways(None), told)
        turn.mark(stamp(reading))
        found = turn.count(), derived, len(turn.left_out())
    return Upkeep("made", why, None, reading.size, *found)


def _caught_up(reading: "Reading", target: str, told: Callable[[int], None]) -> Upkeep:
    with projection_file.growing(target) as turn:
        before, derived = fitting(turn, reading, reading.size), 0
        if before < reading.size:
            listed, spoken = affected(turn, reading, before, reading.size)
            turn.drop(listed)
            ways = map(reading.cut().way, sorted(spoken))
            derived = _put(turn, (way for way in ways if way.listed), told)
            turn.mark(stamp(reading))
        found = turn.count(), derived, len(turn.left_out())
    how = "caught_up" if before < reading.size else "unchanged"
    return Upkeep(how, None, before, reading.size, *found)


def _put(turn: ProjectionTurn, ways: "Iterable[Way]", told: Callable[[int], None]) -> int:
    """Puts in the subjects of these ways; how many."""
    number, batch = 0, list[SubjectCells]()
    for number, way in enumerate(ways, 1):
        batch.append(kept(way))
        if len(batch) == _BATCH:
            turn.put(batch)
            batch.clear()
            told(number)
    turn.put(batch)
    return number
