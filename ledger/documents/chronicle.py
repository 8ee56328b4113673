"""What is told of an event, or of a boundary, in a replay that its row does not say by itself?

Which facts there are, in which order, and no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

from events.words import CHANGES
from ledger.documents.brief import window
from ledger.documents.forms import TypedDict
from ledger.documents.log import MarginRow, margin
from ledger.documents.margins import Margins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ledger.documents.brief import WindowRow
    from ledger.documents.fields import ChangeId, Form, Number
    from ledger.documents.log import ReadingRow
    from ledger.grounds.provenance import Setting
    from ledger.history.boundary import Boundary
    from ledger.history.credit import Credit
    from ledger.history.replay import StepChanges
    from ledger.reading.reading import Reading
    from ledger.reading.view import View
    from ledger.records import Record

#: Why no answer changes whatever else came to be known at the same instant.
_ALWAYS: Final = ("noted", "not_stated", "completion")


class SpanFact(TypedDict):
    """How far it reaches."""

    kind: Annotated[str, Form(enum=["transaction", "changes"])]
    """Which fact it is: with it begins what is told of a transaction; changes follow it."""
    last: Number
    """The last position of the transaction, or of the changes of an announcement, that was read."""


class CreditFact(TypedDict):
    """What is told under an event of what changed."""

    kind: Literal["changed"]
    """Which fact it is."""
    by: list[Number]
    """The events that changed it: this one, and before it those that did so together with it."""
    stretches: list[Number]
    """Which of the stretches of `changed`, counted from 0."""


class UnchangedFact(TypedDict):
    """No answer changed."""

    kind: Literal["unchanged"]
    """Which fact it is."""
    why: Annotated[
        str, Form(enum=["nothing", "noted", "not_stated", "completion", "lapsed_already"])
    ]
    """Why: nothing is said of it, it is a note, it is only expected, it ends a test and opens
    nothing, or the term had run out without it."""


EventFact = SpanFact | CreditFact | UnchangedFact


class ToldEvent(MarginRow):
    """A stored event, what stands beside it, and what is told of it."""

    facts: list[EventFact]
    """What is told of it that it does not say itself, in order."""


class GroundFact(TypedDict):
    """What began or ended at a boundary."""

    kind: Annotated[str, Form(enum=["begun", "returned", "as_of", "stands", "lapsed"])]
    """Which fact it is: what decides began; the term of what decided before ended, and what held
    before that holds again; others began, as of which it stands; it stands; its term ended."""
    began: list[ChangeId]
    """What began, where that does not decide."""
    by: WindowRow | None
    """The amendment that set the start, or the term; null where none did."""
    was: WindowRow | None
    """What it was before that; null where none did."""


class TurnFact(TypedDict):
    """What fell due, or who began or ceased to contest, at a boundary."""

    kind: Annotated[str, Form(enum=["fell_due", "contested", "no_longer_contested"])]
    """Which fact it is."""
    change: ChangeId
    """The change by which the entry is found."""


class EventRows:
    """What is told of the events of one clock, step by step."""

    def __init__(self, reading: Reading, view: View, *, recorded: bool) -> None:
        self._reading, self._last, self._recorded = reading, view.position, recorded
        self._margins = Margins(reading, view)
        self._transaction: int | None = None

    def row(
        self, record: Record, told: StepChanges, under: Sequence[CreditFact], *, credited: bool
    ) -> ToldEvent:
        """An event of a step; `under`: what of the step is told under it, and whether it is
        `credited` with anything. On the recorded clock an amendment changes what stood then."""
        row = margin(record, self._margins)
        said: ReadingRow = row["reading"] or {"type": record.type, "data": record.data}
        if self._recorded:
            row["amends"] = window(told.was) if told.was else None
            said = {"type": record.type, "data": record.data}
        facts: list[EventFact] = [*self._spans(record), *under]
        why = None if credited else _unchanged(record, **said)
        if why in _ALWAYS or (why and len(told.step.records) == 1):
            facts.append({"kind": "unchanged", "why": why})
        return {**row, "facts": facts}

    def _spans(self, record: Record) -> Iterator[SpanFact]:
        if self._recorded and record.recorded_at != self._transaction:
            self._transaction = record.recorded_at
            yield self._reaching("transaction", self._reading.last_of(record))
        if record.type == "announced":
            yield self._reaching("changes", self._reading.last_change(record))

    def _reaching(self, kind: str, last: int) -> SpanFact:
        return {"kind": kind, "last": min(last, self._last)}


def credited(credits: Sequence[Credit], told: StepChanges) -> Mapping[int, list[CreditFact]]:
    """What changed in a step by the last of the events that changed it."""
    place = {
        (changed.subject, each.start): number
        for number, (changed, each) in enumerate(
            (changed, each) for changed in told.changed for each in changed.intervals
        )
    }
    found: dict[int, list[CreditFact]] = {}
    for credit in credits:
        stretches = [
            place[changed.subject, each.start]
            for changed in credit.changed
            for each in changed.intervals
        ]
        by = [record.seq for record in credit.records]
        found.setdefault(by[-1], []).append({"kind": "changed", "by": by, "stretches": stretches})
    return found


def boundary(found: Boundary) -> Iterator[GroundFact | TurnFact]:
    """Those of a boundary: what began, ended or fell due at it, and by whose word what stands there
    stands."""
    before, after = found.before, found.after
    if after.change != before.change:
        if after.change in found.began:
            yield _ground("begun", found.started)
        elif before.until == found.instant:
            yield _ground("returned", found.ended)
        elif found.began:
            yield _ground("as_of", None, began=found.began)
        else:
            yield _ground("stands", None)
    elif after.lapsed and not before.lapsed:
        yield _ground("lapsed", found.ended)
    elif turns := list(_turns(found)):
        yield from turns
    else:
        yield _ground("stands", None)


def _turns(found: Boundary) -> Iterator[TurnFact]:
    before, after = found.before, found.after
    for each in after.expectations:
        if each.status != "open" and each not in before.expectations:
            yield {"kind": "fell_due", "change": each.change}
    for kind, some, others in (
        ("contested", after, before),
        ("no_longer_contested", before, after),
    ):
        known = {contest.change for contest in others.contested_by}
        for contest in some.contested_by:
            if contest.change not in known:
                yield {"kind": kind, "change": contest.change}


def _ground(kind: str, found: Setting | None, *, began: Sequence[str] = ()) -> GroundFact:
    return {
        "kind": kind,
        "began": list(began),
        "by": found and window(found.by),
        "was": found and window(found.was),
    }


def _unchanged(record: Record, type: str, data: Mapping[str, Any]) -> str | None:
    """Why an event changes no answer, where that is worth saying."""
    if record.type in ("corrected", "retracted", "evidence_added"):
        return "nothing"
    if record.type not in CHANGES:
        return None
    if "change" not in data:
        return "lapsed_already"
    if type == "noted":
        return "noted"
    if data.get("certainty", "stated") != "stated":
        return "not_stated"
    return "completion" if type == "grayscale_completed" else "nothing"
