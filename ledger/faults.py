"""What can go wrong, and what does the program then say and exit with? Standard library only."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.objections import Fault


class Phrase:
    """A text with named places, in which phrases may stand, a list of them a line each: `str()`
    tells it in English, and `Words.phrase` in any language."""

    __slots__ = ("places", "text")

    def __init__(self, text: str, /, **places: object) -> None:
        self.text, self.places = text, places

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Phrase) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def __str__(self) -> str:
        told = {
            name: "\n".join(map(str, each)) if isinstance(each, list) else each
            for name, each in self.places.items()
        }
        return self.text.format(**told) if told else self.text


@cache
def _known() -> "Mapping[str, Phrase]":
    """What the system and SQLite say most, which a catalogue has."""
    phrases = (
        Phrase("No such file or directory"),
        Phrase("Permission denied"),
        Phrase("Is a directory"),
        Phrase("Not a directory"),
        Phrase("Input/output error"),
        Phrase("No space left on device"),
        Phrase("Read-only file system"),
        Phrase("Too many levels of symbolic links"),
        Phrase("File name too long"),
        Phrase("timed out"),
        Phrase("[Errno 111] Connection refused"),
        Phrase("database disk image is malformed"),
        Phrase("file is not a database"),
        Phrase("disk I/O error"),
        Phrase("database is locked"),
    )
    return {str(each): each for each in phrases}


def quoted(text: str) -> Phrase:
    """What another program said, in its own words."""
    return _known().get(text) or Phrase("{quoted}", quoted=text)


def said(fault: Exception) -> Phrase:
    """What an exception says: ours as a phrase, any other in its own words."""
    found = fault.strerror if isinstance(fault, OSError) else getattr(fault, "phrase", None)
    if isinstance(found, Phrase):
        return found
    if (text := getattr(fault, "text", None)) is not None:
        return Phrase(text, **fault.places)  # type: ignore[attr-defined]
    return quoted(found or str(fault))


def together(phrases: "Sequence[Phrase]") -> Phrase:
    """Phrases as clauses of one sentence."""
    first, *others = phrases
    for each in others:
        first = Phrase("{clause}; {next}", clause=first, next=each)
    return first


class LedgerFault(Exception):
    """What was asked failed: bad input, nothing there, a ledger that cannot be opened. Exit 1."""

    exit_code = 1

    #: The text in the language asked for, once that is known.
    told: str | None = None

    def __init__(self, text: str | Phrase = "", /, **places: object) -> None:
        self.phrase = text if isinstance(text, Phrase) else Phrase(text, **places)
        super().__init__(str(self.phrase))


class AsSuperuser(UserWarning):
    """Who asks a server has every right on it, and so has whatever runs for it."""

    def __init__(self, phrase: Phrase) -> None:
        super().__init__(str(phrase))
        self.phrase = phrase


class OlderTables(LedgerFault):
    """What is derived from the log was derived by an older program; `ledger rebuild` mends it."""


class InputFault(LedgerFault):
    """What was handed in cannot be taken: every fault found, one a line.

    `advice` is what to do about it, a line each.
    """

    def __init__(self, faults: "Sequence[Fault]", advice: "Sequence[str]" = ()) -> None:
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
