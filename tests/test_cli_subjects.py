"""How is a subject typed on the command line read, and how is it typed again for ever?"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desk import REPOSITORY, Desk

NAMED = """
format: policy-ledger/1
subjects:
- {path: p, title: P, aliases: [same, alt]}
- {path: r/s, aliases: [same]}
announcements:
- id: first
  source: {name: S, authority: official}
  published: 2024-01-01
  changes:
  - {change: permitted, subjects: [p/a, r/s/till, -dash/a], effective: 2024-01-01}
"""
RENAMED = """
format: policy-ledger/1
subjects:
- {path: p, aliases: []}
- {path: r/s, aliases: [alt]}
"""
COMMANDS = (
    "at 2024-01-02 --",
    "explain 2024-01-02 --",
    "timeline --",
    "diff 2023-12-01 2024-01-02 --all --",
    "diff @2 @8 --at 2024-01-02 --all --",
    "replay --clock published --",
    "due 2023-12-30 --",
    "subjects --",
)


@pytest.fixture
def named(desk: Desk) -> Desk:
    desk.done("init")
    desk.done("announce -", typed=NAMED)
    return desk


@pytest.mark.parametrize("line", COMMANDS)
def test_a_subject_is_typed_again_as_it_was(named: Desk, line: str) -> None:
    for subject in ("-dash/a", "alt/a"):
        found = json.loads(named.done(f"{line[:-3]} --format json -- {subject}"))
        command, _, rest = found["again"].removeprefix("ledger ").partition(" ")
        named.done("announce -", typed=RENAMED)
        assert json.loads(named.done(f"{command} --format json {rest}")) == found


@pytest.mark.parametrize("line", [*COMMANDS, "log --subject"])
def test_an_alias_of_two_paths_is_refused_as_what_cannot_be_read(named: Desk, line: str) -> None:
    outcome = named.ledger(f"{line} same/a")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("ledger: same is an alias of p and of r/s")


@pytest.mark.parametrize("line", [*COMMANDS, "log --subject"])
def test_the_nearest_path_is_named_where_nothing_is_recorded(named: Desk, line: str) -> None:
    outcome = named.ledger(f"{line} r/s/tills")
    assert outcome.code == 0
    assert outcome.err == "ledger: nothing is recorded of r/s/tills; the nearest path is r/s/till\n"


@pytest.mark.parametrize("line", COMMANDS)
def test_what_is_said_below_a_path_names_it(named: Desk, line: str) -> None:
    assert named.ledger(f"{line} r").err == ""


def test_an_explanation_gives_the_same_state_as_the_answer(named: Desk) -> None:
    explained = json.loads(named.done("explain 2024-01-02 r/s --format json"))["state"]
    (answer, _) = json.loads(named.done("at 2024-01-02 r/s --format json"))["states"]
    assert explained == answer


@pytest.mark.parametrize(
    "line", ["replay", "log --format jsonl", "log --format json", "at 2022-10-29 --format csv"]
)
def test_a_reader_that_goes_away_ends_a_command_without_a_word(desk: Desk, line: str) -> None:
    desk.kuaishou()
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *line.split()],
        stdout=write,
        stderr=subprocess.PIPE,
        text=True,
        cwd=desk.folder,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        check=False,
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")
    assert Path("policy.ledger").exists()
