"""How is the state of many subjects drawn for an auditor to read?"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from cli.question import Question
from cli.tables import grid, heads, names, page, wording
from cli.tables.effects import Effects
from cli.tables.tree_order import Place, places
from cli.text import WIDTH, columns, escape, width, wrap
from ledger.answers.state import State
from ledger.dates.moments import Moment

if TYPE_CHECKING:
    from ledger.answers.view import View


_STATE, _SINCE = 32, 17
_NARROW_SUBJECT, _WIDE_SUBJECT = 22, 40
#: The least that is wide enough for a name, and what is for a day that it began by.
_SAID, _WHEN = 16, 15
#: Of the paths that cover some of what lies below a row, so many are looked for.
_MEETING = 4
#: Words of `--only` after which nothing else needs to be said of what is not listed.
_BY_EFFECT = frozenset(("permitted", "suspended", "set", "undetermined", "unknown"))


def show(
    question: Question,
    at: Moment,
    found: Sequence[State],
    *,
    named: Sequence[str] | None,
    again: str,
    only: Sequence[str] = (),
) -> None:
    """Print the table, its head and its foot."""
    page.show(
        chain(
            _head(question, at),
            ("",),
            _body(question, at, found, named or ()),
            _foot(question, at, found, named=named, only=only),
            heads.again_line(again),
        )
    )


def _head(question: Question, at: Moment) -> Iterable[str]:
    held = f"at {heads.moment(at, question.zone)}"
    yield from heads.paragraph(f"What held {held}, {question.zone_name}")
    yield heads.instant("holds at", at.instant, question.zone)
    yield heads.known(question, at=at)
    yield heads.recorded(question)
    yield heads.sources(question)


def _body(
    question: Question, at: Moment, found: Sequence[State], asked: Collection[str]
) -> Iterable[str]:
    if not found:
        return
    by_path = {state.subject: state for state in found}
    order = places(by_path)
    labels = [width(_label(place)) for place in order]
    first = min(_WIDE_SUBJECT, max(_NARROW_SUBJECT, 1 + max(labels)))
    squeezed = WIDTH - columns()
    state_width, since_width = max(18, _STATE - squeezed // 2), max(11, _SINCE - squeezed // 5)
    # A subject that is wider stands alone on a line above, and who said it, where there is no room
    # for that either, on one below.
    spare = columns() - state_width - since_width + 1
    first = max(_NARROW_SUBJECT, min(first, spare - _SAID))
    below = spare - first < _SAID
    widths: tuple[int, ...] = (first, state_width, since_width, spare - first)
    if below:
        widths = (first, columns() + 1 - first - _WHEN, _WHEN)
    heading = ("SUBJECT", "STATE", "SINCE", "SAID BY")
    yield from grid.row(heading[: len(widths)], widths)
    yield from ["      SAID BY"] if below else []
    titles, effects = question.view.titles(), Effects(question.view.called)
    under = _Remarks(question, at, by_path, asked)
    group = None
    for place in order:
        if place.group != group:
            group = place.group
            yield ""
            if group:
                yield from names.headed(group, titles)
        state = by_path[place.path]
        said = wording.said_by(state)
        cells = (
            _label(place),
            effects.phrase(state, moment=at.instant),
            wording.since(state.since, state.since_earliest, question.zone),
            said,
        )
        yield from grid.row(cells[: len(widths)], widths)
        indent = 6 + 2 * place.level
        if below:
            yield from wrap(said, columns(), first=" " * indent, rest=" " * (indent + 2))
        yield from under.under(state, indent=indent)
    yield ""


def _label(place: Place) -> str:
    indent = "  " * (place.level + 1) if place.group or place.level else ""
    return indent + escape(place.label)


class _Remarks:
    """What is said under the rows; what many rows need is made once, and only where one does."""

    def __init__(
        self, question: Question, at: Moment, listed: dict[str, State], asked: Collection[str]
    ) -> None:
        self._question, self._at, self._listed, self._asked = question, at, listed, asked
        self._then: View | None = None

    def under(self, state: State, *, indent: int) -> Iterable[str]:
        """The lines under one row."""
        named = state.subject in self._asked
        meeting = self._question.view.meeting(state.subject, _MEETING) if named else ()
        if not meeting and not remarked(state, self._at):
            return []
        # Only here, so that a row that nobody disputes does not wait for them.
        from cli.tables import remark, remarks
        from cli.tables.grounds import Grounds

        shown = remarks.Shown(
            self._at,
            self._question.zone,
            Effects(self._question.view.called),
            self._listed,
            self._known_then(state),
            _nearest(self._question, state) if named else None,
            meeting,
        )
        way = self._question.view.way(state.subject)
        grounds = Grounds(self._at.instant, state, way)
        return remark.lines(remarks.remarks(grounds, shown), indent=indent)

    def _known_then(self, state: State) -> State | None:
        """What was known at the moment asked for, where the answer was published after it."""
        if state.published is None or state.published <= self._at.instant:
            return None
        if self._then is None:
            position, rank = self._question.view.position, self._question.rank
            self._then = self._question.reading.cut(self._at.instant, position, rank)
        return self._then.state(state.subject, self._at)


def _nearest(question: Question, state: State) -> str | None:
    """The path that was perhaps meant, where no path of the ledger is this one or below it."""
    if state.effect != "unknown":
        return None
    below = f"{state.subject}/"
    paths = question.view.paths()
    if any(path == state.subject or path.startswith(below) for path in paths):
        return None
    return question.view.nearest(state.subject)


def remarked(state: State, at: Moment) -> bool:
    """Whether a row needs anything said under it; what nobody disputes stays one line."""
    return bool(
        wording.marks(state, moment=at.instant)
        or state.effect in ("unknown", "undetermined")
        or state.extent in ("partial", "gradual", "grayscale")
        or state.since != state.since_earliest
        or state.qualifier
        or state.until is not None
        or state.amended_by
        or state.expectations
        or state.may_have_changed
        or state.scheduled
        or state.changed_during_day
    )


def _foot(
    question: Question,
    at: Moment,
    found: Sequence[State],
    *,
    named: Sequence[str] | None,
    only: Sequence[str],
) -> Iterable[str]:
    text = counted(found, at.instant, Effects(question.view.called))
    if _BY_EFFECT.intersection(only):
        text += f" Only what is {' or '.join(only)} is listed."
    elif only:
        text += (
            f" Only what is {' or '.join(only)} is listed: what is not may be permitted or "
            "suspended all the same."
        )
    elif named is None:
        text += (
            " What is not listed has no statement of its own: ask for it by name. "
            "Not listed does not mean permitted."
        )
    yield from heads.paragraph(text)
    if found:
        yield f"Why: ledger explain {at.text} SUBJECT"


def counted(found: Sequence[State], at: int, effects: Effects) -> str:
    """`14 subjects: 6 permitted, ...` and what of it is in dispute or open, in one sentence."""
    if not found:
        return "No subject is listed."
    states = Counter(effects.effect(s.subject, s.effect, s.extent, mark=False) for s in found)
    counts = ", ".join(f"{count} {words}" for words, count in sorted(states.items()))
    text = f"{wording.many(len(found), 'subject')}: {counts}."
    open_points = [*_disputes(found), *_expected(found), *_ends(found)]
    late = sum("HINDSIGHT" in wording.marks(state, moment=at) for state in found)
    if late:
        open_points.append(f"{late} known only in hindsight")
    told = "; ".join(open_points)
    return f"{text} {told[0].upper()}{told[1:]}." if told else text


def _disputes(found: Sequence[State]) -> Iterable[str]:
    contested = [state for state in found if state.contested_by]
    if not contested:
        return
    higher = sum(_outranked(state) for state in contested)
    how = "all" if higher == len(contested) > 1 else str(higher) if len(contested) > 1 else ""
    by = f", {how} by a higher authority".replace(",  by", ", by") if higher else ""
    yield f"{len(contested)} contested{by}"


def _outranked(state: State) -> bool:
    from events.words import RANK

    ours = RANK[state.authority] if state.authority else 0
    return any(RANK[contest.authority] > ours for contest in state.contested_by)


def _expected(found: Sequence[State]) -> Iterable[str]:
    statuses = {e.change + e.status: e.status for s in found for e in s.expectations}
    counts = Counter(statuses.values())
    words = {"overdue": "overdue", "due": "due and not confirmed", "open": "open"}
    parts = [f"{counts[status]} {word}" for status, word in words.items() if counts[status]]
    if parts:
        yield f"expectations: {', '.join(parts)}"


def _ends(found: Sequence[State]) -> Iterable[str]:
    ending = sum(state.until is not None for state in found)
    if ending:
        yield f"{wording.many(ending, 'term')} {'end' if ending > 1 else 'ends'}"
