"""What was visible under the cuts, and how does each statement stand there? (DESIGN 3 and 4)

First what the recorder corrected and retracted, then what the sources amended.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ledger.dates.instants import instant
from tests.oracle.records import Record
from tests.oracle.words import (
    AMENDMENTS,
    CLAIMS,
    OPEN_EARLIEST,
    OPEN_LATEST,
    PARTED,
    RANK,
    STARTS,
)


class Cut(NamedTuple):
    """What of the log may be seen: by an instant, of so many events, from that rank on."""

    known: int | None = None
    position: int | None = None
    authority: int = RANK["third-party"]


class Population(NamedTuple):
    """The few that something reaches: a share, the source's words, or both."""

    percent: str | None
    words: str | None


class Claim(NamedTuple):
    """What is said to hold."""

    effect: str | None
    extent: str | None
    value: str | None


class Statement(NamedTuple):
    """A change of one subject as it stands in a reading; open ends are OPEN_EARLIEST/LATEST."""

    seq: int
    change: str
    subject: str
    kind: str
    of: str | None
    visible: bool
    withdrawn: bool
    source: str
    party: str | None
    authority: int
    published: int
    effect: str | None
    extent: str | None
    value: str | None
    population: Population | None
    excepts: tuple[str, ...]
    replaces: tuple[str, ...]
    earliest: int
    latest: int
    qualifier: str | None
    until: int | None
    afterwards: str
    certainty: str
    amended_by: tuple[str, ...]
    confirms: "Statement | None"

    @property
    def amends(self) -> bool:
        """Whether it is an amendment, which states nothing by itself."""
        return self.kind in AMENDMENTS

    @property
    def completes(self) -> bool:
        """Whether it ends a grayscale test, itself or by confirming what ended it."""
        said = self.confirms.kind if self.confirms else self.kind
        return said == "grayscale_completed"

    @property
    def claim(self) -> Claim:
        """What it says as it stands, whenever."""
        return Claim(self.effect, self.extent, self.value)


class Written(NamedTuple):
    """A change as its source wrote it and the recorder corrected it, before any amendment."""

    seq: int
    kind: str
    data: Mapping[str, Any]
    announced: Mapping[str, Any]
    visible: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.data["change"], self.data["subject"]

    @property
    def authority(self) -> int:
        return RANK[self.announced["source"]["authority"]]

    @property
    def published(self) -> int:
        return instant(self.announced["published"]["instant"])


def statements(records: Iterable[Record], cut: Cut) -> list[Statement]:
    """Every change and amendment up to the cut's position, as it stands, by position.

    What is not visible is there too, marked so: a confirmation of it still stands.
    """
    told = _written(records, cut)
    withdrawn = _withdrawn(told)
    standing: dict[tuple[str, str], Statement] = {}
    for each in told:
        # "named by `of` … (earlier in the log or in the file)"
        target = standing[each.data["of"], each.data["subject"]] if "of" in each.data else None
        statement = _as_written(each, target, withdrawn=each.seq in withdrawn)
        amending = _applied(each, told, withdrawn)
        standing[each.key] = _amended(
            statement, _last(amending, "rescheduled"), _last(amending, "term_changed")
        )
    return sorted(standing.values(), key=lambda s: s.seq)


# What sources amend


def _of(each: Written, told: Sequence[Written]) -> list[Written]:
    """The visible amendments of a change, each of that subject."""
    return [
        other
        for other in told
        if other.kind in AMENDMENTS
        and other.visible
        and (other.data["of"], other.data["subject"]) == each.key
    ]


def _withdrawn(told: Sequence[Written]) -> set[int]:
    """The positions of what is taken back: “anything, amendments included”."""
    found: set[int] = set()
    for each in reversed(told):  # what amends comes after what it amends
        for other in _of(each, told):
            if (
                other.kind == "withdrawn"
                and other.seq not in found
                and other.authority >= each.authority
            ):
                found.add(each.seq)
    return found


