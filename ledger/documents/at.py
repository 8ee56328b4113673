"""What does `ledger at` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.documents.forms import instant
from ledger.documents.reply import Enquiry, Reply, ReplyDocument, Row, envelope, titled
from ledger.documents.state import CELLS, StateRow, row

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ledger.answers.answer import Working
    from ledger.answers.state import State
    from ledger.answers.view import View
    from ledger.dates.moments import Moment
    from ledger.documents.brief import SettledRow
    from ledger.documents.facts import Fact
    from ledger.documents.fields import InstantText
    from ledger.documents.names import TitleRow, Words


class AtLine(ReplyDocument, StateRow):
    """A line of JSON Lines: a state, and what it is the answer to."""

    at: InstantText
    """The moment asked for."""


class AtRow(StateRow):
    """The state of a subject, with what is told under it."""

    facts: list[Fact]
    """What is told under the row, in order."""


class AtDocument(ReplyDocument):
    """What held at a moment: the state of each subject."""

    at: InstantText
    """The moment asked for."""
    states: list[AtRow]
    """The states, sorted by path."""
    said: dict[str, SettledRow]
    """The statements that facts refer to, by position."""
    titles: dict[str, TitleRow]
    """What the paths that occur are called."""
    words: dict[str, Words]
    """How effects are called: by path, for it and those below it."""


def lines(enquiry: Enquiry, at: Moment, states: Iterable[State]) -> Reply:
    """These states for JSON Lines and CSV, without what is told under them."""
    head = envelope("at", enquiry, at=instant(at.instant))
    return Reply(head, "states", map(row, states), CELLS, titled)


def reply(
    enquiry: Enquiry, at: Moment, answers: Iterable[Working], view: View, named: Container[str]
) -> Reply:
    """The document of these answers; `named` are the paths that were asked for."""
    from ledger.answers.hindsight import Then
    from ledger.documents.brief import Briefs
    from ledger.documents.facts import facts
    from ledger.documents.names import Names

    then, briefs, names = Then(at.instant), Briefs(), Names(view)

    def rows() -> Iterator[Row]:
        for found in answers:
            hindsight = then.hindsight(found)
            subject = found.state.subject
            told: list[Any] = list(facts(found, hindsight, view, named=subject in named))
            if told and found.deciding is not None:
                briefs.take(found.way, found.deciding)
            said = {each.get("said") for each in told} - {None}
            for each in found.way.visible if said else ():
                if each.seq in said:
                    briefs.take(found.way, each)
            names.take(subject)
            yield {**row(found.state), "facts": told}

    def tail() -> Row:
        for each in briefs.said.values():
            names.take(each["subject"])
        said = dict(sorted(briefs.said.items(), key=lambda each: each[1]["seq"]))
        titles, words = (dict(sorted(each.items())) for each in (names.titles, names.words))
        return {"said": said, "titles": titles, "words": words}

    head = envelope("at", enquiry, at=instant(at.instant))
    return Reply(head, "states", rows(), CELLS, titled, tail=tail)
