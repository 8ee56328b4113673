"""How is said what is expected, when, under which condition and by whom?"""

from collections.abc import Collection
from typing import Final

from ledger.sayings import Row, names, periods, provenance
from ledger.sayings.remark import Remark
from ledger.sayings.telling import Telling
from ledger.sayings.vocabulary import DUE, EXPECTED, NOT_CONFIRMED, OVERDUE

#: The mark of an expectation by how it stands.
MARKS: Final = {"open": EXPECTED, "due": DUE, "overdue": OVERDUE}


def expectation(
    entry: Row, said: Row | None, telling: Telling, listed: Collection[str] = ()
) -> Remark:
    """An entry of `expectations`, and its statement, where that is known; what is said of a path
    that is `listed` too is told there."""
    words = telling.words
    label = words.tell(MARKS[entry["status"]])
    what = telling.effects.expected(telling.subject, entry)
    not_confirmed, change = words.tell(NOT_CONFIRMED), entry["change"]
    if said is not None and said["subject"] != telling.subject and said["subject"] in listed:
        above = words.tell("as for {subject} above", subject=names.last(said["subject"]))
        return Remark(label, words.joined([what, not_confirmed, above, change]))
    clauses = [when(what, entry, telling)]
    if said is not None and said["condition"]:
        clauses.append(periods.condition(said["condition"], words))
    clauses.append(not_confirmed)
    clauses += telling.whose(said) if said else []
    who = words.joined([telling.known(said, entry), change])
    by = provenance.amended(said, telling.said, words) if said else ()
    told = words.colon(words.joined(clauses), who)
    return Remark(label, words.clauses([told, *by]))


def when(what: str, entry: Row, telling: Telling) -> str:
    """What is expected and in which window; how long ago that ended, where it is overdue."""
    words, earliest, latest = telling.words, entry["earliest"], entry["latest"]
    if latest is None and earliest is None:
        return words.joined([what, periods.window(entry, words)])
    if latest is None:
        first = words.tell(
            "expected from {date} at the earliest", date=periods.day(earliest, words)
        )
        return words.joined([what, first, words.tell("no last day named")])
    told = periods.awaited(what, earliest, latest, words)
    if entry["status"] != "overdue":
        return told
    days = periods.days_between(latest, telling.at, words)
    ago = words.many(days, "{count} day ago", "{count} days ago")
    return words.joined([told, ago if days else words.tell("earlier that day")])
