"""How is a state written for programs: which fields, in which order (DESIGN 8)?"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from cli.announcements import Announcements
from cli.formats import instant, number
from ledger.answers.state import Contest, Expectation, State
from ledger.contents import Population

#: The fields of a state in CSV: the scalar ones, `otherwise_effect`, lists as change ids, and how
#: the announcement that decides is called.
CELLS: Final = (
    *("subject", "effect", "extent", "population_percent", "population_words", "value", "except"),
    *("otherwise_effect", "otherwise_value", "since", "since_earliest", "held_since", "qualifier"),
    *("until", "afterwards", "lapsed"),
    *("authority", "source", "party", "published", "change", "seq", "inherited_from"),
    *("amended_by", "named", "may_have_changed", "scheduled", "contested_by", "set_aside"),
    *("changed_during_day", "expectations", "title", "url"),
)
#: Those of one of two states that a row of CSV holds, each with the side before its name.
SIDE: Final = tuple(name for name in CELLS if name != "subject")


def row(state: State) -> dict[str, Any]:
    """A state as JSON prints it, its fields in the order of section 8."""
    return {
        "subject": state.subject,
        "effect": state.effect,
        "extent": state.extent,
        "population": population(state.population),
        "value": state.value,
        "except": list(state.excepted),
        "otherwise": state.otherwise and state.otherwise._asdict(),
        "since": instant(state.since),
        "since_earliest": instant(state.since_earliest),
        "held_since": instant(state.held_since),
        "qualifier": state.qualifier,
        "until": instant(state.until),
        "afterwards": state.afterwards,
        "lapsed": state.lapsed,
        "authority": state.authority,
        "source": state.source,
        "party": state.party,
        "published": instant(state.published),
        "change": state.change,
        "seq": state.seq,
        "inherited_from": state.inherited_from,
        "amended_by": list(state.amended_by),
        "named": state.named,
        "may_have_changed": list(state.may_have_changed),
        "scheduled": list(state.scheduled),
        "contested_by": _contests(state.contested_by),
        "set_aside": _contests(state.set_aside),
        "changed_during_day": list(state.changed_during_day),
        "expectations": [_expectation(each) for each in state.expectations],
    }


def cells(state: State, announcements: Announcements) -> dict[str, Any]:
    """A state as CSV has it: see CELLS."""
    return _flat(row(state), announcements)


def sides(found: Mapping[str, Any], announcements: Announcements) -> dict[str, Any]:
    """The states `before` and `after` of a row as CSV has them, each field with its side."""
    return {
        f"{side}_{name}": value
        for side in ("before", "after")
        for name, value in _flat(found[side], announcements).items()
    }


def _flat(state: Mapping[str, Any], announcements: Announcements) -> dict[str, Any]:
    few, other = state.get("population") or {}, state.get("otherwise") or {}
    return {
        **state,
        "population_percent": few.get("percent"),
        "population_words": few.get("words"),
        "otherwise_effect": other.get("effect"),
        "otherwise_value": other.get("value"),
        **announcements.called(state["change"]),
    }


def population(found: Population | None) -> dict[str, Any] | None:
    """`{"percent": 10, "words": null}` or null."""
    return found and {"percent": number(found.percent), "words": found.words}


def _contests(found: Iterable[Contest]) -> list[dict[str, Any]]:
    return [each._asdict() for each in found]


def _expectation(each: Expectation) -> dict[str, Any]:
    return {
        **each._asdict(),
        "until": instant(each.until),
        "earliest": instant(each.earliest),
        "latest": instant(each.latest),
    }
