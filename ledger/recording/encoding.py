"""Which bytes does an announcement become?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from events import codec
from ledger.entries import Encoded, EntryFault
from ledger.envelope import check_length
from ledger.faults import Fault, InputFault
from ledger.files.drafts import Draft, DraftChange
from ledger.recording.spool import PlannedChange

#: Paths no longer than this, in characters, cannot make a second subject's entry too long alone.
_SHORT: Final = 100


class Encoding:
    """What is the same for all events of one call: the log's name, and who records."""

    def __init__(self, origin: str, recorder: str | None) -> None:
        self._origin = origin
        self._by: dict[str, Any] = {} if recorder is None else {"recorder": recorder}

    def ahead(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The drafts, each with its events, but where those depend on the log or on files."""
        for draft in drafts:
            if draft.evidence or any(change.subjects is None for change in draft.changes):
                yield draft
            else:
                yield draft._replace(events=self.events(draft, draft.announced, draft.changes))

    def events(
        self,
        draft: Draft,
        announced: Mapping[str, Any],
        changes: Sequence[PlannedChange] | Sequence[DraftChange],
    ) -> tuple[Encoded, ...]:
        """The events' bytes, written once; the subjects of all changes are known.

        Raises InputFault where one is too long.
        """
        line, field = draft.line, ""
        try:
            found = [self.event("announced", f"#{announced['id']}", announced)]
            for change in changes:
                line, field = change.line, f"changes[{change.n}]"
                self._of_change(change, found)
        except EntryFault as fault:
            within = ".".join(part for part in (draft.field, field) if part)
            raise InputFault([Fault(draft.file, line, within, str(fault))]) from None
        return tuple(found)

    def event(self, type: str, stream: str, data: Mapping[str, Any]) -> Encoded:
        """An event that carries who records. Raises EntryFault where it is too long."""
        said = {**data, **self._by}
        codec.from_stored(type, said)
        event = Encoded(type, stream, codec.canonical(codec.formatted(type, said)))
        self._check_length(event)
        return event

    def _of_change(self, change: PlannedChange | DraftChange, found: list[Encoded]) -> None:
        first = True
        said = codec.formatted(change.kind, change.data)
        for subject in change.subjects or ():
            if first:  # a path was checked as such where it was read
                codec.from_stored(change.kind, {**change.data, "subject": subject})
            state = codec.canonical({**said, "subject": subject})
            event = Encoded(change.kind, subject, state)
            if first or len(subject) > _SHORT:
                self._check_length(event)
            first = False
            found.append(event)

    def _check_length(self, event: Encoded) -> None:
        check_length(event.type, event.state, origin=self._origin, stream=event.stream)
