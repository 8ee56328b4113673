"""How are the examples of a page read, run, compared with what the page shows, and refreshed?

A page holds blocks fenced as ```console; in them, lines that begin with `$ ` are commands (with
`\\` at the end of a line continued below) and what follows is their output, on both streams. A
block fenced as ```console no-run is only to be looked at. Of what a shell does, `"$(ledger ...)"`,
`"$(cat FILE)"` and `> FILE` at the end are done; other programs than `ledger` go to a shell.
"""

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.desk import Desk, still

_BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)

_SUBSTITUTED = re.compile(r"\$\(([^()]+)\)")


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
    line = example.command[2:].replace("\\\n", " ").strip()
    if not line.startswith("ledger "):
        return still(_shell(desk, line))
    line = _SUBSTITUTED.sub(lambda found: _substituted(desk, found[1]), line)
    *words, last = shlex.split(line)
    file = last if words[-1] == ">" else None
    outcome = desk.run(*words[1:-1]) if file else desk.run(*words[1:], last)
    out = outcome.out
    if file:
        (desk.folder / file).write_text(out, encoding="utf-8")
        out = ""
    code = f"(exit code {outcome.code})\n" if outcome.code else ""
    return still(out + outcome.err + code)


def _substituted(desk: Desk, line: str) -> str:
    """What `"$(LINE)"` is put for."""
    words = shlex.split(line)
    if words[0] == "cat":
        return (desk.folder / words[1]).read_text(encoding="utf-8").strip()
    return desk.run(*words[1:]).out.strip()


def _shell(desk: Desk, line: str) -> str:
    """What programs print that are not ours: those that every machine has, and the Python that runs
    the tests."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["sh", "-c", line],
        cwd=desk.folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    code = f"(exit code {done.returncode})\n" if done.returncode else ""
    return done.stdout + done.stderr + code


def refreshed(page: Path, desk: Desk) -> str:
    """The page with the output of every example as it is here."""

    def block(found: re.Match[str]) -> str:
        told = "".join(each.command + run(desk, each) for each in examples(found[1]))
        return f"```console\n{told}```"

    return _BLOCK.sub(block, page.read_text(encoding="utf-8"))


def check(page: Path, desk: Desk, *, golden: bool) -> None:
    """Every example of the page prints what the page shows; with `golden`, it is made to."""
    found = refreshed(page, desk)
    assert "a fault of this program" not in found
    if golden:
        page.write_text(found, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == found
