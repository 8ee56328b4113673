"""What does `ledger explain` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from ledger.documents.brief import BriefRow, brief
from ledger.documents.forms import instant
from ledger.documents.reply import Enquiry, Reply, ReplyDocument, columns, envelope, titled
from ledger.documents.state import StateRow, row

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ledger.answers.answer import Working
    from ledger.answers.explain import Line
    from ledger.dates.moments import Moment
    from ledger.documents.fields import ChangeId, Form, InstantText, PathText


class StepRow(BriefRow):
    """A statement, and what the steps of the answer made of it."""

    letter: str
    """The letter by which the explanation names it."""
    part: str
    """The part that it plays at the moment."""
    gave_way: (
        Annotated[str, Form(enum=["replaced", "previous", "completion", "after_the_fact"])] | None
    )
    """Why it gave way; null where it did not."""
    gave_way_to: ChangeId | None
    """To which change it gave way."""
    decides: bool
    """Whether it decides the answer."""
    outcome: (
        Annotated[
            str,
            Form(enum=["open", "due", "overdue", "replaced", "lapsed", "met", "confirmed"]),
        ]
        | None
    )
    """What became of what was expected; null of what was not."""
    outcome_by: ChangeId | None
    """By which change that became so."""


class ExplainDocument(ReplyDocument):
    """Why the answer for one subject is what it is."""

    at: InstantText
    """The moment asked for."""
    path: PathText
    """The path asked about."""
    state: StateRow
    """The answer."""
    statements: list[StepRow]
    """What was said on the path and above it, by the part that it plays."""


CELLS: Final = columns(
    (
        *("letter", "part", "change", "seq", "subject", "kind", "of", "effect", "extent"),
        *("population", "value", "except", "replaces", "earliest", "latest", "qualifier", "until"),
        *("afterwards", "certainty", "condition", "authority", "source", "party", "published"),
        *("withdrawn", "amended_by", "gave_way", "gave_way_to", "decides", "outcome"),
        "outcome_by",
    )
)


def reply(enquiry: Enquiry, at: Moment, working: Working, lines: Sequence[Line]) -> Reply:
    """The document of an answer with its steps; `lines`: what was said, with its letters."""
    state = row(working.state)
    head = envelope("explain", enquiry, at=instant(at.instant), path=state["subject"], state=state)
    return Reply(head, "statements", _rows(working, lines), CELLS, titled)


def _rows(working: Working, lines: Sequence[Line]) -> Iterator[StepRow]:
    gone = {each.statement.seq: each for each in working.weighed.gave_way}
    outcomes = {each.statement.seq: each for each in working.outcomes}
    for line in lines:
        seq = line.statement.seq
        way, outcome = gone.get(seq), outcomes.get(seq)
        yield {
            "letter": line.letter,
            "part": line.part,
            **brief(line.statement),
            "gave_way": way and way.reason,
            "gave_way_to": way and way.to and way.to.change,
            "decides": working.deciding is not None and working.deciding.seq == seq,
            "outcome": outcome and outcome.status,
            "outcome_by": outcome and outcome.by and outcome.by.change,
        }
