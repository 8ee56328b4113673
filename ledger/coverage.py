"""Which of several paths cover another one, or meet it? Asked of all of them at once.

They are kept by segment, so that what is asked costs as much as the path that is asked about, and
not as many comparisons as there are paths; but where a segment stands for any, all that stand in
its place are looked at. Standard library only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload

from ledger.once import once
from ledger.subjects import ANY


class _Node:
    """What begins alike: by the next segment; `ends` where a path ends there."""

    __slots__ = ("ends", "next")

    def __init__(self) -> None:
        self.ends = False
        self.next: dict[str, _Node] = {}


class Coverage(Sequence[str]):
    """Several paths, in the order in which they were written."""

    def __init__(self, paths: Iterable[str] = ()) -> None:
        self._paths = tuple(paths)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        return self._paths[place]

    def __len__(self) -> int:
        return len(self._paths)

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __contains__(self, path: object) -> bool:
        return path in self.names

    @once
    def names(self) -> frozenset[str]:
        """The paths themselves."""
        return frozenset(self._paths)

    def covers(self, path: str) -> bool:
        """Whether one of them covers a path (`ledger.subjects.covers`)."""
        return _covers(self._tree, path.split("/"), 0)

    def meets(self, path: str) -> bool:
        """Whether one of them meets a path (`ledger.subjects.meets`)."""
        return bool(self._paths) and _meets(self._tree, path.split("/"), 0)

    @once
    def _tree(self) -> _Node:
        root = _Node()
        for path in self.names:
            node = root
            for segment in path.split("/"):
                node = node.next.setdefault(segment, _Node())
            node.ends = True
        return root


def _covers(node: _Node, segments: Sequence[str], place: int) -> bool:
    if node.ends:
        return True
    if place == len(segments):
        return False
    found = {segments[place], ANY}
    return any(_covers(node.next[each], segments, place + 1) for each in found if each in node.next)


def _meets(node: _Node, segments: Sequence[str], place: int) -> bool:
    if node.ends or place == len(segments):
        return True
    if segments[place] == ANY:
        return any(_meets(each, segments, place + 1) for each in node.next.values())
    found = (segments[place], ANY)
    return any(_meets(node.next[each], segments, place + 1) for each in found if each in node.next)
