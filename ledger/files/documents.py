"""What was written in a file, and on which line, before anything is made of it?"""

from itertools import takewhile
from typing import Any, Final

from ledger.faults import InputFault
from ledger.objections import Fault

#: What a file nests at most (DESIGN 7).
DEPTH: Final = 64
#: What is read whole into memory; what is larger is told in the bulk form, line by line.
LARGEST: Final = 16 * 1024 * 1024


class NumberText(str):
    """A number as JSON wrote it; YAML has none, since every scalar there is a text."""

    __slots__ = ()


#: What is nothing to those who write YAML, and a text here.
NULLS: Final = frozenset(("~", "null", "Null", "NULL"))


class Plain(str):
    """A text of YAML without quotes that may be another than was meant: one of NULLS, or one of
    which more was written than it holds.

    `comment` is what stands behind it on its line, from the `#` on; `lines` is on how many it was
    written, which YAML joins with blanks.
    """

    __slots__ = ("comment", "lines")

    def __new__(cls, text: str, comment: str, lines: int) -> "Plain":
        made = super().__new__(cls, text)
        made.comment, made.lines = comment, lines
        return made

    comment: str
    lines: int


class Document:
    """A tree of dict, list, str, Number, bool and None, and the line on which each part begins.

    A value in a mapping is on the line of its key. `file` is how messages name where it came from.
    """

    def __init__(self, file: str, value: Any, line: int = 1) -> None:
        self.file = file
        self.value = value
        self.line = line
        #: id of a dict or list of the tree -> key or index -> line. Empty where all is on one line.
        self.lines: dict[int, dict[Any, int]] = {}
        #: id of a dict -> its texts that begin below the line of their key, by key -> that line.
        self.below: dict[int, dict[str, int]] = {}
        #: id of a dict -> the keys that stand in it without a colon, as after a comma in a text ->
        #: what stands before each, such as that comma.
        self.bare: dict[int, dict[str, str]] = {}

    def is_bare(self, container: Any, key: str) -> bool:
        """Whether a key of one of the tree's own dicts stands there without a colon."""
        return key in self.bare.get(id(container), ())

    def cut_off(self, container: Any, key: str) -> str:
        """What a comma cut off from the text of a key of one of the tree's own dicts, as typed."""
        bare, keys = self.bare.get(id(container), {}), list(container)
        behind = takewhile(bare.__contains__, keys[keys.index(key) + 1 :])
        return "".join(f"{bare[each]}{each}" for each in behind)

    def line_of_value(self, container: Any, key: str) -> int:
        """The line on which the value of a key begins, where that is a text; else as `line_of`."""
        return self.below.get(id(container), {}).get(key) or self.line_of(container, key)

    def line_of(self, container: Any, key: object) -> int:
        """The line of a part of one of the tree's own dicts or lists."""
        return self.lines.get(id(container), {}).get(key, self.line)


def refused(file: str, line: int, message: str, expected: str = "") -> InputFault:
    """The one fault of a file that cannot be read any further; line 0 is the whole file."""
    return InputFault([Fault(file, line, "", message, expected)])
