"""Which two moments of one clock are compared, and what accounts for what differs between them?"""

from typing import TYPE_CHECKING, NamedTuple

from cli.question import Question
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.history import causes
from ledger.history.causes import Cause
from ledger.history.diff import Difference
from ledger.history.timeline import over_time

if TYPE_CHECKING:
    from ledger.answers.view import View


class Side(NamedTuple):
    """One of the two moments: under which cut it is read, and at which instant it is asked about.

    `when` is its place on the clock: an instant, on the recorded clock a position, that of the
    moment `asked` for where one was.
    """

    text: str
    when: int
    view: "View"
    at: Moment
    asked: Moment | None = None


class Compared(NamedTuple):
    """Two sides of one clock; `reversed` where the first of them is the later one."""

    question: Question
    clock: str
    first: Side
    second: Side
    again: str

    @property
    def reversed(self) -> bool:
        return self.first.when > self.second.when

    @property
    def later(self) -> Side:
        """The side that is later on the clock."""
        return self.first if self.reversed else self.second


def caused(compared: Compared, found: Difference) -> tuple[Cause, ...]:
    """What accounts for one difference; going back in time, what there was to undo."""
    question, path = compared.question, found.subject
    low, high = compared.first, compared.second
    if compared.reversed:
        low, high = high, low
        found = found._replace(before=found.after, after=found.before)
    span = (low.when, high.when)
    way = high.view.way(path)
    if compared.clock == "effective":
        return causes.effective(found, span, way.visible, over_time(way))

    def at(view: "View") -> State:
        return view.state(path, high.at)

    # What an answer for one subject rests on: other acts are not read for each step anew.
    view, acts = high.view, high.view.acts_about(path)
    if compared.clock == "recorded":
        return causes.recorded(
            found,
            span,
            acts,
            way.visible,
            lambda position: at(
                question.reading.cut(view.known, position, question.rank, acts=acts)
            ),
        )
    return causes.published(
        found,
        span,
        way.visible,
        lambda known: at(question.reading.cut(known, view.position, question.rank, acts=acts)),
    )
