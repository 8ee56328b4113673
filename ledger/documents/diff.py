"""What does `ledger diff` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from ledger.documents.brief import brief
from ledger.documents.forms import TypedDict, instant
from ledger.documents.reply import Enquiry, Reply, ReplyDocument, Row, envelope
from ledger.documents.state import StateRow, row, side_columns, sides
from ledger.history.diff import KINDS, SAME, Difference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ledger.documents.announcements import Announcements
    from ledger.documents.fields import (  # noqa: F401
        AuthorityWord,
        ChangeId,
        FirstPoint,
        Form,
        InstantText,
        Number,
        PartyWord,
        PathText,
        QualifierSign,
        SecondPoint,
    )
    from ledger.history.causes import Cause

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


Between = TypedDict("Between", {"from": "FirstPoint", "to": "SecondPoint"})


class DiffDocument(ReplyDocument, Between):
    """What differs between two moments of one clock."""

    clock: Annotated[str, Form(enum=list(CLOCKS))]
    """The clock on which the two moments lie."""
    at: InstantText | None
    """The moment whose answers are compared; null on the effective clock, on which both are."""
    differences: list[DifferenceRow]
    """The subjects whose answers differ, sorted by path."""


_COLUMNS: Final = ("kind", "subject", *side_columns(), "because")


def reply(
    enquiry: Enquiry,
    between: tuple[str | None, str | None],
    found: Iterable[Difference],
    causes: Callable[[Difference], Sequence[Cause]],
    *,
    clock: str,
    at: int | None,
) -> Reply:
    """The document of these differences between two moments, as they are written; `at`: the instant
    asked about, None on the effective clock."""
    first, second = between
    moments = {"from": first, "to": second, "at": instant(at)}
    head = envelope("diff", enquiry, clock=clock, **moments)
    return Reply(head, "differences", _rows(found, causes), _COLUMNS, _flat)


def _rows(
    found: Iterable[Difference], causes: Callable[[Difference], Sequence[Cause]]
) -> Iterator[DifferenceRow]:
    for each in found:
        yield {
            "kind": each.kind,
            "subject": each.subject,
            "before": row(each.before),
            "after": row(each.after),
            "because": [] if each.kind == SAME else [_cause(cause) for cause in causes(each)],
        }


def _cause(found: Cause) -> CauseRow:
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
    }


def _flat(row: Row, announcements: Announcements) -> Row:
    return {**row, **sides(row, announcements)}
