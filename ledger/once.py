"""How is a property worked out once, and only where it is asked for?"""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

_Result = TypeVar("_Result")


class once(Generic[_Result]):
    """As `functools.cached_property`, which up to Python 3.11 takes a lock each time: answers ask
    for very many."""

    def __init__(self, make: Callable[[Any], _Result]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    @overload
    def __get__(self, owner: None, type: type) -> "once[_Result]": ...

    @overload
    def __get__(self, owner: object, type: type) -> _Result: ...

    def __get__(self, owner: object | None, type: type) -> "once[_Result] | _Result":
        if owner is None:
            return self
        value = self._make(owner)
        setattr(owner, self._name, value)  # not by __dict__, which would be made for it
        return value
