"""How is one change on one path handed from the read model to the answer? Standard library only.

Rows come as plain tuples, by the thousand: only where a question needs more than a few fields of
one is it made a Row, which has the same fields at the same places.
"""

from typing import Any, Final, NamedTuple


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
    announcement: str
    n: int
    kind: str
    effect: str | None
    extent: str | None
    earliest: int
    until: int | None
    afterwards: str | None
    certainty: str | None
    of_announcement: str | None
    of_n: int | None
    source: str
    party: str | None
    percent: str | None
    words: str | None
    qualifier: str | None
    has_window: int
    has_term: int
    recorded_at: int


#: A Row, or a plain tuple with its fields.
Fields = tuple[Any, ...]

LATEST: Final = Row._fields.index("latest")
PUBLISHED: Final = Row._fields.index("published")
AUTHORITY_RANK: Final = Row._fields.index("authority")
ANNOUNCEMENT: Final = Row._fields.index("announcement")
N: Final = Row._fields.index("n")
KIND: Final = Row._fields.index("kind")
EXTENT: Final = Row._fields.index("extent")
EARLIEST: Final = Row._fields.index("earliest")
UNTIL: Final = Row._fields.index("until")
AFTERWARDS: Final = Row._fields.index("afterwards")
CERTAINTY: Final = Row._fields.index("certainty")
OF: Final = Row._fields.index("of_announcement")
SOURCE: Final = Row._fields.index("source")
RECORDED_AT: Final = Row._fields.index("recorded_at")
