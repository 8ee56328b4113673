"""What was visible under the three cut-offs, and how does each statement stand there?

The executable reading of DESIGN 4: corrections and retractions by the recorder first, then the
amendments of the sources. Pure, over all the records of a log.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from events.words import AMENDMENTS, CHANGES, CLAIMS, OPEN_EARLIEST, OPEN_LATEST, RANK, STARTS
from ledger.dates.instants import instant
from tests.oracle.records import Record
from tests.oracle.state import Population


class Cut(NamedTuple):
    """What of the log may be seen: by an instant, of so many events, from that rank on."""

    known: int | None = None
    position: int | None = None
    authority: int = RANK["third-party"]


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
    population: Population | None
    earliest: int
    latest: int
    qualifier: str | None
    until: int | None
    afterwards: str
    certainty: str
    condition: str | None
    amended_by: tuple[str, ...]
    confirms: "Statement | None"

    @property
    def speaks(self) -> bool:
        """Whether it says anything at all: visible, not withdrawn, and more than a note."""
        return self.visible and not self.withdrawn and self.kind != "noted"

    @property
    def completes(self) -> bool:
        """Whether it ends a grayscale test, itself or by confirming what ended it."""
        said = self.confirms.kind if self.confirms else self.kind
        return said == "grayscale_completed"

    @property
    def amends(self) -> bool:
        """Whether it is an amendment, which states nothing by itself."""
        return self.kind in AMENDMENTS


class Written(NamedTuple):
    """A change after the recorder's corrections, before any amendment by a source."""

    record: Record
    data: Mapping[str, Any]
    kind: str
    announced: Mapping[str, Any]
    visible: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.data["change"], self.data["subject"]

    @property
    def rank(self) -> int:
        return RANK[self.announced["source"]["authority"]]

    @property
    def turn(self) -> tuple[int, int, int]:
        """By what the last of several amendments of one kind is told (DESIGN 4)."""
        return self.published, self.rank, self.record.seq

    @property
    def published(self) -> int:
        return instant(self.announced["published"]["instant"])

    @property
    def known_from(self) -> int:
        """Known once it was published, or recorded where that is earlier (DESIGN 3)."""
        return min(self.published, self.record.recorded_at)


def statements(records: Iterable[Record], cut: Cut) -> list[Statement]:
    """Every change and amendment of the log up to the cut's position, as it stands, by position.

    What is not visible is there too, marked so: a confirmation of it still stands.
    """
    told = list(written(records, cut))
    amendments: dict[tuple[str, str], list[Written]] = {}
    for each in told:
        if "of" in each.data:
            amendments.setdefault((each.data["of"], each.data["subject"]), []).append(each)

    withdrawn: set[int] = set()
    for each in reversed(told):  # an amendment comes after what it amends
        if any(
            other.kind == "withdrawn"
            and other.visible
            and other.record.seq not in withdrawn
            and other.rank >= each.rank
            for other in amendments.get(each.key, ())
        ):
            withdrawn.add(each.record.seq)

    standing: dict[tuple[str, str], Statement] = {}
    for each in told:
        counts = [
            other
            for other in amendments.get(each.key, ())
            if other.visible and other.record.seq not in withdrawn and other.rank >= each.rank
        ]
        target = standing[each.data["of"], each.data["subject"]] if "of" in each.data else None
        standing[each.key] = _amended(
            _as_written(each, target, withdrawn=each.record.seq in withdrawn),
            _last(counts, "rescheduled"),
            _last(counts, "term_changed"),
        )
    return sorted(standing.values())


def _last(amendments: Sequence[Written], kind: str) -> Written | None:
    return max((a for a in amendments if a.kind == kind), key=lambda a: a.turn, default=None)


