"""What does a ledger answer: which state, under which cut-offs, from which events?

The one place that opens a ledger for reading. It answers from the read model with the standard
library alone, so that a cold `ledger at` starts at once; nothing here ever writes.
"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from types import TracebackType
from typing import TYPE_CHECKING

from ledger.answers.fold import state
from ledger.answers.settled import Cut, Settled, TargetMissing, settle, visible
from ledger.answers.state import State
from ledger.answers.tied import tied
from ledger.dates.instants import MomentFault
from ledger.dates.moments import Moment
from ledger.descriptions import Description, Descriptions, described
from ledger.faults import LedgerFault, TypedFault
from ledger.records import Record, decode, records
from ledger.rows import SEQ, SUBJECT, Fields, Row
from ledger.rulings import Rulings
from ledger.stores.address import on_server
from ledger.stores.sqlite_reading import SqliteRows
from ledger.subjects import ancestors, nearest, subject_path

_SUBJECT = itemgetter(SUBJECT)
_position = itemgetter(SEQ)


if TYPE_CHECKING:
    from ledger.stores.postgres_reading import PostgresRows

    Rows = SqliteRows | PostgresRows


def open_ledger(target: str) -> "Reading":
    """The ledger in that file or at that URL, read-only and as of now; close it, or use `with`.

    LedgerFault: nothing there, not a ledger, made by a newer version, locked.
    """
    if on_server(target):
        from ledger.stores.postgres_reading import PostgresRows

        return Reading(PostgresRows(target))
    return Reading(SqliteRows(target))


class Reading:
    """An open ledger. All that is read through it is of the moment at which it was opened."""

    def __init__(self, rows: "Rows") -> None:
        self._rows = rows
        #: How many events the ledger holds.
        self.size = rows.size()
        opened = next(self.events(1, 1), None)
        if opened is None or opened.type != "opened":
            rows.close()
            raise LedgerFault(
                "the ledger does not begin with its opening: `ledger verify` says more"
            )
        #: The ledger's name.
        self.origin: str = opened.data["origin"]
        #: The zone in which bare dates are read.
        self.zone: str = opened.data["zone"]

    def __enter__(self) -> "Reading":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of the file."""
        self._rows.close()

    def events(self, start: int = 1, stop: int | None = None) -> Iterator[Record]:
        """The events of positions `start` to `stop`, both included, decoded, as a stream."""
        last = self.size if stop is None else min(stop, self.size)
        return records(self._rows.events(start, last))

    def position_at(self, instant: int) -> int:
        """The last position recorded at or before `instant`: record times never decrease."""

        def later(position: int) -> bool:
            recorded = self._rows.last_event(position)
            return recorded is None or recorded > instant

        return bisect_left(range(1, self.size + 1), True, key=later)

    def announced(self, id: str) -> Record | None:
        """The event of an announcement, wherever it stands; None where there is none."""
        seq = next(self._rows.announced_at([id]), None)
        return None if seq is None else decode(*self._rows.event(seq))

    def told(self, id: str) -> Iterator[Record]:
        """An announcement and then its changes, once for each subject; nothing where there is none.

        They follow each other in the log.
        """
        announced = self.announced(id)
        if announced is None:
            return
        yield announced
        for record in self.events(announced.seq + 1):
            if record.data.get("change", "").rpartition("#")[0] != id:
                return
            yield record

    def cut(
        self,
        known: int | None = None,
        recorded: int | Moment | None = None,
        authority: int = 1,
    ) -> "View":
        """What is visible of it: known by an instant, by a position or moment, from a rank up.

        MomentFault: a position that the ledger does not have.
        """
        if recorded is None:
            position = self.size
        elif isinstance(recorded, Moment):
            position = self.position_at(recorded.instant)
        else:
            position = recorded
            if not 0 <= position <= self.size:
                raise MomentFault(
                    f"@{position} is past the end: the ledger has {self.size} events, "
                    f"the last is @{self.size}"
                )
        return View(self._rows, Cut(position, known, authority))


