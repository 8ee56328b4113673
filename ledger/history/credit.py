"""Which of the events that came to be known at one instant changed a stretch of time?

Nothing says which of them came first. One is named alone where it is certain that it changed the
stretch whatever the others say; else all that may have had a part in it are named together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.answers.state import State
from ledger.dates.instants import instant
from ledger.history.replay import Changed, Told
from ledger.history.timeline import Interval
from ledger.records import Record
from ledger.subjects import ancestors, covers, is_pattern

#: The kind and the data of an event, as they count.
Reading = Callable[[Record], tuple[str, Mapping[str, Any]]]
#: What makes something of other statements, or stands beside them.
_OF_OTHERS: Final = ("of", "replaces", "population")


class Credit(NamedTuple):
    """The events, in the order of the log, that changed these stretches; one where it is
    certain."""

    records: tuple[Record, ...]
    changed: tuple[Changed, ...]


def credits(told: Told, reading: Reading) -> list[Credit]:
    """All that a step changed, by the events that did, in the order of the last of these.

    `reading`: an event as corrected, since corrections count from the start where one step has
    several.
    """
    records = told.step.records
    if len(records) == 1:
        return [Credit(records, told.changed)] if told.changed else []
    said: dict[str, list[_Said]] = {}
    for record in records:
        if "change" in record.data:
            said.setdefault(record.data["subject"], []).append(_Said(record, *reading(record)))
    patterns = list(filter(is_pattern, said))
    by_seq = {record.seq: record for record in records}
    found: dict[tuple[int, ...], dict[str, list[Interval]]] = {}
    for changed in told.changed:
        covering = [path for path in ancestors(changed.subject) if path in said]
        covering += [path for path in patterns if covers(path, changed.subject)]
        bearing = _bearing(each for path in dict.fromkeys(covering) for each in said[path])
        for interval in changed.intervals:
            makers = tuple(each.record.seq for each in _makers(bearing, interval))
            found.setdefault(makers, {}).setdefault(changed.subject, []).append(interval)
    return [
        Credit(
            tuple(by_seq[seq] for seq in makers),
            tuple(Changed(path, tuple(some)) for path, some in found[makers].items()),
        )
        for makers in sorted(found, key=lambda makers: (makers[-1], makers))
    ]


class _Said(NamedTuple):
    """A change of a step, and what it says."""

    record: Record
    kind: str
    data: Mapping[str, Any]

    @property
    def change(self) -> str:
        return str(self.data["change"])

    @property
    def states(self) -> bool:
        """Whether a state may change by it: an expectation is told by itself (`turned`)."""
        return self.kind != "noted" and self.data.get("certainty", "stated") == "stated"

    def begins_after(self, interval: Interval) -> bool:
        """Whether it certainly begins no sooner than a stretch ends: what is said of no other
        change turns no state before its own start."""
        earliest = (self.data.get("effective") or {}).get("earliest")
        if "of" in self.data or earliest is None or interval.end is None:
            return False
        return instant(earliest) >= interval.end

    @property
    def plain(self) -> bool:
        """Whether it only claims: of one speaker's plain claims, that which decides would do so
        without the others too."""
        return (
            self.kind != "grayscale_completed"
            and self.data.get("afterwards") != "previous"
            and not any(self.data.get(name) for name in _OF_OTHERS)
        )


def _bearing(covering: Iterable[_Said]) -> Sequence[_Said]:
    """Of what covers a subject that which may change its states, in the order of the log."""
    on_path = sorted(covering, key=lambda each: each.record.seq)
    return [each for each in on_path if each.states] or on_path


def _makers(bearing: Sequence[_Said], interval: Interval) -> Sequence[_Said]:
    """Of those that bear on a subject the ones that certainly changed a stretch, else all that may
    have."""
    bearing = [each for each in bearing if not each.begins_after(interval)] or bearing
    speakers = {each.change.rpartition("#")[0] for each in bearing}
    if len(bearing) == 1 or len(speakers) > 1 or not all(each.plain for each in bearing):
        return bearing
    before, after = interval.before, interval.after
    gained = {after.change, *after.may_have_changed} - {before.change, *before.may_have_changed}
    named = {after.change, *_named(after)}
    telling = [each for each in bearing if each.change in named]
    return telling if any(each.change in gained for each in telling) else bearing


def _named(state: State) -> Iterable[str | None]:
    """The changes beside the one that decides that make a state what it is."""
    contests = (*state.contested_by, *state.set_aside)
    otherwise = state.otherwise.change if state.otherwise else None
    return (*state.may_have_changed, *state.amended_by, otherwise, *(c.change for c in contests))
