"""What does an explanation rest on: the steps of the answer, and the records behind them?"""

from collections.abc import Sequence
from typing import NamedTuple

from cli.question import Question
from ledger.answers import explain
from ledger.answers.answer import Working, working
from ledger.answers.visible import Cut, Statement, acts_in_effect, statements
from ledger.dates.moments import Moment
from ledger.records import Record
from ledger.subjects import ancestors


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
    return working(standing(question, question.view.records(path)), path, at.instant, day=_day(at))


class Steps:
    """The steps of many answers at one moment.

    Where there are `many`, the log is read once instead of once for each path.
    """

    def __init__(self, question: Question, at: Moment, *, many: bool) -> None:
        self._question, self._at, self._many = question, at, many
        self._standing: dict[str, list[Statement]] = {}
        if many:
            for each in standing(
                question, list(question.reading.events(1, question.view.position))
            ):
                self._standing.setdefault(each.subject, []).append(each)

    def of(self, path: str) -> Working:
        """Every step of the answer for one path; what is below it may be left out."""
        if not self._many:
            return steps(self._question, path, self._at)
        chain = [s for above in ancestors(path) for s in self._standing.get(above, ())]
        return working(chain, path, self._at.instant, day=_day(self._at))


def explained(question: Question, path: str, at: Moment) -> Explained:
    """The same, with what the cuts hide, what the recorder did, and the records themselves."""
    records = list(question.view.records(path))
    stands = standing(question, records)
    found = working(stands, path, at.instant, day=_day(at))
    # What is said below the path is not among the records, and may be all that names it.
    named = question.view.state(path, at).named
    found = found._replace(state=found.state._replace(named=named))
    acts = [record for record in records if record.type in ("corrected", "retracted")]
    told = explain.acts_about(
        acts, ((r.data["change"], r.data["subject"]) for r in records if "change" in r.data)
    )
    return Explained(
        at=at,
        working=found,
        lines=explain.lines(found),
        unseen=[s for s in stands if s.subject in ancestors(path) and not s.visible],
        acts=[act for act in acts_in_effect(acts) if act in told],
        records={record.seq: record for record in records},
        quoted={
            record.data["id"]: record.data["via"]["name"]
            for record in records
            if record.type == "announced" and record.data.get("via")
        },
    )


def standing(question: Question, records: Sequence[Record]) -> list[Statement]:
    """The statements of some records as they stand under the question's cuts, hidden ones too."""
    known = question.known.instant if question.known else None
    return statements(records, Cut(known, question.view.position, question.rank))


def _day(at: Moment) -> int | None:
    return at.day[0] if at.day else None
