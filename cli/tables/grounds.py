"""Who said what a state names? What the remarks under a row need of the statements, and no more.

A row is explained by what it rests on and lists: to ask again for the whole of section 5, which
weighs all that was ever said of a path, would make a busy path wait for what is not printed.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from cli.question import Question
from cli.tables.explained import standing
from ledger.answers.state import State
from ledger.answers.visible import Statement
from ledger.dates.moments import Moment
from ledger.records import Record
from ledger.subjects import ancestors


class Grounds(NamedTuple):
    """What is behind one state. `chain`: by path from the deepest, the visible statements by change
    id; where anything decides, those that the state names are enough. `speaks`: whether anything
    said of the path itself speaks, as what decides does where it is; `held`: the state at another
    instant."""

    at: int
    state: State
    chain: Sequence[Mapping[str, Statement]]
    speaks: bool
    held: Callable[[int], State]

    @property
    def deciding(self) -> Statement | None:
        """The statement that decides."""
        of = (path.get(self.state.change or "") for path in self.chain)
        return next((s for s in of if s is not None and s.seq == self.state.seq), None)

    @property
    def spoken(self) -> Iterator[Statement]:
        """All of them."""
        return (statement for path in self.chain for statement in path.values())

    def of(self, change: str) -> Statement | None:
        """The statement of that id on the deepest path, as the lists of an answer mean it."""
        return next((path[change] for path in self.chain if change in path), None)


class Grounded:
    """The grounds of the rows of one table, which come platform by platform.

    Where there are `many`, all that is said of a platform is read at once, and only what is said
    of the present one is kept, so that memory does not grow with the log.
    """

    def __init__(self, question: Question, at: Moment, *, many: bool) -> None:
        self._question, self._at, self._many = question, at, many
        self._platform: str | None = None
        self._standing: dict[str, dict[str, Statement]] = {}

    def of(self, state: State) -> Grounds:
        """The grounds of the next row."""
        path, view = state.subject, self._question.view
        platform = path.partition("/")[0]
        if not self._many:
            self._keep(view.records(path, about=_named(state)))
        elif platform != self._platform:
            self._platform = platform
            self._keep(view.records(platform, below=True))
        return Grounds(
            self._at.instant,
            state,
            [self._standing[above] for above in ancestors(path)[::-1] if above in self._standing],
            state.inherited_from is None or view.speaks(path),
            lambda at: view.state(path, Moment("", at, None)),
        )

    def _keep(self, records: Sequence[Record]) -> None:
        self._standing = {}
        for statement in standing(self._question, records):
            if statement.visible:
                self._standing.setdefault(statement.subject, {})[statement.change] = statement


def _named(state: State) -> Collection[str] | None:
    """The changes that a state names; None where what matters is that none of them decides."""
    if state.change is None:
        return None
    return {
        state.change,
        *state.amended_by,
        *state.may_have_changed,
        *state.scheduled,
        *state.changed_during_day,
        *(each.change for each in (*state.contested_by, *state.set_aside)),
        *(each.change for each in state.expectations),
    }
