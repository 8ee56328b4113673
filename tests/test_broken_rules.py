"""Do made-up histories tell each single rule of the oracle from a broken one?"""

import importlib
import itertools
import os
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import tests.oracle
from tests.broken_rules import BROKEN, Broken
from tests.oracle import answer, statements
from tests.sayings import PATHS, PATTERNS, UNNAMED, UNNAMED_PATTERNS
from tests.strategies import history, moments

ASKED = (*PATHS, *PATTERNS, *UNNAMED, *UNNAMED_PATTERNS)
MOMENTS = moments()
#: Which rules are broken: a few, by `make long` each of them.
LONG = bool(os.environ.get("POLICY_LEDGER_LONG"))
RULES = BROKEN if LONG else BROKEN[::14]
#: So many histories are tried before a broken rule counts as not seen.
MOST = 1500
_numbers = itertools.count()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where broken copies are made, and imported from."""
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("broken_oracle_")]:
        del sys.modules[name]


def copied(broken: Broken, folder: Path) -> tuple[ModuleType, ModuleType]:
    """The modules of answers and of statements, of a copy in which that rule is broken."""
    package = f"broken_oracle_{next(_numbers)}"
    (folder / package).mkdir()
    for source in Path(str(tests.oracle.__file__)).parent.glob("*.py"):
        text = source.read_text(encoding="utf-8")
        if source.stem == broken.module:
            assert text.count(broken.rule) == 1, f"{broken.rule!r} stands once in {source.name}"
            text = text.replace(broken.rule, broken.instead)
        (folder / package / source.name).write_text(text.replace("tests.oracle", package))
    importlib.invalidate_caches()
    names = (f"{package}.answer", f"{package}.statements")
    first, second = (importlib.import_module(name) for name in names)
    return first, second


def differs(seed: int, answers: ModuleType, standing: ModuleType) -> bool:
    """Whether the two oracles give two answers about one history."""
    chance = random.Random(seed)
    records = history(chance, chance.randint(1, 30), newer=True)
    known = chance.choice((None, None, chance.choice(MOMENTS)[0]))
    position = chance.choice((None, None, len(records) - chance.randint(0, 5)))
    cut = known, position, chance.choice((1, 1, 1, 3, 4))
    true = statements.statements(records, statements.Cut(*cut))
    false = standing.statements(records, standing.Cut(*cut))
    if answer.listed(true) != answers.listed(false):
        return True
    asked: list[tuple[int, Any]] = chance.sample(MOMENTS, 2)
    return any(
        answer.answer(true, path, at, day=day[0] if day else None)
        != answers.answer(false, path, at, day=day[0] if day else None)
        for at, day in asked
        for path in ASKED
    )


def test_every_broken_rule_stands_once_in_the_oracle(folder: Path) -> None:
    for broken in BROKEN:
        copied(broken, folder)


@pytest.mark.long
@pytest.mark.parametrize("broken", RULES, ids=lambda broken: broken.fault.replace(" ", "-"))
def test_a_broken_rule_is_seen(broken: Broken, folder: Path) -> None:
    answers, standing = copied(broken, folder)
    assert any(differs(seed, answers, standing) for seed in range(MOST))
