"""How are the boundaries of the effective clock drawn, each with the states on either side?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from cli import heads, page, stretches, wording
from cli.question import Question
from cli.text import columns, escape, pad, width, wrap
from ledger.replay import Boundary
from ledger.state import State

_MARKS: Final = ("LAPSED", "CONTESTED", "INHERITED", "OVERDUE", "DUE")
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
        yield from _turned(here)
    yield ""
    yield from heads.paragraph(
        f"{wording.many(instants, 'boundary')}, at which {wording.many(count, 'state')} turned. "
        "What lies ahead is what the record says, not a forecast."
    )
    yield from heads.again_line(again)


def _headed(question: Question, instant: int) -> str:
    zone = question.zone
    shown = stretches.instants(instant, zone)
    if len(wording.day(instant + 1, zone)) > len("2022-10-29"):
        return shown
    return f"The end of {wording.last_day(instant + 1, zone)}, {shown}"


def _turned(here: Sequence[Boundary]) -> Iterator[str]:
    """The subjects that turn at one instant, those for one reason and in one way together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for each in here:
        groups.setdefault((_turn(each), _because(each)), []).append(each.subject)
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


def _turn(each: Boundary) -> str:
    before, after = _phrase(each.before), _phrase(each.after)
    if before != after:
        return f"{before} -> {after}"
    if each.after.change != each.before.change:
        return f"{before} -> the same, on another word"
    return f"{before} -> the same, contested otherwise"


def _because(each: Boundary) -> str:
    after, before = each.after, each.before
    if after.change is None:
        return ""
    if after.change == before.change and after.lapsed and not before.lapsed:
        return f"its term ended, {after.change}"
    late = [e for e in after.expectations if e.status != "open" and e not in before.expectations]
    if after.change == before.change and late:
        return "; ".join(
            f"{wording.in_full(e.effect, e.extent)} fell {e.status}, not confirmed: "
            f"{wording.speaker(e.source, e.authority)}, {e.change}"
            for e in late
        ).replace("fell overdue", "is overdue")
    return f"{wording.said_by(after)}, {after.change}"


def _phrase(state: State) -> str:
    return wording.phrase(state, only=_MARKS)
