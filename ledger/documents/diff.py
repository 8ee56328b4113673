"""What does `ledger diff` answer, as a document?"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, Final

from ledger.documents.brief import brief
from ledger.documents.forms import TypedDict, instant
from ledger.documents.margins import Margins
from ledger.documents.names import CalledPaths
from ledger.documents.reply import Enquiry, ReadDocument, Reply, ReplyDocument, Row, envelope
from ledger.documents.state import StateRow, row, side_columns, sides
from ledger.history.diff import KINDS, SAME, Difference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.documents.announcements import Announcements
    from ledger.documents.brief import SettledRow
    from ledger.documents.facts import ListedFact
    from ledger.documents.fields import (  # noqa: F401
        AuthorityWord,
        ChangeId,
        DayText,
        FirstPoint,
        Form,
        InstantText,
        Number,
        PartyWord,
        PathText,
        QualifierSign,
        SecondPoint,
    )
    from ledger.documents.receipts import FieldRow
    from ledger.history.causes import Cause
    from ledger.history.sides import ComparedMoment, Sides

CLOCKS: Final = ("effective", "published", "recorded")


class CauseRow(TypedDict):
    """A change with who said it, or an act of the recorder, that accounts for a difference."""

    how: Annotated[str, Form(enum=["starts", "ends", "completes", "said", "acted", "stands"])]
    """How it does: it starts, ends or completes a test in between, was said or done in between, or
    stands behind the answer without having made the difference."""
    seq: Number
    """The position of its event in the log."""
    type: str
    """The word of the change or of the act."""
    change: str
    """The change; of an act what it is about."""
    subject: PathText | None
    """The path that it is about."""
    source: str | None
    """Who says it; null of an act."""
    authority: AuthorityWord | None
    """The authority with which it is said; null of an act."""
    party: PartyWord | None
    """Which party the source is, where that was said."""
    published: InstantText | None
    """When it was published; null of an act."""
    earliest: InstantText | None
    """The earliest start; null where it is open."""
    latest: InstantText | None
    """The latest start; null where it is open."""
    qualifier: QualifierSign | None
    """How the source qualifies that start: about (~), uncertain (?) or both (%)."""
    until: InstantText | None
    """The end of its term, exclusive; null without a term."""
    amended_by: list[ChangeId]
    """The amendments that set its start and its term."""
    recorder: str | None
    """Who recorded the act, as asserted."""
    why: str | None
    """Why the recorder did it."""
    recorded_at: InstantText | None
    """When the act was recorded; null of a change."""
    corrections: list[FieldRow]
    """The fields that the act corrects."""


class DifferenceRow(TypedDict):
    """A subject's states on either side, and what accounts for the difference."""

    kind: Annotated[str, Form(enum=list(KINDS))]
    """What kind of difference it is."""
    subject: PathText
    """The path asked about."""
    before: StateRow
    """The answer at the first of the two moments."""
    after: StateRow
    """The answer at the second of the two moments."""
    because: list[CauseRow]
    """What accounts for the difference."""


class ToldDifference(DifferenceRow):
    """A difference, with what is said of it."""

    facts: list[ListedFact]
    """Who contests the second answer, what it sets aside, what is expected beside it."""
    said: dict[str, SettledRow]
    """The statements that account for it, contest it or are expected, by position; what stands
    otherwise at the two moments as it stands at the later one."""


class MomentRow(TypedDict):
    """One of the two moments."""

    text: str
    """As it is asked for again: a date, an instant or a position."""
    asked: InstantText | None
    """On the recorded clock the instant that was asked for; null of a position."""
    read_to: InstantText | None
    """On the recorded clock, when the last event up to it was recorded; null where none was."""


Between = TypedDict("Between", {"from": "FirstPoint", "to": "SecondPoint"})


class DiffHead(ReplyDocument, Between):
    """What was compared."""

    clock: Annotated[str, Form(enum=list(CLOCKS))]
    """The clock of the two moments."""
    at: InstantText | None
    """The moment whose answers are compared; null on the effective clock, on which both are."""


class DiffLine(DiffHead, DifferenceRow):
    """A line of JSON Lines: one of the subjects whose answers differ."""


class CountRow(TypedDict):
    """How many subjects differ so."""

    changed: Number
    """Of how many something else holds."""
    first_stated: Number
    """Of how many nothing was said before."""
    other_ground: Number
    """Of how many the same holds on other ground."""
    expectation: Number
    """Of how many only what is expected, or told beside, differs."""
    same: Number
    """Of how many nothing differs."""


class DiffDocument(DiffHead, ReadDocument, CalledPaths):
    """What differs between two moments of one clock."""

    day: DayText | None
    """The day of which `at` is the last instant, where a day was asked for."""
    moments: list[MomentRow]
    """The two moments, as they were asked for."""
    backwards: bool
    """Whether the first of them is the later one."""
    differences: list[ToldDifference]
    """The subjects whose answers differ, sorted by path; all of them where `--all` asked."""
    counts: CountRow
    """How many subjects there are of each kind of difference, listed or not."""


