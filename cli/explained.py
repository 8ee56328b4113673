"""What does an explanation rest on: the steps of the answer, and the records behind them?"""

from collections.abc import Sequence
from typing import NamedTuple

from cli.question import Question
from ledger import explain
from ledger.answer import Working, working
from ledger.moments import Moment
from ledger.records import Record
from ledger.subjects import ancestors
from ledger.visible import Cut, Statement, acts_in_effect, statements


class Explained(NamedTuple):
    """The answer for one path at a moment, with everything it was made of; `quoted` has, by
    announcement, the name of who passed it on."""

    at: Moment
    working: Working
    lines: Sequence[explain.Line]
    unseen: Sequence[Statement]
    acts: Sequence[Record]
    records: dict[int, Record]
    quoted: dict[str, str]

    def letter(self, statement: Statement) -> str:
        """The letter that names a statement."""
        return next(each.letter for each in self.lines if each.statement.seq == statement.seq)


def steps(question: Question, path: str, at: Moment) -> Working:
    """Every step of the answer for one path, over the records that can matter for it."""
    return working(_standing(question, question.view.records(path)), path, at.instant, day=_day(at))


class Steps:
    """The steps of many answers at one moment: where there are many, the log is read once instead
    of once for each path."""

    def __init__(self, question: Question, at: Moment, *, many: bool) -> None:
        self._question, self._at = question, at
        self._standing: dict[str, list[Statement]] | None = None
        if many:
            self._standing = {}
            events = question.reading.events(1, question.view.position)
            for statement in _standing(question, list(events)):
                self._standing.setdefault(statement.subject, []).append(statement)

    def of(self, path: str) -> Working:
        """Every step of the answer for one path; what is below it may be left out."""
        if self._standing is None:
            return steps(self._question, path, self._at)
        chain = [s for above in ancestors(path) for s in self._standing.get(above, ())]
        return working(chain, path, self._at.instant, day=_day(self._at))


def explained(question: Question, path: str, at: Moment) -> Explained:
    """The same, with what the cuts hide, what the recorder did, and the records themselves."""
    records = list(question.view.records(path))
    standing = _standing(question, records)
    found = working(standing, path, at.instant, day=_day(at))
    # What is said below the path is not among the records, and may be all that names it.
    named = question.view.state(path, at).named
    found = found._replace(state=found.state._replace(named=named))
    return Explained(
        at=at,
        working=found,
        lines=explain.lines(found),
        unseen=[s for s in standing if s.subject in ancestors(path) and not s.visible],
        acts=acts_in_effect([r for r in records if r.seq <= question.view.position]),
        records={record.seq: record for record in records},
        quoted={
            record.data["id"]: record.data["via"]["name"]
            for record in records
            if record.type == "announced" and record.data.get("via")
        },
    )


def _standing(question: Question, records: Sequence[Record]) -> list[Statement]:
    known = question.known.instant if question.known else None
    return statements(records, Cut(known, question.view.position, question.rank))


def _day(at: Moment) -> int | None:
    return at.day[0] if at.day else None
