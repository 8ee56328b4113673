"""What does `ledger at` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents.forms import instant
from ledger.documents.reply import Enquiry, Reply, ReplyDocument, envelope, titled
from ledger.documents.state import CELLS, StateRow, row

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.answers.state import State
    from ledger.dates.moments import Moment
    from ledger.documents.fields import InstantText


class AtDocument(ReplyDocument):
    """What held at a moment: the state of each subject."""

    at: InstantText
    """The moment asked for."""
    states: list[StateRow]
    """The states, sorted by path."""


def reply(enquiry: Enquiry, at: Moment, states: Iterable[State]) -> Reply:
    """The document of these states."""
    head = envelope("at", enquiry, at=instant(at.instant))
    return Reply(head, "states", map(row, states), CELLS, titled)
