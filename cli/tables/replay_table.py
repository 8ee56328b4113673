"""How is the history drawn, step by step, with what each step changed?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from cli.question import Question
from cli.tables import heads, page, stretches, wording
from cli.tables.effects import Effects
from cli.tables.told_events import UNCHANGED, Event, describe
from cli.text import columns, escape, pad, width, wrap
from events.words import CHANGES
from ledger.dates.moments import instant
from ledger.documents.margins import Margins
from ledger.history.credit import Credit, credits
from ledger.history.replay import Changed, Told
from ledger.history.timeline import Interval
from ledger.records import Record

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_TURN: Final = 46
#: Of the paths below, so many are listed; programs get all of them.
_BELOW: Final = 50
#: They follow each other without a blank line between.
_LISTED: Final = ("opened", "key_added", "subject_described", "source_described")


def show(question: Question, steps: Iterable[Told], clock: str, again: str) -> None:
    """Print the table as the steps come."""
    page.show(_Table(question, clock).lines(steps, again))


class _Table:
    """One replay being told; it counts what it tells."""

    def __init__(self, question: Question, clock: str) -> None:
        self._question = question
        self._zone = question.zone
        self._effects = Effects(question.view.called)
        self._margins = Margins(question.reading, question.view)
        self._clock = clock
        #: Whether nothing stands yet under the last heading.
        self._begun = True
        self._counts: Counter[str] = Counter()
        self._events = 0

    def lines(self, steps: Iterable[Told], again: str) -> Iterator[str]:
        yield from self._head()
        last: int | None = None
        for each in steps:
            moment = self._moment(each)
            if moment != last:
                last = moment
                yield ""
                yield from self._headed(each.step.records[0], moment)
            yield from self._step(each)
        yield ""
        yield from self._foot()
        yield from heads.again_line(again)

    def _head(self) -> Iterator[str]:
        question = self._question
        yield from heads.paragraph(
            f"The history in the order in which it was {self._clock}, "
            f"@1 to @{question.view.position}, {question.zone_name}"
        )
        yield from heads.paragraph(
            "Each event, and what it changed in the answers: for which time, before -> after"
        )
        if self._clock == "published":
            yield from heads.paragraph(
                "What was published at one instant stands together: nothing says which came first"
            )
        if question.known is not None:
            yield heads.known(question)
        if question.recorded is not None and not isinstance(question.recorded, int):
            yield heads.recorded(question)
        if question.asking.authority != "third-party":
            yield heads.sources(question)

    def _moment(self, each: Told) -> int:
        if self._clock == "recorded":
            return each.step.records[0].recorded_at
        return each.step.after.cut.known or 0

    def _headed(self, record: Record, moment: int) -> Iterator[str]:
        self._begun = True
        shown = stretches.instants(moment, self._zone)
        if self._clock == "published":
            yield f"KNOWN FROM {shown}"
            return
        by = "by init" if record.type == "opened" else "one transaction"
        last = min(self._question.reading.last_of(record), self._question.view.position)
        yield from wrap(f"RECORDED {shown}, {by}: {_span(record.seq, last)}", columns(), rest="  ")

    def _step(self, each: Told) -> Iterator[str]:
        """The events of a step, and under each what it changed; what several of them did together
        stands under the last of these."""
        under: dict[int, list[Credit]] = {}
        for credit in self._credits(each):
            under.setdefault(credit.records[-1].seq, []).append(credit)
        credited = {r.seq for found in under.values() for c in found for r in c.records}
        events: dict[int, Event] = {}
        for record in each.step.records:
            self._events += 1
            self._counts[_counted(record)] += 1
            since = self._clock == "recorded"
            event = describe(
                *(record, self._zone, self._effects, self._margins), since=since, was=each.was
            )
            events[record.seq] = event
            yield from self._event(record, event)
            for credit in under.get(record.seq, ()):
                yield from self._changed(credit, events)
            if record.seq not in credited:
                yield from self._unchanged(event, each)

    def _credits(self, each: Told) -> Iterator[Credit]:
        # The end of a test opens nothing: that it may have come earlier is not worth a line.
        quiet = [r.data["change"] for r in each.step.records if r.type == "grayscale_completed"]
        for credit in credits(each):
            if quiet:
                kept = (
                    Changed(c.subject, tuple(stretches.without(c.intervals, quiet)))
                    for c in credit.changed
                )
                credit = credit._replace(changed=tuple(c for c in kept if c.intervals))
            if credit.changed:
                yield credit

    def _event(self, record: Record, event: Event) -> Iterator[str]:
        if event.indented:
            begun = pad(f"  @{record.seq}", 7) + pad(f" {event.word}", 22)
            about = escape(event.about)
            if width(begun) + width(about) > columns():
                yield begun
                begun = " " * max(0, min(9, columns() - width(about)))
            yield from _beside(begun + about, event.remark)
            for detail in event.details:
                yield from wrap(detail, columns(), first=" " * 9, rest=" " * 11)
            return
        if record.type not in _LISTED and not self._begun:
            yield ""
        self._begun = False
        about = event.about
        if record.type == "announced":
            last = min(self._question.reading.last_change(record), self._question.view.position)
            about += f", with {_span(record.seq + 1, last)}" if last > record.seq else ""
        begun = f"{pad(f'@{record.seq}', 5)} {pad(event.word, 11)}"
        yield from wrap(about, columns(), first=f"{begun} ", rest=" " * 9)
        for detail in event.details:
            yield from wrap(detail, columns(), first=" " * 5, rest=" " * 7)
        if record.type == "announced":
            yield from self._speaker(record)

    def _speaker(self, record: Record) -> Iterator[str]:
        """Who said it, and how long before it was recorded."""
        data = record.data
        if self._clock == "published":  # there the recorder's corrections count from the start
            data = self._margins.reading(record)[1]
        source, at = data["source"], instant(data["published"]["instant"])
        who = wording.speaker(source["name"], source["authority"], source.get("party"))
        via = record.data.get("via")
        quoted = f", as quoted by {escape(via['name'])}" if via else ""
        when = f"published {wording.date(at, self._zone)}"
        lag = _lag(at, record.recorded_at, self._zone)
        yield from wrap(f"{who}{quoted}; {when}{lag}", columns(), first=" " * 5, rest=" " * 7)

    def _unchanged(self, event: Event, each: Told) -> Iterator[str]:
        if event.unchanged and (len(each.step.records) == 1 or event.unchanged_always):
            text = event.unchanged
            if text == UNCHANGED:
                text += self._counting()
            yield from wrap(text, columns(), first=" " * 9, rest=" " * 11)

    def _changed(self, credit: Credit, events: Mapping[int, Event]) -> Iterator[str]:
        found, last = credit.changed, credit.records[-1]
        claims = {
            record.data["change"]: events[record.seq].claims
            for record in credit.records
            if "change" in record.data
        }
        own = last.data.get("subject") if events[last.seq].indented else None
        if len(credit.records) > 1:
            names = ", ".join(f"@{record.seq}" for record in credit.records[:-1])
            text = f"{names} and @{last.seq} together:"
            yield from wrap(text, columns(), first=" " * 9, rest=" " * 11)
            if any(record.data["subject"] != own for record in credit.records):
                own = None
        for changed in found:
            if changed.subject == own:
                yield from self._intervals(changed.intervals, claims)
        below = [changed for changed in found if changed.subject != own]
        indent = 7 if len(credit.records) == 1 else 9
        if below and own is not None:
            yield "         and below it:"
            indent = 11
        for changed in below[:_BELOW]:
            name = changed.subject
            if own is not None:
                name = name.removeprefix(f"{own}/")
            yield " " * indent + escape(name)
            yield from self._intervals(changed.intervals, claims, indent=indent + 2)
        if len(below) > _BELOW:
            more = f"and {len(below) - _BELOW} more; --format jsonl tells all of them"
            yield " " * indent + more

    def _counting(self) -> str:
        """Of which answers it is said that they do not change: others may, as known earlier."""
        if self._clock == "published":
            return " as known from then on"
        if self._question.known is not None:
            return f" as known by {self._question.known.text}"
        return " where all that is known counts"

    def _intervals(
        self, intervals: Iterable[Interval], claims: Mapping[str, str], *, indent: int = 9
    ) -> Iterator[str]:
        told = [
            (each, stretches.turn(each, self._zone, self._effects, claims)) for each in intervals
        ]
        for each, turn in _joined(told):
            when = " " * indent + stretches.when(each.start, each.end, self._zone)
            if width(when) < _TURN <= columns() // 2:
                yield from wrap(turn, columns(), first=pad(when, _TURN), rest=" " * (_TURN + 2))
            elif width(when) + 2 + width(turn) <= columns():
                yield f"{when}  {turn}"
            else:
                yield from wrap(
                    when.strip(), columns(), first=" " * indent, rest=" " * (indent + 2)
                )
                yield from wrap(turn, columns(), first=" " * (indent + 4), rest=" " * (indent + 6))

    def _foot(self) -> Iterator[str]:
        counts = self._counts
        always = ("correction", "retraction")
        parts = [
            wording.many(counts[word], word)
            for word in (
                *("opening", "key", "name", "ceiling", "announcement", "change"),
                *("evidence filing", "expiry"),
                *always,
            )
            if counts[word] or word in always
        ]
        text = f"{wording.many(self._events, 'event')}: {', '.join(parts)}."
        known = "no cut-off" if self._question.known is None else self._question.known.text
        yield from heads.paragraph(
            f"{text} Read up to @{self._question.view.position}. Known: {known}.{self._acts()}"
        )

    def _acts(self) -> str:
        """What becomes of the recorder's acts where they are no steps of the clock."""
        position = self._question.view.position
        if self._clock == "recorded" or self._question.reading.acts(position) is None:
            return ""
        return (
            " What the recorder corrected and retracted counts from the start here: "
            "ledger replay tells it in its turn."
        )


