"""How wide is a text on a terminal, and where does it break?

Widths count columns: a Chinese character takes two. What sources wrote is escaped before it is
measured.
"""

import os
import re
import stat
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from ledger.sayings.characters import escape as escape

#: Tables are drawn for this many columns, and never wider (outputs.md).
WIDTH: Final = 100
_NARROWEST: Final = 60

# Patterns are compiled where they are needed, so that a start does not wait for them.
#: An instant, whose time and offset are not torn off it.
_INSTANT: Final = r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?) ([+-]\d\d:\d\d)"
#: An instant with its offset has so many.
_COLONS: Final = 3
_LOCAL: Final = len("2022-10-29 23:59:59.999999 +08:00),")
#: Stands for a blank at which no line breaks; escaped text has none.
_GLUE: Final = "\x1f"

#: Chinese and Japanese characters and their marks: a line may break beside each of them, but not
#: before a mark that closes nor after one that opens.
_WIDE: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\uffe0-\uffe6\U00020000-\U0003ffff"
_OPENING: Final = "（《〈「『【〔“‘"
_CLOSING: Final = "，。、；：？！）》〉」』】〕”’…—％,.;:?!)"
_PIECE: Final = rf"[{_OPENING}]*(?:[{_WIDE}]|[^{_WIDE}{_OPENING}]+)[{_CLOSING}]*|[{_OPENING}]+"
#: Within a word that is wider than a line, beside any character that is none of these.
_SMALL_PIECE: Final = rf"[{_OPENING}]*(?:[\x21-\x7e]+|.)[{_CLOSING}]*|[{_OPENING}]+"

#: Only these words are ever coloured, and each is there without its colour too.
_COLOURS: Final = {
    "permitted": "32",
    "suspended": "31",
    "OK": "32",
    "PROVED": "32",
    "FAILED": "31",
    "NOT VERIFIED": "33",
    "CONTESTED": "31",
    "OVERDUE": "31",
    "LAPSED": "35",
    "UNKNOWN": "35",
    "DUE": "33",
    "GRADUALLY": "33",
    "GRADUAL": "33",
    "GRAYSCALE": "33",
    "CHANGED": "36",
    "HINDSIGHT": "36",
    "INHERITED": "36",
    "EXPECTED": "36",
    "ENDS": "36",
}


def width(text: str) -> int:
    """Columns that an escaped text takes."""
    if text.isascii():
        return len(text)
    wide = sum(map(_wide, text))
    if wide + sum(" " <= character <= "~" for character in text) == len(text):
        return len(text) + wide
    import wcwidth

    columns = wcwidth.wcswidth(text)
    return columns if columns >= 0 else len(text)


def _wide(character: str) -> bool:
    """Whether it is one of those that nearly every Chinese, Japanese or Korean title is made of,
    all of which take two columns: so wcwidth is loaded for the rest alone."""
    return (
        "\u4e00" <= character <= "\u9fff"
        or "\u3001" <= character <= "\u3029"
        or "\u3041" <= character <= "\u3096"
        or "\u30a1" <= character <= "\u30ff"
        or "\uac00" <= character <= "\ud7a3"
        or "\uff01" <= character <= "\uff5e"
    )


def pad(text: str, columns: int) -> str:
    """The text with blanks behind it up to a width; longer text as it is."""
    return text + " " * max(0, columns - width(text))


