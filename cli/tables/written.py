"""What does a stored change say, as it was written?"""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from cli.tables import provenance, wording
from cli.tables.effects import RECORDED, excepting, replacing
from cli.tables.wording import english
from cli.text import escape
from ledger.sayings import corrections as sayings

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from ledger.documents.margins import Corrected
    from ledger.statements import Statement


def change(
    data: Mapping[str, Any], type: str, zone: "ZoneInfo | None", *, was: "Statement | None" = None
) -> str:
    """One stored change or amendment in a phrase, as it was written:
    `permitted gradually from 2022-10-28, share not said, no end said`; `was`: of which the start,
    or the term, stood before it. Dates are of a zone; of none they are the source's own text."""
    from events.words import STARTS, claim

    parts = []
    said, extent = claim(type, data)
    value = data.get("value")
    if said is not None:
        if type == "fully_recovered" or data.get("certainty", "stated") != "stated":
            parts.append(RECORDED.in_full(None, said, extent, value))
        else:
            parts.append(RECORDED.effect(None, said, extent, value, mark=False))
    elif type == "rescheduled":
        parts.append(_moved(data.get("effective") or {}, zone, was))
    elif type == "term_changed":
        parts.append(_changed(data["until"], zone, was))
    else:
        parts.append(wording.kind(type))
    if data.get("effective") and type != "rescheduled":
        start = data["effective"]
        parts[0] += " " + (_start(start) if zone is None else wording.written_start(start, zone))
    if value and said is None:
        parts.append(f"value {escape(value)}")
    if data.get("certainty", "stated") != "stated":
        said_if = data.get("condition")
        parts.append(wording.condition(said_if) if said_if else data["certainty"])
    if type in STARTS or data.get("population"):
        from ledger.contents import Population

        few = data.get("population")
        found = Population(few.get("percent"), few.get("words")) if few else None
        parts.append(wording.share(found))
    if data.get("until"):
        end = wording.written_end(data["until"])
        if type != "term_changed":
            parts.append(_end(data["until"], zone))
        if end is not None and data.get("afterwards", "undetermined") != "undetermined":
            parts.append(RECORDED.after(None, data["afterwards"]))
    if data.get("except"):
        parts.append(excepting(data["except"]))
    if data.get("replaces"):
        parts.append(replacing(data["replaces"]))
    return ", ".join(parts)


def _moved(window: Mapping[str, Any], zone: "ZoneInfo | None", was: "Statement | None") -> str:
    """What a rescheduling says, as `provenance.moved`."""
    if zone is None:
        to = _start(window).removeprefix("from ") if window else ""
        return f"moved to {to}" if to else "put off to a day not said"
    moved = provenance.moved(was, wording.written_ends(window), zone)
    return moved + wording.doubt(window.get("qualifier"))


def _changed(term: Mapping[str, Any], zone: "ZoneInfo | None", was: "Statement | None") -> str:
    """What a change of term says, as `provenance.changed`."""
    end = wording.written_end(term)
    if zone is None:
        return "term lifted" if end is None else f"term changed to {_end(term, zone)}"
    return provenance.changed(was, end, zone)


def _end(term: Mapping[str, Any], zone: "ZoneInfo | None") -> str:
    """When a term runs out."""
    end = wording.written_end(term)
    if end is None:
        return "no end"
    if zone is None:
        text = escape(term["text"])
        return f"until {text}" if "T" in text.upper() else f"last day {text}"
    return wording.term(end, zone)


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


def correction(fields: Mapping[str, Any], replaced: "Iterable[Corrected]") -> Iterator[str]:
    """What a correction sets, each field with what it was, where that is known:
    `effective=2026-12-30 (was 2026-12-13)`."""
    was = {each.name: f" (was {value(each.was)})" for each in replaced}
    for name, now in fields.items():
        yield f"{name}={value(now)}{was.get(name, '')}"


def corrections(found: "Iterable[Corrected]", *, since: bool = False) -> Iterator[str]:
    """See ledger/sayings/corrections.py."""
    return (sayings.corrected(each._asdict(), english(), since=since) for each in found)


def value(found: object) -> str:
    """See ledger/sayings/corrections.py."""
    return sayings.value(found, english())
