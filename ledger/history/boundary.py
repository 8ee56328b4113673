"""At which instants do answers turn, and what holds on either side?

Pure but for `Source`, which reads rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain as chained
from typing import NamedTuple

from ledger.answers.course import Course
from ledger.answers.state import State
from ledger.answers.succession import Succession
from ledger.history.kept import Kept
from ledger.history.paths import KEPT, Paths, Side, Source
from ledger.history.timeline import boundaries, segments
from ledger.history.timeline import told as without_outlook
from ledger.rows import Row
from ledger.subjects import ancestors


class Boundary(NamedTuple):
    """An instant at which one subject's answer turns, and the answers on either side, without what
    is scheduled; `began`: the ids of what is no longer."""

    instant: int
    subject: str
    before: State
    after: State
    began: tuple[str, ...]


def dated(state: State) -> tuple[State, tuple[tuple[str, str], ...]]:
    """What turns at a boundary: what is told of a state, and what falls due or overdue.

    What is expected for an instant is overdue just after it fell due: that is told once.
    """
    late = (
        (each.change, "due" if each.earliest == each.latest else each.status)
        for each in state.expectations
        if each.status != "open"
    )
    return without_outlook(state), tuple(late)


def turning(
    subjects: Iterable[str],
    source: Source,
    side: Side,
    *,
    named: Sequence[str] = (),
    kept: int = KEPT,
) -> Iterator[Boundary]:
    """The boundaries of all subjects' timelines, by instant and subject.

    A subject of which nothing but notes is said is left out, unless it is named. Of each boundary
    an integer and its subject are kept, to put them in order.
    """
    paths = Paths(source, kept)

    def chain(subject: str) -> list[Course]:
        return [paths.course(name, side) for name in ancestors(subject)]

    successions = Kept[Succession](kept)

    def succession(subject: str) -> Succession:
        courses = chain(subject)
        weight = sum(1 + len(course.stated) for course in courses)
        made = Succession(subject, courses)
        successions.put(subject, made, weight=weight)
        return made

    found: list[tuple[int, str]] = []
    for subject in dict.fromkeys(chained(subjects, named)):
        courses = chain(subject)
        if courses[-1].settled.listed or subject in named:
            settled = [course.settled for course in courses]
            said = (row for path in settled for row in (*path.stated, *path.expected))
            answer = succession(subject).expecting
            parts = segments(answer, boundaries(map(Row._make, said)), same=dated)
            found += [(part.start, subject) for part in parts if part.start is not None]
    found.sort()
    for instant, subject in found:
        turned = successions.get(subject) or succession(subject)
        before, after = turned.expecting(instant - 1), turned.expecting(instant)
        yield Boundary(instant, subject, before, after, turned.began(instant))
