"""How is the verdict on a ledger drawn: what was checked, compared and found, what is left open?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.text import columns, escape, pad, wrap
from ledger.sayings import receipts, verdicts
from ledger.sayings.language import Words


def draw(document: Mapping[str, Any], words: Words) -> Iterator[str]:
    """The verdict first, then each thing that it rests on."""
    yield from wrap(verdicts.verdict(document, words), columns(), rest="  ")
    yield from _items(words.tell("ledger"), [escape(document["ledger"])])
    if document["origin"] is not None:
        yield from _items(words.tell("origin"), [escape(document["origin"])])
    size = words.tell("{size} events", size=f"{document['size']:,}")
    yield from _items(words.tell("size"), [size])
    if document["recorded"] is not None:
        last = receipts.recorded_at(document["recorded"], words)
        yield from _items(words.tell("last"), [last])
    if document["root"] is not None:
        yield from _items(words.tell("root"), [document["root"]])
    yield from _items(words.tell("key"), verdicts.keys(document["keys"], words))
    read = [verdicts.read(each, words) for each in document["read"]]
    yield from _items(words.tell("checked"), read)
    compared = [verdicts.compared(each, words) for each in document["compared"]]
    nothing = words.tell("with no checkpoint at all")
    yield from _items(words.tell("compared"), compared or [nothing])
    found = [verdicts.finding(each, words) for each in document["findings"]]
    yield from _items(words.tell("found"), found or [words.tell("nothing wrong")])
    besides = [verdicts.noted(each, words) for each in document["besides"]]
    yield from _items(words.tell("besides"), besides)
    yield words.tell("NOT EXCLUDED")
    for each in document["left_open"]:
        yield from wrap(verdicts.left_open(each, words), columns(), first="- ", rest="  ")


def _items(name: str, texts: Sequence[str]) -> Iterator[str]:
    """Texts beside their name, which stands before the first."""
    for number, text in enumerate(texts):
        first = pad("" if number else name, 10)
        yield from wrap(text, columns(), first=f"  {first}", rest=" " * 12)
