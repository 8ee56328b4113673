"""What is told under a row of a state that the row does not say by itself?

Which facts there are, in which order, and no words: a fact refers to statements by position, and to
the lists of its row by change. Of a long list of the row, which has all of it, the first few are
facts: those that its reader should see first.
"""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, cast

from events.words import RANK
from ledger.answers.answer import Working, working
from ledger.documents.forms import TypedDict
from ledger.documents.state import stretch
from ledger.grounds.omissions import excepted_by_name, omissions
from ledger.sayings.remark import FEW
from ledger.subjects import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ledger.answers.way import Way
    from ledger.documents.brief import Briefs
    from ledger.documents.fields import ChangeId, Form, Number, PathText
    from ledger.documents.state import StretchRow
    from ledger.grounds.hindsight import Hindsight
    from ledger.reading.view import View
    from ledger.statements import Statement

    #: Takes a statement into the document, and gives its position.
    Take = Callable[[Statement], int]

#: Of the paths that cover some of what lies below a row, so many are looked for.
MEETING = 4
_URGENT: Final = ("overdue", "due", "open")


class UnknownFact(TypedDict):
    """Nothing decides."""

    kind: Literal["unknown"]
    """Which fact it is."""
    why: Annotated[
        str, Form(enum=["unspoken", "excepted", "not_in_force", "taken_back", "only_notes"])
    ]
    """Why nothing does: nobody spoke, what is said above excepts it, nothing was in force, it was
    taken back, or there are notes alone."""
    nearest: PathText | None
    """The path that was perhaps meant, where no path of the ledger is this one or below it."""


class RowFact(TypedDict):
    """What the fields of the row say themselves."""

    kind: Annotated[str, Form(enum=["vague_start", "doubtful_start", "extent", "excepted", "ends"])]
    """Which fact it is."""


class InheritedFact(TypedDict):
    """What decides is said of a path above."""

    kind: Literal["inherited"]
    """Which fact it is."""
    own: Annotated[str, Form(enum=["nothing", "excepted", "undecided"])]
    """What is said of the subject itself: nothing, only that it is excepted, or what does not
    decide."""


class LapsedFact(TypedDict):
    """The term of what decides has run out."""

    kind: Literal["lapsed"]
    """Which fact it is."""
    said: Number
    """The statement whose term it is."""
    before: StretchRow | None
    """The state before that statement, which does not come back by itself; null where what follows
    was said, or nothing held before."""


class SaidFact(TypedDict):
    """What one statement says."""

    kind: Annotated[
        str,
        Form(
            enum=[
                *("said_to_have_lapsed", "returned", "ended", "never_holds", "start_set"),
                *("term_set", "changed", "may_have_changed", "scheduled", "said_later"),
            ]
        ),
    ]
    """Which fact it is: what decides was said to have lapsed; a term ended, and what held before it
    returned, or that is not recorded; it never holds; its start or its term was set by an
    amendment; it changed within the day, may have changed already, is scheduled; it was said after
    the moment and made the answer another."""
    said: Number
    """The statement."""


class SparedFact(TypedDict):
    """What is said of a path above, and not of this one."""

    kind: Literal["spared"]
    """Which fact it is."""
    said: Number
    """The statement."""
    paths: list[PathText]
    """The paths that it excepts and that cover the subject."""


class ConfirmedFact(TypedDict):
    """What the deciding confirmation confirms was amended by others than itself."""

    kind: Literal["confirmed_amended"]
    """Which fact it is."""
    said: Number
    """The confirmation."""
    by: list[ChangeId]
    """The amendments."""


class ListedFact(TypedDict):
    """An entry of a list of the row."""

    kind: Annotated[str, Form(enum=["contested", "set_aside", "expected"])]
    """Which fact it is: an entry of `contested_by`, of `set_aside`, of `expectations`."""
    change: ChangeId
    """The change by which the entry is found."""
    said: Number | None
    """Its statement; null where it is not on the way of the subject."""


class KnownFact(TypedDict):
    """What was known at the moment asked for."""

    kind: Literal["known_then"]
    """Which fact it is."""
    state: StretchRow
    """The answer that was known then."""
    expected: list[ChangeId]
    """What was expected then, and is not any more."""
    scheduled: list[ChangeId]
    """What was scheduled then, and is not any more."""
    may_have_changed: list[ChangeId]
    """What may have changed then, and may not any more."""
    contested_by: list[ChangeId]
    """What contested it then, and does not any more."""


class CoveredFact(TypedDict):
    """Some of what lies below is also covered by paths that are not below."""

    kind: Literal["also_covered"]
    """Which fact it is."""
    paths: list[PathText]
    """These paths, four of them at most."""


Fact = (
    UnknownFact
    | RowFact
    | InheritedFact
    | LapsedFact
    | SaidFact
    | SparedFact
    | ConfirmedFact
    | ListedFact
    | KnownFact
    | CoveredFact
)


