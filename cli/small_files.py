"""What is in a file of which nobody needs more than a signed note may hold?"""


def content(name: str) -> bytes:
    """The bytes of a file; of one that is larger than any note so many that it is refused."""
    from ledger.proofs.note import LARGEST

    with open(name, "rb") as file:
        return file.read(LARGEST + 1)
