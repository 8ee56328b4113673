"""What held for a subject at a moment? Section 5 of the design, step by step, as a pure function.

It is written to be read against that section. Instants are integer microseconds.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from events.words import AUTHORITY, OPEN_EARLIEST, RANK
from tests.oracle.contests import GivenWay, contested, set_aside
from tests.oracle.outcomes import Outcome, expectations, outcome
from tests.oracle.paths import ancestors, depth
from tests.oracle.records import Record
from tests.oracle.same import plain
from tests.oracle.standing import claim, lapsed, never, order
from tests.oracle.state import Otherwise, State
from tests.oracle.visible import Cut, Statement, statements


class Working(NamedTuple):
    """Every step of section 5 for one subject; the lists are in the order of step 2."""

    at: int
    spoken: tuple[Statement, ...]
    candidates: tuple[Statement, ...]
    gave_way: tuple[GivenWay, ...]
    left: tuple[Statement, ...]
    deciding: Statement | None
    otherwise: Statement | None
    outcomes: tuple[Outcome, ...]
    state: State


def state(
    records: Iterable[Record],
    subject: str,
    at: int,
    *,
    day: int | None = None,
    known: int | None = None,
    position: int | None = None,
    floor: str = "third-party",
) -> dict[str, Any]:
    """The answer for `subject` at `at`, by the names that JSON has for its fields.

    `day` is the first instant of a bare date, else None; `known` an instant, `position` a number
    of events, `floor` the word of the least authority.
    """
    return answer(statements(records, Cut(known, position, RANK[floor])), subject, at, day=day)


def answer(
    standing: Sequence[Statement], subject: str, at: int, *, day: int | None = None
) -> dict[str, Any]:
    """The same, over the statements of a log as they stand (visible.statements)."""
    found: dict[str, Any] = plain(working(standing, subject, at, day=day).state)
    return found


def listed(standing: Iterable[Statement]) -> list[str]:
    """The subjects that are answered where none is named (DESIGN 8)."""
    return sorted({s.subject for s in standing if s.visible and s.kind != "noted"})


def working(
    standing: Sequence[Statement], subject: str, at: int, *, day: int | None = None
) -> Working:
    """All the steps, over the statements of a log as they stand (visible.statements)."""
    path = ancestors(subject)
    visible = [s for s in standing if s.visible]
    chain = [s for s in visible if s.subject in path]
    speakers = [s for s in chain if s.speaks]
    # 1: left out are notes, amendments, and a term that ends before its window opens
    heard = [s for s in speakers if not s.amends and not never(s)]
    stated = [s for s in heard if s.certainty == "stated"]
    candidates = sorted((s for s in stated if s.latest <= at), key=order)  # 1, 2
    gave_way = _giving_way(candidates, speakers, at)  # 3
    left = _left(candidates, gave_way)
    deciding = left[-1] if left else None  # 4
    answer = claim(deciding, at, lapsed_undetermined=True) if deciding else None
    beyond = _otherwise(deciding, candidates, speakers, at)  # 6
    outcomes = tuple(
        outcome(s, answer, deciding, candidates, chain, at)
        for s in heard
        if s.certainty != "stated"
    )  # 8
    since, since_earliest, qualifier = _since(deciding, gave_way, at)  # 5
    over = deciding is not None and lapsed(deciding, at)
    return Working(
        at=at,
        spoken=tuple(sorted(chain, key=order)),
        candidates=tuple(candidates),
        gave_way=gave_way,
        left=left,
        deciding=deciding,
        otherwise=beyond,
        outcomes=outcomes,
        state=State(
            subject=subject,
            effect=answer.effect if answer else "unknown",
            extent=answer.extent if answer else None,
            population=deciding.population if deciding and not over else None,
            otherwise=_worded(beyond, at) if answer and answer.extent != "full" else None,
            since=since,
            since_earliest=since_earliest,
            qualifier=qualifier,
            until=deciding.until if deciding and not over else None,
            afterwards=_following(deciding) if deciding and not over else None,
            lapsed=over,
            authority=AUTHORITY[deciding.authority] if deciding else None,
            source=deciding.source if deciding else None,
            party=deciding.party if deciding else None,
            published=deciding.published if deciding else None,
            change=deciding.change if deciding else None,
            seq=deciding.seq if deciding else None,
            inherited_from=deciding.subject if deciding and deciding.subject != subject else None,
            amended_by=deciding.amended_by if deciding else (),
            named=any(s.subject in path or s.subject.startswith(subject + "/") for s in visible),
            may_have_changed=_ids(s for s in stated if s.earliest <= at < s.latest),  # 7
            scheduled=_ids(s for s in stated if s.earliest > at),
            contested_by=contested(answer, deciding, left, gave_way, candidates, chain, at),  # 9
            set_aside=set_aside(answer, deciding, left, at),
            changed_during_day=_ids(s for s in candidates if _within(s, day, at)),  # 10
            expectations=expectations(outcomes),
        ),
    )


def _giving_way(
    candidates: Sequence[Statement], speakers: Sequence[Statement], at: int
) -> tuple[GivenWay, ...]:
    """DESIGN 5.3; of several reasons the first that fits counts."""
    found = []
    for s in candidates:
        if lapsed(s, at) and s.afterwards == "previous":
            found.append(GivenWay(s, "previous", None))
        elif s.completes:
            found.append(GivenWay(s, "completion", None))
        elif completion := _completed_by(s, candidates):
            found.append(GivenWay(s, "completion", completion))
        elif speaker := _spoken_before(s, speakers):
            found.append(GivenWay(s, "after_the_fact", speaker))
    return tuple(found)


def _completed_by(statement: Statement, candidates: Sequence[Statement]) -> Statement | None:
    """The completion that ends this grayscale test, where one does."""
    if statement.extent != "grayscale":
        return None
    for s in candidates:
        if (
            s.completes
            and s.subject == statement.subject
            and order(s) > order(statement)
            and s.authority >= statement.authority
        ):
            return s
    return None


def _spoken_before(statement: Statement, speakers: Sequence[Statement]) -> Statement | None:
    """Who makes it a claim after the fact: a greater authority that had said otherwise.

    The speakers are those on the paths to the subject, so that those at or below the
    statement's path are told by depth alone.
    """
    for s in speakers:
        if (
            s.authority > statement.authority
            and depth(s.subject) >= depth(statement.subject)
            and statement.latest <= s.published < statement.published
            and not _says_the_same(s, statement)
        ):
            return s
    return None


def _says_the_same(speaker: Statement, statement: Statement) -> bool:
    return (
        not speaker.amends
        and speaker.certainty == "stated"
        and (speaker.effect, speaker.extent) == (statement.effect, statement.extent)
    )


def _left(candidates: Sequence[Statement], gave_way: Sequence[GivenWay]) -> tuple[Statement, ...]:
    gone = {each.statement.seq for each in gave_way}
    return tuple(s for s in candidates if s.seq not in gone)


def _since(
    deciding: Statement | None, gave_way: Sequence[GivenWay], at: int
) -> tuple[int | None, int | None, str | None]:
    """DESIGN 5.5: (since, since_earliest, qualifier)."""
    if deciding is None:
        return None, None, None
    ended = [
        each.statement.until
        for each in gave_way
        if each.reason == "previous" and order(each.statement) > order(deciding)
    ]
    over = lapsed(deciding, at)
    start = deciding.until if over and deciding.until is not None else deciding.latest
    later = [until for until in ended if until is not None and until > start]
    if later:
        return max(later), max(later), None
    if over:
        return start, start, None
    return (
        start,
        None if deciding.earliest == OPEN_EARLIEST else deciding.earliest,
        (deciding.qualifier),
    )


def _following(deciding: Statement) -> str | None:
    """What follows its term, where it has one."""
    return None if deciding.until is None else deciding.afterwards


def _otherwise(
    deciding: Statement | None,
    candidates: Sequence[Statement],
    speakers: Sequence[Statement],
    at: int,
) -> Statement | None:
    """DESIGN 5.6: what decides for those whom the deciding change does not reach."""
    answer = claim(deciding, at) if deciding else None
    if deciding is None or answer is None or answer.extent == "full":
        return None

    def counts(s: Statement) -> bool:
        if s.extent in ("gradual", "grayscale") and s.subject == deciding.subject:
            return False
        claimed = claim(s, at)
        same = claimed is not None and claimed.effect == answer.effect
        return not (same and s.authority < deciding.authority)

    others = [s for s in candidates if counts(s)]
    left = _left(others, _giving_way(others, speakers, at))
    return left[-1] if left else None


def _worded(beyond: Statement | None, at: int) -> Otherwise:
    if beyond is None:
        return Otherwise("unknown", None)
    claimed = claim(beyond, at, lapsed_undetermined=True)
    return Otherwise(claimed.effect if claimed else "unknown", beyond.change)


def _within(statement: Statement, day: int | None, at: int) -> bool:
    """DESIGN 5.10: whether it began or lapsed within the day `[day, at]`, after its start."""
    if day is None:
        return False
    began = day <= statement.earliest and day < statement.latest <= at
    return began or (statement.until is not None and day < statement.until <= at)


def _ids(found: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(sorted({s.change for s in found}))
