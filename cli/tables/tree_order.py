"""In which groups and at which depth do subjects stand in a table?"""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.subjects import ancestors


class Place(NamedTuple):
    """Where a listed path stands: under which group, how deep below it, and by which name."""

    group: str
    path: str
    level: int
    label: str


def places(paths: Iterable[str]) -> list[Place]:
    """The paths by group: each stands under the nearest listed path above it, and those without
    one under their parent. Ordered by segments, so that what is below a path follows it."""
    listed = set(paths)
    found: dict[str, Place] = {}
    for path in sorted(listed, key=lambda each: each.split("/")):
        above = [each for each in ancestors(path)[:-1] if each in listed]
        if above:
            nearest = found[above[-1]]
            label = path[len(above[-1]) + 1 :]
            found[path] = Place(nearest.group, path, nearest.level + 1, label)
        else:
            group, _, label = path.rpartition("/")
            found[path] = Place(group, path, 0, label)
    return sorted(found.values(), key=lambda place: (place.group.split("/"), place.path.split("/")))
