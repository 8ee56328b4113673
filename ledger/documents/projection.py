"""What came of keeping a projection, and how does it stand, as a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from ledger.documents.forms import TypedDict

if TYPE_CHECKING:
    from ledger.documents.fields import Form, Number
    from ledger.projections.age import ProjectionStanding
    from ledger.projections.upkeep import Upkeep

_UNFIT = ("absent", "unreadable", "foreign", "version", "other_log", "beyond")


class ProjectDocument(TypedDict):
    """What `ledger project` did."""

    format: str
    """The format of this document, with its version."""
    origin: str
    """The name of the ledger."""
    how: Annotated[str, Form(enum=["made", "caught_up", "unchanged"])]
    """Whether it was made anew, caught up, or was of all events already."""
    why: Annotated[str, Form(enum=list(_UNFIT))] | None
    """Why it was not caught up: there was none, it cannot be read, another version of the program
    made it, it is of another log, or of events that this one does not have; null where it was, and
    where it was asked for anew."""
    before: Number | None
    """Of how many events it was before; null where it was made anew."""
    size: Number
    """Of how many events it is now: the first so many of the log."""
    subjects: Number
    """How many subjects it lists."""
    derived: Number
    """Of how many the states were worked out."""
    left_out: Number
    """Of how many they are not kept, since they take too much."""
    file: str
    """The file that it is in."""
    bytes: Number
    """How many bytes that has."""


class ProjectionRow(TypedDict):
    """How the projection of a ledger stands."""

    size: Number | None
    """Of how many events it is; null where that is not known."""
    behind: Number | None
    """How many of the events read came after these; null where it is not used."""
    why: Annotated[str, Form(enum=list(_UNFIT[1:]))] | None
    """Why no answer is read from it: it cannot be read, is no projection, another version of the
    program made it, it is of another log, or of more events than are read; null where some are."""
    bytes: Number
    """How many bytes it takes."""


def kept(done: Upkeep, origin: str, file: str, size: int) -> ProjectDocument:
    """The document of what was done."""
    return {
        "format": "policy-ledger/project/1",
        "origin": origin,
        "how": done.how,
        "why": done.why,
        "before": done.before,
        "size": done.position,
        "subjects": done.subjects,
        "derived": done.derived,
        "left_out": done.left_out,
        "file": file,
        "bytes": size,
    }


def standing(found: ProjectionStanding | None, position: int) -> ProjectionRow | None:
    """How it stands where so many events are read; None without one."""
    if found is None:
        return None
    used = found.why is None and found.position is not None
    return {
        "size": found.position,
        "behind": position - (found.position or 0) if used else None,
        "why": found.why,
        "bytes": found.bytes,
    }
