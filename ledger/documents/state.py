"""How is a state written for programs: which fields, in which order (DESIGN 8)?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final, cast

from ledger.answers.state import Contest, Otherwise, State
from ledger.documents.forms import Excepting, PopulationRow, TypedDict, instant, population
from ledger.documents.reply import Row, columns, titled

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from ledger.documents.announcements import Announcements
    from ledger.documents.fields import (
        AfterwardsWord,
        AuthorityWord,
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


class ClaimRow(TypedDict):
    """What holds, and by which change."""

    effect: EffectWord
    """What holds."""
    extent: ExtentWord | None
    """On how many it holds; null where nothing does."""
    value: ValueText | None
    """What it is permitted, suspended or set to; null without a value."""
    change: ChangeId | None
    """The change that says so; null where none does."""


class ContestRow(TypedDict):
    """A statement that claims something else."""

    change: ChangeId
    """The change that says so."""
    effect: EffectWord | None
    """What it claims at the moment; null where it claims no effect."""
    extent: ExtentWord | None
    """On how many it claims it."""
    value: ValueText | None
    """The value that it claims."""
    authority: AuthorityWord
    """The authority with which it is said."""
    source: str
    """Who says it."""
    reason: Annotated[
        str,
        Form(
            enum=[
                *("claim", "after_the_fact", "amendment", "completion", "replacement"),
                "superseded",
            ]
        ),
    ]
    """Why it is listed: its own claim, one made after the fact, an amendment, a completion or a
    replacement that lacks the authority to count; of what is set aside that it was superseded."""


class ExpectationRow(TypedDict):
    """An expected or conditional change that is neither met nor confirmed."""

    change: ChangeId
    """The change that says so."""
    effect: EffectWord | None
    """What is expected; null of the completion of a test."""
    extent: ExtentWord | None
    """On how many it is expected to hold."""
    value: ValueText | None
    """The value that is expected."""
    until: InstantText | None
    """The end of its term, exclusive; null without a term."""
    earliest: InstantText | None
    """The earliest start expected; null where it is open."""
    latest: InstantText | None
    """The latest start expected; null where it is open."""
    certainty: Annotated[str, Form(enum=["expected", "conditional"])]
    """Whether it is expected, or only under a condition."""
    authority: AuthorityWord
    """The authority with which it is said."""
    source: str
    """Who says it."""
    status: Annotated[str, Form(enum=["open", "due", "overdue"])]
    """Whether the moment lies before its window, in it or after it."""


class GroundRow(Excepting):
    """A state, as far as it can hold over a stretch of time."""

    effect: EffectWord
    """What holds; unknown where nobody said."""
    extent: ExtentWord | None
    """On how many it holds; null where nobody said."""
    population: PopulationRow | None
    """For whom it holds; null where that was not said."""
    value: ValueText | None
    """What it is permitted, suspended or set to, in the source's words."""
    otherwise: ClaimRow | None
    """What holds for those whom it does not reach; null where it holds in full."""
    since: InstantText | None
    """The start of what holds: by then it held."""
    since_earliest: InstantText | None
    """The earliest start that the source allows; null where it is open."""
    qualifier: QualifierSign | None
    """How the source qualifies that start: about (~), uncertain (?) or both (%)."""
    until: InstantText | None
    """The end of its term, exclusive; null without a term, and once it has lapsed."""
    afterwards: AfterwardsWord | None
    """What the source says follows the term; null without a term."""
    lapsed: bool
    """Whether the term of the deciding change has run out."""
    authority: AuthorityWord | None
    """The authority of the deciding change."""
    source: str | None
    """Who said the deciding change."""
    party: PartyWord | None
    """Which party that source is, where it was said."""
    published: InstantText | None
    """When the deciding change was published."""
    change: ChangeId | None
    """The deciding change; null where the effect is unknown."""
    seq: Number | None
    """The position of the deciding change in the log."""
    inherited_from: PathText | None
    """The path above the subject that the deciding change is about; null where it is the
    subject's own."""
    amended_by: list[ChangeId]
    """The amendments that set its start and its term."""
    contested_by: list[ContestRow]
    """The statements that claim something else."""
    set_aside: list[ContestRow]
    """What was said of a more particular path, and a later general word has superseded."""


