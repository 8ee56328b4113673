"""Do the remarks under a row rest on the statements that section 5 rests on?"""

import random
from pathlib import Path

import pytest

from cli.tables.grounds import _named
from ledger.answers import answer, visible
from ledger.dates.moments import Moment
from tests.read_model import read
from tests.strategies import INSTANTS, PATHS, UNNAMED, history, moments
from tests.told_logs import Log


@pytest.mark.parametrize("seed", range(30))
def test_what_a_state_names_stands_as_it_does_among_all_that_was_said(
    seed: int, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    records = history(chance, chance.randint(1, 20))
    cut = visible.Cut(*chance.choice(((None, None, 1), (INSTANTS[6], None, 1), (None, None, 3))))
    standing = answer.statements(records, cut)
    with read(records, tmp_path) as reading:
        view = reading.cut(cut.known, None, cut.authority)
        for path in (*PATHS, *UNNAMED):
            own = [s for s in standing if s.subject == path and s.speaks]
            assert view.speaks(path) == bool(own)
            for at, day in chance.sample(moments(), 4):
                state = view.state(path, Moment("", at, day))
                named = _named(state)
                if named is None:
                    continue
                chain = answer.working(standing, path, at).spoken
                found = visible.statements(view.records(path, about=named), cut)
                assert [s for s in found if s.visible and s.change in named] == sorted(
                    s for s in chain if s.change in named
                )


def test_of_a_change_that_nothing_is_tied_to_nothing_else_is_read(tmp_path: Path) -> None:
    log = Log()
    for number in range(5):
        log.announce(
            f"n{number}", ("permitted", "a", {"effective": "2022-03-01"}), published="2022-03-01"
        )
    log.announce("w", ("withdrawn", "a", {"of": "n1#1"}), published="2022-04-01")
    with read(log.records, tmp_path) as reading:
        view = reading.cut()
        assert [r.data.get("id") for r in view.records("a", about=["n3#1"])] == ["n3", None]
        assert [r.type for r in view.records("a", about=["n1#1"])] == [
            *("announced", "permitted"),
            *("announced", "withdrawn"),
        ]
        assert view.records("a", about=[]) == []
