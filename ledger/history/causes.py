"""Which word of whom accounts for a difference between two answers?

Pure, over the statements and acts behind them. An answer that differs is walked back, step by
step of the clock, to the one that made it what it is; that step names its cause.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from events.words import RANK
from ledger.acts import Act
from ledger.answers.state import State
from ledger.history.diff import Difference, last_step, same_as
from ledger.history.timeline import boundaries
from ledger.statements import Statement


class Cause(NamedTuple):
    """What made a difference.

    `how`: on the effective clock it `starts`, its term `ends`, or it `completes` a grayscale test;
    on the others it is `said`; an act of the recorder is `acted`. A statement that the answer rests
    on without having made the difference `stands`.
    """

    how: str
    statement: Statement | None
    act: Act | None = None


def effective(
    found: Difference,
    span: tuple[int, int],
    said: Sequence[Statement],
    answer: Callable[[int], State],
) -> tuple[Cause, ...]:
    """What began, ended or was completed in `(first, last]`; `answer` is the one at an instant."""
    first, last = span
    steps = [edge for edge in boundaries(said) if first < edge <= last]
    step = last_step(steps, found.after, lambda edge: answer(edge - 1), same=same_as(found))
    if step is None:
        return ()
    before, after = answer(step - 1), answer(step)
    return _with_ground(reasons(step, before, after, said), found, said)


def reasons(step: int, before: State, after: State, said: Sequence[Statement]) -> tuple[Cause, ...]:
    """What of all that is said turned the answer at an instant, the likeliest reason first."""
    speaking = [s for s in said if s.speaks and not s.amends]
    ended = [s for s in speaking if s.until == step]
    began = [s for s in speaking if s.latest == step and s.certainty == "stated"]
    for how, chosen in (
        ("starts", [s for s in began if s.seq == after.seq]),
        ("ends", [s for s in ended if s.seq == before.seq]),
        ("completes", [s for s in began if s.completes and _ends(s, before)]),
    ):
        if chosen:
            return (Cause(how, chosen[-1]),)
    causes = [
        *(Cause("completes" if s.completes else "starts", s) for s in began),
        *(Cause("ends", s) for s in ended),
    ]
    named = _named(before) ^ _named(after)
    return tuple([c for c in causes if c.statement and c.statement.change in named] or causes)


def _ends(completion: Statement, state: State) -> bool:
    """Whether the state is that of a grayscale test that the completion can end."""
    if state.extent != "grayscale" or state.authority is None:
        return False
    path = state.inherited_from or state.subject
    return completion.subject == path and completion.authority >= RANK[state.authority]


def _named(state: State) -> frozenset[str]:
    """The changes that make a state what it is beside the one that decides."""
    beyond = state.otherwise.change if state.otherwise else None
    contests = (contest.change for contest in (*state.contested_by, *state.set_aside))
    return frozenset([*contests, *state.may_have_changed, *([beyond] if beyond else [])])


def recorded(
    found: Difference,
    span: tuple[int, int],
    acts: Iterable[Act],
    said: Sequence[Statement],
    answer: Callable[[int], State],
) -> tuple[Cause, ...]:
    """What was recorded at positions `(first, last]`; `answer` is the one up to a position."""
    first, last = span
    by_seq = {s.seq: s for s in said}
    by_recorder = {act.seq: act for act in acts}
    steps = sorted(seq for seq in {*by_seq, *by_recorder} if first < seq <= last)
    step = last_step(steps, found.after, lambda seq: answer(seq - 1), same=same_as(found))
    if step is None:
        return ()
    if step in by_recorder:
        return _with_ground((Cause("acted", None, by_recorder[step]),), found, said)
    return _with_ground((Cause("said", by_seq[step]),), found, said)


def published(
    found: Difference,
    span: tuple[int, int],
    said: Sequence[Statement],
    answer: Callable[[int], State],
) -> tuple[Cause, ...]:
    """What came to be known in `(first, last]`; `answer` is by known."""
    first, last = span
    known = {s.seq: min(s.published, s.recorded_at) for s in said}
    steps = sorted({at for at in known.values() if first < at <= last})
    step = last_step(steps, found.after, lambda at: answer(at - 1), same=same_as(found))
    if step is None:
        return ()
    then = [s for s in said if known[s.seq] == step and s.kind != "noted"]
    before, after = answer(step - 1), answer(step)
    rank = RANK[before.authority] if before.authority else 0
    named = _named(before) ^ _named(after)
    chosen: list[Statement] = next(
        filter(
            None,
            (
                [s for s in then if s.seq == after.seq],
                [s for s in then if s.change in after.amended_by],
                [s for s in then if s.amends and s.of == before.change and s.authority >= rank],
                [s for s in then if s.completes and _ends(s, before)],
                [s for s in then if s.change in named],
            ),
        ),
        then,
    )
    return _with_ground(tuple(Cause("said", s) for s in chosen), found, said)


def _with_ground(
    causes: tuple[Cause, ...], found: Difference, said: Sequence[Statement]
) -> tuple[Cause, ...]:
    """And what the answer rests on in the end, where that is something else than before."""
    after = found.after
    named = {cause.statement.seq for cause in causes if cause.statement is not None}
    if after.change == found.before.change or after.seq in named:
        return causes
    return (*causes, *(Cause("stands", s) for s in said if s.seq == after.seq))
