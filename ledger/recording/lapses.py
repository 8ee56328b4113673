"""Which terms have run out, and has the log been told? Standard library only."""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.acts import Act, Acts
from ledger.answers.settled import Cut, settle
from ledger.dates.instants import render
from ledger.statements import Statement
from ledger.stores.log import Log

#: The target of an act, and its subject.
About = tuple[str, str | None]


def untold(log: Log, now: int) -> list[dict[str, Any]]:
    """What `expired` says, but for `recorder`, of each term that has run out by `now` untold.

    The terms are those of the uncut reading of all that is recorded; by end, subject and position.
    """
    found = []
    #: What acts came to, of the announcements that were met so far, and by what they are about.
    acts, about, met = Acts(), dict[About, list[Act]](), set[str]()
    for subject in log.may_lapse(now):
        written = log.changes_on(subject)
        for id in {each.announcement for each in written} - met:
            met.add(id)
            own = log.acts(id)
            acts.take(own)
            for act in own:
                about.setdefault((act.target, act.subject), []).append(act)
        path = settle(subject, written, Cut(log.size), acts)
        for statement, end in path.lapsed(now):
            announcement, n = statement.announcement, statement.n
            if not log.lapse_told(announcement, n, subject=subject, until=end):
                until = {"text": _text(statement, written, about, log), "instant": render(end)}
                data = {"of": statement.change, "subject": subject, "until": until}
                found.append((end, subject, statement.seq, data))
    return [data for *_, data in sorted(found, key=lambda each: each[:3])]


def _text(
    statement: Statement,
    written: Sequence[Statement],
    about: Mapping[About, Sequence[Act]],
    log: Log,
) -> str:
    """The end in the words of who set it, the source or a correction; of what is `written` on its
    path, and of the acts `about` a change."""
    end = render(statement.until or 0)
    sayers = {statement.change, *statement.amended_by}
    said = statement.confirms
    while said is not None:
        sayers |= {said.change, *said.amended_by}
        said = said.confirms
    terms = [
        (each.seq, log.record(each.seq).data.get("until"))
        for each in written
        if each.change in sayers
    ]
    terms += [
        (act.seq, act.corrections.get("until"))
        for name in sayers
        for subject in (None, statement.subject)
        for act in about.get((name, subject), ())
    ]
    for _, term in sorted(terms, key=lambda each: each[0]):
        if term is not None and term.get("instant") == end:
            return str(term["text"])
    return end
