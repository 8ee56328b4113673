"""What does `of` name, in the log or earlier in the file?"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.acts import Act, corrected, in_effect, split_id
from ledger.coverage import Coverage
from ledger.history.kept import Kept
from ledger.recording.memory import Memory
from ledger.recording.spool import PlannedChange
from ledger.stores.log import Log

#: Of the file: the change of that number of an announcement that it told before.
Planned = Callable[[str, int], PlannedChange | None]

#: Targets with so many subjects are kept, since a long file names the same ones again and again;
#: each weighs as much as some, besides.
_SUBJECTS: Final = 50_000
_ITSELF: Final = 10


class Version(NamedTuple):
    """What a change says on some of its subjects: they differ where one was corrected alone.

    `confirmed` is, of a confirmation, the kind of what it confirms on these.
    """

    subjects: Coverage
    kind: str
    data: Mapping[str, Any]
    confirmed: str | None = None


class Target(NamedTuple):
    """A change that another one names. `subjects` in the order written there."""

    subjects: Coverage
    versions: tuple[Version, ...]


class Own:
    """The changes of the announcement that is looked at, as far as they are known."""

    def __init__(self, announcement: str) -> None:
        self.announcement = announcement
        self.changes: list[PlannedChange] = []
        self.targets: dict[int, Target] = {}

    def change(self, announcement: str, n: int) -> PlannedChange | None:
        """The one of that id; None where it is of another one, or not known yet."""
        own = announcement == self.announcement and 0 < n <= len(self.changes)
        return self.changes[n - 1] if own else None


def recorded_targets() -> Memory[Target]:
    """A memory of targets that were found in the log."""
    return Memory(_SUBJECTS)


class Targets:
    """Finds what changes name: in their own announcement, in the file before it, or in the log."""

    def __init__(
        self, planned: Planned | None = None, recorded: Memory[Target] | None = None
    ) -> None:
        """`recorded`: what is remembered of the log, where more than this is asked of it."""
        self._planned = planned or (lambda announcement, n: None)
        self._in_file: Kept[Target] = Kept(_SUBJECTS)
        self._recorded = recorded_targets() if recorded is None else recorded

    def find(self, of: str, log: Log, *, own: Own | None = None) -> Target | None:
        """The target of `of`; `own`: of the same announcement."""
        announcement, n = split_id(of)
        change = own.change(announcement, n) if own is not None else None
        if own is not None and change is not None:
            if n not in own.targets:
                own.targets[n] = self._of(change, log, own)
            return own.targets[n]
        if (known := self._in_file.get(of)) is not None:
            return known
        planned = self._planned(announcement, n)
        if planned is not None:
            found = self._of(planned, log, own)
            self._in_file.put(of, found, weight=_ITSELF + len(found.subjects))
            return found
        if (known := self._recorded.get(of)) is not None:
            return known
        recorded = self._told(announcement, n, log)
        if recorded is not None:
            self._recorded.put(of, recorded, weight=_ITSELF + len(recorded.subjects))
        return recorded

    def _of(self, change: PlannedChange, log: Log, own: Own | None) -> Target:
        root = self.find(change.data["of"], log, own=own) if change.kind == "confirmed" else None
        subjects = Coverage(change.subjects)
        return Target(subjects, confirming((Version(subjects, change.kind, change.data),), root))

    def _told(self, announcement: str, n: int, log: Log) -> Target | None:
        told = log.told(announcement, n)
        if not told:
            return None
        first, subjects = told[0], Coverage(each.subject for each in told)
        root = None
        if first.kind == "confirmed" and first.of is not None:
            root = self.find(first.of, log)
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
            shared = other.subjects
            if subjects := [path for path in version.subjects if path in shared]:
                same = len(subjects) == len(version.subjects)
                on = version.subjects if same else Coverage(subjects)
                parted.append(version._replace(subjects=on, confirmed=other.kind))
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
        on = subjects if isinstance(subjects, Coverage) else Coverage(subjects)
        return (Version(on, kind, data),)
    alone = {act.subject for act in acts}
    about: dict[str | None, list[Act]] = {}
    for act in acts:  # those of all subjects are about each of the others too
        for subject in alone if act.subject is None else (act.subject,):
            about.setdefault(subject, []).append(act)
    made: dict[str | None, tuple[str, str, dict[str, Any]]] = {}
    found: dict[tuple[str, str], tuple[dict[str, Any], list[str]]] = {}
    for subject in subjects:
        which = subject if subject in alone else None
        if which not in made:
            own = corrections(about.get(which, ()), which)
            mended, fields = corrected(kind, {**data, "subject": None}, own)
            made[which] = mended, json.dumps(fields, sort_keys=True), fields
        mended, written, fields = made[which]
        found.setdefault((mended, written), (fields, []))[1].append(subject)
    return tuple(
        Version(Coverage(on), mended, fields) for (mended, _), (fields, on) in found.items()
    )


def corrections(acts: Iterable[Act], subject: str | None) -> list[Mapping[str, Any]]:
    """What the corrections among some acts set on a subject of a change, in turn."""
    return [
        act.corrections
        for act in acts
        if act.kind == "corrected" and act.subject in (None, subject)
    ]
