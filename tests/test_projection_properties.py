"""Are answers the same with a projection and without, whatever its age?"""

import json
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.documents import diff as diff_documents
from ledger.documents import due as due_documents
from ledger.documents import timeline as timeline_documents
from ledger.documents.reply import Enquiry, Reply
from ledger.documents.state import row
from ledger.history.due import found as coming
from ledger.history.sides import ComparedMoment, Sides
from ledger.history.timeline import timeline
from ledger.projections.answers import Answers
from ledger.projections.intervals import intervals
from ledger.projections.upkeep import kept_up
from ledger.reading.reading import Reading
from ledger.reading.view import View
from ledger.records import Record
from tests.read_model import read
from tests.sayings import DAY, START
from tests.strategies import INSTANTS, PATHS, UNNAMED, histories, history, moments

LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
SEEDS, EXAMPLES = (2000, 1000) if LONG else (40, 40)
MOMENTS = tuple(Moment("", at, day and (day[0], day[1])) for at, day in moments())
ASKED = (None, ["a"], ["a-b", "a/b", "c"], [*UNNAMED], ["*/b", "a/b/c"])
SPANS = ((START, START + DAY), *((at, at + 1) for at in INSTANTS[::3]))


def seeded(seed: int) -> tuple[random.Random, list[Record], list[int]]:
    """A history, and at which positions its projection is caught up: the last is often near the
    end, so that not everything was touched since."""
    chance = random.Random(seed)
    records = history(chance, chance.randint(5, 25), plain=chance.random() < 0.25)
    ends = [chance.randint(1, len(records)) for _ in range(chance.randint(0, 2))]
    ends.append(max(1, len(records) - chance.choice((0, 1, 2, 3, 20))))
    return chance, records, sorted(ends)


def kept(records: Sequence[Record], folder: Path, ends: Sequence[int]) -> None:
    """Makes the projection of the first events, and catches it up at each of these positions."""
    for end in ends:
        with read(records[:end], folder) as reading:
            kept_up(reading, str(folder / "policy.ledger"), anew=False, told=lambda _: None)


def enquiry(view: View) -> Enquiry:
    return Enquiry("o", "UTC", None, None, "third-party", view.position, "again")


def due(view: View, given: Any, at: Moment, span: tuple[int, int], subjects: Any) -> Iterator[Any]:
    """What comes due, as each form tells it; `given`: who answers."""
    for later in (True, False):
        answers = given(subjects, at, span, later=later)
        items = coming(answers, *span, named=subjects or ())
        told = due_documents.lines(enquiry(view), at, span, items)
        if later:
            told = due_documents.reply(enquiry(view), at, span, "1d", items, view)
        yield told.document()


def compared(reading: Reading, view: View, given: Any, one: Moment, other: Moment) -> Reply:
    first, second = (ComparedMoment("", m.instant, view, given, m) for m in (one, other))
    sides = Sides(reading, "effective", first, second)
    return diff_documents.reply(enquiry(view), sides, sides.differences(None), every=True)


def told(states: Iterator[State]) -> list[str]:
    return [json.dumps(row(state)) for state in states]


def compare(reading: Reading, target: Path, position: int, some: Sequence[Moment]) -> None:
    """Every question, of all subjects and of some, with the projection and without."""
    view = reading.cut(None, position)
    with closing(Answers(str(target), reading, reading.cut(None, position))) as answers:
        for at in some:
            for asked in ASKED:
                assert told(answers.states(asked, at)) == told(view.states(asked, at)), (at, asked)
            for picking in (True, False):
                picked = answers.workings(None, at, _contested, picking=picking)
                expected = [w for w in view.workings(None, at) if _contested(w.state)]
                assert [w.state for w in picked] == [w.state for w in expected]
            for span in SPANS:
                for asked in ASKED[:3]:

                    def plain(subjects: Any, at: Moment, span: Any, *, later: bool) -> Any:
                        return view.workings(subjects, at)

                    ours = list(due(view, answers.coming, at, span, asked))
                    assert ours == list(due(view, plain, at, span, asked)), (at, span, asked)
        for one, other in pairwise(some):
            found = compared(reading, view, answers, one, other).document()
            assert found == compared(reading, view, view, one, other).document()
        lines = timeline_documents.lines(enquiry(view), answers.timelines(None))
        plainly = (list(timeline(way)) for way in view.ways(None))
        expected_lines = timeline_documents.lines(enquiry(view), plainly)
        assert lines.document() == expected_lines.document()


def _contested(state: State) -> bool:
    return bool(state.contested_by) or state.lapsed


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), records=histories())
def test_no_answer_differs_with_a_projection(data: st.DataObject, records: list[Record]) -> None:
    place = st.integers(1, len(records))
    ends = sorted(data.draw(st.lists(place, max_size=3), label="kept at"))
    some = data.draw(st.lists(st.sampled_from(MOMENTS), min_size=2, max_size=3), label="at")
    position = data.draw(place, label="position")
    with TemporaryDirectory() as folder:
        kept(records, Path(folder), ends)
        with read(records, Path(folder)) as reading:
            for each in (position, len(records)):
                compare(reading, Path(folder) / "policy.ledger", each, some)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_no_answer_differs_over_seeded_histories(seed: int, tmp_path: Path) -> None:
    chance, records, ends = seeded(seed)
    kept(records, tmp_path, ends)
    with read(records, tmp_path) as reading:
        some = [chance.choice(MOMENTS) for _ in range(3)]
        compare(reading, tmp_path / "policy.ledger", len(records), some)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_state_turns_at_no_other_instant_than_where_an_interval_begins(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    records = history(chance, chance.randint(5, 25), plain=chance.random() < 0.25)
    ever = sorted({at.instant + step for at in MOMENTS for step in (-1, 0, 1)})
    with read(records, tmp_path) as reading:
        view = reading.cut()
        for path in (*PATHS, *UNNAMED):
            found = list(intervals(view.way(path)))
            for at in ever:
                (state,) = (
                    each.state
                    for each in found
                    if (each.start is None or each.start <= at)
                    and (each.end is None or at < each.end)
                )
                assert state == view.state(path, Moment("", at, None)), (path, at)


def test_the_properties_ask_projections_that_are_behind(tmp_path: Path) -> None:
    """Else they would hold of little."""
    asked = 0
    for seed in range(20):
        _, records, ends = seeded(seed)
        kept(records, tmp_path, ends)
        with read(records, tmp_path) as reading:
            answers = Answers(str(tmp_path / "policy.ledger"), reading, reading.cut())
            with closing(answers):
                projection = answers.projection(None)
                assert projection is not None
                gone, _ = projection.gone(None)
                listed = {way.subject for way in reading.cut().ways(None)}
                asked += projection.own < len(records) and bool(gone) and bool(listed - gone)
    assert asked > 5