def _applied(each: Written, told: Sequence[Written], withdrawn: set[int]) -> list[Written]:
    """“An amendment applies where its authority is at least its target's.”"""
    return [
        other
        for other in _of(each, told)
        if other.seq not in withdrawn and other.authority >= each.authority
    ]


def _last(amending: Sequence[Written], kind: str) -> Written | None:
    """“Of several of one kind the last by (published, authority, position) counts.”"""
    alike = [other for other in amending if other.kind == kind]
    return max(alike, key=lambda o: (o.published, o.authority, o.seq), default=None)


def _amended(
    statement: Statement, rescheduled: Written | None, term_changed: Written | None
) -> Statement:
    if rescheduled and rescheduled.data.get("effective"):
        statement = _with_window(statement, rescheduled.data)
    elif rescheduled:
        # "Without one it is put off to an unknown day: what was stated is now only expected, with
        # no window."
        statement = statement._replace(
            earliest=OPEN_EARLIEST,
            latest=OPEN_LATEST,
            qualifier=None,
            certainty="expected" if statement.certainty == "stated" else statement.certainty,
        )
    if term_changed:
        statement = _with_term(statement, term_changed.data)
    # **amended_by**: "the rescheduling and the change of term that count for it, and for what it
    # confirms, whatever it says itself."
    named = {each.data["change"] for each in (rescheduled, term_changed) if each}
    return statement._replace(amended_by=tuple(sorted({*statement.amended_by, *named})))


# What a change says


def _as_written(each: Written, target: Statement | None, *, withdrawn: bool) -> Statement:
    data = each.data
    effect, extent = CLAIMS.get(each.kind, (None, None))
    if each.kind in STARTS:
        effect = data.get("effect") or effect
    population = _population(data)
    if each.kind in PARTED and population:
        extent = "partial"
    statement = Statement(
        seq=each.seq,
        change=data["change"],
        subject=data["subject"],
        kind=each.kind,
        of=data.get("of"),
        visible=each.visible,
        withdrawn=withdrawn,
        source=each.announced["source"]["name"],
        party=each.announced["source"].get("party"),
        authority=each.authority,
        published=each.published,
        effect=effect,
        extent=extent,
        value=data.get("value"),
        population=population,
        excepts=tuple(data.get("except") or ()),
        replaces=tuple(data.get("replaces") or ()),
        earliest=OPEN_EARLIEST,
        latest=OPEN_LATEST,
        qualifier=None,
        until=None,
        afterwards="undetermined",
        certainty=data.get("certainty") or "stated",
        amended_by=(),
        confirms=None,
    )
    if target is not None:
        # "An amendment excepts what its target does."
        statement = statement._replace(excepts=target.excepts)
    if target is not None and each.kind == "confirmed":
        statement = _confirming(statement, target)
    return _with_term(_with_window(statement, data), data)


def _confirming(statement: Statement, target: Statement) -> Statement:
    """“Same effect, extent, population, value, exceptions, replacements and term as its target
    stands in this reading, same start, unless it says `effective`, `until`, `afterwards`,
    `population` (its extent follows) or `value` itself; … and stated, whatever became of its
    target's visibility (where the target was put off without a day, it is stated without a window,
    and may have changed).”"""
    population, extent = target.population, target.extent
    if statement.population:
        population = statement.population
        extent = "partial" if target.kind in PARTED else extent
    return statement._replace(
        confirms=target,
        effect=target.effect,
        extent=extent,
        population=population,
        value=target.value if statement.value is None else statement.value,
        replaces=target.replaces,
        earliest=target.earliest,
        latest=target.latest,
        qualifier=target.qualifier,
        until=target.until,
        afterwards=target.afterwards,
        certainty="stated",
        amended_by=target.amended_by,
    )


def _population(data: Mapping[str, Any]) -> Population | None:
    """Whom it says it reaches; None where it says nothing, or both parts were cleared."""
    found = data.get("population") or {}
    few = Population(found.get("percent"), found.get("words"))
    return None if few == (None, None) else few