class View:
    """A ledger under its cut-offs: every answer of one view is of the same events."""

    def __init__(self, rows: "Rows", cut: Cut) -> None:
        self._rows = rows
        self._cut = cut
        self._rulings: Rulings | None = None
        acts = rows.acts(cut.position)
        if acts:
            self._rulings = Rulings(acts)
        self._chain: dict[str, Settled] = {}
        #: How many events were read.
        self.position = cut.position
        #: When the last of them was recorded; None where there is none.
        self.recorded_at = rows.last_event(cut.position)
        self.known = cut.known
        self.authority = cut.floor

    def state(self, subject: str, at: Moment) -> State:
        """The answer for one path, whether anything is said of it or not."""
        return self._state(subject, self._above(subject, itself=True), at)

    def states(self, subjects: Sequence[str] | None, at: Moment) -> Iterator[State]:
        """The answers for these paths and all below them that something is said of, sorted.

        Without subjects (None), all paths that something is said of: a visible change or amendment
        other than `noted`, withdrawn or not. A stream: nothing of what was passed is kept but the
        paths above the present one.
        """
        if subjects is None:
            yield from self._walk(None, [], [], at)
            return
        wanted = set(subjects)
        asked = sorted(wanted)
        roots = [path for path in asked if wanted.isdisjoint(ancestors(path)[:-1])]
        # A root and what lies below it are two stretches: other roots may sort between them.
        stretches = [(root, root) for root in roots] + [(f"{root}/", root) for root in roots]
        for begin, root in sorted(stretches):
            chain = self._above(root, itself=True)
            if begin == root:
                yield self._state(root, chain, at)
            else:
                # "0" follows "/": what lies between begins with the root and a slash.
                first, last = bisect_left(asked, begin), bisect_left(asked, f"{root}0")
                yield from self._walk(root, chain, asked[first:last], at)

    def settled(self, subject: str) -> list[Settled]:
        """The settled paths from the top to a subject itself, also those of which nothing is
        said."""
        return self._above(subject, itself=True)

    def speaks(self, path: str) -> bool:
        """Whether anything said of the path itself speaks: visible, not withdrawn, no note."""
        return bool(self._above(path, itself=True)[-1].spoken)

    def records(
        self, subject: str, below: bool = False, *, about: Collection[str] | None = None
    ) -> list[Record]:
        """All events that can matter for a path, in the order of the log, cut by position alone.

        The changes on it, on those above (and, where told, on those below), their announcements,
        the recorder's acts about them, and the terms of them that were told to have run out.
        Where it is `about` some changes, by id, only what can matter for how these stand.
        """
        rows = [row for path in ancestors(subject) for row in self._on(path)]
        if below:
            rows.extend(self._rows.changes_below(subject, self.position))
        changes = list(map(Row._make, rows if about is None else tied(rows, about)))
        announcements = {row.announcement for row in changes}
        found = {row.seq for row in changes}
        found.update(self._rows.announced_at(sorted(announcements)))
        found.update(
            self._rows.lapses_of(
                [(row.announcement, row.n, row.subject) for row in changes], self.position
            )
        )
        return self._decoded(found | self._acts(announcements))

    def acts(self, announcement: str) -> list[Record]:
        """The recorder's acts about an announcement and its changes, and those about such acts, in
        the order of the log."""
        return self._decoded(self._acts((announcement,)))

    def naming(self, announcement: str) -> list[Record]:
        """What names changes of an announcement by `of`: amendments, confirmations, and the terms
        of them that were told to have run out, in the order of the log."""
        return self._decoded(set(self._rows.naming(announcement, self.position)))

    def acts_on(self, seq: int) -> list[Record]:
        """The retractions of the act at a position, in the order of the log."""
        acts = self._rows.acts(self.position)
        return self._decoded({act.seq for act in acts if act.act_seq == seq})

    def _acts(self, announcements: Collection[str]) -> set[int]:
        found: set[int] = set()
        for act in self._rows.acts(self.position):
            if act.announcement in announcements or act.act_seq in found:
                found.add(act.seq)
        return found

    def _decoded(self, seqs: Collection[int]) -> list[Record]:
        return [decode(*self._rows.event(seq)) for seq in sorted(seqs)]

    def descriptions(self) -> dict[str, Description]:
        """Path -> what it was last given, of all that were given anything by the position read."""
        return dict(map(described, self._rows.descriptions(self.position)))

    @cached_property
    def called(self) -> Descriptions:
        """What subjects are called, and their effects, in a language."""
        return Descriptions(self.descriptions())

    def titles(self) -> dict[str, str]:
        """Path -> its title, of those that have one."""
        return self.called.titles()

    def ceilings(self) -> dict[str, str]:
        """Source -> the greatest authority under which it may speak, of those with a limit."""
        return dict(self._rows.ceilings(self.position))

    def resolve(self, text: str) -> str:
        """The path meant: an alias as first segment stands for the path that has it (DESIGN 8).

        A first segment with which a recorded path begins is no alias. SubjectFault: no path can be
        written so; TypedFault: two paths have the alias.
        """
        path = subject_path(text)
        first, slash, rest = path.partition("/")
        if self._rows.begins(first, self.position):
            return path
        meant = self._rows.aliased(first, self.position)
        if not meant:
            return path
        if len(meant) > 1:
            raise TypedFault(
                f"{first} is an alias of {' and of '.join(meant)}: write the path that you mean"
            )
        return subject_path(f"{meant[0]}{slash}{rest}")

    def paths(self) -> Iterator[str]:
        """Every path that a visible change or amendment is on, notes included, in code points."""
        if self._rulings is None and self.known is None and self.authority == 1:
            yield from self._rows.paths(self.position)
            return
        for path, _ in groupby(self.changes(), _SUBJECT):
            yield path

    def changes(self) -> Iterator[Row]:
        """Every visible change and amendment, notes included, path by path in code points, with
        what the recorder corrected; a stream."""
        for row in map(Row._make, self._rows.changes_below(None, self.position)):
            shown = self._shown(row)
            if shown is not None:
                yield shown

    def lapsed(self, now: int) -> Iterator[Row]:
        """What stated what held, of which the term has run out by `now`, as it stands: path by
        path in code points, by position; a stream."""
        for _, settled in self._settled_below(None):
            for row in sorted(map(Row._make, settled.stated), key=_position):
                if row.until is not None and row.until <= now and row.latest <= now:
                    yield row

    def lapses_told(self) -> set[tuple[str, int, str, int]]:
        """The terms that were told to have run out: (announcement, n, subject, until)."""
        return set(self._rows.lapses(self.position))

    def verifier_keys(self) -> list[str]:
        """The verifier keys that were added, in their order."""
        found = self._decoded(set(self._rows.keys_added(self.position)))
        return [record.data["key"] for record in found]

    def nearest(self, path: str) -> str | None:
        """The path of this view that `path` was most likely meant to be; None: nothing is near."""
        return nearest(path, self.paths())

    def _walk(
        self, root: str | None, chain: Sequence[Settled], asked: Sequence[str], at: Moment
    ) -> Iterator[State]:
        """The answers below `root`: what is asked for, and what something is said of."""
        # Those whose path the present one begins with, as a text: until it no longer does, a path
        # below may still come, since `a-b` sorts between `a` and `a/b`.
        stack = list(chain)
        waiting = iter(asked)
        upcoming = next(waiting, None)
        instant, day = at.instant, at.day
        for path, settled in self._settled_below(root):
            while upcoming is not None and upcoming < path:
                yield self._state(upcoming, _above_in(stack, upcoming), at)
                upcoming = next(waiting, None)
            while stack and not path.startswith(stack[-1].path):
                stack.pop()
            above = _above_in(stack, path) if stack else []
            stack.append(settled)
            if settled.listed:
                above.append(settled)
                yield state(path, above, instant, day=day, named=True)
            elif path == upcoming:
                yield self._state(path, [*above, settled], at)
            if path == upcoming:
                upcoming = next(waiting, None)
        while upcoming is not None:
            yield self._state(upcoming, _above_in(stack, upcoming), at)
            upcoming = next(waiting, None)

    def _settled_below(self, root: str | None) -> Iterator[tuple[str, Settled]]:
        """Each path below on which something is visible, and perhaps others."""
        cut, rulings = self._cut, self._rulings
        if rulings is not None:  # corrections may make a row visible that was written otherwise
            for path, found in groupby(self._rows.changes_below(root, cut.position), _SUBJECT):
                yield path, settle(path, list(found), cut, rulings)
            return
        shown = self._rows.visible_below(root, cut.position, known=cut.known, floor=cut.floor)
        everything = Cut(cut.position, None, 1)
        for path, rows in shown:
            try:
                yield path, settle(path, rows, everything, None)
            except TargetMissing:
                yield path, settle(path, self._on(path), cut, None)

    def _state(self, subject: str, chain: Sequence[Settled], at: Moment) -> State:
        named = any(path.named for path in chain) or self._spoken_of_below(subject)
        return state(subject, chain, at.instant, day=at.day, named=named)

    def _above(self, subject: str, *, itself: bool) -> list[Settled]:
        """The settled paths above a subject, from the top; kept for the next question."""
        paths = ancestors(subject)
        kept = {path: self._chain[path] for path in paths if path in self._chain}
        for path in paths:
            if path not in kept:
                kept[path] = settle(path, self._on(path), self._cut, self._rulings)
        self._chain = kept
        return [kept[path] for path in (paths if itself else paths[:-1])]

    def _on(self, path: str) -> list[Fields]:
        return self._rows.changes_on(path, self.position)

    def _spoken_of_below(self, subject: str) -> bool:
        rows = self._rows.changes_below(subject, self.position)
        return any(self._shown(Row._make(row)) is not None for row in rows)

    def _shown(self, row: Row) -> Row | None:
        """The row with what the recorder corrected; None where it is not visible."""
        rulings = self._rulings
        if rulings is not None and row.announcement in rulings.touched:
            if rulings.retracted(row):
                return None
            row = rulings.corrected(row)
        return row if visible(row, self._cut) else None


def _above_in(stack: Sequence[Settled], path: str) -> list[Settled]:
    """Those of the stack that are above a path."""
    return [settled for settled in stack if path.startswith(settled.below)]