_COLUMNS: Final = ("kind", "subject", *side_columns(), "because")


def lines(enquiry: Enquiry, compared: Sides, found: Iterable[Difference], *, every: bool) -> Reply:
    """These differences for JSON Lines and CSV; what is the same only where `every` one is."""
    margins = Margins(compared.reading, compared.later.view)
    rows = (_row(each, causes, margins) for each, causes in _caused(compared, found, every=every))
    return Reply(_head(enquiry, compared), "differences", rows, _COLUMNS, _flat)


def reply(enquiry: Enquiry, compared: Sides, found: Iterable[Difference], *, every: bool) -> Reply:
    """The document of these differences."""
    from ledger.documents.names import Names

    margins = Margins(compared.reading, compared.later.view)
    names, counts = Names(compared.later.view), dict.fromkeys(KINDS, 0)

    def counted() -> Iterator[Difference]:
        for each in found:
            counts[each.kind] += 1
            yield each

    def rows() -> Iterator[ToldDifference]:
        for each, causes in _caused(compared, counted(), every=every):
            told: Any = {**_row(each, causes, margins), **_told(compared, each, causes)}
            for path in (each.subject, *(said["subject"] for said in told["said"].values())):
                names.take(path)
            yield told

    first, second = compared.first, compared.second
    day = first.at.text if first.at.day and compared.clock != "effective" else None
    head = {
        **_head(enquiry, compared),
        "day": day,
        "moments": [_moment(each, compared.clock) for each in (first, second)],
        "backwards": compared.backwards,
        "read_to": instant(compared.later.view.recorded_at),
    }
    return Reply(
        *(head, "differences", rows(), _COLUMNS, _flat),
        tail=lambda: {"counts": counts, **names.given()},
    )


def _head(enquiry: Enquiry, compared: Sides) -> dict[str, Any]:
    first, second, clock = compared.first, compared.second, compared.clock
    between = (instant(first.when), instant(second.when))
    if clock == "recorded":
        between = (first.text, second.text)
    at = None if clock == "effective" else instant(first.at.instant)
    return envelope("diff", enquiry, clock=clock, **{"from": between[0], "to": between[1]}, at=at)


def _moment(side: ComparedMoment, clock: str) -> MomentRow:
    return {
        "text": side.text,
        "asked": side.asked and instant(side.asked.instant),
        "read_to": instant(side.view.recorded_at) if clock == "recorded" else None,
    }


def _caused(
    compared: Sides, found: Iterable[Difference], *, every: bool
) -> Iterator[tuple[Difference, Sequence[Cause]]]:
    """The differences that are listed, each with what accounts for it."""
    for each in found:
        if every or each.kind != SAME:
            yield each, () if each.kind == SAME else compared.causes(each)


def _told(compared: Sides, found: Difference, causes: Iterable[Cause]) -> dict[str, Any]:
    """The facts of a difference, and the statements that these and its causes refer to."""
    from ledger.documents.brief import Briefs
    from ledger.documents.facts import listed

    briefs, after = Briefs(), found.after
    later = compared.later.view.way(found.subject)
    for cause in causes:
        if cause.statement is not None:
            briefs.take(later, cause.statement)
    way = compared.second.view.way(found.subject)
    take = partial(briefs.take, way)
    facts: list[ListedFact] = []
    for kind, entries in (
        ("contested", after.contested_by),
        ("set_aside", after.set_aside),
        ("expected", after.expectations),
    ):
        facts += listed(kind, (entry.change for entry in entries), way, take)
    for said in way.visible if facts else ():
        if said.seq == after.seq:
            take(said)
    return {"facts": facts, "said": briefs.by_position()}


def _row(found: Difference, causes: Iterable[Cause], margins: Margins) -> DifferenceRow:
    return {
        "kind": found.kind,
        "subject": found.subject,
        "before": row(found.before),
        "after": row(found.after),
        "because": [_cause(cause, margins) for cause in causes],
    }


def _cause(found: Cause, margins: Margins) -> CauseRow:
    act = found.act
    said: Any = brief(found.statement) if found.statement else {"amended_by": []}
    if act:
        said |= {"seq": act.seq, "kind": act.kind, "change": act.target, "subject": act.subject}
    return {
        "how": found.how,
        "seq": said["seq"],
        "type": said["kind"],
        "change": said["change"],
        "subject": said["subject"],
        "source": said.get("source"),
        "authority": said.get("authority"),
        "party": said.get("party"),
        "published": said.get("published"),
        "earliest": said.get("earliest"),
        "latest": said.get("latest"),
        "qualifier": said.get("qualifier"),
        "until": said.get("until"),
        "amended_by": said["amended_by"],
        "recorder": act and act.recorder,
        "why": act and act.why,
        "recorded_at": act and instant(act.recorded_at),
        "corrections": [
            {"name": each.name, "was": each.was, "now": each.now}
            for each in (margins.acted(act) if act else ())
        ],
    }


def _flat(row: Row, announcements: Announcements) -> Row:
    return {**row, **sides(row, announcements)}
