"""Does a drafted announcement fit the log, and which events does it become?"""

import os
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ledger import clock
from ledger.dates.instants import render
from ledger.entries import Encoded, EntryFault
from ledger.faults import Fault, InputFault, Kind, ToldOtherwise, Warned
from ledger.files import rules
from ledger.files.drafts import OF_SOURCE, Description, Draft, DraftChange, EvidenceFile
from ledger.recording import sameness
from ledger.recording.aliases import Aliases
from ledger.recording.ceilings import Ceilings, above
from ledger.recording.encoding import Encoding
from ledger.recording.memory import Memory
from ledger.recording.remedies import remedies
from ledger.recording.spool import Plan, PlannedChange, Spool
from ledger.recording.targets import Own, Target, Targets
from ledger.reports import Tally
from ledger.stores.log import Log
from ledger.subjects import nearest
from ledger.twins import apart

#: In microseconds: what is published later than so after it is recorded looks mistyped.
_DAY: Final = 24 * 60 * 60 * 1_000_000
#: So many names that were met are remembered, so that memory is bounded; others are asked again.
_MET: Final = 100_000
#: So many candidates are named in a message, and so many unknown subjects.
_MOST: Final = 5
_LISTED: Final = 20
#: What comes before the commands that mend a record.
_MENDED: Final = (
    "Where the file is right and the record is not, mend the record (what the source itself has "
    "changed since is announced):"
)


class Bounds(NamedTuple):
    """What one call lets pass: `known_subjects`: no subject may be new; `above_ceiling`: a source
    may speak above its limit."""

    known_subjects: bool = False
    above_ceiling: bool = False


class Mention(NamedTuple):
    """A change that another one names, in which field, at which place of a list, counted from 0."""

    field: str
    place: int | None
    id: str
    target: Target | None

    @property
    def name(self) -> str:
        """The field, or the item of it, as faults name it."""
        return self.field if self.place is None else f"{self.field}[{self.place + 1}]"


