"""How is what comes due drawn: what is waited for first, then what will happen by itself?"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from cli.tables import heads
from cli.text import columns, pad, width, wrap
from ledger.sayings import Row, agenda, cuts, names, periods, provenance
from ledger.sayings.characters import escape
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words, message
from ledger.sayings.provenance import START, TERM
from ledger.sayings.speakers import said_by

_INDENT: Final = " " * 12
#: Where the state stands beside a subject.
_BESIDE: Final = 62
_SECTIONS: Final = {
    "ends": message("TERMS THAT END: {count}"),
    "starts": message("STARTS: {count}"),
    "expected": message("EXPECTED IN THIS TIME: {count}"),
}


def draw(document: Row, words: Words) -> Iterator[str]:
    """The lines of the table."""
    yield from _head(document, words)
    yield from _DueTable(document, words).sections()
    yield ""
    yield from _later(document, words)
    yield from heads.again_line(document["again"], words)


def _head(document: Row, words: Words) -> Iterator[str]:
    first, at = document["from"], document["at"]
    places = {"time": agenda.span(document["within"], words), "zone": document["zone"]}
    if first == at:
        title = words.tell(
            "What comes due from {instant} on and within {time} after it, {zone}",
            instant=periods.local(at, words),
            **places,
        )
    else:
        title = words.tell(
            "What comes due on {weekday} {date} and within {time} after it, {zone}",
            weekday=periods.weekday(at, words),
            date=periods.date(at, words),
            **places,
        )
    yield from heads.paragraph(title)
    moments = cuts.span(first, document["to"], words)
    if first != at:
        moments.append(cuts.at(at, words))
    for line in (*moments, *cuts.read(document, words)):
        yield heads.drawn(line)


class _DueTable:
    """The sections, told from one moment."""

    def __init__(self, document: Row, words: Words) -> None:
        self._document, self._words = document, words
        self._said: Mapping[str, Row] = document["said"]
        self._effects = Effects(words, names.called(document))

    def sections(self) -> Iterator[str]:
        """Expectations whose time has come, the longest overdue first; what happens in the time
        asked about, by itself or as expected; what does not."""
        words, by_kind = self._words, self._by_kind()
        waiting = sorted([*by_kind["due"], *by_kind["overdue"]], key=_order)
        count = len({(row["change"], row["kind"]) for row in waiting})
        yield ""
        yield (
            words.many(
                count,
                "DUE OR OVERDUE: {count} expectation that nobody confirmed",
                "DUE OR OVERDUE: {count} expectations that nobody confirmed",
            )
            if count
            else words.tell("DUE OR OVERDUE: 0")
        )
        yield from self._groups(waiting, self._due)
        nothing = []
        for kind, title in _SECTIONS.items():
            if by_kind[kind]:
                yield from self._section(title, by_kind[kind], self._due)
            else:
                nothing.append(words.tell(title, count=0))
        yield from self._section(
            message("NEVER HOLDS: {count}"), self._document["never"], self._never
        )
        if nothing:
            yield ""
            yield "     ".join(nothing)
        yield from self._section(
            message("MOVED TO ANOTHER DAY OR WITHDRAWN: {count}"),
            self._document["moved"],
            self._moved,
        )

    def _by_kind(self) -> Mapping[str, list[Row]]:
        found: dict[str, list[Row]] = {kind: [] for kind in ("due", "overdue", *_SECTIONS)}
        for row in self._document["due"]:
            found[row["kind"]].append(row)
        return found

    def _section(
        self, title: str, rows: Sequence[Row], told: Callable[[Row], tuple[str, list[str]]]
    ) -> Iterator[str]:
        if rows:
            count = len({(self._statement(row)["change"], row["what"]) for row in rows})
            yield ""
            yield self._words.tell(title, count=count)
            yield from self._groups(rows, told)

    def _groups(
        self, rows: Iterable[Row], told: Callable[[Row], tuple[str, list[str]]]
    ) -> Iterator[str]:
        """Subjects of one change under one line, apart where what follows differs, or who set
        the date."""

        def alike(row: Row) -> tuple[object, ...]:
            change = self._statement(row)["change"]
            return row.get("kind"), row["what"], row["when"], change, told(row)[1]

        for _, group in groupby(rows, key=alike):
            found = list(group)
            said = self._statement(found[0])
            text, set_by = told(found[0])
            day = agenda.day(found[0], self._words)
            yield from wrap(text, columns(), first=f"{day}  ", rest=" " * 14)
            for row in found:
                yield from self._subject(row)
            who = self._words.joined([said_by(said, self._words), escape(said["change"])])
            who = self._words.clauses([who, *set_by])
            yield from wrap(who, columns(), first=_INDENT, rest=f"{_INDENT}  ")

    def _due(self, row: Row) -> tuple[str, list[str]]:
        said, kind = self._statement(row), TERM if row["what"] == "ends" else START
        text = agenda.due(row, said, self._document["at"], self._effects)
        return text, self._set(said, kind)

    def _never(self, row: Row) -> tuple[str, list[str]]:
        said = self._statement(row)
        text = agenda.never(row, said, self._document["at"], self._effects)
        return text, self._set(said, START, TERM)

    def _moved(self, row: Row) -> tuple[str, list[str]]:
        by = self._said[str(row["by"])]
        return agenda.moved(row, self._statement(row), by, self._effects), []

    def _statement(self, row: Row) -> Row:
        return self._said[str(row["said"])]

    def _set(self, said: Row, *kinds: str) -> list[str]:
        """Who set the start, or the term, of a statement last."""
        return [
            provenance.setting(said, kind, self._said, self._words) for kind in kinds if said[kind]
        ]

    def _subject(self, row: Row) -> Iterator[str]:
        subject, stands = escape(row["subject"]), agenda.standing(row, self._effects)
        begun = _INDENT + subject
        if width(begun) + 2 <= _BESIDE and _BESIDE + width(stands) <= columns():
            yield pad(begun, _BESIDE) + stands
        elif width(begun) + 2 + width(stands) <= columns():
            yield f"{begun}  {stands}"
        else:
            yield from wrap(subject, columns(), first=_INDENT, rest=_INDENT)
            yield from wrap(stands, columns(), first=_INDENT + " " * 8, rest=_INDENT + " " * 10)


def _order(row: Row) -> tuple[str, str, str]:
    """By time: an instant without its Z sorts before those in the same second."""
    return row["when"].rstrip("Z"), row["change"], row["subject"]


def _later(document: Row, words: Words) -> Iterator[str]:
    """What is left out, so that nobody takes a short list for all there is: what is said of a
    path once, however many inherit it."""
    later: Sequence[Row] = document["later"]
    for what in ("ends", "starts", "expected"):
        if rows := [row for row in later if row["what"] == what and row["when"] is not None]:
            told = agenda.later(what, rows, document["within"], words)
            yield from heads.paragraph(words.sentences([told]))
    undated = sorted({row["change"] for row in later if row["when"] is None})
    if undated:
        told = words.tell("On a day that nobody named: {changes}", changes=words.listed(undated))
        yield from heads.paragraph(words.sentences([told]))
