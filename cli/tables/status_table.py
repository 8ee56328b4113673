"""How is the status of a ledger drawn: what it is, and what is open in it?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cli.tables import heads
from cli.text import columns, escape, pad, wrap
from ledger.sayings import entries, periods, projections
from ledger.sayings.corrections import on
from ledger.sayings.language import Words

#: So many terms are named.
_NAMED = 5


def draw(document: Mapping[str, Any], words: Words) -> Iterator[str]:
    """A line for each thing that is told."""
    (row,), last = document["status"], document["read_to"]
    recorded = (
        (words.tell("nothing recorded"),) if last is None else (periods.local(last, words), last)
    )
    yield heads.line(words.tell("ledger"), escape(row["ledger"]))
    yield heads.line(words.tell("origin"), escape(document["origin"]))
    yield heads.line(words.tell("zone"), row["ledger_zone"])
    yield heads.line(words.tell("size"), entries.events(document["size"], words))
    yield heads.line(words.tell("last"), *recorded)
    yield heads.line(words.tell("subjects"), str(row["subjects"]))
    yield heads.line(words.tell("sources"), str(row["sources"]))
    yield heads.line(words.tell("key"), escape(row["key"] or words.tell("none")))
    yield heads.line(words.tell("head"), _head(row, words))
    first = f"  {pad(words.tell('lapsed'), 10)}"
    yield from wrap(_lapsed(row["lapsed"], words), columns(), first=first, rest=" " * 12)
    if row["projection"]:
        told = projections.standing(row["projection"], words)
        yield heads.line(words.tell("kept"), told)
    if row["writers"]:
        told = words.tell(
            "may write rows of the tables without their functions: {roles}; what takes that back "
            "is printed by {command}",
            roles=words.listed(map(escape, row["writers"])),
            command="ledger grant-sql",
        )
        label = words.tell("writers")
        yield from wrap(told, columns(), first=f"  {pad(label, 10)}", rest=" " * 12)


def _head(row: Mapping[str, Any], words: Words) -> str:
    """The head last signed here; whether there ever was another, nobody can know."""
    head = row["head"]
    if head is not None:
        return words.tell("@{size}, root {root}", size=head["size"], root=head["root"])
    if row["head_file"] is None:
        return words.tell("none: there is no key")
    return words.tell("none is kept here, as {file}", file=escape(row["head_file"]))


def _lapsed(lapsed: Sequence[Mapping[str, Any]], words: Words) -> str:
    if not lapsed:
        return words.tell("every term that has run out is written down")
    terms = [on(each["change"], each["subject"], words) for each in lapsed[:_NAMED]]
    return words.many(
        len(lapsed),
        "{count} term has run out without an event ({command}): {terms}",
        "{count} terms have run out without an event ({command}): {terms}",
        command="ledger expire",
        terms=words.clauses([*terms, *(["..."] if len(lapsed) > _NAMED else [])]),
    )
