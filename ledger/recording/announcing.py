"""In how many transactions is a file told, and what is done before each takes the lock?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Final

from ledger.evidence import EvidenceFolder
from ledger.faults import InputFault
from ledger.files.drafts import Description, Draft
from ledger.recording.checks import Bounds
from ledger.recording.intake import Intake, Known, Save
from ledger.recording.progress import Progress, Reached
from ledger.reports import Note, Taken, Tally
from ledger.stores.store import Store
from ledger.stores.turn import Turn

#: What is no larger is checked and encoded under the lock, which costs less than a second look.
_SMALL: Final = 100


class Announcing:
    """The announcements of one call, in one transaction or in several."""

    def __init__(
        self,
        store: Store,
        *,
        evidence: EvidenceFolder,
        turn: Callable[[], AbstractContextManager[Turn]],
        save: Save,
        recorder: str | None,
        bounds: Bounds,
        dry_run: bool,
        progress: Progress | None,
        size: int,
        note: Note | None,
    ) -> None:
        """`size`: of what is told, as drafts count their end; 0 where nobody knows. `note` is told
        of each warning and each new name."""
        self.tally = Tally(note)
        self._store, self._evidence = store, evidence
        self._turn, self._save = turn, save
        self._recorder, self._bounds = recorder, bounds
        self._dry_run, self._size = dry_run, size
        self._progress = progress or (lambda reached: None)
        self._known = Known()

    def warned(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The drafts, whose warnings are counted as they come."""
        for draft in drafts:
            for line, warning in draft.warnings:
                self.tally.warn(warning.at(draft.file, line))
            yield draft

    def take_each(
        self,
        drafts: Iterable[Draft],
        told: Callable[[Taken], None] | None,
        *,
        descriptions: Sequence[Description] = (),
        together: bool = False,
    ) -> None:
        """A transaction for each, or with `together` small ones for those that stand beside each
        other; what comes before a fault is kept. The first takes the titles."""
        for group, refused in _groups(drafts, most=_SMALL if together else 0):
            taken: list[Taken] = []
            self.tally.latest = taken
            fault = self._take(descriptions, group, small=is_small(group), each=True)
            descriptions = ()
            if told is not None:
                for announcement in taken:
                    told(announcement)
            if (stopped := fault or refused) is not None:
                raise stopped
            new, before, end = self.tally.new, self.tally.unchanged, group[-1].end
            self._progress(Reached("appended", new, before, end, self._size, True))
        if descriptions:
            self._take(descriptions, (), small=True)

    def take(
        self, descriptions: Sequence[Description], drafts: Iterable[Draft], *, small: bool
    ) -> None:
        """One transaction; what is `small` is checked under its lock."""
        self._take(descriptions, drafts, small=small)

    def _take(
        self,
        descriptions: Sequence[Description],
        drafts: Iterable[Draft],
        *,
        small: bool,
        each: bool = False,
    ) -> InputFault | None:
        """With `each` what comes before a fault in small drafts is kept, and the fault given back;
        and nothing is said of how far it has come."""
        fault: InputFault | None = None
        intake = Intake(
            self.tally,
            origin=self._store.origin,
            recorder=self._recorder,
            bounds=self._bounds,
            evidence=self._evidence,
            dry_run=self._dry_run,
            progress=None if each else self._progress,
            size=self._size,
            known=self._known,
            descriptions=descriptions,
        )
        try:
            if not small:
                with self._store.reading() as log:
                    intake.check(drafts, log, whole=not each)
            with self._turn() as turn:
                try:
                    if small:
                        intake.check(drafts, turn, whole=not each)
                except InputFault as found:
                    if not (each and intake.checked):
                        raise
                    fault = found
                intake.append(turn, self._save)
            if not self._dry_run:
                self._known.end(self.tally.size)
        finally:
            intake.close()
        return fault


def _groups(
    drafts: Iterable[Draft], *, most: int
) -> Iterator[tuple[list[Draft], InputFault | None]]:
    """All in order, together where they become at most so many events and have no evidence, else
    one by one; and the fault that the last of them came before, which is raised where none did."""
    group: list[Draft] = []
    events = 0
    try:
        for draft in drafts:
            own = _weight(draft)
            if group and events + own > most:
                yield group, None
                group, events = [], 0
            group.append(draft)
            events += own
            if events >= most:
                yield group, None
                group, events = [], 0
    except InputFault as fault:
        if not group:
            raise
        yield group, fault
        return
    if group:
        yield group, None


def is_small(drafts: Sequence[Draft]) -> bool:
    """Whether they become so few events, with no file to copy, that nobody waits for their checks
    under the lock."""
    return sum(map(_weight, drafts)) <= _SMALL


def _weight(draft: Draft) -> int:
    """About how many events it becomes; with a file to copy, as many as are not small."""
    sizes = (10 if change.subjects is None else len(change.subjects) for change in draft.changes)
    return 1 + sum(sizes) + (_SMALL if draft.evidence else 0)
