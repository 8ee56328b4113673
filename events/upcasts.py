"""How is an event that was stored in an older format read today? Standard library only.

Stored bytes are never rewritten. `format` in a stored event says in which format it was written, 1
where absent; each type has the steps that take it from there to the present one. A type's present
format is one more than the number of its steps.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from events.words import CHANGES

Stored = dict[str, Any]
#: From one format's data, without its `format` key, to the next one's.
Step = Callable[[Stored], Stored]
#: Type word -> steps, the first of which reads format 1. It also says which types there are.
Registry = Mapping[str, Sequence[Step]]

ACTS: Final = (
    *("opened", "key_added", "subject_described", "source_described", "announced"),
    *("corrected", "retracted"),
)
#: Every type of this version; none has had another format yet.
REGISTRY: Final[Registry] = MappingProxyType(dict.fromkeys((*ACTS, *CHANGES), ()))


class UnknownEvent(ValueError):
    """A stored event is of a type, or in a format, that this version does not know."""


def present(type: str, registry: Registry = REGISTRY) -> int:
    """The format in which this version writes events of that type. Raises `UnknownEvent`."""
    steps = registry.get(type)
    if steps is None:
        raise UnknownEvent(
            f"event type {type!r} is unknown to this version of policy-ledger; "
            "a newer version may have written it"
        )
    return len(steps) + 1


def upcast(type: str, data: Stored, registry: Registry = REGISTRY) -> Stored:
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
                f"{type}: format {written!r} is not a format: expected 1 to {newest}"
            )
        if written > newest:
            raise UnknownEvent(
                f"{type}: format {written} is newer than this version of policy-ledger knows "
                f"({newest}): read this ledger with a newer version"
            )
        steps = registry[type][written - 1 :]
        data = {key: value for key, value in data.items() if key != "format"}
    for step in steps:
        data = step(dict(data))
    return data
