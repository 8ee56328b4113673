"""Is a projection of this log, up to where, and of which subjects does it say nothing by now?"""

import sqlite3
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, NamedTuple

from ledger.stores import projection_file
from ledger.stores.address import on_server
from ledger.stores.projection_file import ProjectionFault
from ledger.stores.projection_rows import FORMAT, WHOLE, Bounds, ProjectionRows, ProjectionStamp
from ledger.subjects import ancestors, covers, fixed, is_pattern, stretch

if TYPE_CHECKING:
    from ledger.reading.reading import Reading


def stamp(reading: "Reading") -> ProjectionStamp:
    """Of what a projection of the whole log is."""
    return ProjectionStamp(
        FORMAT, reading.origin, reading.size, reading.growth.entry(reading.size) or b""
    )


class ProjectionStanding(NamedTuple):
    """How a projection stands: of which `position` it is, None where that is not known; `why` no
    answer is read from it, None where some are; and how many bytes it takes."""

    position: int | None
    why: str | None
    bytes: int


def standing(target: str, reading: "Reading", position: int) -> ProjectionStanding | None:
    """How the projection of a ledger stands where so many events are read; None without one."""
    if on_server(target):
        return None
    size, stamped = projection_file.size(target), None
    try:
        rows = projection_file.reading(target)
        try:
            found = rows.stamp()
            stamped = found.position if found else None
            return ProjectionStanding(fitting(rows, reading, position), None, size)
        finally:
            rows.close()
    except ProjectionFault as fault:
        return None if fault.why == "absent" else ProjectionStanding(stamped, fault.why, size)
    except sqlite3.Error:
        return ProjectionStanding(stamped, "unreadable", size)


def fitting(rows: ProjectionRows, reading: "Reading", position: int) -> int:
    """Up to which position a projection is, where it is one of this log, and of no more than is
    read. ProjectionFault: why it is not."""
    found = rows.stamp()
    if found is None or found.format != FORMAT:
        raise ProjectionFault("version")
    if found.position > position:
        raise ProjectionFault("beyond")
    if (found.origin, found.entry) != (reading.origin, reading.growth.entry(found.position)):
        raise ProjectionFault("other_log")
    return found.position


def affected(
    rows: ProjectionRows, reading: "Reading", since: int, position: int
) -> tuple[set[str], set[str]]:
    """The subjects of which a projection says nothing any more, since a path that covers them was
    touched after a position, up to another; and these with the paths that may be listed now."""
    touched = reading.growth.touched(since, position)
    listed = covered(rows, touched)
    patterns = [path for path in touched if is_pattern(path)]
    excepted = (
        path
        for path in reading.excepted(position)
        if not touched.isdisjoint(ancestors(path)) or any(covers(each, path) for each in patterns)
    )
    return listed, {*listed, *touched, *excepted}


def covered(rows: ProjectionRows, paths: Collection[str]) -> set[str]:
    """The subjects of a projection that these paths cover."""
    found: set[str] = set()
    for path in _outermost(paths):
        start = fixed(path)
        subjects = [each for bounds in within(start) for each in rows.subjects(bounds)]
        found.update([e for e in subjects if covers(path, e)] if is_pattern(path) else subjects)
    return found


def within(root: str | None) -> Iterable[Bounds]:
    """Between what lie a path and those that begin with it, as paths; all there are of None."""
    if root is None:
        return (WHOLE,)
    # "\0" is in no path: nothing else lies there
    return ((root, f"{root}\0"), stretch(root))


def _outermost(paths: Collection[str]) -> Iterable[str]:
    """The paths without those that another one of them is above."""
    return (path for path in paths if not any(each in paths for each in ancestors(path)[:-1]))
