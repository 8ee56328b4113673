"""How is the history drawn, step by step, with what each step changed?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from cli.tables import heads
from cli.text import columns, pad, width, wrap
from events.words import KEYS
from ledger.sayings import Row, cuts, entries, names, periods, stretches
from ledger.sayings.characters import escape
from ledger.sayings.effects import Effects
from ledger.sayings.events import ReplayEvent, span
from ledger.sayings.language import Words, message
from ledger.sayings.vocabulary import NO_CUT

_TURN: Final = 46
#: Of the paths below, so many are listed; programs get all of them.
_BELOW: Final = 50
#: They follow each other without a blank line between.
_LISTED: Final = ("opened", *KEYS, "subject_described", "source_described")
_TITLES: Final = {
    "recorded": message("The history in the order in which it was recorded, @1 to @{size}, {zone}"),
    "published": message(
        "The history in the order in which it was published, @1 to @{size}, {zone}"
    ),
}


def draw(head: Row, rows: Iterable[Row], words: Words) -> Iterator[str]:
    """The lines of the table, step by step."""
    return _ReplayTable(head, words).lines(rows)


class _ReplayTable:
    """One replay being told; it counts what it tells."""

    def __init__(self, head: Row, words: Words) -> None:
        self._head, self._words = head, words
        self._effects = Effects(words, names.called({"titles": {}, **head}))
        self._published = head["clock"] == "published"
        #: Whether nothing stands yet under the last heading.
        self._begun = True
        self._counts: Counter[str] = Counter()

    def lines(self, rows: Iterable[Row]) -> Iterator[str]:
        yield from self._heading()
        for row in rows:
            events = self._events(row)
            if self._published:
                yield from self._headed(stretches.instants(row["at"], self._words))
            elif begins := events[0].fact("transaction"):
                yield from self._headed(self._recorded(events[0], begins["last"]))
            yield from self._step(row, events)
        yield ""
        yield from self._foot()
        yield from heads.again_line(self._head["again"], self._words)

    def _heading(self) -> Iterator[str]:
        head, words = self._head, self._words
        title = words.tell(_TITLES[head["clock"]], size=head["size"], zone=head["zone"])
        yield from heads.paragraph(title)
        yield from heads.paragraph(
            words.tell(
                "Each event, and what it changed in the answers: for which time, before -> after"
            )
        )
        if self._published:
            yield from heads.paragraph(
                words.tell(
                    "What was published at one instant stands together: nothing says which came "
                    "first"
                )
            )
        known, *recorded, sources = cuts.read(head, words)
        if head["known"] is not None:
            yield heads.drawn(known)
        if head["recorded"] != head["read_to"]:
            yield from map(heads.drawn, recorded)
        if head["authority_floor"] != "third-party":
            yield heads.drawn(sources)

    def _events(self, row: Row) -> Sequence[ReplayEvent]:
        events = row["events"] if self._published else [row]
        return [
            ReplayEvent(each, self._effects, as_recorded=not self._published) for each in events
        ]

    def _recorded(self, first: ReplayEvent, last: int) -> str:
        words = self._words
        instant = stretches.instants(first.row["recorded_at"], words)
        positions = span(first.row["seq"], last, words)
        if first.type == "opened":
            return words.tell(
                "RECORDED {instant}, by init: {span}", instant=instant, span=positions
            )
        return words.tell(
            "RECORDED {instant}, one transaction: {span}", instant=instant, span=positions
        )

    def _headed(self, told: str) -> Iterator[str]:
        self._begun = True
        yield ""
        if self._published:
            yield self._words.tell("KNOWN FROM {instant}", instant=told)
        else:
            yield from wrap(told, columns(), rest="  ")

    def _step(self, row: Row, events: Sequence[ReplayEvent]) -> Iterator[str]:
        """The events of a step, and under each what it changed; what several of them did together
        stands under the last of these."""
        by_seq = {event.row["seq"]: event for event in events}
        for event in events:
            self._counts["change" if event.is_change else event.type] += 1
            yield from self._event(event)
            for fact in event.row["facts"]:
                if fact["kind"] == "changed":
                    found = [row["changed"][number] for number in fact["stretches"]]
                    yield from self._changed(found, [by_seq[seq] for seq in fact["by"]], events)
            if unchanged := event.unchanged(self._counting()):
                yield from wrap(unchanged, columns(), first=" " * 9, rest=" " * 11)

    def _event(self, event: ReplayEvent) -> Iterator[str]:
        seq, word, about = event.row["seq"], event.word, event.about
        if event.is_change:
            begun = pad(f"  @{seq}", 7) + pad(f" {word}", 22)
            if width(begun) + width(about) > columns():
                yield begun
                begun = " " * max(0, min(9, columns() - width(about)))
            yield from _beside(begun + about, event.remark())
            for detail in event.details():
                yield from wrap(detail, columns(), first=" " * 9, rest=" " * 11)
            return
        if event.type not in _LISTED and not self._begun:
            yield ""
        self._begun = False
        begun = f"{pad(f'@{seq}', 5)} {pad(word, 11)}"
        yield from wrap(about, columns(), first=f"{begun} ", rest=" " * 9)
        for detail in event.details():
            yield from wrap(detail, columns(), first=" " * 5, rest=" " * 7)
        if event.type == "announced":
            yield from wrap(event.speaker(), columns(), first=" " * 5, rest=" " * 7)

    def _changed(
        self, found: Sequence[Row], by: Sequence[ReplayEvent], step: Iterable[ReplayEvent]
    ) -> Iterator[str]:
        words, last = self._words, by[-1]
        claims = {event.row["change"]: event.claims or "" for event in by if event.is_change}
        quiet = {event.row["change"] for event in step if event.type == "grayscale_completed"}
        own = last.row["subject"] if last.is_change else None
        indent = 7
        if len(by) > 1:
            indent = 9
            events = words.listed(f"@{event.row['seq']}" for event in by[:-1])
            told = words.tell(
                "{events} and {last} together:", events=events, last=f"@{last.row['seq']}"
            )
            yield from wrap(told, columns(), first=" " * 9, rest=" " * 11)
            if any(event.row["subject"] != own for event in by):
                own = None
        turned = [
            (row, stretches.turn(row, self._effects, claims=claims, quiet=quiet)) for row in found
        ]
        by_subject = {
            subject: list(rows)
            for subject, rows in groupby(turned, lambda each: each[0]["subject"])
        }
        if own in by_subject:
            yield from self._stretches(by_subject.pop(own))
        if by_subject and own is not None:
            yield " " * 9 + words.tell("and below it:")
            indent = 11
        for subject, rows in list(by_subject.items())[:_BELOW]:
            name = subject if own is None else subject.removeprefix(f"{own}/")
            yield " " * indent + escape(name)
            yield from self._stretches(rows, indent=indent + 2)
        if len(by_subject) > _BELOW:
            more = words.tell(
                "and {count} more; --format jsonl tells all of them",
                count=len(by_subject) - _BELOW,
            )
            yield " " * indent + more

    def _counting(self) -> str:
        """Of which answers it is said that they do not change: others may, as known earlier."""
        if self._published:
            return self._words.tell("changes no answer as known from then on")
        if self._head["known"] is not None:
            return self._words.tell("changes no answer as known by {when}", when=self._known())
        return self._words.tell("changes no answer where all that is known counts")

    def _known(self) -> str:
        """The cut-off as it is asked for: a day, or an instant."""
        known = self._head["known"]
        after = periods.number(known) + 1
        if periods.day(after, self._words) == periods.date(after, self._words):
            return periods.date(known, self._words)
        return str(known)

    def _stretches(self, told: Iterable[tuple[Row, str]], *, indent: int = 9) -> Iterator[str]:
        for start, end, turn in _joined(told):
            when = " " * indent + stretches.when(start, end, self._words)
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
        words, head = self._words, self._head
        known = words.tell(NO_CUT) if head["known"] is None else self._known()
        told = [
            words.colon(
                entries.events(self._counts.total(), words),
                words.joined(entries.kinds(self._counts, words, always=("corrected", "retracted"))),
            ),
            words.tell("Read up to @{size}", size=head["size"]),
            words.colon(words.tell("Known"), known),
        ]
        if self._published and head["acted"]:
            told.append(
                words.tell(
                    "What the recorder corrected and retracted counts from the start here: ledger "
                    "replay tells it in its turn"
                )
            )
        yield from heads.paragraph(words.sentences(told))


def _beside(line: str, remark: str) -> Iterator[str]:
    """A line with a remark at its right, or below it where it does not fit."""
    if not remark:
        yield line
    elif width(line) + 3 + width(remark) <= columns():
        yield f"{line}   {remark}"
    else:
        yield line
        yield from wrap(remark, columns(), first=" " * 9, rest=" " * 11)


def _joined(told: Iterable[tuple[Row, str]]) -> Iterator[tuple[str | None, str | None, str]]:
    """Neighbouring stretches that are put in the same words, as one."""
    pending: tuple[str | None, str | None, str] | None = None
    for row, turn in told:
        if pending and pending[1] == row["from"] and pending[2] == turn:
            pending = (pending[0], row["to"], turn)
            continue
        if pending:
            yield pending
        pending = (row["from"], row["to"], turn)
    if pending:
        yield pending
