"""How is drawn what new events change in the answers?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from cli.text import columns, escape, wrap
from ledger.dates.moments import render
from ledger.documents.replay import changed
from ledger.history.comparison import EARLIER, Comparison
from ledger.history.replay import Changed
from ledger.sayings import stretches
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words

Row = Mapping[str, Any]

#: So many subjects are told one by one.
_TOLD: Final = 50


def lines(compared: Comparison, words: Words) -> Iterator[str]:
    """The changes in the answers, subject by subject: `from ... to ...  BEFORE -> AFTER`.

    Where none changes by all that is known, those by what was known at an earlier instant.
    """
    effects = Effects(words, compared.called)
    if found := compared.turned():
        yield words.tell("What changes in the answers:")
        yield from _listed(found, effects)
    elif unlike := compared.unlike():
        yield words.sentences([words.tell("No answer changes where all that is known counts")])
        if earlier := compared.earlier(unlike[:EARLIER]):
            at, found = earlier
            option = f"--known {render(at)}"
            yield words.tell("With {option} these change:", option=option)
            yield from _listed(found, effects)
    else:
        yield words.sentences([words.tell("No answer changes")])


def _listed(found: Sequence[Changed], effects: Effects) -> Iterator[str]:
    """Each change of the answers once, under all the subjects whose answers change so."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for subject, rows in _by_subject(changed(found[:_TOLD])):
        told = tuple(stretches.interval(row, effects) for row in rows)
        alike.setdefault(told, []).append(subject)
    for told, subjects in alike.items():
        yield from (f"  {escape(subject)}" for subject in subjects)
        for text in told:
            yield from wrap(text, columns(), first=" " * 4, rest=" " * 8)
    if len(found) > _TOLD:
        more = effects.words.tell("and {count} more subjects", count=len(found) - _TOLD)
        yield f"  {more}"


def _by_subject(rows: Iterable[Row]) -> Iterator[tuple[str, Iterable[Row]]]:
    return groupby(rows, lambda row: str(row["subject"]))
