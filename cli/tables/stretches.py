"""How is said, in a few words, for which time an answer changed, and from what to what?"""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from cli.tables import wording
from cli.tables.effects import Effects, excepting
from ledger.answers.state import State
from ledger.history.timeline import Interval

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_NOTHING: Final[Mapping[str, str]] = {}


def when(start: int | None, end: int | None, zone: "ZoneInfo") -> str:
    """`from 2022-03-01`, `2022-10-28 to 2022-11-30` (its last day), `on 2022-10-28`, `up to
    2022-10-28`."""
    if start is None:
        return "at any time" if end is None else f"up to {_last(end, zone)}"
    if end is None:
        return f"from {_first(start, zone)}"
    first, last = _first(start, zone), _last(end, zone)
    return f"on {first}" if first == last else f"{first} to {last}"


@lru_cache(1024)
def _first(start: int, zone: "ZoneInfo") -> str:
    return wording.edge(start, zone)


@lru_cache(1024)
def _last(end: int, zone: "ZoneInfo") -> str:
    if _is_midnight(end, zone):
        return wording.last_day(end, zone)
    if _is_midnight(end + 1, zone):
        return wording.last_day(end + 1, zone)
    return wording.day(end, zone)


def _is_midnight(instant: int, zone: "ZoneInfo") -> bool:
    return len(wording.day(instant, zone)) == len("2022-10-29")


def turn(
    found: Interval, zone: "ZoneInfo", effects: Effects, claims: Mapping[str, str] = _NOTHING
) -> str:
    """`suspended -> permitted GRADUALLY, CONTESTED`; where both are put in the same words, what
    else differs. `claims`: what the changes say that are told, by id."""
    before, after = effects.lasting(found.before), effects.lasting(found.after)
    gained = [c for c in found.after.may_have_changed if c not in found.before.may_have_changed]
    lost = [c for c in found.before.may_have_changed if c not in found.after.may_have_changed]
    if gained:
        told = {claims[c] for c in gained if c in claims}
        words = told.pop() if len(told) == 1 else "changed"
        after += f", may {'have ' if words == 'changed' else 'be '}{words} already"
    elif lost:
        before += ", may have changed already"
    elif before == after:
        after = f"the same, {ground(found.before, found.after, zone, effects)}"
    return f"{before} -> {after}"


def ground(before: State, after: State, zone: "ZoneInfo", effects: Effects) -> str:
    """In what two states differ that are put in the same words."""
    if after.change != before.change or after.seq != before.seq:
        return f"on the word of {wording.said_by(after)}, {after.change}"
    for differs, words in (
        (after.until != before.until, wording.term(after.until, zone)),
        (after.afterwards != before.afterwards, _follows(after, effects)),
        (
            (after.since, after.since_earliest) != (before.since, before.since_earliest),
            wording.since_when(after.since or 0, after.since_earliest, zone),
        ),
        (after.authority != before.authority, f"said by {wording.said_by(after)}"),
        (after.source != before.source, f"said by {wording.said_by(after)}"),
        (after.published != before.published, "another day of publication"),
        (after.population != before.population, wording.share(after.population)),
        (after.otherwise != before.otherwise, _rest(after, effects)),
        (after.excepted != before.excepted, _excepts(after)),
        (after.contested_by != before.contested_by, "contested otherwise"),
        (after.set_aside != before.set_aside, "with another word set aside"),
        (after.amended_by != before.amended_by, f"amended by {' '.join(after.amended_by)}"),
    ):
        if differs:
            return words
    return "on other ground"


def _follows(state: State, effects: Effects) -> str:
    if state.afterwards is None:
        return "nothing is to follow"
    return effects.after(state.subject, state.afterwards)


def _rest(state: State, effects: Effects) -> str:
    """What holds for those whom a state does not reach, and by which word."""
    return "it reaches all" if state.otherwise is None else effects.rest(state)


def _excepts(state: State) -> str:
    return excepting(state.excepted) if state.excepted else "without exceptions"
