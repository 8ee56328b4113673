"""How is a property worked out once, and only where it is asked for?"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_Value = TypeVar("_Value")


class once(Generic[_Value]):
    """As `functools.cached_property`, which up to Python 3.11 takes a lock each time: answers ask
    for very many."""

    def __init__(self, make: Callable[[Any], _Value]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, type: type) -> "once[_Value]": ...

    @overload
    def __get__(self, owner: object, type: type) -> _Value: ...

    def __get__(self, owner: object | None, type: type) -> "once[_Value] | _Value":
        if owner is None:
            return self
        value = self._make(owner)
        setattr(owner, self._name, value)  # not by __dict__, which would be made for it
        return value
