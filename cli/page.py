"""Where does a table go: straight out, or through a pager as git does it?"""

import os
import sys
from collections.abc import Iterable

import click

from cli import text


def show(lines: Iterable[str]) -> None:
    """Print the lines of a table: coloured on a terminal, paged where they do not fit on it.

    The pager is POLICY_LEDGER_PAGER, else PAGER, else `less -FRX`; empty or `cat` means none.
    """
    whole = "\n".join(line.rstrip() for line in lines) + "\n"
    if text.coloured():
        whole = text.colour(whole)
    if sys.stdout.isatty() and _height() <= whole.count("\n") and _paged(whole):
        return
    click.echo(whole, nl=False)


def _height() -> int:
    try:
        return os.get_terminal_size(sys.stdout.fileno()).lines
    except OSError:
        return sys.maxsize


def _paged(whole: str) -> bool:
    """Hand the text to the pager; False where there is none or it does not start."""
    pager = os.environ.get("POLICY_LEDGER_PAGER", os.environ.get("PAGER", "less"))
    if os.environ.get("TERM") == "dumb" or pager.strip() in ("", "cat"):
        return False
    import subprocess

    environment = dict(os.environ)
    environment.setdefault("LESS", "FRX")
    environment.setdefault("LESSCHARSET", "utf-8")
    try:
        process = subprocess.Popen(
            pager, shell=True, stdin=subprocess.PIPE, env=environment, encoding="utf-8"
        )
    except OSError:
        return False
    try:
        process.communicate(whole)
    except (BrokenPipeError, KeyboardInterrupt):
        process.wait()
    # 127 is the shell's "not found": nothing was shown, so the text still has to be.
    return process.returncode != 127
