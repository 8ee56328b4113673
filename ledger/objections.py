"""What is wrong with what was handed in, and what only looks wrong, each with its place?"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

#: What may look wrong in what is taken in all the same.
Kind = Literal[
    "older plan",
    "parts of one path",
    "the same before it",
    "withdrawn in force",
    "ends before it begins",
    "lesser authority",
    "withdrawn already",
    "expectation settled",
    "published ahead",
    "distant date",
    "raised authority",
    "unknown name",
    "shared alias",
    "doubtful characters",
    "told already",
]


class Fault(NamedTuple):
    """One thing wrong with what was handed in.

    `line` counts from 1, 0 where the whole file is meant; `field` is a path such as
    `announcements[2].changes[1].until`; `expected` is what would have been right, or empty.
    """

    file: str
    line: int
    field: str
    message: str
    expected: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        field = f"{self.field}: " if self.field else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        return f"{where}: {field}{self.message}{expected}"


class Warned(NamedTuple):
    """What looks wrong and was taken in all the same: of which kind, what is said of it, as the
    documents of receipts have it, and where it is, as a fault names that; of no file where empty.
    """

    kind: Kind
    said: Mapping[str, Any]
    file: str = ""
    line: int = 0
    field: str = ""

    def at(self, file: str, line: int) -> "Warned":
        """The same with its place."""
        return self._replace(file=file, line=line)

    def of(self, place: Fault) -> "Warned":
        """The same with the place that a fault has."""
        return self._replace(file=place.file, line=place.line, field=place.field)
