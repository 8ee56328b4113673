"""What does one path say by itself, once corrections, amendments and the cut have settled it?

An amendment names its target's paths exactly as written there (DESIGN 4), so that a path is settled
from its own statements alone, whatever `at` is asked for, and once for all the paths below it.
"""

from bisect import bisect_left, insort
from collections.abc import Container, Iterator, Mapping, Sequence
from copy import copy
from operator import attrgetter
from typing import Final, NamedTuple

from events.words import RANK
from ledger.acts import Acts
from ledger.answers.bearing import SHORT, Before, Bearing, Outlook, before, bearing, begun, outlook
from ledger.once import once
from ledger.statements import (
    ENDS,
    EVERY,
    EXCEPTS,
    EXPECTS,
    NAMES,
    NOTES,
    REPLACES,
    YIELDS,
    Said,
    Statement,
    confirming,
)
from ledger.subjects import particularity

#: (announcement, n): a change's id.
Id = tuple[str, int]

_UNSURE: Final = ("expected", "conditional")
_NONE: Final[Mapping[Id, Sequence[Statement]]] = {}
_GREATEST: Final = max(RANK.values())
#: Of a path that grows the lists that grow with it, and what is worked out anew.
_LISTS: Final = (
    *("visible", "spoken", "stated", "expected"),
    *("late", "yielding", "completions", "replacing"),
)
_WORKED_OUT: Final = ("vague", "_voices", "by_id", "_before")
_position = attrgetter("seq")
_published = attrgetter("published")
_authority = attrgetter("authority")


class Cut(NamedTuple):
    """What is visible: the first `position` events, known by `known`, ranking `floor` or more."""

    position: int
    known: int | None = None
    floor: int = 1


class TargetMissing(LookupError):
    """An amendment was handed in without what it amends: settle all statements of the path."""


