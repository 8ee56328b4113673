"""Does the read model give the answer of the oracle, field by field?"""

import os
import random
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import statements as statements_of
from ledger.contents import saying
from ledger.dates.moments import Moment
from ledger.reading.view import View
from ledger.records import Record
from ledger.statements import as_written, by_path
from tests.oracle import answer
from tests.oracle.paths import below
from tests.oracle.same import differing
from tests.oracle.statements import Cut, statements
from tests.read_model import read
from tests.strategies import INSTANTS, PATHS, UNNAMED, histories, history, moments

MOMENTS = moments()
#: How many seeded histories, and how many of hypothesis's; `make long` tries many more.
LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
SEEDS, EXAMPLES = (3000, 2000) if LONG else (60, 60)
HARD = ((None, None, 1), (None, None, 3), (INSTANTS[5], None, 1), (INSTANTS[8], None, 2))


def compare(
    records: Sequence[Record],
    view: View,
    cut: Cut,
    moments: Sequence[tuple[int, tuple[int, int] | None]],
) -> None:
    """Every path, named or not, at each moment: alone, by name, and in the list of all."""
    standing = statements(records, cut)
    listed = answer.listed(standing)
    for at, day in moments:
        moment = Moment("", at, day)
        expected = {
            path: answer.answer(standing, path, at, day=day[0] if day else None)
            for path in (*PATHS, *UNNAMED)
        }
        asked = [*UNNAMED, "a/b", "a/b/c/d", "a-b"]
        within = {path for path in listed if any(below(path, each) for each in asked)}
        for found, paths in (
            (view.states(None, moment), listed),
            ((view.state(path, moment) for path in expected), expected),
            (view.states(asked, moment), sorted({*within, *asked})),
        ):
            for state, path in zip(found, paths, strict=True):
                assert not differing(state, expected[path]), (path, at)


def compare_cut(
    records: Sequence[Record],
    folder: Path,
    cut: Cut,
    moments: Sequence[tuple[int, tuple[int, int] | None]],
) -> None:
    with read(records, folder) as reading:
        view = reading.cut(cut.known, cut.position, cut.authority)
        compare(records, view, cut, moments)


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), records=histories())
def test_both_answers_are_equal_under_every_cut(data: st.DataObject, records: list[Record]) -> None:
    cut = Cut(
        data.draw(st.none() | st.sampled_from(INSTANTS), label="known"),
        data.draw(st.none() | st.integers(0, len(records)), label="position"),
        data.draw(st.sampled_from((1, 1, 2, 3, 4)), label="floor"),
    )
    some = data.draw(st.lists(st.sampled_from(MOMENTS), min_size=1, max_size=4), label="at")
    with TemporaryDirectory() as folder:
        compare_cut(records, Path(folder), cut, some)


@pytest.mark.long
def test_both_answers_are_equal_over_many_seeded_histories(tmp_path: Path) -> None:
    for seed in range(SEEDS):
        chance = random.Random(seed)
        records = history(chance, chance.randint(1, 30), plain=chance.random() < 0.25)
        with read(records, tmp_path) as reading:
            for known, position, floor in (*HARD, (None, chance.randint(0, len(records)), 1)):
                cut = Cut(known, position, floor)
                view = reading.cut(known, position, floor)
                try:
                    compare(records, view, cut, chance.sample(MOMENTS, 3))
                except AssertionError as fault:
                    raise AssertionError(f"seed {seed}, {cut}") from fault


@pytest.mark.parametrize("seed", range(SEEDS // 6))
def test_both_answers_are_equal_where_nothing_is_kept(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements_of, "as_written", lru_cache(maxsize=1)(as_written.__wrapped__))
    chance = random.Random(seed)
    records = history(chance, chance.randint(10, 40), plain=chance.random() < 0.25)
    cut = Cut(*chance.choice(HARD))
    with read(records, tmp_path) as reading:
        view = reading.cut(cut.known, cut.position, cut.authority)
        compare(records, view, cut, chance.sample(MOMENTS, 2))


@given(lengths=st.lists(st.integers(1, 3), max_size=6))
def test_rows_that_come_path_by_path_are_gathered_whole(lengths: list[int]) -> None:
    said = saying({"kind": "suspended", "source": "One"})
    stored = [
        (*range(5), f"p-{place}", 0, "a", number, 0, None, None, None, said)
        for place, length in enumerate(lengths)
        for number in range(length)
    ]
    found = [(path, [each.n for each in own]) for path, own in by_path(stored)]
    assert found == [(f"p-{n}", list(range(length))) for n, length in enumerate(lengths)]
    assert all(each.said == as_written(said)[0] for _, own in by_path(stored) for each in own)
