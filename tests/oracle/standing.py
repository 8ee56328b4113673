"""How do statements compare? The order, what each claims at a moment, and when it has lapsed."""

from collections.abc import Callable, Iterable
from typing import NamedTuple, TypeVar

from tests.oracle.paths import depth
from tests.oracle.visible import Statement


class Claim(NamedTuple):
    """What a statement claims at a moment."""

    effect: str
    extent: str


def order(statement: Statement) -> tuple[int, int, int, int, int]:
    """DESIGN 5.2: by (latest, depth of path, published, authority, position)."""
    return (
        statement.latest,
        depth(statement.subject),
        statement.published,
        statement.authority,
        statement.seq,
    )


def claim(statement: Statement, at: int, *, lapsed_undetermined: bool = False) -> Claim | None:
    """What it claims at `at`: once lapsed what `afterwards` says, in full, or nothing.

    As the answer, what has lapsed without more is `undetermined` (4); as a claim beside the
    answer it is nothing (9). A completion claims nothing.
    """
    if lapsed(statement, at):
        if statement.afterwards in ("permitted", "suspended") or lapsed_undetermined:
            return Claim(statement.afterwards, "full")
        return None
    if statement.effect is None or statement.extent is None:
        return None
    return Claim(statement.effect, statement.extent)


def lapsed(statement: Statement, at: int) -> bool:
    return statement.until is not None and statement.until <= at


def never(statement: Statement) -> bool:
    return statement.until is not None and statement.until <= statement.earliest


_T = TypeVar("_T")


def deepest(found: Iterable[_T], statement: Callable[[_T], Statement]) -> list[_T]:
    """Sorted by change id in code points, each once: for the deepest path on which it is."""
    kept: dict[str, _T] = {}
    for each in sorted(found, key=lambda e: depth(statement(e).subject)):
        kept[statement(each).change] = each
    return [kept[change] for change in sorted(kept)]
