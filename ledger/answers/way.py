"""What is said on a subject's way: the paths that cover it, itself among them?

What does not depend on the instant asked about stands here, once for every instant: the statements
of all paths in the one order of DESIGN 5.2, who spoke when, and what takes whose place.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Final, NamedTuple

from events.words import OPEN_EARLIEST
from ledger.answers.settled import Path
from ledger.once import once
from ledger.statements import Claim, Statement, differ
from ledger.subjects import covers, segments

#: Of a way with no more candidates everything is weighed.
SHORT: Final = 16
_NOTHING: Final[frozenset[int]] = frozenset()
_published = attrgetter("published")
_latest = attrgetter("latest")
_authority = attrgetter("authority")
_position = attrgetter("seq")


class GivenWay(NamedTuple):
    """A candidate that gave way, and to what: as `replaced`, `previous`, `completion` or
    `after_the_fact`."""

    statement: Statement
    reason: str
    to: Statement | None


class Weighed(NamedTuple):
    """What gave way of the first `end` statements, and what is left (5.3): the last in the order
    first. Of what comes before `passed` nothing is in them: see `Way.supersedes`."""

    end: int
    passed: int
    gave_way: Sequence[GivenWay]
    left: Sequence[Statement]


class Way:
    """The paths on the way of a subject, settled, from the least particular on.

    What excepts a path on the way is left out of everything here but of `visible`. `named`: whether
    anything visible is on the way, or below the subject.
    """

    def __init__(self, subject: str, paths: Sequence[Path], *, named: bool = False) -> None:
        self.subject = subject
        self.paths = [path for path in paths if path.visible]
        self.named = named or bool(self.paths)
        self._excepting = any(path.excepts for path in self.paths)
        #: What is stated, and what is expected, in order, without what 5.1 leaves out.
        self.stated = self._merged([path.stated for path in self.paths])
        self.expected = self._merged([path.expected for path in self.paths])
        self._answers: dict[int, Claim | None] = {}

    def _merged(self, lists: Sequence[Sequence[Statement]]) -> Sequence[Statement]:
        """All of them in one order, of which each is in order already."""
        some = [each for each in lists if each]
        if len(some) > 1:
            found: Sequence[Statement] = sorted(chain.from_iterable(some))
        else:
            found = some[0] if some else ()
        if self._excepting:
            return [each for each in found if not self.excepted(each)]
        return found

    def excepted(self, statement: Statement) -> bool:
        """Whether a statement excepts a path on the way."""
        return any(covers(path, self.subject) for path in statement.said.excepts)

    @once
    def visible(self) -> Sequence[Statement]:
        """Every visible statement, notes and what was taken back among them, in order."""
        some = [path.visible for path in self.paths]
        return some[0] if len(some) == 1 else sorted(chain.from_iterable(some))

    @once
    def spoken(self) -> Sequence[Statement]:
        """Whatever speaks, in order."""
        return self._merged([path.spoken for path in self.paths])

    @once
    def completions(self) -> Sequence[Statement]:
        """What ends grayscale tests, in order."""
        ending = [[e for e in path.yielding if e.said.completes] for path in self.paths]
        return self._merged(ending)

    @once
    def vague(self) -> Sequence[Statement]:
        """What is stated of which the window is no instant, in order."""
        return self._merged([path.vague for path in self.paths])

    @once
    def late(self) -> Mapping[int, GivenWay]:
        """The claims after the fact (5.3) by position, each with who had said otherwise."""
        loudest = max([path.loudest for path in self.paths], default=0)
        found = {}
        for each in self._merged([path.late for path in self.paths]):
            if each.authority < loudest:
                unlike = self.spoken_between(each, unlike=True)
                speaker = min(unlike, key=_position, default=None)
                if speaker is not None:
                    found[each.seq] = GivenWay(each, "after_the_fact", speaker)
        return found

    @once
    def replacing(self) -> Sequence[Statement]:
        """What takes the place of changes, in order, without claims after the fact."""
        found = self._merged([path.replacing for path in self.paths])
        return [each for each in found if each.seq not in self.late]

    @once
    def firm(self) -> bool:
        """Whether nothing that is stated can give way (5.3), at whichever instant."""
        return not (self.late or self.replacing or any(path.yielding for path in self.paths))

    def spoken_between(self, late: Statement, *, unlike: bool = False) -> Iterable[Statement]:
        """Who of greater authority spoke at or after a statement's start and before its
        publication, on its path or on one of no fewer segments; with `unlike` without those who
        said the same."""
        voices = self._voices
        start = bisect_left(voices, late.latest, key=_published)
        end = bisect_left(voices, late.published, key=_published)
        for voice in voices[start:end]:
            if (
                voice.authority > late.authority
                and segments(voice.particularity) >= segments(late.particularity)
                and not (unlike and _says_the_same(voice, late))
            ):
                yield voice

    @once
    def _voices(self) -> Sequence[Statement]:
        return sorted(self.spoken, key=_published)

    def weighed(self, at: int, *, whole: bool = False) -> Weighed:
        """DESIGN 5.1 to 5.3: what gave way, and what is left; unless `whole`, as far as it can
        matter."""
        stated = self.stated
        end = bisect_right(stated, at, key=_latest)
        short = whole or end <= SHORT
        if short and self.firm:
            return Weighed(end, 0, (), stated[:end][::-1])
        gave_way: list[GivenWay] = []
        left: list[Statement] = []
        for place in range(end - 1, -1, -1):
            each = stated[place]
            gone = self.gives_way(each, at)
            if gone is not None:
                gave_way.append(gone)
                continue
            left.append(each)
            if not short and self.supersedes(place):
                return Weighed(end, place, gave_way, left)
        return Weighed(end, 0, gave_way, left)

    def supersedes(self, place: int) -> bool:
        """Whether what is stated at a place in the order, once it is left, supersedes all that
        comes before it.

        Lemma (5.9): a later one that is left supersedes every earlier one of no greater authority
        that was published before it, but for parts of different populations. So where it ranks no
        less than any before it, was published after all of them, and is no part, none of these
        contests, whoever of them is left; and none decides, since it comes later. What
        `afterwards: previous` lets through does not break it: a term that ran out so has given way,
        and is not left; and where its own has, it is not asked here.
        """
        own = self.stated[place]
        loudest, newest = self._before
        return (
            own.authority >= loudest[place]
            and own.published > newest[place]
            and own.extent != "partial"
        )

    @once
    def _before(self) -> tuple[Sequence[int], Sequence[int]]:
        """Of the first N stated ones the greatest authority and the last publication."""
        stated = self.stated
        return (
            list(accumulate(map(_authority, stated), max, initial=0)),
            list(accumulate(map(_published, stated), max, initial=OPEN_EARLIEST)),
        )

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

    def answer(self, at: int) -> Claim | None:
        """What holds at an instant (5.4); None where nothing decides."""
        for place in range(bisect_right(self.stated, at, key=_latest) - 1, -1, -1):
            each = self.stated[place]
            if self.firm or self.gives_way(each, at) is None:
                return each.answers(at)
        return None

    def held_since(self, at: int) -> int | None:
        """From when on, up to an instant, what holds then has held without a break (5.5)."""
        answer = self._answered(at)
        if answer is None:
            return None
        edges = self._turns
        for place in range(bisect_right(edges, at) - 1, -1, -1):
            if self._answered(edges[place] - 1) != answer:
                return edges[place]
        return None

    def _answered(self, at: int) -> Claim | None:
        """The same as `answer`: a long history is asked for the same instants again and again."""
        if at not in self._answers:
            self._answers[at] = self.answer(at)
        return self._answers[at]

    @once
    def _turns(self) -> Sequence[int]:
        """The instants at which what holds can turn, in order."""
        found = set(map(_latest, self.stated))
        found.update([each.until for each in self.stated if each.until is not None])
        return sorted(found)

    def edges(self, start: int, end: int) -> list[int]:
        """The instants after `start`, up to `end`, at which a state can turn, in order."""
        found = {*self._turns, *(each.earliest for each in self.vague)}
        return sorted(edge for edge in found if start < edge <= end)

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

    def of(self, change: str) -> Statement | None:
        """The visible statement of that id on the most particular path, as the lists of an answer
        mean it."""
        found = (path.by_id.get(change) for path in reversed(self.paths))
        return next((each for each in found if each is not None), None)

    def unapplied(self, statement: Statement) -> Sequence[Statement]:
        """The amendments of a statement that lacked the authority to apply."""
        for path in self.paths:
            if path.path == statement.subject:
                return path.unapplied.get((statement.announcement, statement.n), ())
        return ()

    def confirming(self, statement: Statement) -> Sequence[Statement]:
        """What confirms a statement, by position."""
        for path in self.paths:
            if path.path == statement.subject:
                return path.confirmed.get((statement.announcement, statement.n), ())
        return ()


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
