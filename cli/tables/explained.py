"""What does an explanation rest on: the steps of the answer, and what is behind them?"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from cli.question import Question
from cli.tables.margins import Corrected, Margins
from ledger.acts import Act, in_effect
from ledger.answers import explain
from ledger.answers.answer import Working
from ledger.answers.hindsight import Hindsight, Then
from ledger.dates.moments import Moment
from ledger.statements import Statement


class Explained(NamedTuple):
    """The answer for one path at a moment, with everything it was made of; `acts` are those in
    effect, `hidden` what the cuts leave out, `hindsight` what was said later than the moment and
    made the answer another."""

    question: Question
    at: Moment
    working: Working
    lines: Sequence[explain.Line]
    hidden: Sequence[Statement]
    acts: Sequence[Act]
    margins: Margins
    hindsight: Hindsight | None

    def letter(self, statement: Statement) -> str:
        """The letter that names a statement."""
        return next(each.letter for each in self.lines if each.statement.seq == statement.seq)

    def data(self, statement: Statement) -> dict[str, Any]:
        """The data of a statement's event, with what the recorder corrected."""
        return self.margins.reading(self.question.view.record(statement.seq))[1]

    def corrected(self, statement: Statement) -> list[Corrected]:
        """What the recorder corrected in a statement's event, and of who said it and when."""
        view = self.question.view
        told = self.margins.corrected(view.announced(statement.announcement))
        about = [each for each in told if each.name.startswith(("source", "published"))]
        return [*self.margins.corrected(view.record(statement.seq)), *about]

    def aside(self, statement: Statement) -> list[tuple[str, str]]:
        """The note and the quote of a statement, each under its name, where it has them."""
        data = self.data(statement)
        return [(name, data[name]) for name in ("note", "quote") if data.get(name)]

    def quoted(self, statement: Statement) -> str | None:
        """The name of who passed its announcement on."""
        via = self.question.view.announced(statement.announcement).data.get("via")
        return str(via["name"]) if via else None


def explained(question: Question, path: str, at: Moment) -> Explained:
    """Every step of the answer for one path, with what the cuts hide and what the recorder did."""
    view = question.view
    found = view.working(path, at, whole=True)
    return Explained(
        question=question,
        at=at,
        working=found,
        lines=explain.lines(found),
        hidden=view.hidden(path),
        acts=in_effect(view.acts_about(path)),
        margins=Margins(question.reading, question.view),
        hindsight=Then(at.instant).hindsight(found),
    )
