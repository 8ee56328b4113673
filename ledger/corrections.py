"""What may the recorder correct or retract, and is what is left valid?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ledger import rules
from ledger.claims import split_id, split_target
from ledger.faults import LedgerFault
from ledger.fields import FieldFault, parse_field
from ledger.moments import zone as zone_named
from ledger.records import Record
from ledger.stores import Log, Told
from ledger.targets import acts_on, corrected, find, versions
from ledger.visible import acts_in_effect

#: Where a kind is corrected, what the file did not say but the reader wrote out goes with it.
_DEFAULTS: Final = {"afterwards": "undetermined", "effect": "permitted"}


class Act(NamedTuple):
    """What an act says, but for `why` and `recorder`; `data` is None where nothing changes."""

    data: dict[str, Any] | None
    warnings: tuple[str, ...] = ()


class _Named(NamedTuple):
    """What an act is about: an announcement, or one change of it with its rows."""

    target: str
    announced: Record
    n: int | None
    told: tuple[Told, ...]


def correction(log: Log, target: str, fields: Mapping[str, str], *, subject: str | None) -> Act:
    """The correction of fields, given as a file would write them, an empty one clearing.

    Raises LedgerFault.
    """
    named = _named(log, target, subject)
    _still_there(log, named, subject)
    if not fields:
        raise LedgerFault(f"nothing to correct in {target}: give FIELD=VALUE")
    acts = acts_on(log, target)
    if named.n is None:
        kind, data = corrected("announced", named.announced.data, acts, subject=None)
    else:
        kind, data = corrected(
            named.told[0].kind,
            log.record(named.told[0].seq).data,
            acts,
            subject=subject or named.told[0].subject,
        )
    found = _parsed(target, kind, fields, zone=named.announced.data["zone"])
    if named.n is not None and "change" in found:
        carried = rules.carried(found["change"])
        for name, default in _DEFAULTS.items():
            if name not in carried and data.get(name) == default:
                found.setdefault(name, None)
    act: dict[str, Any] = {"target": target, "fields": found}
    if subject is not None:
        act["subject"] = subject
    record = Record(log.size + 1, 0, "corrected", act)
    if _same(log, named, acts, [*acts, record]):
        return Act(None, (f"{target} says so already: nothing was changed",))
    _check_left(log, named.announced, record)
    return Act(act)


def retraction(log: Log, target: str, *, subject: str | None) -> Act:
    """The retraction of an announcement, a change (for one subject), or of an act, `@SEQ`.

    Raises LedgerFault.
    """
    act: dict[str, Any] = {"target": target}
    if not target.startswith("@"):
        named = _named(log, target, subject)
        _still_there(log, named, subject)
        return Act(act if subject is None else {**act, "subject": subject})
    if subject is not None:
        raise LedgerFault(f"{target} is an act, which is retracted whole: leave out the subject")
    undone = _act(log, target)
    announcement = _root(log, undone)
    for other in acts_in_effect(log.acts(announcement)):
        if other.type == "retracted" and other.data["target"] == target:
            raise LedgerFault(f"{target} is retracted already, by @{other.seq}")
    record = Record(log.size + 1, 0, "retracted", act)
    span = log.announcement(announcement)
    assert span is not None
    _check_left(log, log.record(span[0]), record)
    return Act(act)


def _named(log: Log, target: str, subject: str | None) -> _Named:
    if target.startswith("@"):
        raise LedgerFault(f"{target} is an act of the recorder: retract it, and correct anew")
    try:
        announcement, n, _ = split_target(target)
    except ValueError:
        raise LedgerFault(f"{target!r} names nothing: expected ID, or ID#N of a change") from None
    span = log.announcement(announcement or "")
    if span is None:
        raise LedgerFault(f"no announcement {announcement} is recorded: see `ledger log`")
    announced = log.record(span[0])
    told = () if n is None else tuple(log.told(announced.data["id"], n))
    if n is not None and not told:
        count = announced.data["changes"]
        raise LedgerFault(f"{target} names nothing: {announcement} has changes #1 to #{count}")
    if subject is not None and n is None:
        raise LedgerFault(f"{target} is an announcement: a subject goes with a change, {target}#N")
    known = [each.subject for each in told]
    if subject is not None and subject not in known:
        raise LedgerFault(
            f"{subject} is not a subject of {target}: expected one of {', '.join(known[:5])}"
        )
    return _Named(target, announced, n, told)


def _still_there(log: Log, named: _Named, subject: str | None) -> None:
    """Raises LedgerFault where it is retracted already."""
    id = named.announced.data["id"]
    left = {each.subject for each in named.told}
    for act in acts_in_effect(log.acts(id)):
        if act.type != "retracted" or act.data["target"] not in (id, named.target):
            continue
        on = act.data.get("subject")
        left.discard(on)
        if on is None or on == subject or (named.told and not left):
            what = named.target if on is None else f"{named.target} on {on}"
            raise LedgerFault(
                f"{what} is retracted already, by @{act.seq}: `ledger retract @{act.seq}` "
                "reinstates it"
            )


def _parsed(target: str, kind: str, fields: Mapping[str, str], *, zone: str) -> dict[str, Any]:
    rules_of = zone_named(zone)
    found: dict[str, Any] = {}
    for name in sorted(fields, key=lambda name: name != "change"):  # it says which others there are
        if name in ("subjects", "subject", "path"):
            raise LedgerFault(
                f"subjects are not corrected: retract {target}, and announce it under a new id"
            )
        try:
            found[name] = parse_field(kind, name, fields[name], rules_of)
        except FieldFault as fault:
            raise LedgerFault(f"{target}: {name}: {fault}") from None
        if name == "change":
            kind = found[name]
    return found


def _same(log: Log, named: _Named, before: Sequence[Record], after: Sequence[Record]) -> bool:
    if named.n is None:
        data = named.announced.data
        was = corrected("announced", data, before, subject=None)
        return was == corrected("announced", data, after, subject=None)
    data = log.record(named.told[0].seq).data
    return all(
        corrected(named.told[0].kind, data, before, subject=each.subject)
        == corrected(named.told[0].kind, data, after, subject=each.subject)
        for each in named.told
    )


def _act(log: Log, target: str) -> Record:
    try:
        seq = int(target[1:])
        record = log.record(seq)
    except (ValueError, LookupError, OverflowError):
        raise LedgerFault(f"there is no event {target}: the log has {log.size}") from None
    if record.type in ("corrected", "retracted"):
        return record
    name = record.data.get("change", record.data.get("id"))
    if name is not None:
        raise LedgerFault(f"{target} is no act, but of {name}: retract it by that name")
    raise LedgerFault(f"{target} is {record.type}: only corrections and retractions go by @SEQ")


def _root(log: Log, act: Record) -> str:
    """The announcement that an act is about in the end."""
    while act.data["target"].startswith("@"):
        act = log.record(int(act.data["target"][1:]))
    return str(act.data["target"].partition("#")[0])


def _check_left(log: Log, announced: Record, act: Record) -> None:
    """Raises LedgerFault where a change of the announcement would not be valid after `act`."""
    id = announced.data["id"]
    recorded = log.acts(id)
    before, after = acts_in_effect(recorded), acts_in_effect([*recorded, act])
    differing = [each for each in (*before, *after) if each not in before or each not in after]
    named = {each.data["target"] for each in differing}
    numbers = {split_id(target)[1] for target in named if "#" in target}
    if id in named:
        numbers = set(range(1, announced.data["changes"] + 1))
    for n in sorted(numbers):
        for problem in _problems(
            log, id, n, [each for each in after if not each.data["target"].startswith("@")]
        ):
            raise LedgerFault(
                f"nothing was changed, since what is left would not be valid: {problem}"
            )


def _problems(log: Log, announcement: str, n: int, acts: Sequence[Record]) -> Iterator[str]:
    """What is wrong with a change, with what it names, and with what names it, under `acts`."""
    change = f"{announcement}#{n}"
    if any(act.type == "retracted" and act.data["target"] == announcement for act in acts):
        return
    acts = [act for act in acts if act.data["target"] == change]
    told = log.told(announcement, n)
    gone = {act.data.get("subject") for act in acts if act.type == "retracted"}
    subjects = [each.subject for each in told if None not in gone and each.subject not in gone]
    data = log.record(told[0].seq).data
    target = find(data["of"], log, earlier=lambda id: None) if "of" in data else None
    for version in versions(told[0].kind, data, subjects, acts) if subjects else ():
        own = {k: v for k, v in version.data.items() if k not in ("change", "subject")}
        for problem in rules.whole(version.kind, own):
            yield _words(change, problem)
        for other in target.versions if target is not None else ():
            if not set(version.subjects).isdisjoint(other.subjects):
                for problem in rules.amending(
                    version.kind,
                    version.data,
                    target=other.kind,
                    target_data=other.data,
                    confirmed=target.confirmed if target is not None else None,
                ):
                    yield _words(change, problem)
        confirmed = (
            None if target is None or version.kind != "confirmed" else target.versions[0].kind
        )
        yield from _named_by(log, announcement, n, version=version, confirmed=confirmed)


def _named_by(
    log: Log, announcement: str, n: int, *, version: Any, confirmed: str | None
) -> Iterator[str]:
    """What would be wrong with the amendments and confirmations of a change."""
    seen: set[str] = set()
    for naming in log.naming(announcement, n):
        data = log.record(naming.seq).data
        change = data["change"]
        if change in seen or naming.subject not in version.subjects:
            continue
        id = change.rpartition("#")[0]
        acts = [a for a in acts_in_effect(log.acts(id)) if a.data["target"] in (id, change)]
        if any(
            a.type == "retracted" and a.data.get("subject") in (None, naming.subject) for a in acts
        ):
            continue
        seen.add(change)
        kind, data = corrected(
            naming.kind,
            data,
            [a for a in acts if a.data["target"] == change],
            subject=naming.subject,
        )
        for problem in rules.amending(
            kind, data, target=version.kind, target_data=version.data, confirmed=confirmed
        ):
            yield _words(change, problem)


def _words(change: str, problem: rules.Problem) -> str:
    expected = f"; expected {problem.expected}" if problem.expected else ""
    return f"{change}: {problem.field} {problem.message}{expected}"
