"""Is an announcement the one that is recorded under its id, and where not, what differs?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from ledger.acts import Act, corrected, split_id
from ledger.files.drafts import Draft, DraftChange
from ledger.objections import Fault
from ledger.recording.counterparts import but_id, counterparts
from ledger.recording.references import acts_about, corrections_on
from ledger.stores.log import Log

#: So many differences are shown.
_MOST: Final = 12
#: Of a change that is missing so many subjects are named.
_FEW: Final = 3
_RECORDED: Final = "recorded as"


def recorded(log: Log, id: str) -> Draft:
    """An announcement as it is recorded, in the form in which a file tells it. LookupError where it
    is not."""
    records = log.records(*(log.announcement(id) or (1, 0)))
    announced = next(records, None)
    if announced is None:
        raise LookupError(id)
    subjects: dict[str, list[str]] = {}
    found: dict[str, tuple[str, dict[str, Any]]] = {}
    for record in records:
        data = by_nobody(record.data)
        subjects.setdefault(data["change"], []).append(data.pop("subject"))
        found.setdefault(data["change"], (record.type, data))
    changes = (
        DraftChange(split_id(change)[1], *said, tuple(subjects[change]), 0)
        for change, said in found.items()
    )
    return Draft(by_nobody(announced.data), tuple(changes), (), f"@{announced.seq}", 0)


def mended(draft: Draft, acts: Iterable[Act]) -> Draft:
    """What is recorded, as the recorder has corrected it for all of its subjects."""
    own: dict[int | None, list[Act]] = {}
    for act in acts:
        own.setdefault(act.n, []).append(act)
    _, announced = corrected("announced", draft.announced, corrections_on(None, own.get(None, ())))
    changes = []
    for each in draft.changes:
        kind, data = corrected(each.kind, each.data, corrections_on(None, own.get(each.n, ())))
        changes.append(each._replace(kind=kind, data=data))
    return draft._replace(announced=announced, changes=tuple(changes))


def differences(draft: Draft, before: Draft, log: Log | None = None) -> list[Fault]:
    """What differs from what was told before under the same id, in the file or, where `log` is
    given, in the record: field by field; [] where it is the same. A field that says what the
    recorder has corrected it to is no difference to be told.

    Its recorder does not count, nor does the media type that a file's ending gave.
    """
    if _comparable(draft) == _comparable(before) and [c[:4] for c in draft.changes] == [
        c[:4] for c in before.changes
    ]:
        return []
    expected = "the same again, or an id of its own"
    if log is None:
        twice = f"is told twice in this file, first on line {before.line}, and says something else"
        head = draft.fault("id", f"{draft.id} {twice} here", expected)
        return [head, *_DraftComparison(draft, "told before as").faults(before)]
    already = f"is recorded already, {before.file}, and says something else there"
    head = draft.fault("id", f"{draft.id} {already}", expected)
    stands = mended(before, acts_about(log, draft.id))
    return [head, *_DraftComparison(draft, _RECORDED).faults(before, stands)]


def _comparable(draft: Draft) -> dict[str, Any]:
    files = [(each["sha256"], each["size"]) for each in draft.announced["evidence"]]
    return {**by_nobody(draft.announced), "evidence": files}


def by_nobody(data: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says, whoever recorded it: the same told by another is the same."""
    return {name: value for name, value in data.items() if name not in ("recorder", "role")}


def told(change: DraftChange) -> str:
    """A change in few words."""
    more = len(change.subjects) - _FEW
    subjects = ", ".join(change.subjects[:_FEW]) + (f" and {more} more" if more > 0 else "")
    return f"{change.kind} of {subjects}"


class _DraftComparison:
    """What a draft says otherwise than was told before; `there` says where that was."""

    def __init__(self, draft: Draft, there: str) -> None:
        self._draft, self._there = draft, there

    def faults(self, before: Draft, stands: Draft | None = None) -> list[Fault]:
        """The first of them, field by field; what `stands` as it was mended since is none."""
        was, now = _comparable(before), _comparable(self._draft)
        del was["changes"], now["changes"]
        found = [*self._fields("", was, now, stands and stands.announced, None)]
        found += self._changes(before.changes, stands.changes if stands else ())
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
