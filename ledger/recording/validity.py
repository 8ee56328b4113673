"""Is what an act of the recorder would leave still valid? (DESIGN 4)"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial

from ledger.acts import Act, Acts, corrected, in_effect, split_id
from ledger.coverage import Coverage
from ledger.faults import LedgerFault
from ledger.files import rules
from ledger.once import once
from ledger.recording.references import (
    References,
    Version,
    acts_about,
    confirming,
    corrections_on,
    retraction_of,
    versions,
)
from ledger.records import Record
from ledger.statements import Statement
from ledger.stores.log import Log


def check_left(log: Log, announced: Record, act: Act) -> None:
    """Raises LedgerFault where a change of the announcement would not be valid after `act`."""
    id = announced.data["id"]
    recorded = log.acts(id)
    before, after = set(in_effect(recorded)), set(in_effect([*recorded, act]))
    differing = before ^ after
    numbers = {split_id(each.target)[1] for each in differing if "#" in each.target}
    # A field of the announcement itself is right or wrong alone.
    if retraction_of(id, differing):
        numbers = set(range(1, announced.data["changes"] + 1))
    left = sorted(each for each in after if each.act_seq is None)
    if retraction_of(id, left):
        return
    checked = _Left(log, id, sorted(numbers), left)
    for n in sorted(numbers):
        for change, problem in checked.problems(n):
            expected = f"; expected {problem.expected}" if problem.expected else ""
            raise LedgerFault(
                f"nothing was changed, since what is left would not be valid: {change}: "
                f"{problem.field} {problem.message}{expected}"
            )


#: What is wrong, and with which change.
_Found = Iterator[tuple[str, rules.Problem]]


class _Left:
    """The changes of one announcement, as acts leave them; what several need is read once."""

    def __init__(self, log: Log, announcement: str, numbers: Sequence[int], acts: list[Act]):
        """`numbers`: of the changes that are looked at; `acts`: those in effect."""
        self._log = log
        self._announcement = announcement
        self._numbers = numbers
        self._acts: dict[str, list[Act]] = {}
        for act in acts:
            self._acts.setdefault(act.target, []).append(act)
        self._references = References()
        self._acts_about = cache(partial(acts_about, log))

    def problems(self, n: int) -> _Found:
        """What is wrong with a change, with what it names, and with what names it."""
        log, announcement = self._log, self._announcement
        change = f"{announcement}#{n}"
        acts = self._acts.get(change, [])
        told = log.told(announcement, n)
        gone = {act.subject for act in acts if act.kind == "retracted"}
        all_told = Coverage(each.subject for each in told)
        subjects = [path for path in all_told if None not in gone and path not in gone]
        data = log.record(told[0].seq).data
        named = self._references.find(data["of"], log) if "of" in data else None
        left = versions(told[0].kind, data, subjects, acts) if subjects else ()
        named_by = _by_subject(log.naming(announcement, n)) if left else {}
        for version in confirming(left, named):
            own = {k: v for k, v in version.data.items() if k not in ("change", "subject")}
            found = rules.whole(version.kind, own)
            found += [each for _, each in rules.excepting(own.get("except", ()), all_told)]
            found += self._replaces(version, before=told[0].seq, subjects=all_told)
            if named is not None:
                found += named.amended_by(version.kind, version.data, on=version.subjects)
            yield from ((change, problem) for problem in found)
            yield from self._named_by(named_by, version)
        yield from self._replaced(change, versions(told[0].kind, data, all_told, acts))

    def _replaces(
        self, version: Version, *, before: int, subjects: Sequence[str]
    ) -> Iterator[rules.Problem]:
        """What is wrong with what a change, recorded at `before`, is said to replace."""
        for id in version.data.get("replaces", ()):
            named = self._references.find(id, self._log)
            if named is None or self._log.told(*split_id(id))[0].seq >= before:
                later = "names nothing" if named is None else "does not come before it"
                yield rules.Problem("replaces", f"{id} {later}", "an earlier change")
            elif problem := rules.replacing(id, subjects, named.kinds):
                yield problem

    @once
    def _replacing(self) -> Mapping[str, list[tuple[str, list[str]]]]:
        """By change of those that are looked at, what `replaces` it, as it is corrected and if it
        is not retracted, each with all its subjects.

        Looks at every change on a path that meets one of them: it is asked for slips of the
        recorder.
        """
        log = self._log
        changes = {f"{self._announcement}#{n}" for n in self._numbers}
        paths = Coverage(
            each.subject for n in self._numbers for each in log.told(self._announcement, n)
        )
        seen: set[str] = set()
        found: dict[str, list[tuple[str, list[str]]]] = {}
        for path in sorted(filter(paths.meets, log.paths())):
            written = log.changes_on(path)
            ids = sorted({each.announcement for each in written})
            acts = Acts(act for id in ids for act in log.acts(id))
            for each in written:
                if each.change in seen or acts.retracted(each):
                    continue
                if named := [i for i in acts.corrected(each).said.replaces if i in changes]:
                    seen.add(each.change)
                    on = [other.subject for other in log.told(each.announcement, each.n)]
                    for id in named:
                        found.setdefault(id, []).append((each.change, on))
        return found

    def _replaced(self, change: str, found: Sequence[Version]) -> _Found:
        """What would be wrong with what replaces a change: of what is noted nothing takes the
        place."""
        if all(version.kind != "noted" for version in found):
            return
        kinds = [(version.kind, version.subjects) for version in found]
        for id, subjects in self._replacing.get(change, ()):
            if problem := rules.replacing(change, subjects, kinds):
                yield id, problem

    def _named_by(self, found: Mapping[str, Sequence[Statement]], version: Version) -> _Found:
        """What would be wrong with the amendments and confirmations of a change, which are `found`
        by subject."""
        seen: set[tuple[str, str | None]] = set()
        on = [each for path in version.subjects for each in found.get(path, ())]
        for naming in sorted(on, key=lambda each: each.seq):
            id, change = naming.announcement, naming.change
            acts = [a for a in self._acts_about(id) if a.target in (id, change)]
            if any(a.kind == "retracted" and a.subject in (None, naming.subject) for a in acts):
                continue
            # On all its subjects it says the same, unless the recorder mended it for one.
            alone = naming.subject if any(act.subject is not None for act in acts) else None
            if (change, alone) in seen:
                continue
            seen.add((change, alone))
            said = self._log.record(naming.seq).data
            own = [act for act in acts if act.target == change]
            kind, data = corrected(naming.kind, said, corrections_on(naming.subject, own))
            yield from ((change, problem) for problem in version.amended_by(kind, data))
            if kind == "confirmed":  # a term of its own may hang on what it confirms
                subjects = version.subjects if alone is None else Coverage([alone])
                mended = Version(subjects, kind, data, version.kind)
                named_by = self._log.naming(id, naming.n, subject=alone)
                yield from self._named_by(_by_subject(named_by), mended)


def _by_subject(found: Sequence[Statement]) -> dict[str, list[Statement]]:
    by_subject: dict[str, list[Statement]] = {}
    for each in found:
        by_subject.setdefault(each.subject, []).append(each)
    return by_subject
