"""What do new events change in the answers: for which stretch of time, and from what to what?"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from cli.tables import wording
from cli.tables.stretches import ground, when
from cli.text import columns, escape, wrap
from events.words import CHANGES
from ledger.answers.answer import working
from ledger.answers.state import State
from ledger.answers.visible import Cut, Statement, statements
from ledger.history.timeline import Interval, Turns, boundaries, differing, segments, turns
from ledger.records import Record
from ledger.subjects import ancestors

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.reading import Reading

#: So many subjects are told one by one.
_TOLD = 50


class Turned(NamedTuple):
    """One subject, and the stretches of its timeline that change."""

    subject: str
    intervals: tuple[Interval, ...]


def turned(
    reading: "Reading", before: int, added: Sequence[Record], *, rehearsed: Sequence[Record] = ()
) -> list[Turned]:
    """What `added` changes, appended after the first `before` events, on each path they are about
    and below it; sorted by path. `rehearsed` come between those, and are not in the log either."""
    view = reading.cut(None, before)
    about = {path for record in added for path in _about(reading, record, added)}
    told = (record.data["subject"] for record in rehearsed if "subject" in record.data)
    below = [
        path
        for path in {*view.paths(), *told}
        if path not in about and any(each in about for each in ancestors(path)[:-1])
    ]
    found = []
    for path in sorted({*about, *below}):
        known = [record for record in view.records(path) if record.seq <= before]
        known += rehearsed
        was, now = _standing(known, path), _standing([*known, *added], path)
        intervals = differing(_timeline(path, was), _timeline(path, now))
        if intervals:
            found.append(Turned(path, intervals))
    return found


def _standing(records: Iterable[Record], path: str) -> list[Statement]:
    """How what is said on a path and above it stands, of records that may be of others too: what
    these amend is not among them."""
    chain = ancestors(path)
    kept = [r for r in records if r.type not in CHANGES or r.data["subject"] in chain]
    return statements(sorted(kept, key=lambda record: record.seq), Cut())


def _timeline(path: str, standing: Sequence[Statement]) -> Turns:
    def answer(at: int) -> State:
        return working(standing, path, at).state

    return turns(segments(answer, boundaries(s for s in standing if s.speaks)))


def _about(reading: "Reading", record: Record, added: Sequence[Record]) -> Iterator[str]:
    """The paths that an event is about: of an act, those of what it corrects or retracts."""
    if record.type in CHANGES and "subject" in record.data:
        yield record.data["subject"]
        return
    target = record.data.get("target")
    if target is None:
        return
    if record.data.get("subject"):
        yield record.data["subject"]
    elif target.startswith("@"):
        act = next(reading.events(int(target[1:]), int(target[1:])))
        yield from _about(reading, act, added)
    else:
        name, _, number = target.partition("#")
        for each in reading.told(name):
            if each.type in CHANGES and (not number or each.data["change"] == target):
                yield each.data["subject"]


def lines(found: Sequence[Turned], zone: "ZoneInfo") -> Iterator[str]:
    """The changes in the answers, subject by subject: `from ... to ...  BEFORE -> AFTER`."""
    if not found:
        yield "No answer changes."
        return
    yield "What changes in the answers:"
    for each in found[:_TOLD]:
        yield f"  {escape(each.subject)}"
        for interval in each.intervals:
            before, after = phrase(interval.before, zone), phrase(interval.after, zone)
            states = f"{before} -> {after}"
            if before == after:
                states = f"{before} -> the same, {ground(interval.before, interval.after, zone)}"
            text = f"{when(interval.start, interval.end, zone)}: {states}"
            yield from wrap(text, columns(), first=" " * 4, rest=" " * 8)
    if len(found) > _TOLD:
        yield f"  and {len(found) - _TOLD} more subjects"


def phrase(state: State, zone: "ZoneInfo") -> str:
    """A state with its ground, so that two that are worded alike can be told apart."""
    text = wording.phrase(state, only=("LAPSED", "CONTESTED", "INHERITED"))
    if state.since is None:
        return text
    since = wording.since_when(state.since, state.since_earliest, zone)
    end = "" if state.until is None else f", {wording.term(state.until, zone)}"
    return f"{text} ({since}{end}, {wording.said_by(state)})"
