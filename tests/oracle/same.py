"""Is the product's answer the oracle's, field by field?"""

from collections.abc import Mapping
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

#: Fields that a NamedTuple cannot name as JSON does.
_NAMED = {"excepted": "except", "except_": "except"}
_ABSENT = "(no such field)"

_T = TypeVar("_T")


def plain(value: Any) -> Any:
    """NamedTuples as dicts by the names of JSON, other tuples as lists, and so within."""
    if hasattr(value, "_asdict"):
        return {_NAMED.get(name, name): plain(part) for name, part in value._asdict().items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value


def differing(product: Any, oracle: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Of each field in which they differ, or that one of them alone has, what both say."""
    found = plain(product)
    return {
        name: (found.get(name, _ABSENT), oracle.get(name, _ABSENT))
        for name in (*found, *(name for name in oracle if name not in found))
        if found.get(name, _ABSENT) != oracle.get(name, _ABSENT)
    }


def same(product: Any, oracle: Mapping[str, Any]) -> bool:
    """Whether a state of the product says what the oracle's does: that, and no more."""
    return not differing(product, oracle)


def told(type: type[_T], oracle: Mapping[str, Any]) -> _T:
    """The oracle's answer as a NamedTuple of the product's. Raises KeyError, TypeError where one
    of them has a field that the other has not."""
    hints = get_type_hints(type)
    fields = {_NAMED.get(name, name): name for name in hints}
    return type(**{fields[name]: _made(hints[fields[name]], part) for name, part in oracle.items()})


def _made(hint: Any, value: Any) -> Any:
    """`value` as that hint has it: a NamedTuple, a tuple of such or of texts, or itself."""
    inner = get_args(hint)
    if isinstance(hint, UnionType):
        if value is None:
            return None
        (hint,) = (each for each in inner if each is not type(None))
        return _made(hint, value)
    if isinstance(value, Mapping):
        return told(hint, value)
    if isinstance(value, list):
        return tuple(_made(inner[0], part) for part in value)
    return value
