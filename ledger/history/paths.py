"""What do the paths of a ledger say at one step of its history after another?

Of all that came before, a bounded number of statements is kept, whatever the length of the log.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from ledger.acts import Acts
from ledger.answers.path import Path, inserted
from ledger.answers.settled import Cut, settle, visible
from ledger.history.memory import Memory
from ledger.statements import Statement

#: Statements kept, over all paths, and as many states with what they list; each takes some 500
#: bytes.
KEPT: Final = 50_000


class StatementSource(Protocol):
    """Where the statements of a path are read; `position` cuts them."""

    def written(self, path: str, position: int) -> Sequence[Statement]:
        """The statements of the path itself up to a position, as written, in order."""

    def below(self, path: str) -> Sequence[tuple[str, int]]:
        """The paths below it that are ever spoken of, and since which position."""

    def covering(self, subject: str) -> Sequence[str]:
        """The paths that cover a subject, from the least particular on."""


class Side(NamedTuple):
    """One side of a step: how much is visible, and the acts of the recorder that count there."""

    cut: Cut
    acts: Acts | None


class _SettledPath(NamedTuple):
    """A path as it stands, and the statements as written that it was settled from."""

    path: Path
    written: Sequence[Statement]


class Paths:
    """Paths as they last stood, the least lately used forgotten; one stands until it is moved."""

    def __init__(self, source: StatementSource, kept: int) -> None:
        self._source = source
        self._standing = Memory[_SettledPath](kept)
        self._below = Memory[Sequence[tuple[str, int]]](kept)
        self._covering = Memory[Sequence[str]](kept)

    def path(self, path: str, side: Side) -> Path:
        """As it stands; where it was forgotten, as it does on that side of a step."""
        return self._found(path, side).path

    def grown(self, statement: Statement, before: Side, after: Side) -> Path:
        """Its path with the statement with which the log goes on.

        No act is about it and no amendment is of it yet: both come later in the log.
        """
        name = statement.subject
        found = self._found(name, before)
        written = inserted(found.written, statement)
        if statement.of_announcement is not None:
            path = settle(name, written, after.cut, after.acts)
        elif visible(statement, after.cut):
            path = found.path.grown(statement)
        else:
            path = found.path
        return self._keep(name, _SettledPath(path, written))

    def moved(self, path: str, after: Side) -> Path:
        """Settled anew on the other side of a step that adds nothing to it."""
        written = self._found(path, after).written
        settled = settle(path, written, after.cut, after.acts)
        return self._keep(path, _SettledPath(settled, written))

    def below(self, path: str, side: Side) -> list[str]:
        """The paths below it that are spoken of there."""
        found = self._below.get(path)
        if found is None:
            found = self._source.below(path)
            self._below.put(path, found, weight=1 + len(found))
        position = side.cut.position
        return [below for below, first in found if first <= position]

    def covering(self, subject: str) -> Sequence[str]:
        """The paths that cover a subject, from the least particular on."""
        found = self._covering.get(subject)
        if found is None:
            found = self._source.covering(subject)
            self._covering.put(subject, found, weight=1)
        return found

    def _found(self, path: str, side: Side) -> _SettledPath:
        found = self._standing.get(path)
        if found is None:
            written = self._source.written(path, side.cut.position)
            found = _SettledPath(settle(path, written, side.cut, side.acts), written)
            self._keep(path, found)
        return found

    def _keep(self, path: str, standing: _SettledPath) -> Path:
        self._standing.put(path, standing, weight=1 + len(standing.written))
        return standing.path
