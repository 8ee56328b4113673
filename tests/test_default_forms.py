"""Is every command run in its default form by some test or page, with what it needs alone?"""

import ast
import re
import shlex
from collections.abc import Iterator

import click

from cli.program import cli
from tests.messages import ROOT, literal

#: Where the ledger is, and what a test cannot wait for.
_BESIDE = {"ledger", "limit"}


def lines() -> Iterator[list[str]]:
    """Every command line of a page's example or of a test, in words, without `ledger`."""
    for path in (ROOT / "docs").rglob("*.md"):
        for block in re.findall(r"^```console\n(.*?)^```$", path.read_text("utf-8"), re.M | re.S):
            for line in re.findall(r"^\$ ledger (.*)$", block, re.M):
                yield words(line)
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                yield [text for each in node.args if (text := literal(each)) is not None]
            elif (text := literal(node)) is not None:
                yield words(text)


def words(line: str) -> list[str]:
    try:
        return shlex.split(line.replace("\0", "x"))
    except ValueError:
        return []


def above() -> click.Context:
    """The context of the program: what its commands take over, they keep."""
    return click.Context(cli, info_name="ledger", **cli.context_settings)


def plain(command: click.Command, given: list[str]) -> bool:
    """Whether these words give the command nothing that it does not need."""
    try:
        context = command.make_context(command.name, [*given], parent=above())
    except (click.ClickException, click.exceptions.Exit):
        return False
    free = (each.name for each in command.params if not each.required and each.name not in _BESIDE)
    typed = click.core.ParameterSource.COMMANDLINE
    return all(context.get_parameter_source(str(name)) is not typed for name in free)


def commands() -> dict[str, click.Command]:
    """Each command that does something, by its words."""
    found = {}
    context = above()
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            for inner in command.list_commands(context):
                under = command.get_command(context, inner)
                assert under is not None
                found[f"{name} {inner}"] = under
        else:
            found[name] = command
    return found


def test_every_command_is_run_in_its_default_form() -> None:
    missing = commands()
    for line in lines():
        if line[:1] == ["--ledger"]:
            line = line[2:]
        for length in (1, 2):
            name = " ".join(line[:length])
            if name in missing and plain(missing[name], line[length:]):
                del missing[name]
    assert not missing, sorted(missing)
