"""What does `ledger explain` answer, as a document: the state, and the steps that led to it?

The steps (DESIGN 5) refer to statements by position: each is a row, with its letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

from ledger.documents.brief import BriefRow, Briefs, SettledRow, brief
from ledger.documents.facts import facts
from ledger.documents.forms import instant
from ledger.documents.margins import CorrectedRow, Margins, UnappliedRow, corrected_row
from ledger.documents.names import CalledPaths, Names
from ledger.documents.reply import (
    Enquiry,
    ReadDocument,
    Reply,
    ReplyDocument,
    Row,
    columns,
    envelope,
    titled,
)
from ledger.documents.state import StateRow, row
from ledger.documents.steps import GIVING_WAY, OUTCOMES, steps
from ledger.grounds import explain
from ledger.grounds.hindsight import Then

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ledger.answers.answer import Working
    from ledger.dates.moments import Moment
    from ledger.documents.at import AtRow
    from ledger.documents.fields import (
        ChangeId,
        DayText,
        Form,
        InstantText,
        PathText,
    )
    from ledger.documents.steps import StepsRow
    from ledger.reading.reading import Reading
    from ledger.reading.view import View


class StepRow(BriefRow):
    """A statement, and what the steps of the answer made of it."""

    letter: str
    """The letter by which the explanation names it."""
    part: Annotated[str, Form(enum=list(explain.PARTS))]
    """The part that it plays at the moment."""
    gave_way: Annotated[str, Form(enum=GIVING_WAY)] | None
    """Why it gave way; null where it did not."""
    gave_way_to: ChangeId | None
    """To which change it gave way."""
    decides: bool
    """Whether it decides the answer."""
    outcome: Annotated[str, Form(enum=OUTCOMES)] | None
    """What became of what was expected; null of what was not."""
    outcome_by: ChangeId | None
    """By which change that became so."""


class StatementRow(StepRow, SettledRow):
    """A statement with what is told of it and under it."""

    note: str | None
    """Its note, as the recorder corrected it."""
    quote: str | None
    """Its quotation of the source, as the recorder corrected it."""
    via: str | None
    """Who passed its announcement on."""
    corrected: list[CorrectedRow]
    """The fields of it, and of who said it and when, that are not as they were recorded."""
    unapplied: UnappliedRow | None
    """Why it changes nothing; null of what is no amendment and of one that applies."""


class ExplainHead(ReplyDocument):
    """What was asked, and of which path."""

    at: InstantText
    """The moment asked for."""
    path: PathText
    """The path asked about."""


class ExplainLine(ExplainHead, StepRow):
    """A line of JSON Lines: a statement, and what it is of."""

    state: StateRow
    """The answer."""


class ExplainDocument(ExplainHead, ReadDocument, CalledPaths):
    """Why the answer for one subject is what it is."""

    day: DayText | None
    """The day of which the moment is the last instant, where a day was asked for."""
    state: AtRow
    """The answer, as `ledger at` tells it."""
    statements: list[StatementRow]
    """What was said on the path and above it, by the part that it plays."""
    steps: StepsRow
    """What was made of that."""
    said: dict[str, SettledRow]
    """The statements that facts refer to and the cuts leave out, by position."""


CELLS: Final = columns(
    (
        *("letter", "part", "change", "seq", "subject", "kind", "of", "effect", "extent"),
        *("population", "value", "except", "replaces", "earliest", "latest", "qualifier", "until"),
        *("afterwards", "certainty", "condition", "authority", "source", "party", "published"),
        *("withdrawn", "amended_by", "gave_way", "gave_way_to", "decides", "outcome"),
        "outcome_by",
    )
)


def lines(enquiry: Enquiry, at: Moment, working: Working) -> Reply:
    """The statements of an answer for JSON Lines and CSV, without what is told under them."""
    return _reply(enquiry, at, row(working.state), _rows(working))


def reply(enquiry: Enquiry, at: Moment, working: Working, view: View, reading: Reading) -> Reply:
    """The document of an answer with its steps, `working` being whole."""
    way, briefs, names = working.way, Briefs(), Names(view)
    hindsight = Then(at.instant).hindsight(working)
    told = list(facts(working, hindsight, view, briefs, named=True))
    seen = {str(briefs.take(way, each)) for each in way.visible}
    for path in (way.subject, *(each["subject"] for each in briefs.said.values())):
        names.take(path)
    said = briefs.by_position()
    hidden = {seq: each for seq, each in said.items() if seq not in seen}
    tail = {"steps": steps(working, view), "said": hidden, **names.given()}
    rows = _told(working, said, view, Margins(reading, view))
    found = _reply(enquiry, at, {**row(working.state), "facts": told}, rows)
    head = {**found.head, "day": at.text if at.day else None, "read_to": instant(view.recorded_at)}
    return found._replace(head=head, tail=lambda: tail)


def _reply(enquiry: Enquiry, at: Moment, state: Row, rows: Iterator[Row]) -> Reply:
    head = envelope("explain", enquiry, at=instant(at.instant), path=state["subject"], state=state)
    return Reply(head, "statements", rows, CELLS, titled)


def _rows(working: Working) -> Iterator[StepRow]:
    gone = {each.statement.seq: each for each in working.weighed.gave_way}
    outcomes = {each.statement.seq: each for each in working.outcomes}
    for line in explain.lines(working):
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


def _told(
    working: Working, settled: Mapping[str, SettledRow], view: View, margins: Margins
) -> Iterator[StatementRow]:
    spoken = {each.seq: each for each in working.way.visible}
    for step in _rows(working):
        said = spoken[step["seq"]]
        record, announced = view.record(said.seq), view.announced(said.announcement)
        about = margins.corrected(announced)
        about = [each for each in about if each.name.startswith(("source", "published"))]
        data = margins.reading(record)[1]
        why = explain.unapplied(said, working.way) if said.amends else None
        via = announced.data.get("via")
        yield {
            **step,
            **settled[str(said.seq)],
            "note": data.get("note"),
            "quote": data.get("quote"),
            "via": via and via["name"],
            "corrected": [corrected_row(each) for each in (*margins.corrected(record), *about)],
            "unapplied": why and {"why": why.why, "by": why.by},
        }
