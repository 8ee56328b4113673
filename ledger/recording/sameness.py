"""Is an announcement the one that is recorded under its id, and where not, what differs?"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.faults import Fault
from ledger.recording.spool import Plan, PlannedChange
from ledger.records import Record
from ledger.stores import Log

#: So many differences are shown.
_MOST: Final = 12


class _Recorded(NamedTuple):
    """A change as it is recorded, its subjects gathered."""

    kind: str
    data: dict[str, Any]
    subjects: tuple[str, ...]


def differences(
    announced: Mapping[str, Any], changes: tuple[PlannedChange, ...], log: Log, *, place: Plan
) -> list[Fault]:
    """What differs from the record under the same id, field by field; [] where it is the same.

    Its recorder does not count, nor does the media type that a file's ending gave. LookupError
    where nothing is recorded under it. `place` gives file, line and field for the faults.
    """
    span = log.announcement(announced["id"])
    if span is None:
        raise LookupError(announced["id"])
    if _same(announced, changes, log.records(*span)):
        return []
    first, last = span
    found = list(_announced(log.record(first).data, announced, place))
    found += _changes(_gathered(log.records(first + 1, last)), changes, place)
    head = Fault(
        place.file,
        place.line,
        _within(place, "id"),
        f"{announced['id']} is recorded already, @{first}, and says something else there",
        "the same again, or an id of its own",
    )
    more = len(found) - _MOST
    rest = [Fault(place.file, 0, "", f"and {more} differences more")] if more > 0 else []
    return [head, *found[:_MOST], *rest]


def same(announced: Mapping[str, Any], changes: tuple[PlannedChange, ...], other: Plan) -> bool:
    """Whether it is the one that this file told before."""
    return _comparable(announced) == _comparable(other.announced) and [
        change[:4] for change in changes
    ] == [change[:4] for change in other.changes]


def _same(
    announced: Mapping[str, Any], changes: tuple[PlannedChange, ...], records: Iterator[Record]
) -> bool:
    if _comparable(next(records).data) != _comparable(announced):
        return False
    for change in changes:
        for subject in change.subjects:
            record = next(records, None)
            if record is None or record.type != change.kind:
                return False
            if record.data != {**change.data, "subject": subject}:
                return False
    return next(records, None) is None


def _comparable(announced: Mapping[str, Any]) -> dict[str, Any]:
    files = [(each["sha256"], each["size"]) for each in announced.get("evidence", ())]
    data = {name: value for name, value in announced.items() if name != "recorder"}
    return {**data, "evidence": files}


def _gathered(records: Iterator[Record]) -> list[_Recorded]:
    subjects: dict[str, list[str]] = {}
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for record in records:
        data = dict(record.data)
        subjects.setdefault(data["change"], []).append(data.pop("subject"))
        found.setdefault(data["change"], (record.type, data))
    return [_Recorded(*said, tuple(subjects[change])) for change, said in found.items()]


def _announced(
    recorded: Mapping[str, Any], announced: Mapping[str, Any], place: Plan
) -> Iterator[Fault]:
    before, now = _comparable(recorded), _comparable(announced)
    for name in dict.fromkeys((*now, *before)):
        if name != "changes":
            yield from _field(place, name, before.get(name), now.get(name), line=place.line)


def _changes(
    recorded: list[_Recorded], changes: tuple[PlannedChange, ...], place: Plan
) -> Iterator[Fault]:
    if len(recorded) != len(changes):
        yield from _field(place, "changes", len(recorded), len(changes), line=place.line)
    for number, (before, now) in enumerate(zip(recorded, changes, strict=False), start=1):
        field = f"changes[{number}]"
        yield from _field(place, f"{field}.change", before.kind, now.kind, line=now.line)
        if before.subjects != now.subjects:
            yield from _field(
                place, f"{field}.subjects", before.subjects, now.subjects, line=now.line
            )
        for name in dict.fromkeys((*now.data, *before.data)):
            was, is_now = before.data.get(name), now.data.get(name)
            yield from _field(place, f"{field}.{name}", was, is_now, line=now.line)


def _field(place: Plan, name: str, before: Any, now: Any, *, line: int) -> Iterator[Fault]:
    if before == now:
        return
    if isinstance(before, dict) and isinstance(now, dict) and "text" not in now:
        for part in dict.fromkeys((*now, *before)):
            yield from _field(place, f"{name}.{part}", before.get(part), now.get(part), line=line)
        return
    was, is_now = _shown(before), _shown(now)
    if was == is_now:  # the same words, read in another zone
        was, is_now = f"{was} ({_instants(before)})", f"{was} ({_instants(now)})"
    yield Fault(place.file, line, _within(place, name), f"is {is_now} here, and recorded as {was}")


def _within(place: Plan, name: str) -> str:
    return f"{place.field}.{name}" if place.field else name


def _instants(value: Mapping[str, Any]) -> str:
    """Which instants a date means, an open end as `..`."""
    if "instant" in value:
        return str(value["instant"])
    return " to ".join(dict.fromkeys((value.get("earliest", ".."), value.get("latest", ".."))))


def _shown(value: Any) -> str:
    """A stored value as it was written."""
    if value in (None, [], ()):
        return "nothing"
    if isinstance(value, dict) and "text" in value:
        return str(value["text"])
    if isinstance(value, dict):
        return ", ".join(f"{name} {_shown(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(part[0] if isinstance(part, tuple) else str(part) for part in value)
    return repr(value) if isinstance(value, str) else str(value)
