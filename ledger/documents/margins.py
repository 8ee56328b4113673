"""What stands beside an event: what the recorder corrected in it, and what an amendment changed?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple, cast

from events.words import AMENDMENTS
from ledger import acts
from ledger.acts import Act, in_effect, split_id, split_target
from ledger.answers.way import Way
from ledger.dates.instants import instant
from ledger.documents.forms import TypedDict
from ledger.grounds import provenance
from ledger.grounds.explain import Unapplied, unapplied
from ledger.history.memory import Memory
from ledger.records import Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ledger.documents.fields import ChangeId, Form, Number
    from ledger.grounds.provenance import Setting
    from ledger.reading.reading import Reading
    from ledger.reading.view import View
    from ledger.statements import Statement

#: So many statements are kept of the paths that amendments are of.
_KEPT: Final = 100_000


#: (announcement, n, subject), as acts name what they are about.
_Topic = tuple[str | None, int | None, str | None]


class CorrectedField(NamedTuple):
    """A field that the recorder corrected: what it is, what was recorded, and by which event; None
    where it is not said. `of`: the change that has it, where that is another than the one told."""

    name: str
    now: Any
    was: Any
    seq: int
    of: str | None = None


class CorrectedRow(TypedDict):
    """A field that the recorder corrected."""

    name: str
    """Its name, as corrections write it."""
    now: Any
    """What it is, in the stored form; null where it is not said."""
    was: Any
    """What was recorded first, in the stored form; null where it was not said."""
    seq: Number
    """The position of the correction that counts."""
    of: ChangeId | None
    """The change that has the field, where that is the one amended and not this one."""


class UnappliedRow(TypedDict):
    """Why an amendment changes nothing."""

    why: Annotated[str, Form(enum=["withdrawn", "unseen", "outranked", "overtaken"])]
    """It was taken back, what it amends is not seen, that has a greater authority, or another
    amendment of its kind counts."""
    by: ChangeId | None
    """The change that took it back or counts."""


class Margins:
    """What a view knows of its events besides what they say."""

    def __init__(self, reading: Reading, view: View) -> None:
        self._reading = reading
        self.view = view
        self._ways = Memory[Way](_KEPT)
        #: By announcement, its changes by number and subject, and the first of each by None.
        self._told = Memory[dict[tuple[int, str | None], Record]](_KEPT)
        #: By what they are about, and by the act that they are about, in the order of the log.
        self._acts: dict[_Topic, list[Act]] = {}
        self._acts_on: dict[int, list[Act]] = {}
        #: The corrections that count, by what they are about.
        self._counting: dict[_Topic, list[Act]] = {}
        acted = self.view.all_acts
        for act in acted:
            if act.act_seq is not None:
                self._acts_on.setdefault(act.act_seq, []).append(act)
            else:
                target = (act.announcement, act.n, act.subject)
                self._acts.setdefault(target, []).append(act)
        #: The retractions that count, by what they are about, and by the acts that they are of.
        self._retracting: dict[_Topic, int] = {}
        self._undone: dict[int, int] = {}
        for act in in_effect(acted):
            target = (act.announcement, act.n, act.subject)
            if act.kind == "corrected":
                self._counting.setdefault(target, []).append(act)
            elif act.act_seq is not None:
                self._undone[act.act_seq] = act.seq
            else:
                self._retracting[target] = act.seq

    def corrected(self, record: Record, *, own: bool = True) -> list[CorrectedField]:
        """The fields of an announcement or a change that are not as they were recorded; unless
        `own`, without what was corrected for its subject alone. Of an amendment also the start or
        the term that stood before it."""
        return [*self._corrected(record, own=own), *self._stood(record)]

    def _stood(self, record: Record) -> Iterator[CorrectedField]:
        was = self.was(record)
        if was is None or not self.view.acts(was.announcement):
            return
        field = "effective" if record.type == provenance.START else "until"
        for each in self._corrected(self.view.record(was.seq), own=True):
            if each.name == field:
                yield each._replace(of=was.change)

    def _corrected(self, record: Record, *, own: bool) -> list[CorrectedField]:
        found = self._about(record, own=own)
        if not found:
            return []
        kind, data = self.reading(record, own=own)
        by = {name: act.seq for act in found for name in act.corrections}
        told = (
            CorrectedField(
                name, _field(name, kind, data), _field(name, record.type, record.data), seq
            )
            for name, seq in by.items()
        )
        return [each for each in told if each.now != each.was]

    def retracted(self, record: Record) -> int | None:
        """By which event the recorder took it out, where that stands."""
        if record.type == "announced":
            return self._retracting.get((record.data["id"], None, None))
        if "change" not in record.data:
            return self._undone.get(record.seq)
        name, n = split_id(record.data["change"])
        targets = ((name, None, None), (name, n, None), (name, n, record.data["subject"]))
        found = [self._retracting[each] for each in targets if each in self._retracting]
        return min(found, default=None)

    def reading(self, record: Record, *, own: bool = True) -> tuple[str, dict[str, Any]]:
        """Its kind and its data with what was corrected."""
        found = self._about(record, own=own)
        if not found:
            return record.type, record.data
        return acts.corrected(record.type, record.data, [act.corrections for act in found])

    def replaced(self, record: Record) -> list[CorrectedField]:
        """What a correction corrected, and what that was just before it."""
        if record.type != "corrected":
            return []
        name, n, seq = split_target(record.data["target"])
        if name is None or seq is not None:
            return []
        target = self._target(name, n, record.data.get("subject"))
        if target is None:
            return []
        earlier = [act.corrections for act in self._before(record.seq, target)]
        kind, data = acts.corrected(target.type, target.data, earlier)
        return [
            CorrectedField(field, now, _field(field, kind, data), record.seq)
            for field, now in record.data["fields"].items()
        ]

    def _before(self, seq: int, record: Record) -> list[Act]:
        """The corrections of this very event that counted before a position."""
        if record.type == "announced":
            targets: Sequence[_Topic] = ((record.data["id"], None, None),)
        else:
            change = split_id(record.data["change"])
            targets = ((*change, None), (*change, record.data["subject"]))
        found = [act for each in targets for act in self._acts.get(each, ()) if act.seq < seq]
        for act in found:  # and those about them, which are found on the way
            found += [each for each in self._acts_on.get(act.seq, ()) if each.seq < seq]
        return [act for act in in_effect(found) if act.kind == "corrected"]

    def acted(self, act: Act) -> list[CorrectedField]:
        """The same of an act of this view."""
        return self.replaced(self.view.record(act.seq))

    def was(self, record: Record) -> Statement | None:
        """The statement of which the start, or the term, stood before an amendment; None of what is
        no amendment, and where it is not known."""
        if record.type not in (provenance.START, provenance.TERM):
            return None
        subject = record.data["subject"]
        way, said = self._said(record.data["change"], subject)
        if said is None:  # taken out by the recorder, or not seen
            written = self.view.written(subject)
            said = next((each for each in written if each.seq == record.seq), None)
        return said and provenance.before(way, said)

    def lapsed(self, record: Record) -> Setting | None:
        """What set the term that the recorder wrote down as run out, where an amendment did; None
        of any other event."""
        if record.type != "expired" or "change" in record.data:
            return None
        way, said = self._said(record.data["of"], record.data["subject"])
        found = provenance.setting(way, said, provenance.TERM) if said else None
        told = record.data["until"].get("instant")
        return found if found and told and found.by.until == instant(told) else None

    def unapplied(self, record: Record) -> Unapplied | None:
        """Why an amendment that is seen changes nothing; None where it applies, and of what is no
        amendment."""
        if record.type not in AMENDMENTS:
            return None
        way, said = self._said(record.data["change"], record.data["subject"])
        return said and unapplied(said, way)

    def _said(self, change: str, subject: str) -> tuple[Way, Statement | None]:
        """What a change says of a subject, and what is said on its way."""
        way = self._ways.get(subject)
        if way is None:
            way = self.view.way(subject)
            self._ways.put(subject, way, weight=1 + sum(len(path.visible) for path in way.paths))
        path = way.path(subject)
        return way, path.by_id.get(change) if path else None

    def _about(self, record: Record, *, own: bool) -> list[Act]:
        """The corrections that count of an announcement or a change."""
        if record.type == "announced":
            return self._counting.get((record.data["id"], None, None), [])
        if "change" not in record.data:
            return []
        change = split_id(record.data["change"])
        subjects = (None, record.data["subject"]) if own else (None,)
        return sorted(a for each in subjects for a in self._counting.get((*change, each), ()))

    def _target(self, name: str, n: int | None, subject: str | None) -> Record | None:
        """The announcement or the change that an act is about, on the first of its subjects."""
        if n is None:
            return self.view.announced(name)
        told = self._told.get(name)
        if told is None:
            told = {}
            for record in self._reading.told(name):
                if "change" in record.data:
                    number = split_id(record.data["change"])[1]
                    told.setdefault((number, None), record)
                    told[number, record.data["subject"]] = record
            self._told.put(name, told, weight=1 + len(told))
        return told.get((n, subject))


def _field(name: str, kind: str, data: Mapping[str, Any]) -> Any:
    """What a field is, as corrections name it."""
    if name == "change":
        return kind
    return acts.field(name, data)


def corrected_row(found: CorrectedField) -> CorrectedRow:
    """A corrected field in a document."""
    return cast("CorrectedRow", found._asdict())
