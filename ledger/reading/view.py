"""What does a ledger answer under its cut-offs, from the statements on a subject's way?"""

from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, islice
from operator import attrgetter
from typing import TYPE_CHECKING

from ledger.answers.answer import Working, working
from ledger.answers.path import Path
from ledger.answers.settled import Cut, TargetMissing, settle, visible
from ledger.answers.state import State
from ledger.answers.way import Way
from ledger.dates.moments import Moment
from ledger.descriptions import Description, Descriptions, described
from ledger.faults import TypedFault
from ledger.once import once
from ledger.records import Record, record
from ledger.statements import Statement
from ledger.subjects import (
    ancestors,
    beginning,
    covering,
    covers,
    fixed,
    is_pattern,
    meets,
    nearest,
    particularity,
    stretch,
    subject_path,
)

if TYPE_CHECKING:
    from ledger.acts import Act, Acts, Filed
    from ledger.stores.questions import Rows

#: So many paths of which a segment stands for any are kept, settled.
_PATTERNS = 10_000
_subject = attrgetter("subject")
_position = attrgetter("seq")
_particularity = attrgetter("particularity")


def _together(acts: "Sequence[Act]") -> "Acts":
    from ledger.acts import Acts  # a start of a ledger without any does not wait for it

    return Acts(acts)


