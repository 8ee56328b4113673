"""How do the answers for one subject follow each other, from one instant to the next?

DESIGN 5 without what only a single moment has: what is scheduled, expected, and of that day. Each
answer is found by walking back through the order, and no further than something can matter: what a
later word certainly supersedes neither decides nor contests, and so does all that comes before it.
"""

from bisect import bisect, bisect_left
from collections.abc import Iterable, Iterator

from events.words import OPEN_EARLIEST
from ledger.answers.course import Course
from ledger.answers.decided import decided, otherwise
from ledger.answers.disputed import Found, Later, contest, deepest, same_path, unapplied
from ledger.answers.expected import expectations
from ledger.answers.settled import after_the_fact
from ledger.answers.state import UNKNOWN, Otherwise, State
from ledger.rows import (
    AFTERWARDS,
    AUTHORITY_RANK,
    EARLIEST,
    LATEST,
    PUBLISHED,
    SEQ,
    Claim,
    Fields,
    answered,
    claimed,
    depth,
    identifier,
    lapsed,
)


class Succession:
    """The answers for a subject from the courses of its path and of those above, from the top."""

    __slots__ = (
        "_begins",
        "_chain",
        "_hopes",
        "_late",
        "_loudest",
        "_rumours",
        "_settled",
        "_subject",
        "_vague",
    )

    def __init__(self, subject: str, chain: Iterable[Course]) -> None:
        self._subject = subject
        self._chain = [course for course in chain if course.settled.listed]
        self._settled = [course.settled for course in self._chain]
        #: When each change has begun on all of its paths, in order, once it is asked for.
        self._begins: list[tuple[int, str]] | None = None
        self._hopes = any(path.expected for path in self._settled)
        self._loudest = max([path.loudest for path in self._settled], default=0)
        self._vague = [row for course in self._chain for row in course.vague]
        #: Claims after the fact: whether one is that does not depend on the instant (5.3).
        self._rumours = [
            (course, row)
            for course in self._chain
            for row in course.doubtful
            if after_the_fact(row, self._settled)
        ]
        self._late = {row[SEQ] for _, row in self._rumours}

    def edges(self, start: int, end: int) -> list[int]:
        """The instants after `start`, up to `end`, at which the state can turn, in order."""
        found: set[int] = set()
        for course in self._chain:
            found.update(course.edges(start))
        return sorted([edge for edge in found if start < edge <= end])

    def at(self, instant: int) -> State:
        """The state then; `named`, and without what a stretch of time has not."""
        ends = [bisect(course.closes, instant) for course in self._chain]
        previous: list[Fields] = []
        left = self._left(instant, ends, previous)
        may: tuple[str, ...] = ()
        if self._vague:  # 7
            open_at = {identifier(r) for r in self._vague if r[EARLIEST] <= instant < r[LATEST]}
            may = tuple(sorted(open_at))
        deciding = next(left, None)  # 4
        if deciding is None:
            contests = self._after_the_fact(("unknown", None), instant)
            return UNKNOWN._replace(
                subject=self._subject,
                named=True,
                may_have_changed=may,
                contested_by=deepest(contests),
            )
        over, answer = lapsed(deciding, instant), answered(deciding, instant)
        path = same_path(self._settled, deciding)
        contests, asides = _disputes(deciding, left, answer, instant)  # 9
        if self._rumours:
            contests += self._after_the_fact(answer, instant)
        if path.unapplied or path.piloted:
            contests += unapplied(deciding, path, instant)
        # What the walk has not reached is superseded: it matters where it is set aside.
        for course, end in zip(self._chain, ends, strict=True):
            if end and len(course.settled.path) > len(path.path):
                asides += self._set_aside(course, end, answer, instant)
        decision = decided(
            self._subject,
            deciding,
            answer,
            over=over,
            beyond=self._beyond(deciding, instant) if answer[1] != "full" else None,  # 6
            previous=previous,
            amended_by=path.amended_by.get(deciding[SEQ], ()),
        )
        return State._make(
            (
                self._subject,
                *decision,
                True,
                may,
                (),
                deepest(contests),
                deepest(asides),
                (),
                (),
            )
        )

    def began(self, instant: int) -> tuple[str, ...]:
        """The ids of what has begun for certain just then, on no path later, in code points."""
        if self._begins is None:
            begins: dict[str, int] = {}
            for course in self._chain:
                for row, latest in zip(course.stated, course.closes, strict=True):
                    begins[identifier(row)] = max(latest, begins.get(identifier(row), latest))
            self._begins = sorted((latest, id) for id, latest in begins.items())
        first, last = (bisect_left(self._begins, (at, "")) for at in (instant, instant + 1))
        return tuple(id for _, id in self._begins[first:last])

    def expecting(self, instant: int) -> State:
        """The same with what is expected."""
        state = self.at(instant)
        if not self._hopes:
            return state
        said = (state.effect, state.extent)
        return state._replace(expectations=expectations(said, state.lapsed, self._settled, instant))

    def _left(
        self, at: int, ends: list[int], previous: list[Fields], *, whole: bool = False
    ) -> Iterator[Fields]:
        """What is left of the candidates (5.3), the last in the order first, as far as it matters.

        `ends`: how many candidates of each path were not looked at yet. What comes after the first
        that is left and gave way as `previous` goes into `previous`. With `whole` all that is left,
        whether it matters or not.
        """
        chain, late, loudest = self._chain, self._late, self._loudest
        heads = [
            course.closes[end - 1] if end else OPEN_EARLIEST
            for course, end in zip(chain, ends, strict=True)
        ]
        begun = False
        #: The last publication of one that nobody before it can outrank.
        newest = OPEN_EARLIEST
        places = range(len(chain))
        while True:
            # The last that was not looked at yet; of two that begin together, the deeper one.
            here, latest = -1, OPEN_EARLIEST
            for place in places:
                if heads[place] >= latest and ends[place]:
                    here, latest = place, heads[place]
            if here < 0:
                return
            course = chain[here]
            ends[here] = end = ends[here] - 1
            if end:
                heads[here] = course.closes[end - 1]
            row = course.stated[end]
            if (row[AFTERWARDS] == "previous" or course.completions) and course.gave_way(row, at):
                if not begun and row[AFTERWARDS] == "previous" and lapsed(row, at):
                    previous.append(row)
                continue
            if row[SEQ] in late:
                continue
            begun = True
            yield row
            if row[PUBLISHED] > newest and row[AUTHORITY_RANK] >= loudest:
                newest = row[PUBLISHED]
            if not whole:
                for place in places:
                    if chain[place].newest[ends[place]] >= newest:
                        break
                else:
                    return

    def _set_aside(self, course: Course, end: int, answer: Claim, at: int) -> Found:
        """Of the first statements of a path, all superseded, those that claim something else."""
        found: Found = []
        late = self._late
        for row in course.stated[:end]:
            said = claimed(row, at)
            if said is None or said == answer or row[SEQ] in late:
                continue
            if not course.gave_way(row, at):
                found.append((depth(row), contest(row, "superseded", said)))
        return found

    def _after_the_fact(self, answer: Claim, at: int) -> Found:
        """The claims after the fact that claim something else (5.9)."""
        found: Found = []
        for course, row in self._rumours:
            if row[LATEST] <= at and not course.gave_way(row, at):
                said = claimed(row, at)
                if said is not None and said != answer:
                    found.append((depth(row), contest(row, "after_the_fact", said)))
        return found

    def _beyond(self, deciding: Fields, at: int) -> Otherwise:
        ends = [bisect(course.closes, at) for course in self._chain]
        return otherwise(deciding, self._left(at, ends, [], whole=True), at)


def _disputes(
    deciding: Fields, others: Iterable[Fields], answer: Claim, at: int
) -> tuple[Found, Found]:
    """(contested_by, set_aside) of what is left besides the deciding change (5.9)."""
    contests: Found = []
    asides: Found = []
    later: Later | None = None
    for row in others:
        if later is None:
            later = Later()
            later.add(deciding)
        said = claimed(row, at)
        if said is not None and said != answer:
            if not later.supersedes(row):
                contests.append((depth(row), contest(row, "claim", said)))
            elif depth(row) > depth(deciding):
                asides.append((depth(row), contest(row, "superseded", said)))
        later.add(row)
    return contests, asides
