"""What does one path say, as it stands, whatever instant is asked for?"""

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence, Set
from operator import attrgetter
from typing import Final, NamedTuple

from events.words import RANK
from ledger.answers.bearing import SHORT, Bearing, Before, Outlook, bearing, before, begun, outlook
from ledger.contents import EXCEPTS, EXPECTS, NAMES, NOTES, REPLACES, STATES, YIELDS
from ledger.once import once
from ledger.statements import Statement
from ledger.subjects import particularity

#: (announcement, n): a change's id.
Id = tuple[str, int]

_UNSURE: Final = ("expected", "conditional")
_NONE: Final[Mapping[Id, Sequence[Statement]]] = {}
_GREATEST: Final = max(RANK.values())
#: Of a path that grows the lists that grow with it.
_LISTS: Final = (
    *("visible", "spoken", "stated", "expected"),
    *("late", "yielding", "completions", "replacing"),
)
_position = attrgetter("seq")
_published = attrgetter("published")
_authority = attrgetter("authority")


class Amended(NamedTuple):
    """What was amended as it was `written`, by id; and of it by kind whatever applies, the last by
    precedence being what counts."""

    written: Mapping[Id, Statement]
    applying: Mapping[tuple[Id, str], Sequence[Statement]]


_NOTHING: Final = Amended({}, {})


class Path:
    """One path, settled; the lists in the order of DESIGN 5.2. What it says is never altered.

    `visible`: its visible statements as they stand, notes and what was taken back among them.
    `unapplied`: the amendments that lacked the authority, by target; `confirmed`: the confirmations
    that are not taken back, by what they confirm; `amended`: what amendments found and which apply.
    What is `stated` and `expected` is without what 5.1 leaves out.
    """

    # What most paths have none of stands here, once for all of them.
    unapplied: Mapping[Id, Sequence[Statement]] = _NONE
    confirmed: Mapping[Id, Sequence[Statement]] = _NONE
    amended: Amended = _NOTHING
    #: What is visible, as it was written, where amendments or confirmations are among it.
    written: Sequence[Statement] = ()
    expected: Sequence[Statement] = ()
    #: What may give way by itself (5.3), what of it ends grayscale tests, and what takes the place
    #: of changes.
    yielding: Sequence[Statement] = ()
    completions: Sequence[Statement] = ()
    replacing: Sequence[Statement] = ()
    #: Whether anything that speaks excepts paths.
    excepts = False
    #: Whether there is none of what is expected, may give way by itself, takes the place of changes
    #: or excepts paths, as on most paths.
    plain = True
    _bearing: Bearing | None = None
    _outlook: tuple[int, Outlook] | None = None

    def __init__(self, path: str, visible: Sequence[Statement]) -> None:
        self.path = path
        #: What every path below it begins with.
        self.below = path + "/"
        self.particularity = visible[0].particularity if visible else particularity(path)
        self.visible = visible
        stated: list[Statement] = []
        late: list[Statement] = []
        traits, loudest, quietest = 0, 0, _GREATEST
        for each in visible:
            has, authority, until = each.said.traits, each.authority, each.until
            traits |= has
            if authority > loudest:
                loudest = authority
            if has & STATES and not each.withdrawn and (until is None or until > each.earliest):
                stated.append(each)
                if each.published > each.latest:
                    late.append(each)
                    if authority < quietest:
                        quietest = authority
        self._traits = traits
        self.stated: Sequence[Statement] = stated
        #: Of what is stated what was told after its start: all that can be a claim after the fact
        #: (5.3); the least authority of that, and the greatest that may speak.
        self.late: Sequence[Statement] = late
        self.quietest = quietest
        self.loudest = loudest
        if traits & (EXPECTS | YIELDS | REPLACES | EXCEPTS):
            self._look_for(traits)

    def _look_for(self, traits: int) -> None:
        """Whatever is not on most paths."""
        if traits & EXPECTS:
            self.expected = [
                e
                for e in self.spoken
                if e.said.certainty in _UNSURE and (e.until is None or e.until > e.earliest)
            ]
        if traits & YIELDS:
            self.yielding = [e for e in self.stated if e.said.traits & YIELDS]
            self.completions = [e for e in self.yielding if e.said.completes]
        if traits & REPLACES:
            self.replacing = [e for e in self.stated if e.said.replaces]
        if traits & EXCEPTS:
            self.excepts = any(e.said.excepts for e in self.spoken)
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
    def heard(self) -> int:
        """When the last of it counted as known."""
        return max(each.known for each in self.visible)

    @once
    def never(self) -> Sequence[Statement]:
        """What never holds, for its term ends before its window opens (5.1)."""
        found = [e for e in self.visible if e.until is not None and e.until <= e.earliest]
        return [each for each in found if each.speaks and not each.amends]

    @once
    def excepting(self) -> Sequence[Statement]:
        """What is stated and excepts paths."""
        return [e for e in self.stated if e.said.excepts] if self.excepts else ()

    @once
    def withdrawals(self) -> Mapping[str, Statement]:
        """What took its statements back, by their ids; of several that do, the last recorded."""
        found: dict[str, Statement] = {}
        for each in self.visible:
            taken = self.by_id.get(each.of or "") if each.kind == "withdrawn" else None
            if taken is not None and taken.withdrawn and not each.withdrawn:
                last = found.get(taken.change)
                if each.authority >= taken.authority and (last is None or each.seq > last.seq):
                    found[taken.change] = each
        return found

    @once
    def turns(self) -> Sequence[int]:
        """The instants at which what is stated begins for certain or ends, in order."""
        found = {each.latest for each in self.stated}
        found.update([each.until for each in self.stated if each.until is not None])
        return sorted(found)

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

    def bearing(self, at: int, shaken: Set[int]) -> Bearing:
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
        if self._outlook is None or self._outlook[0] != at:
            found = self._bearing
            end = found.end if found and found.at == at else begun(self.stated, at)
            self._outlook = at, outlook(self.stated[end:], at)
        return self._outlook[1]

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
        grown = Path.__new__(Path)
        vars(grown).update(vars(self))  # as `copy.copy`, whose module a start would load for this
        grown.join(one, statement)
        return grown

    def join(self, one: "Path", statement: Statement) -> None:
        """Takes a statement in, of a copy that nobody else has yet: `one` is the same path with
        nothing but that."""
        for name in _LISTS:
            if getattr(one, name):
                setattr(self, name, inserted(getattr(self, name), statement))
        if self.written:
            self.written = inserted(self.written, statement)
        self.excepts = self.excepts or one.excepts
        self.plain = self.plain and one.plain
        self._traits |= statement.said.traits
        self._bearing = self._outlook = None
        for name in _WORKED_OUT:
            self.__dict__.pop(name, None)
        self.loudest = max(self.loudest, one.loudest)
        self.quietest = min(self.quietest, one.quietest)


#: What of it is worked out anew.
_WORKED_OUT: Final = tuple(
    name for name, each in vars(Path).items() if isinstance(each, once) and name not in _LISTS
)


def inserted(found: Sequence[Statement], statement: Statement) -> list[Statement]:
    """What is in order, with one more in its place."""
    grown = list(found)
    insort(grown, statement)
    return grown
