"""How does a word stand on a command line, so that a shell reads it again as it is?"""

from typing import Final

#: What a shell writes in `$'...'` in a way of its own.
_ESCAPES: Final = {"\n": r"\n", "\t": r"\t", "\r": r"\r", "\\": r"\\", "'": r"\'"}
#: What no shell takes for more than it is.
_PLAIN: Final = frozenset(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_@%+=:,./-"
)


def quoted(word: str) -> str:
    """A word quoted for a shell; with what a terminal would act on, or what looks like a blank and
    is none, as `$'...'` of bash and zsh."""
    if word.isprintable():
        return quote(word)
    return f"$'{''.join(map(_escaped, word))}'"


def quote(word: str) -> str:
    """As `shlex.quote`, which is loaded only where something is to be quoted."""
    if word and _PLAIN.issuperset(word):
        return word
    import shlex

    return shlex.quote(word)


def split(command: str) -> list[str]:
    """As `shlex.split`, which is loaded only where something is quoted."""
    if _PLAIN.issuperset(command.replace(" ", "")):
        return command.split()
    import shlex

    return shlex.split(command)


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