def wrap(text: str, columns: int, *, first: str = "", rest: str = "") -> list[str]:
    """Lines of at most `columns`, the first begun with `first`, the others with `rest`.

    Breaks at blanks, but not at those of an instant where it fits, and beside a Chinese character,
    but neither before a mark that closes nor after one that opens: an id or a path is never cut, it
    stands further to the left, and hangs over where it is wider than a line.
    """
    if width(first) + width(text) <= columns and "  " not in text and not text.startswith(" "):
        return [f"{first}{text}".rstrip()]  # as most do
    if text.count(":") >= _COLONS and columns - width(rest) > _LOCAL:
        text = re.sub(_INSTANT, _GLUE.join((r"\1", r"\2", r"\3")), text)
    if text.isascii():
        return _wrapped(text, columns, first=first, rest=rest)
    lines: list[str] = []
    line, used, fresh = first, width(first), True
    for word in text.split(" "):
        if not word:
            continue
        for number, piece in enumerate(_pieces(word, columns - width(rest))):
            gap = "" if fresh or number else " "
            size = width(piece)
            if used + len(gap) + size > columns:
                if not fresh or line.strip():
                    lines.append(line)
                    line, gap = rest, ""
                if line.isspace():
                    line = line[: max(0, columns - size)]
                used = width(line)
            line += gap + piece
            used += len(gap) + size
            fresh = False
    lines.append(line)
    return [line.replace(_GLUE, " ").rstrip() for line in lines]


def _wrapped(text: str, columns: int, *, first: str, rest: str) -> list[str]:
    """As `wrap`, of a text whose characters all take one column: line by line, not word by word."""
    text = " ".join(filter(None, text.split(" ")))
    lines: list[str] = []
    line, used, place = first, width(first), 0
    while place < len(text) and len(text) - place > columns - used:
        end = text.rfind(" ", place, max(place, place + columns - used + 1))
        if end <= place and line.strip():
            lines.append(line)
        else:
            if end <= place:  # not even one word fits
                end = text.find(" ", place)
                end = len(text) if end < 0 else end
                line = line[: max(0, columns - (end - place))]
            lines.append(line + text[place:end])
            place = end + 1
        line, used = rest, width(rest)
    if place < len(text) or not text:
        lines.append(line + text[place:])
    return [line.replace(_GLUE, " ").rstrip() for line in lines]


def _pieces(word: str, columns: int) -> list[str]:
    """The word in pieces between which a line may break."""
    if word.isascii():
        return [word]
    return re.findall(_PIECE if width(word) <= max(columns, 2) else _SMALL_PIECE, word)


def columns() -> int:
    """How wide to draw: the terminal, between 60 and 100; 100 where there is none. Into a pipe it
    is the terminal at which that is read, most likely; a file is the same whoever writes it."""
    return max(_NARROWEST, min(WIDTH, _asked() or _terminal() or WIDTH))


def screen(number: int) -> int:
    """How wide a message may be on the terminal of an open file: at most 100."""
    return min(WIDTH, _asked() or _size(number) or WIDTH)


def _asked() -> int:
    asked = os.environ.get("COLUMNS", "")
    return int(asked) if asked.isdecimal() and len(asked) < 9 else 0


def _terminal() -> int:
    """The columns of the terminal of standard output; of a pipe, of that from which the program
    was started. 0: there is none."""
    try:
        number = sys.stdout.fileno()
        piped = stat.S_ISFIFO(os.fstat(number).st_mode)
    except (OSError, ValueError):
        return 0
    if not piped:
        return _size(number)
    if found := _size(2) or _size(0):
        return found
    with suppress(OSError), open("/dev/tty", "rb", buffering=0) as terminal:
        return _size(terminal.fileno())
    return 0


def _size(number: int) -> int:
    try:
        return os.get_terminal_size(number).columns
    except OSError:
        return 0


def colour(text: str, tell: Callable[[str], str] = str) -> str:
    """The text with its marks, as `tell` says them, coloured; the words alone already say
    everything."""
    told = {tell(mark): code for mark, code in _COLOURS.items()}
    names = "|".join(rf"\b{name}\b" if name.isascii() else name for name in told)
    return re.sub(names, lambda found: f"\x1b[{told[found[0]]}m{found[0]}\x1b[0m", text)


def coloured() -> bool:
    """Whether standard output is a terminal that wants colour (https://no-color.org)."""
    return (
        sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )
