"""Which paths does what was appended touch, and which entry does a log end with?"""

from typing import TYPE_CHECKING, Final

from events.words import CHANGES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ledger.stores.questions import Database

_CHANGES: Final = ", ".join(f"'{word}'" for word in CHANGES)
_ABOUT: Final = "SELECT announcement, n, act_seq, subject FROM acts"


def entry(database: "Database", seq: int) -> bytes | None:
    """The hash of the entry at a position; None where there is none."""
    found = database.one("SELECT hashes FROM stored_events WHERE rowid = ?", seq)
    return None if found is None else bytes(found[0][:32])


def touched(database: "Database", since: int, position: int) -> set[str]:
    """The paths of the changes and amendments that came after a position, up to another, and those
    that acts are about which did; what is given to subjects touches nothing."""
    span = (since, position)
    changes = database.all(
        "SELECT DISTINCT originator_id FROM stored_events WHERE rowid > ? AND rowid <= ?"
        f" AND topic IN ({_CHANGES}) AND originator_id <> '#'",
        *span,
    )
    found = {path for (path,) in changes}
    for act in database.all(f"{_ABOUT} WHERE seq > ? AND seq <= ?", *span):
        found.update(_about(database, *act))
    return found


def about(database: "Database", seq: int) -> "Iterator[str]":
    """The paths that the act at a position is about: of what it corrects or retracts."""
    found = database.one(f"{_ABOUT} WHERE seq = ?", seq)
    if found is not None:
        yield from _about(database, *found)


def _about(
    database: "Database",
    announcement: str | None,
    n: int | None,
    act: int | None,
    subject: str | None,
) -> "Iterator[str]":
    if act is not None:
        yield from about(database, act)
    elif subject is not None:
        yield subject
    elif announcement is not None:
        one, values = ("", ()) if n is None else (" AND n = ?", (n,))
        for (path,) in database.all(
            f"SELECT DISTINCT subject FROM changes WHERE announcement = ?{one}",
            *(announcement, *values),
        ):
            yield path
