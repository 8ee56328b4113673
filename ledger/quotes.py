"""How does a word stand on a command line, so that a shell reads it again as it is?"""

import shlex
from typing import Final

#: What a shell writes in `$'...'` in a way of its own.
_ESCAPES: Final = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "'": r"\'"}


def quoted(word: str) -> str:
    """A word quoted for a shell; with what a terminal would act on, or what looks like a blank and
    is none, as `$'...'` of bash and zsh."""
    if word.isprintable():
        return shlex.quote(word)
    return f"$'{''.join(map(_escaped, word))}'"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