def _as_written(each: Written, target: Statement | None, *, withdrawn: bool) -> Statement:
    data = each.data
    confirms = target if each.kind == "confirmed" else None
    effect, extent = CLAIMS.get(each.kind, (None, None))
    result = Statement(
        seq=each.record.seq,
        change=data["change"],
        subject=data["subject"],
        kind=each.kind,
        of=data.get("of"),
        visible=each.visible,
        withdrawn=withdrawn,
        source=each.announced["source"]["name"],
        party=each.announced["source"].get("party"),
        authority=each.rank,
        published=each.published,
        effect=(data.get("effect") if each.kind in STARTS else None) or effect,
        extent=extent,
        population=None,
        earliest=OPEN_EARLIEST,
        latest=OPEN_LATEST,
        qualifier=None,
        until=None,
        afterwards="undetermined",
        certainty=data.get("certainty") or "stated",
        condition=data.get("condition"),
        amended_by=(),
        confirms=confirms,
    )
    if confirms:  # the same as its target stands, unless it says so itself
        result = result._replace(
            **{name: getattr(confirms, name) for name in _CONFIRMED}, certainty="stated"
        )
    if data.get("population"):
        found = data["population"]
        few = Population(found.get("percent"), found.get("words"))
        if few != (None, None):  # both cleared, it says nothing itself
            result = result._replace(population=few)
    return _with_term(_with_window(result, data.get("effective")), data)


_CONFIRMED = (
    *("effect", "extent", "population", "earliest", "latest", "qualifier"),
    *("until", "afterwards", "amended_by"),
)


def _with_window(statement: Statement, window: Mapping[str, Any] | None) -> Statement:
    if not window:
        return statement
    earliest, latest = window.get("earliest"), window.get("latest")
    return statement._replace(
        earliest=OPEN_EARLIEST if earliest is None else instant(earliest),
        latest=OPEN_LATEST if latest is None else instant(latest),
        qualifier=window.get("qualifier"),
    )


def _with_term(statement: Statement, data: Mapping[str, Any]) -> Statement:
    if data.get("until"):
        end = data["until"].get("instant")
        statement = statement._replace(until=None if end is None else instant(end))
    return statement._replace(afterwards=data.get("afterwards") or statement.afterwards)


def _amended(
    statement: Statement, rescheduled: Written | None, term_changed: Written | None
) -> Statement:
    """What the amendments that count make of it; put off to an unknown day, it is expected."""
    if rescheduled and rescheduled.data.get("effective"):
        statement = _with_window(statement, rescheduled.data["effective"])
    elif rescheduled:
        statement = statement._replace(
            earliest=OPEN_EARLIEST,
            latest=OPEN_LATEST,
            qualifier=None,
            certainty="expected" if statement.certainty == "stated" else statement.certainty,
        )
    if term_changed:
        statement = _with_term(statement, term_changed.data)
    named = {each.data["change"] for each in (rescheduled, term_changed) if each}
    return statement._replace(amended_by=tuple(sorted({*statement.amended_by, *named})))


def written(records: Iterable[Record], cut: Cut) -> Iterator[Written]:
    """The changes in the order of the log, with the acts of the recorder that count."""
    within = [r for r in records if cut.position is None or r.seq <= cut.position]
    acts = acts_in_effect(within)
    announced: dict[str, Mapping[str, Any]] = {}
    seen: dict[str, bool] = {}
    for record in within:
        if record.type == "announced":
            id = record.data["id"]
            data = _corrected(record.data, acts, target=id, subject=None)
            known = min(instant(data["published"]["instant"]), record.recorded_at)
            announced[id] = data
            seen[id] = (
                not _retracted(acts, target=id, subject=None)
                and (cut.known is None or known <= cut.known)
                and RANK[data["source"]["authority"]] >= cut.authority
            )
        elif record.type in CHANGES and "change" in record.data:
            change, subject = record.data["change"], record.data["subject"]
            id = change.rpartition("#")[0]
            data = _corrected(record.data, acts, target=change, subject=subject)
            yield Written(
                record,
                data,
                data.get("kind", record.type),
                announced[id],
                seen[id] and not _retracted(acts, target=change, subject=subject),
            )


def acts_in_effect(records: Sequence[Record]) -> list[Record]:
    """The corrections and retractions that no later retraction in effect takes back."""
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


def _retracted(acts: Sequence[Record], *, target: str, subject: str | None) -> bool:
    return any(a.type == "retracted" and _meant(a, target, subject) for a in acts)


def _corrected(
    data: Mapping[str, Any], acts: Sequence[Record], *, target: str, subject: str | None
) -> Mapping[str, Any]:
    """The data with the corrections in effect: the last of a field counts, null clears it."""
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
