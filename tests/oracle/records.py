"""What is an event to the oracle?"""

from typing import Any, Protocol


class Record(Protocol):
    """A decoded event: `recorded_at` in microseconds, `data` what is stored."""

    @property
    def seq(self) -> int: ...
    @property
    def recorded_at(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def data(self) -> dict[str, Any]: ...
