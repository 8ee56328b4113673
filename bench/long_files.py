"""What does a file look like that says very much of one thing? Each beside its plain peer."""

from collections.abc import Callable, Iterator
from typing import Any

Announcement = dict[str, Any]
#: So many times the same -> what is recorded before, and what is told then.
Told = Callable[[int], tuple[list[Announcement], list[Announcement]]]

STATED = {"change": "permitted", "effective": "2024-01-01"}
TERM = {"change": "term_changed", "until": "2025-01-01"}


def announcement(
    id: str, changes: list[dict[str, Any]], published: str = "2024-01-02"
) -> Announcement:
    """One of the same source as all others."""
    source = {"name": "Platform notice", "authority": "official", "party": "platform"}
    return {"id": id, "source": source, "published": published, "changes": changes}


def path(number: int) -> str:
    """The subject of that number."""
    return f"platform/surface-{number}"


def one() -> Announcement:
    """One change of one subject."""
    return announcement("a", [{**STATED, "subjects": [path(0)]}])


def each_own(count: int) -> Announcement:
    """A change for each of so many subjects."""
    return announcement("a", [{**STATED, "subjects": [path(n)]} for n in range(count)])


def all_in_one(count: int) -> Announcement:
    """One change of so many subjects."""
    return announcement("a", [{**STATED, "subjects": [path(n) for n in range(count)]}])


def together(changes: list[dict[str, Any]]) -> list[Announcement]:
    """All of them in one announcement."""
    return [announcement("b", changes, "2024-02-01")]


def apart(changes: list[dict[str, Any]]) -> list[Announcement]:
    """Each in an announcement of its own."""
    return [announcement(f"b-{n}", [each], "2024-02-01") for n, each in enumerate(changes)]


def plain(count: int) -> list[dict[str, Any]]:
    """So many changes that have nothing to do with others."""
    return [{**STATED, "subjects": [path(n)], "until": "2025-01-01"} for n in range(count)]


def confirming(count: int) -> list[dict[str, Any]]:
    """So many confirmations of the first change."""
    return [{"change": "confirmed", "of": "a#1", "note": f"{n}"} for n in range(count)]


def amending_each(count: int) -> list[dict[str, Any]]:
    """A new term for each of so many changes."""
    return [{**TERM, "of": f"a#{n + 1}"} for n in range(count)]


def amending_by_subject(count: int) -> list[dict[str, Any]]:
    """A new term of the first change for each of so many subjects of it."""
    return [{**TERM, "of": "a#1", "subjects": [path(n)]} for n in range(count)]


def lines(told: tuple[list[Announcement], list[Announcement]]) -> Iterator[Announcement]:
    """What is recorded before and what is told then, as one file."""
    for part in told:
        yield from part
