"""What may be said of a subject, and of a source, itself? Standard library only."""

from typing import Final, Literal, get_args

#: An effect for which a subject may have words of its own (DESIGN 2).
Worded = Literal["permitted", "suspended", "set", "undetermined"]
WORDED: Final[tuple[str, ...]] = get_args(Worded)
#: Characters of such a word.
LONGEST_WORD: Final = 40
#: Bytes of a source's name in UTF-8: what a database's index takes.
LONGEST_NAME: Final = 2_000
#: A language tag of BCP 47, such as zh-Hans.
LANGUAGE: Final = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*"
