"""In how many transactions is a file told, and what is done before each takes the lock?"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final

from ledger.faults import InputFault
from ledger.files.drafts import Draft, DraftDescription
from ledger.recording.call import Call, Reached
from ledger.recording.encoding import Save
from ledger.recording.intake import Intake, grouped
from ledger.stores.turn import Turn

if TYPE_CHECKING:
    from ledger.reports import Taken

#: What is no larger is checked and encoded under the lock, which costs less than a second look.
_SMALL: Final = 100


class Transactions:
    """The announcements of one call, in one transaction or in several."""

    def __init__(
        self, call: Call, turn: Callable[[], AbstractContextManager[Turn]], save: Save
    ) -> None:
        self._call, self._turn, self._save = call, turn, save

    def each(
        self, descriptions: Sequence[DraftDescription], drafts: Iterable[Draft], *, together: bool
    ) -> None:
        """A transaction for each, or with `together` small ones for those that stand beside each
        other; what comes before a fault is kept. The first takes the titles."""
        tally = self._call.tally
        for group, refused in grouped(drafts, _weight, most=_SMALL if together else 0):
            taken: list[Taken] = []
            tally.latest = taken
            fault = self.one(descriptions, group, small=is_small(group), each=True)
            descriptions = ()
            for announcement in taken:
                self._call.told(announcement)
            if (stopped := fault or refused) is not None:
                raise stopped
            behind = tally.new, tally.unchanged, group[-1].end
            self._call.progress(Reached("appended", *behind, self._call.size, True))
        if descriptions:
            self.one(descriptions, (), small=True)

    def one(
        self,
        descriptions: Sequence[DraftDescription],
        drafts: Iterable[Draft],
        *,
        small: bool,
        each: bool = False,
    ) -> InputFault | None:
        """One transaction; what is `small` is checked under its lock. With `each` what comes before
        a fault in small drafts is kept, and the fault given back; and nothing is said of how far it
        has come."""
        fault: InputFault | None = None
        intake = Intake(self._call, descriptions, silent=each)
        try:
            if not small:
                with self._call.store.reading() as log:
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
            if not self._call.dry_run:
                self._call.end()
        finally:
            intake.close()
        return fault


def is_small(drafts: Sequence[Draft]) -> bool:
    """Whether they become so few events, with no file to copy, that nobody waits for their checks
    under the lock."""
    return sum(map(_weight, drafts)) <= _SMALL


def _weight(draft: Draft) -> int:
    """About how many events it becomes; with a file to copy, as many as are not small."""
    sizes = (len(change.subjects) or 10 for change in draft.changes)
    return 1 + sum(sizes) + (_SMALL if draft.evidence else 0)
