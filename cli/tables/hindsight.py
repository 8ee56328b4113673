"""How is said what was published later than the moment asked for, and what was known then?"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cli.tables import provenance, wording
from cli.tables.effects import Effects
from ledger.answers.hindsight import Gone, Hindsight
from ledger.answers.state import State
from ledger.sayings.facts import FEW
from ledger.statements import Statement

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.answers.way import Way
    from ledger.dates.moments import Moment

_MARKS = ("EXCEPTED", "LAPSED", "CONTESTED")


def told(
    found: Hindsight, state: State, way: "Way", *, at: "Moment", zone: "ZoneInfo", effects: Effects
) -> Iterator[str]:
    """Each thing that was said later and made the answer another; with the last what was known."""
    *others, last = found.later[-FEW:]
    if len(found.later) > FEW:
        yield f"{len(found.later) - FEW} more before these"
    for each in others:
        yield f"{_later(each, state, way, at.instant, zone, effects)}."
    then = _known(found, state, zone, effects)
    yield (
        f"{_later(last, state, way, at.instant, zone, effects)}. Known by {at.text} was: {then} "
        f"(--known {at.text})"
    )


def _later(
    said: Statement, state: State, way: "Way", at: int, zone: "ZoneInfo", effects: Effects
) -> str:
    days = wording.days_between(at, said.published, zone)
    after = f"{wording.many(days, 'day')} after the moment asked for"
    lead = f"published {wording.date(said.published, zone)}, "
    lead += after if days else "later on the day asked for"
    if said.seq == state.seq:
        return f"{lead}: {said.change}"
    return f"{lead}: {_says(said, state, way, zone, effects)}: {wording.who(said)}, {said.change}"


def _says(said: Statement, state: State, way: "Way", zone: "ZoneInfo", effects: Effects) -> str:
    if said.kind == "withdrawn":
        taken = way.of(said.of or "")
        what = f" ({_stood(taken, state, way, zone, effects)})" if taken else ""
        return f"{said.of} taken back{what}"
    return _stood(said, state, way, zone, effects)


def _stood(said: Statement, state: State, way: "Way", zone: "ZoneInfo", effects: Effects) -> str:
    """What a statement or an amendment says."""
    if said.kind == "withdrawn":
        return f"{said.of} taken back"
    if said.amends:
        return f"{provenance.amendment(way, said, zone)}, of {said.of}"
    what = "the end of a grayscale test" if said.completes else effects.claimed(said, state.subject)
    return f"{what}, {wording.window(said, zone)}"


def _known(found: Hindsight, state: State, zone: "ZoneInfo", effects: Effects) -> str:
    """What was known, as closely as it takes to tell it from what is."""
    then = found.known
    words = effects.phrase(then, only=_MARKS, mark=False)
    if words != effects.phrase(state, only=_MARKS, mark=False):
        return words
    if then.since is not None:
        words += f" {wording.since_when(then.since, then.since_earliest, zone)}"
        words += "" if then.lapsed else f", {wording.term(then.until, zone)}"
        words += f", {wording.said_by(then)}, {then.change}"
    return "; ".join([words, *_gone(found.gone)])


def _gone(found: Gone) -> Iterator[str]:
    for lead, changes in (
        ("expected", found.expected),
        ("scheduled", found.scheduled),
        ("may have changed already", found.may_have_changed),
        ("contested by", found.contested_by),
    ):
        if changes:
            more = f" and {len(changes) - FEW} more" if len(changes) > FEW else ""
            yield f"{lead}: {', '.join(changes[:FEW])}{more}"
