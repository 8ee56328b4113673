"""Who said what a state names? What the remarks under a row need of the statements."""

from collections.abc import Collection, Sequence
from itertools import islice
from typing import NamedTuple

from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.history.timeline import over_time
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

    @property
    def visible(self) -> Sequence[Statement]:
        """Everything visible on the way."""
        return self.way.visible

    @property
    def speaks(self) -> bool:
        """Whether anything said of the subject itself speaks."""
        return any(path.spoken for path in self.way.paths if path.path == self.state.subject)

    def held(self, at: int) -> State:
        """The state at another instant."""
        return over_time(self.way)(at)

    def next(self, changes: Collection[str], most: int) -> list[str]:
        """Of changes that have not begun for certain the first to do so, as many as asked for."""
        wanted = frozenset(changes)
        coming = (each.change for each in self.way.coming(self.at))
        found = dict.fromkeys(islice((each for each in coming if each in wanted), 2 * most))
        return list(found)[:most]

    def of(self, change: str) -> Statement | None:
        """The statement of that id, as the lists of an answer mean it."""
        return self.way.of(change)
