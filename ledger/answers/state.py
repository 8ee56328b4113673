"""What does an answer carry? Instants are integer microseconds since 1970-01-01T00:00:00Z."""

from typing import NamedTuple

from ledger.contents import Share


class Otherwise(NamedTuple):
    """What holds for those whom a gradual or grayscale change does not reach (DESIGN 5.6)."""

    effect: str
    extent: str | None
    value: str | None
    change: str | None


class Expectation(NamedTuple):
    """An expected or conditional change that is neither met nor confirmed (DESIGN 5.8)."""

    change: str
    effect: str | None
    extent: str | None
    value: str | None
    until: int | None
    earliest: int | None
    latest: int | None
    certainty: str
    authority: str
    source: str
    status: str


class Contest(NamedTuple):
    """A statement that claims something else, and why it is listed (DESIGN 5.9)."""

    change: str
    effect: str | None
    extent: str | None
    value: str | None
    authority: str
    source: str
    reason: str


class State(NamedTuple):
    """The answer for one subject, in the order in which JSON prints it (DESIGN 5 and 8).

    `afterwards` is what the source says follows `until`; None where that is. `excepted` is what
    JSON calls `except`.
    """

    subject: str
    effect: str
    extent: str | None
    population: Share | None
    value: str | None
    excepted: tuple[str, ...]
    otherwise: Otherwise | None
    since: int | None
    since_earliest: int | None
    held_since: int | None
    qualifier: str | None
    until: int | None
    afterwards: str | None
    lapsed: bool
    authority: str | None
    source: str | None
    party: str | None
    published: int | None
    change: str | None
    seq: int | None
    inherited_from: str | None
    amended_by: tuple[str, ...]
    named: bool
    may_have_changed: tuple[str, ...]
    scheduled: tuple[str, ...]
    contested_by: tuple[Contest, ...]
    set_aside: tuple[Contest, ...]
    changed_during_day: tuple[str, ...]
    expectations: tuple[Expectation, ...]