class Checks:
    """Checks drafts in the order of their file, against one view of the log and those before."""

    def __init__(
        self,
        spool: Spool,
        tally: Tally,
        *,
        origin: str,
        recorder: str | None,
        met: set[str] | None,
        descriptions: Sequence[Description],
        bounds: Bounds,
        recorded: Memory[Target] | None = None,
    ) -> None:
        """`met`: names that checks before these have met, in the same call, and `recorded` the
        targets that they found in the log; `descriptions`: what the file says of subjects and
        sources."""
        self._spool = spool
        self._tally = tally
        self._encoding = Encoding(origin, recorder)
        self._met = set() if met is None else met
        self._aliases = Aliases(descriptions)
        self._bounds = bounds
        #: Announcements told as they stand since the recorder mended them, until that is said.
        self.mended: set[str] = set()
        self._targets = Targets(spool.change, recorded)
        self._ceilings = Ceilings(descriptions, above=bounds.above_ceiling)
        # As stored: instants in UTC, which sort as texts but for fractions of a second.
        self._soon = render(clock.now() + _DAY)

    def plan(self, draft: Draft, log: Log, *, evidence: list[dict[str, Any]]) -> Plan | None:
        """The announcement ready to be appended, or None where it is recorded already, the same.

        `evidence` is what its files came to. Raises InputFault.
        """
        announced = {**draft.announced, "evidence": evidence}
        bare = _bare_plan(draft, announced)
        changes, targets = self._resolved(draft, log)
        files = dict(zip((each["sha256"] for each in evidence), draft.evidence, strict=True))
        if self._told_before(bare, changes) or self._recorded(bare, changes, log, files):
            return None
        faults = [
            fault for each in zip(changes, targets, strict=True) for fault in unfit(bare, *each)
        ]
        if self._bounds.known_subjects:
            faults += self._strangers(bare, changes, log)
        faults += self._too_high(bare, log)
        if faults:
            raise InputFault(faults)
        self._introduce(bare, changes, log)
        if announced["published"]["instant"] > self._soon:
            text = announced["published"]["text"]
            message = f"{text} is more than a day after this is recorded: is the year as meant?"
            self._warn("published ahead", _fault(bare, "published", message))
        events = draft.events or self._encoding.events(draft, announced, changes)
        return bare._replace(changes=changes, events=events)

    def described(self, descriptions: Sequence[Description], log: Log) -> list[Encoded]:
        """What changes what a subject or a source has. Raises InputFault."""
        faults: list[Fault] = []
        found: list[Encoded] = []
        for type, data, file, line, field in descriptions:
            if type == OF_SOURCE:
                place = Fault(file, line, f"{field}.name", "")
                found += self._limited(data, place, log, compared=len(found) < _LISTED)
                continue
            path = data["path"]
            recorded = log.description(path)
            before = {"path": path, "aliases": []} if recorded is None else recorded.data
            if _bare(before) == _bare(data):
                continue
            at = (file, line, f"{field}.path")
            strange = self._bounds.known_subjects and not log.knows_path(path)
            if strange and len(faults) < _LISTED:
                message = f"{path} is not known yet{self._meant(path, log)}"
                faults.append(Fault(*at, message, "a known subject"))
            elif (
                len(found) < _LISTED
                and self._first(path, log)
                and (meant := self._meant(path, log))
            ):
                self._warn("unknown name", Fault(*at, f"{path} is not known yet{meant}"))
            try:
                found.append(self._encoding.event("subject_described", path, data))
            except EntryFault as fault:
                faults.append(Fault(file, line, field, str(fault)))
        if faults:
            raise InputFault(faults)
        return found

    def _limited(
        self, data: dict[str, Any], place: Fault, log: Log, *, compared: bool
    ) -> list[Encoded]:
        """The ceiling of a source, where it is another than it has; `compared` with those that are
        known, where it is not."""
        name = data["name"]
        if log.ceiling(name) == data["ceiling"]:
            return []
        new = compared and not log.knows_source(name)
        if new and (near := nearest(name, log.sources())):
            message = f"{name} has not spoken yet: did you mean {near}{apart(near, name)}?"
            self._warn("unknown name", place._replace(message=message))
        try:
            return [self._encoding.event(OF_SOURCE, "#", data)]
        except EntryFault as fault:
            raise InputFault([place._replace(message=str(fault))]) from None

    def again(self, plan: Plan, log: Log) -> bool:
        """Check against a log that has grown since: whether it is still to be appended."""
        targets = [self._named(change, log) for change in plan.changes]
        if self._recorded(plan, plan.changes, log):
            return False
        faults = [
            fault
            for each in zip(plan.changes, targets, strict=True)
            for fault in unfit(plan, *each)
        ]
        faults += self._too_high(plan, log)
        if faults:
            raise InputFault(faults)
        return True

    def _too_high(self, plan: Plan, log: Log) -> list[Fault]:
        """A fault where the source speaks above its ceiling."""
        source = plan.announced["source"]
        name, authority = source["name"], source["authority"]
        ceiling = self._ceilings.broken(name, authority, log)
        if ceiling is None:
            return []
        return [_fault(plan, "source.authority", *above(name, authority, ceiling))]

    def _recorded(
        self,
        plan: Plan,
        changes: tuple[PlannedChange, ...],
        log: Log,
        files: Mapping[str, EvidenceFile] = MappingProxyType({}),
    ) -> bool:
        """Whether the log tells the same, or the recorder has made it so since; ToldOtherwise where
        it tells something else. `files` is its evidence by digest, where that is known."""
        if log.announcement(plan.id) is None:
            return False
        found = sameness.differences(plan.announced, changes, log, place=plan)
        if found:
            names = {sha256: os.path.relpath(each.path) for sha256, each in files.items()}
            remedy = remedies(plan, changes, log, files=names)
            if not remedy.stands:
                advice = [f"  {line}" for line in remedy.lines]
                raise ToldOtherwise(found, [_MENDED, *advice] if advice else ())
            self.mended.add(plan.id)
        return True

    def _told_before(self, plan: Plan, changes: tuple[PlannedChange, ...]) -> bool:
        """Whether the file told the same before; raises InputFault for something else."""
        earlier = self._spool.find(plan.id)
        if earlier is None:
            return False
        if not (found := sameness.differences_in_file(plan, changes, earlier)):
            return True
        message = (
            f"{plan.id} is told twice in this file, first on line {earlier.line}, and says "
            "something else here"
        )
        expected = "the same again, or an id of its own"
        raise InputFault([_fault(plan, "id", message, expected), *found])

    def _resolved(
        self, draft: Draft, log: Log
    ) -> tuple[tuple[PlannedChange, ...], tuple[list[Mention], ...]]:
        """Its changes with their subjects, and what they name. Raises InputFault."""
        faults: list[Fault] = []
        own = Own(str(draft.announced["id"]))
        targets: list[list[Mention]] = []
        for change in draft.changes:
            found = self._named(change, log, own)
            faults += [
                _nothing(draft, change, each, log, self._spool)
                for each in found
                if each.target is None
            ]
            subjects = change.subjects
            if subjects is None:
                amended = found[0].target
                subjects = tuple(amended.subjects) if amended is not None else ()
            planned = PlannedChange(change.n, change.kind, change.data, subjects, change.line)
            own.changes.append(planned)
            targets.append(found)
        if faults:
            raise InputFault(faults)
        return tuple(own.changes), tuple(targets)

    def _named(
        self, change: DraftChange | PlannedChange, log: Log, own: Own | None = None
    ) -> list[Mention]:
        """What a change names: first by `of`, where it does."""
        return [
            Mention(*each, self._targets.find(each[2], log, own=own))
            for each in rules.named(change.data)
        ]

    def _strangers(self, plan: Plan, changes: tuple[PlannedChange, ...], log: Log) -> list[Fault]:
        """A fault for each subject that nothing recorded has."""
        found: list[Fault] = []
        for change in changes:
            for path in change.subjects:
                if len(found) < _LISTED and not log.knows_path(path):
                    message = f"{path} is not known yet{self._meant(path, log)}"
                    field = f"changes[{change.n}].subjects"
                    found.append(_fault(plan, field, message, "a known subject", line=change.line))
        return found

    def _introduce(self, plan: Plan, changes: tuple[PlannedChange, ...], log: Log) -> None:
        if len(self._met) > _MET:
            self._met.clear()
        source = plan.announced["source"]["name"]
        new = self._meet(f"#{source}") and not log.knows_source(source)
        if new and self._spool.first("source", source):
            self._tally.introduce_source(source)
        authority = plan.announced["source"]["authority"]
        if before := self._ceilings.raised(source, authority, log):
            message = (
                f"{source} speaks as {authority}, and was never recorded as more than {before} "
                "before: is the authority as meant?"
            )
            self._warn("raised authority", _fault(plan, "source.authority", message))
        for change in changes:
            for path in filter(self._meet, change.subjects):
                if self._first(path, log):
                    self._tally.introduce_subject(path)
                    if hint := self._aliases.hint(path, log):
                        field, message = f"changes[{change.n}].subjects", f"{path} is not known yet"
                        fault = _fault(plan, field, f"{message}{hint}", line=change.line)
                        self._warn("unknown name", fault)

    def _warn(self, kind: Kind, fault: Fault) -> None:
        self._tally.warn(Warned(kind, str(fault)))

    def _first(self, path: str, log: Log) -> bool:
        """Whether nothing recorded has that path, nor anything asked about before."""
        return not log.knows_path(path) and self._spool.first("subject", path)

    def _meant(self, path: str, log: Log) -> str:
        """`: did you mean PATH?` of the one that is likely meant, or nothing."""
        if hint := self._aliases.hint(path, log):
            return hint
        near = nearest(path, log.paths())
        return f": did you mean {near}{apart(near, path)}?" if near else ""

    def _meet(self, name: str) -> bool:
        """Whether it may be met for the first time: a path, or `#` and a source's name."""
        if name in self._met:
            return False
        self._met.add(name)
        return True


