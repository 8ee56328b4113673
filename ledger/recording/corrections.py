"""What may the recorder correct or retract, and is what is left valid?"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from events.fields import CARRIED, CORRECTED, DEFAULTS
from events.words import RANK
from ledger.acts import TYPES, Act, act_of, corrected, in_effect
from ledger.dates.moments import zone as zone_named
from ledger.faults import LedgerFault, TypedFault
from ledger.files.fields import Unchangeable, parse_field
from ledger.files.texts import FieldFault
from ledger.files.typed import command, lines
from ledger.misnamed import meant
from ledger.objections import Warned
from ledger.recording.ceilings import Ceilings, above
from ledger.recording.differences import recorded
from ledger.recording.references import acts_about, acts_on, corrections_on, retraction_of
from ledger.recording.validity import check_left
from ledger.records import Record
from ledger.stores.log import Log
from ledger.subjects import SubjectFault, subject_path
from ledger.twins import hint

#: An announcement, or a change of it, in the one spelling that is stored.
_NAME: Final = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:#([1-9][0-9]{0,8}))?", re.ASCII)
#: So many changes are named in a message, and of each so many subjects.
_LISTED: Final = 12
_FEW: Final = 3
_POSITION: Final = re.compile(r"@(0|[1-9][0-9]{0,17})", re.ASCII)


class DraftAct(NamedTuple):
    """What an act is to say, but for `why` and `recorder`; `data` is None where nothing changes."""

    data: dict[str, Any] | None
    warnings: tuple[Warned, ...] = ()


class ActTarget(NamedTuple):
    """What an act is about, an announcement or one change of it, as that was written: kind, data
    and the subjects of a change. `id` and `zone` are the announcement's."""

    target: str
    announced: Record
    n: int | None
    kind: str
    data: Mapping[str, Any]
    subjects: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return str(self.announced.data["id"])


def correction(
    log: Log,
    target: str,
    fields: Mapping[str, str],
    *,
    subject: str | None,
    above_ceiling: bool = False,
) -> DraftAct:
    """The correction of fields, given as a file would write them, an empty one clearing.

    `above_ceiling` lets the source speak above its limit. Raises LedgerFault; TypedFault where a
    value or the subject cannot be read.
    """
    subject = _subject(subject)
    named = named_in(log, target, subject)
    _still_there(log, named, subject)
    if not fields:
        raise LedgerFault(f"nothing to correct in {target}: give FIELD=VALUE")
    _of_that(log, named, fields)
    acts = acts_on(log, target)
    on = subject or next(iter(named.subjects), None)
    kind, data = corrected(named.kind, named.data, corrections_on(on, acts))
    found = _parsed(target, kind, fields, zone=named.announced.data["zone"])
    if named.n is not None and "change" in found:
        # What the file did not say but its reader wrote out goes where the new kind has no such.
        for name, default in DEFAULTS[kind].items():
            if name not in CARRIED[found["change"]] and data.get(name) == default:
                found.setdefault(name, None)
    # In the order in which they are stored, and read again: a field before what is within it.
    act: dict[str, Any] = {"target": target, "fields": dict(sorted(found.items()))}
    if subject is not None:
        act["subject"] = subject
    record = act_of(Record(log.size + 1, 0, "corrected", {**act, "why": ""}))
    if _said(named, acts) == _said(named, [*acts, record]):
        said = {"target": target, "files": None, "changed": False}
        return DraftAct(None, (Warned("told already", said),))
    if named.n is None and not above_ceiling:
        _within_ceiling(log, target, data, record)
    check_left(log, named.announced, record)
    return DraftAct(act)


def retraction(log: Log, target: str, *, subject: str | None) -> DraftAct:
    """The retraction of an announcement, a change (for one subject), or of an act, `@SEQ`.

    Raises LedgerFault; TypedFault where the position or the subject cannot be read.
    """
    subject = _subject(subject)
    act: dict[str, Any] = {"target": target}
    if not target.startswith("@"):
        named = named_in(log, target, subject)
        _still_there(log, named, subject)
        return DraftAct(act if subject is None else {**act, "subject": subject})
    if subject is not None:
        raise LedgerFault(f"{target} is an act, which is retracted whole: leave out the subject")
    if (found := _POSITION.fullmatch(target)) and int(found[1]) in log.unread():
        if log.is_undone(int(found[1])):
            raise LedgerFault(f"{target} is retracted already")
        return DraftAct(act)
    _check_act(log, target)
    announcement = about(log, target).partition("#")[0]
    if not announcement:
        return DraftAct(act)
    if other := retraction_of(target, in_effect(log.acts(announcement))):
        raise LedgerFault(f"{target} is retracted already, by @{other.seq}")
    record = act_of(Record(log.size + 1, 0, "retracted", {**act, "why": ""}))
    check_left(log, log.announced(announcement), record)
    return DraftAct(act)


def about(log: Log, target: str) -> str:
    """The announcement, or the change, that an act with this target is about in the end; "" where
    that is an event that cannot be read."""
    while target.startswith("@"):
        if int(target[1:]) in log.unread():
            return ""
        target = str(log.record(int(target[1:])).data["target"])
    return target


def _subject(subject: str | None) -> str | None:
    try:
        return None if subject is None else subject_path(subject)
    except SubjectFault as fault:
        raise TypedFault(str(fault)) from None


