"""Which other statement may a new one not have meant to leave as it is? (DESIGN 5.9)

What is said here is asked of whoever records, and changes no answer: a source that means its word
to undo another one says `replaces`.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from events.words import OPEN_LATEST, STATEMENTS
from ledger.acts import Acts
from ledger.answers.settled import Cut, settle
from ledger.answers.way import names
from ledger.contents import differ
from ledger.dates.instants import render
from ledger.objections import Warned
from ledger.records import Record
from ledger.statements import Statement
from ledger.stores.log import Log
from ledger.subjects import covers, meets

#: A path with more events than this is not looked at: `announce` waits for it, with the lock held.
_BUSY: Final = 64
#: Of one call so many new statements are looked at, so many events beside them read, and beside
#: each so many paths.
_STATEMENTS: Final = 200
_EVENTS: Final = 2_000
_PATHS: Final = 32


class Overlaps:
    """What one call still looks at, over all its transactions."""

    def __init__(self) -> None:
        self._statements = _STATEMENTS
        self._events = _EVENTS

    @property
    def left(self) -> int:
        """How many new statements are still looked at."""
        return self._statements if self._events > 0 else 0

    def warnings(self, log: Log, records: Sequence[Record]) -> Iterator[tuple[int, Warned]]:
        """What is to be asked of the statements of an announcement, each with its change's number.

        `records` are it and its first changes, which the log has; what comes before each counts.
        """
        told: set[tuple[str, ...]] = set()
        #: What is written on the paths that are looked at, all of the announcement with it.
        written: dict[str, list[Statement]] = {}

        def on(path: str) -> list[Statement]:
            if path not in written:
                written[path] = self._written(log, path)
            return written[path]

        for record in records[1:]:
            if not self.left:
                return
            if record.type not in STATEMENTS:
                continue
            self._statements -= 1
            new = next(
                (each for each in on(record.data["subject"]) if each.seq == record.seq), None
            )
            if new is None or new.said.claim is None or new.said.certainty != "stated":
                continue
            others = [
                each
                for path in log.meeting(new.subject, most=_PATHS)
                for each in self._standing(log, path, on(path), before=record.seq)
            ]
            for found in overlaps(new, others):
                if (asked := (new.change, found.kind, found.said["other"])) not in told:
                    told.add(asked)
                    yield new.n, found

    def _standing(
        self, log: Log, path: str, written: Sequence[Statement], *, before: int
    ) -> list[Statement]:
        """What is stated on exactly this path by events before a position; of a busy one none."""
        written = [each for each in written if each.seq < before]
        self._events -= len(written)
        ids = sorted({each.announcement for each in written})
        acts = [act for id in ids for act in log.acts(id)]
        stated = settle(path, written, Cut(before - 1), Acts(acts) if acts else None).stated
        return [each for each in stated if each.said.claim is not None]

    def _written(self, log: Log, path: str) -> list[Statement]:
        """All that is written on a path that is not busy."""
        if not 0 < log.version(path) <= _BUSY or self._events <= 0:
            return []
        return log.changes_on(path)


def overlaps(new: Statement, others: Sequence[Statement]) -> Iterator[Warned]:
    """What is to be asked of a new statement, beside others."""
    replacing = [each for each in (new, *others) if each.said.replaces]
    standing = [each for each in others if not _replaced(each, replacing)]
    for other in standing:
        both = {"change": new.change, "other": other.change}
        if _outlasts(new, other):
            begins, by = render(other.latest), list(other.amended_by)
            subject = _both(new, other)
            yield Warned(
                "older plan", {**both, "subject": subject, "begins": begins, "amended_by": by}
            )
        if _stands_beside(new, other):
            yield Warned("parts of one path", {**both, "subject": new.subject})
    brought = _brought_back(new, standing)
    if brought is not None and new.until is not None:
        both = {"change": new.change, "other": brought.change}
        until = render(new.until)
        yield Warned("the same before it", {**both, "subject": new.subject, "until": until})


def _outlasts(new: Statement, other: Statement) -> bool:
    """Whether an older plan begins after a newer word of no less authority, and says otherwise."""
    return (
        other.published < new.published
        and max(new.latest, other.published) < other.latest < OPEN_LATEST
        and (new.until is None or other.latest < new.until)
        and other.authority <= new.authority
        and _differ(new, other)
        and meets(new.subject, other.subject)
        and not any(covers(path, other.subject) for path in new.said.excepts)
        and not any(covers(path, new.subject) for path in other.said.excepts)
    )


def _stands_beside(new: Statement, other: Statement) -> bool:
    """Whether both hold for a part of the same path at some time, for different ones."""
    return (
        new.subject == other.subject
        and new.extent == other.extent == "partial"
        and new.population != other.population
        and max(new.latest, other.latest) < min(_end(new), _end(other))
    )


def _brought_back(new: Statement, others: Sequence[Statement]) -> Statement | None:
    """What holds again once the term of a new statement ends, where that says the same.

    The last in the order of DESIGN 5.2 of what still runs then, if it is older.
    """
    if new.until is None or new.afterwards != "previous":
        return None
    running = [
        other
        for other in others
        if covers(other.subject, new.subject)
        and other.latest <= new.until < _end(other)
        and not any(covers(path, new.subject) for path in other.said.excepts)
    ]
    last = max(running, default=None)
    if last is None or last > new or last.published > new.published:
        return None
    return None if _differ(new, last) else last


def _replaced(said: Statement, replacing: Sequence[Statement]) -> bool:
    """Whether another one of at least its authority takes its place by the time it begins."""
    return any(
        names(each, said) and each.authority >= said.authority and meets(each.subject, said.subject)
        for each in replacing
    )


def _differ(one: Statement, other: Statement) -> bool:
    return differ(one.said.claim, other.said.claim)


def _end(said: Statement) -> int:
    return OPEN_LATEST if said.until is None else said.until


def _both(new: Statement, other: Statement) -> str:
    """The path that both are about: the one that the other covers, where it does."""
    return other.subject if covers(new.subject, other.subject) else new.subject
