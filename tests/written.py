"""What do announcements and acts, as people write them, become in the log? Told as records.

For what is right alone: nothing is checked here. Dates are read in UTC unless a zone is given.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import yaml

from ledger.dates import windows
from ledger.dates.instants import render
from ledger.dates.zones import zone as zone_named
from ledger.records import Record

Data = dict[str, Any]

#: The words that state something, and those of them that have no term, or that start something.
STATEMENTS = (
    *("permitted", "suspended", "set", "grayscale_started", "grayscale_completed"),
    *("rollout_started", "fully_recovered", "expired", "noted"),
)
TERMLESS = ("grayscale_completed", "expired", "noted")
STARTS = ("grayscale_started", "rollout_started")

_WORDS = {"note", "quote"}
_STATED = {"effective", "certainty", "condition", *_WORDS}
_TERM = {"until", "afterwards"}
_MORE = {"value", "except", "replaces"}
#: The fields that a change may carry, by its word.
CARRIED: Mapping[str, set[str]] = {
    **dict.fromkeys(("permitted", "suspended", "set"), _STATED | _TERM | _MORE | {"population"}),
    **dict.fromkeys(STARTS, _STATED | _TERM | _MORE | {"population", "effect"}),
    "fully_recovered": _STATED | _TERM | _MORE,
    **dict.fromkeys(TERMLESS, _STATED),
    "rescheduled": {"of", "effective", *_WORDS},
    "term_changed": {"of", *_TERM, *_WORDS},
    "withdrawn": {"of", *_WORDS},
    "confirmed": {"of", "effective", "population", "value", *_TERM, *_WORDS},
}
#: The same as long as there are no values, exceptions, replacements and parts of a population.
OLDER: Mapping[str, set[str]] = {
    kind: names - _MORE - ({"population"} if kind in ("permitted", "suspended") else set())
    for kind, names in CARRIED.items()
}


class Change(NamedTuple):
    """A change as it was told, the same for each of its subjects."""

    kind: str
    data: Mapping[str, Any]
    subjects: tuple[str, ...]


class Log:
    """A log that grows by what is told; `records` is all of it."""

    def __init__(
        self, recorded_at: int, *, zone: str = "UTC", carried: Mapping[str, set[str]] = CARRIED
    ) -> None:
        self.carried = carried
        self.records: list[Record] = []
        self.announced: dict[str, Data] = {}
        self.changes: dict[str, Change] = {}
        self.zone = zone
        self.append("opened", {"origin": "example.org/links", "zone": zone}, recorded_at)

    def append(self, kind: str, data: Data, recorded_at: int) -> Record:
        record = Record(len(self.records) + 1, recorded_at, kind, data)
        self.records.append(record)
        return record

    def announce(self, said: Mapping[str, Any], recorded_at: int) -> None:
        """One announcement, with its changes as a file has them."""
        data = announcement(said, self.zone)
        self.announced[said["id"]] = data
        self.append("announced", data, recorded_at)
        for n, change in enumerate(said["changes"], start=1):
            self.tell(f"{said['id']}#{n}", change, recorded_at)

    def tell(self, identifier: str, change: Mapping[str, Any], recorded_at: int) -> None:
        kind, data = change["change"], stored(change, self.zone)
        subjects = change.get("subjects") or self.changes[change["of"]].subjects
        self.changes[identifier] = Change(kind, data, tuple(subjects))
        for subject in subjects:
            whole = {"change": identifier, "subject": subject, **data}
            self.append(kind, whole, recorded_at)

    def correct(
        self, target: str, fields: Mapping[str, str], recorded_at: int, *, subject: str | None
    ) -> Record:
        """Fields as they are typed, an empty one clearing."""
        mended = {name: corrected(name, fields[name], self.zone) for name in sorted(fields)}
        return self._act("corrected", target, recorded_at, subject, fields=mended)

    def retract(self, target: str, recorded_at: int, *, subject: str | None = None) -> Record:
        return self._act("retracted", target, recorded_at, subject)

    def lapse(self, of: str, subject: str, until: Mapping[str, str], recorded_at: int) -> Record:
        """The recorder's `expired`, of a term that has run out."""
        return self.append(
            "expired", {"of": of, "subject": subject, "until": {**until}}, recorded_at
        )

    def _act(
        self, kind: str, target: str, recorded_at: int, subject: str | None, **more: Any
    ) -> Record:
        on = {} if subject is None else {"subject": subject}
        return self.append(kind, {"target": target, "why": "w", **on, **more}, recorded_at)


def announcement(said: Mapping[str, Any], zone: str) -> Data:
    """The stored form of what is said of an announcement itself."""
    return {
        "id": said["id"],
        "source": {name: part for name, part in said["source"].items() if part is not None},
        "published": published(said["published"], zone),
        "evidence": [],
        "zone": zone,
        "changes": len(said["changes"]),
    }


def stored(change: Mapping[str, Any], zone: str) -> Data:
    """The stored form of what a change says, but for its id and subject."""
    kind = change["change"]
    data = {
        name: _field(name, value, zone)
        for name, value in change.items()
        if name not in ("change", "subjects")
    }
    if kind in STATEMENTS:
        data.setdefault("certainty", "stated")
        if kind not in TERMLESS:
            data.setdefault("afterwards", "undetermined")
        if kind in STARTS:
            data.setdefault("effect", "permitted")
    return data


def corrected(name: str, text: str, zone: str) -> Any:
    """The stored form of one corrected field; None where it is cleared."""
    if text == "":
        return None
    if name in ("except", "replaces"):
        return yaml.load(text, Loader=yaml.BaseLoader)
    return _field(name, text, zone)


def _field(name: str, value: Any, zone: str) -> Any:
    match name:
        case "effective":
            return {**_window(value, zone)}
        case "until":
            return {**_term(value, zone)}
        case "published":
            return published(value, zone)
        case "population":
            return _population(value)
        case "population.percent":
            return value.rstrip("% ")
        case "value":
            return unicodedata.normalize("NFC", value).strip()
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value


def _population(value: Any) -> Data:
    if isinstance(value, Mapping):
        percent = {"percent": value["percent"].rstrip("% ")} if "percent" in value else {}
        return {**value, **percent}
    if re.fullmatch(r"[0-9.]+ *%", value):
        return {"percent": value.rstrip("% ")}
    return {"words": value}


def published(text: str, zone: str) -> Data:
    return {**_published(text, zone)}


@lru_cache
def _published(text: str, zone: str) -> Mapping[str, str]:
    said = windows.published(text, zone_named(zone))
    return {"text": said.text, "instant": render(said.instant)}


@lru_cache(maxsize=4096)
def _window(text: str, zone: str) -> Mapping[str, str]:
    window = windows.effective(text, zone_named(zone))
    found = {"text": window.text, "earliest": window.earliest, "latest": window.latest}
    dated = {k: render(v) if isinstance(v, int) else v for k, v in found.items() if v is not None}
    return dated if window.qualifier is None else {**dated, "qualifier": window.qualifier}


@lru_cache
def _term(text: str, zone: str) -> Mapping[str, str]:
    term = windows.until(text, zone_named(zone))
    end = {} if term.instant is None else {"instant": render(term.instant)}
    return {"text": term.text, **end}
