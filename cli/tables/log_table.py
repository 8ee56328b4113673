"""How is the log drawn: by transaction, each event with its position, in the words of its kind?"""

from collections import Counter
from collections.abc import Iterator

from cli.tables import heads
from cli.text import columns, escape, pad, width, wrap
from ledger.sayings import Row, cuts, entries, periods
from ledger.sayings.language import Words
from ledger.sayings.provisions import provision


def draw(document: Row, words: Words) -> Iterator[str]:
    """The log as its events come; these may be a stream."""
    counts: Counter[str] = Counter()
    title = words.tell("What was appended, in the order of the log, {zone}", zone=document["zone"])
    yield from heads.paragraph(title)
    yield from map(heads.drawn, cuts.read(document, words))
    recorded_at = None
    for row in document["events"]:
        counts["change" if "change" in row["data"] else row["type"]] += 1
        if row["recorded_at"] != recorded_at:
            recorded_at = row["recorded_at"]
            yield ""
            yield from transaction(recorded_at, words)
        yield from event(row, words)
    yield ""
    told = entries.counted(counts, words, narrowed=bool(document["filters"]))
    yield from heads.paragraph(told)
    yield from heads.again_line(document["again"], words)


def transaction(recorded_at: str, words: Words) -> list[str]:
    """The line above what was recorded at one instant."""
    told = words.tell("RECORDED {instant}", instant=periods.local(recorded_at, words))
    return heads.paragraph(words.aside(told, recorded_at))


def event(row: Row, words: Words, *, verbatim: bool = False) -> list[str]:
    """One event in two lines or more: its position and kind, and what it says, with what the
    recorder has corrected in it since, and whether it was retracted. With `verbatim` its dates are
    the source's own text."""
    lead, rest, data = pad(f"@{row['seq']}", 6), " " * 6, row["data"]
    told = []
    if "change" in data:
        read = entries.reading(row)
        kind, data = read["type"], read["data"]
        what = provision(kind, data, words, was=row["amends"], verbatim=verbatim)
        lines = beside(lead, what, escape(data["change"]))
        lines += [rest + escape(data["subject"])]
        told = [
            words.colon(words.tell(name), escape(data[name]))
            for name in ("of", "note")
            if data.get(name)
        ]
    else:
        said = entries.said(row, words, verbatim=verbatim)
        lines = wrap(said, columns(), first=lead, rest=rest)
    for text in (*told, *entries.since(row, words)):
        lines += wrap(text, columns(), first=rest, rest=rest + "  ")
    return lines


def beside(lead: str, text: str, right: str) -> list[str]:
    """Text with an id at the right edge, on its last line where that fits."""
    lines = wrap(text, columns(), first=lead, rest=" " * width(lead))
    if width(lines[-1]) + 2 + width(right) <= columns():
        lines[-1] = pad(lines[-1], columns() - width(right)) + right
        return lines
    return [*lines, " " * max(6, columns() - width(right)) + right]
