"""How does the help of a command fit a narrow terminal, and can still be pasted from?"""

import re
from collections.abc import Iterator
from typing import Final

from cli.text import wrap

_EXAMPLE: Final = " " * 4
#: A word for a shell: what is in quotes is not broken.
_WORD: Final = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*'|["'])+""")


def fitted(text: str, width: int) -> str:
    """The help with every example that is wider broken by backslashes between its words."""
    return "\n".join(_lines(text, width))


def _lines(text: str, width: int) -> Iterator[str]:
    continued = False
    for line in text.split("\n"):
        example = line.startswith(f"{_EXAMPLE}ledger ") or continued
        continued = example and line.endswith("\\")
        if example and len(line) > width:
            yield from _folded(line, width)
        else:
            yield line


def _folded(line: str, width: int) -> Iterator[str]:
    typed, gap, remark = line.partition("   (")
    first = typed[: len(typed) - len(typed.lstrip())]
    rest = _EXAMPLE + "  "
    *words, last = _WORD.findall(typed)
    begun = ""
    for word in (*words, last):
        if begun and len(begun) + len(word) + 3 > width:
            yield f"{begun} \\"
            begun = rest + word
        else:
            begun = f"{begun} {word}" if begun else first + word
    yield begun
    if gap:
        yield from wrap(f"({remark}", width, first=rest, rest=f"{rest} ")
