"""Which characters of what sources wrote are safe to print? Nothing of theirs can move the cursor,
hide itself or turn the line around."""

from typing import Final

#: The one blank but U+0020 that is seen to be another, and is common where it is used.
_WIDE_BLANK: Final = "\u3000"
#: Letters that show nothing, or join what is beside them: not control or format characters by
#: category, but as good for hiding text.
_INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


def escape(text: str) -> str:
    """The text in one line with control, format, bidirectional and unassigned characters, and those
    that look like a blank and are none, written as `\\n`, `\\x1b`, `\\u202e`, `\\xa0`: what is left
    can be printed anywhere, and is read as it is."""
    if text.isprintable() and (text.isascii() or _INVISIBLE.isdisjoint(text)):
        return text
    return "".join(_safe(character) for character in text)


def _safe(character: str) -> str:
    if character.isprintable() and character not in _INVISIBLE:
        return character
    if character == _WIDE_BLANK:
        return character
    return repr(character)[1:-1] if not character.isprintable() else f"\\u{ord(character):04x}"
