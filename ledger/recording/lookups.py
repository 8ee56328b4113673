"""What has one call looked up in the log, from one of its transactions to the next?"""

from typing import Final, Generic, TypeVar

from ledger.history.memory import Memory

_Looked = TypeVar("_Looked")
#: Of the size of a log that nobody knows.
_UNKNOWN: Final = -1


class Lookups(Generic[_Looked]):
    """What was read, as long as nobody else has appended since; of it no more than so much."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: Memory[_Looked] = Memory(most)
        self._size = _UNKNOWN

    def begin(self, size: int) -> None:
        """What follows is read of a log of this size: forgets all where it was of another one."""
        if size != self._size:
            self._kept = Memory(self._most)
        self._size = _UNKNOWN  # until what this call appends is there to stay

    def end(self, size: int) -> None:
        """The log has that size by this call alone."""
        self._size = size

    def get(self, name: str) -> _Looked | None:
        """What was put there last; None where it was forgotten."""
        return self._kept.get(name)

    def put(self, name: str, value: _Looked, *, weight: int) -> None:
        """Keeps it in the place of what was there."""
        self._kept.put(name, value, weight=weight)
