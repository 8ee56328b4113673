"""How is one event of the log named in a replay?"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cli.tables import names, provenance, wording, written
from cli.tables.effects import RECORDED, Effects, excepting, replacing
from cli.tables.wording import english
from cli.text import escape
from events.words import CHANGES, claim
from ledger.answers.provenance import TERM
from ledger.documents.margins import Margins
from ledger.records import Record
from ledger.sayings.entries import files
from ledger.statements import Statement

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: What is true of the answers of a step alone: those of other cut-offs it may have changed.
UNCHANGED: Final = "changes no answer"


class Event(NamedTuple):
    """An event in words: of a change its path and what it adds to its word; `claims` is the state
    that it says, `unchanged` what to say where no answer changed."""

    word: str
    about: str
    remark: str = ""
    details: tuple[str, ...] = ()
    indented: bool = False
    claims: str = "changed"
    unchanged: str = ""
    unchanged_always: bool = False


def describe(
    record: Record,
    zone: "ZoneInfo",
    effects: Effects,
    margins: Margins,
    *,
    since: bool,
    was: Statement | None,
) -> Event:
    """The event in words; `since`: as it was recorded, with what was corrected since then, and of
    an amendment what it `was` until then; else as corrected, with what was recorded."""
    kind, data = (record.type, record.data) if since else margins.reading(record)
    stood = was if since else margins.was(record)
    event = _described(record, kind, data, zone, effects, margins, stood)
    notes = list(written.corrections(margins.corrected(record), since=since))
    retracted = margins.retracted(record)
    if retracted is not None:
        notes.insert(0, f"RETRACTED since, by @{retracted}")
    return event._replace(details=(*event.details, *notes))


def _described(
    record: Record,
    kind: str,
    data: dict[str, Any],
    zone: "ZoneInfo",
    effects: Effects,
    margins: Margins,
    was: Statement | None,
) -> Event:
    match record.type:
        case "opened":
            return Event("opened", f"{escape(data['origin'])}, {data['zone']}")
        case "key_added":
            # ORIGIN+ID+KEY: base64 has a + too, and no origin has one
            return Event("key added", escape("+".join(data["key"].split("+")[:2])))
        case "subject_described":
            return Event("named", _named(data))
        case "source_described":
            return Event("limited", f"{escape(data['name'])}: at most {data['ceiling']}")
        case "announced":
            title = (escape(data["title"]),) if data.get("title") else ()
            return Event("announced", data["id"], details=title)
        case "corrected":
            fields = "; ".join(written.correction(record.data["fields"], margins.replaced(record)))
            return Event(
                "corrected", f"{_target(data)}: {fields}", details=_why(data), unchanged=UNCHANGED
            )
        case "retracted":
            return Event("retracted", _target(data), details=_why(data), unchanged=UNCHANGED)
        case "evidence_added":
            about = f"{data['target']}: {', '.join(files(data, english()))}"
            return Event("evidence", about, details=_why(data), unchanged=UNCHANGED)
        case "expired" if "change" not in data:
            until = written.value(data["until"]) + provenance.behind(
                margins.lapsed(record), zone, TERM
            )
            term = f"the term of {data['of']}, {until}, has run out"
            return Event(
                "expired",
                f"{escape(data['subject'])}: {term}",
                unchanged="changes no answer: its term had run out without this event too",
            )
        case word if word in CHANGES:
            return _change(kind, data, zone, effects, was)
        case other:
            raise ValueError(f"@{record.seq}: {other} is no event that a replay knows")


def _change(
    kind: str, data: dict[str, Any], zone: "ZoneInfo", effects: Effects, was: Statement | None
) -> Event:
    expected = data.get("certainty", "stated") != "stated"
    effect, extent = claim(kind, data)
    claims = "changed"
    if effect:
        claims = effects.effect(data["subject"], effect, extent, data.get("value"), mark=False)
    unchanged = UNCHANGED
    if kind == "noted":
        unchanged = "changes no answer: kept for the record"
    elif expected:
        unchanged = f"no state changes: {data['certainty']} only{_overdue(data, zone)}"
    elif kind == "grayscale_completed":
        unchanged = "no state changes: it opens nothing by itself"
    return Event(
        wording.kind(kind),
        data["subject"],
        remark=", ".join(_remarks(data, kind, zone, was)),
        indented=True,
        claims=claims,
        unchanged=unchanged,
        unchanged_always=expected or kind in ("noted", "grayscale_completed"),
    )


def _remarks(data: dict[str, Any], kind: str, zone: "ZoneInfo", was: Statement | None) -> list[str]:
    """What the word and the stretches below it do not say."""
    found = []
    certainty = data.get("certainty", "stated")
    if "of" in data:
        found.append(f"of {data['of']}")
    if certainty != "stated":
        found.append(certainty.upper())
    window = data.get("effective")
    vague = window and window.get("earliest") != window.get("latest")
    if kind == "rescheduled":
        found.append(provenance.moved(was, wording.written_ends(window or {}), zone))
    elif window and (vague or certainty != "stated" or kind == "confirmed"):
        start = _start(window, zone)
        unsaid = vague and certainty == "stated" and kind != "grayscale_completed"
        found.append(f"start not said, {start}" if unsaid else start)
    if window and window.get("qualifier"):
        found.append(wording.doubt(window["qualifier"]).strip(" ()"))
    if data.get("value"):
        found.append(escape(data["value"]))
    if data.get("condition"):
        found.append(wording.condition(data["condition"]))
    if data.get("until"):
        end = wording.written_end(data["until"])
        if kind == "term_changed":
            found.append(provenance.changed(was, end, zone))
        else:
            found.append("no end" if end is None else wording.term(end, zone))
        if data.get("afterwards", "undetermined") != "undetermined":
            found.append(RECORDED.after(None, data["afterwards"]))
    if data.get("population"):
        from ledger.contents import Population

        few = data["population"]
        found.append(wording.share(Population(few.get("percent"), few.get("words"))))
    if data.get("except"):
        found.append(excepting(data["except"]))
    if data.get("replaces"):
        found.append(replacing(data["replaces"]))
    return found


def _start(window: dict[str, Any], zone: "ZoneInfo") -> str:
    return wording.start(*wording.written_ends(window), zone).replace("some time up to", "by")


def _overdue(data: dict[str, Any], zone: "ZoneInfo") -> str:
    from ledger.dates.moments import instant

    latest = (data.get("effective") or {}).get("latest")
    if latest is None:
        return ""
    return f"; {wording.overdue(instant(latest), zone)} it counts as OVERDUE"


def _named(data: dict[str, Any]) -> str:
    title = f": {escape(data['title'])}" if data.get("title") else ""
    aliases = ", ".join(escape(alias) for alias in data["aliases"])
    named = f"{escape(data['path'])}{title}{f', also {aliases}' if aliases else ''}"
    return "; ".join((named, *names.particulars(data)))


def _target(data: dict[str, Any]) -> str:
    target: str = data["target"]
    return target + (f" for {escape(data['subject'])}" if data.get("subject") else "")


def _why(data: dict[str, Any]) -> tuple[str, ...]:
    by = f"; by {escape(data['recorder'])}" if data.get("recorder") else ""
    return (f"why: {escape(data['why'])}{by}",)
