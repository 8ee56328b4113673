"""What of an answer was said later than the moment that it is of, and what was known then?

Where nothing on the way was published after the moment there is none, which is seen at once. Else
the way is cut at what was known then, from what is settled, and answered a second time.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from ledger.answers.answer import Working, working
from ledger.answers.path import Path
from ledger.answers.settled import known_by
from ledger.answers.state import Contest, Expectation, State
from ledger.answers.way import Way
from ledger.statements import Statement


class Gone(NamedTuple):
    """The changes that a state named then and does not name any more, or not so."""

    expected: Sequence[str]
    scheduled: Sequence[str]
    may_have_changed: Sequence[str]
    contested_by: Sequence[str]


class Hindsight(NamedTuple):
    """The answer that was known at the moment asked for, where it was another; what was said later
    and made it another, by publication; and what the state named then and does not any more."""

    known: State
    later: Sequence[Statement]
    gone: Gone


class Then:
    """One moment, by what was known at it. What is above several subjects is cut once, of the way
    before; so its ways are of one view."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._cut: dict[str, Path] = {}
        self._amending: dict[str, Mapping[str, Sequence[Statement]]] = {}

    def hindsight(self, found: Working) -> Hindsight | None:
        """What was known then of an answer at this moment, where that was another."""
        paths = found.way.paths
        if all(path.heard <= self._at for path in paths):
            return None
        self._cut = {
            path.path: self._cut.get(path.path) or known_by(path, self._at) for path in paths
        }
        then = Way(found.way.subject, list(self._cut.values()), named=True)
        known = working(then, self._at, held=False)
        gone = _gone(known.state, found.state)
        if _decided(known.state) == _decided(found.state) and not any(gone):
            return None
        later = self._later(known, found, gone)
        return Hindsight(known.state, later or self._last(paths), gone)

    def _later(self, known: Working, found: Working, gone: Gone) -> Sequence[Statement]:
        """What was said later of that on which the two answers rest: of what decides in either and
        of what kept it from deciding in the other, of what holds for the rest, and of what is
        gone; and so of what these confirm and by what they are amended."""
        way = found.way
        self._amending = {
            path.path: self._amending.get(path.path) or _amending(path) for path in way.paths
        }
        late: dict[int, Statement] = {}
        pending = list(self._rests(known, found, gone))
        seen: set[int] = set()
        while pending:
            each = pending.pop()
            if each.seq in seen:
                continue
            seen.add(each.seq)
            if each.known > self._at:
                late[each.seq] = each
            pending += [
                amendment
                for amendment in self._amending[each.subject].get(each.change, ())
                if amendment.authority >= each.authority
                and not (amendment.withdrawn and amendment.known > self._at)
            ]
            by = way.replaced(each, self._at)
            pending += [other for other in (each.confirms, by) if other and other.speaks]
        return sorted(late.values(), key=_publication)

    def _rests(self, known: Working, found: Working, gone: Gone) -> Iterator[Statement]:
        """As they stand now."""
        then, way = known.way, found.way
        for decides, other in ((known.deciding, way), (found.deciding, then)):
            stands = decides and _in(other, decides)
            kept = other.gives_way(stands, self._at) if stands else None
            for each in (decides, kept and kept.to):
                if each and (now := _in(way, each)):
                    yield now
        for beyond in (known.otherwise, found.otherwise):
            if beyond and (now := _in(way, beyond)):
                yield now
        for change in {id for ids in gone for id in ids}:
            if now := way.of(change):
                yield now
                yield from [each for each in way.confirming(now) if each.known > self._at]

    def _last(self, paths: Sequence[Path]) -> Sequence[Statement]:
        """Whatever was said last, where none of it can be told from the rest."""
        late = [each for path in paths for each in path.spoken if each.known > self._at]
        return sorted(late, key=_publication)[-1:]


def _decided(state: State) -> State:
    """A state without what is told of each entry for itself, and what follows from the rest."""
    return state._replace(
        held_since=None,
        amended_by=(),
        named=True,
        may_have_changed=(),
        scheduled=(),
        contested_by=(),
        set_aside=(),
        changed_during_day=(),
        expectations=(),
    )


def _gone(then: State, now: State) -> Gone:
    """What is new says of itself when it was published; what decides now is told by itself."""
    coming = (*now.scheduled, *now.may_have_changed, now.change)
    return Gone(
        [each.change for each in _missing(then.expectations, now.expectations)],
        _missing(then.scheduled, now.scheduled, coming),
        _missing(then.may_have_changed, now.may_have_changed, coming),
        [each.change for each in _missing(then.contested_by, now.contested_by)],
    )


_Member = TypeVar("_Member", str, Expectation, Contest)


def _missing(
    then: Sequence[_Member], now: Sequence[_Member], kept: Sequence[_Member | None] = ()
) -> Sequence[_Member]:
    """The entries of a list that are not in it now, nor `kept` elsewhere."""
    if not then or then == now:
        return ()
    known = {*now, *kept}
    return [each for each in then if each not in known]


def _amending(path: Path) -> Mapping[str, Sequence[Statement]]:
    """The amendments of a path by what they are of."""
    found: dict[str, list[Statement]] = {}
    for each in path.visible:
        if each.amends:
            found.setdefault(each.of or "", []).append(each)
    return found


def _in(way: Way, statement: Statement) -> Statement | None:
    """A statement as it stands on a way; None where it is not visible there."""
    path = way.path(statement.subject)
    return path.by_id.get(statement.change) if path else None


def _publication(statement: Statement) -> tuple[int, int]:
    return statement.published, statement.seq
