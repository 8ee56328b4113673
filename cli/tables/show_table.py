"""How is one announcement shown whole: who, when, where it stands in the log, what it says?"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from cli.tables import heads, log_table
from cli.text import columns, escape, pad, wrap
from events.fields import OF_CHANGES
from ledger.sayings import Row, entries, periods
from ledger.sayings.corrections import corrected
from ledger.sayings.effects import share
from ledger.sayings.language import Words
from ledger.sayings.provisions import population, provision
from ledger.sayings.statements import unapplied

#: What is so anyway where a statement does not say otherwise.
_MEANT = ("afterwards", "certainty")


def draw(document: Row, words: Words) -> Iterator[str]:
    """The announcement, its changes, or an event by itself; then what became of it."""
    rows = document["events"]
    by_part = {
        name: [row for row in rows if row["part"] == name]
        for name in ("announcement", "change", "event", "became")
    }
    for row in by_part["announcement"]:
        yield from _announced(row, words)
    yield from _changes(by_part["change"], words)
    for row in by_part["event"]:
        yield from log_table.transaction(row["recorded_at"], words)
        yield from log_table.event(row, words)
        yield from _recorder(row, words)
    if by_part["became"]:
        yield ""
        yield words.tell("WHAT BECAME OF IT")
    for row in by_part["became"]:
        yield from became(row, words)
    yield ""
    yield from heads.again_line(document["again"], words)


def _announced(row: Row, words: Words) -> Iterator[str]:
    data, source = entries.reading(row)["data"], entries.reading(row)["data"]["source"]
    yield escape(data["id"])
    if data.get("title"):
        yield from _field("title", data["title"], words)
    party = words.tell(source["party"]) if source.get("party") else words.tell("no party")
    who = [source["name"], words.tell(source["authority"]), party]
    yield from _field("source", words.clauses(who), words)
    published = data["published"]
    counts = words.tell("counts from {date}", date=periods.day(published["instant"], words))
    yield from _field("published", words.clauses([published["text"], counts]), words)
    if data.get("via"):
        yield from _field("as quoted by", entries.via(data["via"], words), words)
    for name in ("url", "language"):
        if data.get(name):
            yield from _field(name, data[name], words)
    yield from _field("zone", data["zone"], words)
    at = words.aside(periods.local(row["recorded_at"], words), row["recorded_at"])
    recorded = [f"@{row['seq']}", at, *entries.by(data, words)]
    yield from _field("recorded", words.joined(recorded), words)
    for stored in data.get("evidence") or ():
        about = [f"sha256 {stored['sha256']}", entries.size(stored["size"], words)]
        yield from _field("evidence", words.joined([*about, stored["media_type"]]), words)
    yield from _corrections(row["corrected"], words)


def _field(name: str, text: str, words: Words) -> list[str]:
    """One named line of a thing shown whole, wrapped beside its name."""
    first = pad(f"  {words.tell(name)}", 16)
    return wrap(escape(text), columns(), first=first, rest=" " * 16)


def _changes(rows: Sequence[Row], words: Words) -> Iterator[str]:
    """Each change once, with the subjects it is about and their positions; what was corrected for
    a subject alone under that."""
    for id, group in groupby(rows, key=lambda row: str(row["change"])):
        found = list(group)
        first = found[0]
        whole = first["whole"] or {**entries.reading(first), "corrected": first["corrected"]}
        yield ""
        what = provision(whole["type"], whole["data"], words, was=first["amends"])
        yield from log_table.beside("", what, escape(id))
        for row in found:
            yield f"  @{row['seq']:<5} {escape(row['subject'])}"
            own = [each for each in row["corrected"] if each not in whole["corrected"]]
            told = [*entries.since({**row, "corrected": own}, words)]
            if row["unapplied"]:
                told.insert(
                    row["retracted_by"] is not None, unapplied(**row["unapplied"], words=words)
                )
            for text in told:
                yield from wrap(text, columns(), first=" " * 9, rest=" " * 11)
        yield from _details(whole["data"], words)
        yield from _corrections(whole["corrected"], words)


def _corrections(found: Sequence[Row], words: Words) -> Iterator[str]:
    for each in found:
        yield from wrap(corrected(each, words), columns(), first="  ", rest="    ")


def _details(data: Row, words: Words) -> Iterator[str]:
    """Every field of a change but its id and subject, unless it only says what is so anyway."""
    for each in OF_CHANGES:
        said = data.get(each.name)
        if said and not (each.name in _MEANT and said == each.default and "of" not in data):
            yield from _field(each.name, _written(each.type, data, said, words), words)


def _written(type: str, data: Row, said: Any, words: Words) -> str:
    """A value as it was written."""
    if type == "population":
        return share(population(data), words)
    if type == "word":
        return words.tell(said)
    if isinstance(said, list):
        return words.listed(said)
    return str(said["text"] if isinstance(said, dict) else said)


def became(row: Row, words: Words) -> Iterator[str]:
    """An event that is about another, whether it counts, and who recorded it."""
    yield from log_table.event(row, words)
    if row["unapplied"]:
        told = unapplied(**row["unapplied"], words=words)
        yield from wrap(told, columns(), first=" " * 6, rest=" " * 8)
    yield from _recorder(row, words)


def _recorder(row: Row, words: Words) -> Iterator[str]:
    for told in entries.by(row["data"], words):
        yield from wrap(told, columns(), first=" " * 6, rest=" " * 8)
