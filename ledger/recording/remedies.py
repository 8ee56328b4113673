"""What is to be typed where a file tells an announcement otherwise than it is recorded?

Whoever mends a slip in a file after it was recorded has to mend the record too, and that is an act
of its own. Of what can be mended so the command is named; of what cannot, what to do instead.
Where the record was mended already, the file tells nothing new.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from events.fields import CARRIED, CORRECTED, DEFAULTS
from events.words import STATEMENTS
from ledger.acts import Act, corrected, field
from ledger.dates.moments import zone as zone_named
from ledger.faults import LedgerFault
from ledger.files.drafts import Draft, DraftChange
from ledger.files.typed import command, lines, meaning, typed
from ledger.recording import corrections, filings
from ledger.recording.counterparts import Pair, but_id, counterparts
from ledger.recording.differences import mended, told
from ledger.recording.references import acts_about, corrections_on, retraction_of
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


class _StandingChange(NamedTuple):
    """A change as it is recorded, and the acts about it; `left` are the subjects of which it was
    not retracted."""

    change: DraftChange
    left: tuple[str, ...]
    acts: tuple[Act, ...]


def remedies(draft: Draft, before: Draft, log: Log, *, files: Mapping[str, str]) -> Remedies:
    """What to do where a draft differs from what is recorded under its id, `before`.

    `files` are the names of its evidence by digest, where they are known.
    """
    id, acts = draft.id, acts_about(log, draft.id)
    if act := retraction_of(id, acts):
        again = command("retract", f"@{act.seq}", *_WHY)
        words = f"{id} is retracted, by @{act.seq}: {again} reinstates it as it was, or"
        return Remedies(False, (f"{words} give the announcement of the file a new id",))
    zone = before.announced["zone"]
    was = [each["sha256"] for each in before.announced["evidence"]]
    same = was == [each["sha256"] for each in draft.announced["evidence"]]
    added = () if same else filings.added(log, id)  # all that were added to any are read for it
    standing = [_standing(each, acts) for each in before.changes]
    gone = {each.change.n for each in standing if not each.left}
    pairs = counterparts(before.changes, draft.changes, gone)
    found = [
        *_announced(draft, before, log, acts),
        *_evidence(draft, was, added, files),
        *_changes(draft, standing, pairs.pairs, log, zone=zone_named(zone)),
    ]
    # Where dates were corrected, it does not matter any more in which zone they were read.
    if (found or not acts) and draft.announced["zone"] != zone:
        return Remedies(False, (_anew("zone", id, _OTHER_DAYS if found else ""),))
    stands = not found and not pairs.moved and bool(acts or added)
    return Remedies(stands, lines(found, _MOST))


def _announced(draft: Draft, before: Draft, log: Log, acts: Sequence[Act]) -> Iterator[str]:
    said, was, stands = draft.announced, before.announced, mended(before, acts).announced
    zone = zone_named(was["zone"])
    fields: dict[str, str] = {}
    for name in CORRECTED["announced"]:
        if not _told(*(field(name, each) for each in (said, was, stands))):
            fields |= typed("announced", name, field(name, said), zone)
    if fields:
        yield _correct(log, draft.id, fields)
    if said.get("via") != was.get("via"):
        yield _anew("via", draft.id)


def _told(said: Any, was: Any, stands: Any) -> bool:
    """Whether a field says what was written, or what it was corrected to."""
    return bool(said == was or (stands != was and meaning(said) == meaning(stands)))


def _anew(what: str, target: str, since: str = "") -> str:
    """What to do about what no correction sets."""
    retract = command("retract", target, *_WHY)
    return f"{what} is not corrected{since}: {retract}, and announce it under a new id"


def _evidence(
    draft: Draft, was: Sequence[str], added: Sequence[Mapping[str, Any]], files: Mapping[str, str]
) -> Iterator[str]:
    said = [each["sha256"] for each in draft.announced["evidence"]]
    has = {*was, *(each["sha256"] for each in added)}
    new = [files.get(sha256, "FILE") for sha256 in said if sha256 not in has]
    if new:
        yield command("evidence", "add", draft.id, *new, *_WHY)
    gone = len(set(was) - set(said))
    if gone:
        which = "a file that is" if gone == 1 else f"{gone} files that are"
        yield f"evidence is never taken out: name {which} kept for {draft.id}, too"


def _changes(
    draft: Draft,
    recorded: Sequence[_StandingChange],
    pairs: Sequence[Pair],
    log: Log,
    *,
    zone: ZoneInfo,
) -> Iterator[str]:
    for was, change in pairs:
        if was is None and change is not None:
            out = f"take changes[{change.n}] out of the file"
            yield f"{out}, and announce it under an id of its own"
        elif was is not None:
            target, standing = f"{draft.id}#{was.n}", recorded[was.n - 1]
            kept = f"{target} stays in the file as it is recorded, {told(was)}"
            kept += ", or is taken out of it" if was.n == len(recorded) else ""
            if change is not None and standing.left:
                yield from _change(target, standing, change, log, kept=kept, zone=zone)
            elif change is not None:
                yield from _retracted(target, standing, change, kept=kept)
            elif standing.left:
                yield command("retract", target, *_WHY)


def _standing(change: DraftChange, acts: Sequence[Act]) -> _StandingChange:
    own = tuple(act for act in acts if act.n == change.n)
    gone = {act.subject for act in own if act.kind == "retracted"}
    left = () if None in gone else tuple(path for path in change.subjects if path not in gone)
    return _StandingChange(change, left, own)


def _retracted(
    target: str, standing: _StandingChange, change: DraftChange, *, kept: str
) -> Iterator[str]:
    """What to do with a file that says otherwise what was retracted already; `kept`: what becomes
    in it of a change of which no correction makes what it says."""
    was = standing.change
    same = (change.kind, change.subjects, but_id(change.data))
    if same != (was.kind, was.subjects, but_id(was.data)):
        by = " and ".join(f"@{act.seq}" for act in standing.acts if act.kind == "retracted")
        yield (
            f"{target} is retracted already, by {by}: what the file says there is announced under "
            f"a new id, and {kept}"
        )


def _change(
    target: str,
    standing: _StandingChange,
    change: DraftChange,
    log: Log,
    *,
    kept: str,
    zone: ZoneInfo,
) -> Iterator[str]:
    gone = [path for path in standing.left if path not in change.subjects]
    new = [path for path in change.subjects if path not in standing.change.subjects]
    if gone and len(gone) == len(standing.left):
        yield command("retract", target, *_WHY)
    else:
        for path in gone:
            yield command("retract", target, "--subject", path, *_WHY)
    if new:
        yield (
            f"subjects are not corrected: announce what {target} should say of {', '.join(new)} "
            f"under a new id; {kept}"
        )
    needed: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for path in standing.left:
        if path in change.subjects:
            try:
                fields = _needed(standing, change, path, zone=zone)
            except _NotCorrected as fault:
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


def _needed(
    standing: _StandingChange, change: DraftChange, path: str, *, zone: ZoneInfo
) -> dict[str, str]:
    """The fields that a correction has to set, as they are typed. Raises _NotCorrected."""
    recorded = standing.change
    own = corrections_on(path, standing.acts)
    kind, stands = corrected(recorded.kind, recorded.data, own)
    new = change.kind not in (recorded.kind, kind)
    if new and not {change.kind, kind} <= set(STATEMENTS):
        raise _NotCorrected("change")
    found = {"change": change.kind} if new else {}
    said, was = _meant(change.kind, change.data), _meant(recorded.kind, recorded.data)
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
