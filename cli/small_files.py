"""How is a small file read and written that a user names?

Of what is read nobody needs more than a signed note may hold; it may be what a shell hands over.
What is written into is what the user named: a pipe or a device stays one, and a link is followed.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.text import escape

if TYPE_CHECKING:
    from ledger.sayings.language import Words


def content(name: str) -> bytes:
    """The bytes of a file; of one that is larger than any note so many that it is refused."""
    from ledger import regular_file
    from ledger.proofs.note import LARGEST

    return regular_file.content(name, LARGEST, handed=True)


def check_place(name: str) -> None:
    """Raise LedgerFault where a file cannot be written for want of its folder, or for one there."""
    from ledger.faults import LedgerFault

    for path in (Path(name), _place(name)):
        if not path.parent.is_dir():
            raise LedgerFault(
                f"{name} cannot be written: there is no folder {path.parent}, and none is made "
                "for it"
            )
    if Path(name).is_dir():
        raise LedgerFault(f"{name} is a folder: name a file in it")


def give(name: str, data: bytes, words: "Words") -> None:
    """Write a file whole or not at all, in a folder that is there; what is no regular file is
    opened and written into.

    Where a file with other content is replaced that is said on standard error: who used a name
    twice had a checkpoint there, or a proof, and has it no more.
    """
    from ledger.whole_file import named, put

    check_place(name)
    place = _place(name)
    if _open_as_it_is(place):
        with named(name), open(place, "wb") as file:
            file.write(data)
        return
    lost = place.is_file() and place.stat().st_size > 0 and content(name) != data
    put(place, data)
    if lost:
        told = words.tell("{file} was there, and was replaced", file=escape(name))
        click.echo(told, err=True)


def _place(name: str) -> Path:
    """The file itself, where a link to one is named; one in a circle of links is left as it is."""
    path = Path(name)
    if not path.is_symlink() or _open_as_it_is(path):
        return path
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path


def _open_as_it_is(path: Path) -> bool:
    """Whether it is a pipe or a device, which nothing is put in the place of."""
    return path.exists() and not path.is_file()
