"""What may a change say, by itself and of an earlier one? Pure, over the stored form (DESIGN 4)."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from events.fields import CARRIED, OF_CHANGES
from events.words import AMENDMENTS, CHANGES, STARTS, STATEMENTS, TERMLESS
from ledger.dates.moments import instant


class Problem(NamedTuple):
    """One thing that a rule forbids: in which field, what is wrong, and what was expected."""

    field: str
    message: str
    expected: str = ""


#: Every field that some change may carry.
FIELDS: Final = frozenset(field.name for field in OF_CHANGES)
_STRAY: Final = {kind: FIELDS - set(CARRIED[kind]) for kind in CHANGES}


def whole(kind: str, data: Mapping[str, Any]) -> list[Problem]:
    """What is wrong with a change by itself, as a file says it or as a correction leaves it.

    `data` is in the stored form; a value of None counts as absent.
    """
    said = {name for name, value in data.items() if value is not None}
    carried = CARRIED[kind]
    found = [
        Problem(name, f"has no place in {kind}", f"only {', '.join(carried)}")
        for name in sorted(said & _STRAY[kind])
    ]
    found += [
        Problem(name, "is missing", field.needed[kind])
        for name, field in carried.items()
        if name not in said and kind in field.needed
    ]
    if kind in STATEMENTS:
        found += _certain(kind, data, said)
    return found + _ordered(data)


def _certain(kind: str, data: Mapping[str, Any], said: set[str]) -> list[Problem]:
    found = []
    certainty = data.get("certainty") or "stated"
    if certainty == "conditional" and "condition" not in said:
        found.append(Problem("condition", "is missing", "what a conditional change depends on"))
    if certainty != "conditional" and "condition" in said:
        found.append(
            Problem("condition", f"is here, but certainty is {certainty}", "certainty: conditional")
        )
    if certainty == "stated" and kind != "noted" and "effective" not in said:
        expected = "a date, or ../DATE where the source speaks of the past without one"
        found.append(Problem("effective", f"is missing: a stated {kind} needs it", expected))
    return found


def _ordered(data: Mapping[str, Any]) -> list[Problem]:
    """`until` lies after the earliest start."""
    starts = (data.get("effective") or {}).get("earliest")
    ends = (data.get("until") or {}).get("instant")
    if starts is None or ends is None or instant(starts) < instant(ends):
        return []
    written = data["until"]["text"]
    start = data["effective"]["text"]
    return [Problem("until", f"{written} is not after the start, {start}", "a later end")]


def amending(
    kind: str,
    data: Mapping[str, Any],
    *,
    target: str,
    target_data: Mapping[str, Any],
    confirmed: str | None = None,
) -> list[Problem]:
    """What is wrong with an amendment or confirmation of a change of the kind `target`.

    `target_data` is as written there; `confirmed` is the kind that a target which is itself a
    confirmation confirms. Whether its subjects are among the target's is asked elsewhere.
    """
    of = data["of"]
    root = confirmed if target == "confirmed" and confirmed else target
    if kind == "withdrawn":
        return []
    if target in AMENDMENTS or (kind == "confirmed" and target == "confirmed"):
        only = "a statement" if kind == "confirmed" else "a statement or a confirmation"
        return [Problem("of", f"{of} is {target}, which cannot be {kind}", only)]
    if root == "noted":
        return [Problem("of", f"{of} is noted, which cannot be {kind}", "one that changes a state")]
    found = []
    if kind == "term_changed" and root in TERMLESS:
        found.append(
            Problem("of", f"{of} is {root}, which has no term", "one that may have a term")
        )
    if kind == "confirmed":
        if root in TERMLESS:
            found += [
                Problem(name, f"is not for the confirmation of {root}", "no term")
                for name in ("until", "afterwards")
                if data.get(name) is not None
            ]
        if root not in STARTS and data.get("population") is not None:
            expected = f"a population only for {' and '.join(STARTS)}"
            found.append(Problem("population", f"is not for the confirmation of {root}", expected))
        window = target_data.get("effective") or {}
        if data.get("effective") is None and window.get("latest") is None:
            written = f"is {window['text']}" if window else "is not said"
            found.append(
                Problem(
                    "effective",
                    f"is missing: the start of {of} {written}, which has no end",
                    "the date from which it is confirmed",
                )
            )
    return found