def _with_window(statement: Statement, data: Mapping[str, Any]) -> Statement:
    """With the start that is said there, where one is."""
    window = data.get("effective")
    if not window:
        return statement
    earliest, latest = window.get("earliest"), window.get("latest")
    return statement._replace(
        earliest=OPEN_EARLIEST if earliest is None else instant(earliest),
        latest=OPEN_LATEST if latest is None else instant(latest),
        qualifier=window.get("qualifier"),
    )


def _with_term(statement: Statement, data: Mapping[str, Any]) -> Statement:
    """With the end that is said there, “and `afterwards` if it says so”."""
    if data.get("until"):
        end = data["until"].get("instant")
        statement = statement._replace(until=None if end is None else instant(end))
    return statement._replace(afterwards=data.get("afterwards") or statement.afterwards)


# What the recorder mended


def _written(records: Iterable[Record], cut: Cut) -> list[Written]:
    """The changes in the order of the log, with the acts of the recorder that count."""
    within = [r for r in records if cut.position is None or r.seq <= cut.position]
    acts = _acts_in_effect(within)
    announced: dict[str, tuple[Mapping[str, Any], bool]] = {}
    found = []
    for record in within:
        if record.type == "announced":
            id = record.data["id"]
            data = _corrected(record.data, acts, id, None)
            announced[id] = data, _seen(record, data, acts, cut)
        elif "change" in record.data:  # the recorder's own `expired` has `of` alone
            change, subject = record.data["change"], record.data["subject"]
            said, seen = announced[change.rpartition("#")[0]]
            data = _corrected(record.data, acts, change, subject)
            found.append(
                Written(
                    seq=record.seq,
                    kind=data.get("kind", record.type),
                    data=data,
                    announced=said,
                    visible=seen and not _retracted(acts, change, subject),
                )
            )
    return found


def _seen(record: Record, data: Mapping[str, Any], acts: Sequence[Record], cut: Cut) -> bool:
    """“*Visible* is what was known by `known`, recorded by `recorded`, not retracted, with an
    authority at or above the floor.” “An announcement counts as known from its `published`, or from
    the moment it was recorded where that is earlier.”"""
    known = min(instant(data["published"]["instant"]), record.recorded_at)
    return (
        not _retracted(acts, record.data["id"], None)
        and (cut.known is None or known <= cut.known)
        and RANK[data["source"]["authority"]] >= cut.authority
    )


def _acts_in_effect(records: Sequence[Record]) -> list[Record]:
    """The corrections and retractions that no later retraction in effect takes back: “Retracting a
    correction reinstates what it corrected.”"""
    undone: set[str] = set()
    kept = []
    for record in reversed(records):
        if record.type in ("corrected", "retracted") and f"@{record.seq}" not in undone:
            kept.append(record)
            if record.type == "retracted":
                undone.add(record.data["target"])
    return kept[::-1]


def _meant(act: Record, target: str, subject: str | None) -> bool:
    return act.data["target"] == target and act.data.get("subject") in (None, subject)


def _retracted(acts: Sequence[Record], target: str, subject: str | None) -> bool:
    return any(a.type == "retracted" and _meant(a, target, subject) for a in acts)


def _corrected(
    data: Mapping[str, Any], acts: Sequence[Record], target: str, subject: str | None
) -> Mapping[str, Any]:
    """“Of several corrections of a field the last counts”, “an empty value clears”."""
    result = dict(data)
    for act in acts:
        if act.type != "corrected" or not _meant(act, target, subject):
            continue
        for name, value in act.data["fields"].items():
            outer, _, inner = name.partition(".")
            if inner:
                result[outer] = {**(result.get(outer) or {}), inner: value}
            elif name == "change":
                result["kind"] = value
            else:
                result[outer] = value
    return {name: value for name, value in result.items() if value is not None}
