"""How is drawn what new events change in the answers?"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from cli.tables import wording
from cli.tables.effects import Effects
from cli.tables.stretches import ground, when
from cli.text import columns, escape, wrap
from ledger.answers.state import State
from ledger.dates.moments import render
from ledger.history.comparison import EARLIER, Comparison
from ledger.history.replay import Changed
from ledger.history.timeline import Interval

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: So many subjects are told one by one.
_TOLD = 50


def lines(compared: Comparison, zone: "ZoneInfo") -> Iterator[str]:
    """The changes in the answers, subject by subject: `from ... to ...  BEFORE -> AFTER`.

    Where none changes by all that is known, those by what was known at an earlier instant.
    """
    effects = Effects(compared.called)
    if found := compared.turned():
        yield "What changes in the answers:"
        yield from _listed(found, zone, effects)
    elif unlike := compared.unlike():
        yield "No answer changes where all that is known counts."
        if earlier := compared.earlier(unlike[:EARLIER]):
            at, found = earlier
            yield f"With --known {render(at)} these change:"
            yield from _listed(found, zone, effects)
    else:
        yield "No answer changes."


def _listed(found: Sequence[Changed], zone: "ZoneInfo", effects: Effects) -> Iterator[str]:
    """Each change of the answers once, under all the subjects whose answers change so."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in found[:_TOLD]:
        told = tuple(_interval(interval, zone, effects) for interval in each.intervals)
        alike.setdefault(told, []).append(each.subject)
    for told, subjects in alike.items():
        yield from (f"  {escape(subject)}" for subject in subjects)
        for text in told:
            yield from wrap(text, columns(), first=" " * 4, rest=" " * 8)
    if len(found) > _TOLD:
        yield f"  and {len(found) - _TOLD} more subjects"


def _interval(found: Interval, zone: "ZoneInfo", effects: Effects) -> str:
    before, after = (phrase(state, zone, effects) for state in (found.before, found.after))
    states = f"{before} -> {after}"
    if before == after:
        states = f"{before} -> the same, {ground(found.before, found.after, zone, effects)}"
    return f"{when(found.start, found.end, zone)}: {states}"


def phrase(state: State, zone: "ZoneInfo", effects: Effects) -> str:
    """A state with its ground, so that two that are worded alike can be told apart."""
    text = effects.lasting(state)
    if state.since is None:
        return text
    since = wording.since_when(state.since, state.since_earliest, zone)
    end = "" if state.until is None else f", {wording.term(state.until, zone)}"
    by = f", amended by {', '.join(state.amended_by)}" if state.amended_by else ""
    return f"{text} ({since}{end}, {wording.said_by(state)}{by})"
