"""What is one remark under a row, and how is it drawn?"""

from collections.abc import Iterable
from typing import NamedTuple

from cli.text import columns, pad, width, wrap

_LABEL = 11


class Remark(NamedTuple):
    """One sentence under a row."""

    label: str
    text: str


def lines(found: Iterable[Remark], *, indent: int) -> list[str]:
    """Remarks as lines of the table: labels in one column, the text wrapped beside them. They
    stand deeper than the rows below the path of theirs do."""
    result = []
    for label, text in found:
        begun = " " * indent + (pad(label, _LABEL) if label else "")
        if width(label) >= _LABEL:
            begun += "  "
        rest = " " * (indent + (_LABEL if label else 2))
        result += wrap(text, columns(), first=begun, rest=rest)
    return result
