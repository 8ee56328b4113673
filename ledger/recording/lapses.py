"""Which terms have run out, and has the log been told? Standard library only."""

from collections.abc import Iterable, Iterator
from typing import Any

from ledger.answers.visible import Cut, Statement, statements
from ledger.claims import split_id
from ledger.dates.instants import render
from ledger.records import Record
from ledger.stores import Log


def untold(log: Log, now: int) -> list[dict[str, Any]]:
    """What `expired` says, but for `recorder`, of each term that has run out by `now` untold.

    The terms are those of the uncut reading of all that is recorded; by end, subject and position.
    """
    found = []
    for subject in log.may_lapse(now):
        records = log.about(subject)
        for statement, end in lapsed(statements(records, Cut()), now):
            change = statement.change
            if not log.lapse_told(*split_id(change), subject=subject, until=end):
                until = {"text": _text(statement, records, end=render(end)), "instant": render(end)}
                data = {"of": change, "subject": subject, "until": until}
                found.append((end, subject, statement.seq, data))
    return [data for *_, data in sorted(found, key=lambda each: each[:3])]


def lapsed(found: Iterable[Statement], now: int) -> Iterator[tuple[Statement, int]]:
    """Those that stated what held, and whose term has run out by `now`; with its end.

    An expectation's term ends no rule; a term that ends before its window opens never held.
    """
    for statement in found:
        if (
            statement.until is not None
            and statement.earliest < statement.until <= now
            and statement.latest <= now
            and statement.certainty == "stated"
            and statement.speaks
            and not statement.amends
        ):
            yield statement, statement.until


def _text(statement: Statement, records: Iterable[Record], *, end: str) -> str:
    """The end in the words of who set it, the source or a correction."""
    sayers = {statement.change, *statement.amended_by}
    said = statement.confirms
    while said is not None:
        sayers |= {said.change, *said.amended_by}
        said = said.confirms
    for record in records:
        about = record.data.get("change", record.data.get("target"))
        term = (record.data.get("fields") or record.data).get("until") or {}
        if about in sayers and term.get("instant") == end:
            return str(term["text"])
    return end
