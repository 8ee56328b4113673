"""What may a log be named?"""

from ledger.faults import LedgerFault
from ledger.stores import address
from ledger.twins import first


def chosen_origin(target: str) -> str:
    """A name for a log that nobody named: machine, file, and what makes it unlike any other."""
    import secrets
    import socket

    words = f"{socket.gethostname()}/{address.name(target)}"
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-./_") else "-" for c in words)
    return f"{plain}-{secrets.token_hex(4)}"


def checked_origin(origin: str) -> str:
    """The origin itself, where it can be one; else LedgerFault.

    An origin is also the name of the key: C2SP signed-note has neither blanks nor plus.
    """
    if not origin or len(origin) > 255:
        raise LedgerFault("an origin has 1 to 255 characters, such as example.org/links")
    for character in origin:
        if character.isspace() or character == "+" or not character.isprintable():
            raise LedgerFault(
                f"{origin!r} cannot be an origin: it has {character!r}, and neither white space "
                "nor + nor control characters may be in it; choose such as example.org/links"
            )
    if twin := first(origin):
        raise LedgerFault(f"{origin!r} cannot be an origin: it has {twin}")
    return origin
