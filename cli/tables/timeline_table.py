"""How are the timelines of subjects drawn for an auditor to read?"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from cli.question import Question
from cli.tables import heads, names, page, provenance, wording
from cli.tables.effects import Effects, excepting, replacing
from cli.tables.omissions import Telling
from cli.tables.remarks import replaced
from cli.text import columns, pad, width, wrap
from events.words import OPEN_LATEST
from ledger.answers.omissions import omissions, sparing
from ledger.answers.state import Contest
from ledger.answers.way import Way
from ledger.history.timeline import FIRST, Answer, Segment, over_time, timeline
from ledger.statements import Statement

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

#: Columns kept for a state; who said it takes what is left.
_STATE = 32
#: Where notes begin, at most: rows with times of day are wider than that.
_LEAD = 26
_SILENT = "Nothing recorded speaks of it: not permitted and not suspended, but unknown."
Row = Sequence[Segment]


def show(question: Question, ways: Sequence[Way], *, again: str) -> None:
    """Print the timelines of the subjects of these ways, with a head and a foot."""
    page.show([*_lines(question, ways), *heads.again_line(again)])


def _lines(question: Question, ways: Sequence[Way]) -> Iterator[str]:
    titles = question.view.titles()
    edges: list[int] = []
    if len(ways) == 1:
        yield from names.headed(ways[0].subject, titles)
    else:
        yield f"The states of {wording.many(len(ways), 'subject')} over time"
    yield from _head(question)
    for way in ways:
        yield ""
        if len(ways) > 1:
            yield from names.headed(way.subject, titles)
        found = list(timeline(way))
        yield from _body(question, found, way)
        starts = [part.start for row in found for part in row if part.start is not None]
        edges += starts
        if not starts and len(ways) > 1:
            yield from heads.paragraph(_SILENT)
    if foot := _foot(sorted(edges), question.zone, len(ways)):
        yield from ("", *heads.paragraph(foot))


def _head(question: Question) -> Iterable[str]:
    yield heads.line("clock", f"effective, in {question.zone_name}; from is included, to is not")
    yield heads.known(question)
    yield heads.recorded(question)
    if question.asking.authority != "third-party":
        yield heads.sources(question)


def _body(question: Question, told: Sequence[Row], said: Way) -> Iterable[str]:
    effects, path, answer = Effects(question.view.called), said.subject, over_time(said)
    broad = columns()
    starts = [_start(row[0], question.zone) for row in told]
    ends = [*starts[1:], "-"]
    size = max(map(width, [*starts, "2022-10-29"])) + 2
    lead = " " * min(2 * size + 2, _LEAD)
    fits = 2 * size + _STATE + len("SAID BY") <= broad
    heading = "STATE" if 2 * size + len("STATE") <= broad else ""
    yield _line(("FROM", "TO", heading, "SAID BY" if fits else ""), size)
    noted: set[str] = set()
    for row, start, end in zip(told, starts, ends, strict=True):
        state = row[0].state
        phrase = effects.lasting(state)
        who = wording.said_by(state)
        if 2 * size + max(width(phrase) + 1, _STATE) + width(who) <= broad:
            yield _line((start, end, phrase, who), size)
        else:
            beside = 2 * size + width(phrase) <= broad
            yield _line((start, end, phrase if beside else "", ""), size)
            said_by = f"said by {who}" if beside else f"{phrase}; said by {who}"
            yield from wrap(said_by, broad, first=lead, rest=lead + "  ")
        for note in _Notes(question, path, row, said, noted, answer).lines():
            yield from wrap(note, broad, first=lead, rest=lead + "  ")


def _line(cells: tuple[str, str, str, str], size: int) -> str:
    start, end, state, who = cells
    shown = pad(state, _STATE) if width(state) < _STATE else f"{state} "
    return f"{pad(start, size)}{pad(end, size)}{shown}{who}".rstrip()


def _start(segment: Segment, zone: "ZoneInfo") -> str:
    """Where a row begins: `by DATE` where it is the last moment of a start that is not known."""
    state, start = segment.state, segment.start
    if start is None:
        return "-"
    if state.since == start:
        return wording.since(start, state.since_earliest, zone)
    return wording.edge(start, zone)


class _Notes:
    """What a row of the table does not say by itself."""

    def __init__(
        self,
        question: Question,
        path: str,
        row: Row,
        said: Way,
        noted: set[str],
        answer: Answer,
    ) -> None:
        self._zone = question.zone
        self._effects = Effects(question.view.called)
        self._path = path
        self._answer = answer
        self._row = row
        self._said = said
        #: What rows above have already said may have changed.
        self._noted = noted
        self._state = row[0].state
        self._deciding = said.of(self._state.change or "")

    def lines(self) -> Iterator[str]:
        """Each note in one text."""
        if self._deciding is not None:
            yield "; ".join(self._ground(self._deciding))
            if self._state.lapsed:
                yield self._lapsed(self._deciding)
            yield from provenance.amended(self._said, self._deciding, self._zone)
        for contest in self._state.contested_by:
            yield f"CONTESTED by {self._contest(contest)}"
        for contest in self._state.set_aside:
            yield f"SET ASIDE: {self._contest(contest)}"
        yield from self._may_have_changed()
        yield from self._expected()
        yield from self._omitted()

    def _omitted(self) -> Iterator[str]:
        """What does not show in the row: after which term it came back; and once, in the row in
        which it would have begun, what spares the subject and what never holds."""
        start, end = self._row[0].start, self._row[-1].end
        telling = Telling(self._said, self._zone, self._effects)
        found = omissions(
            *(self._said, self._state, self._deciding, FIRST if start is None else start)
        )
        if found.ended is not None:
            yield telling.ended(found.ended, self._deciding)
        for each in sparing(self._said):
            if self._begins(each, start, end):
                yield f"spared: {telling.spared(each)}"
        for each in found.never:
            if self._begins(each, start, end):
                yield telling.never(each)

    @staticmethod
    def _begins(said: Statement, start: int | None, end: int | None) -> bool:
        """Whether something begins in a row: for certain, where it is said when."""
        begins = said.earliest if said.latest == OPEN_LATEST else said.latest
        return (start is None or start <= begins) and (end is None or begins < end)

    def _ground(self, deciding: Statement) -> Iterator[str]:
        state = self._state
        if state.inherited_from is not None:
            yield f"from {wording.last(state.inherited_from)}"
        yield f"{deciding.change}, published {wording.date(deciding.published, self._zone)}"
        if state.since is not None and state.since_earliest != state.since:
            if state.since_earliest is None:
                yield "start not said"
            else:
                yield f"start some time from {wording.day(state.since_earliest, self._zone)} on"
        if state.qualifier:
            yield f"start {wording.DOUBTS[state.qualifier]}"
        if state.extent in ("partial", "gradual", "grayscale"):
            rest = self._effects.beyond(state)
            yield f"{wording.share(state.population)}, {wording.others(state.extent)}: {rest}"
        if state.excepted:
            yield excepting(state.excepted)
        if deciding.said.replaces and not state.lapsed:
            yield replacing(deciding.said.replaces)
        if state.until is not None:
            yield wording.term(state.until, self._zone)
            if deciding.afterwards != "undetermined":
                yield self._effects.after(self._path, deciding.afterwards)

    def _lapsed(self, deciding: Statement) -> str:
        if deciding.afterwards in ("permitted", "suspended"):
            return f"its term ended; {self._effects.follows(self._path, deciding.afterwards)}"
        before = self._answer(deciding.latest - 1)
        if before.effect not in ("permitted", "suspended", "set") or before.since is None:
            return "its term ended; nothing said what follows"
        what = self._effects.told(before)
        since = wording.since_when(before.since, before.since_earliest, self._zone)
        return (
            f"its term ended and nothing said what follows; what held before ({what} {since}) "
            "does not come back by itself"
        )

    def _contest(self, contest: Contest) -> str:
        found = self._said.of(contest.change)
        party = found.party if found else None
        who = wording.speaker(contest.source, contest.authority, party)
        if contest.reason == "replacement":
            whom = replaced(found, self._deciding) if found else self._state.change
            return (
                f"{who}: replaces {whom}, which it may not, for want of authority, {contest.change}"
            )
        if contest.reason in ("amendment", "completion"):
            what = wording.kind(found.kind) if found else contest.reason
            return f"{who}: {what}, which does not apply for want of authority, {contest.change}"
        what = self._effects.against(self._state, contest)
        late = ", a claim after the fact" if contest.reason == "after_the_fact" else ""
        return f"{who}: {what}{late}, {contest.change}"

    def _may_have_changed(self) -> Iterator[str]:
        told = dict.fromkeys(id for part in self._row for id in part.state.may_have_changed)
        for id in told:
            found = self._said.of(id)
            throughout = all(id in part.state.may_have_changed for part in self._row)
            if found is None or (id in self._noted and not throughout):
                continue
            self._noted.add(id)
            when = self._window(found)
            whose = "" if found.subject == self._path else f" on {wording.last(found.subject)}"
            if found.completes:
                yield (f"a grayscale test{whose} ended {when}: it may have run in this time, {id}")
            else:
                what = self._effects.claimed(found, self._path)
                yield f"may be {what}{whose} already: it began {when}, {id}"

    def _expected(self) -> Iterator[str]:
        """What is expected and not met; while it lies ahead, only from when somebody said so."""
        runs: dict[str, list[tuple[str, int | None]]] = {}
        for part in self._row:
            for each in part.state.expectations:
                runs.setdefault(each.change, []).append((each.status, part.end))
        for change, run in runs.items():
            found = self._said.of(change)
            status, end = run[-1]
            if found is None or (status == "open" and not self._ahead(end, found)):
                continue
            what = self._effects.expected(self._path, found)
            if found.subject != self._path:
                what += f" on {wording.last(found.subject)}"
            who = wording.who(found)
            condition = f", {wording.condition(found.condition)}" if found.condition else ""
            if status == "open":
                when = self._window(found)
                yield f"EXPECTED {what}, {when}{condition}: {who}, {change}"
            else:
                since = self._since([status for status, _ in run], found)
                yield f"{since}, not confirmed: {what}{condition}, {who}, {change}"

    def _since(self, statuses: Collection[str], found: Statement) -> str:
        """When it is due and overdue within the row, as `ledger at` says then."""
        told = []
        brief = found.earliest == found.latest and "overdue" in statuses  # due at one instant
        if "due" in statuses and not brief:
            told.append(f"DUE since {wording.day(found.earliest, self._zone)}")
        if "overdue" in statuses:
            told.append(f"OVERDUE {wording.overdue(found.latest, self._zone)}")
        return ", ".join(told) + provenance.aside(self._said, found, self._zone)

    def _window(self, found: Statement) -> str:
        return wording.window(found, self._zone) + provenance.aside(self._said, found, self._zone)

    def _ahead(self, end: int | None, found: Statement) -> bool:
        """Whether it is still ahead at the end of the row, and somebody had said so by then."""
        return end == self._row[-1].end and (end is None or end > found.published)


def _foot(edges: Sequence[int], zone: "ZoneInfo", count: int) -> str:
    if not count:
        return "No subject is listed."
    if not edges:
        return "" if count > 1 else _SILENT
    last = wording.edge(edges[-1], zone)
    whose = "it" if count == 1 else "any of them"
    row = "the last row" if count == 1 else "the last row of each"
    return (
        f"{_midnights(edges, zone)} Nothing recorded changes {whose} after {last}: {row} is what "
        "the record says, not a forecast."
    )


def _midnights(edges: Sequence[int], zone: "ZoneInfo") -> str:
    """What a date alone means, with its offset where all boundaries have the same."""
    from ledger.dates.moments import local

    offsets = {local(edge, zone).rpartition(" ")[2] for edge in edges}
    if len(offsets) > 1:
        return f"A date alone is 00:00 of that day in {zone.key}."
    return f"A date alone is 00:00 {offsets.pop()}."
