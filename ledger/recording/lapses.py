"""Which terms have run out, and has the log been told? Standard library only."""

from collections.abc import Sequence
from typing import Any

from ledger.acts import Act, Acts
from ledger.answers.path import Path
from ledger.answers.settled import Cut, settle
from ledger.dates.instants import render
from ledger.statements import Statement
from ledger.stores import Log


def untold(log: Log, now: int) -> list[dict[str, Any]]:
    """What `expired` says, but for `recorder`, of each term that has run out by `now` untold.

    The terms are those of the uncut reading of all that is recorded; by end, subject and position.
    """
    found = []
    for subject in log.may_lapse(now):
        written = log.written(subject)
        acts = [act for id in {each.announcement for each in written} for act in log.acts(id)]
        path = settle(subject, written, Cut(log.size), Acts(acts) if acts else None)
        for statement, end in path.lapsed(now):
            announcement, n = statement.announcement, statement.n
            if not log.lapse_told(announcement, n, subject=subject, until=end):
                until = {"text": _text(statement, path, acts, log), "instant": render(end)}
                data = {"of": statement.change, "subject": subject, "until": until}
                found.append((end, subject, statement.seq, data))
    return [data for *_, data in sorted(found, key=lambda each: each[:3])]


def _text(statement: Statement, path: Path, acts: Sequence[Act], log: Log) -> str:
    """The end in the words of who set it, the source or a correction."""
    end = render(statement.until or 0)
    sayers = {statement.change, *statement.amended_by}
    said = statement.confirms
    while said is not None:
        sayers |= {said.change, *said.amended_by}
        said = said.confirms
    terms = [
        (each.seq, log.record(each.seq).data.get("until"))
        for each in log.written(path.path)
        if each.change in sayers
    ]
    terms += [(act.seq, act.corrections.get("until")) for act in acts if act.target in sayers]
    for _, term in sorted(terms, key=lambda each: each[0]):
        if term is not None and term.get("instant") == end:
            return str(term["text"])
    return end
