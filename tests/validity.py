"""Would a ledger take it in? The rules of DESIGN 4 on what may be said, for made-up histories.

Plain yes and no: what is wrong, and how that is told, is the product's to say. Where the design
leaves room, the answer is no.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ledger.records import Record
from tests.oracle.paths import covers, meets
from tests.written import STATEMENTS, TERMLESS, Change, Log

Data = Mapping[str, Any]

AMENDMENTS = ("rescheduled", "term_changed", "withdrawn")


def acts_in_effect(records: Sequence[Record]) -> list[Record]:
    """The corrections and retractions that no later retraction in effect takes back."""
    undone: set[str] = set()
    found = []
    for record in reversed(records):
        if record.type in ("corrected", "retracted") and f"@{record.seq}" not in undone:
            found.append(record)
            if record.type == "retracted":
                undone.add(record.data["target"])
    return found[::-1]


def mended(
    kind: str, data: Data, acts: Sequence[Record], *, target: str, subject: str | None
) -> tuple[str, dict[str, Any]]:
    """A change, or an announcement, with the corrections in effect on it."""
    found = dict(data)
    for act in acts:
        if (
            act.type != "corrected"
            or act.data["target"] != target
            or act.data.get("subject") not in (None, subject)
        ):
            continue
        for name, value in act.data["fields"].items():
            outer, _, inner = name.partition(".")
            if name == "change":
                kind = value
            elif inner:
                parts = {**(found.get(outer) or {}), inner: value}
                found[outer] = {key: part for key, part in parts.items() if part is not None}
            else:
                found[outer] = value
    return kind, {name: value for name, value in found.items() if value not in (None, {})}


def retracted(acts: Sequence[Record], identifier: str, subject: str | None) -> bool:
    """Whether a change is gone on a subject, itself or with its announcement."""
    return any(
        act.type == "retracted"
        and (
            act.data["target"] == identifier.partition("#")[0]
            or (act.data["target"] == identifier and act.data.get("subject") in (None, subject))
        )
        for act in acts
    )


def valid(log: Log, acts: Sequence[Record]) -> bool:
    """Whether every change that is left under these acts may stand."""
    return all(fits(log, identifier, change, acts) for identifier, change in log.changes.items())


def fits(log: Log, identifier: str, change: Change, acts: Sequence[Record] = ()) -> bool:
    """Whether a change may stand among those before it, as the acts leave them all."""
    left = [s for s in change.subjects if not retracted(acts, identifier, s)]
    own = {s: mended(change.kind, change.data, acts, target=identifier, subject=s) for s in left}
    for subject, (kind, data) in own.items():
        if not whole(kind, data, log.carried) or kind not in _words_of(change.kind):
            return False
        alike = [s for s in left if own[s] == (kind, data)]
        if not _excepts(data, alike) or not all(_replaces(log, identifier, data, alike, acts)):
            return False
        if "of" in data and not amends(log, kind, data, subject, acts):
            return False
    return True


def _words_of(kind: str) -> tuple[str, ...]:
    """What a word may be corrected to: a statement to another one."""
    return STATEMENTS if kind in STATEMENTS else (kind,)


def whole(kind: str, data: Data, carried: Mapping[str, set[str]]) -> bool:
    """Whether it is right by itself."""
    if not set(data) <= carried[kind] or (kind == "term_changed" and "until" not in data):
        return False
    if (kind == "set" or data.get("effect") == "set") and "value" not in data:
        return False
    if kind in STATEMENTS:
        certainty = data.get("certainty", "stated")
        if (certainty == "conditional") != ("condition" in data):
            return False
        if certainty == "stated" and kind != "noted" and "effective" not in data:
            return False
    start = data.get("effective", {}).get("earliest")
    end = data.get("until", {}).get("instant")
    return start is None or end is None or bool(start < end)


def _excepts(data: Data, subjects: Sequence[str]) -> bool:
    return all(
        path not in subjects and any(covers(subject, path) for subject in subjects)
        for path in data.get("except", ())
    )


def _replaces(
    log: Log, identifier: str, data: Data, subjects: Sequence[str], acts: Sequence[Record]
) -> Iterator[bool]:
    """Of each change that it replaces: whether it is one that can be, and was told before."""
    order = list(log.changes)
    here = order.index(identifier) if identifier in log.changes else len(order)
    for named in data.get("replaces", ()):
        target = log.changes.get(named)
        yield (
            target is not None
            and order.index(named) < here
            and any(meets(path, own) for path in target.subjects for own in subjects)
            and not any(
                root_kind(log, named, path, acts) in (*AMENDMENTS, "noted")
                for path in target.subjects
            )
        )


def root_kind(log: Log, identifier: str, subject: str, acts: Sequence[Record]) -> str:
    """The word of a change on a subject; of a confirmation, that of what it confirms."""
    change = log.changes[identifier]
    kind, data = mended(change.kind, change.data, acts, target=identifier, subject=subject)
    return root_kind(log, data["of"], subject, acts) if kind == "confirmed" else kind


def amends(log: Log, kind: str, data: Data, subject: str, acts: Sequence[Record] = ()) -> bool:
    """Whether an amendment or a confirmation may be of what it names, on that subject."""
    target = log.changes.get(data["of"])
    if target is None or subject not in target.subjects:
        return False
    written, said = mended(target.kind, target.data, acts, target=data["of"], subject=subject)
    if kind == "withdrawn":
        return True
    if written in AMENDMENTS or (kind == written == "confirmed"):
        return False
    root = root_kind(log, data["of"], subject, acts)
    if root == "noted" or (kind == "term_changed" and root in TERMLESS):
        return False
    if kind == "confirmed":
        if not set(data) & {"until", "afterwards", "population", "value"} <= log.carried[root]:
            return False
        return "effective" in data or "latest" in said.get("effective", {})
    return True
