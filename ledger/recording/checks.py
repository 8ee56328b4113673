"""Does a drafted announcement fit the log, and which events does it become?"""

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from ledger.dates import instants
from ledger.dates.instants import render
from ledger.entries import EntryFault, NewEvent
from ledger.faults import InputFault, ToldOtherwise
from ledger.files import rules
from ledger.files.drafts import OF_SOURCE, Draft, DraftChange, DraftDescription, EvidenceFile
from ledger.objections import Fault, Kind, Warned
from ledger.recording.call import Call
from ledger.recording.ceilings import Ceilings, above
from ledger.recording.differences import by_nobody, differences, recorded
from ledger.recording.names import Aliases
from ledger.recording.references import NamedChange, Reference, References
from ledger.recording.remedies import remedies
from ledger.recording.spool import Spool
from ledger.sayings import warnings
from ledger.sayings.language import english
from ledger.stores.log import Log
from ledger.subjects import nearest

#: In microseconds: what is published later than so after it is recorded looks mistyped.
_DAY: Final = 24 * 60 * 60 * 1_000_000
#: So many candidates are named in a message, and so many unknown subjects.
_MOST: Final = 5
_LISTED: Final = 20
#: What comes before the commands that mend a record.
_MENDED: Final = (
    "Where the file is right and the record is not, mend the record (what the source itself has "
    "changed since is announced):"
)


