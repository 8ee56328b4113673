"""What does a stored change say, as it was written?"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from cli.tables import wording
from cli.tables.effects import RECORDED, excepting, replacing
from cli.text import escape

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


def change(data: Mapping[str, Any], type: str, zone: "ZoneInfo | None") -> str:
    """One stored change or amendment in a phrase, as it was written:
    `permitted gradually from 2022-10-28, share not said, no end said`. Dates are of a zone; of
    none they are the source's own text."""
    from events.words import STARTS, claim

    parts = []
    said, extent = claim(type, data)
    value = data.get("value")
    if said is not None:
        if type == "fully_recovered" or data.get("certainty", "stated") != "stated":
            parts.append(RECORDED.in_full(None, said, extent, value))
        else:
            parts.append(RECORDED.effect(None, said, extent, value, mark=False))
    elif type == "rescheduled" and not data.get("effective"):
        parts.append("put off to a day not said")
    else:
        parts.append(wording.kind(type))
    if data.get("effective"):
        start = data["effective"]
        parts[0] += " " + (_start(start) if zone is None else wording.written_start(start, zone))
    if value and said is None:
        parts.append(f"value {escape(value)}")
    if data.get("certainty", "stated") != "stated":
        said_if = data.get("condition")
        parts.append(wording.condition(said_if) if said_if else data["certainty"])
    if type in STARTS or data.get("population"):
        from ledger.sayings import Population

        few = data.get("population")
        found = Population(few.get("percent"), few.get("words")) if few else None
        parts.append(wording.share(found))
    if data.get("until"):
        from ledger.dates.moments import instant

        end = data["until"].get("instant")
        if not end:
            parts.append("the term is lifted")
        elif zone is None:
            text = escape(data["until"]["text"])
            parts.append(f"until {text}" if "T" in text.upper() else f"last day {text}")
        else:
            parts.append(wording.term(instant(end), zone))
        if end and data.get("afterwards", "undetermined") != "undetermined":
            parts.append(RECORDED.after(None, data["afterwards"]))
    if data.get("except"):
        parts.append(excepting(data["except"]))
    if data.get("replaces"):
        parts.append(replacing(data["replaces"]))
    return ", ".join(parts)


def _start(window: Mapping[str, Any]) -> str:
    """When a change begins to hold, in the text of its source."""
    first, slash, last = escape(window["text"]).partition("/")
    if not slash:
        exact = window["earliest"] == window["latest"]
        words = f"from {first}" if exact else f"some time in {first}"
    elif first == "..":
        words = f"some time up to {last}"
    else:
        words = f"from {first} at the earliest"
        if last != "..":
            words = f"some time from {first} to {last}"
    return words + wording.doubt(window.get("qualifier"))
