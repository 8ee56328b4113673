"""How is what comes due drawn: what is waited for first, then what will happen by itself?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from cli.question import Question
from cli.tables import heads, page, provenance, wording
from cli.tables.effects import Effects
from cli.text import columns, escape, pad, width, wrap
from ledger.dates.moments import Moment, local, render
from ledger.history import due
from ledger.history.due import Item
from ledger.statements import Statement

_INDENT = " " * 12


def show(
    question: Question,
    at: Moment,
    span: tuple[int, int],
    within: str,
    found: Sequence[Item],
    again: str,
) -> None:
    """Print the table; `span`: the first and the last instant asked about."""
    zone = question.zone
    table = _Table(question, at)
    unit = {"w": "week", "h": "hour"}.get(within[-1], "day")
    ahead = wording.many(int(within.rstrip("dwh")), unit)
    on = (
        f"on {heads.weekday(at.instant, zone)} {at.text}"
        if at.day
        else f"from {heads.moment(at, zone)} on"
    )
    page.show(
        [
            *heads.paragraph(
                f"What comes due {on} and within {ahead} after it, {question.zone_name}"
            ),
            heads.instant("from", span[0], zone),
            heads.instant("to", span[1], zone),
            *([heads.instant("holds at", at.instant, zone)] if at.day else []),
            heads.known(question),
            heads.recorded(question),
            heads.sources(question),
            *table.waiting(found),
            *table.coming(found),
            "",
            *_beyond(found, ahead, question),
            *heads.again_line(again),
        ]
    )


class _Table:
    """The sections, told from one moment."""

    def __init__(self, question: Question, at: Moment) -> None:
        self.zone = question.zone
        self.at = at
        self.effects = Effects(question.view.called)

    def waiting(self, found: Sequence[Item]) -> Iterator[str]:
        """Expectations whose time has come: the longest overdue first."""
        listed = [item for item in found if item.kind in (due.DUE, due.OVERDUE)]
        listed.sort(key=lambda i: (i.when or 0, i.statement.change, i.subject))
        count = len({(item.statement.change, item.kind) for item in listed})
        yield ""
        what = f"{wording.many(count, 'expectation')} that nobody confirmed" if count else "0"
        yield f"DUE OR OVERDUE: {what}"
        yield from self._groups(listed)

    def coming(self, found: Sequence[Item]) -> Iterator[str]:
        """What happens in the time asked about, by itself or as expected; what does not, last."""
        nothing = []
        for title, kind in (
            ("TERMS THAT END", due.ENDS),
            ("STARTS", due.STARTS),
            ("EXPECTED IN THIS TIME", due.EXPECTED),
            ("NEVER HOLDS", due.NEVER),
        ):
            listed = [item for item in found if item.kind == kind]
            if not listed:
                nothing += [] if kind == due.NEVER else [f"{title}: 0"]
                continue
            listed.sort(key=lambda i: (i.when or 0, i.statement.change, i.subject))
            yield ""
            yield f"{title}: {len({item.statement.change for item in listed})}"
            yield from self._groups(listed)
        if nothing:
            yield ""
            yield "     ".join(nothing)
        moved = [item for item in found if item.kind == due.MOVED]
        if moved:
            yield ""
            yield f"MOVED TO ANOTHER DAY OR WITHDRAWN: {len({*map(_moving, moved)})}"
            moved.sort(key=lambda i: (i.when or 0, i.statement.change, i.what, i.subject))
            yield from self._groups(moved)

    def _groups(self, listed: Iterable[Item]) -> Iterator[str]:
        """Subjects of one change under one line, apart where what follows differs, or who set
        the date."""
        for (*_, by), group in groupby(listed, key=self._alike):
            items = list(group)
            yield from self._lead(items[0])
            for item in items:
                yield from self._subject(item)
            s = items[0].statement
            yield from _wrapped(f"{wording.who(s)}, {escape(s.change)}{by}")

    def _alike(self, item: Item) -> tuple[str, int | None, str, str]:
        by = ""
        if item.kind != due.MOVED:
            by = "".join(f"; {each}" for each in provenance.sentences(item.set, self.zone))
        return f"{item.kind} {item.what}", item.when, item.statement.change, by

    def _lead(self, item: Item) -> Iterator[str]:
        day, text = self._day(item), self._text(item)
        yield from wrap(text, columns(), first=f"{day}  ", rest=" " * 14)

    def _day(self, item: Item) -> str:
        when = item.when or 0
        shown = when - 1 if item.what == due.ENDS else when
        return wording.date(shown, self.zone)

    def _text(self, item: Item) -> str:
        s = item.statement
        when = item.when or 0
        claimed = self.effects.expected(item.subject, s)
        if item.kind == due.MOVED:
            return self._left(item)
        if item.kind == due.OVERDUE:
            days = wording.days_between(when, self.at.instant, self.zone)
            day = "on this day" if s.earliest == s.latest else "by this day"
            return f"OVERDUE {_long(days)}: {claimed}{_condition(s)}, {day}"
        if item.kind == due.DUE:
            days = wording.days_between(when, self.at.instant, self.zone)
            earliest, latest = wording.ends(s)
            window = ", on this day at the earliest, no last day named"
            if latest is not None:
                window = wording.awaited(earliest, latest, self.zone)
            return f"DUE {_long(days)}: {claimed}{window}{_condition(s)}"
        ahead = wording.days_between(self.at.instant, when - (item.kind == due.ENDS), self.zone)
        lead = {0: "on this day", -1: "the day before"}.get(
            ahead, f"in {wording.many(ahead, 'day')}"
        )
        if item.kind == due.ENDS:
            return f"{lead}, {self._end(item)}"
        if item.kind == due.NEVER:
            end = wording.term(s.until, self.zone)
            return f"{lead}: {self._start(item)}, but its term ends before that: {end}"
        if item.kind == due.STARTS:
            return f"{lead}: {self._start(item)}"
        return f"{lead}: {claimed}{_condition(s)}, {wording.window(s, self.zone)}, {s.certainty}"

    def _left(self, item: Item) -> str:
        """What was to come on a day, and why it does not: a ban that was put off."""
        ((kind, found),) = item.set.items()
        claimed = self.effects.claimed(item.statement, item.subject)
        verb = "end" if item.what == due.ENDS else "come" if item.statement.completes else "start"
        was = "was to" if found.first.certainty == "stated" else "was expected to"
        day = "on this day"
        if item.what == due.STARTS and found.was.earliest != found.was.latest:
            last = item.when == found.was.latest
            day = "by this day" if last else "on this day at the earliest"
        told = provenance.left(kind, found, self.zone)
        return f"{was} {verb} {day}: {claimed}; {told}"

    def _end(self, item: Item) -> str:
        when = item.when or 0
        whole = local(when, self.zone)[11:19] == "00:00:00"
        last = "the last day. From" if whole else "the day on which it ends. From"
        follows = {
            "undetermined": "what follows is not determined",
            "previous": "what held before it holds again",
        }.get(
            item.statement.afterwards,
            self.effects.follows(item.subject, item.statement.afterwards),
        )
        return f"{last} {local(when, self.zone)} ({render(when)}) {follows}"

    def _start(self, item: Item) -> str:
        s = item.statement
        if s.completes:
            return f"the end of the grayscale test, {wording.window(s, self.zone)}"
        return f"{self.effects.claimed(s, item.subject)} {wording.window(s, self.zone)}"

    def _subject(self, item: Item) -> Iterator[str]:
        subject = escape(item.subject)
        told = self.effects.lasting
        if item.before is None or item.then is None:
            stands = f"stands: {told(item.stands)}"
        elif told(item.before) == told(item.then):
            stands = f"stays: {told(item.then)}"
        else:
            stands = f"{told(item.before)} -> {told(item.then)}"
        begun = _INDENT + subject
        at = 62
        if width(begun) + 2 <= at and at + width(stands) <= columns():
            yield pad(begun, at) + stands
        elif width(begun) + 2 + width(stands) <= columns():
            yield f"{begun}  {stands}"
        else:
            yield from wrap(subject, columns(), first=_INDENT, rest=_INDENT)
            yield from wrap(stands, columns(), first=_INDENT + " " * 8, rest=_INDENT + " " * 10)


def _moving(item: Item) -> tuple[str, str]:
    return item.statement.change, item.what


def _long(days: int) -> str:
    return f"for {wording.many(days, 'day')}" if days else "since this day"


def _condition(s: Statement) -> str:
    return f", {wording.condition(s.condition)}" if s.condition else ""


def _wrapped(text: str) -> list[str]:
    return wrap(text, columns(), first=_INDENT, rest=_INDENT + "  ")


def _beyond(found: Sequence[Item], ahead: str, question: Question) -> Iterator[str]:
    """What is left out, so that nobody takes a short list for all there is: what is said of a
    path once, however many inherit it."""
    for what, noun in (
        (due.ENDS, "term"),
        (due.STARTS, "start"),
        (due.EXPECTED, "expectation"),
    ):
        later: dict[tuple[str, str], Item] = {}
        for item in found:
            if item.kind == due.LATER and item.what == what:
                later.setdefault((item.statement.change, item.statement.subject), item)
        listed = sorted(later.values(), key=lambda i: (i.when or 0, i.subject))
        if listed:
            shown = "; ".join(
                f"{wording.date((i.when or 0) - (what == due.ENDS), question.zone)}, "
                f"{escape(i.subject)}"
                for i in listed[:3]
            )
            more = "; ..." if len(listed) > 3 else ""
            count = wording.many(len(listed), noun)
            yield from heads.paragraph(f"Later than {ahead}: {count} ({shown}{more}).")
    undated = sorted({i.statement.change for i in found if i.kind == due.UNDATED})
    if undated:
        yield from heads.paragraph(f"On a day that nobody named: {', '.join(undated)}.")
