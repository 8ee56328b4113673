"""What is said on a subject's way: the paths that cover it, itself among them?

What does not depend on the instant asked about stands here, once for every instant: the statements
of all paths in the one order of DESIGN 5.2, who spoke when, and what takes whose place.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Final, NamedTuple

from events.words import RANK
from ledger.answers.bearing import NOTHING, Bearing, Outlook, begun, joined, outlook
from ledger.answers.path import Path
from ledger.contents import differ
from ledger.once import once
from ledger.statements import Statement
from ledger.subjects import covers, segments

_NOTHING: Final[frozenset[int]] = frozenset()
_NOBODY: Final[Mapping[int, "GivenWay"]] = {}
_LOUDEST: Final = max(RANK.values())
_position = attrgetter("seq")


class GivenWay(NamedTuple):
    """A candidate that gave way, and to what: as `replaced`, `previous`, `completion` or
    `after_the_fact`."""

    statement: Statement
    reason: str
    to: Statement | None


class Weighed(NamedTuple):
    """What gave way, and what is left (5.3), the last in the order first; without what was passed
    over, for which see `Bearing`."""

    gave_way: Sequence[GivenWay]
    left: Sequence[Statement]


class Way:
    """The paths on the way of a subject, settled, from the least particular on.

    What excepts a path on the way is left out of everything here but of `visible`. `named`: whether
    anything visible is on the way, or below the subject.
    """

    # What most ways have none of stands here, once for all of them.
    #: What is expected or conditional, in order, without what 5.1 leaves out.
    expected: Sequence[Statement] = ()
    #: What ends grayscale tests, in order.
    completions: Sequence[Statement] = ()
    #: What takes the place of changes, in order, without claims after the fact.
    replacing: Sequence[Statement] = ()
    #: The claims after the fact (5.3) by position, each with who had said otherwise.
    late: Mapping[int, GivenWay] = _NOBODY
    #: Whether nothing that is stated can give way (5.3), at whichever instant.
    firm = True
    #: Whether nothing on the way may lack the authority to apply (5.9).
    able = True
    _excepting = False

    def __init__(self, subject: str, paths: Sequence[Path], *, named: bool = False) -> None:
        self.subject = subject
        self.paths = [path for path in paths if path.visible]
        self.named = named or bool(self.paths)
        #: A turn -> from when on what held then had held.
        self._held: dict[int, int] = {}
        plain, loudest, quietest = True, 0, _LOUDEST
        for path in self.paths:
            if not path.plain:
                plain = False
            if path.unapplied:
                self.able = False
            if path.loudest > loudest:
                loudest = path.loudest
            if path.quietest < quietest:
                quietest = path.quietest
        if not plain:
            self._excepting = any(each.excepts for each in self.paths)
        if quietest < loudest and (late := self._told_late(loudest)):
            self.late, self.firm = late, False
        if not plain:
            self._look_for()

    def _look_for(self) -> None:
        """Whatever is not on most ways."""
        self.able = False
        self.expected = self._merged([path.expected for path in self.paths])
        self.completions = self._merged([path.completions for path in self.paths])
        found = self._merged([path.replacing for path in self.paths])
        self.replacing = [each for each in found if each.seq not in self.late]
        if any(each.yielding or each.replacing for each in self.paths):
            self.firm = False

    def _told_late(self, loudest: int) -> dict[int, GivenWay]:
        found: dict[int, GivenWay] = {}
        late = [e for path in self.paths for e in path.late if e.authority < loudest]
        for each in self._heard(sorted(late)):
            unlike = self.spoken_between(each, unlike=True)
            if unlike:
                found[each.seq] = GivenWay(each, "after_the_fact", min(unlike, key=_position))
        return found

    def _merged(self, lists: Iterable[Sequence[Statement]]) -> Sequence[Statement]:
        """All of them in one order, of which each is in order already."""
        some = [each for each in lists if each]
        if len(some) > 1:
            return self._heard(sorted(chain.from_iterable(some)))
        return self._heard(some[0]) if some else ()

    def _heard(self, found: Sequence[Statement]) -> Sequence[Statement]:
        """The same without what excepts a path on the way."""
        if not self._excepting:
            return found
        return [each for each in found if not self.excepted(each)]

    def excepted(self, statement: Statement) -> bool:
        """Whether a statement excepts a path on the way."""
        return any(covers(path, self.subject) for path in statement.said.excepts)

    @once
    def visible(self) -> Sequence[Statement]:
        """Every visible statement, notes and what was taken back among them, in order."""
        some = [path.visible for path in self.paths]
        return some[0] if len(some) == 1 else sorted(chain.from_iterable(some))

    @once
    def stated(self) -> Sequence[Statement]:
        """What is stated, in order, without what 5.1 leaves out."""
        return self._merged([path.stated for path in self.paths])

    @once
    def spoken(self) -> Sequence[Statement]:
        """Whatever speaks, in order."""
        return self._merged([path.spoken for path in self.paths])

    @once
    def vague(self) -> Sequence[Statement]:
        """What is stated of which the window is no instant, in order."""
        return self._merged([path.vague for path in self.paths])

    def spoken_between(self, late: Statement, *, unlike: bool = False) -> Sequence[Statement]:
        """Who of greater authority spoke at or after a statement's start and before its
        publication, on its path or on one of no fewer segments; with `unlike` without those who
        said the same."""
        least = segments(late.particularity)
        found: list[Statement] = []
        for path in self.paths:
            if path.loudest > late.authority and segments(path.particularity) >= least:
                found += path.spoken_between(late)
        if found:
            found = [e for e in self._heard(found) if not (unlike and _says_the_same(e, late))]
        return found

    @once
    def _shaken(self) -> frozenset[int]:
        """The positions of what may give way to what another path says: see `Bearing`."""
        if not (self.late or self.replacing):
            return _NOTHING
        named = [s for s in self.stated if any(names(each, s) for each in self.replacing)]
        return frozenset(self.late) | {each.seq for each in named}

    def bearings(self, at: int) -> list[Bearing]:
        """What of each path can still matter at an instant."""
        shaken = _NOTHING if self.firm else self._shaken
        return [path.bearing(at, shaken) for path in self.paths]

    def candidates(self, at: int) -> Sequence[Statement]:
        """What has begun for certain by an instant, in order (5.1, 5.2)."""
        return self.stated[: begun(self.stated, at)]

    def weighed(self, at: int, bearings: Sequence[Bearing] | None = None) -> Weighed:
        """DESIGN 5.1 to 5.3: what gave way, and what is left; of what bears on the answer, where
        that is given."""
        found: Sequence[Statement]
        if bearings is None:
            found = self.candidates(at)[::-1]
        elif len(bearings) == 1:
            found = self._heard(bearings[0].left)
        else:
            left = [each for bearing in bearings for each in bearing.left]
            left.sort(reverse=True)
            found = self._heard(left)
        if self.firm:
            return tuple.__new__(Weighed, ((), found))
        gave_way: list[GivenWay] = []
        standing: list[Statement] = []
        for each in found:
            gone = self.gives_way(each, at)
            if gone is None:
                standing.append(each)
            else:
                gave_way.append(gone)
        return Weighed(gave_way, standing)

    def outlook(self, at: int, *, coming: bool) -> Outlook:
        """What may have changed, and what is scheduled (5.7); that unless it is not `coming`."""
        if coming and not (self._excepting or self.replacing):
            return joined([path.outlook(at) for path in self.paths] or [NOTHING])
        begin_later = [
            each
            for each in (self.stated if coming else self.vague)
            if each.latest > at and self.replaced(each, at) is None
        ]
        may_have_changed, scheduled = outlook(begin_later, at)
        return may_have_changed, scheduled if coming else ()

    def coming(self, at: int) -> Sequence[Statement]:
        """What is stated and has not begun for certain by an instant, the next first."""
        later = [path.stated[begun(path.stated, at) :] for path in self.paths]
        return later[0] if len(later) == 1 else sorted(chain.from_iterable(later))

    def passed(
        self, bearings: Sequence[Bearing], particularity: int, at: int
    ) -> Sequence[Statement]:
        """What was passed over and is left, of the paths more particular than so."""
        found: list[Statement] = []
        for place, each in enumerate(bearings):
            if each.passed and self.paths[place].particularity > particularity:
                found += each.passed
        return self._left(found, at) if found else found

    def beside(self, statement: Statement, at: int) -> Iterator[Statement]:
        """What is left of what began with a statement on the paths more particular than its own."""
        for path in self.paths:
            if path.particularity > statement.particularity:
                stated, latest = path.stated, statement.latest
                yield from self._left(stated[begun(stated, latest - 1) : begun(stated, latest)], at)

    def _left(self, found: Sequence[Statement], at: int) -> Sequence[Statement]:
        found = self._heard(found)
        return found if self.firm else [e for e in found if self.gives_way(e, at) is None]

    def gives_way(
        self, statement: Statement, at: int, *, unheard: Container[int] = _NOTHING
    ) -> GivenWay | None:
        """DESIGN 5.3: of several reasons the first that fits counts. What is `unheard`, by
        position, takes nobody's place."""
        if self.replacing and (by := self.replaced(statement, at, unheard=unheard)) is not None:
            return GivenWay(statement, "replaced", by)
        if statement.said.afterwards == "previous" and statement.lapsed(at):
            return GivenWay(statement, "previous", None)
        if self.completions:
            if statement.said.completes:
                return GivenWay(statement, "completion", None)
            by = self._completed(statement, at, unheard=unheard)
            if by is not None:
                return GivenWay(statement, "completion", by)
        return self.late.get(statement.seq)

    def replaced(
        self, statement: Statement, at: int, *, unheard: Container[int] = _NOTHING
    ) -> Statement | None:
        """What has taken its place by then, or that of what it confirms; None where nothing."""
        for each in self.replacing:
            if (
                each.latest <= at
                and each.authority >= statement.authority
                and each.seq not in unheard
                and names(each, statement)
            ):
                return each
        return None

    def _completed(
        self, statement: Statement, at: int, *, unheard: Container[int]
    ) -> Statement | None:
        """The completion that ends this grayscale test by then, where one does."""
        if statement.extent != "grayscale":
            return None
        for each in self.completions:
            if (
                each.latest <= at
                and each > statement
                and each.subject == statement.subject
                and each.authority >= statement.authority
                and self.replaced(each, at, unheard=unheard) is None
            ):
                return each
        return None

    def decides(self, at: int) -> Statement | None:
        """What decides (5.4): of the last of each path that is left the last."""
        last = None
        certain, end = self.firm and not self._excepting, (at + 1,)
        for path in self.paths:
            stated = path.stated
            place = bisect_left(stated, end)  # as `begun`, which would be asked very often
            while place and (last is None or stated[place - 1] > last):
                place -= 1
                if certain or self._left([stated[place]], at):
                    last = stated[place]
                    break
        return last

    def held_since(self, at: int, deciding: Statement | None) -> int | None:
        """From when on, up to an instant, what holds then has held without a break (5.5);
        `deciding`: what decides then."""
        if deciding is None:
            return None
        answer = deciding.answers(at)
        turn, passed = self._turn(at, deciding), []
        while (since := self._held.get(turn)) is None:
            passed.append(turn)
            before = turn - 1
            earlier = self.decides(before)
            if earlier is None or earlier.answers(before) != answer:
                since = turn
                break
            turn = self._turn(before, earlier)
        for turn in passed:
            self._held[turn] = since
        return since

    def _turn(self, at: int, deciding: Statement) -> int:
        """The last instant up to one at which what holds can have turned. Where nothing gives way,
        what decides has done so since it began, since whatever comes later in the order began
        later yet."""
        if self.firm:
            latest, until = deciding.latest, deciding.until
            return max(latest, until) if until is not None and until <= at else latest
        return self._turns[bisect_right(self._turns, at) - 1]

    @once
    def _turns(self) -> Sequence[int]:
        """The instants at which what holds can turn, in order; and perhaps others."""
        some = [path.turns for path in self.paths]
        return some[0] if len(some) == 1 else sorted({each for turns in some for each in turns})

    def edges(self, start: int, end: int) -> list[int]:
        """The instants after `start`, up to `end`, at which a state can turn, in order."""
        found: set[int] = set()
        for path in self.paths:
            turns = path.turns
            found.update(turns[bisect_right(turns, start) : bisect_right(turns, end)])
            found.update([e.earliest for e in path.vague if start < e.earliest <= end])
        return sorted(found)

    @once
    def begins(self) -> Mapping[int, Sequence[str]]:
        """By instant what has begun for certain just then, and on no path later; ids in order."""
        last: dict[str, int] = {}
        for each in self.stated:
            last[each.change] = each.latest
        found: dict[int, list[str]] = {}
        for change, latest in sorted(last.items()):
            found.setdefault(latest, []).append(change)
        return found

    def path(self, name: str) -> Path | None:
        """The path of that name on the way; None where nothing visible is on it."""
        return next((path for path in self.paths if path.path == name), None)

    @property
    def listed(self) -> bool:
        """Whether the subject is listed where nobody names it: more than notes are on its own path,
        or something visible excepts that itself."""
        own = self.path(self.subject)
        excepts = (each.said.data.get("except", ()) for each in self.visible)
        return (own is not None and own.listed) or any(self.subject in each for each in excepts)

    def of(self, change: str) -> Statement | None:
        """The visible statement of that id on the most particular path, as the lists of an answer
        mean it."""
        found = (path.by_id.get(change) for path in reversed(self.paths))
        return next((each for each in found if each is not None), None)

    def unapplied(self, statement: Statement) -> Sequence[Statement]:
        """The amendments of a statement that lacked the authority to apply."""
        path = self.path(statement.subject)
        return path.unapplied.get((statement.announcement, statement.n), ()) if path else ()

    def confirming(self, statement: Statement) -> Sequence[Statement]:
        """What confirms a statement, by position."""
        path = self.path(statement.subject)
        return path.confirmed.get((statement.announcement, statement.n), ()) if path else ()


def names(replacing: Statement, statement: Statement) -> bool:
    """Whether one says that it takes the place of another, or of what that confirms, where that
    was published before it."""
    if statement.seq == replacing.seq:
        return False
    if statement.change in replacing.said.replaces:
        return True
    confirms = statement.confirms
    return (
        confirms is not None
        and confirms.change in replacing.said.replaces
        and statement.published < replacing.published
    )


def _says_the_same(voice: Statement, late: Statement) -> bool:
    """A change or confirmation that is stated as it stands, and does not differ."""
    return voice.said.certainty == "stated" and not differ(voice.said.claim, late.said.claim)
