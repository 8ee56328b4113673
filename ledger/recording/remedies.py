"""What is to be typed where a file tells an announcement otherwise than it is recorded?

Whoever mends a slip in a file after it was recorded has to mend the record too, and that is an act
of its own. Of what can be mended so the command is named; of what cannot, what to do instead.
Where the record was mended already, the file tells nothing new.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from events.fields import CARRIED, CORRECTED, DEFAULTS
from events.words import STATEMENTS
from ledger.acts import Act, corrected, field, in_effect
from ledger.dates.moments import zone as zone_named
from ledger.faults import LedgerFault
from ledger.files.typed import command, lines, meaning, typed
from ledger.recording import corrections, filings
from ledger.recording.alignment import aligned, but_id
from ledger.recording.sameness import gathered, mended, told
from ledger.recording.spool import Plan, PlannedChange
from ledger.recording.targets import corrections as corrections_of
from ledger.stores.log import Log

#: So many commands are named.
_MOST: Final = 12
#: Why dates read in another zone are not corrected either: no source has said the instants.
_OTHER_DAYS: Final = (
    ", nor what it means for the dates: corrections are read in the zone that is recorded, where "
    "the days of the file begin and end at other instants"
)
_WHY: Final = ("--why", "TEXT")


class Remedies(NamedTuple):
    """What mends the record, a line each; `stands`: the file tells what stands since the record was
    mended, and there is nothing to do."""

    stands: bool
    lines: tuple[str, ...]


class _Standing(NamedTuple):
    """A change as it is recorded, and the acts about it; `left` are the subjects of which it was
    not retracted."""

    n: int
    kind: str
    data: Mapping[str, Any]
    subjects: tuple[str, ...]
    left: tuple[str, ...]
    acts: tuple[Act, ...]


def remedies(
    plan: Plan, changes: Sequence[PlannedChange], log: Log, *, files: Mapping[str, str]
) -> Remedies:
    """What to do where `plan` and its changes differ from what is recorded under their id.

    `files` are the names of its evidence by digest, where they are known.
    """
    id = plan.id
    acts = [act for act in in_effect(log.acts(id)) if act.act_seq is None]
    for act in acts:
        if act.kind == "retracted" and act.target == id:
            again = command("retract", f"@{act.seq}", *_WHY)
            words = f"{id} is retracted, by @{act.seq}: {again} reinstates it as it was, or"
            return Remedies(False, (f"{words} give the announcement of the file a new id",))
    was = [each["sha256"] for each in log.announced(id).data["evidence"]]
    same = was == [each["sha256"] for each in plan.announced["evidence"]]
    added = () if same else filings.added(log, id)  # all that were added to any are read for it
    recorded = list(_standing(id, log, acts))
    pairs = aligned(recorded, changes, {n for n, each in enumerate(recorded) if not each.left})
    found = [
        *_announced(plan, log, acts),
        *_evidence(plan, log, added, files),
        *_changes(id, recorded, changes, pairs.pairs, log),
    ]
    # Where dates were corrected, it does not matter any more in which zone they were read.
    if (found or not acts) and plan.announced["zone"] != log.announced(id).data["zone"]:
        return Remedies(False, (_anew("zone", id, _OTHER_DAYS if found else ""),))
    stands = not found and not pairs.moved and bool(acts or added)
    return Remedies(stands, lines(found, _MOST))


def _announced(plan: Plan, log: Log, acts: Sequence[Act]) -> Iterator[str]:
    id, said = plan.id, plan.announced
    was = log.announced(id).data
    stands = mended(was, acts)
    zone = zone_named(was["zone"])
    fields: dict[str, str] = {}
    for name in CORRECTED["announced"]:
        if not _told(*(field(name, each) for each in (said, was, stands))):
            fields |= typed("announced", name, field(name, said), zone)
    if fields:
        yield _correct(log, id, fields)
    if said.get("via") != was.get("via"):
        yield _anew("via", id)


def _told(said: Any, was: Any, stands: Any) -> bool:
    """Whether a field says what was written, or what it was corrected to."""
    return bool(said == was or (stands != was and meaning(said) == meaning(stands)))


def _anew(what: str, target: str, since: str = "") -> str:
    """What to do about what no correction sets."""
    retract = command("retract", target, *_WHY)
    return f"{what} is not corrected{since}: {retract}, and announce it under a new id"


def _evidence(
    plan: Plan, log: Log, added: Sequence[Mapping[str, Any]], files: Mapping[str, str]
) -> Iterator[str]:
    was = [each["sha256"] for each in log.announced(plan.id).data["evidence"]]
    said = [each["sha256"] for each in plan.announced["evidence"]]
    has = {*was, *(each["sha256"] for each in added)}
    new = [files.get(sha256, "FILE") for sha256 in said if sha256 not in has]
    if new:
        yield command("evidence", "add", plan.id, *new, *_WHY)
    gone = len(set(was) - set(said))
    if gone:
        which = "a file that is" if gone == 1 else f"{gone} files that are"
        yield f"evidence is never taken out: name {which} kept for {plan.id}, too"


def _changes(
    id: str,
    recorded: Sequence[_Standing],
    changes: Sequence[PlannedChange],
    pairs: Sequence[tuple[int | None, int | None]],
    log: Log,
) -> Iterator[str]:
    for was, is_now in pairs:
        standing = None if was is None else recorded[was]
        change = None if is_now is None else changes[is_now]
        if standing is None and change is not None:
            out = f"take changes[{change.n}] out of the file"
            yield f"{out}, and announce it under an id of its own"
        elif standing is not None and change is None:
            if standing.left:
                yield command("retract", f"{id}#{standing.n}", *_WHY)
        elif standing is not None and change is not None:
            if not standing.left:
                yield from _retracted(id, standing, change, last=len(recorded))
            else:
                yield from _change(id, standing, change, log, last=len(recorded))


def _standing(id: str, log: Log, acts: Sequence[Act]) -> Iterator[_Standing]:
    span = log.announcement(id)
    if span is None:
        raise LookupError(id)
    for n, each in enumerate(gathered(log.records(span[0] + 1, span[1])), 1):
        own = tuple(act for act in acts if act.target == f"{id}#{n}")
        gone = {act.subject for act in own if act.kind == "retracted"}
        left = () if None in gone else tuple(path for path in each.subjects if path not in gone)
        data = {name: value for name, value in each.data.items() if name != "change"}
        yield _Standing(n, each.kind, data, each.subjects, left, own)


def _retracted(id: str, standing: _Standing, change: PlannedChange, *, last: int) -> Iterator[str]:
    """What to do with a file that says otherwise what was retracted already."""
    same = (change.kind, change.subjects, but_id(change.data))
    if same == (standing.kind, standing.subjects, standing.data):
        return
    by = " and ".join(f"@{act.seq}" for act in standing.acts if act.kind == "retracted")
    target = f"{id}#{standing.n}"
    yield (
        f"{target} is retracted already, by {by}: what the file says there is announced under a "
        f"new id, and {_left_in_the_file(target, standing, last)}"
    )


def _left_in_the_file(target: str, standing: _Standing, last: int) -> str:
    """What becomes in the file of a change of which no correction makes what the file says."""
    kept = f"{target} stays in the file as it is recorded, {told(standing)}"
    return kept + (", or is taken out of it" if standing.n == last else "")


def _change(
    id: str, standing: _Standing, change: PlannedChange, log: Log, *, last: int
) -> Iterator[str]:
    target = f"{id}#{standing.n}"
    gone = [path for path in standing.left if path not in change.subjects]
    new = [path for path in change.subjects if path not in standing.subjects]
    if gone and len(gone) == len(standing.left):
        yield command("retract", target, *_WHY)
    else:
        for path in gone:
            yield command("retract", target, "--subject", path, *_WHY)
    if new:
        yield (
            f"subjects are not corrected: announce what {target} should say of {', '.join(new)} "
            f"under a new id; {_left_in_the_file(target, standing, last)}"
        )
    needed: dict[tuple[tuple[str, str], ...], list[str]] = {}
    zone = zone_named(log.announced(id).data["zone"])
    for path in standing.left:
        if path in change.subjects:
            try:
                fields = _needed(standing, change, path, zone=zone)
            except _NotCorrected as fault:
                kept = _left_in_the_file(target, standing, last)
                yield f"{_anew(f'{fault} of {target}', target)}; {kept}"
                return
            needed.setdefault(tuple(fields.items()), []).append(path)
    for found, paths in needed.items():
        if found and len(needed) == 1:
            yield _correct(log, target, dict(found))
        elif found:
            for path in paths:
                yield _correct(log, target, dict(found), subject=path)


class _NotCorrected(Exception):
    """A field that no correction sets, by its name."""


def _needed(standing: _Standing, change: PlannedChange, path: str, *, zone: Any) -> dict[str, str]:
    """The fields that a correction has to set, as they are typed. Raises _NotCorrected."""
    kind, stands = corrected(standing.kind, standing.data, corrections_of(standing.acts, path))
    new = change.kind not in (standing.kind, kind)
    if new and not {change.kind, kind} <= set(STATEMENTS):
        raise _NotCorrected("change")
    found = {"change": change.kind} if new else {}
    said, was = _meant(change.kind, but_id(change.data)), _meant(standing.kind, standing.data)
    now = _meant(kind, stands)
    for name in dict.fromkeys((*said, *was, *now)):
        if _told(said.get(name), was.get(name), now.get(name)):
            continue
        if name in CORRECTED[change.kind]:
            found |= typed(change.kind, name, said.get(name), zone)
        elif name not in CORRECTED[kind]:
            raise _NotCorrected(name)
        elif now.get(name) != DEFAULTS.get(kind, {}).get(name):
            found[name] = ""  # it goes with the old kind
    return found


def _meant(kind: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """What a change of a kind says, with what it means where it does not say so."""
    carried = CARRIED[kind]
    return {
        **DEFAULTS.get(kind, {}),
        **{name: value for name, value in data.items() if name in carried},
    }


def _correct(log: Log, target: str, fields: Mapping[str, str], subject: str | None = None) -> str:
    """The command, or why the record would not be valid after it."""
    only = () if subject is None else ("--subject", subject)
    words = (f"{name}={value}" for name, value in fields.items())
    text = command("correct", target, *words, *only, *_WHY)
    try:
        corrections.correction(log, target, fields, subject=subject)
    except LedgerFault as fault:
        return f"{text} is refused: {fault}"
    return text