class Checks:
    """Checks drafts in the order of their file, against one view of the log and those before."""

    def __init__(self, call: Call, spool: Spool, descriptions: Sequence[DraftDescription]) -> None:
        """`descriptions`: what the file says of subjects and sources."""
        self._call, self._spool = call, spool
        self._aliases = Aliases(descriptions)
        #: Announcements told as they stand since the recorder mended them, until that is said.
        self.mended: set[str] = set()
        self._references = References(spool, call.recorded)
        self._ceilings = Ceilings(descriptions, above=call.above_ceiling)
        # As stored: instants in UTC, which sort as texts but for fractions of a second.
        self._soon = render(instants.now() + _DAY)

    def checked(self, draft: Draft, log: Log, *, evidence: list[dict[str, Any]]) -> Draft | None:
        """The draft ready to be appended, or None where it is recorded already, the same.

        `evidence` is what its files came to. Raises InputFault.
        """
        changes = self._resolved(draft, log)
        files = dict(zip((each["sha256"] for each in evidence), draft.evidence, strict=True))
        announced = {**draft.announced, "evidence": evidence}
        draft = draft._replace(announced=announced, changes=changes, evidence=(), warnings=())
        if self._told_before(draft) or self._recorded(draft, log, files):
            return None
        strangers = self._strangers(draft, log) if self._call.known_subjects else ()
        _settle([*self._unfit(draft, log), *islice(strangers, _LISTED)])
        self._introduce(draft, log)
        if announced["published"]["instant"] > self._soon:
            said = {"published": announced["published"]["text"]}
            self._warn("published ahead", said, draft.fault("published", ""))
        return draft._replace(events=self._call.encoding.events(draft))

    def again(self, draft: Draft, log: Log) -> bool:
        """Check against a log that has grown since: whether it is still to be appended."""
        self._references.begin(draft.id, draft.changes)
        if self._recorded(draft, log):
            return False
        _settle([*self._unfit(draft, log)])
        return True

    def described(self, descriptions: Sequence[DraftDescription], log: Log) -> list[NewEvent]:
        """What changes what a subject or a source has. Raises InputFault."""
        faults: list[Fault] = []
        found: list[NewEvent] = []
        for said in descriptions:
            name = "name" if said.type == OF_SOURCE else "path"
            place = Fault(said.file, said.line, f"{said.field}.{name}", "")
            compared = len(found) < _LISTED
            if said.type == OF_SOURCE:
                stream = "#"
                if log.ceiling(said.data["name"]) == said.data["ceiling"]:
                    continue
                if compared:
                    self._new_source(said.data["name"], place, log)
            else:
                stream = said.data["path"]
                recorded = log.description(stream)
                before = {"path": stream, "aliases": []} if recorded is None else recorded.data
                if by_nobody(before) == by_nobody(said.data):
                    continue
                if self._call.known_subjects and not log.knows_path(stream):
                    if len(faults) < _LISTED:
                        faults.append(self._stranger(stream, place, log))
                elif compared and self._first(stream, log) and (meant := self._meant(stream, log)):
                    self._warn("unknown name", _unknown(stream, **meant), place)
            try:
                found.append(self._call.encoding.event(said.type, stream, said.data))
            except EntryFault as fault:
                faults.append(Fault(said.file, said.line, said.field, str(fault)))
        _settle(faults)
        return found

    def _new_source(self, name: str, place: Fault, log: Log) -> None:
        """Warns where a source that has not spoken yet is near to one that has."""
        if not log.knows_source(name) and (near := nearest(name, log.sources())):
            self._warn("unknown name", _unknown(name, is_source=True, meant=[near]), place)

    def _unfit(self, draft: Draft, log: Log) -> Iterator[Fault]:
        """What is wrong with what changes say of those that they name, in the log or in the file;
        and where the source speaks above its ceiling."""
        for change in draft.changes:
            for each in self._references.of(change, log):
                if each.change is None:
                    continue
                if each.field == "of":
                    yield from _unfit_amendment(draft, change, each.change)
                elif problem := rules.replacing(each.id, change.subjects, each.change.kinds):
                    field = f"changes[{change.n}].{each.name}"
                    yield draft.fault(field, problem.message, problem.expected, line=change.line)
        name, authority = draft.announced["source"]["name"], draft.announced["source"]["authority"]
        ceiling = self._ceilings.broken(name, authority, log)
        if ceiling is not None:
            yield draft.fault("source.authority", *above(name, authority, ceiling))

    def _recorded(
        self, draft: Draft, log: Log, files: Mapping[str, EvidenceFile] = MappingProxyType({})
    ) -> bool:
        """Whether the log tells the same, or the recorder has made it so since; ToldOtherwise where
        it tells something else. `files` is its evidence by digest, where that is known."""
        if log.announcement(draft.id) is None:
            return False
        before = recorded(log, draft.id)
        if found := differences(draft, before, log):
            names = {sha256: os.path.relpath(each.path) for sha256, each in files.items()}
            remedy = remedies(draft, before, log, files=names)
            if not remedy.stands:
                advice = [f"  {line}" for line in remedy.lines]
                raise ToldOtherwise(found, [_MENDED, *advice] if advice else ())
            self.mended.add(draft.id)
        return True

    def _told_before(self, draft: Draft) -> bool:
        """Whether the file told the same before; raises InputFault for something else."""
        earlier = self._spool.find(draft.id)
        if earlier is None:
            return False
        _settle(differences(draft, earlier))
        return True

    def _resolved(self, draft: Draft, log: Log) -> tuple[DraftChange, ...]:
        """Its changes with their subjects. Raises InputFault for what names nothing."""
        faults: list[Fault] = []
        changes: list[DraftChange] = []
        self._references.begin(draft.id, changes)
        for change in draft.changes:
            found = self._references.of(change, log)
            faults += [
                self._nothing(draft, change, each, log) for each in found if each.change is None
            ]
            if not change.subjects and (amended := found[0].change) is not None:
                change = change._replace(subjects=tuple(amended.subjects))
            changes.append(change)
        _settle(faults)
        return tuple(changes)

    def _nothing(self, draft: Draft, change: DraftChange, named: Reference, log: Log) -> Fault:
        """A name of nothing: whether the announcement is there, and how many changes it has."""
        announcement, _, _ = named.id.rpartition("#")
        span, told = log.announcement(announcement), self._spool.find(announcement)
        if span is None and told is None:
            message = f"names nothing: no announcement {announcement} is recorded or told before"
        else:
            announced = told.announced if told is not None else log.announced(announcement).data
            count = announced["changes"]
            message = f"names nothing: {announcement} has {count} change{'s' * (count != 1)}"
        field = f"changes[{change.n}].{named.name}"
        message = f"{named.id} {message}"
        return draft.fault(field, message, "an earlier change", line=change.line)

    def _strangers(self, draft: Draft, log: Log) -> Iterator[Fault]:
        """A fault for each subject that nothing recorded has."""
        for change in draft.changes:
            for path in change.subjects:
                if not log.knows_path(path):
                    yield self._stranger(path, _subjects(draft, change), log)

    def _introduce(self, draft: Draft, log: Log) -> None:
        tally = self._call.tally
        source, authority = (
            draft.announced["source"]["name"],
            draft.announced["source"]["authority"],
        )
        if self._spool.first("source", source) and not self._ceilings.highest(source, log):
            tally.introduce_source(source)
        if before := self._ceilings.raised(source, authority, log):
            said = {"source": source, "authority": authority, "before": before}
            self._warn("raised authority", said, draft.fault("source.authority", ""))
        for change in draft.changes:
            for path in change.subjects:
                if self._first(path, log):
                    tally.introduce_subject(path)
                    if hint := self._aliases.hint(path, log):
                        self._warn("unknown name", _unknown(path, **hint), _subjects(draft, change))

    def _warn(self, kind: Kind, said: Mapping[str, Any], place: Fault) -> None:
        self._call.tally.warn(Warned(kind, said).of(place))

    def _first(self, path: str, log: Log) -> bool:
        """Whether nothing recorded has that path, nor anything asked about before."""
        return self._spool.first("subject", path) and not log.knows_path(path)

    def _meant(self, path: str, log: Log) -> dict[str, Any]:
        """What is likely meant by a path that is not known, as a warning says it, or nothing."""
        if hint := self._aliases.hint(path, log):
            return hint
        near = nearest(path, log.paths())
        return {"meant": [near]} if near else {}

    def _stranger(self, path: str, place: Fault, log: Log) -> Fault:
        """That a path is not known."""
        said = warnings.unknown(_unknown(path, **self._meant(path, log)), english())
        return place._replace(message=said, expected="a known subject")


def _unfit_amendment(draft: Draft, change: DraftChange, named: NamedChange) -> Iterator[Fault]:
    subjects = f"changes[{change.n}].subjects"
    for path in change.subjects:
        if path not in named.subjects:
            message = f"{path} is not a subject of {change.data['of']}"
            known = f"one of {', '.join(named.subjects[:_MOST])}"
            if len(named.subjects) > _MOST:
                known += f" and {len(named.subjects) - _MOST} more"
            yield draft.fault(subjects, message, known, line=change.line)
    for problem in named.amended_by(change.kind, change.data, on=change.subjects):
        field = f"changes[{change.n}].{problem.field}"
        yield draft.fault(field, problem.message, problem.expected, line=change.line)


def _subjects(draft: Draft, change: DraftChange) -> Fault:
    """Where the subjects of a change stand."""
    return draft.fault(f"changes[{change.n}].subjects", "", line=change.line)


def _unknown(name: str, *, is_source: bool = False, **meant: Any) -> dict[str, Any]:
    """What is said of a name that nothing recorded has."""
    nothing: dict[str, Any] = {"alias": None, "alias_of": [], "meant": []}
    return {"name": name, "is_source": is_source, **nothing, **meant}


def _settle(faults: Sequence[Fault]) -> None:
    if faults:
        raise InputFault(faults)
