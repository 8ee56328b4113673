"""Which statement set a start or a term last, and what was it before?

Pure, over the paths of a way as they are settled (DESIGN 4). A start is set by a rescheduling, a
term by a change of term; what nothing amends was set by its own statement.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from ledger.answers.path import Id, Path
from ledger.answers.way import Way
from ledger.statements import Statement

_precedence = attrgetter("precedence")
START: Final = "rescheduled"
TERM: Final = "term_changed"


class Setting(NamedTuple):
    """What set a start or a term last, `by` which amendment; what it `was` before that, and what
    was said `first`: statements of which the window, or the term, is meant."""

    by: Statement
    was: Statement
    first: Statement


def setting(way: Way, statement: Statement, kind: str) -> Setting | None:
    """Who set the start (START) or the term (TERM) of a statement of a way last; None where it is
    its own, or that of what it confirms as that was written."""
    path = way.path(statement.subject)
    told = _told(path, statement, kind) if path else ()
    return Setting(told[-1], told[-2], told[0]) if len(told) > 1 else None


def settings(way: Way, statement: Statement) -> dict[str, Setting]:
    """The same of both, by kind, those that there are."""
    found = ((kind, setting(way, statement, kind)) for kind in (START, TERM))
    return {kind: each for kind, each in found if each is not None}


def before(way: Way, amendment: Statement) -> Statement | None:
    """What an amendment changes: the statement of which the window, or the term, stood before it,
    whether it applies or not; None where what it amends is not on the way."""
    path = way.path(amendment.subject)
    return stood(path, amendment) if path else None


def stood(path: Path, amendment: Statement) -> Statement | None:
    """The same of the path that it is of, as that stands: without the amendment too, as before it
    was told."""
    target = path.amended.written.get(amendment.target) or path.by_id.get(amendment.of or "")
    if target is None:
        return None
    found = path.amended.applying.get((_id(target), amendment.kind), ())
    if place := _place(found, amendment):
        return found[place - 1]
    first, *then = _begun(path, target, amendment.kind)
    earlier = [each for each in then if each.precedence < amendment.precedence]
    return earlier[-1] if earlier else first


def abandoned(path: Path) -> Iterator[tuple[str, Statement, Setting]]:
    """The starts (START) and terms (TERM) that statements of a path had: what each `was`, and by
    what it is so no more, the amendment that set it last or what took the statement back."""
    back = path.withdrawals if path.amended.written else {}
    for id, written in path.amended.written.items():
        statement = path.by_id.get(written.change)
        if statement is None or statement.amends:
            continue
        for kind in (START, TERM):
            told = _told(path, statement, kind)
            by = back.get(statement.change)
            if by is None and (id, kind) not in path.amended.applying:
                continue
            for was in told if by else told[:-1]:
                yield kind, statement, Setting(by or told[-1], was, told[0])


def overtaking(way: Way, amendment: Statement) -> Statement | None:
    """The amendment that counts in place of one that applies; None where that counts itself, and
    where what it amends is not seen."""
    path = way.path(amendment.subject)
    if path is None or amendment.of not in path.by_id:
        return None
    found = path.amended.applying.get((amendment.target, amendment.kind), ())
    place = _place(found, amendment)
    if place >= len(found) - 1 or found[place].seq != amendment.seq:
        return None
    return found[-1]


def withdrawing(way: Way, statement: Statement) -> Statement | None:
    """What took a statement back; of several that do, the last recorded."""
    path = way.path(statement.subject)
    return path.withdrawals.get(statement.change) if path else None


def replacing(way: Way, statement: Statement) -> Iterator[Statement]:
    """What is said on a way to take the place of a statement."""
    for path in way.paths:
        for each in path.replacing:
            if statement.change in each.said.replaces:
                yield each


def _told(path: Path, statement: Statement, kind: str) -> Sequence[Statement]:
    """Whose window, or term, it was in turn."""
    applying = path.amended.applying.get((_id(statement), kind), ())
    return (*_begun(path, statement, kind), *applying)


def _begun(path: Path, statement: Statement, kind: str) -> Sequence[Statement]:
    """The same before any amendment of it: that of a confirmation which says none itself was that
    of what it confirms."""
    written = path.amended.written.get(_id(statement), statement)
    own = written.said.has_window if kind == START else written.said.has_term
    if written.kind == "confirmed" and not own:
        confirms = path.amended.written.get(written.target)
        return _told(path, confirms, kind) if confirms else (written,)
    return (written,)


def _id(statement: Statement) -> Id:
    return statement.announcement, statement.n


def _place(found: Sequence[Statement], amendment: Statement) -> int:
    """How many of what applies come before an amendment."""
    return bisect_left(found, amendment.precedence, key=_precedence)
