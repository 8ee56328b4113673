"""How is one change on one path handed from the read model to the answer? Standard library only.

Rows come as plain tuples, by the thousand: only where a question needs more than a few fields of
one is it made a Row, which has the same fields at the same places.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from sys import intern
from typing import Any, Final, NamedTuple

#: How many different `said` are kept, written or read.
_SAYINGS: Final = 1024


class Row(NamedTuple):
    """A change on one path: a row of the table `changes`, as written, corrected, or as it stands.

    Instants are microseconds; open ends the sentinels of events.words; `until` None where there is
    no end; `authority` a rank, 4 official to 1 third-party. Rows of one path sort by (latest,
    published, authority, seq), the order of DESIGN 5.2 within it.
    """

    subject: str
    latest: int
    published: int
    authority: int
    seq: int
    recorded_at: int
    announcement: str
    n: int
    earliest: int
    until: int | None
    of_announcement: str | None
    of_n: int | None
    kind: str
    effect: str | None
    extent: str | None
    afterwards: str | None
    certainty: str | None
    source: str
    party: str | None
    percent: str | None
    words: str | None
    qualifier: str | None
    has_window: int
    has_term: int


#: A Row, or a plain tuple with its fields.
Fields = tuple[Any, ...]

SUBJECT: Final = Row._fields.index("subject")
LATEST: Final = Row._fields.index("latest")
PUBLISHED: Final = Row._fields.index("published")
AUTHORITY_RANK: Final = Row._fields.index("authority")
SEQ: Final = Row._fields.index("seq")
ANNOUNCEMENT: Final = Row._fields.index("announcement")
N: Final = Row._fields.index("n")
KIND: Final = Row._fields.index("kind")
EFFECT: Final = Row._fields.index("effect")
EXTENT: Final = Row._fields.index("extent")
EARLIEST: Final = Row._fields.index("earliest")
UNTIL: Final = Row._fields.index("until")
AFTERWARDS: Final = Row._fields.index("afterwards")
CERTAINTY: Final = Row._fields.index("certainty")
OF: Final = Row._fields.index("of_announcement")
OF_N: Final = Row._fields.index("of_n")
SOURCE: Final = Row._fields.index("source")
PARTY: Final = Row._fields.index("party")
PERCENT: Final = Row._fields.index("percent")
WORDS: Final = Row._fields.index("words")
QUALIFIER: Final = Row._fields.index("qualifier")
HAS_WINDOW: Final = Row._fields.index("has_window")
HAS_TERM: Final = Row._fields.index("has_term")
RECORDED_AT: Final = Row._fields.index("recorded_at")

#: (effect, extent), as claimed or answered; a completion has neither.
Claim = tuple[str | None, str | None]

#: The columns of the table `changes`, for a select list: the fields from `kind` on are one, `said`.
COLUMNS: Final = ", ".join((*Row._fields[:KIND], "said"))


@lru_cache(maxsize=_SAYINGS)
def said(*fields: str | int | None) -> str:
    """The fields from `kind` on as the column `said` has them: a JSON array.

    A whole ledger has few of these, so that whoever reads thousands of rows decodes each once.
    """
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=_SAYINGS)
def fields_of(said: str) -> Fields:
    """The fields from `kind` on, of the column `said`."""
    # Words of few, so that to compare them is mostly to see that they are the same.
    return tuple(intern(each) if isinstance(each, str) else each for each in json.loads(said))


def widened(stored: Fields) -> Fields:
    """The fields of a Row, of a row with `COLUMNS`."""
    return stored[:-1] + fields_of(stored[-1])


def identifier(row: Fields) -> str:
    """Its change's id, `ANNOUNCEMENT#N`."""
    return f"{row[ANNOUNCEMENT]}#{row[N]}"


def depth(row: Fields) -> int:
    """How far down its path lies: what is deeper comes later in the order."""
    return str(row[SUBJECT]).count("/")


def order(row: Fields) -> tuple[int, int, int, int, int]:
    """DESIGN 5.2: (latest, depth of path, published, authority, position)."""
    return row[LATEST], depth(row), row[PUBLISHED], row[AUTHORITY_RANK], row[SEQ]


def lapsed(row: Fields, at: int) -> bool:
    """Whether its term has run out by then."""
    return row[UNTIL] is not None and row[UNTIL] <= at


def answered(row: Fields, at: int) -> tuple[str, str]:
    """Effect and extent where this one decides (DESIGN 5.4)."""
    if row[UNTIL] is not None and row[UNTIL] <= at:
        return row[AFTERWARDS] or "undetermined", "full"
    return row[EFFECT], row[EXTENT]


def claimed(row: Fields, at: int) -> tuple[str, str] | None:
    """Effect and extent that it claims at `at` (DESIGN 5.9); None where nothing."""
    if row[UNTIL] is not None and row[UNTIL] <= at:
        return (row[AFTERWARDS], "full") if row[AFTERWARDS] in _FOLLOWING else None
    return None if row[EFFECT] is None else (row[EFFECT], row[EXTENT])


_FOLLOWING: Final = ("permitted", "suspended")


def by_path(stored: Iterable[Fields]) -> Iterator[tuple[str, list[Fields]]]:
    """Each path with its rows, whole, of stored ones that come path by path."""
    path, rows = "", list[Fields]()
    for row in stored:
        if row[0] != path:
            if rows:
                yield path, rows
            path, rows = row[0], []
        rows.append(row[:-1] + fields_of(row[-1]))
    if rows:
        yield path, rows