class Path:
    """One path, settled; the lists in the order of DESIGN 5.2. What it says is never altered.

    `visible`: its visible statements as they stand, notes and what was taken back among them.
    `unapplied`: the amendments that lacked the authority, by target; `confirmed`: the confirmations
    that are not taken back, by what they confirm. What is `stated` and `expected` is without what
    5.1 leaves out.
    """

    def __init__(
        self,
        path: str,
        visible: Sequence[Statement],
        *,
        traits: int = EVERY,
        unapplied: Mapping[Id, Sequence[Statement]] = _NONE,
        confirmed: Mapping[Id, Sequence[Statement]] = _NONE,
    ) -> None:
        """`traits`: those that any of it may have."""
        self.path = path
        #: What every path below it begins with.
        self.below = path + "/"
        self.visible = visible
        self.unapplied = unapplied
        self.confirmed = confirmed
        self._traits = traits
        self._bearing: Bearing | None = None
        self._outlook: Outlook | None = None
        self.stated = stated = visible
        if traits & (NAMES | NOTES | EXPECTS | ENDS):
            stated = [
                e
                for e in visible
                if e.said.certainty == "stated"
                and not e.withdrawn
                and (e.until is None or e.until > e.earliest)
                and e.said.kind != "noted"
            ]
            self.stated = stated
        self.expected: Sequence[Statement] = ()
        if traits & EXPECTS:
            self.expected = [
                e
                for e in self.spoken
                if e.said.certainty in _UNSURE and (e.until is None or e.until > e.earliest)
            ]
        #: Of what is stated what was told after its start: all that can be a claim after the fact
        #: (5.3); the least authority of that, and the greatest that may speak.
        self.late: Sequence[Statement] = [e for e in stated if e.published > e.latest]
        self.quietest = min([e.authority for e in self.late]) if self.late else _GREATEST
        self.loudest = max(map(_authority, visible)) if visible else 0
        #: What may give way by itself (5.3), what of it ends grayscale tests, and what takes the
        #: place of changes.
        self.yielding: Sequence[Statement] = ()
        self.completions: Sequence[Statement] = ()
        if traits & YIELDS:
            self.yielding = [e for e in stated if e.said.traits & YIELDS]
            self.completions = [e for e in self.yielding if e.said.completes]
        self.replacing: Sequence[Statement] = ()
        if traits & REPLACES:
            self.replacing = [e for e in stated if e.said.replaces]
        #: Whether anything that speaks excepts paths.
        self.excepts = bool(traits & EXCEPTS) and any(e.said.excepts for e in self.spoken)
        #: Whether there is none of what is expected, may give way by itself, takes the place of
        #: changes or excepts paths, as on most paths.
        self.plain = not (self.yielding or self.replacing or self.expected or self.excepts)

    @property
    def named(self) -> bool:
        """Whether anything visible is said of it, notes and what was taken back included."""
        return bool(self.visible)

    @property
    def listed(self) -> bool:
        """The same without notes."""
        if not self._traits & NOTES:
            return bool(self.visible)
        return any(each.said.kind != "noted" for each in self.visible)

    @once
    def spoken(self) -> Sequence[Statement]:
        """Whatever speaks of it (5.3), amendments too."""
        if not self._traits & (NAMES | NOTES):
            return self.visible
        return [e for e in self.visible if not e.withdrawn and e.said.kind != "noted"]

    @once
    def particularity(self) -> int:
        """How particular it is."""
        return self.visible[0].particularity if self.visible else particularity(self.path)

    @once
    def vague(self) -> Sequence[Statement]:
        """What is stated of which the window is no instant."""
        return [each for each in self.stated if each.earliest != each.latest]

    def spoken_between(self, late: Statement) -> Sequence[Statement]:
        """Who of greater authority spoke at or after a statement's start and before its
        publication."""
        if self.loudest <= late.authority:
            return ()
        voices, published = self._voices
        first = bisect_left(published, late.latest)
        last = bisect_left(published, late.published, first)
        if first == last:
            return ()
        return [each for each in voices[first:last] if each.authority > late.authority]

    @once
    def _voices(self) -> tuple[Sequence[Statement], Sequence[int]]:
        """Whatever speaks, by publication, and these."""
        voices = sorted(self.spoken, key=_published)
        return voices, [each.published for each in voices]

    @once
    def by_id(self) -> Mapping[str, Statement]:
        """Its visible statements by the id of their change."""
        return {each.change: each for each in self.visible}

    @once
    def _before(self) -> Before:
        return before(self.stated)

    def bearing(self, at: int, shaken: Container[int]) -> Bearing:
        """What of it can still matter at an instant, of which the last is kept, since all the paths
        below ask for the same; `shaken`: see `Bearing`."""
        found = self._bearing
        if found is None or found.at != at or found.shaken is not shaken:
            stated = self.stated
            # The sums are worth their while where there is much to pass over.
            sums = self._before if len(stated) > SHORT else None
            found = bearing(stated, at, shaken, sums=sums, tests=bool(self.completions))
            self._bearing = found
        return found

    def outlook(self, at: int) -> Outlook:
        """What of it begins later than an instant, of which the last is kept, as of `bearing`."""
        found = self._outlook
        if found is None or found.at != at:
            bearing = self._bearing
            end = bearing.end if bearing and bearing.at == at else begun(self.stated, at)
            found = outlook(self.stated[end:], at)
            self._outlook = found
        return found

    def lapsed(self, now: int) -> Iterator[tuple[Statement, int]]:
        """What stated what held, of which the term has run out by `now`, with its end; by position.

        An expectation's term ends no rule; a term that ends before its window opens never held.
        """
        for each in sorted(self.stated, key=_position):
            end = each.until
            if end is not None and end <= now and each.latest <= now:
                yield each, end

    def grown(self, statement: Statement) -> "Path":
        """The same path with one statement more, visible, that nothing amends or confirms.

        A long path is not gone through anew for each that comes to it.
        """
        one = Path(self.path, (statement,))
        _ = self.spoken, one.spoken
        grown = copy(self)
        for name in _LISTS:
            if getattr(one, name):
                setattr(grown, name, inserted(getattr(self, name), statement))
        grown.excepts = self.excepts or one.excepts
        grown.plain = self.plain and one.plain
        grown._traits |= statement.said.traits
        grown._bearing = grown._outlook = None
        for name in _WORKED_OUT:
            grown.__dict__.pop(name, None)
        grown.loudest = max(self.loudest, one.loudest)
        grown.quietest = min(self.quietest, one.quietest)
        return grown


def inserted(found: Sequence[Statement], statement: Statement) -> list[Statement]:
    """What is in order, with one more in its place."""
    grown = list(found)
    insort(grown, statement)
    return grown


def visible(statement: Statement, cut: Cut) -> bool:
    """Known and ranking enough; the position is cut where statements are read."""
    known = cut.known
    return statement.authority >= cut.floor and (
        known is None or statement.published <= known or statement.recorded_at <= known
    )


def settle(path: str, written: Sequence[Statement], cut: Cut, acts: Acts | None = None) -> Path:
    """Settles all statements of a path up to the cut's position; `acts` None where none counts.

    Those that are not visible may be left out where no amendment is of them: TargetMissing says
    that one is.
    """
    seen = written
    if acts is not None and any(each.announcement in acts.touched for each in written):
        seen = sorted(acts.corrected(each) for each in written if not acts.retracted(each))
        written = [acts.corrected(each) for each in written]
    if cut.known is not None or cut.floor > 1:
        seen = [each for each in seen if visible(each, cut)]
    traits = 0
    for each in seen:
        traits |= each.said.traits
    if not traits & NAMES:  # as most paths are: everything stands as it was written
        return Path(path, seen, traits=traits)
    return _Amending(written, seen).settled(path, traits)


