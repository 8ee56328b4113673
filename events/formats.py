"""Which is the least format that has all that an event says? Standard library only.

What a later format added is declared here, once: a program that knows the earlier one alone is then
told that a newer version wrote the event, and an event that says nothing new keeps its bytes.
"""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from events.fields import CARRIED
from events.words import STARTS, TYPES


class Added(NamedTuple):
    """What a format added to the events of some types: a field, or with `words` those words of it.

    `field` are the names that lead to it in the stored event.
    """

    format: int
    types: tuple[str, ...]
    field: tuple[str, ...]
    words: tuple[str, ...] = ()

    def said(self, data: Mapping[str, Any]) -> bool:
        """Whether an event's data say it."""
        value: Any = data
        for name in self.field:
            if name not in value:
                return False
            value = value[name]
        return not self.words or value in self.words


def _carrying(name: str) -> tuple[str, ...]:
    return tuple(kind for kind, fields in CARRIED.items() if name in fields)


_COURTS: Final = (("authority", ("binding",)), ("party", ("court", "legislator")))

#: What came with each format after the first.
ADDED: Final = (
    *(Added(2, _carrying(name), (name,)) for name in ("value", "except", "replaces")),
    Added(2, ("permitted", "suspended"), ("population",)),
    Added(2, STARTS, ("effect",), ("set",)),
    *(Added(2, ("announced",), ("source", name), words) for name, words in _COURTS),
    *(Added(2, ("subject_described",), (name,)) for name in ("titles", "words")),
    # what a correction says, it says under the names of the fields
    *(Added(2, ("corrected",), ("fields", name)) for name in ("value", "except", "replaces")),
    *(Added(2, ("corrected",), ("fields", name), ("set",)) for name in ("change", "effect")),
    *(Added(2, ("corrected",), ("fields", f"source.{name}"), words) for name, words in _COURTS),
    # who appended it on a server
    Added(3, TYPES, ("role",)),
)
#: Type -> what was added to its events.
BY_TYPE: Final[Mapping[str, tuple[Added, ...]]] = {
    type: tuple(each for each in ADDED if type in each.types)
    for type in dict.fromkeys(type for each in ADDED for type in each.types)
}


def least(type: str, data: Mapping[str, Any]) -> int:
    """The least format that has all that an event's data say."""
    return max((each.format for each in BY_TYPE.get(type, ()) if each.said(data)), default=1)


def since(type: str, *field: str, word: str | None = None) -> int:
    """The format from which on events of a type have a field, or a word of it."""
    return max(
        (
            each.format
            for each in BY_TYPE.get(type, ())
            if each.field == field and (not each.words or word in each.words)
        ),
        default=1,
    )
