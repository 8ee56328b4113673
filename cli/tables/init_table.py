"""How is a new ledger drawn: where it is, and what of it can never change?"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from cli.text import escape, pad
from ledger.sayings.language import Words

#: How wide the names of its parts are.
_NAME: Final = 8


def draw(document: Mapping[str, Any], words: Words) -> Iterator[str]:
    """A line for each part."""
    yield words.tell("made {ledger}", ledger=escape(document["ledger"]))
    origin = [document["origin"]]
    if document["origin_chosen"]:
        origin.append(words.tell("chosen since none was given (--origin)"))
    yield pad(words.tell("origin"), _NAME) + words.joined(origin)
    yield pad(words.tell("zone"), _NAME) + words.tell(
        "{zone}: bare dates are read in it. Neither can change any more", zone=document["zone"]
    )
    yield pad(words.tell("key"), _NAME) + words.tell(
        "private, for this ledger's signatures: {file}", file=escape(document["key_file"])
    )
    yield words.tell(
        "Next: {announce}; or {help}",
        announce="ledger announce FILE",
        help="ledger announce --help",
    )