class _Amending:
    """What the amendments of a path make of its statements (DESIGN 4)."""

    def __init__(self, written: Sequence[Statement], seen: Sequence[Statement]) -> None:
        self._seen = seen
        amending = [each for each in seen if each.of_announcement is not None]
        announcements = {e.of_announcement for e in written if e.of_announcement is not None}
        #: What may be named by `of`.
        self._written = {
            (each.announcement, each.n): each
            for each in written
            if each.announcement in announcements
        }
        self._withdrawn: set[Id] = set()
        self._unapplied: dict[Id, list[Statement]] = {}
        #: The rescheduling and the change of term that count for a change.
        self._applied: dict[tuple[Id, str], Statement] = {}
        # From the last on: whether an amendment is itself taken back was said later than it.
        amending.sort(key=_position, reverse=True)
        for each in amending:
            if each.said.kind != "confirmed" and (each.announcement, each.n) not in self._withdrawn:
                self._take(each)

    def _take(self, amendment: Statement) -> None:
        id = _target(amendment)
        if amendment.authority < self._named(id).authority:
            self._unapplied.setdefault(id, []).append(amendment)
        elif amendment.kind == "withdrawn":
            self._withdrawn.add(id)
        else:
            other = self._applied.get((id, amendment.kind))
            if other is None or _precedence(amendment) > _precedence(other):
                self._applied[id, amendment.kind] = amendment

    def settled(self, path: str, traits: int) -> Path:
        """The path with its statements as they stand, which may be otherwise in order; `traits`:
        those that any of them had."""
        amended = self._withdrawn | {id for id, _ in self._applied}
        announcements = {id[0] for id in amended}
        standing: list[Statement] = []
        confirmations: list[Statement] = []
        for each in self._seen:
            if each.said.kind == "confirmed":
                each = self._stands(each)
                traits |= each.said.traits
                if not each.withdrawn:
                    confirmations.append(each)
            elif each.announcement in announcements and (each.announcement, each.n) in amended:
                each = self._stands(each)
                traits |= each.said.traits
            standing.append(each)
        if any([each.said.excepts for each in self._written.values()]):
            standing = [_excepting(each, self._excepts(each)) for each in standing]
            traits |= EXCEPTS
        standing.sort()
        confirmed: dict[Id, list[Statement]] = {}
        for each in sorted(confirmations, key=_position):
            confirmed.setdefault(_target(each), []).append(each)
        return Path(path, standing, traits=traits, unapplied=self._unapplied, confirmed=confirmed)

    def _stands(self, statement: Statement) -> Statement:
        """As the amendments that count leave it; a confirmation has of what it confirms all that
        it does not say itself, seen or not."""
        id = (statement.announcement, statement.n)
        said, confirms = statement.said, None
        window, until, by = statement, statement.until, statement.amended_by
        if said.kind == "confirmed":
            confirms = self._stands(self._named(_target(statement)))
            window = statement if said.has_window else confirms
            until = until if said.has_term else confirms.until
            said, by = confirming(said, confirms.said), confirms.amended_by
        earliest, latest = window.earliest, window.latest
        if (moved := self._applied.get((id, "rescheduled"))) is not None:
            earliest, latest = moved.earliest, moved.latest  # put off without a day: both open
            said, by = _moved(said, moved.said), (*by, moved.change)
        if (changed := self._applied.get((id, "term_changed"))) is not None:
            until, by = changed.until, (*by, changed.change)
            said = _with_term(said, changed.said)
        return Statement(
            latest,
            statement.particularity,
            statement.published,
            statement.authority,
            statement.seq,
            statement.subject,
            statement.recorded_at,
            statement.announcement,
            statement.n,
            earliest,
            until,
            statement.of_announcement,
            statement.of_n,
            said,
            tuple(sorted(set(by))) if len(by) > 1 else by,
            id in self._withdrawn,
            confirms,
        )

    def _excepts(self, statement: Statement) -> tuple[str, ...]:
        """What names another change excepts what that does."""
        if statement.of_announcement is None:
            return statement.said.excepts
        return self._excepts(self._named(_target(statement)))

    def _named(self, id: Id) -> Statement:
        found = self._written.get(id)
        if found is None:
            raise TargetMissing(id)
        return found


def _excepting(statement: Statement, excepts: tuple[str, ...]) -> Statement:
    if statement.said.excepts == excepts:
        return statement
    return statement._replace(said=statement.said.but(excepts=excepts))


def _target(statement: Statement) -> Id:
    return statement.of_announcement or "", statement.of_n or 0


def _precedence(amendment: Statement) -> tuple[int, int, int]:
    """Of several amendments of one kind the last counts (DESIGN 4)."""
    return amendment.published, amendment.authority, amendment.seq


def _moved(said: Said, moved: Said) -> Said:
    """Rescheduled; without a window, put off to an unknown day, what was stated is expected."""
    if moved.has_window:
        return said if said.qualifier == moved.qualifier else said.but(qualifier=moved.qualifier)
    certainty = "expected" if said.certainty == "stated" else said.certainty
    return said.but(qualifier=None, certainty=certainty)


def _with_term(said: Said, changed: Said) -> Said:
    if changed.afterwards is None:
        return said
    return said.but(
        afterwards=changed.afterwards,
        follows=changed.follows,
    )
