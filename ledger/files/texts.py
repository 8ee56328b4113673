"""What does a text in a file say, and is it the one that was written?

Every field begins as one. What is no text, and what YAML reads as other text than was written, is
refused here, with the words in which messages show it.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from ledger.files.documents import NULLS, NumberText, Plain
from ledger.files.yaml_faults import no_field
from ledger.subjects import nearest
from ledger.twins import first, skeleton


class FieldFault(ValueError):
    """A value that a field cannot have; `within` names the part, such as `percent`."""

    def __init__(self, message: str, expected: str = "", within: str = "") -> None:
        super().__init__(f"{message}; expected {expected}" if expected else message)
        self.message = message
        self.expected = expected
        self.within = within


class ItemFaults(FieldFault):
    """What is wrong with items of a list, each by its place, counted from 0."""

    def __init__(self, items: Sequence[tuple[int, FieldFault]]) -> None:
        place, first = items[0]
        super().__init__(f"item {place + 1}: {first.message}", first.expected)
        self.items = tuple(items)


def near_word(written: str, words: Collection[str], synonyms: Mapping[str, str]) -> str:
    """`: did you mean WORD?`, or nothing."""
    plain = skeleton(written).strip().lower().replace("-", "_").replace(" ", "_")
    found = plain if plain in words else synonyms.get(plain) or nearest(written, words)
    return f": did you mean {found}?" if found in words else ""


def choice(value: Any, words: Sequence[str], synonyms: Mapping[str, str] | None = None) -> str:
    """One of the given words, as it is. Raises FieldFault with the nearest right one."""
    if type(value) is str and value in words:
        return value
    written = text(value)
    if written not in words:
        near = near_word(written, words, synonyms or {})
        raise FieldFault(f"unknown word {shown(written)}{near}", f"one of {', '.join(words)}")
    return written


def said(value: Any, *, lines: bool = False) -> str:
    """As `text`, of a field whose words are free: what YAML cut off of it was meant as a part."""
    return text(value, lines=lines, free=True)


def text(value: Any, *, lines: bool = False, free: bool = False) -> str:
    """A text without white space around it; with line breaks only where `lines`.

    NUL and lone surrogates are refused; other control characters are kept as the source's, and
    escaped wherever they are shown.
    """
    if type(value) is str and (stripped := value.strip()) and stripped.isprintable():
        return stripped  # as nearly all are
    if isinstance(value, NumberText):
        raise FieldFault(f"is the number {shown(value)}", "a text in double quotes")
    if not isinstance(value, str):
        raise FieldFault(f"is {what(value)}", "a text")
    if isinstance(value, Plain):
        _check_plain(value, free=free)
    stripped = value.strip()
    if not stripped:
        raise FieldFault("is empty", "a text (or leave the field out)")
    if not stripped.isprintable():
        if "\0" in stripped:
            raise FieldFault("holds a NUL character", "text")
        try:
            stripped.encode()
        except UnicodeEncodeError:
            raise FieldFault("holds a lone surrogate, half a character", "text") from None
        if not lines and ("\n" in stripped or "\r" in stripped):
            raise FieldFault("has several lines", "one line")
    return stripped


def _check_plain(value: Plain, *, free: bool) -> None:
    """Refuses what YAML reads as other text than was written."""
    if value in NULLS:
        message = f"{value} stands for nothing in YAML, and for a text here"
        raise FieldFault(message, f'no such field; or quote it, "{value}"')
    if value.comment and (free or not value):
        whole = f"{value} {value.comment}".lstrip()
        message = f"YAML takes {shown(value.comment)} for a comment"
        expected = "the comment on a line of its own; or, where it belongs to the text, quote it"
        raise FieldFault(message, f"{expected}: {_quoted(whole)}" if len(whole) <= 60 else expected)
    if value.lines > 1 and not free:
        message = f"{shown(value)} stands on {value.lines} lines, which YAML joins"
        raise FieldFault(message, "one line, each item of a list behind a hyphen and a blank")


def _quoted(written: str) -> str:
    """A text as it stands in quotes in YAML."""
    if '"' in written or "\\" in written:
        return "'{}'".format(written.replace("'", "''"))
    return f'"{written}"'


def cut_by_a_comma(name: str, whole: str) -> tuple[str, str]:
    """What is wrong with a text within braces that a comma ends, and what was expected: `whole`."""
    quoted = f"{name}: {_quoted(whole)}"
    shown = quoted if len(quoted) <= 60 else f'{name}: "..."'
    return f"a comma ends the text of {name}", f"the text in quotes: {shown}"


def as_written(value: Any) -> str:
    """A path or an id as it was written: white space at either end is a fault in it (DESIGN 2)."""
    text(value)
    return str(value)


def shown(written: str) -> str:
    """Quoted for a message, shortened where it is long, with control characters escaped."""
    return repr(str(written) if len(written) <= 60 else written[:57] + "...")


def what(value: Any) -> str:
    """What stands where something else was expected."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if value == "":
        return "empty"
    if isinstance(value, str):
        why, twin = no_field(value), first(value)
        if twin and (why is None or twin.character in why[0]):
            return f"text, which has {twin}"
        return f"text: {why[0]}" if why else "text"
    return "a mapping" if isinstance(value, dict) else "a list"
