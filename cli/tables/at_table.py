"""How is the state of many subjects drawn for an auditor to read?"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from cli.question import Question
from cli.tables import grid, heads, names, page, wording
from cli.tables.effects import Effects
from cli.tables.tree_order import Place, places
from cli.text import WIDTH, columns, escape, width, wrap
from ledger.answers.answer import Working
from ledger.answers.hindsight import Hindsight, Then
from ledger.answers.omissions import omissions
from ledger.answers.state import State
from ledger.dates.moments import Moment

_STATE, _SINCE = 32, 17
_NARROW_SUBJECT, _WIDE_SUBJECT = 22, 40
#: The least that is wide enough for a name, and what is for a day that it began by.
_SAID, _WHEN = 16, 15
#: Of the paths that cover some of what lies below a row, so many are looked for.
_MEETING = 4
#: Words of `--only` after which nothing else needs to be said of what is not listed.
_BY_EFFECT = frozenset(("permitted", "suspended", "set", "undetermined", "unknown"))


class Row(NamedTuple):
    """A state, what was said later than the moment that made it another than was known, and whether
    something that does not show in it is to be told."""

    state: State
    hindsight: Hindsight | None
    omits: bool


def rows(answers: Iterable[Working], at: Moment) -> Iterator[Row]:
    """The rows of answers, of which no more is kept."""
    then = Then(at.instant)
    for answer in answers:
        state = answer.state
        omits = any(omissions(answer.way, state, answer.deciding, answer.at))
        yield Row(state, then.hindsight(answer), omits)


def show(
    question: Question,
    at: Moment,
    found: Sequence[Row],
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
    question: Question, at: Moment, found: Sequence[Row], asked: Collection[str]
) -> Iterable[str]:
    if not found:
        return
    by_path = {row.state.subject: row for row in found}
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
        row = by_path[place.path]
        state = row.state
        said = wording.said_by(state)
        cells = (
            _label(place),
            effects.phrase(state, day=True, hindsight=row.hindsight is not None),
            wording.since(state.since, state.since_earliest, question.zone),
            said,
        )
        yield from grid.row(cells[: len(widths)], widths)
        indent = 6 + 2 * place.level
        if below:
            yield from wrap(said, columns(), first=" " * indent, rest=" " * (indent + 2))
        yield from under.under(row, indent=indent)
    yield ""


def _label(place: Place) -> str:
    indent = "  " * (place.level + 1) if place.group or place.level else ""
    return indent + escape(place.label)


class _Remarks:
    """What is said under the rows; what many rows need is made once, and only where one does."""

    def __init__(
        self, question: Question, at: Moment, listed: Collection[str], asked: Collection[str]
    ) -> None:
        self._question, self._at, self._listed, self._asked = question, at, listed, asked

    def under(self, row: Row, *, indent: int) -> Iterable[str]:
        """The lines under one row."""
        state = row.state
        named = state.subject in self._asked
        meeting = self._question.view.meeting(state.subject, _MEETING) if named else ()
        if not meeting and not remarked(row):
            return []
        # Only here, so that a row that nobody disputes does not wait for them.
        from cli.tables import remark, remarks
        from cli.tables.grounds import Grounds

        shown = remarks.Shown(
            self._at,
            self._question.zone,
            Effects(self._question.view.called),
            self._listed,
            row.hindsight,
            _nearest(self._question, state) if named else None,
            meeting,
        )
        way = self._question.view.way(state.subject)
        grounds = Grounds(self._at.instant, state, way)
        return remark.lines(remarks.remarks(grounds, shown), indent=indent)


def _nearest(question: Question, state: State) -> str | None:
    """The path that was perhaps meant, where no path of the ledger is this one or below it."""
    if state.effect != "unknown":
        return None
    below = f"{state.subject}/"
    paths = question.view.paths()
    if any(path == state.subject or path.startswith(below) for path in paths):
        return None
    return question.view.nearest(state.subject)


def remarked(row: Row) -> bool:
    """Whether a row needs anything said under it; what nobody disputes stays one line."""
    state = row.state
    return bool(
        row.hindsight
        or row.omits
        or wording.marks(state, day=True)
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
    found: Sequence[Row],
    *,
    named: Sequence[str] | None,
    only: Sequence[str],
) -> Iterable[str]:
    text = _counted(found, Effects(question.view.called))
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


def _counted(rows: Sequence[Row], effects: Effects) -> str:
    """`14 subjects: 6 permitted, ...` and what of it is in dispute or open, in one sentence."""
    if not rows:
        return "No subject is listed."
    found = [row.state for row in rows]
    states = Counter(effects.effect(s.subject, s.effect, s.extent, mark=False) for s in found)
    counts = ", ".join(f"{count} {words}" for words, count in sorted(states.items()))
    text = f"{wording.many(len(found), 'subject')}: {counts}."
    open_points = [*_disputes(found), *_expected(found), *_ends(found)]
    late = sum(row.hindsight is not None for row in rows)
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
