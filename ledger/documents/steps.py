"""What was made of what was said, step by step (DESIGN 5), as a part of a document?

Statements are referred to by position.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Final

from events.words import AUTHORITY
from ledger.acts import in_effect
from ledger.documents.forms import TypedDict, instant
from ledger.grounds import explain

if TYPE_CHECKING:
    from ledger.answers.answer import Working
    from ledger.documents.fields import AuthorityWord, ChangeId, Form, InstantText, Number, PathText
    from ledger.reading.view import View
    from ledger.statements import Statement

#: Why a candidate gives way; what becomes of an expectation.
GIVING_WAY: Final = ["replaced", "previous", "completion", "after_the_fact"]
OUTCOMES: Final = ["open", "due", "overdue", "replaced", "lapsed", "met", "confirmed"]


class OrderRow(TypedDict):
    """A candidate in its place in the order."""

    said: Number
    """The statement."""
    because: Annotated[str, Form(enum=list(explain.REASONS))] | None
    """Why it comes after the one before it: it starts later; its path is deeper, or as deep with
    fewer segments that stand for any; it was published later, by a higher authority, or recorded
    later. Null of the first."""


class GaveWayRow(TypedDict):
    """A candidate that gave way."""

    said: Number
    """The statement."""
    reason: Annotated[str, Form(enum=GIVING_WAY)]
    """It was replaced, its term has run out and what held before holds again, the test that it is
    of has ended, or it is a claim after the fact."""
    to: Number | None
    """To which statement it gave way."""


class DecidingRow(TypedDict):
    """What decides."""

    said: Number
    """The statement."""
    left: Number
    """How many statements are left, it among them."""
    since: Annotated[str, Form(enum=["start", "end", "return"])]
    """What the state counts since: its start, the end of its term, or the end of the last term
    after which what held before holds again."""
    between: list[Number]
    """Who of greater authority spoke from its start to its publication, and said the same."""


class OutcomeRow(TypedDict):
    """What became of an expectation."""

    said: Number
    """The statement."""
    status: Annotated[str, Form(enum=OUTCOMES)]
    """What became of it."""
    by: Number | None
    """By which statement that became so."""


class ActRow(TypedDict):
    """What the recorder corrected or retracted of what was said, and did not undo."""

    seq: Number
    """The position of the act."""
    kind: Annotated[str, Form(enum=["corrected", "retracted"])]
    """The word of the act."""
    target: str
    """What it is about: ID, ID#N or @SEQ."""
    subject: PathText | None
    """The path for which alone it counts; null where it counts for all of them."""
    fields: list[str]
    """The fields that it corrects."""
    why: str
    """Why the recorder did it."""


class HiddenRow(TypedDict):
    """A statement on the way of the subject that the cuts leave out."""

    change: ChangeId
    """The id of the change."""
    seq: Number
    """Its position in the log."""
    subject: PathText
    """The path that it is about."""
    published: InstantText
    """When it was published."""
    authority: AuthorityWord
    """The authority with which it is said."""
    why: Annotated[str, Form(enum=["known", "authority"])]
    """The cut that leaves it out: by when it was known, or the least authority."""


class StepsRow(TypedDict):
    """The steps of the answer, but for what its state says itself."""

    paths: list[PathText]
    """The paths that cover the subject, it among them, of which anything visible is said."""
    meant: dict[str, Number]
    """By the id of a change the statement that the lists of the state mean by it."""
    order: list[OrderRow]
    """The candidates, the last in the order last."""
    gave_way: list[GaveWayRow]
    """What gave way, in the order."""
    deciding: DecidingRow | None
    """What decides; null where nothing is left."""
    otherwise: Number | None
    """The statement that decides for those not reached."""
    outcomes: list[OutcomeRow]
    """What became of each expectation."""
    silence: Number | None
    """The last statement of the highest authority, where that is greater than what decides and
    contests it: that authority stated nothing later."""
    acts: list[ActRow]
    """What the recorder corrected and retracted."""
    hidden: list[HiddenRow]
    """What the cuts leave out."""
    below: list[PathText]
    """The paths below the subject with statements of their own, as they continue it."""


def steps(working: Working, view: View) -> StepsRow:
    """The steps of a whole working."""
    subject, silence = working.state.subject, explain.greatest_silence(working)
    listed = {each.change for each in working.way.visible}
    return {
        "paths": [path.path for path in working.way.paths],
        "meant": {id: said.seq for id in sorted(listed) if (said := working.way.of(id))},
        "order": [
            {"said": then.seq, "because": first and explain.later_because(first, then)}
            for first, then in pairwise([None, *working.candidates])
            if then is not None
        ],
        "gave_way": [
            {"said": each.statement.seq, "reason": each.reason, "to": _position(each.to)}
            for each in working.weighed.gave_way[::-1]
        ],
        "deciding": _deciding(working),
        "otherwise": _position(working.otherwise),
        "outcomes": [
            {"said": each.statement.seq, "status": each.status, "by": _position(each.by)}
            for each in working.outcomes
        ],
        "silence": _position(silence),
        "acts": [
            {
                "seq": each.seq,
                "kind": each.kind,
                "target": each.target,
                "subject": each.subject,
                "fields": list(each.corrections),
                "why": each.why,
            }
            for each in in_effect(view.acts_about(subject))
        ],
        "hidden": [
            {
                "change": each.change,
                "seq": each.seq,
                "subject": each.subject,
                "published": instant(each.published) or "",
                "authority": AUTHORITY[each.authority],
                "why": "authority" if each.authority < view.authority else "known",
            }
            for each in view.hidden(subject)
        ],
        "below": explain.below(subject, list(view.paths())),
    }


def _deciding(working: Working) -> DecidingRow | None:
    deciding, state = working.deciding, working.state
    if deciding is None:
        return None
    since = "end" if state.since == deciding.until else "return"
    if state.since == deciding.latest and not state.lapsed:
        since = "start"
    between = working.way.spoken_between(deciding)
    return {
        "said": deciding.seq,
        "left": len(working.weighed.left),
        "since": since,
        "between": [each.seq for each in between],
    }


def _position(said: Statement | None) -> int | None:
    return said and said.seq