def _beside(line: str, remark: str) -> Iterator[str]:
    """A line with a remark at its right, or below it where it does not fit."""
    if not remark:
        yield line
    elif width(line) + 3 + width(remark) <= columns():
        yield f"{line}   {remark}"
    else:
        yield line
        yield from wrap(remark, columns(), first=" " * 9, rest=" " * 11)


def _joined(told: Iterable[tuple[Interval, str]]) -> Iterator[tuple[Interval, str]]:
    """Neighbouring stretches that are put in the same words, as one."""
    pending: tuple[Interval, str] | None = None
    for each, turn in told:
        if pending and pending[0].end == each.start and pending[1] == turn:
            pending = (pending[0]._replace(end=each.end), turn)
            continue
        if pending:
            yield pending
        pending = (each, turn)
    if pending:
        yield pending


def _span(first: int, last: int) -> str:
    return f"@{first}" if last <= first else f"@{first} to @{last}"


def _lag(published: int, recorded: int, zone: "ZoneInfo") -> str:
    days = wording.days_between(published, recorded, zone)
    if days < 0:
        return ", DATED AFTER IT WAS RECORDED"
    if days == 0:
        return ""
    if days >= 730:
        return f", {int(days / 365.2425)} YEARS BEFORE IT WAS RECORDED"
    return f", {wording.many(days, 'day').upper()} BEFORE IT WAS RECORDED"


def _counted(record: Record) -> str:
    if record.type in CHANGES and "change" in record.data:
        return "change"
    return {
        "opened": "opening",
        "key_added": "key",
        "subject_described": "name",
        "source_described": "ceiling",
        "announced": "announcement",
        "corrected": "correction",
        "retracted": "retraction",
        "evidence_added": "evidence filing",
        "expired": "expiry",
    }[record.type]
