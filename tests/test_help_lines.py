"""Does the help fit a narrow terminal, with examples that can still be pasted?"""

import pytest

from cli.catalogue import COMMANDS
from cli.help_lines import fitted
from tests.desk import Desk


def examples(text: str) -> list[str]:
    """The examples of a help, each in one line."""
    whole = text.replace(" \\\n", " ")
    return [" ".join(line.split()) for line in whole.split("\n") if line.startswith("    ledger ")]


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_the_help_fits_a_terminal_of_60_columns(
    name: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = desk.done(f"{name} --help")
    monkeypatch.setenv("COLUMNS", "60")
    narrow = desk.done(f"{name} --help")
    assert [line for line in narrow.split("\n") if len(line) > 60] == []
    commands = [line.partition(" (")[0] for line in examples(wide)]
    assert [line.partition(" (")[0] for line in examples(narrow)] == commands


def test_what_is_in_quotes_is_not_broken_and_a_remark_is_no_part_of_the_command() -> None:
    text = """\
    ledger correct a --why "a long word in quotes"
    ledger key show >> DIR/logs      (the ledger's machine)"""
    assert (
        fitted(text, 36)
        == """\
    ledger correct a --why \\
      "a long word in quotes"
    ledger key show >> DIR/logs
      (the ledger's machine)"""
    )
