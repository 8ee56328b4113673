"""How are the boundaries of the effective clock drawn, each with the states on either side?"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from cli.tables import heads
from cli.text import columns, pad, width, wrap
from ledger.sayings import Row, boundaries, cuts, names
from ledger.sayings.characters import escape
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words

_PATH: Final = 50


def draw(head: Row, rows: Iterable[Row], words: Words) -> Iterator[str]:
    """The lines of the table, boundary by boundary."""
    for title in (
        words.tell("The history in the order in which it took effect, {zone}", zone=head["zone"]),
        words.tell("Each boundary, and the states on either side of it: before -> after"),
    ):
        yield from heads.paragraph(title)
    read = cuts.read(head, words)
    yield from map(heads.drawn, read if head["authority_floor"] != "third-party" else read[:-1])
    effects = Effects(words, names.called({"titles": {}, **head}))
    count, instants = 0, 0
    for instant, group in groupby(rows, key=lambda row: str(row["at"])):
        here = list(group)
        count += len(here)
        instants += 1
        yield ""
        yield from heads.paragraph(boundaries.heading(instant, words))
        yield from _turned(here, effects)
    yield ""
    found = words.many(instants, "{count} boundary", "{count} boundaries")
    states = words.many(count, "{count} state", "{count} states")
    told = (
        words.tell("{boundaries}, at which {states} turned", boundaries=found, states=states),
        words.tell("What lies ahead is what the record says, not a forecast"),
    )
    yield from heads.paragraph(words.sentences(told))
    yield from heads.again_line(head["again"], words)


def _turned(here: Iterable[Row], effects: Effects) -> Iterator[str]:
    """The subjects that turn at one instant, those for one reason and in one way together."""
    groups: dict[tuple[str, str], list[str]] = {}
    for row in here:
        told = boundaries.turn(row, effects), boundaries.because(row, effects)
        groups.setdefault(told, []).append(row["subject"])
    for (turn, because), subjects in groups.items():
        for subject in subjects:
            begun = f"  {escape(subject)}"
            if width(begun) < _PATH and _PATH + width(turn) <= columns():
                yield pad(begun, _PATH) + turn
            else:
                yield begun
                yield from wrap(turn, columns(), first=" " * 10, rest=" " * 12)
        if because:
            yield from wrap(because, columns(), first=" " * 6, rest=" " * 8)