class View:
    """A ledger under its cut-offs: every answer of one view is of the same events."""

    def __init__(self, rows: "Rows", cut: Cut, acts: Sequence["Act"] | None = None) -> None:
        """`acts`: those that matter, where not all up to the cut are to be read."""
        self._rows = rows
        #: What of the ledger is visible.
        self.cut = cut
        acts = rows.acts(cut.position) if acts is None else acts
        self._acts = _together(acts) if acts else None
        self._settled: dict[str, Path] = {}
        self._patterns: dict[str, Path] = {}
        #: How many events were read.
        self.position = cut.position
        #: When the last of them was recorded; None where there is none.
        self.recorded_at = rows.last_event(cut.position)
        self.known = cut.known
        self.authority = cut.floor

    def state(self, subject: str, at: Moment) -> State:
        """The answer for one path, whether anything is said of it or not."""
        return self.working(subject, at).state

    def working(self, subject: str, at: Moment, *, whole: bool = False) -> Working:
        """Every step of the answer for one path; `whole`: also what can matter no longer."""
        return worked(self.way(subject), at, whole=whole)

    def way(self, subject: str) -> Way:
        """What is said on the way of a subject."""
        return self._way(subject, self._above(subject))

    def states(self, subjects: Sequence[str] | None, at: Moment) -> Iterator[State]:
        """The answers for these paths and all below them that something is said of, sorted.

        Without subjects (None), all paths that something is said of: a visible change or amendment
        other than `noted`, withdrawn or not. A stream: nothing of what was passed is kept but the
        paths above the present one.
        """
        return (found.state for found in self.workings(subjects, at))

    def workings(self, subjects: Sequence[str] | None, at: Moment) -> Iterator[Working]:
        """The same answers with their steps."""
        return (worked(way, at) for way in self.ways(subjects))

    def ways(self, subjects: Sequence[str] | None) -> Iterator[Way]:
        """What is said on the way of each of these subjects."""
        if subjects is None:
            yield from self._walk(None, [], self._rows.excepted(self.position))
            return
        wanted = set(subjects)
        asked = sorted({*wanted, *self._excepted_below(wanted)})
        if any(map(is_pattern, wanted)):
            yield from self._matching(wanted, asked)
            return
        roots = [path for path in asked if wanted.isdisjoint(ancestors(path)[:-1])]
        # A root and what lies below it are two stretches: other roots may sort between them.
        stretches = [(root, root) for root in roots] + [(f"{root}/", root) for root in roots]
        for begin, root in sorted(stretches):
            if begin == root:
                yield self.way(root)
            else:
                first, last = (bisect_left(asked, bound) for bound in stretch(root))
                yield from self._walk(root, self._above(root), asked[first:last], named=wanted)

    def _matching(self, wanted: Collection[str], asked: Sequence[str]) -> Iterator[Way]:
        """The ways of these paths, and of those below, where a segment of one stands for any."""
        spoken = {path.path for root in wanted for path in self._settled_below(root) if path.listed}
        yield from map(self.way, sorted({*asked, *spoken}))

    def _excepted_below(self, subjects: Collection[str]) -> Iterator[str]:
        """The paths below these that are listed, of those that are excepted."""
        for path in self._rows.excepted(self.position):
            if any(covers(subject, path) for subject in subjects) and self.way(path).listed:
                yield path

    def covering(self, subject: str) -> list[str]:
        """The paths that cover a subject, from the least particular on; of those above it all,
        spoken of or not, of those of which a segment stands for any what is spoken of."""
        found = dict.fromkeys([*ancestors(subject), *covering(subject, self._shapes)])
        return sorted(found, key=particularity) if self._shapes else list(found)

    def meeting(self, subject: str, most: int) -> list[str]:
        """Paths of which a segment stands for any that cover some of what lies below a subject, and
        are not below it: as many as asked for that something is said of, in code points."""
        spoken = (path for path in self._meeting(subject) if self._pattern(path).listed)
        return sorted(islice(spoken, most))

    def _meeting(self, subject: str) -> Iterator[str]:
        """The same, spoken of or not: by a few seeks for each shape that occurs."""
        for shape in self._shapes:
            after, begin = "", beginning(subject, shape)
            if begin is None:
                continue
            while page := self._rows.shaped(shape, begin, after, self.position):
                after = page[-1]
                found = (path for path in page if meets(path, subject))
                yield from (p for p in found if not (covers(p, subject) or covers(subject, p)))

    @once
    def _shapes(self) -> Sequence[str]:
        return self._rows.shapes()

    def hidden(self, subject: str) -> list[Statement]:
        """What is recorded on the way of a subject by this position, not retracted, and not visible
        under the other cuts; with what the recorder corrected, by position."""
        found = (
            seen
            for path in self.covering(subject)
            for statement in self._on(path)
            if (seen := self._unretracted(statement)) and not visible(seen, self.cut)
        )
        return sorted(found, key=_position)

    def written(self, path: str) -> list[Statement]:
        """What is recorded of exactly this path by this position, as written, in order."""
        return self._on(path)

    @once
    def all_acts(self) -> "Sequence[Act]":
        """Everything that the recorder corrected and retracted, in the order of the log."""
        return sorted(self._rows.acts(self.position))

    @once
    def _filed(self) -> "Filed":
        from ledger.acts import Filed

        return Filed(self.all_acts)

    def acts_about(self, subject: str) -> "list[Act]":
        """The acts about what is recorded on the way of a subject, about the announcements of that,
        and about such acts, in the order of the log."""
        if not self.all_acts:
            return []
        return self._filed.about(each for path in self.covering(subject) for each in self._on(path))

    def record(self, seq: int) -> Record:
        """The event at a position that is known to be there."""
        return record(self._rows.event(seq), passed=self._rows.passed)

    def announced(self, id: str) -> Record:
        """The event of an announcement that is known to be there."""
        return self.record(next(self._rows.announced_at([id])))

    def acts(self, announcement: str) -> "Sequence[Act]":
        """The recorder's acts about an announcement and its changes, and those about such acts, in
        the order of the log."""
        return self._filed.of(announcement)

    def naming(self, announcement: str) -> list[Record]:
        """What names changes of an announcement by `of`: amendments, confirmations, and the terms
        of them that were told to have run out, in the order of the log."""
        return list(map(self.record, sorted(set(self._rows.naming(announcement, self.position)))))

    def acts_on(self, seq: int) -> "list[Act]":
        """The retractions of the act at a position, in the order of the log."""
        return [act for act in self.all_acts if act.act_seq == seq]

    def descriptions(self) -> dict[str, Description]:
        """Path -> what it was last given, of all that were given anything by the position read."""
        return dict(map(described, self._rows.descriptions(self.position)))

    @once
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
        if self._acts is None and self.known is None and self.authority == 1:
            yield from self._rows.paths(self.position)
            return
        for path, _ in groupby(self.changes(), _subject):
            yield path

    def changes(self) -> Iterator[Statement]:
        """Every visible change and amendment, notes included, path by path in code points, with
        what the recorder corrected; a stream."""
        return filter(None, map(self._shown, self._rows.changes_below(None, self.position)))

    def lapsed(self, now: int) -> Iterator[Statement]:
        """What stated what held, of which the term has run out by `now`, as it stands: path by
        path in code points, by position; a stream."""
        for path in self._settled_below(None):
            for each, _ in path.lapsed(now):
                yield each

    def lapses_told(self) -> set[tuple[str, int, str, int]]:
        """The terms that were told to have run out: (announcement, n, subject, until)."""
        return set(self._rows.lapses(self.position))

    def of_recorder(self, type: str) -> list[Record]:
        """What the recorder did of one type, such as keys that were added, in the log's order."""
        return list(map(self.record, sorted(set(self._rows.of_recorder(type, self.position)))))

    def nearest(self, path: str) -> str | None:
        """The path of this view that `path` was most likely meant to be; None: nothing is near."""
        return nearest(path, self.paths(), elsewhere=True)

    def _walk(
        self,
        root: str | None,
        above: Sequence[Path],
        asked: Sequence[str],
        *,
        named: Collection[str] = (),
    ) -> Iterator[Way]:
        """The ways below `root`: what is asked for, and what something is said of. Of what is
        asked for and not `named`, what something visible excepts."""
        # Those whose path the present one begins with, as a text: until it no longer does, a path
        # below may still come, since `a-b` sorts between `a` and `a/b`.
        stack = list(above)
        waiting = iter(asked)
        upcoming = next(waiting, None)
        for found in self._settled_below(root):
            path = found.path
            while upcoming is not None and upcoming < path:
                yield from self._asked(upcoming, _above_in(stack, upcoming), named)
                upcoming = next(waiting, None)
            while stack and not path.startswith(stack[-1].path):
                stack.pop()
            ways = _above_in(stack, path) if stack else []
            stack.append(found)
            ways.append(found)
            if found.listed:
                on = self._with_patterns(path, ways) if self._shapes else ways
                yield Way(path, on, named=True)
            elif path == upcoming:
                yield from self._asked(path, ways, named)
            if path == upcoming:
                upcoming = next(waiting, None)
        while upcoming is not None:
            yield from self._asked(upcoming, _above_in(stack, upcoming), named)
            upcoming = next(waiting, None)

    def _asked(self, subject: str, above: Sequence[Path], named: Collection[str]) -> Iterator[Way]:
        if subject in named or self.way(subject).listed:
            yield self._way(subject, self._with_patterns(subject, above))

    def _settled_below(self, root: str | None) -> Iterator[Path]:
        """Each path below on which something is visible, and perhaps others."""
        for path in self._settled_within(None if root is None else fixed(root)):
            if root is None or (path.path != root and covers(root, path.path)):
                yield path

    def _settled_within(self, root: str | None) -> Iterator[Path]:
        """Each path that begins so, or each that there is."""
        cut, acts = self.cut, self._acts
        if acts is not None:  # corrections may make visible what was written otherwise
            for path, found in groupby(self._rows.changes_below(root, cut.position), _subject):
                yield settle(path, list(found), cut, acts)
            return
        shown = self._rows.visible_below(root, cut.position, known=cut.known, floor=cut.floor)
        everything = Cut(cut.position)
        for path, statements in shown:
            try:
                yield settle(path, statements, everything)
            except TargetMissing:
                yield settle(path, self._on(path), cut)

    def _way(self, subject: str, paths: Sequence[Path]) -> Way:
        named = any(path.named for path in paths) or self._spoken_of_below(subject)
        return Way(subject, paths, named=named)

    def _above(self, subject: str) -> list[Path]:
        """The settled paths that cover a subject; those above it are kept for the next question."""
        kept = {}
        for path in ancestors(subject):
            found = self._settled.get(path)
            kept[path] = found or settle(path, self._on(path), self.cut, self._acts)
        self._settled = kept
        return list(self._with_patterns(subject, list(kept.values())))

    def _with_patterns(self, subject: str, paths: Sequence[Path]) -> Sequence[Path]:
        """The same paths with those of which a segment stands for any, in order."""
        if not self._shapes:
            return paths
        known = {path.path for path in paths}
        names = [name for name in covering(subject, self._shapes) if name not in known]
        if not names:
            return paths
        return sorted([*paths, *map(self._pattern, names)], key=_particularity)

    def _pattern(self, path: str) -> Path:
        """One that covers many others, so that it is kept."""
        found = self._patterns.get(path)
        if found is None:
            if len(self._patterns) >= _PATTERNS:
                self._patterns.clear()
            found = settle(path, self._on(path), self.cut, self._acts)
            self._patterns[path] = found
        return found

    def _on(self, path: str) -> list[Statement]:
        return self._rows.changes_on(path, self.position)

    def _spoken_of_below(self, subject: str) -> bool:
        return any(
            subject != each.subject and covers(subject, each.subject) and self._shown(each)
            for each in self._rows.changes_below(fixed(subject), self.position)
        )

    def _shown(self, statement: Statement) -> Statement | None:
        """The statement with what the recorder corrected; None where it is not visible."""
        seen = self._unretracted(statement)
        return seen if seen is not None and visible(seen, self.cut) else None

    def _unretracted(self, statement: Statement) -> Statement | None:
        """The same, whether it is visible or not; None where it is retracted."""
        acts = self._acts
        if acts is not None and statement.announcement in acts.touched:
            return None if acts.retracted(statement) else acts.corrected(statement)
        return statement


def worked(way: Way, at: Moment, *, whole: bool = False) -> Working:
    """Every step of the answer for the subject of a way, at a moment as it was asked for."""
    return working(way, at.instant, day=at.day[0] if at.day else None, whole=whole)


def _above_in(stack: Sequence[Path], path: str) -> list[Path]:
    """Those of the stack that are above a path."""
    return [found for found in stack if path.startswith(found.below)]
