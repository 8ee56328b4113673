"""How are the timelines of subjects drawn for an auditor to read?"""

from collections.abc import Iterable, Iterator, Sequence

from cli.tables import heads
from cli.text import columns, pad, width, wrap
from events.words import AUTHORITIES
from ledger.sayings import Row, cuts, periods
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words, message
from ledger.sayings.names import called
from ledger.sayings.speakers import attributed, said_by
from ledger.sayings.telling import Telling
from ledger.sayings.timelines import notes
from ledger.sayings.vocabulary import NONE_LISTED, SAID_BY, STATE

#: Columns kept for a state; who said it takes what is left.
_STATE = 32
#: Where notes begin, at most: rows with times of day are wider than that.
_LEAD = 26
_HEADING = (message("FROM"), message("TO"), STATE, SAID_BY)


def draw(document: Row, words: Words) -> Iterator[str]:
    """The table of the timelines that `ledger timeline` gives, with its head and its foot."""
    descriptions, timelines = called(document), document["timelines"]
    titles, alone = descriptions.titles(words.language), len(timelines) == 1
    if alone:
        yield from heads.headed(timelines[0]["subject"], titles)
    else:
        yield words.many(
            len(timelines),
            "The states of {count} subject over time",
            "The states of {count} subjects over time",
        )
    yield from _head(document, words)
    effects = Effects(words, descriptions)
    for each in timelines:
        yield ""
        if not alone:
            yield from heads.headed(each["subject"], titles)
        yield from _body(each, effects)
        if not alone and not any(_edges(each)):
            yield from heads.paragraph(_silent(words))
    if foot := _foot(timelines, words):
        yield from ("", *heads.paragraph(foot))
    yield from heads.again_line(document["again"], words)


def _head(document: Row, words: Words) -> Iterator[str]:
    clock = words.tell("effective, in {zone}; from is included, to is not", zone=document["zone"])
    yield heads.line(words.tell("clock"), clock)
    read = cuts.read(document, words)
    yield from map(heads.drawn, read[:-1] if _is_whole(document) else read)


def _is_whole(document: Row) -> bool:
    """Whether every source counts."""
    return bool(document["authority_floor"] == AUTHORITIES[-1])


def _body(timeline: Row, effects: Effects) -> Iterator[str]:
    words, rows, broad = effects.words, timeline["states"], columns()
    starts = [_start(row, words) for row in rows]
    ends = [*starts[1:], "-"]
    size = max(map(width, [*starts, "2022-10-29"])) + 2
    lead = " " * _LEAD
    first, to, state, said = map(words.tell, _HEADING)
    fits = 2 * size + _STATE + width(said) <= broad
    beside = 2 * size + width(state) <= broad
    yield _line((first, to, state if beside else "", said if fits else ""), size)
    for row, start, end in zip(rows, starts, ends, strict=True):
        phrase, who = effects.lasting(row), said_by(row, words)
        if 2 * size + max(width(phrase) + 1, _STATE) + width(who) <= broad:
            yield _line((start, end, phrase, who), size)
        else:
            beside = 2 * size + width(phrase) <= broad
            yield _line((start, end, phrase if beside else "", ""), size)
            told = attributed(who, words)
            told = told if beside else words.clauses([phrase, told])
            yield from wrap(told, broad, first=lead, rest=lead + "  ")
        telling = Telling(effects, timeline["said"], row, row["from"])
        for note in notes(row, telling):
            yield from wrap(note, broad, first=lead, rest=lead + "  ")


def _line(cells: tuple[str, str, str, str], size: int) -> str:
    start, end, state, who = cells
    shown = pad(state, _STATE) if width(state) < _STATE else f"{state} "
    return f"{pad(start, size)}{pad(end, size)}{shown}{who}".rstrip()


def _start(row: Row, words: Words) -> str:
    """Where a row begins: `by DATE` where it is the last moment of a start that is not known."""
    if row["from"] is None:
        return "-"
    if row["since"] == row["from"]:
        return periods.since(row["since"], row["since_earliest"], words)
    return periods.edge(row["from"], words)


def _edges(timeline: Row) -> Iterator[int]:
    """Every instant from which on something else holds, is possible or is expected."""
    for row in timeline["states"]:
        for each in (row, *row["may_have_changed"], *row["expectations"]):
            yield from (periods.number(each[end]) for end in ("from", "to") if each[end])


def _foot(timelines: Sequence[Row], words: Words) -> str:
    if not timelines:
        return words.sentences([words.tell(NONE_LISTED)])
    edges = [edge for each in timelines for edge in _edges(each)]
    if not edges:
        return _silent(words) if len(timelines) == 1 else ""
    last = periods.edge(max(edges), words)
    if len(timelines) == 1:
        lasting = words.tell(
            "Nothing recorded changes it after {date}: the last row is what the record says, not a "
            "forecast",
            date=last,
        )
    else:
        lasting = words.tell(
            "Nothing recorded changes any of them after {date}: the last row of each is what the "
            "record says, not a forecast",
            date=last,
        )
    return words.sentences([_midnights(edges, words), lasting])


def _silent(words: Words) -> str:
    silent = words.tell(
        "Nothing recorded speaks of it: not permitted and not suspended, but unknown"
    )
    return words.sentences([silent])


def _midnights(edges: Iterable[int], words: Words) -> str:
    """What a date alone means, with its offset where all boundaries have the same."""
    offsets = {periods.local(edge, words).rpartition(" ")[2] for edge in edges}
    if len(offsets) > 1:
        zone = words.zone.key
        return words.tell("A date alone is 00:00 of that day in {zone}", zone=zone)
    return words.tell("A date alone is 00:00 {offset}", offset=offsets.pop())
