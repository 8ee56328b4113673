"""What comes due: which terms end, what starts, what is expected, and what is overdue already?

Pure, over the steps of each subject's answer. Instants are integer microseconds; the time asked
about is `[first, to]`. A term ends in it where its last instant lies there, or the one after.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from functools import cache, partial
from typing import Final, NamedTuple

from events.words import OPEN_EARLIEST, OPEN_LATEST
from ledger.answers.answer import Working, working
from ledger.answers.path import Path
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.grounds.omissions import never
from ledger.grounds.provenance import START, TERM, Setting, abandoned
from ledger.history.causes import reasons
from ledger.history.timeline import turned
from ledger.statements import Statement

OVERDUE: Final = "overdue"
DUE: Final = "due"
ENDS: Final = "ends"
STARTS: Final = "starts"
EXPECTED: Final = "expected"


class DueItem(NamedTuple):
    """One thing that comes due for one subject.

    `when` is the instant that counts for it: where a term ends (exclusive), where something starts
    at the latest or else at the earliest, by when it is expected, or since when it is due. `way` is
    what is said of the subject, `stands` the answer at the moment asked for; `before` and `then`
    are those just before `when` and at it, where it is known what they will be. `left`: what moved
    it to another day, or took it back; `when` is what it was.
    """

    kind: str
    what: str
    when: int
    subject: str
    statement: Statement
    way: Way
    stands: State
    before: State | None = None
    then: State | None = None
    left: Setting | None = None


class Later(NamedTuple):
    """What lies beyond the time asked about; `when`: None where no day was named."""

    what: str
    when: int | None
    subject: str
    statement: Statement


class DueList(NamedTuple):
    """What comes due, in the order of kinds and then of time; what was to come in the time asked
    about before an amendment moved it, or took it back; what would start in it, and ends before it
    begins; what comes later, once for each path of which it is said."""

    due: list[DueItem]
    moved: list[DueItem]
    never: list[DueItem]
    later: list[Later]


def found(
    answers: Iterable[Working], first: int, to: int, *, named: Container[str] = ()
) -> DueList:
    """What comes due for each of the subjects answered; those `named` are told of what comes later
    too, also where it is said of a path above them."""
    due: list[DueItem] = []
    moved: list[DueItem] = []
    ending: list[DueItem] = []
    later: list[Later] = []
    coming: dict[str, Sequence[Statement]] = {}
    for answer in answers:
        apart = answer.state.subject in named
        moved += _moved(answer, first, to, apart=apart)
        ending += _never(answer, first, to, apart=apart)
        # What is above several subjects is looked through once.
        coming = {
            path.path: _coming(path, first) if path.path not in coming else coming[path.path]
            for path in answer.way.paths
        }
        stated = _stated(answer, coming, first, to, apart=apart) if any(coming.values()) else ()
        for each in (*_expected(answer, first, to), *stated):
            if isinstance(each, DueItem):
                due.append(each)
            else:
                later.append(each)
    due.sort(key=lambda each: (each.kind, *_order(each)))
    once: dict[tuple[str, str, str], Later] = {}
    for each in sorted(later, key=lambda each: (each.when or 0, each.subject)):
        once.setdefault((each.what, each.statement.change, each.statement.subject), each)
    return DueList(due, sorted(moved, key=_order), sorted(ending, key=_order), [*once.values()])


def _order(item: DueItem) -> tuple[int, str, str, str]:
    return item.when, item.statement.change, item.what, item.subject


def _coming(path: Path, first: int) -> Sequence[Statement]:
    """What is stated of which the start or the end does not lie before an instant."""
    return [
        s for s in path.stated if s.latest >= first or (s.until is not None and s.until >= first)
    ]


def _stated(
    answer: Working,
    coming: dict[str, Sequence[Statement]],
    first: int,
    to: int,
    *,
    apart: bool,
) -> Iterator[DueItem | Later]:
    """What ends and starts for a subject: each change once, of the most particular path on which
    it is said; what is said above the subject where it turns the answer."""
    way, subject = answer.way, answer.state.subject
    listed: set[str] = set()
    # Much may start and end at one instant.
    sides = cache(partial(_sides, way))
    said = [s for path in reversed(way.paths) for s in coming[path.path] if not way.excepted(s)]
    for statement in said:
        if statement.change in listed:
            continue
        listed.add(statement.change)
        own = statement.subject == subject
        for what, when, later in (*_ends(statement, first, to), *_starts(statement, first, to)):
            if when is not None and not later:
                before, then = sides(when)
                item = _item(what, what, when, statement, answer)
                item = item._replace(before=before, then=then)
                if own or _turns(item, said):
                    yield item
            elif own or apart:
                yield Later(what, when, subject, statement)


def _moved(answer: Working, first: int, to: int, *, apart: bool) -> Iterator[DueItem]:
    """What was to start or end in the time asked about, on the subject's own path or, `apart`, on
    those above it too."""
    for path in answer.way.paths:
        if not apart and path.path != answer.state.subject:
            continue
        told: set[tuple[str, str, int]] = set()
        for kind, statement, left in abandoned(path):
            if answer.way.excepted(statement):
                continue
            what = STARTS if kind == START else ENDS
            for when in _left(kind, statement, left, first, to):
                if (what, statement.change, when) not in told:
                    told.add((what, statement.change, when))
                    yield _item(what, what, when, statement, answer)._replace(left=left)


def _left(kind: str, statement: Statement, found: Setting, first: int, to: int) -> Iterator[int]:
    """The instant in the time asked about at which something was to start or to end, where it does
    not do so any more."""
    was, back = found.was, statement.withdrawn
    if kind == TERM:
        end = was.until
        stated = found.first.certainty == "stated"  # an expectation's term ends no rule
        moved = back or end != statement.until
        if stated and moved and end is not None and first <= end <= to + 1:
            yield end
        return
    when, later = _dated((was.latest, was.earliest), first, to)
    moved = back or when not in (statement.latest, statement.earliest)
    if moved and when is not None and not later:
        yield when


def _turns(item: DueItem, said: Sequence[Statement]) -> bool:
    """Whether what is said above a subject turns its answer then, as a difference names it."""
    when, before, then = item.when, item.before, item.then
    if before is None or then is None:
        return False
    if when == item.statement.earliest != item.statement.latest:
        return item.statement.change in then.may_have_changed
    causes = reasons(when, before, then, said) if turned(before) != turned(then) else ()
    return any(cause.statement is item.statement for cause in causes)


def _never(answer: Working, first: int, to: int, *, apart: bool) -> Iterator[DueItem]:
    for statement in never(answer.way):
        when, later = _dated((statement.latest, statement.earliest), first, to)
        own = statement.subject == answer.state.subject
        if when is not None and not later and (own or apart):
            yield _item(STARTS, STARTS, when, statement, answer)


def _expected(answer: Working, first: int, to: int) -> Iterator[DueItem | Later]:
    for outcome in answer.outcomes:
        statement, status = outcome.statement, outcome.status
        earliest, latest = statement.earliest, statement.latest
        if status == "overdue":
            yield _item(OVERDUE, EXPECTED, latest, statement, answer)
        elif status == "due":
            yield _item(DUE, EXPECTED, earliest, statement, answer)
        elif status == "open":
            when, later = _dated((earliest, latest), first, to)
            if when is None or later:
                yield Later(EXPECTED, when, answer.state.subject, statement)
            else:
                yield _item(EXPECTED, EXPECTED, when, statement, answer)


def _ends(statement: Statement, first: int, to: int) -> Iterator[tuple[str, int, bool]]:
    end = statement.until
    if end is not None and end >= first:
        yield ENDS, end, end - 1 > to


def _starts(statement: Statement, first: int, to: int) -> Iterator[tuple[str, int | None, bool]]:
    if statement.latest >= first:
        yield STARTS, *_dated((statement.latest, statement.earliest), first, to)


def _dated(dates: Sequence[int], first: int, to: int) -> tuple[int | None, bool]:
    """The first of these that lies in the time asked about, or is still to come after it, and
    whether it does that; None where none is named."""
    coming = [date for date in dates if date not in (OPEN_EARLIEST, OPEN_LATEST) and date >= first]
    within = [date for date in coming if date <= to]
    return next(iter((*within, *coming)), None), not within


def _item(kind: str, what: str, when: int, statement: Statement, answer: Working) -> DueItem:
    return DueItem(kind, what, when, answer.state.subject, statement, answer.way, answer.state)


def _sides(way: Way, when: int) -> tuple[State, State]:
    """The answers just before an instant and at it, without what lies ahead and behind."""
    before, then = (working(way, at, coming=False, held=False).state for at in (when - 1, when))
    return before, then
