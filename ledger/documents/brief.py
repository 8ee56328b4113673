"""What is a statement, as it stands in a reading, in a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from events.words import AUTHORITY, CHANGES, OPEN_EARLIEST, OPEN_LATEST
from ledger.dates.moments import render
from ledger.documents.forms import Excepting, PopulationRow, TypedDict, instant, population

if TYPE_CHECKING:
    from ledger.documents.fields import (
        AuthorityWord,
        CertaintyWord,
        ChangeId,
        EffectWord,
        ExtentWord,
        Form,
        InstantText,
        Number,
        PartyWord,
        PathText,
        QualifierSign,
        ValueText,
    )
    from ledger.statements import Statement


class SaidRow(TypedDict):
    """What one change says of one path, and who says it."""

    change: ChangeId
    """The id of the change."""
    subject: PathText
    """The path that it is about."""
    effect: EffectWord | None
    """What it says holds; null of a note, an amendment and the completion of a test."""
    extent: ExtentWord | None
    """On how many it says that it holds."""
    population: PopulationRow | None
    """For whom it says that it holds; null where that was not said."""
    value: ValueText | None
    """The value that it gives, in the source's words."""
    earliest: InstantText | None
    """The earliest start; null where it is open."""
    latest: InstantText | None
    """The latest start; null where it is open."""
    qualifier: QualifierSign | None
    """How the source qualifies that start: about (~), uncertain (?) or both (%)."""
    until: InstantText | None
    """The end of its term, exclusive; null without a term."""
    amended_by: list[ChangeId]
    """The amendments that set its start and its term."""
    certainty: CertaintyWord
    """Whether it is stated, expected, or only under a condition."""
    condition: str | None
    """The condition, in the source's words."""
    authority: AuthorityWord
    """The authority with which it is said."""
    source: str
    """Who says it."""


class BriefRow(SaidRow, Excepting):
    """A statement as it stands in this reading."""

    seq: Number
    """The position of its event in the log."""
    kind: Annotated[str, Form(enum=list(CHANGES))]
    """The word of the change."""
    of: ChangeId | None
    """The change that it amends or confirms."""
    replaces: list[ChangeId]
    """The changes whose place it takes."""
    afterwards: str
    """What it says follows its term."""
    party: PartyWord | None
    """Which party the source is, where that was said."""
    published: InstantText
    """When it was published."""
    withdrawn: bool
    """Whether a later announcement took it back."""


def brief(s: Statement) -> BriefRow:
    """A statement as it stands in this reading."""
    earliest, latest = ends(s)
    return {
        "change": s.change,
        "seq": s.seq,
        "subject": s.subject,
        "kind": s.kind,
        "of": s.of,
        "effect": s.effect,
        "extent": s.extent,
        "population": population(s.population),
        "value": s.value,
        "except": list(s.said.excepts),
        "replaces": list(s.said.replaces),
        "earliest": instant(earliest),
        "latest": instant(latest),
        "qualifier": s.qualifier,
        "until": instant(s.until),
        "afterwards": s.afterwards,
        "certainty": s.certainty,
        "condition": s.condition,
        "authority": AUTHORITY[s.authority],
        "source": s.source,
        "party": s.party,
        "published": render(s.published),
        "withdrawn": s.withdrawn,
        "amended_by": list(s.amended_by),
    }


def ends(s: Statement) -> tuple[int | None, int | None]:
    """The earliest and the latest start of a statement; None where it is open."""
    return (
        None if s.earliest == OPEN_EARLIEST else s.earliest,
        None if s.latest == OPEN_LATEST else s.latest,
    )
