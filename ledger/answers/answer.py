"""What holds for a subject at a moment? Section 5 of the design, step by step, as a pure function.

The one evaluator: whatever answers asks it. Instants are integer microseconds.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple, TypeVar

from events.words import AUTHORITY, OPEN_EARLIEST, OPEN_LATEST
from ledger.answers.bearing import Bearing, ids
from ledger.answers.state import Contest, Expectation, Otherwise, State
from ledger.answers.way import GivenWay, Way, Weighed, names
from ledger.contents import Claim, differ
from ledger.statements import Statement
from ledger.subjects import meets

#: As the tuples call it, which takes half of the time; each has all its fields here.
_new: Final = tuple.__new__
_PARTLY: Final = ("partial", "gradual", "grayscale")


class Outcome(NamedTuple):
    """What became of an expectation: `open`, `due`, `overdue`, `replaced`, `lapsed`, `met` or
    `confirmed`."""

    statement: Statement
    status: str
    by: Statement | None


class Working(NamedTuple):
    """Every step of section 5 for one subject; `weighed` has what gave way, and what is left."""

    way: Way
    at: int
    weighed: Weighed
    otherwise: Statement | None
    outcomes: Sequence[Outcome]
    state: State

    @property
    def deciding(self) -> Statement | None:
        """What decides (step 4)."""
        return self.weighed.left[0] if self.weighed.left else None

    @property
    def candidates(self) -> Sequence[Statement]:
        """What was in force by then, in order (steps 1 and 2)."""
        return self.way.candidates(self.at)


def working(
    way: Way,
    at: int,
    *,
    day: int | None = None,
    coming: bool = True,
    held: bool = True,
    whole: bool = False,
) -> Working:
    """All the steps, for the subject of a way.

    `day`: the first instant of the day that was asked about, where one was. Not `coming`: without
    what is scheduled, of which a long history has very much; not `held`: without since when it has
    held, which looks back. `whole`: everything that gave way, and everything that is left.
    """
    bearings = way.bearings(at)
    weighed = way.weighed(at, None if whole else bearings)  # 1, 2, 3
    left = weighed.left
    deciding = left[0] if left else None  # 4
    answer = deciding.answers(at) if deciding else None
    outcomes: Sequence[Outcome] = ()
    if way.expected:
        outcomes = [_outcome(each, way, answer, deciding, at) for each in way.expected]  # 8
    contests, asides = _disputes(way, bearings, left, answer, at)  # 9
    about = (
        way.named,
        *way.outlook(at, coming=coming),  # 7
        _once(contests) if contests else (),
        _once(asides) if asides else (),
        () if day is None else _within(way.candidates(at), day, at),  # 10
        _once(list(_expectations(outcomes))) if outcomes else (),
    )
    if deciding is None or answer is None:
        state = _new(State, (way.subject, *_UNKNOWN, *about))
        return _new(Working, (way, at, weighed, None, outcomes, state))
    said, until, full = deciding.said, deciding.until, answer.extent == "full"
    over = until is not None and until <= at
    since, since_earliest, qualifier = _since(deciding, weighed.gave_way, over=over)  # 5
    otherwise = None if full else _otherwise(way, deciding, answer, at)  # 6
    state = _new(
        State,
        (
            way.subject,
            answer.effect,
            answer.extent,
            None if over else said.population,
            answer.value,
            () if over or not said.excepts else _excepted(said.excepts, way.subject),
            None if full else _holds(otherwise, at),
            since,
            since_earliest,
            way.held_since(at, deciding) if held else None,
            qualifier,
            None if over else until,
            None if over or until is None else deciding.afterwards,
            over,
            AUTHORITY[deciding.authority],
            said.source,
            said.party,
            deciding.published,
            deciding.change,
            deciding.seq,
            None if deciding.subject == way.subject else deciding.subject,
            deciding.amended_by,
            *about,
        ),
    )
    return _new(Working, (way, at, weighed, otherwise, outcomes, state))


#: What a state says of what decides, from `effect` to `amended_by`, where nothing does.
_UNKNOWN: Final = (
    *("unknown", None, None, None, (), None),
    *(None, None, None, None, None, None, False),
    *(None, None, None, None, None, None, None, ()),
)


def _since(
    deciding: Statement, gave_way: Sequence[GivenWay], *, over: bool
) -> tuple[int, int | None, str | None]:
    """DESIGN 5.5: (since, since_earliest, qualifier); `over`: its term has run out."""
    since = deciding.until if over and deciding.until is not None else deciding.latest
    for each in gave_way:
        end = each.statement.until
        previous = each.reason == "previous" and each.statement > deciding
        if previous and end is not None and end > since:
            since, over = end, True
    if over:
        return since, since, None
    earliest = None if deciding.earliest == OPEN_EARLIEST else deciding.earliest
    return since, earliest, deciding.said.qualifier


def _excepted(excepts: Iterable[str], subject: str) -> tuple[str, ...]:
    """Of the paths that the deciding change excepts those that meet the subject."""
    return tuple(sorted(path for path in excepts if meets(path, subject)))


def _otherwise(way: Way, deciding: Statement, answer: Claim, at: int) -> Statement | None:
    """DESIGN 5.6: what decides for those whom the deciding change does not reach."""
    candidates = way.candidates(at)
    unheard = {each.seq for each in candidates if _unheard(each, deciding, answer, at)}
    for each in reversed(candidates):
        if each.seq not in unheard and way.gives_way(each, at, unheard=unheard) is None:
            return each
    return None


def _unheard(statement: Statement, deciding: Statement, answer: Claim, at: int) -> bool:
    """Whether it is left out of what holds for those whom the deciding change does not reach."""
    if statement.extent in _PARTLY and statement.subject == deciding.subject:
        return True
    if statement.authority >= deciding.authority:
        return False
    claim = statement.claims(at)
    return (
        claim is not None
        and claim.effect == answer.effect
        and (None in (claim.value, answer.value) or claim.value == answer.value)
    )


def _holds(beyond: Statement | None, at: int) -> Otherwise:
    answer = beyond.answers(at) if beyond else None
    if beyond is None or answer is None:
        return Otherwise("unknown", None, None, None)
    return Otherwise(answer.effect, answer.extent, answer.value, beyond.change)


def _within(candidates: Iterable[Statement], day: int, at: int) -> tuple[str, ...]:
    """DESIGN 5.10: those that began or lapsed within the day `[day, at]`, after its start."""
    found: list[str] = []
    for each in candidates:
        began = day <= each.earliest and day < each.latest
        if began or (each.until is not None and day < each.until <= at):
            found.append(each.change)
    return ids(found)


def _outcome(
    expected: Statement,
    way: Way,
    answer: Claim | None,
    deciding: Statement | None,
    at: int,
) -> Outcome:
    """DESIGN 5.8: what became of an expectation by `at`."""
    if (by := way.replaced(expected, at)) is not None:
        return Outcome(expected, "replaced", by)
    if expected.lapsed(at):
        return Outcome(expected, "lapsed", None)
    for each in way.confirming(expected):
        if each.authority >= expected.authority:
            return Outcome(expected, "confirmed", each)
    if (
        deciding is not None
        and not expected.completes
        and not deciding.lapsed(at)
        and not differ(answer, expected.said.claim)
        and at >= expected.earliest
    ):
        return Outcome(expected, "met", deciding)
    for each in way.candidates(at):
        if (
            each.completes == expected.completes
            and not differ(each.said.claim, expected.said.claim)
            and each.authority >= expected.authority
            and each.published >= expected.published
            and each.latest >= expected.earliest
        ):
            return Outcome(expected, "met", each)
    if at > expected.latest:
        return Outcome(expected, "overdue", None)
    due = expected.earliest != OPEN_EARLIEST and at >= expected.earliest
    return Outcome(expected, "due" if due else "open", None)


def _expectations(outcomes: Iterable[Outcome]) -> Iterator[tuple[Statement, Expectation]]:
    for each, status, _ in outcomes:
        if status in ("open", "due", "overdue"):
            yield (
                each,
                Expectation(
                    each.change,
                    each.effect,
                    each.extent,
                    each.value,
                    each.until,
                    None if each.earliest == OPEN_EARLIEST else each.earliest,
                    None if each.latest == OPEN_LATEST else each.latest,
                    each.certainty,
                    AUTHORITY[each.authority],
                    each.source,
                    status,
                ),
            )


def _disputes(
    way: Way,
    bearings: Sequence[Bearing],
    left: Sequence[Statement],
    answer: Claim | None,
    at: int,
) -> tuple[list[tuple[Statement, Contest]], list[tuple[Statement, Contest]]]:
    """DESIGN 5.9: (contested_by, set_aside)."""
    deciding = left[0] if left else None
    particularity = deciding.particularity if deciding else 0
    contests = _powerless(way, deciding, at) if deciding and not way.able else []
    asides: list[tuple[Statement, Contest]] = []
    for place in range(1, len(left)):
        each = left[place]
        claim = each.claims(at)
        if claim is None or not differ(claim, answer):
            continue
        if not (_superseding(each, left[:place]) or _superseding(each, way.beside(each, at))):
            contests.append(_contest(each, claim, "claim"))
        elif each.particularity > particularity:
            asides.append(_contest(each, claim, "superseded"))
    for each in way.passed(bearings, particularity, at):
        claim = each.claims(at)
        if claim is not None and differ(claim, answer):
            asides.append(_contest(each, claim, "superseded"))
    for late in way.late.values():
        each = late.statement
        claim = each.claims(at) if each.latest <= at else None
        if claim is not None and differ(claim, answer) and way.gives_way(each, at) is late:
            contests.append(_contest(each, claim, "after_the_fact"))
    return contests, asides


def _powerless(way: Way, deciding: Statement, at: int) -> list[tuple[Statement, Contest]]:
    """What want of authority alone kept from applying to the deciding change (5.9)."""
    found = [_contest(each, None, "amendment") for each in way.unapplied(deciding)]
    if deciding.extent == "grayscale":
        for each in way.completions:
            after = each.latest <= at and each.subject == deciding.subject and each > deciding
            if after and way.replaced(each, at) is None:
                found.append(_contest(each, None, "completion"))
    return found + [
        _contest(each, None, "replacement")
        for each in way.replacing
        if each.latest <= at and each.authority < deciding.authority and names(each, deciding)
    ]


def _supersedes(later: Statement, statement: Statement) -> bool:
    """Whether what is left and later in the order has at least its authority, and is newer, or of
    the same source and of one publication or one start (DESIGN 5.9); parts of different
    populations stand side by side."""
    if later.authority < statement.authority:
        return False
    if later.published <= statement.published and not (
        later.said.source == statement.said.source
        and (later.published == statement.published or later.latest == statement.latest)
    ):
        return False
    return not (
        later.extent == statement.extent == "partial" and later.population != statement.population
    )


def _superseding(statement: Statement, later: Iterable[Statement]) -> Statement | None:
    """Which of them, which are left and come later in the order, supersedes it."""
    for each in later:
        if _supersedes(each, statement):
            return each
    return None


def _contest(statement: Statement, claim: Claim | None, reason: str) -> tuple[Statement, Contest]:
    effect, extent, value = claim or (None, None, None)
    authority, source = AUTHORITY[statement.authority], statement.said.source
    fields = (statement.change, effect, extent, value, authority, source, reason)
    return statement, _new(Contest, fields)


def _particularity(found: tuple[Statement, Contest | Expectation]) -> tuple[int, int]:
    return found[0].particularity, found[0].seq


_Listed = TypeVar("_Listed", Contest, Expectation)


def _once(found: Sequence[tuple[Statement, _Listed]]) -> tuple[_Listed, ...]:
    """Sorted by change id in code points, each once, for the most particular of its paths, and of
    two such for the later position; of several reasons on one path the last counts."""
    if len(found) == 1:
        return (found[0][1],)
    kept: dict[str, _Listed] = {}
    for _, entry in sorted(found, key=_particularity):
        kept[entry.change] = entry
    return tuple(kept[change] for change in sorted(kept))
