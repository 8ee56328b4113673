"""What looks wrong in what was taken in all the same, as receipts have it?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from ledger.dates.moments import zone as zone_named
from ledger.documents.forms import TypedDict
from ledger.sayings import warnings
from ledger.sayings.language import ENGLISH, Words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.documents.fields import AuthorityWord, ChangeId, Form, InstantText, Number, PathText
    from ledger.objections import Warned


class WarnedRow(TypedDict):
    """What every warning has."""

    place: str | None
    """Where in which file it is, as FILE:LINE; null where it is of none."""
    text: str
    """What looks wrong, in words."""


class WarnedFieldRow(WarnedRow):
    """What a warning about one field of a file has."""

    field: str
    """The field that is meant, by its name in that file."""


class OlderPlanRow(WarnedRow):
    """A newer word leaves an older plan standing, which says something else from later on."""

    kind: Literal["older plan"]
    """Of which kind it is."""
    change: ChangeId
    """The newer word."""
    other: ChangeId
    """The older plan."""
    subject: PathText
    """The path that both are about."""
    begins: InstantText
    """When the older plan begins."""
    amended_by: list[ChangeId]
    """What moved that start."""


class PartsRow(WarnedRow):
    """Two statements hold for a part of the same path each, of different populations."""

    kind: Literal["parts of one path"]
    """Of which kind it is."""
    change: ChangeId
    """The newer one."""
    other: ChangeId
    """The older one."""
    subject: PathText
    """The path."""


class SameBeforeRow(WarnedRow):
    """What comes back once a term ends says the same."""

    kind: Literal["the same before it"]
    """Of which kind it is."""
    change: ChangeId
    """The change whose term ends."""
    other: ChangeId
    """What comes back."""
    subject: PathText
    """The path that both are about."""
    until: InstantText
    """The end of that term, exclusive."""


class InForceRow(WarnedRow):
    """A rule that was in force is withdrawn, for the past too."""

    kind: Literal["withdrawn in force"]
    """Of which kind it is."""
    change: ChangeId
    """The withdrawal."""
    of: ChangeId
    """What it withdraws."""
    subject: PathText
    """A path on which that was in force."""


class NeverHoldsRow(WarnedRow):
    """A term ends before what it is of begins."""

    kind: Literal["ends before it begins"]
    """Of which kind it is."""
    by: str
    """What leaves it so: a change, or an act of the recorder by the position that it has or would
    have, @SEQ."""
    change: ChangeId
    """The change that never holds."""
    subject: PathText
    """The path on which it does not."""
    until: InstantText
    """The end of its term, exclusive."""


class NamingRow(WarnedRow):
    """What is told of a change that names another by `of`."""

    change: ChangeId
    """The change."""
    does: Annotated[str, Form(enum=["rescheduled", "term_changed", "withdrawn", "confirmed"])]
    """What it does to the other."""
    of: ChangeId
    """The other change."""


class LesserRow(NamingRow):
    """It has a lesser authority than what it amends, or confirms."""

    kind: Literal["lesser authority"]
    """Of which kind it is."""
    authority: AuthorityWord
    """Its own authority."""
    of_authority: AuthorityWord
    """That of the other."""


class AlreadyWithdrawnRow(NamingRow):
    """What it amends is withdrawn already."""

    kind: Literal["withdrawn already"]
    """Of which kind it is."""


class SettledAlreadyRow(NamingRow):
    """What it withdraws is an expectation that was settled."""

    kind: Literal["expectation settled"]
    """Of which kind it is."""
    settled_by: ChangeId
    """The confirmation that settled it."""


class AheadRow(WarnedFieldRow):
    """An announcement is published after it is recorded."""

    kind: Literal["published ahead"]
    """Of which kind it is."""
    published: str
    """When it was published, as written."""


class DistantRow(WarnedFieldRow):
    """A date is far from the publication."""

    kind: Literal["distant date"]
    """Of which kind it is."""
    date: str
    """The date, as written."""
    years: Number
    """More than so many years."""
    side: Annotated[str, Form(enum=["before", "after"])]
    """On which side of the publication it is."""
    published: str
    """When that was, as written."""


class RaisedRow(WarnedFieldRow):
    """A known source speaks with a greater authority than ever before."""

    kind: Literal["raised authority"]
    """Of which kind it is."""
    source: str
    """The source."""
    authority: AuthorityWord
    """The authority with which it speaks."""
    before: AuthorityWord
    """The greatest with which it spoke before."""


class UnknownNameRow(WarnedFieldRow):
    """A new name may be another one misspelt."""

    kind: Literal["unknown name"]
    """Of which kind it is."""
    name: str
    """The new name."""
    is_source: bool
    """Whether it is that of a source; else of a subject."""
    alias: str | None
    """Its first segment, where that is an alias; null where it is none."""
    alias_of: list[PathText]
    """The paths that have this alias."""
    meant: list[str]
    """The known names that may be meant."""


class SharedAliasRow(WarnedRow):
    """An alias is given to two paths."""

    kind: Literal["shared alias"]
    """Of which kind it is."""
    alias: str
    """The alias."""
    subjects: list[PathText]
    """The paths."""


class DoubtfulRow(WarnedRow):
    """A path may not be spelt as it was meant."""

    kind: Literal["doubtful characters"]
    """Of which kind it is."""
    subject: PathText
    """The path."""
    why: Annotated[str, Form(enum=["comma", "scripts", "radical"])]
    """It has a comma, mixes scripts in a segment, or has a radical."""
    segment: str | None
    """The segment that mixes scripts; null of others."""
    characters: list[str]
    """The comma, a letter of each script, or the radical and the character in use that it looks
    like, if there is one."""


class ToldAlreadyRow(WarnedRow):
    """What was to be corrected or added is told already."""

    kind: Literal["told already"]
    """Of which kind it is."""
    target: str
    """What the act was about."""
    files: Number | None
    """How many files it has already; null of a correction."""
    changed: bool
    """Whether anything else was changed."""


WarningRow = (
    OlderPlanRow
    | PartsRow
    | SameBeforeRow
    | InForceRow
    | NeverHoldsRow
    | LesserRow
    | AlreadyWithdrawnRow
    | SettledAlreadyRow
    | AheadRow
    | DistantRow
    | RaisedRow
    | UnknownNameRow
    | SharedAliasRow
    | DoubtfulRow
    | ToldAlreadyRow
)


def rows(found: Iterable[Warned], zone: str) -> list[WarningRow]:
    """Warnings of a ledger of that zone, with their text in English."""
    words = Words(ENGLISH, zone_named(zone))
    told = map(row, found)
    return [cast("WarningRow", {**each, "text": warnings.text(each, words)}) for each in told]


def row(warned: Warned) -> dict[str, Any]:
    """A warning without its text."""
    place = f"{warned.file}:{warned.line}" if warned.line else warned.file
    field = {"field": warned.field} if warned.field else {}
    return {"kind": warned.kind, "place": place or None, **field, **warned.said}
