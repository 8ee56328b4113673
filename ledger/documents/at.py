"""What does `ledger at` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.documents.forms import instant
from ledger.documents.names import CalledPaths
from ledger.documents.reply import (
    Enquiry,
    ReadDocument,
    Reply,
    ReplyDocument,
    Row,
    envelope,
    titled,
)
from ledger.documents.state import CELLS, StateRow, row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.answers.answer import Working
    from ledger.answers.state import State
    from ledger.dates.moments import Moment
    from ledger.documents.brief import SettledRow
    from ledger.documents.facts import Fact
    from ledger.documents.fields import DayText, InstantText, PathText
    from ledger.reading.view import View


class AtLine(ReplyDocument, StateRow):
    """A line of JSON Lines: a state, and what it is the answer to."""

    at: InstantText
    """The moment asked for."""


class AtRow(StateRow):
    """The state of a subject, with what is told under it."""

    facts: list[Fact]
    """What is told under the row, in order."""


class AtDocument(ReadDocument, CalledPaths):
    """What held at a moment: the state of each subject."""

    at: InstantText
    """The moment asked for."""
    states: list[AtRow]
    """The states, sorted by path."""
    day: DayText | None
    """The day of which the moment is the last instant, where a day was asked for."""
    asked: list[PathText] | None
    """The paths asked for, which are listed with those below them; null where all were."""
    only: list[str]
    """The words by which states were picked, of `--only`; empty where all are listed."""
    said: dict[str, SettledRow]
    """The statements that facts refer to, by position."""


def lines(enquiry: Enquiry, at: Moment, states: Iterable[State]) -> Reply:
    """These states for JSON Lines and CSV, without what is told under them."""
    head = envelope("at", enquiry, at=instant(at.instant))
    return Reply(head, "states", map(row, states), CELLS, titled)


def reply(
    enquiry: Enquiry,
    at: Moment,
    answers: Iterable[Working],
    view: View,
    *,
    asked: Sequence[str] | None = None,
    only: Sequence[str] = (),
) -> Reply:
    """The document of these answers; `asked` are the paths that were asked for, None: all, and
    `only` what was picked of them."""
    from ledger.documents.brief import Briefs
    from ledger.documents.facts import facts
    from ledger.documents.names import Names
    from ledger.grounds.hindsight import Then

    then, briefs, names = Then(at.instant), Briefs(), Names(view)
    named = frozenset(asked or ())

    def rows() -> Iterator[Row]:
        for found in answers:
            hindsight = then.hindsight(found)
            subject = found.state.subject
            told = list(facts(found, hindsight, view, briefs, named=subject in named))
            names.take(subject)
            yield {**row(found.state), "facts": told}

    def tail() -> Row:
        for each in briefs.said.values():
            names.take(each["subject"])
        return {
            "day": at.text if at.day else None,
            "asked": None if asked is None else list(asked),
            "only": list(only),
            "read_to": instant(view.recorded_at),
            "said": briefs.by_position(),
            **names.given(),
        }

    head = envelope("at", enquiry, at=instant(at.instant))
    return Reply(head, "states", rows(), CELLS, titled, tail=tail)
