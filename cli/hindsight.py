"""What was known at the moment asked for, where what decides was published only after it?"""

from typing import TYPE_CHECKING

from cli.question import Question
from ledger.answers.state import State
from ledger.dates.moments import Moment

if TYPE_CHECKING:
    from ledger.answers.reading import View


class Hindsight:
    """The answers to one question as they were known at the moment that it asks about."""

    def __init__(self, question: Question, at: Moment) -> None:
        self._question, self._at = question, at
        self._then: View | None = None

    def of(self, state: State) -> State | None:
        """What was known then; None where the answer is no hindsight."""
        if state.published is None or state.published <= self._at.instant:
            return None
        if self._then is None:
            position, rank = self._question.view.position, self._question.rank
            self._then = self._question.reading.cut(self._at.instant, position, rank)
        return self._then.state(state.subject, self._at)
