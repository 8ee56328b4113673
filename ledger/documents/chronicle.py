"""What is told of an event, or of a boundary, in a replay that its row does not say by itself?

Which facts there are, in which order, and no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

from events.words import CHANGES
from ledger.documents.brief import window
from ledger.documents.forms import TypedDict
from ledger.documents.margins import Margins

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ledger.answers.provenance import Setting
    from ledger.answers.reading import Reading
    from ledger.answers.view import View
    from ledger.documents.brief import WindowRow
    from ledger.documents.fields import ChangeId, Form, Number
    from ledger.documents.margins import Corrected
    from ledger.history.boundary import Boundary
    from ledger.history.credit import Credit
    from ledger.history.replay import Told
    from ledger.records import Record

#: Why no answer changes whatever else came to be known at the same instant.
_ALWAYS: Final = ("noted", "not_stated", "completion")


class ReadFact(TypedDict):
    """What the event says with what the recorder corrected in it."""

    kind: Literal["read"]
    """Which fact it is."""
    type: str
    """The word of what it is."""
    data: dict[str, Any]
    """What it says."""


class SpanFact(TypedDict):
    """How far it reaches."""

    kind: Annotated[str, Form(enum=["transaction", "changes"])]
    """Which fact it is: with it begins what is told of a transaction; changes follow it."""
    last: Number
    """The last position of the transaction, or of the changes of an announcement, that was read."""


class StoodFact(TypedDict):
    """What an amendment changes."""

    kind: Literal["stood"]
    """Which fact it is."""
    was: WindowRow
    """Of which the start, or the term, stood before it."""


class TermFact(TypedDict):
    """What set the term that was written down as run out."""

    kind: Literal["term_set"]
    """Which fact it is."""
    by: WindowRow
    """The amendment that set it."""
    was: WindowRow
    """Of which the term stood before that."""


class FieldFact(TypedDict):
    """A field, and what it was."""

    kind: Annotated[str, Form(enum=["replaced", "corrected", "corrected_since"])]
    """Which fact it is: a correction replaced it, or it was corrected, since it is told of."""
    name: str
    """The name of the field."""
    now: Any
    """What it is; null where it is not said."""
    was: Any
    """What was recorded, or stood before the correction; null where it was not said."""
    seq: Number
    """The event that corrected it."""
    of: ChangeId | None
    """The change that has it, where that is another than the one told."""


class RetractedFact(TypedDict):
    """The recorder took it out since."""

    kind: Literal["retracted_since"]
    """Which fact it is."""
    seq: Number
    """By which event."""


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


EventFact = (
    ReadFact
    | SpanFact
    | StoodFact
    | TermFact
    | FieldFact
    | RetractedFact
    | CreditFact
    | UnchangedFact
)


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


class Events:
    """What is told of the events of one clock, step by step."""

    def __init__(self, reading: Reading, view: View, *, recorded: bool) -> None:
        self._reading, self._last, self._recorded = reading, view.position, recorded
        self._margins = Margins(reading, view)
        self._transaction: int | None = None

    def facts(
        self, record: Record, told: Told, under: Sequence[CreditFact], *, credited: bool
    ) -> Iterator[EventFact]:
        """Those of an event of a step; `under`: what of the step is told under it, and whether it
        is `credited` with anything."""
        margins = self._margins
        if self._recorded and record.recorded_at != self._transaction:
            self._transaction = record.recorded_at
            yield self._reaching("transaction", self._reading.last_of(record))
        kind, data = record.type, record.data
        if not self._recorded:  # there the recorder's corrections count from the start
            kind, data = margins.reading(record)
        if (kind, data) != (record.type, record.data):
            yield {"kind": "read", "type": kind, "data": data}
        if record.type == "announced":
            yield self._reaching("changes", self._reading.last_change(record))
        was = told.was if self._recorded else margins.was(record)
        if was is not None:
            yield {"kind": "stood", "was": window(was)}
        expiry = record.type == "expired" and "change" not in data
        if expiry and (lapsed := margins.lapsed(record)) is not None:
            yield {"kind": "term_set", "by": window(lapsed.by), "was": window(lapsed.was)}
        if record.type == "corrected":
            yield from (_field("replaced", each) for each in margins.replaced(record))
        retracted = margins.retracted(record)
        if retracted is not None:
            yield {"kind": "retracted_since", "seq": retracted}
        name = "corrected_since" if self._recorded else "corrected"
        yield from (_field(name, each) for each in margins.corrected(record))
        yield from under
        why = None if credited else _unchanged(record, kind, data)
        if why in _ALWAYS or (why and len(told.step.records) == 1):
            yield {"kind": "unchanged", "why": why}

    def _reaching(self, kind: str, last: int) -> SpanFact:
        return {"kind": kind, "last": min(last, self._last)}


def credited(credits: Sequence[Credit], told: Told) -> Mapping[int, list[CreditFact]]:
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


def _field(kind: str, found: Corrected) -> FieldFact:
    return cast("FieldFact", {"kind": kind, **found._asdict()})


def _unchanged(record: Record, kind: str, data: Mapping[str, Any]) -> str | None:
    """Why an event changes no answer, where that is worth saying."""
    if record.type in ("corrected", "retracted", "evidence_added"):
        return "nothing"
    if record.type not in CHANGES:
        return None
    if "change" not in data:
        return "lapsed_already"
    if kind == "noted":
        return "noted"
    if data.get("certainty", "stated") != "stated":
        return "not_stated"
    return "completion" if kind == "grayscale_completed" else "nothing"
