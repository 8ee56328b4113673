"""Is what an act of the recorder would leave still valid? (DESIGN 4)"""

from collections.abc import Iterator, Mapping, Sequence

from ledger.acts import Act, corrected, in_effect, split_id
from ledger.coverage import Coverage
from ledger.faults import LedgerFault
from ledger.files import rules
from ledger.once import once
from ledger.recording.replacements import replacing
from ledger.recording.targets import Targets, Version, confirming, corrections, versions
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
    if any(each.kind == "retracted" and each.target == id for each in differing):
        numbers = set(range(1, announced.data["changes"] + 1))
    left = sorted(each for each in after if each.act_seq is None)
    if any(each.kind == "retracted" and each.target == id for each in left):
        return
    checked = _Left(log, id, sorted(numbers), left)
    for n in sorted(numbers):
        for problem in checked.problems(n):
            raise LedgerFault(
                f"nothing was changed, since what is left would not be valid: {problem}"
            )


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
        self._targets = Targets()
        self._recorded: dict[str, list[Act]] = {}

    def problems(self, n: int) -> Iterator[str]:
        """What is wrong with a change, with what it names, and with what names it."""
        log, announcement = self._log, self._announcement
        change = f"{announcement}#{n}"
        acts = self._acts.get(change, [])
        told = log.told(announcement, n)
        gone = {act.subject for act in acts if act.kind == "retracted"}
        all_told = Coverage(each.subject for each in told)
        subjects = [path for path in all_told if None not in gone and path not in gone]
        data = log.record(told[0].seq).data
        target = self._targets.find(data["of"], log) if "of" in data else None
        left = versions(told[0].kind, data, subjects, acts) if subjects else ()
        named_by = _by_subject(log.naming(announcement, n)) if left else {}
        for version in confirming(left, target):
            own = {k: v for k, v in version.data.items() if k not in ("change", "subject")}
            for problem in rules.whole(version.kind, own):
                yield _words(change, problem)
            for _, problem in rules.excepting(own.get("except", ()), all_told):
                yield _words(change, problem)
            yield from self._replaces(change, version, before=told[0].seq, subjects=all_told)
            for other in target.versions if target is not None else ():
                if any(path in other.subjects for path in version.subjects):
                    for problem in rules.amending(
                        version.kind,
                        version.data,
                        target=other.kind,
                        target_data=other.data,
                        confirmed=other.confirmed,
                    ):
                        yield _words(change, problem)
            yield from self._named_by(named_by, version)
        if told[0].kind != "noted" or change in self._reworded:
            # what was a note all along, nothing replaces
            yield from self._replaced(change, versions(told[0].kind, data, all_told, acts))

    @once
    def _reworded(self) -> set[str]:
        """The changes of which a correction, in effect or not, has said another word."""
        acts = self._log.acts(self._announcement)
        return {act.target for act in acts if "change" in act.corrections}

    def _replaces(
        self, change: str, version: Version, *, before: int, subjects: Sequence[str]
    ) -> Iterator[str]:
        """What is wrong with what a change, recorded at `before`, is said to replace."""
        for id in version.data.get("replaces", ()):
            target = self._targets.find(id, self._log)
            if target is None or not self._is_before(id, change, before):
                later = "names nothing" if target is None else "does not come before it"
                yield _words(
                    change, rules.Problem("replaces", f"{id} {later}", "an earlier change")
                )
                continue
            kinds = [(other.kind, other.subjects) for other in target.versions]
            if problem := rules.replacing(id, subjects, kinds):
                yield _words(change, problem)

    def _is_before(self, other: str, change: str, seq: int) -> bool:
        """Whether another change comes before this one, which was recorded at `seq`."""
        announcement, n = split_id(other)
        if announcement == self._announcement:
            return n < split_id(change)[1]
        return self._log.announced(announcement).seq < seq

    @once
    def _replacing(self) -> Mapping[str, list[tuple[str, list[str]]]]:
        """By change of those that are looked at, what replaces it, each with all its subjects."""
        named = {f"{self._announcement}#{n}" for n in self._numbers}
        paths = Coverage(
            each.subject for n in self._numbers for each in self._log.told(self._announcement, n)
        )
        return replacing(self._log, named, paths)

    def _replaced(self, change: str, found: Sequence[Version]) -> Iterator[str]:
        """What would be wrong with what replaces a change: of what is noted nothing takes the
        place."""
        if all(version.kind != "noted" for version in found):
            return
        kinds = [(version.kind, version.subjects) for version in found]
        for id, subjects in self._replacing.get(change, ()):
            if problem := rules.replacing(change, subjects, kinds):
                yield _words(id, problem)

    def _named_by(
        self, found: Mapping[str, Sequence[Statement]], version: Version
    ) -> Iterator[str]:
        """What would be wrong with the amendments and confirmations of a change, which are `found`
        by subject."""
        seen: set[tuple[str, str | None]] = set()
        on = [each for path in version.subjects for each in found.get(path, ())]
        for naming in sorted(on, key=lambda each: each.seq):
            id, change = naming.announcement, naming.change
            acts = [a for a in self._in_effect(id) if a.target in (id, change)]
            if any(a.kind == "retracted" and a.subject in (None, naming.subject) for a in acts):
                continue
            # On all its subjects it says the same, unless the recorder mended it for one.
            alone = any(act.subject is not None for act in acts)
            if (key := (change, naming.subject if alone else None)) in seen:
                continue
            seen.add(key)
            said = self._log.record(naming.seq).data
            own = [act for act in acts if act.target == change]
            kind, data = corrected(naming.kind, said, corrections(own, naming.subject))
            for problem in rules.amending(
                kind,
                data,
                target=version.kind,
                target_data=version.data,
                confirmed=version.confirmed,
            ):
                yield _words(change, problem)
            if kind == "confirmed":  # a term of its own may hang on what it confirms
                subjects = Coverage([naming.subject]) if alone else version.subjects
                mended = Version(subjects, kind, data, version.kind)
                subject = naming.subject if alone else None
                named_by = self._log.naming(id, naming.n, subject=subject)
                yield from self._named_by(_by_subject(named_by), mended)

    def _in_effect(self, announcement: str) -> list[Act]:
        found = self._recorded.get(announcement)
        if found is None:
            found = self._recorded[announcement] = in_effect(self._log.acts(announcement))
        return found


def _by_subject(found: Sequence[Statement]) -> dict[str, list[Statement]]:
    by_subject: dict[str, list[Statement]] = {}
    for each in found:
        by_subject.setdefault(each.subject, []).append(each)
    return by_subject


def _words(change: str, problem: rules.Problem) -> str:
    expected = f"; expected {problem.expected}" if problem.expected else ""
    return f"{change}: {problem.field} {problem.message}{expected}"
