"""How is said what looks wrong in what is taken in all the same?"""

from collections.abc import Mapping
from typing import Any, Final

from ledger.sayings import receipts
from ledger.sayings.characters import escape
from ledger.sayings.language import Words, message

Row = Mapping[str, Any]

#: Of each kind so many are told.
FEW: Final = 5
#: What their kinds are called.
KINDS: Final = (
    message("older plan"),
    message("parts of one path"),
    message("the same before it"),
    message("withdrawn in force"),
    message("ends before it begins"),
    message("lesser authority"),
    message("withdrawn already"),
    message("expectation settled"),
    message("published ahead"),
    message("distant date"),
    message("raised authority"),
    message("unknown name"),
    message("shared alias"),
    message("doubtful characters"),
)


def warned(row: Row, words: Words) -> str:
    """A warning, with its place."""
    told = escape(row["text"])
    if row["place"] is not None:
        told = words.colon(escape(row["place"]), told)
    return _warning(told, words)


def more(counted: Row, words: Words) -> str:
    """How many more there are of a kind of which the first were told."""
    number = f"{counted['count'] - FEW:,}"
    places = {"number": number, "kind": words.tell(counted["kind"])}
    return _warning(words.tell("and {number} more of this kind: {kind}", **places), words)


def counted(file: Row, rest: str | None, words: Words) -> str:
    """How many there are in all, by kind, and where they are."""
    kinds = [f"{words.tell(each['kind'])} {each['count']:,}" for each in file["kinds"]]
    told = words.tell("{number} in all", number=f"{file['warned']:,}")
    said = words.colon(told, words.joined(kinds))
    return _warning(words.clauses([said, receipts.everything(rest, words)]), words)


def _warning(told: str, words: Words) -> str:
    return words.colon(words.tell("warning"), told)
