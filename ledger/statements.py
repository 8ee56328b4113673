"""What does one change say of one path, as answers need it? Standard library only.

A statement is a row of the read model's table `changes`, as written, corrected, or as it stands.
Statements of one way sort in the order of DESIGN 5.2, since their fields begin with its keys.
"""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from events.words import AMENDMENTS
from ledger.contents import Claim, Content, Share, said_of


class Statement(NamedTuple):
    """One change on one path.

    Instants are microseconds; open ends the sentinels of events.words; `until` None where there is
    no end. `particularity` is that of its path (ledger.subjects), `authority` a rank. `amended_by`
    to `confirms` tell how it stands: which rescheduling and change of term count for it, whether it
    was taken back, and, of a confirmation, what it confirms as that stands.
    """

    latest: int
    particularity: int
    published: int
    authority: int
    seq: int
    subject: str
    recorded_at: int
    announcement: str
    n: int
    earliest: int
    until: int | None
    of_announcement: str | None
    of_n: int | None
    said: Content
    amended_by: tuple[str, ...] = ()
    withdrawn: bool = False
    confirms: "Statement | None" = None

    @property
    def change(self) -> str:
        """The id of its change, `ANNOUNCEMENT#N`."""
        return f"{self.announcement}#{self.n}"

    @property
    def of(self) -> str | None:
        """The id of the change that it amends or confirms."""
        return None if self.of_announcement is None else f"{self.of_announcement}#{self.of_n}"

    @property
    def target(self) -> tuple[str, int]:
        """The same as (announcement, n); of what names none, of no announcement."""
        return self.of_announcement or "", self.of_n or 0

    @property
    def kind(self) -> str:
        """The word of its change."""
        return self.said.kind

    @property
    def source(self) -> str:
        """Who speaks."""
        return self.said.source

    @property
    def party(self) -> str | None:
        """On whose side that is."""
        return self.said.party

    @property
    def effect(self) -> str | None:
        """What it claims to hold; None where nothing."""
        return self.said.claim.effect if self.said.claim else None

    @property
    def extent(self) -> str | None:
        """On how many."""
        return self.said.claim.extent if self.said.claim else None

    @property
    def value(self) -> str | None:
        """To what, where it says so."""
        return self.said.claim.value if self.said.claim else None

    @property
    def population(self) -> Share | None:
        """On whom, where it says so."""
        return self.said.population

    @property
    def qualifier(self) -> str | None:
        """The `~ ? %` of its start."""
        return self.said.qualifier

    @property
    def afterwards(self) -> str:
        """What follows its term."""
        return self.said.afterwards or "undetermined"

    @property
    def certainty(self) -> str:
        """Whether it is stated, expected or conditional."""
        return self.said.certainty or "stated"

    @property
    def condition(self) -> str | None:
        """What it depends on, where it is conditional."""
        return self.said.condition

    @property
    def completes(self) -> bool:
        """Whether it ends a grayscale test, itself or by confirming what ended it."""
        return self.said.completes

    @property
    def amends(self) -> bool:
        """Whether it is an amendment, which states nothing by itself."""
        return self.said.kind in AMENDMENTS

    @property
    def known(self) -> int:
        """From when on it counts as known: what is recorded is (DESIGN 3)."""
        published, recorded = self.published, self.recorded_at
        return published if published < recorded else recorded

    @property
    def precedence(self) -> tuple[int, int, int]:
        """Of several amendments of one kind the last by this counts (DESIGN 4)."""
        return self.published, self.authority, self.seq

    @property
    def speaks(self) -> bool:
        """Whether it says anything at all: not withdrawn, and more than a note (DESIGN 5.3)."""
        return not self.withdrawn and self.said.kind != "noted"

    @property
    def never(self) -> bool:
        """Whether its term ends before its window opens (DESIGN 5.1)."""
        return self.until is not None and self.until <= self.earliest

    def lapsed(self, at: int) -> bool:
        """Whether its term has run out by then."""
        until = self.until
        return until is not None and until <= at

    def claims(self, at: int) -> Claim | None:
        """What it claims at an instant (DESIGN 5.9); None where nothing."""
        until = self.until
        return self.said.claim if until is None or until > at else self.said.follows

    def answers(self, at: int) -> Claim | None:
        """What holds where it decides (DESIGN 5.4): once lapsed what `afterwards` says, in full."""
        until = self.until
        if until is None or until > at:
            return self.said.claim
        return self.said.follows or Claim(self.afterwards, "full")


#: A row of the table `changes`, in the order of its columns.
ChangeCells = tuple[Any, ...]

#: The columns of the table `changes`, for a select list.
COLUMNS: Final = ", ".join(Statement._fields[: Statement._fields.index("amended_by")])
_PATH: Final = Statement._fields.index("subject")
_new: Final = tuple.__new__


def statement(stored: ChangeCells) -> Statement:
    """The statement of a row with `COLUMNS`."""
    return _new(Statement, stored[:-1] + as_written(stored[-1]))


@lru_cache(maxsize=1024)
def as_written(said: str) -> tuple[Any, ...]:
    """The fields of a statement from `said` on, as it was written. A ledger has few of these, each
    very often."""
    return said_of(json.loads(said)), (), False, None


def by_path(stored: Iterable[ChangeCells]) -> Iterator[tuple[str, list[Statement]]]:
    """Each path with its statements, whole, of rows that come path by path."""
    path, found = "", list[Statement]()
    for row in stored:
        if row[_PATH] != path:
            if found:
                yield path, found
            path, found = row[_PATH], []
        found.append(_new(Statement, row[:-1] + as_written(row[-1])))
    if found:
        yield path, found
