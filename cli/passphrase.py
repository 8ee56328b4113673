"""Which passphrase guards a key file, and where does it come from?

From POLICY_LEDGER_PASSPHRASE, else from the terminal, without being shown.
"""

import os
import sys
from pathlib import Path
from typing import Final

import click

from cli import options
from cli.text import escape

NAME: Final = "POLICY_LEDGER_PASSPHRASE"


def known(path: Path) -> bytes:
    """The passphrase of a key file that has one; KeyFileFault where there is nobody to ask."""
    from ledger.signing.keys import KeyFileFault

    given = os.environ.get(NAME)
    if given is not None:
        return given.encode()
    if not _answers():
        raise KeyFileFault(
            f"the key file {escape(str(path))} needs its passphrase: set {NAME}, or run this in a "
            "terminal"
        )
    asked = options.words().tell("Passphrase of {file}", file=escape(str(path)))
    typed: str = click.prompt(asked, hide_input=True, err=True)
    return typed.encode()


def chosen() -> bytes:
    """The passphrase for a key file that is to be written: typed twice. Never empty."""
    from ledger.signing.keys import KeyFileFault

    given = os.environ.get(NAME)
    if given is None and _answers():
        words = options.words()
        given = click.prompt(
            words.tell("Passphrase for the signing key"),
            hide_input=True,
            confirmation_prompt=words.tell("Repeat for confirmation"),
            err=True,
        )
    if not given:
        raise KeyFileFault(
            f"--passphrase needs one, and not an empty one: set {NAME}, or run this in a terminal"
        )
    return given.encode()


def _answers() -> bool:
    """Whether somebody is there to be asked; standard input may be closed."""
    return sys.stdin is not None and sys.stdin.isatty()
