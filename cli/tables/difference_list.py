"""How is drawn what new events change in the answers?"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from cli.text import columns, escape, wrap
from ledger.sayings import Row, names, receipts, stretches
from ledger.sayings.effects import Effects
from ledger.sayings.language import Words

#: So many subjects are told one by one.
_TOLD: Final = 50


def lines(document: Row, words: Words) -> Iterator[str]:
    """The changes in the answers, subject by subject: `from ... to ...  BEFORE -> AFTER`.

    Where none changes by all that is known, those by what was known at an earlier instant.
    """
    effects = Effects(words, names.called({"titles": {}, "words": document["words"]}))
    if document["changed"]:
        yield words.tell("What changes in the answers:")
        yield from _listed(document["changed"], effects)
    elif document["otherwise"]:
        yield words.sentences([words.tell("No answer changes where all that is known counts")])
        if earlier := document["earlier"]:
            option = f"--known {earlier['known']}"
            yield words.tell("With {option} these change:", option=option)
            yield from _listed(earlier["changed"], effects)
    else:
        yield words.sentences([receipts.unchanged(words)])


def _listed(changed: Sequence[Row], effects: Effects) -> Iterator[str]:
    """Each change of the answers once, under all the subjects whose answers change so."""
    alike: dict[tuple[str, ...], list[str]] = {}
    by_subject = [
        (subject, [*rows]) for subject, rows in groupby(changed, lambda row: str(row["subject"]))
    ]
    for subject, rows in by_subject[:_TOLD]:
        told = tuple(stretches.interval(row, effects) for row in rows)
        alike.setdefault(told, []).append(subject)
    for told, subjects in alike.items():
        yield from (f"  {escape(subject)}" for subject in subjects)
        for text in told:
            yield from wrap(text, columns(), first=" " * 4, rest=" " * 8)
    if (left := len(by_subject) - _TOLD) > 0:
        more = effects.words.tell("and {count} more subjects", count=left)
        yield f"  {more}"