def unfit(plan: Plan, change: PlannedChange, targets: list[Mention]) -> list[Fault]:
    """What is wrong with what a change says of those that it names, in the log or in the file."""
    faults = []
    for each in targets:
        if each.target is None:
            continue
        if each.field == "of":
            faults += _unfit_amendment(plan, change, each.target)
            continue
        kinds = [(version.kind, version.subjects) for version in each.target.versions]
        if problem := rules.replacing(each.id, change.subjects, kinds):
            field = f"changes[{change.n}].{each.name}"
            message, expected = problem.message, problem.expected
            faults.append(_fault(plan, field, message, expected, line=change.line))
    return faults


def _unfit_amendment(plan: Plan, change: PlannedChange, target: Target) -> list[Fault]:
    faults = []
    for path in change.subjects:
        if path not in target.subjects:
            message = f"{path} is not a subject of {change.data['of']}"
            known = f"one of {', '.join(target.subjects[:_MOST])}"
            if len(target.subjects) > _MOST:
                known += f" and {len(target.subjects) - _MOST} more"
            field = f"changes[{change.n}].subjects"
            faults.append(_fault(plan, field, message, known, line=change.line))
    for version in target.versions:
        if not any(path in version.subjects for path in change.subjects):
            continue
        for problem in rules.amending(
            change.kind,
            change.data,
            target=version.kind,
            target_data=version.data,
            confirmed=version.confirmed,
        ):
            field = f"changes[{change.n}].{problem.field}"
            fault = _fault(plan, field, problem.message, problem.expected, line=change.line)
            if fault not in faults:
                faults.append(fault)
    return faults


def _nothing(draft: Draft, change: DraftChange, named: Mention, log: Log, spool: Spool) -> Fault:
    """A name of nothing: whether the announcement is there, and how many changes it has."""
    id = named.id
    announcement, _, _ = id.rpartition("#")
    span = log.announcement(announcement)
    count = spool.count(announcement)
    if count is None and span is not None:
        count = log.record(span[0]).data["changes"]
    if count is None:
        message = f"{id} names nothing: no announcement {announcement} is recorded or told before"
    else:
        message = f"{id} names nothing: {announcement} has {count} change{'s' * (count != 1)}"
    place = _bare_plan(draft, draft.announced)
    field = f"changes[{change.n}].{named.name}"
    return _fault(place, field, message, "an earlier change", line=change.line)


def _fault(
    plan: Plan, field: str, message: str, expected: str = "", *, line: int | None = None
) -> Fault:
    within = ".".join(part for part in (plan.field, field) if part)
    return Fault(plan.file, plan.line_of(field, line=line), within, message, expected)


def _bare_plan(draft: Draft, announced: dict[str, Any]) -> Plan:
    return Plan(announced, (), (), draft.file, draft.line, draft.field, draft.lines)


def _bare(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name != "recorder"}
