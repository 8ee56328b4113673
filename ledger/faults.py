"""What can go wrong, and what does the program then say and exit with? Standard library only."""

from collections.abc import Mapping, Sequence
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


class Phrase:
    """A text with named places, in which phrases may stand, a list of them a line each: `str()`
    tells it in English, and `Words.phrase` in any language."""

    __slots__ = ("places", "text")

    def __init__(self, text: str, /, **places: object) -> None:
        self.text, self.places = text, places

    def __str__(self) -> str:
        told = {
            name: "\n".join(map(str, each)) if isinstance(each, list) else each
            for name, each in self.places.items()
        }
        return self.text.format(**told) if told else self.text


class LedgerFault(Exception):
    """What was asked failed: bad input, nothing there, a ledger that cannot be opened. Exit 1."""

    exit_code = 1

    #: The text in the language asked for, once that is known.
    told: str | None = None

    def __init__(self, text: str | Phrase = "") -> None:
        self.phrase = text if isinstance(text, Phrase) else Phrase(text)
        super().__init__(str(text))


class OlderTables(LedgerFault):
    """What is derived from the log was derived by an older program; `ledger rebuild` mends it."""


class InputFault(LedgerFault):
    """What was handed in cannot be taken: every fault found, one a line.

    `advice` is what to do about it, a line each.
    """

    def __init__(self, faults: Sequence[Fault], advice: Sequence[str] = ()) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = tuple(faults)
        self.advice = tuple(advice)


class ToldOtherwise(InputFault):
    """An announcement that is recorded already says something else there."""


class TypedFault(LedgerFault):
    """What was typed on the command line cannot be read: a date, a subject, a word. Exit 2."""

    exit_code = 2


class IntegrityFault(LedgerFault):
    """A check or a proof fails: the record is not what it was. Exit 3."""

    exit_code = 3


class Unverified(LedgerFault):
    """It could be neither shown nor refuted: what is missing to verify it. Exit 4."""

    exit_code = 4
