"""Which statement set a start or a term last, and what was it before?

Pure, over the paths of a way as they are settled (DESIGN 4). A start is set by a rescheduling, a
term by a change of term; what nothing amends was set by its own statement.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Final, NamedTuple

from ledger.answers.path import Path
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
    first, *then = _told(path, target, amendment.kind)
    earlier = [each for each in then if each.precedence < amendment.precedence]
    return earlier[-1] if earlier else first


def counting(way: Way, amendment: Statement) -> Statement | None:
    """The amendment of the same change and kind that counts; None where none does."""
    path = way.path(amendment.subject)
    found = path.amended.applying.get((amendment.target, amendment.kind)) if path else None
    return max(found, key=_precedence) if found else None


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
    if all(each.seq != amendment.seq for each in found):
        return None
    last = max(found, key=_precedence)
    return None if last.seq == amendment.seq else last


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
    """Whose window, or term, it was in turn: that of a confirmation which says none itself was
    that of what it confirms."""
    id = (statement.announcement, statement.n)
    written = path.amended.written.get(id, statement)
    told: Sequence[Statement] = (written,)
    own = written.said.has_window if kind == START else written.said.has_term
    if written.kind == "confirmed" and not own:
        confirms = path.amended.written.get(written.target)
        told = _told(path, confirms, kind) if confirms else told
    return (*told, *sorted(path.amended.applying.get((id, kind), ()), key=_precedence))
