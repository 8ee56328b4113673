"""In how many transactions is a file told, and what is done before each takes the lock?"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Final

from ledger.evidence import EvidenceFolder
from ledger.files.drafts import Description, Draft
from ledger.recording.intake import Intake, Save
from ledger.recording.progress import Progress, Reached
from ledger.reports import Taken, Tally
from ledger.stores import Store, Turn

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
        known_subjects: bool,
        dry_run: bool,
        progress: Progress | None,
        size: int,
    ) -> None:
        """`size`: of what is told, as drafts count their end; 0 where nobody knows."""
        self.tally = Tally()
        self._store, self._evidence = store, evidence
        self._turn, self._save = turn, save
        self._recorder, self._known = recorder, known_subjects
        self._dry_run, self._progress, self._size = dry_run, progress, size
        self._met: set[str] = set()

    def warned(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The drafts, whose warnings are counted as they come."""
        for draft in drafts:
            for warning in draft.warnings:
                self.tally.warn(f"{draft.file}:{draft.line}: {warning}")
            yield draft

    def take_each(
        self,
        drafts: Iterable[Draft],
        told: Callable[[Taken], None] | None,
        *,
        descriptions: Sequence[Description] = (),
    ) -> None:
        """A transaction for each, the first of which takes the titles too."""
        for draft in drafts:
            self.take(descriptions, (draft,), small=is_small((draft,)), follow=False)
            descriptions = ()
            if self._progress is not None:
                new, told_already = self.tally.new, self.tally.unchanged
                self._progress(Reached("appended", new, told_already, draft.end, self._size, True))
            if told is not None and self.tally.last is not None:
                told(self.tally.last)
        if descriptions:
            self.take(descriptions, (), small=True)

    def take(
        self,
        descriptions: Sequence[Description],
        drafts: Iterable[Draft],
        *,
        small: bool,
        follow: bool = True,
    ) -> None:
        """One transaction; what is `small` is checked under its lock. `follow`: whether its own
        stages are told as they go on."""
        intake = Intake(
            self.tally,
            origin=self._store.origin,
            recorder=self._recorder,
            known_subjects=self._known,
            evidence=self._evidence,
            dry_run=self._dry_run,
            progress=self._progress if follow else None,
            size=self._size,
            met=self._met,
        )
        try:
            if not small:
                with self._store.reading() as log:
                    intake.check(drafts, log)
            with self._turn() as turn:
                if small:
                    intake.check(drafts, turn)
                intake.append(descriptions, turn, self._save)
        finally:
            intake.close()


def is_small(drafts: Sequence[Draft]) -> bool:
    """Whether they become so few events, with no file to copy, that nobody waits for their checks
    under the lock."""
    if any(draft.evidence for draft in drafts):
        return False
    changes = chain.from_iterable(draft.changes for draft in drafts)
    sizes = (10 if change.subjects is None else len(change.subjects) for change in changes)
    return len(drafts) + sum(sizes) <= _SMALL
