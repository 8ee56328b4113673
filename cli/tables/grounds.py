"""Who said what a state names?"""

from typing import NamedTuple

from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.statements import Statement


class Grounds(NamedTuple):
    """What is behind one state, at an instant: what is said on its subject's way."""

    at: int
    state: State
    way: Way

    @property
    def deciding(self) -> Statement | None:
        """The statement that decides."""
        of = (path.by_id.get(self.state.change or "") for path in self.way.paths)
        return next((s for s in of if s is not None and s.seq == self.state.seq), None)
