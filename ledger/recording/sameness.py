"""Is an announcement the one that is recorded under its id, and where not, what differs?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.acts import Act, corrected, in_effect
from ledger.faults import Fault
from ledger.recording.alignment import Said, aligned, but_id
from ledger.recording.spool import Plan, PlannedChange
from ledger.recording.targets import corrections as corrections_of
from ledger.records import Record
from ledger.stores.log import Log

#: So many differences are shown.
_MOST: Final = 12
#: Of a change that is missing so many subjects are named.
_FEW: Final = 3
_RECORDED: Final = "recorded as"


class Recorded(NamedTuple):
    """A change as it is recorded, its subjects gathered."""

    kind: str
    data: dict[str, Any]
    subjects: tuple[str, ...]


def differences(
    announced: Mapping[str, Any], changes: tuple[PlannedChange, ...], log: Log, *, place: Plan
) -> list[Fault]:
    """What differs from the record under the same id, field by field; [] where it is the same. A
    field that says what the recorder has corrected it to is no difference to be told.

    Its recorder does not count, nor does the media type that a file's ending gave. LookupError
    where nothing is recorded under it. `place` gives file, line and field for the faults.
    """
    span = log.announcement(announced["id"])
    if span is None:
        raise LookupError(announced["id"])
    if _same(announced, changes, log.records(*span)):
        return []
    first, last = span
    recorded, changed = log.record(first).data, gathered(log.records(first + 1, last))
    acts = [act for act in in_effect(log.acts(announced["id"])) if act.act_seq is None]
    found = list(_announced(recorded, announced, place, stands=mended(recorded, acts)))
    found += _changes(changed, changes, place, stands=_changes_mended(changed, acts))
    head = Fault(
        place.file,
        place.line_of("id"),
        _within(place, "id"),
        f"{announced['id']} is recorded already, @{first}, and says something else there",
        "the same again, or an id of its own",
    )
    return [head, *_first(found, place)]


def differences_in_file(
    plan: Plan, changes: tuple[PlannedChange, ...], earlier: Plan
) -> list[Fault]:
    """What differs from what the same file told before under the same id; [] where it is the same.

    `plan` gives the announcement and its place, `changes` its changes.
    """
    if _comparable(plan.announced) == _comparable(earlier.announced) and [
        change[:4] for change in changes
    ] == [change[:4] for change in earlier.changes]:
        return []
    before = [Recorded(each.kind, each.data, each.subjects) for each in earlier.changes]
    found = list(_announced(earlier.announced, plan.announced, plan, "told before as"))
    return _first([*found, *_changes(before, changes, plan, "told before as")], plan)


def _first(found: list[Fault], place: Plan) -> list[Fault]:
    more = len(found) - _MOST
    rest = [Fault(place.file, 0, "", f"and {more} differences more")] if more > 0 else []
    return [*found[:_MOST], *rest]


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


def gathered(records: Iterator[Record]) -> list[Recorded]:
    """The changes that these events are, in their order."""
    subjects: dict[str, list[str]] = {}
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for record in records:
        data = dict(record.data)
        subjects.setdefault(data["change"], []).append(data.pop("subject"))
        found.setdefault(data["change"], (record.type, data))
    return [Recorded(*said, tuple(subjects[change])) for change, said in found.items()]


def _announced(
    recorded: Mapping[str, Any],
    announced: Mapping[str, Any],
    place: Plan,
    there: str = _RECORDED,
    *,
    stands: Mapping[str, Any] | None = None,
) -> Iterator[Fault]:
    before, now = _comparable(recorded), _comparable(announced)
    for name in dict.fromkeys((*now, *before)):
        if name != "changes":
            now_is = _part(stands, name)
            yield from _field(place, name, before.get(name), now.get(name), there, stands=now_is)


def _changes(
    recorded: list[Recorded],
    changes: tuple[PlannedChange, ...],
    place: Plan,
    there: str = _RECORDED,
    *,
    stands: list[Recorded] | None = None,
) -> Iterator[Fault]:
    found = aligned(recorded, changes)
    line, field = place.line_of("changes"), _within(place, "changes")
    if found.moved:
        all_of_them = "the same changes" if found.same else "some of the changes"
        record = ": nothing is wrong with the record" if there == _RECORDED else ""
        order = f"the order in which they were {there.removesuffix(' as')}"
        message = f"{all_of_them} in another order{record}"
        yield Fault(place.file, line, field, message, order)
    for was, is_now in found.pairs:
        name = "" if was is None else f"{place.id}#{was + 1}"
        if is_now is None and was is not None:
            message = f"{name} is missing here, and {there} {told(recorded[was])}"
            yield Fault(place.file, line, field, message)
        elif is_now is not None and was is None:
            now = changes[is_now]
            message = f"{told(now)} is here, and not {there.removesuffix(' as')}"
            yield Fault(place.file, now.line, f"{field}[{now.n}]", message)
        elif is_now is not None and was is not None:
            words = there if was == is_now else f"in {name} {there}"
            mended = stands[was] if stands else None
            yield from _fields(recorded[was], changes[is_now], place, words, mended)


def told(said: Said) -> str:
    """A change in few words."""
    more = len(said.subjects) - _FEW
    subjects = ", ".join(said.subjects[:_FEW]) + (f" and {more} more" if more > 0 else "")
    return f"{said.kind} of {subjects}"


def _fields(
    before: Recorded, now: PlannedChange, place: Plan, there: str, stands: Recorded | None
) -> Iterator[Fault]:
    was, is_now = _whole(before), _whole(now)
    mended = _whole(stands) if stands else None
    for name in dict.fromkeys((*is_now, *was)):
        yield from _field(
            *(place, f"changes[{now.n}].{name}", was.get(name), is_now.get(name), there),
            line=now.line,
            stands=_part(mended, name),
        )


def _whole(said: Said) -> dict[str, Any]:
    return {"change": said.kind, "subjects": said.subjects, **but_id(said.data)}


def mended(recorded: Mapping[str, Any], acts: Sequence[Act]) -> Mapping[str, Any]:
    """An announcement as the recorder has corrected it."""
    own = corrections_of((act for act in acts if act.n is None), None)
    return corrected("announced", recorded, own)[1]


def _changes_mended(recorded: Sequence[Recorded], acts: Sequence[Act]) -> list[Recorded]:
    """Its changes as the recorder has corrected them for all of their subjects."""
    own: dict[int | None, list[Act]] = {}
    for act in acts:
        own.setdefault(act.n, []).append(act)
    return [
        Recorded(
            *corrected(each.kind, each.data, corrections_of(own.get(n, ()), None)), each.subjects
        )
        for n, each in enumerate(recorded, 1)
    ]


def _part(stands: Any, name: str) -> Any:
    """What a field was corrected to, perhaps nothing; `...` where that does not count."""
    return stands.get(name) if isinstance(stands, Mapping) else ...


def _field(
    place: Plan,
    name: str,
    before: Any,
    now: Any,
    there: str,
    *,
    line: int | None = None,
    stands: Any = ...,
) -> Iterator[Fault]:
    if now in (before, stands):
        return
    line = place.line_of(name, line=line)
    if isinstance(before, dict) and isinstance(now, dict) and "text" not in now:
        for part in dict.fromkeys((*now, *before)):
            within = f"{name}.{part}"
            mended = _part(stands, part)
            yield from _field(
                *(place, within, before.get(part), now.get(part), there), line=line, stands=mended
            )
        return
    was, is_now = _shown(before), _shown(now)
    if was == is_now:  # the same words, read in another zone
        was, is_now = f"{was} ({_instants(before)})", f"{was} ({_instants(now)})"
    yield Fault(place.file, line, _within(place, name), f"is {is_now} here, and {there} {was}")


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
