"""What is the state of a subject at any instant?"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ledger.answers.answer import working
from ledger.answers.state import State

if TYPE_CHECKING:
    from ledger.answers.way import Way


def over_time(way: "Way") -> Callable[[int], State]:
    """The state at an instant, without what is `scheduled`: of that a long history has very much,
    and what comes later has a time of its own."""
    return lambda at: working(way, at, coming=False).state
