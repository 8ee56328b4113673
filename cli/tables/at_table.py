"""How is the state of many subjects drawn for an auditor to read?"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from cli.question import Question
from cli.tables import grid, heads, names, page
from cli.tables.tree_order import Place, places
from cli.text import WIDTH, columns, escape, width, wrap
from ledger.answers.answer import Working
from ledger.answers.hindsight import Hindsight, Then
from ledger.answers.omissions import omissions
from ledger.answers.state import State
from ledger.dates.moments import Moment
from ledger.documents import state as states
from ledger.sayings import cuts, periods
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words, message
from ledger.sayings.speakers import said_by

_STATE, _SINCE = 32, 17
_NARROW_SUBJECT, _WIDE_SUBJECT = 22, 40
#: The least that is wide enough for a name, and what is for a day that it began by.
_SAID, _WHEN = 16, 15
#: Of the paths that cover some of what lies below a row, so many are looked for.
_MEETING = 4
_HEADING = (message("SUBJECT"), message("STATE"), message("SINCE"), message("SAID BY"))
#: What is said of expectations by how they stand.
_OPEN = {
    "overdue": message("{count} overdue"),
    "due": message("{count} due and not confirmed"),
    "open": message("{count} open"),
}
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
            heads.again_line(again, question.words),
        ),
        question.words,
    )


def _head(question: Question, at: Moment) -> Iterable[str]:
    words = question.words
    moment = periods.moment(at.instant, words, whole=at.day is not None)
    title = words.tell("What held at {moment}, {zone}", moment=moment, zone=question.zone_name)
    yield from heads.paragraph(title)
    yield heads.drawn(cuts.at(at.instant, words))
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
    words, called = question.words, question.view.called
    heading = tuple(map(words.tell, _HEADING))
    yield from grid.row(heading[: len(widths)], widths)
    yield from [f"      {heading[-1]}"] if below else []
    titles, effects = called.titles(words.language), Effects(words, called)
    under = _Remarks(question, at, by_path, asked)
    group = None
    for place in order:
        if place.group != group:
            group = place.group
            yield ""
            if group:
                yield from names.headed(group, titles)
        row = by_path[place.path]
        state = states.row(row.state)
        said = said_by(state, words)
        cells = (
            _label(place),
            effects.phrase(state, day=True, hindsight=row.hindsight is not None),
            periods.since(state["since"], state["since_earliest"], words),
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
        from cli.tables import effects, remark, remarks
        from cli.tables.grounds import Grounds

        shown = remarks.Shown(
            self._at,
            self._question.zone,
            effects.Effects(self._question.view.called),
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
        or state.contested_by
        or state.set_aside
        or state.lapsed
        or state.excepted
        or state.inherited_from is not None
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
    words = question.words
    said = _counted(found, Effects(words, question.view.called))
    if only:
        listed = words.any_of(map(words.tell, only))
        if _BY_EFFECT.intersection(only):
            said.append(words.tell("Only what is {words} is listed", words=listed))
        else:
            said.append(
                words.tell(
                    "Only what is {words} is listed: what is not may be permitted or suspended all "
                    "the same",
                    words=listed,
                )
            )
    elif named is None:
        said += (
            words.tell("What is not listed has no statement of its own: ask for it by name"),
            words.tell("Not listed does not mean permitted"),
        )
    yield from heads.paragraph(words.sentences(said))
    if found:
        command = f"ledger explain {at.text} SUBJECT"
        yield words.tell("Why: {command}", command=command)


def _counted(rows: Sequence[Row], effects: Effects) -> list[str]:
    """`14 subjects: 6 permitted, ...` and what of it is in dispute or open: sentences."""
    words = effects.words
    if not rows:
        return [words.tell("No subject is listed")]
    found = [row.state for row in rows]
    told = Counter(effects.effect(s.subject, s.effect, s.extent, mark=False) for s in found)
    counts = [
        words.tell("{count} {effect}", count=count, effect=effect)
        for effect, count in sorted(told.items())
    ]
    subjects = words.many(len(found), "{count} subject", "{count} subjects")
    text = words.tell("{subjects}: {counts}", subjects=subjects, counts=words.joined(counts))
    points = [*_disputes(found, words), *_expected(found, words), *_ends(found, words)]
    late = sum(row.hindsight is not None for row in rows)
    if late:
        points.append(words.tell("{count} known only in hindsight", count=late))
    open_points = words.clauses(points)
    return [text, open_points[0].upper() + open_points[1:]] if points else [text]


def _disputes(found: Sequence[State], words: Words) -> Iterable[str]:
    contested = [state for state in found if state.contested_by]
    if not contested:
        return
    count, higher = len(contested), sum(map(_outranked, contested))
    if not higher:
        yield words.tell("{count} contested", count=count)
    elif count == 1:
        yield words.tell("{count} contested, by a higher authority", count=count)
    elif count == higher:
        yield words.tell("{count} contested, all by a higher authority", count=count)
    else:
        yield words.tell(
            "{count} contested, {higher} by a higher authority", count=count, higher=higher
        )


def _outranked(state: State) -> bool:
    from events.words import RANK

    ours = RANK[state.authority] if state.authority else 0
    return any(RANK[contest.authority] > ours for contest in state.contested_by)


def _expected(found: Sequence[State], words: Words) -> Iterable[str]:
    statuses = {e.change + e.status: e.status for s in found for e in s.expectations}
    counts = Counter(statuses.values())
    parts = [
        words.tell(text, count=counts[status]) for status, text in _OPEN.items() if counts[status]
    ]
    if parts:
        yield words.tell("expectations: {counts}", counts=words.joined(parts))


def _ends(found: Sequence[State], words: Words) -> Iterable[str]:
    ending = sum(state.until is not None for state in found)
    if ending:
        yield words.many(ending, "{count} term ends", "{count} terms end")
