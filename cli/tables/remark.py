"""How are the remarks under a row drawn?"""

from collections.abc import Iterable

from cli.text import columns, pad, width, wrap
from ledger.sayings.remark import Remark

_LABEL = 11


def lines(found: Iterable[Remark], *, indent: int) -> list[str]:
    """Remarks as lines of the table: labels in one column, the text wrapped beside them. They
    stand deeper than the rows below the path of theirs do."""
    result, wide = [], columns()
    for label, text in found:
        begun = " " * indent + (pad(label, _LABEL) if label else "")
        if width(label) >= _LABEL:
            begun += "  "
        rest = " " * (indent + (_LABEL if label else 2))
        result += wrap(text, wide, first=begun, rest=rest)
    return result
