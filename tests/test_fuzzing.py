"""Does each parser of what others wrote answer with a value or a fault of its own, whatever it is
handed, and in bounded time and memory?"""

import contextlib
import os
import time

import pytest

from tests.desk import Desk
from tests.fuzzing import calls, fuzz, long_ones, memory
from tests.parsers import PARSERS

#: Seconds for each parser in a long run.
SECONDS = float(os.environ.get("POLICY_LEDGER_FUZZING") or 600)
LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
SEED = int(os.environ.get("POLICY_LEDGER_SEED") or (time.time_ns() // 1000 if LONG else 15))
#: Inputs for each parser in a short one, but for those that take long.
NUMBER = 400
FEW = {"tile_folders": 60, "dossiers": 60, "command_lines": 60}


@pytest.mark.long
@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_takes_or_refuses_with_its_own_fault_whatever_it_is_handed(
    name: str, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = PARSERS[name](desk)
    number = FEW.get(name, NUMBER)
    count = fuzz(parser, seed=SEED, number=number, seconds=SECONDS if LONG else 0)
    told = f"\n{name}: {count.inputs:,} inputs, {count.taken:,} taken; seed {SEED}"
    with capsys.disabled() if LONG else contextlib.nullcontext():
        print(told, end="")
    assert count.inputs > 0
    assert count.refused > 0 or name == "words_of_a_shell"


#: What reads one whole ledger for each input, however short that is.
WHOLE = ("tile_folders", "dossiers", "command_lines")


@pytest.mark.parametrize("name", [name for name in PARSERS if name not in WHOLE])
def test_of_what_is_twice_as_long_a_parser_makes_about_twice_as_much(name: str, desk: Desk) -> None:
    parser = PARSERS[name](desk)
    for short, long in zip(long_ones(parser, 4_000), long_ones(parser, 8_000), strict=True):
        once, twice = calls(parser, short), calls(parser, long)
        assert twice < 2.5 * once + 2_000, (long[:99], once, twice)
        assert memory(parser, long) < 8 << 20, long[:99]
