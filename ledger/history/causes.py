"""Which word of whom accounts for a difference between two answers?

Pure, over the statements and acts behind them. An answer that differs is walked back, step by
step of the clock, to the one that made it what it is; that step names its cause.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from ledger.answers.state import State
from ledger.answers.visible import Statement
from ledger.history.diff import Difference, last_step
from ledger.history.timeline import boundaries
from ledger.records import Record


class Cause(NamedTuple):
    """What made a difference.

    `how`: on the effective clock it `starts`, its term `ends`, or it `completes` a grayscale test;
    on the others it is `said`; an act of the recorder is `acted`. A statement that the answer rests
    on without having made the difference `stands`.
    """

    how: str
    statement: Statement | None
    act: Record | None = None


def effective(
    found: Difference,
    span: tuple[int, int],
    said: Sequence[Statement],
    answer: Callable[[int], State],
) -> tuple[Cause, ...]:
    """What began, ended or was completed in `(first, last]`; `answer` is the one at an instant."""
    first, last = span
    steps = [edge for edge in boundaries(said) if first < edge <= last]
    step = last_step(steps, found.after, lambda edge: answer(edge - 1), kind=found.kind)
    if step is None:
        return ()
    before, after = answer(step - 1), answer(step)
    return _with_ground(_turning(step, before, after, said), found, said)


def _turning(
    step: int, before: State, after: State, said: Sequence[Statement]
) -> tuple[Cause, ...]:
    """What turned the answer at an instant, the likeliest reason first."""
    speaking = [s for s in said if s.speaks and not s.amends]
    ended = [s for s in speaking if s.until == step]
    began = [s for s in speaking if s.latest == step and s.certainty == "stated"]
    for how, found, change in (
        ("starts", began, after.change),
        ("ends", ended, before.change),
        ("completes", [s for s in began if s.completes], None),
    ):
        chosen = [s for s in found if change is None or s.change == change]
        if chosen:
            return (Cause(how, chosen[-1]),)
    return (*(Cause("starts", s) for s in began), *(Cause("ends", s) for s in ended))


def recorded(
    found: Difference,
    span: tuple[int, int],
    records: Iterable[Record],
    said: Sequence[Statement],
    answer: Callable[[int], State],
) -> tuple[Cause, ...]:
    """What was recorded at positions `(first, last]`; `answer` is the one up to a position."""
    first, last = span
    by_seq = {s.seq: s for s in said}
    acts = {r.seq: r for r in records if r.type in ("corrected", "retracted")}
    steps = sorted(seq for seq in {*by_seq, *acts} if first < seq <= last)
    step = last_step(steps, found.after, lambda seq: answer(seq - 1), kind=found.kind)
    if step is None:
        return ()
    if step in acts:
        return _with_ground((Cause("acted", None, acts[step]),), found, said)
    return _with_ground((Cause("said", by_seq[step]),), found, said)


def published(
    found: Difference,
    span: tuple[int, int],
    recorded_at: Mapping[int, int],
    said: Sequence[Statement],
    answer: Callable[[int], State],
) -> tuple[Cause, ...]:
    """What came to be known in `(first, last]`; `recorded_at` is by position, `answer` by known."""
    first, last = span
    known = {s.seq: min(s.published, recorded_at[s.seq]) for s in said}
    steps = sorted({at for at in known.values() if first < at <= last})
    step = last_step(steps, found.after, lambda at: answer(at - 1), kind=found.kind)
    if step is None:
        return ()
    then = [s for s in said if known[s.seq] == step and s.kind != "noted"]
    after = answer(step)
    deciding = [s for s in then if s.change == after.change]
    amending = [s for s in then if s.change in after.amended_by]
    before = answer(step - 1)
    taking_back = [s for s in then if s.of is not None and s.of == before.change]
    chosen = deciding or amending or taking_back or then
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
