"""Which statements are behind a subject's history, and what is its state at any instant?"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from cli.question import Question
from ledger.answers.course import Course
from ledger.answers.state import State
from ledger.answers.succession import Succession
from ledger.answers.visible import Cut, Statement, statements
from ledger.dates.moments import Moment
from ledger.subjects import ancestors

if TYPE_CHECKING:
    from ledger.answers.reading import View


class Statements:
    """What is visible on a path and those above it, as it stands, by change id."""

    def __init__(self, question: Question, path: str, view: "View | None" = None) -> None:
        view = view or question.view
        self.records = view.records(path)
        cut = Cut(view.known, view.position, view.authority)
        chain = ancestors(path)
        self.all: list[Statement] = [
            s for s in statements(self.records, cut) if s.visible and s.subject in chain
        ]
        self._by_id: dict[str, Statement] = {}
        for each in sorted(self.all, key=lambda s: s.subject.count("/")):
            self._by_id[each.change] = each  # the deepest path is what the lists of an answer mean

    def of(self, change: str | None) -> Statement | None:
        """The statement of that id on the deepest path."""
        return self._by_id.get(change or "")


def answers(view: "View", path: str) -> Callable[[int], State]:
    """The state of a path at any instant."""
    return lambda at: view.state(path, Moment("", at, None))


def over_time(view: "View", path: str) -> Callable[[int], State]:
    """The same for a timeline, without what is `scheduled`: what a busy path has to say is gone
    through once, and not at each of very many instants."""
    succession = Succession(path, [Course(each, each.stated) for each in view.settled(path)])
    named = answers(view, path)(0).named  # whichever instant is asked about
    return lambda at: succession.expecting(at)._replace(named=named)
