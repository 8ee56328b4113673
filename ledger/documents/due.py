"""What does `ledger due` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from ledger.documents.brief import SaidRow, brief
from ledger.documents.forms import TypedDict, instant
from ledger.documents.reply import Enquiry, Reply, ReplyDocument, Row, columns, envelope, spread
from ledger.documents.state import ClaimRow, claim
from ledger.history.due import LATER, MOVED, NEVER, UNDATED, Item

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.dates.moments import Moment
    from ledger.documents.announcements import Announcements
    from ledger.documents.fields import Form, InstantText, SpanFirst, SpanLast  # noqa: F401


class DueRow(SaidRow):
    """One thing that comes due for one subject."""

    kind: Annotated[str, Form(enum=["overdue", "due", "ends", "starts", "expected"])]
    """Whether it is overdue or due already, or ends, starts or is expected in that time."""
    what: Annotated[str, Form(enum=["expected", "ends", "starts"])]
    """Whether it is an expectation, the end of a term or a start."""
    when: InstantText | None
    """The instant that counts for it; null where no day was named."""
    stands: ClaimRow
    """What holds at the moment asked for."""
    before: ClaimRow | None
    """What will hold just before that instant, where it is known."""
    then: ClaimRow | None
    """What will hold from that instant on, where it is known."""


SpanRow = TypedDict("SpanRow", {"from": "SpanFirst", "to": "SpanLast"})


class DueDocument(ReplyDocument, SpanRow):
    """What ends, starts or is expected in a time, and what is due or overdue."""

    at: InstantText
    """The moment asked for."""
    due: list[DueRow]
    """What comes due, by kind and then by time."""


#: What is said of the change of an item.
_SAID: Final = (
    *("change", "effect", "extent", "population", "value", "earliest", "latest", "qualifier"),
    *("until", "amended_by", "certainty", "condition", "authority", "source"),
)
_PARTS: Final = {name: tuple(ClaimRow.__annotations__) for name in ("stands", "before", "then")}
_COLUMNS: Final = columns(
    ("kind", "what", "when", "subject", *(n for n in _SAID if n != "population"), *_PARTS), _PARTS
)


def reply(enquiry: Enquiry, at: Moment, span: tuple[int, int], items: Iterable[Item]) -> Reply:
    """The document of these items, as far as they are due; `span`: first and last instant."""
    first, to = map(instant, span)
    head = envelope("due", enquiry, **{"at": instant(at.instant), "from": first, "to": to})
    listed = (item for item in items if item.kind not in (LATER, MOVED, NEVER, UNDATED))
    return Reply(head, "due", map(_row, listed), _COLUMNS, _flat)


def _row(item: Item) -> DueRow:
    said: Any = brief(item.statement)
    return cast(
        "DueRow",
        {
            "kind": item.kind,
            "what": item.what,
            "when": instant(item.when),
            "subject": item.subject,
            **{name: said[name] for name in _SAID},
            "stands": claim(item.stands),
            "before": item.before and claim(item.before),
            "then": item.then and claim(item.then),
        },
    )


def _flat(row: Row, announcements: Announcements) -> Row:
    return {**spread(row, _PARTS), **announcements.called(row["change"])}