def facts(
    found: Working, hindsight: Hindsight | None, view: View, briefs: Briefs, *, named: bool
) -> Iterator[Fact]:
    """All facts of an answer, in the order in which they are told; the statements that they refer
    to are taken into `briefs`. `named`: it was asked for by its path, and so is told what lies
    near."""
    state, way, deciding = found.state, found.way, found.deciding
    take = partial(briefs.take, way)
    if deciding is None:
        yield _unknown(found, view, named=named)
    yield from ground(found, take)
    yield from _omitted(found, take)
    if state.until is not None and state.afterwards is not None:
        yield {"kind": "ends"}
    if deciding is not None and deciding.amended_by:
        yield from amended(deciding, briefs, take)
    if deciding is not None and any(e.reason == "replacement" for e in state.contested_by):
        take(deciding)
    for kind, entries in (
        ("contested", _first(state.contested_by, lambda each: -RANK[each.authority])),
        ("set_aside", _first(state.set_aside, lambda each: -RANK[each.authority])),
        ("expected", _first(state.expectations, lambda each: _URGENT.index(each.status))),
    ):
        yield from listed(kind, (entry.change for entry in entries), way, take)
    yield from _around(found, take)
    if hindsight is not None:
        for each in hindsight.later:
            yield {"kind": "said_later", "said": take(each)}
        gone = hindsight.gone
        yield {
            "kind": "known_then",
            "state": stretch(hindsight.known),
            "expected": list(gone.expected),
            "scheduled": list(gone.scheduled),
            "may_have_changed": list(gone.may_have_changed),
            "contested_by": list(gone.contested_by),
        }
    if named and (meeting := view.meeting(state.subject, MEETING)):
        yield {"kind": "also_covered", "paths": list(meeting)}


def ground(found: Working, take: Take) -> Iterator[Fact]:
    """On what the answer rests, from where, and whom it does not reach."""
    state, way, deciding = found.state, found.way, found.deciding
    if state.since is not None and state.since_earliest != state.since:
        yield {"kind": "vague_start"}
    if state.since is not None and state.qualifier:
        yield {"kind": "doubtful_start"}
    if state.extent in ("partial", "gradual", "grayscale"):
        yield {"kind": "extent"}
    if state.excepted:
        yield {"kind": "excepted"}
    if deciding is not None and deciding.subject != state.subject:
        yield _inherited(found)
    if deciding is not None and state.lapsed:
        held = None
        if deciding.afterwards == "undetermined":
            held = working(way, deciding.latest - 1, coming=False).state
        known = held is not None and held.effect != "unknown"
        before = stretch(held) if held is not None and known else None
        yield {"kind": "lapsed", "said": take(deciding), "before": before}
    elif deciding is not None and deciding.kind == "expired":
        yield {"kind": "said_to_have_lapsed", "said": take(deciding)}


def listed(kind: str, changes: Iterable[str], way: Way, take: Take) -> Iterator[ListedFact]:
    """Entries of a list of the row, by their changes."""
    for change in changes:
        said = way.of(change)
        yield {"kind": kind, "change": change, "said": take(said) if said else None}


def _unknown(found: Working, view: View, *, named: bool) -> UnknownFact:
    visible = found.way.visible
    if not visible:
        why = "unspoken"
    elif any(s.speaks and not s.amends for s in visible):
        why = "not_in_force" if found.way.spoken else "excepted"
    else:
        why = "taken_back" if any(s.withdrawn for s in visible) else "only_notes"
    return {"kind": "unknown", "why": why, "nearest": _nearest(found, view) if named else None}


def _nearest(found: Working, view: View) -> str | None:
    path = found.state.subject
    if any(each == path or each.startswith(f"{path}/") for each in view.paths()):
        return None
    return view.nearest(path)


def _inherited(found: Working) -> InheritedFact:
    subject = found.state.subject
    if any(path.spoken for path in found.way.paths if path.path == subject):
        return {"kind": "inherited", "own": "undecided"}
    return {"kind": "inherited", "own": "excepted" if excepted_by_name(found.way) else "nothing"}


def _omitted(found: Working, take: Take) -> Iterator[Fact]:
    ended, sparing, never = omissions(found.way, found.state, found.deciding, found.at)
    if ended is not None and found.deciding is not None:
        take(found.deciding)
        yield {"kind": "returned", "said": take(ended)}
    elif ended is not None:
        yield {"kind": "ended", "said": take(ended)}
    for each in sparing:
        yield spared(each, found.state.subject, take)
    for each in never:
        yield {"kind": "never_holds", "said": take(each)}


def spared(said: Statement, subject: str, take: Take) -> SparedFact:
    """What a statement says of a path above, and not of its subject."""
    paths = [path for path in said.said.excepts if covers(path, subject)]
    return {"kind": "spared", "said": take(said), "paths": paths}


def amended(deciding: Statement, briefs: Briefs, take: Take) -> Iterator[Fact]:
    """What set its start and its term."""
    seq = take(deciding)
    settled = briefs.said[str(seq)]
    own = set()
    for kind, setting in (("start_set", settled["start_set"]), ("term_set", settled["term_set"])):
        if setting is not None:
            own.add(briefs.said[str(setting["by"])]["change"])
            yield {"kind": kind, "said": seq}
    if rest := [id for id in deciding.amended_by if id not in own]:
        yield {"kind": "confirmed_amended", "said": seq, "by": rest}


def _around(found: Working, take: Take) -> Iterator[Fact]:
    """What changed within the day, and what has not begun for certain."""
    state = found.state
    for kind, changes in (
        ("changed", state.changed_during_day[:FEW]),
        ("may_have_changed", _next(found, state.may_have_changed)),
        ("scheduled", _next(found, state.scheduled)),
    ):
        for change in changes:
            said = found.way.of(change)
            if said is not None:
                yield cast("SaidFact", {"kind": kind, "said": take(said)})


def _first(found: Sequence[Any], order: Callable[[Any], int]) -> Sequence[Any]:
    """Entries in their order; of many those that matter most."""
    return found if len(found) <= FEW else sorted(found, key=order)[:FEW]


def _next(found: Working, changes: Sequence[str]) -> Iterable[str]:
    """Changes in their order; of many those that begin next."""
    if len(changes) <= FEW:
        return changes
    wanted = frozenset(changes)
    coming = (each.change for each in found.way.coming(found.at))
    first = islice((each for each in coming if each in wanted), 2 * FEW)
    return islice(dict.fromkeys(first), FEW)
