"""Does an amendment that was just appended do what its source may not have meant?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from events.words import AMENDMENTS, AUTHORITY
from ledger.acts import Act, Acts, in_effect, split_id
from ledger.answers.path import Id, Path
from ledger.answers.settled import Cut, settle
from ledger.dates.instants import render
from ledger.objections import Warned
from ledger.read_model import change_row
from ledger.recording.lookups import Lookups
from ledger.statements import Statement, statement
from ledger.stores.log import Log

#: Of one change so many subjects are looked at.
_SUBJECTS: Final = 20
#: What so many amendments decide is not looked at: `announce` waits for it, with the lock held.
_BUSY: Final = 100
#: So many statements are remembered, and so many acts.
_KEPT: Final = 5_000
#: What names the change that it is of.
_NAMING: Final = (*AMENDMENTS, "confirmed")


class _Named(NamedTuple):
    """One change on one subject as it is written, and what names it there by `of`, in the order of
    the log: of amendments the first, and of confirmations the last."""

    told: list[Statement]
    amendments: list[Statement]
    confirmations: list[Statement]

    def take(self, naming: Statement) -> None:
        if not naming.amends:
            self.confirmations.append(naming)
            del self.confirmations[:-_BUSY]
        elif len(self.amendments) <= _BUSY:
            self.amendments.append(naming)

    @property
    def weight(self) -> int:
        return 1 + len(self.amendments) + len(self.confirmations)


class Related(NamedTuple):
    """All that decides how one change stands on one subject: what it names by `of`, what amends
    either, and so on, and the acts on these."""

    subject: str
    written: Sequence[Statement]
    acts: Acts | None

    def standing(self, position: int) -> Path:
        """How they stand by what was recorded up to a position."""
        written = [each for each in self.written if each.seq <= position]
        return settle(self.subject, written, Cut(position), self.acts)


#: The acts in effect on an announcement, by change and subject; None: on all of them.
_ByTarget = dict[tuple[int | None, str | None], list[Act]]


class Amendments:
    """What one call knows of the changes that it amends, over all its transactions; of the acts,
    where `acts_to` is given, those up to that position."""

    def __init__(self, *, acts_to: int | None = None) -> None:
        self._acts_to = acts_to
        self._named: Lookups[_Named] = Lookups(_KEPT)
        self._acts: Lookups[_ByTarget] = Lookups(_KEPT)

    def begin(self, size: int) -> None:
        """A transaction begins, on a log of this size."""
        self._named.begin(size)
        self._acts.begin(size)

    def end(self, size: int) -> None:
        """What the transaction appended, up to there, is there to stay."""
        self._named.end(size)
        self._acts.end(size)

    def warnings(self, log: Log, announced: int, last: int) -> Iterator[tuple[int, Warned]]:
        """What looks wrong, each with the number of its change, on the announcement at position
        `announced`, whose last change is at `last`. Every one that amends is handed in, in order.

        Compares how what it amends stood before with how it stands after.
        """
        records = log.records(announced, last)
        whole = next(records)
        looked: Counter[int] = Counter()
        found: list[Statement] = []
        for record in records:
            if record.type in _NAMING:
                own = statement(change_row(record, whole))
                self._take(own)
                looked[own.n] += 1
                if looked[own.n] <= _SUBJECTS:
                    found.append(own)
        told: set[tuple[int, str]] = set()
        for own in found:
            for each in _Look(self, log, announced, last).warnings(own):
                if (own.n, each.kind) not in told:
                    told.add((own.n, each.kind))
                    yield own.n, each

    def _take(self, own: Statement) -> None:
        """Keeps a new amendment, which nothing names yet, and that it names its target."""
        self._put(own.change, own.subject, _Named([own], [], []))
        named = self._named.get(f"{own.of} {own.subject}")
        if named is not None:
            named.take(own)
            self._put(own.of or "", own.subject, named)

    def _put(self, change: str, subject: str, named: _Named) -> None:
        self._named.put(f"{change} {subject}", named, weight=named.weight)

    def named(self, log: Log, change: str, subject: str, *, last: int) -> _Named:
        """A change on a subject, and what names it there, up to a position."""
        found = self._named.get(f"{change} {subject}")
        if found is None:
            id = split_id(change)
            told = [each for each in log.told(*id, subject=subject) if each.seq <= last]
            found = _Named(told, [], [])
            for each in log.naming(*id, subject=subject):
                if each.seq <= last:
                    found.take(each)
            self._put(change, subject, found)
        return found

    def acts(self, log: Log, change: Id, subject: str) -> list[Act]:
        """The acts in effect on a change on a subject, and on its announcement. A transaction that
        announces has none of its own."""
        announcement, n = change
        found = self._acts.get(announcement)
        if found is None:
            found = {}
            last = self._acts_to
            acts = in_effect([a for a in log.acts(announcement) if last is None or a.seq <= last])
            for act in acts:
                if act.act_seq is None:
                    found.setdefault((act.n, act.subject), []).append(act)
            self._acts.put(announcement, found, weight=1 + len(acts))
        about = ((None, None), (n, None), (n, subject))
        return [act for target in about for act in found.get(target, ())]

    def related(self, log: Log, change: str, subject: str, *, last: int) -> Related | None:
        """What decides how a change stands, up to a position; None where that is too much."""
        pending, seen = [change], set[str]()
        written: list[Statement] = []
        acts: list[Act] = []
        while pending:
            id = pending.pop()
            if id in seen:
                continue
            seen.add(id)
            named = self.named(log, id, subject, last=last)
            if len(seen) + len(named.amendments) > _BUSY:
                return None
            written += named.told
            pending += [each.of for each in named.told if each.of is not None]
            pending += [each.change for each in named.amendments]
            acts += self.acts(log, split_id(id), subject)
        return Related(subject, sorted(written), Acts(set(acts)) if acts else None)


class _Look(NamedTuple):
    """What is asked of one announcement that amends, in the log."""

    known: Amendments
    log: Log
    announced: int
    last: int

    def warnings(self, own: Statement) -> Iterator[Warned]:
        """What looks wrong in one change on one subject."""
        of, subject, change = own.of or "", own.subject, own.change
        related = self._related(change, subject)
        if related is None:
            return
        # The reading does not ask for what no record here names.
        standing = related.standing(self.last).by_id
        after, now = standing.get(of), standing.get(change)
        if after is None or now is None:
            return
        before = related.standing(self.announced - 1).by_id.get(of) if after.withdrawn else None
        if (
            own.kind == "withdrawn"
            and before is not None
            and not before.withdrawn
            and _in_force(before, now.published)
        ):
            said = {"change": change, "of": after.change, "subject": subject}
            yield Warned("withdrawn in force", said)
        yield from self._settling_nothing(now, after, related, before=own.seq - 1)
        found = now if own.kind == "confirmed" else after
        if own.kind != "withdrawn" and found.never:
            yield _never(change, found)

    def _related(self, change: str, subject: str) -> Related | None:
        return self.known.related(self.log, change, subject, last=self.last)

    def _settling_nothing(
        self, own: Statement, target: Statement, related: Related, *, before: int
    ) -> Iterator[Warned]:
        """Where it does not apply, or to no end (DESIGN 4); `before`: all that comes before it."""
        said = {"change": own.change, "does": own.kind, "of": target.change}
        if own.authority < target.authority:
            if own.amends or target.certainty != "stated":
                ranks = {
                    "authority": AUTHORITY[own.authority],
                    "of_authority": AUTHORITY[target.authority],
                }
                yield Warned("lesser authority", {**said, **ranks})
        elif own.amends and target.withdrawn:
            already = related.standing(before).by_id.get(target.change)
            if already is None:
                return
            if already.withdrawn:
                yield Warned("withdrawn already", said)
            elif (
                own.kind == "withdrawn"
                and already.certainty != "stated"
                and (settling := self._settling(already, before))
            ):
                yield Warned("expectation settled", {**said, "settled_by": settling})

    def _settling(self, expected: Statement, position: int) -> str | None:
        """The last confirmation that settles an expectation (DESIGN 5.8)."""
        subject = expected.subject
        named = self.known.named(self.log, expected.change, subject, last=self.last)
        for each in reversed(named.confirmations):
            if each.seq > position:
                continue
            related = self._related(each.change, subject)
            found = related and related.standing(position).by_id.get(each.change)
            if found and not found.withdrawn and found.authority >= expected.authority:
                return found.change
        return None


def acted(log: Log, target: str, before: int) -> Iterator[Warned]:
    """Which changes an act that was just appended leaves with a term that ends before they begin,
    where they did not so `before`; `target`: the announcement or the change that it is about,
    "" where that is none."""
    if not target:
        return
    announcement, _, n = target.partition("#")
    first, last = log.announcement(announcement) or (1, 0)
    now, then = Amendments(), Amendments(acts_to=before)
    whole, told = log.announced(announcement), set[tuple[str, str]]()
    for record in log.records(first + 1, min(last, first + _BUSY)):
        own = statement(change_row(record, whole))
        if own.n != int(n or own.n) or own.kind == "noted":
            continue
        id, subject = own.change, own.subject
        stands, stood = (each.related(log, id, subject, last=log.size) for each in (now, then))
        if stands is None or stood is None:
            continue
        known = stood.standing(log.size).by_id
        for each in stands.standing(log.size).never:
            was = known.get(each.change)
            new = was is None or not was.never
            if new and (each.change, subject) not in told:
                told.add((each.change, subject))
                yield _never(f"@{log.size}", each)


def _never(by: str, found: Statement) -> Warned:
    """What a change, or an act at a position, leaves with a term that ends before it begins."""
    until = render(found.until or 0)
    said = {"by": by, "change": found.change, "subject": found.subject, "until": until}
    return Warned("ends before it begins", said)


def _in_force(statement: Statement, at: int) -> bool:
    """Whether it stated, at an instant, what holds then."""
    return (
        statement.said.certainty == "stated" and statement.latest <= at and not statement.lapsed(at)
    )
