"""Which two moments of one clock are compared, what differs between them, and by whose word?"""

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from ledger.answers.state import State
from ledger.history import causes
from ledger.history.causes import Cause
from ledger.history.diff import Difference, difference
from ledger.history.timeline import over_time

if TYPE_CHECKING:
    from ledger.dates.moments import Moment
    from ledger.reading.reading import Reading
    from ledger.reading.view import View


class Answering(Protocol):
    """What answers for many subjects: a view, or what knows better than to evaluate them all."""

    def states(self, subjects: Sequence[str] | None, at: "Moment") -> Iterator[State]: ...


class ComparedMoment(NamedTuple):
    """One of the two moments: under which cut it is read, which `answers` are compared, and at
    which instant it is asked about.

    `when` is its place on the clock: an instant, on the recorded clock a position, that of the
    moment `asked` for where one was.
    """

    text: str
    when: int
    view: "View"
    answers: Answering
    at: "Moment"
    asked: "Moment | None" = None


class Sides(NamedTuple):
    """Two sides of one clock of a ledger; `backwards` where the first of them is the later one."""

    reading: "Reading"
    clock: str
    first: ComparedMoment
    second: ComparedMoment

    @property
    def backwards(self) -> bool:
        return self.first.when > self.second.when

    @property
    def later(self) -> ComparedMoment:
        """The side that is later on the clock."""
        return self.first if self.backwards else self.second

    def differences(self, paths: Sequence[str] | None) -> Generator[Difference, None, None]:
        """One a subject, those that only one side lists included, sorted by path."""
        first, second = self.first, self.second
        one, two = (each.answers.states(paths, each.at) for each in (first, second))
        before, after = next(one, None), next(two, None)
        while before is not None or after is not None:
            path = min(state.subject for state in (before, after) if state is not None)
            here = before if before is not None and before.subject == path else None
            there = after if after is not None and after.subject == path else None
            yield difference(
                here or first.view.state(path, first.at),
                there or second.view.state(path, second.at),
            )
            before = next(one, None) if here else before
            after = next(two, None) if there else after

    def causes(self, found: Difference) -> tuple[Cause, ...]:
        """What accounts for one difference; going back in time, what there was to undo."""
        path, low, high = found.subject, self.first, self.second
        if self.backwards:
            low, high = high, low
            found = found._replace(before=found.after, after=found.before)
        span, view = (low.when, high.when), high.view
        way = view.way(path)
        if self.clock == "effective":
            return causes.effective(found, span, way.visible, over_time(way))
        # What an answer for one subject rests on: other acts are not read for each step anew.
        acts = view.acts_about(path)

        def answer(known: int | None, position: int) -> State:
            cut = self.reading.cut(known, position, view.authority, acts=acts)
            return cut.state(path, high.at)

        if self.clock == "recorded":
            return causes.recorded(
                found, span, acts, way.visible, lambda position: answer(view.known, position)
            )
        return causes.published(
            found, span, way.visible, lambda known: answer(known, view.position)
        )
