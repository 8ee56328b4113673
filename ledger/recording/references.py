"""Which change does `of` or `replaces` name, in the log or earlier in the file?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger.acts import Act, corrected, in_effect, split_id
from ledger.coverage import Coverage
from ledger.files import rules
from ledger.files.drafts import DraftChange
from ledger.history.memory import Memory
from ledger.recording.lookups import Lookups
from ledger.recording.spool import Spool
from ledger.stores.log import Log

#: Named changes with so many subjects are kept, since a long file names the same ones again and
#: again; each weighs as much as some, besides.
SUBJECTS: Final = 50_000
_ITSELF: Final = 10


class Version(NamedTuple):
    """What a change says on some of its subjects: they differ where one was corrected alone.

    `confirmed` is, of a confirmation, the kind of what it confirms on these.
    """

    subjects: Coverage
    kind: str
    data: Mapping[str, Any]
    confirmed: str | None = None

    def amended_by(self, kind: str, data: Mapping[str, Any]) -> list[rules.Problem]:
        """What is wrong with an amendment or a confirmation of it."""
        return rules.amending(
            kind, data, target=self.kind, target_data=self.data, confirmed=self.confirmed
        )


class NamedChange(NamedTuple):
    """A change that another one names. `subjects` in the order written there."""

    subjects: Coverage
    versions: tuple[Version, ...]

    def amended_by(
        self, kind: str, data: Mapping[str, Any], *, on: Iterable[str]
    ) -> list[rules.Problem]:
        """What is wrong with an amendment or a confirmation of it on these subjects."""
        found = [
            problem
            for version in self.versions
            if any(path in version.subjects for path in on)
            for problem in version.amended_by(kind, data)
        ]
        return [*dict.fromkeys(found)]

    @property
    def kinds(self) -> list[tuple[str, Coverage]]:
        """What it is, and on which subjects."""
        return [(version.kind, version.subjects) for version in self.versions]


class Reference(NamedTuple):
    """Where a change names another one: in which field, at which place of a list, counted from 0.
    `change` is None where there is no such one."""

    field: str
    place: int | None
    id: str
    change: NamedChange | None

    @property
    def name(self) -> str:
        """The field, or the item of it, as faults name it."""
        return self.field if self.place is None else f"{self.field}[{self.place + 1}]"


class References:
    """Finds what changes name: in their own announcement, in the file before it, or in the log."""

    def __init__(
        self, spool: Spool | None = None, recorded: Lookups[NamedChange] | None = None
    ) -> None:
        """`spool`: the file until now; `recorded`: what is remembered of the log, where more than
        this is asked of it."""
        self._spool = spool
        self._in_file: Memory[NamedChange] = Memory(SUBJECTS)
        self._recorded = Lookups(SUBJECTS) if recorded is None else recorded
        #: Of the announcement that is looked at: its id, and its changes as far as they are known.
        self._own: tuple[str, Sequence[DraftChange]] = "", ()
        self._own_named: dict[int, NamedChange] = {}

    def begin(self, announcement: str, changes: Sequence[DraftChange]) -> None:
        """What follows is of an announcement, whose `changes` may grow as they become known."""
        self._own, self._own_named = (announcement, changes), {}

    def of(self, change: DraftChange, log: Log) -> list[Reference]:
        """What a change names: first by `of`, where it does."""
        return [
            Reference(field, place, id, self.find(id, log))
            for field, place, id in rules.named(change.data)
        ]

    def find(self, id: str, log: Log) -> NamedChange | None:
        """The change ANNOUNCEMENT#N."""
        announcement, n = split_id(id)
        own, changes = self._own
        if announcement == own and 0 < n <= len(changes):
            if n not in self._own_named:
                self._own_named[n] = self._drafted(changes[n - 1], log)
            return self._own_named[n]
        if (known := self._in_file.get(id)) is not None:
            return known
        drafted = None if self._spool is None else self._spool.change(announcement, n)
        if drafted is not None:
            found = self._drafted(drafted, log)
            self._in_file.put(id, found, weight=_ITSELF + len(found.subjects))
            return found
        if (known := self._recorded.get(id)) is not None:
            return known
        recorded = self._told(announcement, n, log)
        if recorded is not None:
            self._recorded.put(id, recorded, weight=_ITSELF + len(recorded.subjects))
        return recorded

    def _drafted(self, change: DraftChange, log: Log) -> NamedChange:
        root = self.find(change.data["of"], log) if change.kind == "confirmed" else None
        subjects = Coverage(change.subjects)
        version = Version(subjects, change.kind, change.data)
        return NamedChange(subjects, confirming((version,), root))

    def _told(self, announcement: str, n: int, log: Log) -> NamedChange | None:
        told = log.told(announcement, n)
        if not told:
            return None
        first, subjects = told[0], Coverage(each.subject for each in told)
        root = None
        if first.kind == "confirmed" and first.of is not None:
            root = self.find(first.of, log)
        data = log.record(first.seq).data
        found = versions(first.kind, data, subjects, acts_on(log, data["change"]))
        return NamedChange(subjects, confirming(found, root))


def confirming(found: Iterable[Version], root: NamedChange | None) -> tuple[Version, ...]:
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


def acts_about(log: Log, announcement: str) -> list[Act]:
    """The acts in effect on an announcement and on its changes, in the log's order."""
    return [act for act in in_effect(log.acts(announcement)) if act.act_seq is None]


def acts_on(log: Log, target: str) -> list[Act]:
    """Those on an announcement alone, or on one change of it."""
    acts = acts_about(log, target.partition("#")[0])
    return [act for act in acts if act.target == target]


def retraction_of(target: str, acts: Iterable[Act]) -> Act | None:
    """The first of some acts that retracts a target, or a part of it."""
    return next((act for act in acts if (act.kind, act.target) == ("retracted", target)), None)


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
            own = corrections_on(which, about.get(which, ()))
            mended, fields = corrected(kind, {**data, "subject": None}, own)
            made[which] = mended, json.dumps(fields, sort_keys=True), fields
        mended, written, fields = made[which]
        found.setdefault((mended, written), (fields, []))[1].append(subject)
    return tuple(
        Version(Coverage(on), mended, fields) for (mended, _), (fields, on) in found.items()
    )


def corrections_on(subject: str | None, acts: Iterable[Act]) -> list[Mapping[str, Any]]:
    """What the corrections among some acts set on a subject of a change, in their order."""
    return [
        act.corrections
        for act in acts
        if act.kind == "corrected" and act.subject in (None, subject)
    ]
