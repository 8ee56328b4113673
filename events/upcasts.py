"""How is an event that was stored in an older format read today? Standard library only.

Stored bytes are never rewritten. `format` in a stored event says in which format it was written, 1
where absent; each type has the steps that take it from there to the present one. A type's present
format is one more than the number of its steps. `events.formats` says what each of them added.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from events.formats import BY_TYPE, least
from events.words import TYPES

StoredData = dict[str, Any]
#: From one format's data, without its `format` key, to the next one's.
Upcast = Callable[[StoredData], StoredData]
#: Type word -> steps, the first of which reads format 1. It also says which types there are.
Registry = Mapping[str, Sequence[Upcast]]


def as_is(data: StoredData) -> StoredData:
    """The step to a format that only added to the one before: what that one says reads as it is."""
    return data


#: Every type of this version; no format has done more yet than to add to the one before.
REGISTRY: Final[Registry] = MappingProxyType(
    {
        type: (as_is,) * (max((each.format for each in BY_TYPE.get(type, ())), default=1) - 1)
        for type in TYPES
    }
)


class UnknownEvent(ValueError):
    """A stored event is of a type, or in a format, that this version does not know: a text with
    named places, and what stands in them."""

    def __init__(self, text: str, /, **places: object) -> None:
        super().__init__(text.format(**places))
        self.text, self.places = text, places


def present(type: str, registry: Registry = REGISTRY) -> int:
    """The newest format of that type's events that this version reads. Raises `UnknownEvent`."""
    steps = registry.get(type)
    if steps is None:
        raise UnknownEvent(
            "event type {type} is unknown to this version of policy-ledger; "
            "a newer version may have written it",
            type=repr(type),
        )
    return len(steps) + 1


def written(type: str, data: StoredData, registry: Registry = REGISTRY) -> int:
    """The format in which this version writes an event: the least that has all that it says."""
    steps = registry[type]
    taken = (number for number, step in enumerate(steps, start=2) if step is not as_is)
    return max(least(type, data), *taken, 1)


def upcast(type: str, data: StoredData, registry: Registry = REGISTRY) -> StoredData:
    """The data of a stored event in its type's present format, without the key `format`.

    `data` itself is not altered. Raises `UnknownEvent` for a type not in the registry and for a
    format that is newer than the registry knows, or none at all.
    """
    steps = registry.get(type)
    if steps is None or "format" in data:
        newest = present(type, registry)
        written = data["format"]
        if written.__class__ is not int or written < 1:
            raise UnknownEvent(
                "{type}: format {written} is not a format: expected 1 to {newest}",
                type=type,
                written=repr(written),
                newest=newest,
            )
        if written > newest:
            raise UnknownEvent(
                "{type}: format {written} is newer than this version of policy-ledger knows "
                "({newest}): read this ledger with a newer version",
                type=type,
                written=written,
                newest=newest,
            )
        steps = registry[type][written - 1 :]
        data = {key: value for key, value in data.items() if key != "format"}
    for step in steps:
        if step is not as_is:
            data = step(dict(data))
    return data
