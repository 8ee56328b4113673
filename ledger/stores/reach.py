"""Up to which event do the rows of a read model go? Beyond the log's end, where that was cut."""

from collections.abc import Callable
from typing import Any, Final

_LAST: Final = {
    "changes": "seq",
    "announcements": "last_seq",
    "acts": "seq",
    "lapses": "seq",
    "exceptions": "seq",
    "subjects": "seq",
    "aliases": "seq",
    "paths": "first_seq",
    "sources": "first_seq",
    "ceilings": "seq",
}


def reach(one: Callable[[str], Any]) -> int:
    """The last position that a row is made from, 0 where there is none.

    `one` gives the first row that a query finds, and None where its table cannot be asked.
    """
    found = (one(f"SELECT max({column}) FROM {table}") for table, column in _LAST.items())
    # a table that is not as we made it may hold anything
    return max((row[0] for row in found if row and isinstance(row[0], int)), default=0)


def cut(known: int, size: int) -> str:
    """What it means that the read model goes up to `known`, and a log of `size` events does not."""
    return (
        f"the read model knows of @{known}, and the log ends at @{size}: events were cut from its "
        "end"
    )


def missing(first: int, last: int) -> str:
    """What to say of positions that a log does not have between those that it has."""
    return f"@{first} is missing" if first == last else f"@{first} to @{last} are missing"
