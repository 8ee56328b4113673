"""How is the ledger in use opened by a command that appends to it?"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from cli import options

if TYPE_CHECKING:
    from ledger.application import PolicyLedger


@contextmanager
def appending(*, dry_run: bool) -> Iterator["PolicyLedger"]:
    """The ledger, and a warning on standard error where it is a file without its key: a copy,
    perhaps, and what is appended to it parts its history from the ledger's.

    Nothing is said of a ledger on a server, whose recorders have no key.
    """
    from ledger.application import open_for_writing
    from ledger.stores.address import on_server

    target = options.target()
    with open_for_writing(target) as ledger:
        if not dry_run and not on_server(target) and ledger.is_without_key(os.environ):
            from ledger.sayings.copies import without_key

            click.echo(without_key(options.words()), err=True)
        yield ledger
