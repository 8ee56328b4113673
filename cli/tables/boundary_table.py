"""How are the boundaries of the effective clock drawn, each with the states on either side?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from cli.question import Question
from cli.tables import heads, page, provenance, stretches, wording
from cli.tables.effects import LASTING, Effects
from cli.tables.grounds import Grounds
from cli.text import columns, escape, pad, width, wrap
from ledger.answers.provenance import START, TERM
from ledger.answers.state import State
from ledger.history.boundary import Boundary
from ledger.history.timeline import told

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MARKS: Final = (*LASTING, "OVERDUE", "DUE")
_PATH: Final = 50


def show(question: Question, boundaries: Iterable[Boundary], again: str) -> None:
    """Print the table as the boundaries come."""
    page.show(_lines(question, boundaries, again))


def _lines(question: Question, boundaries: Iterable[Boundary], again: str) -> Iterator[str]:
    yield from heads.paragraph(
        f"The history in the order in which it took effect, {question.zone_name}"
    )
    yield from heads.paragraph(
        "Each boundary, and the states on either side of it: before -> after"
    )
    yield heads.known(question)
    yield heads.recorded(question)
    if question.asking.authority != "third-party":
        yield heads.sources(question)
    count, instants = 0, 0
    for instant, group in groupby(boundaries, key=lambda each: each.instant):
        here = list(group)
        count += len(here)
        instants += 1
        yield ""
        yield from heads.paragraph(_headed(question, instant))
        yield from _turned(here, question.zone, Effects(question.view.called))
    yield ""
    yield from heads.paragraph(
        f"{wording.many(instants, 'boundary')}, at which {wording.many(count, 'state')} turned. "
        "What lies ahead is what the record says, not a forecast."
    )
    yield from heads.again_line(again)


def _headed(question: Question, instant: int) -> str:
    shown = stretches.instants(instant, question.zone)
    edge = wording.edge(instant, question.zone)
    return f"T{edge[1:]}, {shown}" if edge.startswith("the end") else shown


def _turned(here: Sequence[Boundary], zone: "ZoneInfo", effects: Effects) -> Iterator[str]:
    """The subjects that turn at one instant, those for one reason and in one way together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in here:
        told = _turn(each, zone, effects), _because(each, zone, effects)
        groups.setdefault(told, []).append(each.subject)
    for (turn, because), subjects in groups.items():
        for subject in subjects:
            begun = f"  {escape(subject)}"
            if width(begun) < _PATH and _PATH + width(turn) <= columns():
                yield pad(begun, _PATH) + turn
            else:
                yield begun
                yield from wrap(turn, columns(), first=" " * 10, rest=" " * 12)
        if because:
            yield from wrap(because, columns(), first=" " * 6, rest=" " * 8)


def _turn(each: Boundary, zone: "ZoneInfo", effects: Effects) -> str:
    before, after = (effects.phrase(state, only=_MARKS) for state in (each.before, each.after))
    if before != after:
        return f"{before} -> {after}"
    if told(each.before) == told(each.after):
        return f"{after}, as before"
    return f"{before} -> the same, {stretches.ground(each.before, each.after, zone, effects)}"


def _because(each: Boundary, zone: "ZoneInfo", effects: Effects) -> str:
    """What began, ended or fell due at the boundary, and by whose word what stands there stands;
    with who set the date."""
    before, after, began = each.before, each.after, each.began
    stands = f"{wording.said_by(after)}, {after.change}" if after.change else "nobody"
    if after.change != before.change:
        if after.change in began:
            return stands + _set(each, after, zone)
        if before.until == each.instant:
            ended = f"the term of {before.change} ended{_set(each, before, zone, TERM)}"
            return f"{ended}, and what held before it holds again: {stands}"
        return f"as of {', '.join(began)}; so stands: {stands}" if began else stands
    if after.lapsed and not before.lapsed:
        return f"its term ended{_set(each, after, zone, TERM)}, {after.change}"
    return "; ".join([*_fell_due(before, after, effects), *_contests(before, after)]) or stands


def _set(each: Boundary, state: State, zone: "ZoneInfo", kind: str = START) -> str:
    """Who set the start, or the term, of what decides a state last, and what it was."""
    said = Grounds(each.instant, state, each.way).deciding
    return provenance.aside(each.way, said, zone, kind) if said else ""


def _fell_due(before: State, after: State, effects: Effects) -> Iterator[str]:
    for each in after.expectations:
        if each.status != "open" and each not in before.expectations:
            fell = "is overdue" if each.status == "overdue" else "fell due"
            what = effects.expected(after.subject, each)
            who = wording.speaker(each.source, each.authority)
            yield f"{what} {fell}, not confirmed: {who}, {each.change}"


def _contests(before: State, after: State) -> Iterator[str]:
    for how, some, others in (
        ("contested by", after, before),
        ("no longer contested by", before, after),
    ):
        known = {contest.change for contest in others.contested_by}
        for contest in some.contested_by:
            if contest.change not in known:
                who = wording.speaker(contest.source, contest.authority)
                yield f"{how} {who}, {contest.change}"
