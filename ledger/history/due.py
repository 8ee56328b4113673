"""What comes due: which terms end, what starts, what is expected, and what is overdue already?

Pure, over the steps of each subject's answer. Instants are integer microseconds; the time asked
about is `[first, to]`. A term ends in it where its last instant lies there, or the one after.
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Final, NamedTuple

from events.words import OPEN_EARLIEST, OPEN_LATEST
from ledger.answers.answer import Working, working
from ledger.answers.omissions import never
from ledger.answers.path import Path
from ledger.answers.provenance import START, TERM, Setting, abandoned, setting, settings
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.history.causes import reasons
from ledger.history.timeline import turned
from ledger.statements import Statement

OVERDUE: Final = "overdue"
DUE: Final = "due"
ENDS: Final = "ends"
STARTS: Final = "starts"
EXPECTED: Final = "expected"
#: What would start in the time asked about, and ends before it begins: told, and no item of
#: documents, since it is none of what DESIGN 5 keeps.
NEVER: Final = "never"
#: Beyond the time asked about: a term that ends, a start, an expectation, whenever that is.
LATER: Final = "later"
UNDATED: Final = "undated"
#: In the time asked about before an amendment moved it, or took it back.
MOVED: Final = "moved"


_BY_ITSELF: Final[Mapping[str, Setting]] = {}


class Item(NamedTuple):
    """One thing that comes due for one subject.

    `when` is the instant that counts for it: where a term ends (exclusive), where something starts
    at the latest or else at the earliest, by when it is expected, or since when it is due; None
    where no day was named. `stands` is the answer at the moment asked for; `before` and `then`
    are those just before `when` and at it, where it is known what they will be. `set`: who set its
    start last, or its term, by which it is listed, where that is not the statement itself; of what
    was MOVED, `when` is what it was.
    """

    kind: str
    what: str
    when: int | None
    subject: str
    statement: Statement
    stands: State
    before: State | None = None
    then: State | None = None
    set: Mapping[str, Setting] = _BY_ITSELF


def items(
    answers: Iterable[Working], first: int, to: int, *, named: Container[str] = ()
) -> Iterator[Item]:
    """What comes due for each of the subjects answered, in no order; those `named` are told of
    what comes later too, also where it is said of a path above them."""
    coming: dict[str, Sequence[Statement]] = {}
    for answer in answers:
        yield from _expected(answer, first, to)
        yield from _moved(answer, first, to, apart=answer.state.subject in named)
        yield from _never(answer, first, to, apart=answer.state.subject in named)
        # What is above several subjects is looked through once.
        coming = {
            path.path: _coming(path, first) if path.path not in coming else coming[path.path]
            for path in answer.way.paths
        }
        if any(coming.values()):
            yield from _stated(answer, coming, first, to, apart=answer.state.subject in named)


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
) -> Iterator[Item]:
    """What ends and starts for a subject: each change once, of the most particular path on which
    it is said; what is said above the subject where it turns the answer."""
    way = answer.way
    listed: set[str] = set()
    # Much may start and end at one instant.
    sides = cache(partial(_sides, way))
    said = [s for path in reversed(way.paths) for s in coming[path.path] if not way.excepted(s)]
    for statement in said:
        if statement.change in listed:
            continue
        listed.add(statement.change)
        own = statement.subject == answer.state.subject
        for kind, what, when in (*_ends(statement, first, to), *_starts(statement, first, to)):
            if kind not in (ENDS, STARTS) and not (own or apart):
                continue
            item = _item(kind, what, when, statement, answer)
            if when is not None and kind != LATER:
                before, then = sides(when)
                item = item._replace(before=before, then=then)
            if own or item.then is None or _turns(item, said):
                yield item


def _moved(answer: Working, first: int, to: int, *, apart: bool) -> Iterator[Item]:
    """What was to start or end in the time asked about, on the subject's own path or, `apart`, on
    those above it too."""
    for path in answer.way.paths:
        if not apart and path.path != answer.state.subject:
            continue
        told: set[tuple[str, str, int]] = set()
        for kind, statement, found in abandoned(path):
            if answer.way.excepted(statement):
                continue
            what = STARTS if kind == START else ENDS
            for when in _left(kind, statement, found, first, to):
                if (what, statement.change, when) not in told:
                    told.add((what, statement.change, when))
                    item = Item(MOVED, what, when, answer.state.subject, statement, answer.state)
                    yield item._replace(set={kind: found})


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
    dated, when = _dated(STARTS, (was.latest, was.earliest), first, to)
    moved = back or when not in (statement.latest, statement.earliest)
    if dated == STARTS and when is not None and moved:
        yield when


def _turns(item: Item, said: Sequence[Statement]) -> bool:
    """Whether what is said above a subject turns its answer then, as a difference names it."""
    when, before, then = item.when, item.before, item.then
    if when is None or before is None or then is None:
        return False
    if when == item.statement.earliest != item.statement.latest:
        return item.statement.change in then.may_have_changed
    causes = reasons(when, before, then, said) if turned(before) != turned(then) else ()
    return any(cause.statement is item.statement for cause in causes)


def _never(answer: Working, first: int, to: int, *, apart: bool) -> Iterator[Item]:
    for statement in never(answer.way):
        window = (statement.latest, statement.earliest)
        kind, when = _dated(NEVER, window, first, to)
        own = statement.subject == answer.state.subject
        if kind == NEVER and (own or apart):
            found = settings(answer.way, statement)
            item = _item(kind, STARTS, when, statement, answer)
            yield item._replace(set=found)


def _expected(answer: Working, first: int, to: int) -> Iterator[Item]:
    for outcome in answer.outcomes:
        statement, status = outcome.statement, outcome.status
        earliest, latest = statement.earliest, statement.latest
        if status == "overdue":
            yield _item(OVERDUE, EXPECTED, latest, statement, answer)
        elif status == "due":
            yield _item(DUE, EXPECTED, earliest, statement, answer)
        elif status == "open":
            kind, when = _dated(EXPECTED, (earliest, latest), first, to)
            yield _item(kind, EXPECTED, when, statement, answer)


def _ends(statement: Statement, first: int, to: int) -> Iterator[tuple[str, str, int]]:
    end = statement.until
    if end is not None and end >= first:
        yield ENDS if end - 1 <= to else LATER, ENDS, end


def _starts(statement: Statement, first: int, to: int) -> Iterator[tuple[str, str, int | None]]:
    if statement.latest >= first:
        kind, when = _dated(STARTS, (statement.latest, statement.earliest), first, to)
        yield kind, STARTS, when


def _dated(kind: str, dates: Sequence[int], first: int, to: int) -> tuple[str, int | None]:
    """The first of these that lies in the time asked about, or is still to come after it."""
    coming = [date for date in dates if date not in (OPEN_EARLIEST, OPEN_LATEST) and date >= first]
    within = [date for date in coming if date <= to]
    if within:
        return kind, within[0]
    return (LATER, coming[0]) if coming else (UNDATED, None)


def _item(kind: str, what: str, when: int | None, statement: Statement, answer: Working) -> Item:
    subject = answer.state.subject
    by = TERM if what == ENDS else START
    found = setting(answer.way, statement, by)
    told = {by: found} if found else {}
    return Item(kind, what, when, subject, statement, answer.state, set=told)


def _sides(way: Way, when: int) -> tuple[State, State]:
    """The answers just before an instant and at it, without what lies ahead and behind."""
    before, then = (working(way, at, coming=False, held=False).state for at in (when - 1, when))
    return before, then