class StretchRow(GroundRow):
    """A state over a stretch of time: what it is without what only a moment has."""

    may_have_changed: list[ChangeId]
    """Stated changes whose window is open: they may have begun already."""


class StateRow(StretchRow):
    """The answer for one subject at a moment."""

    subject: PathText
    """The path asked about."""
    held_since: InstantText | None
    """Since when this effect, extent and value hold without a break; null where unknown."""
    named: bool
    """Whether anything visible is recorded of the path, above it or below it."""
    scheduled: list[ChangeId]
    """Stated changes that start later."""
    changed_during_day: list[ChangeId]
    """Changes that began or lapsed within the day asked about."""
    expectations: list[ExpectationRow]
    """What is expected, and neither met nor confirmed."""


#: The fields in the order in which JSON and CSV have them.
FIELDS: Final = tuple("except" if name == "excepted" else name for name in State._fields)
#: The columns of CSV: the scalar fields, `otherwise_effect`, lists as change ids, and how the
#: announcement that decides is called.
CELLS: Final = columns(FIELDS)
#: What a state is without over a stretch of time.
OF_A_MOMENT: Final = (
    *("subject", "held_since", "named", "scheduled", "changed_during_day"),
    "expectations",
)


def row(state: State) -> StateRow:
    """A state as JSON prints it, its fields in the order of section 8."""
    return {
        "subject": state.subject,
        "effect": state.effect,
        "extent": state.extent,
        "population": population(state.population),
        "value": state.value,
        "except": list(state.excepted),
        "otherwise": state.otherwise and claim(state.otherwise),
        "since": instant(state.since),
        "since_earliest": instant(state.since_earliest),
        "held_since": instant(state.held_since),
        "qualifier": state.qualifier,
        "until": instant(state.until),
        "afterwards": state.afterwards,
        "lapsed": state.lapsed,
        "authority": state.authority,
        "source": state.source,
        "party": state.party,
        "published": instant(state.published),
        "change": state.change,
        "seq": state.seq,
        "inherited_from": state.inherited_from,
        "amended_by": list(state.amended_by),
        "named": state.named,
        "may_have_changed": list(state.may_have_changed),
        "scheduled": list(state.scheduled),
        "contested_by": _contests(state.contested_by),
        "set_aside": _contests(state.set_aside),
        "changed_during_day": list(state.changed_during_day),
        "expectations": expectations(state),
    }


def expectations(state: State) -> list[ExpectationRow]:
    """What is expected, and neither met nor confirmed."""
    return [
        {
            "change": each.change,
            "effect": each.effect,
            "extent": each.extent,
            "value": each.value,
            "until": instant(each.until),
            "earliest": instant(each.earliest),
            "latest": instant(each.latest),
            "certainty": each.certainty,
            "authority": each.authority,
            "source": each.source,
            "status": each.status,
        }
        for each in state.expectations
    ]


def stretch(found: State) -> StretchRow:
    """What a state is over a stretch of time: `ledger at` has the rest of it."""
    whole: Any = row(found)
    for name in OF_A_MOMENT:
        del whole[name]
    return cast("StretchRow", whole)


def claim(found: Otherwise | State) -> ClaimRow:
    """What holds, and by which change."""
    return {
        "effect": found.effect,
        "extent": found.extent,
        "value": found.value,
        "change": found.change,
    }


def sides(found: Row, announcements: Announcements) -> dict[str, Any]:
    """The states `before` and `after` of a row as CSV has them, each field with its side."""
    return {
        f"{side}_{name}": value
        for side in ("before", "after")
        for name, value in titled(found[side], announcements).items()
    }


def side_columns(without: Container[str] = ()) -> tuple[str, ...]:
    """The columns of both sides, but for these fields."""
    names = [name for name in CELLS if name != "subject" and name not in without]
    return tuple(f"{side}_{name}" for side in ("before", "after") for name in names)


def _contests(found: Iterable[Contest]) -> list[ContestRow]:
    return [
        {
            "change": each.change,
            "effect": each.effect,
            "extent": each.extent,
            "value": each.value,
            "authority": each.authority,
            "source": each.source,
            "reason": each.reason,
        }
        for each in found
    ]
