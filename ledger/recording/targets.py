"""What does `of` name, in the log or earlier in the file?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.answers.visible import acts_in_effect
from ledger.claims import split_id
from ledger.recording.spool import Plan, PlannedChange
from ledger.records import Record
from ledger.stores import Log

Earlier = Callable[[str], Plan | None]


class Version(NamedTuple):
    """What a change says on some of its subjects: they differ where one was corrected alone."""

    subjects: tuple[str, ...]
    kind: str
    data: Mapping[str, Any]


class Target(NamedTuple):
    """A change that another one names. `subjects` in the order written there.

    `confirmed` is, of a confirmation, the kind of what it confirms.
    """

    subjects: tuple[str, ...]
    versions: tuple[Version, ...]
    confirmed: str | None


def find(
    of: str, log: Log, *, earlier: Earlier, own: Sequence[PlannedChange] = ()
) -> Target | None:
    """The target of `of`; `own` are the earlier changes of the same announcement."""
    announcement, n = split_id(of)
    planned: Iterable[PlannedChange] = own
    if not (own and own[0].data["change"].rpartition("#")[0] == announcement):
        plan = earlier(announcement)
        planned = () if plan is None else plan.changes
    for change in planned:
        if change.n == n:
            confirmed = None
            if change.kind == "confirmed":
                confirmed = _kind(find(change.data["of"], log, earlier=earlier, own=own))
            version = Version(change.subjects, change.kind, change.data)
            return Target(change.subjects, (version,), confirmed)
    return _recorded(announcement, n, log)


def _recorded(announcement: str, n: int, log: Log) -> Target | None:
    told = log.told(announcement, n)
    if not told:
        return None
    first, subjects = told[0], tuple(each.subject for each in told)
    confirmed = None
    if first.kind == "confirmed" and first.of_announcement is not None and first.of_n is not None:
        confirmed = _kind(_recorded(first.of_announcement, first.of_n, log))
    data = log.record(first.seq).data
    return Target(
        subjects, versions(first.kind, data, subjects, acts_on(log, data["change"])), confirmed
    )


def _kind(target: Target | None) -> str | None:
    return None if target is None else target.versions[0].kind


def acts_on(log: Log, target: str) -> list[Record]:
    """The acts in effect on an announcement, or on one change of it, in the log's order."""
    acts = log.acts(target.partition("#")[0])
    return [act for act in acts_in_effect(acts) if act.data["target"] == target] if acts else []


def versions(
    kind: str, data: Mapping[str, Any], subjects: Sequence[str], acts: Sequence[Record]
) -> tuple[Version, ...]:
    """What the acts in effect make of a change on its subjects, alike ones together."""
    if not any(act.type == "corrected" for act in acts):
        return (Version(tuple(subjects), kind, data),)
    found: list[Version] = []
    for subject in subjects:
        mended, fields = corrected(kind, {**data, "subject": None}, acts, subject=subject)
        for place, version in enumerate(found):
            if (version.kind, version.data) == (mended, fields):
                found[place] = version._replace(subjects=(*version.subjects, subject))
                break
        else:
            found.append(Version((subject,), mended, fields))
    return tuple(found)


def corrected(
    kind: str, data: Mapping[str, Any], acts: Iterable[Record], *, subject: str | None
) -> tuple[str, dict[str, Any]]:
    """Kind and data with the corrections among `acts`: the last of a field counts, null clears."""
    result = dict(data)
    for act in acts:
        if act.type != "corrected" or act.data.get("subject") not in (None, subject):
            continue
        for name, value in act.data["fields"].items():
            outer, _, inner = name.partition(".")
            if name == "change":
                kind = value
            elif inner:
                parts = {**(result.get(outer) or {}), inner: value}
                result[outer] = {part: said for part, said in parts.items() if said is not None}
            else:
                result[outer] = value
    return kind, {name: value for name, value in result.items() if value not in (None, {})}
