"""Is an announcement the one that is recorded under its id, and where not, what differs?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.acts import Act, corrected, split_id
from ledger.faults import Fault
from ledger.files.drafts import Draft, DraftChange
from ledger.recording.counterparts import but_id, counterparts
from ledger.recording.references import acts_about, corrections_on
from ledger.records import Record
from ledger.stores import Log

#: So many differences are shown.
_MOST: Final = 12
#: Of a change that is missing so many subjects are named.
_FEW: Final = 3
_RECORDED: Final = "recorded as"


def differences(draft: Draft, log: Log) -> list[Fault]:
    """What differs from the record under the same id, field by field; [] where it is the same. A
    field that says what the recorder has corrected it to is no difference to be told.

    Its recorder does not count, nor does the media type that a file's ending gave. LookupError
    where nothing is recorded under it.
    """
    span = log.announcement(draft.id)
    if span is None:
        raise LookupError(draft.id)
    if _same(draft, log.records(*span)):
        return []
    announced, changes = log.record(span[0]).data, recorded(log, draft.id)
    acts = acts_about(log, draft.id)
    head = draft.fault(
        "id",
        f"{draft.id} is recorded already, @{span[0]}, and says something else there",
        "the same again, or an id of its own",
    )
    stands = mended(announced, acts), _changes_mended(changes, acts)
    return [head, *_DraftComparison(draft, _RECORDED).faults(announced, changes, *stands)]


def differences_in_file(draft: Draft, earlier: Draft) -> list[Fault]:
    """What differs from what the same file told before under the same id; [] where it is the
    same."""
    if _comparable(draft.announced) == _comparable(earlier.announced) and [
        change[:4] for change in draft.changes
    ] == [change[:4] for change in earlier.changes]:
        return []
    return _DraftComparison(draft, "told before as").faults(earlier.announced, earlier.changes)


def _same(draft: Draft, records: Iterator[Record]) -> bool:
    if _comparable(next(records).data) != _comparable(draft.announced):
        return False
    for change in draft.changes:
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


def recorded(log: Log, announcement: str) -> list[DraftChange]:
    """The changes of an announcement as they are recorded, in the form in which a file tells
    them."""
    first, last = log.announcement(announcement) or (0, 0)
    subjects: dict[str, list[str]] = {}
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for record in log.records(first + 1, last):
        data = dict(record.data)
        subjects.setdefault(data["change"], []).append(data.pop("subject"))
        found.setdefault(data["change"], (record.type, data))
    return [
        DraftChange(split_id(change)[1], *said, tuple(subjects[change]), 0)
        for change, said in found.items()
    ]


def told(change: DraftChange) -> str:
    """A change in few words."""
    more = len(change.subjects) - _FEW
    subjects = ", ".join(change.subjects[:_FEW]) + (f" and {more} more" if more > 0 else "")
    return f"{change.kind} of {subjects}"


def mended(announced: Mapping[str, Any], acts: Sequence[Act]) -> Mapping[str, Any]:
    """An announcement as the recorder has corrected it."""
    own = corrections_on(None, (act for act in acts if act.n is None))
    return corrected("announced", announced, own)[1]


def _changes_mended(changes: Sequence[DraftChange], acts: Sequence[Act]) -> list[DraftChange]:
    """Its changes as the recorder has corrected them for all of their subjects."""
    own: dict[int | None, list[Act]] = {}
    for act in acts:
        own.setdefault(act.n, []).append(act)
    found = []
    for each in changes:
        kind, data = corrected(each.kind, each.data, corrections_on(None, own.get(each.n, ())))
        found.append(each._replace(kind=kind, data=data))
    return found


class _DraftComparison:
    """What a draft says otherwise than was told before; `there` says where that was."""

    def __init__(self, draft: Draft, there: str) -> None:
        self._draft, self._there = draft, there

    def faults(
        self,
        announced: Mapping[str, Any],
        changes: Sequence[DraftChange],
        stands: Mapping[str, Any] | None = None,
        changes_stand: Sequence[DraftChange] = (),
    ) -> list[Fault]:
        """The first of them, field by field; what stands as it was mended since is none."""
        before, now = _comparable(announced), _comparable(self._draft.announced)
        del before["changes"], now["changes"]
        found = [*self._fields("", before, now, stands, None)]
        found += self._changes(changes, changes_stand)
        more = len(found) - _MOST
        rest = [Fault(self._draft.file, 0, "", f"and {more} differences more")]
        return [*found[:_MOST], *(rest if more > 0 else ())]

    def _changes(
        self, before: Sequence[DraftChange], stand: Sequence[DraftChange]
    ) -> Iterator[Fault]:
        draft, there = self._draft, self._there
        found = counterparts(before, draft.changes)
        if found.moved:
            all_of_them = "the same changes" if found.same else "some of the changes"
            record = ": nothing is wrong with the record" if there == _RECORDED else ""
            order = f"the order in which they were {there.removesuffix(' as')}"
            yield draft.fault("changes", f"{all_of_them} in another order{record}", order)
        for was, now in found.pairs:
            if was is None and now is not None:
                message = f"{told(now)} is here, and not {there.removesuffix(' as')}"
                yield draft.fault(f"changes[{now.n}]", message, line=now.line)
            elif was is not None and now is None:
                message = f"{draft.id}#{was.n} is missing here, and {there} {told(was)}"
                yield draft.fault("changes", message)
            elif was is not None and now is not None:
                words = there if was.n == now.n else f"in {draft.id}#{was.n} {there}"
                stands = _whole(stand[was.n - 1]) if stand else None
                yield from _DraftComparison(draft, words)._fields(
                    f"changes[{now.n}].", _whole(was), _whole(now), stands, now.line
                )

    def _fields(
        self,
        within: str,
        before: Mapping[str, Any],
        now: Mapping[str, Any],
        mended: Any,
        line: int | None,
    ) -> Iterator[Fault]:
        """What differs between parts alike; what was `mended` counts where it is such a part."""
        for name in dict.fromkeys((*now, *before)):
            was, is_now = before.get(name), now.get(name)
            stands = mended.get(name) if isinstance(mended, Mapping) else ...
            if is_now in (was, stands):
                continue
            if isinstance(was, dict) and isinstance(is_now, dict) and "text" not in is_now:
                own = dict(self._draft.lines).get(f"{within}{name}", line)
                yield from self._fields(f"{within}{name}.", was, is_now, stands, own)
                continue
            old, new = _shown(was), _shown(is_now)
            if old == new:  # the same words, read in another zone
                old, new = f"{old} ({_instants(was)})", f"{new} ({_instants(is_now)})"
            message = f"is {new} here, and {self._there} {old}"
            yield self._draft.fault(f"{within}{name}", message, line=line)


def _whole(change: DraftChange) -> dict[str, Any]:
    return {"change": change.kind, "subjects": change.subjects, **but_id(change.data)}


def _instants(value: Any) -> str:
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
