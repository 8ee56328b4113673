"""Is what an act of the recorder would leave still valid? (DESIGN 4)"""

from collections.abc import Iterator, Sequence

from ledger.acts import Act, corrected, in_effect, split_id
from ledger.faults import LedgerFault
from ledger.files import rules
from ledger.recording.replacements import replacing
from ledger.recording.targets import Version, confirming, corrections, find, versions
from ledger.records import Record
from ledger.stores import Log


def check_left(log: Log, announced: Record, act: Act) -> None:
    """Raises LedgerFault where a change of the announcement would not be valid after `act`."""
    id = announced.data["id"]
    recorded = log.acts(id)
    before, after = in_effect(recorded), in_effect([*recorded, act])
    differing = [each for each in (*before, *after) if each not in before or each not in after]
    named = {each.target for each in differing}
    numbers = {split_id(target)[1] for target in named if "#" in target}
    # A field of the announcement itself is right or wrong alone.
    if any(each.kind == "retracted" and each.target == id for each in differing):
        numbers = set(range(1, announced.data["changes"] + 1))
    left = [each for each in after if each.act_seq is None]
    for n in sorted(numbers):
        for problem in _problems(log, id, n, left):
            raise LedgerFault(
                f"nothing was changed, since what is left would not be valid: {problem}"
            )


def _problems(log: Log, announcement: str, n: int, acts: Sequence[Act]) -> Iterator[str]:
    """What is wrong with a change, with what it names, and with what names it, under `acts`."""
    change = f"{announcement}#{n}"
    if any(act.kind == "retracted" and act.target == announcement for act in acts):
        return
    acts = [act for act in acts if act.target == change]
    told = log.told(announcement, n)
    gone = {act.subject for act in acts if act.kind == "retracted"}
    subjects = [each.subject for each in told if None not in gone and each.subject not in gone]
    data = log.record(told[0].seq).data
    all_told = [each.subject for each in told]
    target = find(data["of"], log, earlier=lambda id: None) if "of" in data else None
    left = versions(told[0].kind, data, subjects, acts) if subjects else ()
    for version in confirming(left, target):
        own = {k: v for k, v in version.data.items() if k not in ("change", "subject")}
        for problem in rules.whole(version.kind, own):
            yield _words(change, problem)
        for _, problem in rules.excepting(own.get("except", ()), all_told):
            yield _words(change, problem)
        yield from _replacing(log, change, version, before=told[0].seq, subjects=all_told)
        for other in target.versions if target is not None else ():
            if not set(version.subjects).isdisjoint(other.subjects):
                for problem in rules.amending(
                    version.kind,
                    version.data,
                    target=other.kind,
                    target_data=other.data,
                    confirmed=other.confirmed,
                ):
                    yield _words(change, problem)
        yield from _named_by(log, announcement, n, version=version)
    words = ["change" in act.corrections for act in log.acts(announcement)]
    if told[0].kind != "noted" or any(words):  # what was a note all along, nothing replaces
        yield from _replaced(log, change, versions(told[0].kind, data, all_told, acts))


def _replacing(
    log: Log, change: str, version: Version, *, before: int, subjects: Sequence[str]
) -> Iterator[str]:
    """What is wrong with what a change, recorded at `before`, is said to replace."""
    for id in version.data.get("replaces", ()):
        announcement, n = split_id(id)
        told = log.told(announcement, n)
        target = find(id, log, earlier=lambda id: None)
        if target is None or told[0].seq >= before:
            later = "names nothing" if target is None else "does not come before it"
            yield _words(change, rules.Problem("replaces", f"{id} {later}", "an earlier change"))
            continue
        kinds = [(other.kind, other.subjects) for other in target.versions]
        if problem := rules.replacing(id, subjects, kinds):
            yield _words(change, problem)


def _replaced(log: Log, change: str, found: Sequence[Version]) -> Iterator[str]:
    """What would be wrong with what replaces a change: of what is noted nothing takes the place."""
    if all(version.kind != "noted" for version in found):
        return
    kinds = [(version.kind, version.subjects) for version in found]
    all_subjects = [path for version in found for path in version.subjects]
    for id, subjects in replacing(log, change, all_subjects):
        if problem := rules.replacing(change, subjects, kinds):
            yield _words(id, problem)


def _named_by(log: Log, announcement: str, n: int, *, version: Version) -> Iterator[str]:
    """What would be wrong with the amendments and confirmations of a change."""
    seen: set[tuple[str, str | None]] = set()
    for naming in log.naming(announcement, n):
        if naming.subject not in version.subjects:
            continue
        said = log.record(naming.seq).data
        change = said["change"]
        id, number = split_id(change)
        acts = [a for a in in_effect(log.acts(id)) if a.target in (id, change)]
        if any(a.kind == "retracted" and a.subject in (None, naming.subject) for a in acts):
            continue
        # On all its subjects it says the same, unless the recorder mended it for one.
        alone = any(act.subject is not None for act in acts)
        if (key := (change, naming.subject if alone else None)) in seen:
            continue
        seen.add(key)
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
            subjects = (naming.subject,) if alone else version.subjects
            mended = Version(subjects, kind, data, version.kind)
            yield from _named_by(log, id, number, version=mended)


def _words(change: str, problem: rules.Problem) -> str:
    expected = f"; expected {problem.expected}" if problem.expected else ""
    return f"{change}: {problem.field} {problem.message}{expected}"
