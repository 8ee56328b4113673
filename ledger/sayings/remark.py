"""What is one remark under a row: a label, and a sentence?"""

from typing import Final, NamedTuple

from ledger.sayings.language import Words

#: So many of a list are told one by one; so a document has no more facts of a long one.
FEW: Final = 5


class Remark(NamedTuple):
    """One fact as it is told. A label in capitals is a mark of the row above; without a label it is
    something that the row does not show."""

    label: str
    text: str


def rest(label: str, counted: str, words: Words) -> Remark:
    """How many of a long list are not told one by one, and where they are: `by 3 more (--format
    json has all)`."""
    return Remark(label, words.tell("{counted} (--format json has all)", counted=counted))
