"""Are bytes that are no UTF-8 bad input, in every command, option and variable, by clear words?"""

import os

import pytest
from click import Command, Context, Group

from cli.catalogue import COMMANDS
from cli.program import cli
from tests.desk import Desk

#: What an operating system hands over of the byte 0xE9.
BYTE = "caf\udce9"


def lines() -> list[tuple[str, ...]]:
    """Each command with such a word for each option that takes one, and for an argument."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = cli.get_command(Context(cli), name)
        assert command is not None
        members: dict[tuple[str, ...], Command] = {(): command}
        if isinstance(command, Group):
            members = {(each,): member for each, member in command.commands.items()}
        for path, member in members.items():
            found.append((name, *path, BYTE))
            for param in member.params:
                if param.param_type_name == "option" and not getattr(param, "is_flag", False):
                    found.append((name, *path, param.opts[-1], BYTE))
                    found.append((name, *path, f"{param.opts[-1]}={BYTE}"))
    return found


@pytest.mark.parametrize("line", lines(), ids=lambda line: " ".join(line).replace(BYTE, "X"))
def test_they_are_refused_wherever_they_are_typed(desk: Desk, line: tuple[str, ...]) -> None:
    outcome = desk.run(*line)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("ledger: ")
    assert outcome.err.endswith(r"caf\xe9' is no UTF-8; expected text" + "\n")
    assert outcome.err.isascii()
    assert os.listdir(desk.folder) == ["examples"]


def test_no_password_is_shown_of_an_address_with_such_bytes(desk: Desk) -> None:
    for address in (
        f"postgresql://ada:secret{BYTE}@host/db",
        f"postgresql://ada:secret@host/{BYTE}",
        f"host=h dbname=d password=secret{BYTE}",
    ):
        for line in (("--ledger", address, "at"), ("at", f"--ledger={address}")):
            outcome = desk.run(*line)
            assert outcome.code == 2
            assert "secret" not in outcome.err
            assert "no UTF-8" in outcome.err


@pytest.mark.parametrize(
    "name",
    [
        *("POLICY_LEDGER_URL", "POLICY_LEDGER_RECORDER", "POLICY_LEDGER_KEY"),
        *("POLICY_LEDGER_CONFIG", "POLICY_LEDGER_EVIDENCE", "POLICY_LEDGER_PASSPHRASE"),
        *("POLICY_LEDGER_LANG", "POLICY_LEDGER_PAGER"),
    ],
)
def test_they_are_refused_in_the_variables_of_the_program(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, BYTE)
    for line in ("at", "init", "verify", "announce examples/kuaishou-2022.yaml"):
        outcome = desk.ledger(line)
        assert (outcome.code, outcome.out) == (2, "")
        assert outcome.err == f"ledger: {name} is set to what is no UTF-8; expected text\n"


@pytest.mark.parametrize("name", ["XDG_CONFIG_HOME", "HOME"])
def test_a_home_that_is_none_is_named_where_it_is_needed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    desk.kuaishou()
    for each in ("POLICY_LEDGER_CONFIG", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, f"/{BYTE}")
    outcome = desk.ledger("checkpoint")
    assert outcome.code == 2
    assert outcome.err.startswith(f"ledger: {name} is no UTF-8, and the configuration folder lies")
    assert desk.ledger("at 2022-10-29").code == 0


def test_chinese_is_text(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLICY_LEDGER_RECORDER", "小王")
    desk.kuaishou()
    assert desk.ledger("show 快手").code == 1


def test_as_a_process_is_given_them(desk: Desk) -> None:
    done = desk.process("at", shell=r"$'caf\xe9'")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ledger: 'caf\\xe9' is no UTF-8; expected text\n"
