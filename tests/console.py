"""How are the examples of a page read, run, compared with what the page shows, and refreshed?

A page holds blocks fenced as ```console; in them, lines that begin with `$ ` are commands (with
`\\` at the end of a line continued below) and what follows is their output, on both streams. A
block fenced as ```console no-run is only to be looked at.
"""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.desk import Desk, still

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Example(NamedTuple):
    """One command as it is typed, and the output that the page shows."""

    command: str
    shown: str


def examples(block: str) -> Iterator[Example]:
    """The commands of a block, each with the lines below it."""
    command, shown, typing = "", "", False
    for line in block.splitlines(keepends=True):
        if line.startswith("$ "):
            if command:
                yield Example(command, shown)
            command, shown, typing = line, "", line.endswith("\\\n")
        elif typing:
            command += line
            typing = line.endswith("\\\n")
        else:
            shown += line
    if command:
        yield Example(command, shown)


def run(desk: Desk, example: Example) -> str:
    """What the command prints here: standard output, then standard error, then an exit code."""
    words = shlex.split(example.command[2:].replace("\\\n", " "))
    if words[0] == "cat":
        return (desk.folder / words[1]).read_text(encoding="utf-8")
    assert words[0] == "ledger", f"only `ledger` and `cat` are run in examples: {words}"
    outcome = desk.run(*words[1:])
    code = f"(exit code {outcome.code})\n" if outcome.code else ""
    return still(outcome.out + outcome.err + code)


def refreshed(page: Path, desk: Desk) -> str:
    """The page with the output of every example as it is here."""

    def block(found: re.Match[str]) -> str:
        told = "".join(each.command + run(desk, each) for each in examples(found[1]))
        return f"```console\n{told}```"

    return _BLOCK.sub(block, page.read_text(encoding="utf-8"))


def check(page: Path, desk: Desk, *, golden: bool) -> None:
    """Every example of the page prints what the page shows; with `golden`, it is made to."""
    found = refreshed(page, desk)
    if golden:
        page.write_text(found, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == found
