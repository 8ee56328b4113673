"""How is one event of the log named in a replay?"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from cli.tables import names, wording
from cli.tables.effects import RECORDED, Effects, excepting, replacing
from cli.text import escape
from events.words import AMENDMENTS, CHANGES, claim
from ledger.records import Record

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


def describe(record: Record, zone: "ZoneInfo", effects: Effects) -> Event:
    """The event in words."""
    data = record.data
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
            fields = "; ".join(f"{k}: {_value(v)}" for k, v in data["fields"].items())
            return Event(
                "corrected", f"{_target(data)}: {fields}", details=_why(data), unchanged=UNCHANGED
            )
        case "retracted":
            return Event("retracted", _target(data), details=_why(data), unchanged=UNCHANGED)
        case "expired" if "change" not in data:
            return Event(
                "expired",
                f"{escape(data['subject'])}: the term of {data['of']}, {_value(data['until'])}, "
                "has run out",
                unchanged="changes no answer: its term had run out without this event too",
            )
        case kind if kind in CHANGES:
            return _change(record, zone, effects)
        case other:
            raise ValueError(f"@{record.seq}: {other} is no event that a replay knows")


def _change(record: Record, zone: "ZoneInfo", effects: Effects) -> Event:
    data, kind = record.data, record.type
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
        remark=", ".join(_remarks(data, kind, zone)),
        indented=True,
        claims=claims,
        unchanged=unchanged,
        unchanged_always=expected or kind in ("noted", "grayscale_completed"),
    )


def _remarks(data: dict[str, Any], kind: str, zone: "ZoneInfo") -> list[str]:
    """What the word and the stretches below it do not say."""
    found = []
    certainty = data.get("certainty", "stated")
    if "of" in data:
        found.append(f"of {data['of']}")
    if certainty != "stated":
        found.append(certainty.upper())
    window = data.get("effective")
    vague = window and window.get("earliest") != window.get("latest")
    if window and (vague or certainty != "stated" or kind in AMENDMENTS or kind == "confirmed"):
        start = _start(window, zone)
        unsaid = vague and certainty == "stated" and kind != "grayscale_completed"
        found.append(f"start not said, {start}" if unsaid else start)
    elif kind == "rescheduled" and not window:
        found.append("to a day not said")
    if window and window.get("qualifier"):
        found.append(wording.doubt(window["qualifier"]).strip(" ()"))
    if data.get("value"):
        found.append(escape(data["value"]))
    if data.get("condition"):
        found.append(wording.condition(data["condition"]))
    if data.get("until"):
        from ledger.dates.moments import instant

        end = data["until"].get("instant")
        found.append(wording.term(instant(end), zone) if end else "no end")
        if data.get("afterwards", "undetermined") != "undetermined":
            found.append(RECORDED.after(None, data["afterwards"]))
    if data.get("population"):
        from ledger.sayings import Population

        few = data["population"]
        found.append(wording.share(Population(few.get("percent"), few.get("words"))))
    if data.get("except"):
        found.append(excepting(data["except"]))
    if data.get("replaces"):
        found.append(replacing(data["replaces"]))
    return found


def _start(window: dict[str, Any], zone: "ZoneInfo") -> str:
    from ledger.dates.moments import instant

    earliest, latest = window.get("earliest"), window.get("latest")
    words = wording.start(
        None if earliest is None else instant(earliest),
        None if latest is None else instant(latest),
        zone,
    )
    return words.replace("some time up to", "by")


def _overdue(data: dict[str, Any], zone: "ZoneInfo") -> str:
    from ledger.dates.moments import instant

    latest = (data.get("effective") or {}).get("latest")
    if latest is None:
        return ""
    return f"; {wording.overdue(instant(latest), zone, word='from')} it counts as OVERDUE"


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


def _value(value: object) -> str:
    """A stored value as it was written."""
    if value is None:
        return "cleared"
    if isinstance(value, dict):
        if "text" in value:
            return escape(str(value["text"]))
        return ", ".join(f"{name} {_value(each)}" for name, each in value.items())
    if isinstance(value, list):
        return f"[{escape(', '.join(value))}]"
    return escape(str(value))
