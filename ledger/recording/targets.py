"""What does `of` name, in the log or earlier in the file?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.acts import Act, corrected, in_effect, split_id
from ledger.recording.spool import Plan, PlannedChange
from ledger.stores import Log

Earlier = Callable[[str], Plan | None]


class Version(NamedTuple):
    """What a change says on some of its subjects: they differ where one was corrected alone.

    `confirmed` is, of a confirmation, the kind of what it confirms on these.
    """

    subjects: tuple[str, ...]
    kind: str
    data: Mapping[str, Any]
    confirmed: str | None = None


class Target(NamedTuple):
    """A change that another one names. `subjects` in the order written there."""

    subjects: tuple[str, ...]
    versions: tuple[Version, ...]


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
            root = None
            if change.kind == "confirmed":
                root = find(change.data["of"], log, earlier=earlier, own=own)
            version = Version(change.subjects, change.kind, change.data)
            return Target(change.subjects, confirming((version,), root))
    return _recorded(announcement, n, log)


def _recorded(announcement: str, n: int, log: Log) -> Target | None:
    told = log.told(announcement, n)
    if not told:
        return None
    first, subjects = told[0], tuple(each.subject for each in told)
    root = None
    if first.kind == "confirmed" and first.of_announcement is not None and first.of_n is not None:
        root = _recorded(first.of_announcement, first.of_n, log)
    data = log.record(first.seq).data
    found = versions(first.kind, data, subjects, acts_on(log, data["change"]))
    return Target(subjects, confirming(found, root))


def confirming(found: Iterable[Version], root: Target | None) -> tuple[Version, ...]:
    """The versions of a change that names `root`; of a confirmation, by the kind that it confirms.

    That differs between its subjects where what it confirms was corrected on one alone.
    """
    parted: list[Version] = []
    for version in found:
        if version.kind != "confirmed" or root is None:
            parted.append(version)
            continue
        for other in root.versions:
            shared = set(other.subjects)
            if subjects := tuple(path for path in version.subjects if path in shared):
                parted.append(version._replace(subjects=subjects, confirmed=other.kind))
    return tuple(parted)


def acts_on(log: Log, target: str) -> list[Act]:
    """The acts in effect on an announcement, or on one change of it, in the log's order."""
    acts = log.acts(target.partition("#")[0])
    return [act for act in in_effect(acts) if act.target == target]


def versions(
    kind: str, data: Mapping[str, Any], subjects: Sequence[str], acts: Sequence[Act]
) -> tuple[Version, ...]:
    """What the acts in effect make of a change on its subjects, alike ones together."""
    if not any(act.kind == "corrected" for act in acts):
        return (Version(tuple(subjects), kind, data),)
    found: list[Version] = []
    for subject in subjects:
        own = corrections(acts, subject)
        mended, fields = corrected(kind, {**data, "subject": None}, own)
        for place, version in enumerate(found):
            if (version.kind, version.data) == (mended, fields):
                found[place] = version._replace(subjects=(*version.subjects, subject))
                break
        else:
            found.append(Version((subject,), mended, fields))
    return tuple(found)


def corrections(acts: Iterable[Act], subject: str | None) -> list[Mapping[str, Any]]:
    """What the corrections among some acts set on a subject of a change, in turn."""
    return [
        act.corrections
        for act in acts
        if act.kind == "corrected" and act.subject in (None, subject)
    ]
