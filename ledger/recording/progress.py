"""How far has a long append come?"""

from collections.abc import Callable
from typing import Literal, NamedTuple


class Reached(NamedTuple):
    """How many announcements are checked, or appended, and how many were told already.

    `done` of `whole` are behind that stage: bytes of a stream, or announcements; `whole` is 0 where
    nobody knows how long the stream is. `last`: whether no stage follows.
    """

    stage: Literal["checked", "appended"]
    announcements: int
    told: int
    done: int
    whole: int
    last: bool


Progress = Callable[[Reached], None]
