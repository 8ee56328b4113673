"""What does `ledger due` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from ledger.documents.brief import Briefs, SaidRow, WindowRow, brief, window
from ledger.documents.forms import TypedDict, instant
from ledger.documents.names import CalledPaths, Names
from ledger.documents.reply import (
    Enquiry,
    ReadDocument,
    Reply,
    ReplyDocument,
    Row,
    columns,
    envelope,
    spread,
)
from ledger.documents.state import ClaimRow, StretchRow, claim, stretch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.dates.moments import Moment
    from ledger.documents.announcements import Announcements
    from ledger.documents.brief import SettledRow
    from ledger.documents.fields import (  # noqa: F401
        CertaintyWord,
        ChangeId,
        Form,
        InstantText,
        Number,
        PathText,
        SpanFirst,
        SpanLast,
    )
    from ledger.grounds.provenance import Setting
    from ledger.history.due import DueItem, DueList, Later
    from ledger.reading.view import View


class ComingRow(SaidRow):
    """One thing that comes due for one subject."""

    kind: Annotated[str, Form(enum=["overdue", "due", "ends", "starts", "expected"])]
    """Whether it is overdue or due already, or ends, starts or is expected in that time."""
    what: Annotated[str, Form(enum=["expected", "ends", "starts"])]
    """Whether it is an expectation, the end of a term or a start."""
    when: InstantText
    """The instant that counts for it."""


class ComingLine(ComingRow):
    """The same, with what holds around it in short."""

    stands: ClaimRow
    """What holds at the moment asked for."""
    before: ClaimRow | None
    """What will hold just before that instant, where it is known."""
    then: ClaimRow | None
    """What will hold from that instant on, where it is known."""


class DueRow(ComingRow):
    """The same, with the answers around it."""

    said: Number
    """The statement that it is of, among those that are `said`."""
    stands: StretchRow
    """The answer at the moment asked for."""
    before: StretchRow | None
    """The answer just before that instant, where it is known."""
    then: StretchRow | None
    """The answer from that instant on, where it is known."""


class NeverRow(TypedDict):
    """What was to happen to one subject in that time, and does not."""

    subject: PathText
    """The path that it is told of."""
    said: Number
    """The statement that it is of."""
    what: Annotated[str, Form(enum=["ends", "starts"])]
    """Whether it is the end of a term or a start."""
    when: InstantText
    """The instant at which it was to happen."""
    stands: StretchRow
    """The answer at the moment asked for."""


class MovedRow(NeverRow):
    """What was to happen to one subject in that time, before it was moved or taken back."""

    by: Number
    """What moved it to another day, or took it back."""
    was: WindowRow
    """Of which the start, or the term, it was."""
    certainty: CertaintyWord
    """Whether it was stated at first, expected, or said only under a condition."""


class LaterRow(TypedDict):
    """What comes after that time, told once of each path of which it is said."""

    subject: PathText
    """The path that it is told of."""
    change: ChangeId
    """The change that says so."""
    what: Annotated[str, Form(enum=["expected", "ends", "starts"])]
    """Whether it is an expectation, the end of a term or a start."""
    when: InstantText | None
    """The instant that counts for it; null where no day was named."""


SpanRow = TypedDict("SpanRow", {"from": "SpanFirst", "to": "SpanLast"})


class DueLine(ReplyDocument, SpanRow, ComingLine):
    """A line of JSON Lines: one thing that comes due, and what it is the answer to."""

    at: InstantText
    """The moment asked for."""


class DueDocument(SpanRow, ReadDocument, CalledPaths):
    """What ends, starts or is expected in a time, and what is due or overdue."""

    at: InstantText
    """The moment asked for."""
    within: Annotated[str, Form(pattern="^[0-9]+[dwh]?$")]
    """How far ahead was asked, in days, weeks or hours."""
    due: list[DueRow]
    """What comes due, by kind and then by time."""
    moved: list[MovedRow]
    """What was to start or to end in that time, and was moved to another day or taken back."""
    never: list[NeverRow]
    """What was to start in that time, and ends before it begins."""
    later: list[LaterRow]
    """What comes later, or on a day that nobody named, by time."""
    said: dict[str, SettledRow]
    """The statements that rows refer to, by position."""


#: What is said of the change of an item.
_SAID: Final = (
    *("change", "effect", "extent", "population", "value", "earliest", "latest", "qualifier"),
    *("until", "amended_by", "certainty", "condition", "authority", "source"),
)
_PARTS: Final = {name: tuple(ClaimRow.__annotations__) for name in ("stands", "before", "then")}
_COLUMNS: Final = columns(
    ("kind", "what", "when", "subject", *(n for n in _SAID if n != "population"), *_PARTS), _PARTS
)


def lines(enquiry: Enquiry, at: Moment, span: tuple[int, int], found: DueList) -> Reply:
    """What comes due for JSON Lines and CSV; `span`: first and last instant."""
    return Reply(_head(enquiry, at, span), "due", map(_line, found.due), _COLUMNS, _flat)


def reply(
    enquiry: Enquiry, at: Moment, span: tuple[int, int], within: str, found: DueList, view: View
) -> Reply:
    """The document of what comes due."""
    head = {**_head(enquiry, at, span), "within": within, "read_to": instant(view.recorded_at)}
    briefs, names = Briefs(), Names(view)

    def rows() -> Iterator[Row]:
        for item in found.due:
            briefs.take(item.way, item.statement)
            names.take(item.subject)
            yield {
                **_coming(item),
                "said": item.statement.seq,
                "stands": stretch(item.stands),
                "before": item.before and stretch(item.before),
                "then": item.then and stretch(item.then),
            }

    def tail() -> Row:
        for item in (*found.moved, *found.never):
            briefs.take(item.way, item.statement)
            if item.left is not None:
                briefs.take(item.way, item.left.by)
            names.take(item.subject)
        later = list(map(_later, found.later))
        for each in (*later, *briefs.said.values()):
            names.take(each["subject"])
        return {
            "moved": list(map(_moved, found.moved)),
            "never": list(map(_never, found.never)),
            "later": later,
            "said": briefs.by_position(),
            **names.given(),
        }

    return Reply(head, "due", rows(), _COLUMNS, _flat, tail=tail)


def _head(enquiry: Enquiry, at: Moment, span: tuple[int, int]) -> dict[str, Any]:
    first, to = map(instant, span)
    return envelope("due", enquiry, **{"at": instant(at.instant), "from": first, "to": to})


def _coming(item: DueItem) -> dict[str, Any]:
    said: Any = brief(item.statement)
    return {
        "kind": item.kind,
        "what": item.what,
        "when": instant(item.when),
        "subject": item.subject,
        **{name: said[name] for name in _SAID},
    }


def _line(item: DueItem) -> Row:
    return {
        **_coming(item),
        "stands": claim(item.stands),
        "before": item.before and claim(item.before),
        "then": item.then and claim(item.then),
    }


def _never(item: DueItem) -> NeverRow:
    return {
        "subject": item.subject,
        "said": item.statement.seq,
        "what": item.what,
        "when": cast("str", instant(item.when)),
        "stands": stretch(item.stands),
    }


def _moved(item: DueItem) -> MovedRow:
    left = cast("Setting", item.left)
    return {
        **_never(item),
        "by": left.by.seq,
        "was": window(left.was),
        "certainty": left.first.certainty,
    }


def _later(later: Later) -> LaterRow:
    return {
        "subject": later.subject,
        "change": later.statement.change,
        "what": later.what,
        "when": instant(later.when),
    }


def _flat(row: Row, announcements: Announcements) -> Row:
    return {**spread(row, _PARTS), **announcements.called(row["change"])}
