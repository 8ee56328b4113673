"""How are a number, a hash and a foreign text written, in one spelling each?

What proofs, notes and checkpoints have in common: base64 in its canonical form alone, decimals
without sign or leading zero, and foreign text quoted so that it can fool no terminal.
"""

import base64
import binascii
import re
from typing import Final

from ledger.faults import Phrase
from ledger.proofs.tree import HASH, ProofFault

_DECIMAL: Final = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


class SpellingFault(ProofFault):
    """A number, a hash or base64 that is not written in its one spelling."""


def shown(text: str) -> str:
    """Foreign text as a message may quote it: in ASCII, cut, nothing left to interpret."""
    return ascii(text if len(text) <= 80 else text[:77] + "...")


def whole(path: object) -> str:
    """A path as a message may name it: never cut, and Chinese as it is, for somebody must find it;
    what acts on a terminal is escaped."""
    return repr(str(path))


def encoded(data: bytes) -> str:
    """Standard base64 (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def decoded(text: str, *, what: object) -> bytes:
    """The bytes of standard base64, in the one spelling that `encoded` gives."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SpellingFault("{what} is not base64: {text}", what=what, text=shown(text)) from None
    if encoded(data) != text:
        raise SpellingFault("{what} is not canonical base64: {text}", what=what, text=shown(text))
    return data


def hash_line(text: str, *, what: object) -> bytes:
    """A hash of 32 bytes, from base64."""
    value = decoded(text, what=what)
    if len(value) != HASH:
        raise SpellingFault(other_size(what, len(value), HASH))
    return value


def hash_of_list(text: str, number: int) -> bytes:
    """A hash that is a line of its own in a list, counted from 1."""
    return hash_line(text, what=Phrase("hash {number}", number=number))


def other_size(what: object, size: int, expected: int) -> Phrase:
    """What to say of what has more bytes than it must, or fewer."""
    return Phrase(
        "{what} has {size} bytes, not {expected}", what=what, size=size, expected=expected
    )


def empty() -> Phrase:
    """What to say of what has nothing in it."""
    return Phrase("it is empty")


def whole_number(text: str, *, what: object) -> int:
    """ASCII decimal, no sign, no leading zero, below 2**63: as sizes and indexes are written."""
    if not _DECIMAL.fullmatch(text) or int(text) >= 2**63:
        raise SpellingFault(
            "{what} is not a plain decimal number: {text}", what=what, text=shown(text)
        )
    return int(text)
