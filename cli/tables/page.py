"""Where does a table go: straight out as it is made, or through a pager as git does it?"""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import IO, TYPE_CHECKING

import click

from cli import text

if TYPE_CHECKING:
    from ledger.sayings.language import Words
    from ledger.sayings.remark import Remark

_LABEL = 8


def show(lines: Iterable[str], words: "Words | None" = None) -> None:
    """Print each line as it comes, the marks of its language coloured on a terminal; paged where
    they do not fit on it.

    The pager is POLICY_LEDGER_PAGER, else PAGER, else `less -FRX`; empty or `cat` means none.
    """
    stream = (line.rstrip() for line in lines)
    if not sys.stdout.isatty():
        sys.stdout.writelines(f"{line}\n" for line in stream)
        return
    tell = words.tell if words else str
    shown = (text.colour(line, tell) if text.coloured() else line for line in stream)
    first = list(islice(shown, _height()))
    if len(first) < _height() or not _paged(first, shown):
        for line in (*first, *shown):
            click.echo(line)


def say(line: str, words: "Words | None" = None) -> None:
    """Print one line of what is no table, the marks of its language coloured on a terminal."""
    click.echo(text.colour(line, words.tell if words else str) if text.coloured() else line)


def labelled(found: Iterable["Remark"]) -> None:
    """Print remarks, a line each, their labels in a column that is wide enough for all of them."""
    remarks = list(found)
    column = max([_LABEL, *(text.width(label) + 1 for label, _ in remarks)])
    for label, told in remarks:
        click.echo(f"{text.pad(label, column)}{told}")


def _height() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except OSError:
        return sys.maxsize


def _paged(first: list[str], rest: Iterator[str]) -> bool:
    """Hand the lines to the pager; False where there is none, and none of the rest is used up."""
    pager = os.environ.get("POLICY_LEDGER_PAGER", os.environ.get("PAGER", "less"))
    if os.environ.get("TERM") == "dumb" or pager.strip() in ("", "cat"):
        return False
    import shutil
    import subprocess

    if shutil.which(pager.split()[0]) is None:
        return False
    environment = {"LESS": "FRX", "LESSCHARSET": "utf-8", **os.environ}
    process = subprocess.Popen(
        pager, shell=True, stdin=subprocess.PIPE, env=environment, encoding="utf-8"
    )
    pipe = process.stdin
    if pipe is None:
        raise RuntimeError("the pager was begun without the pipe that was asked for")
    try:
        # A reader who has seen enough ends the pager, and with it the replay.
        with suppress(BrokenPipeError, KeyboardInterrupt):
            _write(pipe, chain(first, rest))
    finally:
        with suppress(BrokenPipeError):
            pipe.close()
        process.wait()
    return True


def _write(pipe: IO[str], lines: Iterable[str]) -> None:
    for line in lines:
        pipe.write(line + "\n")
