"""What was worked out last, by path: how much of it is remembered?"""

from collections import OrderedDict
from typing import Generic, TypeVar

_Remembered = TypeVar("_Remembered")


class Memory(Generic[_Remembered]):
    """Values that together weigh no more than `most`, but the last one always.

    The least lately used is forgotten first.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._weight = 0
        self._values: OrderedDict[str, tuple[_Remembered, int]] = OrderedDict()

    def get(self, path: str) -> _Remembered | None:
        """What was put there last; None where it was forgotten."""
        found = self._values.get(path)
        if found is None:
            return None
        self._values.move_to_end(path)
        return found[0]

    def put(self, path: str, value: _Remembered, *, weight: int) -> None:
        """In the place of what was there."""
        values = self._values
        old = values.pop(path, None)
        values[path] = value, weight
        self._weight += weight - (old[1] if old else 0)
        while self._weight > self._most and len(values) > 1:
            self._weight -= values.popitem(last=False)[1][1]
