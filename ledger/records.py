"""What is one stored event to those who read the log?"""

import json
from typing import Any, Final, NamedTuple

_scan: Final = json.JSONDecoder().scan_once  # type: ignore[attr-defined]


class Record(NamedTuple):
    """A stored event, decoded and upcast: `recorded_at` in microseconds, `data` its state."""

    seq: int
    recorded_at: int
    type: str
    data: dict[str, Any]


def decoded(state: bytes) -> dict[str, Any]:
    """What stored bytes say, as `json.loads` has it: ValueError where they are not JSON.

    Canonical JSON has nothing around it, so the scanner beneath `json.loads` does, which takes a
    third less time: a long log is little else.
    """
    text = str(state, "utf-8")
    try:
        data, end = _scan(text, 0)
    except StopIteration:
        end = -1
    return data if end == len(text) else json.loads(text)  # type: ignore[no-any-return]
