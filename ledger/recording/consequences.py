"""Does an amendment that was just appended do what its source may not have meant?"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from events.words import AMENDMENTS, AUTHORITIES, AUTHORITY, RANK
from ledger.acts import Acts, split_id
from ledger.answers.path import Path
from ledger.answers.settled import Cut, settle
from ledger.dates.instants import instant, render
from ledger.faults import Kind, Warned
from ledger.records import Record
from ledger.statements import Statement
from ledger.stores import Log

#: Of one change so many subjects are looked at.
_SUBJECTS: Final = 20
_AMENDING: Final = (*AMENDMENTS, "confirmed")
#: What each does to the change that it names.
_DOES: Final = {
    "rescheduled": "reschedules",
    "term_changed": "changes the term of",
    "withdrawn": "withdraws",
    "confirmed": "confirms",
}


def warnings(log: Log, announced: int, last: int) -> Iterator[tuple[int, Warned]]:
    """What looks wrong, each with the number of its change, on the announcement at position
    `announced`, whose last change is at `last`.

    Compares how what it amends stood before with how it stands after.
    """
    looked: dict[str, int] = {}
    told: set[tuple[str, str]] = set()
    for record in log.records(announced + 1, last):
        if record.type not in _AMENDING:
            continue
        change = record.data["change"]
        looked[change] = looked.get(change, 0) + 1
        if looked[change] > _SUBJECTS:
            continue
        if _plainly_none(log, record, announced):
            continue
        for kind, message in _of(log, record, announced, last):
            if (change, kind) not in told:
                told.add((change, kind))
                yield split_id(change)[1], Warned(kind, message)


def _of(log: Log, record: Record, announced: int, last: int) -> Iterator[tuple[Kind, str]]:
    subject, change = record.data["subject"], record.data["change"]
    related = Related(log, record.data["of"], subject)
    # The reading does not ask for what no record here names.
    before = related.standing(announced - 1).by_id.get(record.data["of"])
    standing = related.standing(last).by_id
    after, own = standing.get(record.data["of"]), standing.get(change)
    if after is None or own is None:
        return
    if (
        record.type == "withdrawn"
        and before is not None
        and not before.withdrawn
        and after.withdrawn
        and _in_force(before, own.published)
    ):
        yield (
            "withdrawn in force",
            f"{change} withdraws {after.change}, a rule that was in force on {subject}, for the "
            "past too: to end a rule from a day on, announce the opposite, or change its term",
        )
    yield from _settling_nothing(own, after, related.standing(record.seq - 1))
    statement = own if record.type == "confirmed" else after
    if record.type != "withdrawn" and statement.never:
        yield (
            "ends before it begins",
            f"{change} leaves {statement.change} on {subject} with a term that ends, "
            f"{render(statement.until or 0)}, before it begins: it is taken in as the source said "
            "it, and never holds",
        )


def _settling_nothing(
    own: Statement, target: Statement, before: Path
) -> Iterator[tuple[Kind, str]]:
    """Where it does not apply, or to no end (DESIGN 4); `before`: all that comes before it."""
    does = f"{own.change} {_DOES[own.kind]} {target.change}"
    if own.authority < target.authority:
        lesser = (
            f"{does}, of {AUTHORITY[target.authority]} authority, with that of "
            f"{AUTHORITY[own.authority]}"
        )
        if own.amends:
            yield "lesser authority", f"{lesser}: it does not apply, and only contests it"
        elif target.certainty != "stated":
            yield "lesser authority", f"{lesser}: it stands by itself, and settles no expectation"
    elif own.amends and target.withdrawn:
        already = before.by_id.get(target.change)
        if already is None:
            return
        if already.withdrawn:
            yield (
                "withdrawn already",
                f"{does}, which is withdrawn already: no answer changes by it",
            )
        elif (
            own.kind == "withdrawn"
            and already.certainty != "stated"
            and (settling := _settling(before, already))
        ):
            yield (
                "expectation settled",
                f"{does}, an expectation that {settling} has settled: what that states still holds "
                f"(to take it back too, withdraw {settling})",
            )


def _settling(path: Path, expected: Statement) -> str | None:
    """The last confirmation that settles an expectation (DESIGN 5.8)."""
    settling = [
        each.change
        for each in path.confirmed.get((expected.announcement, expected.n), ())
        if each.authority >= expected.authority
    ]
    return settling[-1] if settling else None


def _plainly_none(log: Log, record: Record, announced: int) -> bool:
    """Whether there is nothing to warn of, seen at once: what it amends is a statement that nothing
    else names, and that nobody corrected or retracted, so that it stands as it was written, and
    not of greater authority.

    Most amendments are such, and a long history has very many.
    """
    subject = record.data["subject"]
    announcement, n = split_id(record.data["of"])
    told = log.told(announcement, n, subject=subject)
    if len(told) != 1 or told[0].of_announcement is not None or record.type == "confirmed":
        return False
    if len(log.naming(announcement, n, subject=subject)) != 1 or log.acts(announcement):
        return False
    source = log.record(announced).data["source"]["authority"]
    if source != AUTHORITIES[0]:  # the greatest suffices for all
        said_by = log.announced(announcement).data["source"]
        if RANK[source] < RANK[said_by["authority"]]:
            return False
    target = log.record(told[0].seq)
    if record.type == "withdrawn":
        published = instant(log.record(announced).data["published"]["instant"])
        return target.data["certainty"] != "stated" or not _holds(target.data, published)
    # The change may lack the authority to apply: it must be well both ways.
    starts = [_instant(each.data, "effective", "earliest") for each in (target, record)]
    ends = [_instant(each.data, "until", "instant") for each in (target, record)]
    return not any(
        end <= start for start in starts for end in ends if start is not None and end is not None
    )


def _holds(data: Mapping[str, Any], at: int) -> bool:
    latest = _instant(data, "effective", "latest")
    until = _instant(data, "until", "instant")
    return latest is not None and latest <= at and (until is None or at < until)


def _instant(data: Mapping[str, Any], field: str, part: str) -> int | None:
    written = (data.get(field) or {}).get(part)
    return None if written is None else instant(written)


def _in_force(statement: Statement, at: int) -> bool:
    """Whether it stated, at an instant, what holds then."""
    return (
        statement.said.certainty == "stated" and statement.latest <= at and not statement.lapsed(at)
    )


class Related:
    """All that decides how one change stands on one subject: what names it by `of`, what it names,
    and so on, and the acts on these."""

    def __init__(self, log: Log, change: str, subject: str) -> None:
        self._subject = subject
        self._written: list[Statement] = []
        pending, seen = [split_id(change)], set()
        while pending:
            id = pending.pop()
            if id in seen:
                continue
            seen.add(id)
            for own in log.told(*id, subject=subject):
                self._written.append(own)
                if own.of_announcement is not None and own.of_n is not None:
                    pending.append((own.of_announcement, own.of_n))
            pending += [(e.announcement, e.n) for e in log.naming(*id, subject=subject)]
        self._written.sort()
        announcements = {announcement for announcement, _ in seen}
        self._acts = [act for id in sorted(announcements) for act in log.acts(id)]

    def standing(self, position: int) -> Path:
        """How they stand by what was recorded up to a position."""
        written = [each for each in self._written if each.seq <= position]
        acts = [act for act in self._acts if act.seq <= position]
        return settle(self._subject, written, Cut(position), Acts(acts) if acts else None)
