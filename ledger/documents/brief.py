"""What is a statement, as it stands in a reading, in a document?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from events.words import AUTHORITY, CHANGES, OPEN_EARLIEST, OPEN_LATEST
from ledger.dates.moments import render
from ledger.documents.forms import Excepting, PopulationRow, TypedDict, instant, population
from ledger.grounds import provenance

if TYPE_CHECKING:
    from ledger.answers.way import Way
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
    from ledger.grounds.provenance import Setting
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


class WindowRow(TypedDict):
    """A start and a term, as a statement or an amendment had them."""

    change: ChangeId
    """The change that set them."""
    earliest: InstantText | None
    """The earliest start; null where it is open."""
    latest: InstantText | None
    """The latest start; null where it is open."""
    until: InstantText | None
    """The end of the term, exclusive; null without a term."""


class SettingRow(TypedDict):
    """Which amendment set a start or a term last, and what it was before."""

    by: Number
    """The position of the amendment, which is among what is `said`."""
    was: WindowRow
    """Of which the start, or the term, stood before it."""
    first: WindowRow | None
    """Of which it was said first; null where that stood before the amendment."""


class SettledRow(BriefRow):
    """A statement, with what set its start and its term."""

    known: InstantText
    """From when on it counts as known."""
    start_set: SettingRow | None
    """What set its start last; null where that is its own."""
    term_set: SettingRow | None
    """What set its term last; null where that is its own."""
    amends: WindowRow | None
    """Of an amendment, of which the start or the term stood before it; null of any other."""
    target: Number | None
    """The position of what it amends, takes back or confirms, where that is on the way."""


class Briefs:
    """The statements that a document refers to, by position, with those that they refer to."""

    def __init__(self) -> None:
        #: By position, as JSON has keys.
        self.said: dict[str, SettledRow] = {}

    def take(self, way: Way, said: Statement) -> int:
        """A statement of a way, by its position."""
        if str(said.seq) in self.said:
            return said.seq
        target = way.of(said.of) if said.of else None
        settings = provenance.settings(way, said) if said.amended_by else {}
        before = provenance.before(way, said) if said.amends else None
        self.said[str(said.seq)] = {
            **brief(said),
            "known": render(said.known),
            "start_set": _setting(settings.get(provenance.START)),
            "term_set": _setting(settings.get(provenance.TERM)),
            "amends": window(before) if before else None,
            "target": target.seq if target else None,
        }
        for each in settings.values():
            self.take(way, each.by)
        if target is not None:
            self.take(way, target)
        return said.seq

    def by_position(self) -> dict[str, SettledRow]:
        """The same in the order of the log."""
        return dict(sorted(self.said.items(), key=lambda each: each[1]["seq"]))


def _setting(found: Setting | None) -> SettingRow | None:
    if found is None:
        return None
    first = None if found.first is found.was else window(found.first)
    return {"by": found.by.seq, "was": window(found.was), "first": first}


def window(said: Statement) -> WindowRow:
    """The start and the term of a statement."""
    earliest, latest = map(instant, ends(said))
    return {
        "change": said.change,
        "earliest": earliest,
        "latest": latest,
        "until": instant(said.until),
    }


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
