"""What does one path say by itself, once corrections, amendments and the cut have settled it?

An amendment names its target's paths exactly as written there (DESIGN 4), so that a path is settled
from its own statements alone, whatever `at` is asked for, and once for all the paths below it.
"""

from collections.abc import Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from ledger.answers.path import Amended, Id, Path
from ledger.contents import EXCEPTS, Content, confirming
from ledger.statements import Statement

if TYPE_CHECKING:
    from ledger.acts import Acts

_position = attrgetter("seq")
_precedence = attrgetter("precedence")


class Cut(NamedTuple):
    """What is visible: the first `position` events, known by `known`, ranking `floor` or more."""

    position: int
    known: int | None = None
    floor: int = 1


class TargetMissing(LookupError):
    """An amendment was handed in without what it amends: settle all statements of the path."""


def visible(statement: Statement, cut: Cut) -> bool:
    """Known and ranking enough; the position is cut where statements are read."""
    known = cut.known
    return statement.authority >= cut.floor and (known is None or statement.known <= known)


def settle(path: str, written: Sequence[Statement], cut: Cut, acts: "Acts | None" = None) -> Path:
    """Settles all statements of a path up to the cut's position; `acts` None where none counts.

    Those that are not visible may be left out where no amendment is of them: TargetMissing says
    that one is.
    """
    seen = written
    if acts is not None and any(each.announcement in acts.touched for each in written):
        seen = sorted(acts.corrected(each) for each in written if not acts.retracted(each))
        written = [acts.corrected(each) for each in written]
    if cut.known is not None or cut.floor > 1:
        seen = [each for each in seen if visible(each, cut)]
    amending = [each for each in seen if each.of_announcement is not None]
    if not amending:  # as on most paths: everything stands as it was written
        return Path(path, seen)
    return _Amending(written, seen, amending).settled(path)


def known_by(path: Path, known: int) -> Path:
    """A settled path as it stood by what was known at an instant."""
    if path.heard <= known:
        return path
    seen = [each for each in path.written or path.visible if each.known <= known]
    amending = [each for each in seen if each.of_announcement is not None]
    if not amending:
        return Path(path.path, seen)
    return _Amending([*path.amended.written.values(), *seen], seen, amending).settled(path.path)


class _Amending:
    """What the amendments of a path make of its statements (DESIGN 4)."""

    def __init__(
        self,
        written: Sequence[Statement],
        seen: Sequence[Statement],
        amending: Sequence[Statement],
    ) -> None:
        """`amending`: those of `seen` that name another."""
        self._seen = seen
        announcements = {each.of_announcement for each in written}
        #: What may be named by `of`.
        self._written = {
            (each.announcement, each.n): each
            for each in written
            if each.announcement in announcements
        }
        #: The positions of what amendments that apply are of.
        self._amended: set[int] = set()
        #: By target, what was taken back; what lacked the authority; by kind whatever else applies.
        self._withdrawn: set[Id] = set()
        self._unapplied: dict[Id, list[Statement]] = {}
        self._applying: dict[tuple[Id, str], list[Statement]] = {}
        # From the last on: whether an amendment is itself taken back was said later than it.
        for each in sorted(amending, key=_position, reverse=True):
            if each.said.kind != "confirmed" and not self._taken_back(each):
                self._take(each)
        for found in self._applying.values():
            if len(found) > 1:
                found.sort(key=_precedence)

    def _taken_back(self, statement: Statement) -> bool:
        withdrawn = self._withdrawn
        return bool(withdrawn) and (statement.announcement, statement.n) in withdrawn

    def _take(self, amendment: Statement) -> None:
        id, kind = amendment.target, amendment.said.kind
        named = self._named(id)
        if amendment.authority < named.authority:
            self._unapplied.setdefault(id, []).append(amendment)
            return
        self._amended.add(named.seq)
        if kind == "withdrawn":
            self._withdrawn.add(id)
        else:
            self._applying.setdefault((id, kind), []).append(amendment)

    def _counting(self, id: Id, kind: str) -> Statement | None:
        """Of several amendments of one kind the last counts."""
        found = self._applying.get((id, kind))
        return found[-1] if found else None

    def settled(self, path: str) -> Path:
        """The path with its statements as they stand, which may be otherwise in order."""
        written, amended = self._written, self._amended
        standing: list[Statement] = []
        confirmations: list[Statement] = []
        for each in self._seen:
            if each.seq in amended or each.said.kind == "confirmed":
                each = self._stands(each)
                if each.confirms is not None and not each.withdrawn:
                    confirmations.append(each)
            standing.append(each)
        if any(each.said.traits & EXCEPTS for each in written.values()):
            standing = [_excepting(each, self._excepts(each)) for each in standing]
        standing.sort()
        found = Path(path, standing)
        found.written = self._seen
        found.amended = Amended(written, self._applying)
        if confirmations:
            confirmed: dict[Id, list[Statement]] = {}
            for each in sorted(confirmations, key=_position):
                confirmed.setdefault(each.target, []).append(each)
            found.confirmed = confirmed
        if self._unapplied:
            found.unapplied = self._unapplied
        return found

    def _stands(self, statement: Statement) -> Statement:
        """As the amendments that count leave it; a confirmation has of what it confirms all that
        it does not say itself, seen or not."""
        id = (statement.announcement, statement.n)
        said, confirms = statement.said, None
        window, until, by = statement, statement.until, statement.amended_by
        if said.kind == "confirmed":
            confirms = self._stands(self._named(statement.target))
            window = statement if said.has_window else confirms
            until = until if said.has_term else confirms.until
            said, by = confirming(said, confirms.said), confirms.amended_by
        earliest, latest = window.earliest, window.latest
        if (moved := self._counting(id, "rescheduled")) is not None:
            earliest, latest = moved.earliest, moved.latest  # put off without a day: both open
            said, by = _moved(said, moved.said), (*by, moved.change)
        if (changed := self._counting(id, "term_changed")) is not None:
            until, by = changed.until, (*by, changed.change)
            said = _with_term(said, changed.said)
        if len(by) > 1:
            by = tuple(sorted(set(by)))
        fields = (
            *(latest, statement.particularity, statement.published, statement.authority),
            *(statement.seq, statement.subject, statement.recorded_at, *id, earliest, until),
            *(statement.of_announcement, statement.of_n),
            *(said, by, id in self._withdrawn, confirms),
        )
        return tuple.__new__(Statement, fields)

    def _excepts(self, statement: Statement) -> tuple[str, ...]:
        """What names another change excepts what that does."""
        if statement.of_announcement is None:
            return statement.said.excepts
        return self._excepts(self._named(statement.target))

    def _named(self, id: Id) -> Statement:
        found = self._written.get(id)
        if found is None:
            raise TargetMissing(id)
        return found


def _excepting(statement: Statement, excepts: tuple[str, ...]) -> Statement:
    if statement.said.excepts == excepts:
        return statement
    return statement._replace(said=statement.said.but(excepts=excepts))


def _moved(said: Content, moved: Content) -> Content:
    """Rescheduled; without a window, put off to an unknown day, what was stated is expected."""
    if moved.has_window:
        return said if said.qualifier == moved.qualifier else said.but(qualifier=moved.qualifier)
    certainty = "expected" if said.certainty == "stated" else said.certainty
    return said.but(qualifier=None, certainty=certainty)


def _with_term(said: Content, changed: Content) -> Content:
    if changed.afterwards is None:
        return said
    return said.but(
        afterwards=changed.afterwards,
        follows=changed.follows,
    )
