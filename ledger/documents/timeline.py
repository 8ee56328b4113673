"""What does `ledger timeline` answer, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from ledger.documents.forms import FromTo, TypedDict, instant
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
from ledger.documents.state import CELLS, ExpectationRow, GroundRow, row
from ledger.history.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger.answers.way import Way
    from ledger.documents.announcements import Announcements
    from ledger.documents.brief import SettledRow
    from ledger.documents.facts import Fact
    from ledger.documents.fields import ChangeId, InstantText, PathText
    from ledger.history.timeline import Segment
    from ledger.reading.view import View


class PossibleRow(FromTo):
    """A change that may have begun, and in which stretch."""

    change: ChangeId
    """The change that may have begun."""


class ExpectedRow(FromTo, ExpectationRow):
    """What is expected, and in which stretch."""


class TimelineRow(FromTo, GroundRow):
    """A state, and from when to when it is the answer."""

    subject: PathText
    """The path asked about."""
    held_since: InstantText | None
    """Since when this effect, extent and value hold without a break; null where unknown."""
    named: bool
    """Whether anything visible is recorded of the path, above it or below it."""
    may_have_changed: list[PossibleRow]
    """Stated changes whose window is open, each with the stretch in which it is."""
    expectations: list[ExpectedRow]
    """What is expected, each with the stretch in which it is."""


class ToldRow(TimelineRow):
    """A state over a stretch of time, with what is told under it."""

    facts: list[Fact]
    """What is told under the row, in order."""


class TimelineLine(ReplyDocument, TimelineRow):
    """A line of JSON Lines: a state of one of the subjects."""


class SubjectTimeline(TypedDict):
    """Which states a subject has, each from when to when."""

    subject: PathText
    """The path asked about."""
    states: list[ToldRow]
    """The states, in the order of time."""
    said: dict[str, SettledRow]
    """The statements that facts refer to, by position."""


class TimelineDocument(ReadDocument, CalledPaths):
    """Which states subjects have, each from when to when."""

    timelines: list[SubjectTimeline]
    """The states of each subject, sorted by path."""


#: These have no place here: what comes later has its own row.
_LEFT_OUT: Final = ("scheduled", "changed_during_day")
_COLUMNS: Final = ("from", "to", *(name for name in CELLS if name not in _LEFT_OUT))
_IN_STRETCHES: Final = ("may_have_changed", "expectations")


def lines(enquiry: Enquiry, timelines: Iterable[Sequence[Sequence[Segment]]]) -> Reply:
    """The states of subjects for JSON Lines and CSV, each for itself."""
    states = (_row(parts) for rows in timelines for parts in rows)
    return Reply(envelope("timeline", enquiry), "states", states, _COLUMNS, _flat)


def reply(enquiry: Enquiry, ways: Iterable[Way], view: View) -> Reply:
    """The document of the subjects of these ways."""
    from ledger.documents.names import Names

    names = Names(view)

    def subjects() -> Iterator[SubjectTimeline]:
        for way in ways:
            found = _subject(way)
            for path in (way.subject, *(each["subject"] for each in found["said"].values())):
                names.take(path)
            yield found

    head = {**envelope("timeline", enquiry), "read_to": instant(view.recorded_at)}
    return Reply(head, "timelines", subjects(), _COLUMNS, _flat, tail=names.given)


def _subject(way: Way) -> SubjectTimeline:
    from ledger.documents.brief import Briefs
    from ledger.documents.stretches import Facts

    briefs = Briefs()
    facts = Facts(way, briefs)
    states = [
        cast("ToldRow", {**_row(parts), "facts": list(facts.of(parts))}) for parts in timeline(way)
    ]
    return {"subject": way.subject, "states": states, "said": briefs.by_position()}


def _row(parts: Sequence[Segment]) -> TimelineRow:
    found = [(part, row(part.state)) for part in parts]
    state: dict[str, Any] = {**found[0][1]}
    for name in _LEFT_OUT:
        del state[name]
    state["may_have_changed"] = _runs(
        [(part, [{"change": id} for id in each["may_have_changed"]]) for part, each in found]
    )
    state["expectations"] = _runs([(part, each["expectations"]) for part, each in found])
    return cast("TimelineRow", {**_stretch(parts[0].start, parts[-1].end), **state})


def _flat(row: Row, announcements: Announcements) -> Row:
    each_once = {name: sorted({each["change"] for each in row[name]}) for name in _IN_STRETCHES}
    return {**titled(row, announcements), **each_once}


def _stretch(start: int | None, end: int | None) -> FromTo:
    return {"from": instant(start), "to": instant(end)}


def _runs(found: Sequence[tuple[Segment, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Each entry with the stretch of neighbouring segments that have it, by where it begins."""
    runs: list[tuple[dict[str, Any], int | None, int | None]] = []
    for part, entries in found:
        for entry in entries:
            for number, (other, start, end) in enumerate(runs):
                if other == entry and end == part.start:
                    runs[number] = (entry, start, part.end)
                    break
            else:
                runs.append((entry, part.start, part.end))
    return [{**entry, **_stretch(start, end)} for entry, start, end in runs]