def named_in(log: Log, target: str, subject: str | None) -> ActTarget:
    """What ID or ID#N names, perhaps on one of its subjects. Raises LedgerFault."""
    if target.startswith("@"):
        raise LedgerFault(
            f"{target} is a position: what is corrected is named as ID, or ID#N of a change (an "
            "act of the recorder is retracted, and the correction made anew)"
        )
    name = _NAME.fullmatch(target)
    if name is None:
        expected = "expected ID, or ID#N of a change"
        words = _meant_by(log, target)
        raise LedgerFault(f"{target!r} names nothing{hint(target)}: {expected}; {words}")
    announcement, span = name[1], log.announcement(name[1])
    if span is None:
        words = _meant_by(log, announcement)
        raise LedgerFault(f"no announcement {announcement} is recorded: {words}")
    n = None if name[2] is None else int(name[2])
    announced = log.record(span[0])
    if n is None:
        if subject is not None:
            raise LedgerFault(
                f"{target} is an announcement: a subject goes with a change, {target}#N"
            )
        return ActTarget(target, announced, None, "announced", announced.data)
    told = log.told(announcement, n)
    if not told:
        count = announced.data["changes"]
        raise LedgerFault(f"{target} names nothing: {announcement} has changes #1 to #{count}")
    known = tuple(each.subject for each in told)
    if subject is not None and subject not in known:
        raise LedgerFault(
            f"{subject} is not a subject of {target}: expected one of {', '.join(known[:5])}"
        )
    return ActTarget(target, announced, n, told[0].kind, log.record(told[0].seq).data, known)


def _meant_by(log: Log, name: str) -> str:
    return meant(name, size=log.size, paths=log.paths(), sources=log.sources())


def _still_there(log: Log, named: ActTarget, subject: str | None) -> None:
    """Raises LedgerFault where it is retracted already."""
    left = set(named.subjects)
    for act in acts_about(log, named.id):
        if act.kind != "retracted" or act.target not in (named.id, named.target):
            continue
        on = act.subject
        left.discard(on or "")
        if on is None or on == subject or (named.n is not None and not left):
            what = named.target if on is None else f"{named.target} on {on}"
            raise LedgerFault(
                f"{what} is retracted already, by @{act.seq}: `ledger retract @{act.seq}` "
                "reinstates it"
            )


def _of_that(log: Log, named: ActTarget, fields: Mapping[str, str]) -> None:
    """Raises LedgerFault where the announcement was named for a field of its changes, or a change
    for one of the announcement; and says what to name."""
    for name, value in fields.items():
        meant, listed = list[str](), list[str]()
        own = name in CORRECTED["announced"]
        if named.n is not None and own:
            but, meant = f"{named.kind}, but of the announcement", [named.id]
        elif named.n is None and not own:
            but = "announced, but of a change"
            for each in recorded(log, named.id).changes:
                if name in CORRECTED[each.kind]:
                    meant.append(each.data["change"])
                    listed.append(f"{meant[-1]} ({each.kind} {', '.join(each.subjects[:_FEW])})")
        if len(meant) == 1:
            line = command("correct", meant[0], f"{name}={value}", "--why", "TEXT")
            raise LedgerFault(f"{name!r} is no field of {but}, {meant[0]}: {line}")
        if meant:
            each_one = "; ".join(lines(listed, _LISTED))
            raise LedgerFault(
                f"{name!r} is no field of {but}: name the one that is meant, of {each_one}"
            )


def _parsed(target: str, kind: str, fields: Mapping[str, str], *, zone: str) -> dict[str, Any]:
    rules_of = zone_named(zone)
    found: dict[str, Any] = {}
    was = kind
    for name in sorted(fields, key=lambda name: name != "change"):  # it says which others there are
        if name in ("subjects", "subject", "path"):
            raise LedgerFault(
                f"subjects are not corrected: retract {target}, and announce it under a new id"
            )
        if not fields[name] and name in CORRECTED[was] and name not in CORRECTED[kind]:
            found[name] = None  # it goes with the old kind, though that may have needed it
            continue
        try:
            found[name] = parse_field(kind, name, fields[name], rules_of)
        except Unchangeable as fault:
            raise LedgerFault(f"{target}: {name}: {fault}") from None
        except FieldFault as fault:
            raise TypedFault(f"{target}: {name}: {fault}") from None
        if name == "change":
            kind = found[name]
    return found


def _said(named: ActTarget, acts: Sequence[Act]) -> list[tuple[str, dict[str, Any]]]:
    """What it says by these acts, of each subject, with what it means where it does not say so."""
    found = []
    for subject in named.subjects or (None,):
        kind, data = corrected(named.kind, named.data, corrections_on(subject, acts))
        found.append((kind, {**DEFAULTS.get(kind, {}), **data}))
    return found


def _within_ceiling(log: Log, id: str, was: Mapping[str, Any], act: Act) -> None:
    """Raises LedgerFault where the correction makes a source speak above its ceiling, or higher
    above it."""
    _, now = corrected("announced", was, [act.corrections])
    name, authority = now["source"]["name"], now["source"]["authority"]
    before = was["source"]
    if name == before["name"] and RANK[authority] <= RANK[before["authority"]]:
        return
    if (ceiling := Ceilings().broken(name, authority, log)) is None:
        return
    field = "source.authority" if "source.authority" in act.corrections else "source.name"
    message, expected = above(name, authority, ceiling)
    raise LedgerFault(f"{id}: {field}: {message}; expected {expected}")


def _check_act(log: Log, target: str) -> None:
    """Raises LedgerFault where no correction or retraction is at this position; TypedFault where it
    is none."""
    position = _POSITION.fullmatch(target)
    if position is None:
        raise TypedFault(f"there is no event {target}: expected @ and a number, such as @41")
    try:
        record = log.record(int(position[1]))
    except LookupError:
        raise LedgerFault(f"there is no event {target}: the log has {log.size}") from None
    if record.type in TYPES:
        return
    name = record.data.get("change", record.data.get("id"))
    if name is not None:
        raise LedgerFault(f"{target} is no act, but of {name}: retract it by that name")
    raise LedgerFault(f"{target} is {record.type}: only corrections and retractions go by @SEQ")
