"""Which of the events that came to be known at one instant changed a stretch of time?

Nothing says which of them came first. One is named alone where it is certain that it changed the
stretch whatever the others say; else all that may have had a part in it are named together.
"""

from collections.abc import Collection, Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from ledger.answers.state import State
from ledger.history.replay import Changed, StepChanges
from ledger.history.timeline import Interval, turned
from ledger.records import Record
from ledger.statements import Statement
from ledger.subjects import ancestors, covers, is_pattern

_position = attrgetter("seq")


class Credit(NamedTuple):
    """The events, in the order of the log, that changed these stretches; one where it is
    certain."""

    records: tuple[Record, ...]
    changed: tuple[Changed, ...]


def credits(told: StepChanges) -> list[Credit]:
    """All that a step changed, by the events that did, in the order of the last of these."""
    records = told.step.records
    if not told.standing:
        return [Credit(records[-1:], told.changed)] if told.changed else []
    said: dict[str, list[Statement]] = {}
    for record in records:
        standing = told.standing.get(record.seq)
        if standing is not None and standing.kind != "noted":
            said.setdefault(standing.subject, []).append(standing)
    patterns = list(filter(is_pattern, said))
    by_seq = {record.seq: record for record in records}
    found: dict[tuple[int, ...], dict[str, list[Interval]]] = {}
    for changed in told.changed:
        covering = [path for path in ancestors(changed.subject) if path in said]
        covering += [path for path in patterns if covers(path, changed.subject)]
        on_path = (s for path in dict.fromkeys(covering) for s in said[path])
        bearing = sorted(on_path, key=_position)
        sure = changed.subject not in told.ahead
        for interval in changed.intervals:
            makers = tuple(s.seq for s in (_makers(bearing, interval) if sure else bearing))
            found.setdefault(makers, {}).setdefault(changed.subject, []).append(interval)
    return [
        Credit(
            tuple(by_seq[seq] for seq in makers),
            tuple(Changed(path, tuple(some)) for path, some in found[makers].items()),
        )
        for makers in sorted(found, key=lambda makers: (makers[-1], makers))
    ]


def credits_told(told: StepChanges) -> list[Credit]:
    """The same as far as a reader is told of them: the end of a test opens nothing, and that it may
    have come earlier is not worth a line."""
    found = credits(told)
    quiet = {r.data["change"] for r in told.step.records if r.type == "grayscale_completed"}
    if not quiet:
        return found
    kept = []
    for credit in found:
        changed = [
            each._replace(intervals=tuple(i for i in each.intervals if _differs(i, quiet)))
            for each in credit.changed
        ]
        if some := tuple(each for each in changed if each.intervals):
            kept.append(credit._replace(changed=some))
    return kept


def _differs(found: Interval, quiet: Collection[str]) -> bool:
    """Whether it differs when nothing is made of it that these may have begun."""
    before, after = (
        state._replace(may_have_changed=tuple(c for c in state.may_have_changed if c not in quiet))
        for state in (found.before, found.after)
    )
    return turned(before) != turned(after)


def _makers(bearing: Sequence[Statement], interval: Interval) -> Sequence[Statement]:
    """Of what bears on a subject that which certainly changed a stretch, else all that may have."""
    bearing = [s for s in bearing if not _silent(s, interval)] or bearing
    if len({s.announcement for s in bearing}) > 1 or not all(map(_plain, bearing)):
        return bearing
    before, after = interval.before, interval.after
    gained = {after.change, *after.may_have_changed} - {before.change, *before.may_have_changed}
    named = {after.change, *_named(after)}
    telling = [s for s in bearing if s.change in named]
    return telling if any(s.change in gained for s in telling) else bearing


def _silent(said: Statement, interval: Interval) -> bool:
    """Whether it certainly turns no state of a stretch: an expectation is told by itself
    (`turned`), and what begins later has not begun."""
    if said.of is not None:
        return False
    late = interval.end is not None and said.earliest >= interval.end
    return said.certainty != "stated" or late


def _plain(said: Statement) -> bool:
    """Whether it only claims: of one speaker's plain claims, that which decides would do so without
    the others too."""
    return not (
        said.of
        or said.completes
        or said.afterwards == "previous"
        or said.said.replaces
        or said.population
        or said.amended_by
    )


def _named(state: State) -> Iterable[str | None]:
    """The changes beside the one that decides that make a state what it is."""
    contests = (*state.contested_by, *state.set_aside)
    otherwise = state.otherwise.change if state.otherwise else None
    return (*state.may_have_changed, *state.amended_by, otherwise, *(c.change for c in contests))
