"""What does `ledger replay` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from ledger.documents.chronicle import EventRows, ToldEvent, boundary, credited
from ledger.documents.forms import FromTo, TypedDict, instant
from ledger.documents.log import EventRow
from ledger.documents.log import row as event
from ledger.documents.names import Names
from ledger.documents.reply import Enquiry, ReadDocument, Reply, ReplyDocument, Row, envelope, plain
from ledger.documents.state import (
    OF_A_MOMENT,
    StretchRow,
    expectations,
    side_columns,
    sides,
    stretch,
)
from ledger.history.credit import Credit, credits, credits_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.documents.announcements import Announcements
    from ledger.documents.chronicle import GroundFact, TurnFact
    from ledger.documents.fields import Form, InstantText, PathText
    from ledger.documents.names import EffectNames
    from ledger.documents.state import ExpectationRow
    from ledger.history.boundary import Boundary
    from ledger.history.replay import Changed, StepChanges
    from ledger.reading.reading import Reading
    from ledger.reading.view import View
    from ledger.records import Record

CLOCKS: Final = ("recorded", "published", "effective")


class ChangedRow(FromTo):
    """A stretch of time in which the answer for a subject became another."""

    subject: PathText
    """The path whose answer it is."""
    before: StretchRow
    """The answer for that time before the step."""
    after: StretchRow
    """The answer for that time after it."""


class ChangesRow(TypedDict):
    """What a step changes."""

    changed: list[ChangedRow]
    """The stretches of time, subject by subject."""


class RecordedRow(EventRow, ChangesRow):
    """A step of the recorded clock: one event."""


class KnownRow(ChangesRow):
    """A step of the published clock: all that came to be known at one instant."""

    at: InstantText
    """That instant."""


class PublishedRow(KnownRow):
    """The same with its events as they are stored."""

    events: list[EventRow]
    """The events, in the order of the log."""


class BoundaryRow(TypedDict):
    """A step of the effective clock: an instant at which a state turns."""

    at: InstantText
    """The first instant of what holds after it."""
    subject: PathText
    """The path whose answer it is."""
    before: StretchRow
    """The answer just before that instant."""
    after: StretchRow
    """The answer from that instant on."""


class RecordedStep(ToldEvent, ChangesRow):
    """A step of the recorded clock, with what is told of it."""


class PublishedStep(KnownRow):
    """A step of the published clock, with what is told of it."""

    events: list[ToldEvent]
    """The events, in the order of the log."""


class BoundaryStep(BoundaryRow):
    """The same, with what is told of it."""

    expected_before: list[ExpectationRow]
    """What was expected just before that instant, and neither met nor confirmed."""
    expectations: list[ExpectationRow]
    """What is expected from that instant on."""
    facts: list[GroundFact | TurnFact]
    """What is told of it that the answers do not say, in order."""


class ReplayHead(ReplyDocument):
    """What stands around each step."""

    clock: Annotated[str, Form(enum=list(CLOCKS))]
    """In which order it is told."""


class RecordedLine(ReplayHead, RecordedRow):
    """A line of the recorded clock."""


class PublishedLine(ReplayHead, PublishedRow):
    """A line of the published clock."""


class BoundaryLine(ReplayHead, BoundaryRow):
    """A line of the effective clock."""


ReplayLine = RecordedLine | PublishedLine | BoundaryLine


class ReplayDocument(ReplayHead, ReadDocument):
    """The history told in order, with what each step changed."""

    acted: bool
    """Whether the recorder corrected or retracted anything of what was read."""
    words: dict[str, EffectNames]
    """How effects are called: by path, for it and those below it."""
    steps: list[RecordedStep | PublishedStep | BoundaryStep]
    """The steps: of the recorded clock one event each, of the published one all that came to be
    known at an instant, of the effective one a boundary."""


_SIDES: Final = side_columns(without=OF_A_MOMENT)
_COLUMNS: Final = (
    *("seq", "recorded_at", "type", "announcement", "change", "subject", "from", "to"),
    *_SIDES,
)


def lines(enquiry: Enquiry, steps: Iterable[StepChanges], clock: str) -> Reply:
    """The steps of the recorded or the published clock for JSON Lines."""
    row = _recorded if clock == "recorded" else _published
    rows = (row(each, list(map(event, each.step.records))) for each in steps)
    return Reply(envelope("replay", enquiry, clock=clock), "steps", rows, _COLUMNS, plain)


def reply(
    enquiry: Enquiry, steps: Iterable[StepChanges], clock: str, reading: Reading, view: View
) -> Reply:
    """The document of the steps of the recorded or the published clock, a stream."""
    events = EventRows(reading, view, recorded=clock == "recorded")
    row = _recorded if clock == "recorded" else _published
    rows = (row(each, list(_events(each, events))) for each in steps)
    return Reply(_head(enquiry, clock, reading, view), "steps", rows, _COLUMNS, plain)


def table(
    enquiry: Enquiry, steps: Iterable[StepChanges], clock: str, announcements: Announcements
) -> Reply:
    """The same for CSV: a line for each stretch that an event changed, by the events that did."""
    lines = (line for each in steps for line in _lines(each, announcements))
    return Reply(envelope("replay", enquiry, clock=clock), "steps", lines, _COLUMNS, plain)


def boundary_lines(enquiry: Enquiry, found: Iterable[Boundary]) -> Reply:
    """The boundaries of the effective clock for JSON Lines and CSV."""
    head = envelope("replay", enquiry, clock="effective")
    return Reply(head, "steps", map(_boundary, found), ("at", "subject", *_SIDES), _flat)


def boundaries(enquiry: Enquiry, found: Iterable[Boundary], reading: Reading, view: View) -> Reply:
    """The document of the boundaries of the effective clock, a stream."""
    rows = (
        {
            **_boundary(each),
            "expected_before": expectations(each.before),
            "expectations": expectations(each.after),
            "facts": list(boundary(each)),
        }
        for each in found
    )
    return Reply(_head(enquiry, "effective", reading, view), "steps", rows, _COLUMNS, _flat)


def _head(enquiry: Enquiry, clock: str, reading: Reading, view: View) -> dict[str, Any]:
    """The head of a document, with all that its steps are drawn by: they may be many."""
    names = Names(view)
    for path in view.descriptions():
        names.take(path)
    return {
        **envelope("replay", enquiry, clock=clock),
        "read_to": instant(view.recorded_at),
        "acted": reading.acts(view.position) is not None,
        "words": names.given()["words"],
    }


def _recorded(each: StepChanges, events: Sequence[Row]) -> Row:
    return {**events[0], "changed": list(changed(each.changed))}


def _published(each: StepChanges, events: Sequence[Row]) -> Row:
    return {
        "at": instant(each.step.after.cut.known),
        "events": events,
        "changed": list(changed(each.changed)),
    }


def _events(each: StepChanges, events: EventRows) -> Iterator[ToldEvent]:
    """The events of a step with what is told of them."""
    found = credits_told(each)
    under = credited(found, each)
    makers = {record.seq for credit in found for record in credit.records}
    for record in each.step.records:
        has = record.seq in makers
        yield events.row(record, each, under.get(record.seq, ()), credited=has)


def _boundary(found: Boundary) -> BoundaryRow:
    return {
        "at": cast("str", instant(found.instant)),
        "subject": found.subject,
        "before": stretch(found.before),
        "after": stretch(found.after),
    }


def changed(found: Iterable[Changed]) -> Iterator[ChangedRow]:
    """The stretches in which answers turned, subject by subject."""
    for turned in found:
        for each in turned.intervals:
            yield {
                "subject": turned.subject,
                "from": instant(each.start),
                "to": instant(each.end),
                "before": stretch(each.before),
                "after": stretch(each.after),
            }


def _flat(row: Row, announcements: Announcements) -> Row:
    return {**row, **sides(row, announcements)}


def _lines(each: StepChanges, announcements: Announcements) -> Iterator[Row]:
    """A line for each stretch that an event changed; one without, for an event that changed none by
    itself. A stretch that several changed together is told with all of these, in lists."""
    under: dict[int, list[Credit]] = {}
    for credit in credits(each):
        under.setdefault(credit.records[-1].seq, []).append(credit)
    alone = {c.records[0].seq for found in under.values() for c in found if len(c.records) == 1}
    for record in each.step.records:
        if record.seq not in alone:
            yield event(record)
        for credit in under.get(record.seq, ()):
            of = _joint(credit.records)
            for each_changed in changed(credit.changed):
                yield {**of, **_flat(each_changed, announcements)}


def _joint(records: Sequence[Record]) -> Row:
    """One event, or several in one line: each field with what they say of it, told once."""
    rows: list[Any] = list(map(event, records))
    if len(rows) == 1:
        return cast("Row", rows[0])
    told = {name: [each[name] for each in rows] for name in ("seq", "type", "change")}
    announced = list(dict.fromkeys(each["announcement"] for each in rows))
    return {**told, "announcement": announced, "recorded_at": rows[-1]["recorded_at"]}
