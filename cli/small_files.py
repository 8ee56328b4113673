"""How is a small file read and written that a user names?

Of what is read nobody needs more than a signed note may hold.
"""

from pathlib import Path


def content(name: str) -> bytes:
    """The bytes of a file; of one that is larger than any note so many that it is refused."""
    from ledger.proofs.note import LARGEST

    with open(name, "rb") as file:
        return file.read(LARGEST + 1)


def check_place(name: str) -> None:
    """Raise LedgerFault where a file cannot be written for want of its folder, or for one there."""
    from ledger.faults import LedgerFault

    path = Path(name)
    if not path.parent.is_dir():
        raise LedgerFault(
            f"{name} cannot be written: there is no folder {path.parent}, and none is made for it"
        )
    if path.is_dir():
        raise LedgerFault(f"{name} is a folder: name a file in it")


def give(name: str, data: bytes) -> None:
    """Write a file whole or not at all, in a folder that is there."""
    from ledger.whole_file import put

    check_place(name)
    put(Path(name), data)
