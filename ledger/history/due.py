"""What comes due: which terms end, what starts, what is expected, and what is overdue already?

Pure, over the steps of each subject's answer. Instants are integer microseconds; the time asked
about is `(at, to]`.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from events.words import OPEN_EARLIEST, OPEN_LATEST
from ledger.answers.answer import Working, working
from ledger.answers.state import State
from ledger.statements import Statement

OVERDUE: Final = "overdue"
DUE: Final = "due"
ENDS: Final = "ends"
STARTS: Final = "starts"
EXPECTED: Final = "expected"
#: Beyond the time asked about: a term that ends, a start, an expectation, whenever that is.
LATER: Final = "later"
UNDATED: Final = "undated"


class Item(NamedTuple):
    """One thing that comes due for one subject.

    `when` is the instant that counts for it: where a term ends (exclusive), where something starts
    at the latest or else at the earliest, by when it is expected, or since when it is due; None
    where no day was named. `stands` is the answer at the moment asked for; `before` and `then`
    are those just before `when` and at it, where it is known what they will be.
    """

    kind: str
    what: str
    when: int | None
    subject: str
    statement: Statement
    stands: State
    before: State | None
    then: State | None


def items(answers: Iterable[Working], to: int) -> Iterator[Item]:
    """What comes due for each of the subjects answered, in no order."""
    for answer in answers:
        yield from _expected(answer, to)
        for statement in answer.way.stated:
            if statement.subject == answer.state.subject or statement is answer.deciding:
                yield from _ends(answer, statement, to)
                yield from _starts(answer, statement, to)


def _expected(answer: Working, to: int) -> Iterator[Item]:
    for outcome in answer.outcomes:
        statement, status = outcome.statement, outcome.status
        earliest, latest = statement.earliest, statement.latest
        if status == "overdue":
            yield _item(OVERDUE, EXPECTED, latest, statement, answer)
        elif status == "due":
            yield _item(DUE, EXPECTED, earliest, statement, answer)
        elif status == "open":
            dates = [d for d in (earliest, latest) if d not in (OPEN_EARLIEST, OPEN_LATEST)]
            coming = [date for date in dates if answer.at < date]
            if not coming:
                yield _item(UNDATED, EXPECTED, None, statement, answer)
            else:
                kind = EXPECTED if min(coming) <= to else LATER
                yield _item(kind, EXPECTED, min(coming), statement, answer)


def _ends(answer: Working, statement: Statement, to: int) -> Iterator[Item]:
    end = statement.until
    if end is None or statement.lapsed(answer.at):
        return
    yield _item(ENDS if end <= to else LATER, ENDS, end, statement, answer)


def _starts(answer: Working, statement: Statement, to: int) -> Iterator[Item]:
    if statement.latest <= answer.at:
        return
    dates = [
        date
        for date in (statement.latest, statement.earliest)
        if date not in (OPEN_EARLIEST, OPEN_LATEST) and date > answer.at
    ]
    if not dates:
        yield _item(UNDATED, STARTS, None, statement, answer)
        return
    within = [date for date in dates if date <= to]
    yield _item(STARTS if within else LATER, STARTS, (within or dates)[0], statement, answer)


def _item(kind: str, what: str, when: int | None, statement: Statement, answer: Working) -> Item:
    subject = answer.state.subject
    if when is None or what == EXPECTED:
        return Item(kind, what, when, subject, statement, answer.state, None, None)
    before, then = (working(answer.way, at).state for at in (when - 1, when))
    return Item(kind, what, when, subject, statement, answer.state, before, then)
