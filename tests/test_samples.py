"""Is each sample laid out whole, and what is in the program what stands in the examples?"""

from pathlib import Path

import pytest

from cli.commands.demo import SAMPLES
from tests.desk import REPOSITORY, Desk


def test_the_demo_makes_what_the_samples_say_and_overwrites_nothing(desk: Desk) -> None:
    desk.done("demo here")
    out = desk.done("at 2022-10-29 --ledger here/policy.ledger")
    assert "14 subjects: 6 permitted, 4 permitted gradually, 4 suspended." in out
    assert desk.ledger("demo here").code == 1


@pytest.mark.parametrize("name", SAMPLES)
def test_each_sample_can_be_laid_out_and_each_command_that_it_names_be_run(
    desk: Desk, name: str
) -> None:
    told = desk.done(f"demo 'laid out' --sample {name}")
    assert {path.name for path in Path("laid out").glob("*.yaml")} == set(SAMPLES[name].files)
    commands = [line.partition("    (")[0] for line in told.splitlines()[2:]]
    assert len(commands) == len(SAMPLES[name].commands) + (SAMPLES[name].later is not None)
    for line in commands:
        assert desk.done(line.removeprefix("  ledger "))


def test_announce_asks_nothing_about_what_a_sample_is_made_of(desk: Desk) -> None:
    desk.done("init --origin example.org/all")
    for sample in SAMPLES.values():
        outcome = desk.ledger(f"announce examples/{sample.files[0]}")
        assert (outcome.code, outcome.err) == (0, ""), sample.files[0]


def test_every_sample_in_the_program_is_laid_out_by_demo() -> None:
    folder = REPOSITORY / "cli" / "samples"
    laid_out = sorted(file for sample in SAMPLES.values() for file in sample.files)
    assert laid_out == sorted(path.name for path in folder.glob("*.yaml"))


def test_the_samples_in_the_program_are_those_of_the_examples() -> None:
    examples = {path.name: path.read_bytes() for path in (REPOSITORY / "examples").glob("*.yaml")}
    folder = REPOSITORY / "cli" / "samples"
    assert {path.name: path.read_bytes() for path in folder.glob("*.yaml")} == examples
