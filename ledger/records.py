"""What is one stored event to those who read the log?"""

from typing import Any, NamedTuple


class Record(NamedTuple):
    """A stored event, decoded and upcast: `recorded_at` in microseconds, `data` its state."""

    seq: int
    recorded_at: int
    type: str
    data: dict[str, Any]
